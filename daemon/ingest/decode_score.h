/* SPDX-License-Identifier: MIT */
/*
 * How much bytes look like text of a two-byte encoding.
 *
 * That they are valid proves little. What tells the encodings apart is how many of the characters
 * are common ones: each encoding has them in one block, and the text of another encoding falls
 * into that block only by chance.
 */
#ifndef PLUMB_INGEST_DECODE_SCORE_H
#define PLUMB_INGEST_DECODE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct decode_score {
    uint64_t characters; /* beyond ASCII; four-byte ones do not count */
    uint64_t common;     /* of these */
};

/* Adds one to the other. */
void decode_score_add(struct decode_score *score, const struct decode_score *more);

/* There are characters, and at least 70 % are common. */
bool decode_score_is_plausible(const struct decode_score *score);

/* a has a larger or equal share of common characters. */
bool decode_score_is_no_less(const struct decode_score *a, const struct decode_score *b);

/* Each adds the characters at the beginning of the bytes to the score, and returns how many bytes
 * these are: all, or up to the first that is cut or no character of the encoding. */
size_t decode_score_gb(const unsigned char *bytes, size_t len, struct decode_score *score);
size_t decode_score_big5(const unsigned char *bytes, size_t len, struct decode_score *score);
size_t decode_score_shift_jis(const unsigned char *bytes, size_t len, struct decode_score *score);

#endif
