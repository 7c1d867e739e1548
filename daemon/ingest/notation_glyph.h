/* SPDX-License-Identifier: MIT */
/*
 * A short cell as code points in one spelling, which still know where they stand in the cell.
 *
 * Full-width forms are half-width, traditional characters that occur in numbers are simplified,
 * and the many dashes, waves and comparison signs are one of each. Spaces are left out, except
 * between two characters of a number, where they mean something (1 234).
 */
#ifndef PLUMB_INGEST_NOTATION_GLYPH_H
#define PLUMB_INGEST_NOTATION_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { GLYPHS_MAX = 200 };

/* Code points that stand for a family. */
enum {
    GLYPH_NO_BREAK = 0xA0, /* no-break and thin spaces: they group thousands */
    GLYPH_YUAN = 0xA5,     /* ￥ and ¥ */
    GLYPH_EN_DASH = 0x2013,
    GLYPH_EM_DASH = 0x2014,
    GLYPH_MINUS = 0x2212,
    GLYPH_END = -1
};

struct glyphs {
    struct text source;
    size_t count;
    int32_t code[GLYPHS_MAX];
    uint32_t begin[GLYPHS_MAX]; /* in source, bytes */
    uint32_t end[GLYPHS_MAX];
};

/* False if the text is longer than GLYPHS_MAX or not UTF-8. */
bool glyphs_read(struct text source, struct glyphs *out);

/* A stretch of them: glyphs from `from` to before `to`. */
struct span {
    const struct glyphs *all;
    size_t from;
    size_t to;
};

struct span span_of(const struct glyphs *all);
bool span_is_empty(struct span span);
size_t span_count(struct span span);

/* The code at that place from the front, or from the back; GLYPH_END past the span. */
int32_t span_front(struct span span, size_t place);
int32_t span_back(struct span span, size_t place);

/* Without its first, or last, `count` glyphs. */
struct span span_skip(struct span span, size_t count);
struct span span_shorten(struct span span, size_t count);

/* The first `count` glyphs. */
struct span span_head(struct span span, size_t count);

/* The glyphs' stretch of the source; "" for none. */
struct text span_text(struct span span);

/* Words are in the one spelling: half-width and simplified. Letters match in any case. */
bool span_is(struct span span, const char *word);
bool span_starts(struct span span, const char *word);

/* Takes the word off the front, or the end, if it is there. */
bool span_take(struct span *span, const char *word);
bool span_drop(struct span *span, const char *word);

/* Whether it is a word of the list, which ends with NULL. */
bool span_is_any(struct span span, const char *const *words);

bool glyph_is_digit(int32_t code);  /* 0 to 9 */
bool glyph_is_letter(int32_t code); /* a to z in any case */
bool glyph_is_hanzi(int32_t code);
bool glyph_is_dash(int32_t code); /* any of the dashes and minus signs */

/* The place of the bracket ( or [ that the last glyph closes, or the span's count. */
size_t span_find_opening(struct span span);

/* The number of digits 0 to 9 at the front. */
size_t span_count_digits(struct span span);

/* The position of the first digit 0 to 9, or the span's count. */
size_t span_find_digit(struct span span);

#endif
