/* SPDX-License-Identifier: MIT */
/*
 * A borrowed slice of UTF-8, with strict reading that ignores the locale.
 *
 * A struct text owns nothing: it is valid as long as the bytes it points into.
 * It need not end in a NUL and may be empty ({NULL, 0} is the empty text).
 */
#ifndef PLUMB_BASE_TEXT_H
#define PLUMB_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *at;
    size_t len; /* bytes */
};

/* For printf("%.*s", TEXT_ARG(text)). */
#define TEXT_ARG(text) (int)(text).len, (text).at ? (text).at : ""

/* A text for a string literal. */
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* The text of a C string; NULL gives the empty text. */
struct text text_of(const char *str);

bool text_equal(struct text a, struct text b);
bool text_equal_str(struct text a, const char *str);

/* Byte order, shorter first on a common beginning: <0, 0, >0. For UTF-8 that
 * is the order of code points. */
int text_compare(struct text a, struct text b);

bool text_starts_with(struct text text, const char *prefix);
bool text_ends_with(struct text text, const char *suffix);

/* The position in bytes of the first needle, or -1. */
ptrdiff_t text_find(struct text text, const char *needle);

/* The text from byte `start` on, at most `len` bytes; clamped to the text. */
struct text text_part(struct text text, size_t start, size_t len);

/* Without white space at both ends: ASCII spaces and controls, U+00A0, U+2000 to
 * U+200B, U+3000, U+FEFF. */
struct text text_trim(struct text text);

/* Takes the next code point from the front of *text and shortens it.
 * Returns -1 at the end, or at a malformed, overlong or surrogate sequence (then
 * *text is unchanged and not empty). */
int32_t text_take(struct text *text);

/* Writes the code point as UTF-8 into out (4 bytes at least). Returns the
 * number of bytes, 0 for no code point. */
size_t text_put(int32_t code_point, char *out);

/* Writes the number with zeros in front up to so many digits (10 at most). Returns the number of
 * bytes, 10 at most; no NUL. */
size_t text_put_number(uint32_t number, size_t digits, char *out);

/* The offset of the first byte that is not well-formed UTF-8, or text.len. */
size_t text_valid_len(struct text text);

/* Number of code points; malformed bytes count one each. */
size_t text_count(struct text text);

/* Copies with full-width forms (U+FF01 to U+FF5E, U+3000, U+FFE5 ...) made
 * half-width and ASCII letters in lower case where fold_case. Writes at most
 * size - 1 bytes and a NUL, never half a character. Returns the bytes written. */
size_t text_to_half_width(struct text text, bool fold_case, char *out, size_t size);

/* A malloc'ed, NUL-terminated copy, or NULL without memory. The caller frees it. */
char *text_dup(struct text text);

#endif
