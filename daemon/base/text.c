/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct text text_of(const char *str)
{
    return (struct text){str, str ? strlen(str) : 0};
}

bool text_equal(struct text a, struct text b)
{
    return a.len == b.len && (a.len == 0 || a.at == b.at || memcmp(a.at, b.at, a.len) == 0);
}

bool text_equal_str(struct text a, const char *str)
{
    return text_equal(a, text_of(str));
}

int text_compare(struct text a, struct text b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 || a.at == b.at ? 0 : memcmp(a.at, b.at, common);

    if (order != 0) {
        return order;
    }
    return a.len < b.len ? -1 : a.len > b.len ? 1 : 0;
}

bool text_starts_with(struct text text, const char *prefix)
{
    size_t len = strlen(prefix);

    return text.len >= len && (len == 0 || memcmp(text.at, prefix, len) == 0);
}

bool text_ends_with(struct text text, const char *suffix)
{
    size_t len = strlen(suffix);

    return text.len >= len && (len == 0 || memcmp(text.at + text.len - len, suffix, len) == 0);
}

ptrdiff_t text_find(struct text text, const char *needle)
{
    size_t len = strlen(needle);

    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.at + i, needle, len) == 0) {
            return (ptrdiff_t)i;
        }
    }
    return -1;
}

struct text text_part(struct text text, size_t start, size_t len)
{
    if (start >= text.len) {
        return (struct text){NULL, 0};
    }
    if (len > text.len - start) {
        len = text.len - start;
    }
    return (struct text){text.at + start, len};
}

static bool is_space(int32_t c)
{
    return (c >= 0 && c <= 0x20) || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x3000 ||
           c == 0xFEFF;
}

/* The start of the last character, for well-formed text. */
static size_t last_character(struct text text)
{
    size_t at = text.len - 1;

    while (at > 0 && ((unsigned char)text.at[at] & 0xC0U) == 0x80U) {
        at--;
    }
    return at;
}

struct text text_trim(struct text text)
{
    for (;;) {
        struct text rest = text;
        if (rest.len == 0 || !is_space(text_take(&rest))) {
            break;
        }
        text = rest;
    }
    while (text.len > 0) {
        size_t at = last_character(text);
        struct text last = text_part(text, at, text.len - at);
        if (!is_space(text_take(&last))) {
            break;
        }
        text.len = at;
    }
    return text;
}

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0U) == 0x80U;
}

int32_t text_take(struct text *text)
{
    if (text->len == 0) {
        return -1;
    }
    const unsigned char *at = (const unsigned char *)text->at;
    unsigned char lead = at[0];
    size_t len = lead < 0x80U ? 1 : lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : lead >= 0xC2U ? 2 : 0;
    static const int32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

    if (len == 0 || lead > 0xF4U || text->len < len) {
        return -1;
    }
    int32_t code = len == 1 ? lead : (int32_t)(lead & (0xFFU >> (len + 1)));
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(at[i])) {
            return -1;
        }
        code = (int32_t)(((uint32_t)code << 6) | (at[i] & 0x3FU));
    }
    if (code < smallest[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return -1;
    }
    text->at += len;
    text->len -= len;
    return code;
}

size_t text_put(int32_t c, char *out)
{
    if (c < 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
        return 0;
    }
    uint32_t u = (uint32_t)c;
    if (u < 0x80U) {
        out[0] = (char)u;
        return 1;
    }
    if (u < 0x800U) {
        out[0] = (char)(0xC0U | (u >> 6));
        out[1] = (char)(0x80U | (u & 0x3FU));
        return 2;
    }
    if (u < 0x10000U) {
        out[0] = (char)(0xE0U | (u >> 12));
        out[1] = (char)(0x80U | ((u >> 6) & 0x3FU));
        out[2] = (char)(0x80U | (u & 0x3FU));
        return 3;
    }
    out[0] = (char)(0xF0U | (u >> 18));
    out[1] = (char)(0x80U | ((u >> 12) & 0x3FU));
    out[2] = (char)(0x80U | ((u >> 6) & 0x3FU));
    out[3] = (char)(0x80U | (u & 0x3FU));
    return 4;
}

size_t text_put_number(uint32_t number, size_t digits, char *out)
{
    char reversed[10];
    size_t len = 0;

    do {
        reversed[len++] = (char)('0' + (int)(number % 10));
        number /= 10;
    } while (number > 0 || len < digits);
    for (size_t i = 0; i < len; i++) {
        out[i] = reversed[len - 1 - i];
    }
    return len;
}

/* Eight bytes of ASCII. */
static bool is_ascii_word(const char *at)
{
    uint64_t word = 0;

    memcpy(&word, at, sizeof(word));
    return (word & 0x8080808080808080U) == 0;
}

/* Three bytes that are a character of the most usual kind: not the first ones, no surrogates. */
static bool is_usual_wide(const char *at)
{
    unsigned char lead = (unsigned char)at[0];

    return lead > 0xE0U && lead < 0xF0U && lead != 0xEDU && is_continuation((unsigned char)at[1]) &&
           is_continuation((unsigned char)at[2]);
}

size_t text_valid_len(struct text text)
{
    size_t at = 0;

    for (;;) {
        if (text.len - at >= sizeof(uint64_t) && is_ascii_word(text.at + at)) {
            at += sizeof(uint64_t);
        } else if (text.len - at >= 3 && is_usual_wide(text.at + at)) {
            at += 3;
        } else {
            struct text rest = text_part(text, at, text.len);
            if (text_take(&rest) < 0) {
                return at;
            }
            at = text.len - rest.len;
        }
    }
}

size_t text_count(struct text text)
{
    size_t count = 0;

    while (text.len > 0) {
        if (text_take(&text) < 0) {
            text = text_part(text, 1, text.len);
        }
        count++;
    }
    return count;
}

static int32_t half_width(int32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) {
        return c - 0xFEE0;
    }
    switch (c) {
    case 0x3000:
    case 0xA0:
        return ' ';
    case 0xFFE5:
        return 0xA5; /* the yen and yuan sign */
    case 0xFFE0:
        return 0xA2;
    case 0xFFE1:
        return 0xA3;
    default:
        return c;
    }
}

size_t text_to_half_width(struct text text, bool fold_case, char *out, size_t size)
{
    size_t len = 0;

    if (size == 0) {
        return 0;
    }
    while (text.len > 0) {
        char bytes[4];
        size_t count = 1;
        int32_t c = text_take(&text);
        if (c < 0) {
            bytes[0] = text.at[0];
            text = text_part(text, 1, text.len);
        } else {
            c = half_width(c);
            if (fold_case && c >= 'A' && c <= 'Z') {
                c += 'a' - 'A';
            }
            count = text_put(c, bytes);
        }
        if (len + count + 1 > size) {
            break;
        }
        memcpy(out + len, bytes, count);
        len += count;
    }
    out[len] = '\0';
    return len;
}

char *text_dup(struct text text)
{
    char *copy = malloc(text.len + 1);

    if (copy) {
        if (text.len > 0) {
            memcpy(copy, text.at, text.len);
        }
        copy[text.len] = '\0';
    }
    return copy;
}
