/* SPDX-License-Identifier: MIT */
/*
 * Records as bytes, and back.
 *
 * One description of each record serves both directions. Numbers are variable-length integers
 * (7 bits a byte, lowest first; signed ones zigzag). A text is a number v: even, then v / 2 bytes
 * follow; odd, then it is the word v / 2. What the subject says (indicator, period) is not
 * repeated, and the line is kept elsewhere.
 */
#ifndef PLUMB_STORE_STORE_CODEC_H
#define PLUMB_STORE_STORE_CODEC_H

#include <stdbool.h>
#include <stdint.h>
#include <xxhash.h>

#include "base/buffer.h"
#include "model/record.h"
#include "store/store_word.h"

struct err;

/* The hash of all that a record says, its line apart. `scratch` is memory for it. */
bool codec_hash_record(const struct record *record, struct buffer *scratch, XXH128_hash_t *hash,
                       struct err *err);

/* Appends the record as it is stored, its words added to the store. */
bool codec_write_record(struct word_cache *words, const struct record *record, struct buffer *out,
                        struct err *err);

/* Room for the metrics of one activity; reused from record to record. */
struct codec_metrics {
    struct metric_amount *amounts;
    size_t capacity;
};
void codec_metrics_finish(struct codec_metrics *metrics);

/* Reads a stored record of that subject. Its texts are borrowed from `body` and the words, its
 * metrics from `metrics`; its line is 0. ERR_FORMAT if the bytes make no sense. */
bool codec_read_record(struct word_cache *words, const struct subject_key *subject,
                       struct text body, struct codec_metrics *metrics, struct record *record,
                       struct err *err);

/* Place, item, department and level of a stored figure, taken off the front of *body. */
struct codec_figure_key {
    struct text place;
    struct text item;
    struct text department;
    struct text level;
};
bool codec_read_figure_key(struct word_cache *words, struct text *body,
                           struct codec_figure_key *key, struct err *err);

/* What stands behind the key, into a figure that is zero but for what is known of it. */
bool codec_read_figure_rest(struct word_cache *words, struct text rest,
                            struct figure_record *figure, int32_t *cell_index, struct err *err);

/* The hash of what makes two rows the same row: see "Keys". Places as written, or resolved by the
 * caller before. */
XXH128_hash_t codec_key_hash(const struct record *record);

/* Amounts alone, for aggregates. */
bool codec_write_amount(struct word_cache *words, const struct amount *amount, struct buffer *out,
                        struct err *err);
bool codec_read_amount(struct word_cache *words, struct text *rest, struct amount *amount,
                       struct err *err);

/* Numbers alone, for the blobs around the records. Taking returns false at the end or for a
 * number that is too long. */
bool codec_put_number(struct buffer *out, uint64_t number);
bool codec_take_number(struct text *rest, uint64_t *number);
static inline uint64_t codec_zigzag(int64_t number)
{
    return (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
}
int64_t codec_unzigzag(uint64_t number);

/* Writes a number where there is room for it. Returns its end. */
static inline char *codec_put_at(char *at, uint64_t number)
{
    while (number >= 0x80) {
        *at++ = (char)(unsigned char)(number | 0x80);
        number >>= 7;
    }
    *at++ = (char)number;
    return at;
}

#endif
