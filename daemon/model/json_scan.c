/* SPDX-License-Identifier: MIT */
/*
 * What is long is an array or object. Its bytes are looked at 64 at a time: masks say where quotes
 * and brackets stand, and an exclusive or over all quotes before a byte whether it is within a
 * string. A block with a backslash, and what is left of the text behind the last whole block, are
 * read byte by byte, which is also the way of machines without SSE2.
 */
#include "model/json_scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };

/* ---- byte by byte -------------------------------------------------------------------------- */

/* What a byte outside of strings means for where a value ends. */
enum mark { MARK_NONE, MARK_COMMA, MARK_OPENS, MARK_CLOSES, MARK_QUOTE };

static const unsigned char marks[256] = {
    [','] = MARK_COMMA,  ['{'] = MARK_OPENS,  ['['] = MARK_OPENS,
    ['}'] = MARK_CLOSES, [']'] = MARK_CLOSES, ['"'] = MARK_QUOTE,
};

static enum mark mark_of(char c)
{
    return (enum mark)marks[(unsigned char)c];
}

/* Behind the quote that ends the string around `at`. */
static const char *rest_of_string_end(const char *at, const char *end)
{
    for (; at < end && *at != '"'; at++) {
        at += *at == '\\' ? 1 : 0;
    }
    return at < end ? at + 1 : end;
}

/* The brackets around a place, and whether it is within a string. */
struct nesting {
    size_t depth;
    bool is_in_string;
};

/* Behind the bracket that closes the last one. */
static const char *brackets_end_by_bytes(const char *at, const char *end, struct nesting nesting)
{
    if (nesting.is_in_string) {
        at = rest_of_string_end(at, end);
    }
    while (at < end) {
        enum mark mark = mark_of(*at++);
        if (mark == MARK_QUOTE) {
            at = rest_of_string_end(at, end);
        } else if (mark == MARK_OPENS) {
            nesting.depth++;
        } else if (mark == MARK_CLOSES && --nesting.depth == 0) {
            break;
        }
    }
    return at;
}

/* ---- block by block ------------------------------------------------------------------------ */

#if defined(__SSE2__)

/* One bit for each byte of a block. */
struct masks {
    uint64_t quotes;
    uint64_t backslashes;
    uint64_t opens;
    uint64_t closes;
};

static uint64_t mask_of(__m128i bytes, char wanted)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted)));
}

/* With the bit of 32 set, [ is { and ] is }, and nothing else is. */
static struct masks masks_of(const char *at)
{
    struct masks masks = {0};

    for (unsigned i = 0; i < BLOCK; i += sizeof(__m128i)) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
        __m128i curly = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        masks.quotes |= mask_of(bytes, '"') << i;
        masks.backslashes |= mask_of(bytes, '\\') << i;
        masks.opens |= mask_of(curly, '{') << i;
        masks.closes |= mask_of(curly, '}') << i;
    }
    return masks;
}

/* Each bit: whether an odd number of bits is set up to it. */
static uint64_t parity_up_to(uint64_t bits)
{
    for (unsigned shift = 1; shift < BLOCK; shift *= 2) {
        bits ^= bits << shift;
    }
    return bits;
}

/* Follows the brackets of a block. The place behind the one that closes the last; 0: none does. */
static unsigned follow(const struct masks *masks, struct nesting *nesting)
{
    uint64_t strings = parity_up_to(masks->quotes) ^ (nesting->is_in_string ? UINT64_MAX : 0);

    for (uint64_t left = (masks->opens | masks->closes) & ~strings; left != 0; left &= left - 1) {
        if ((left & -left & masks->opens) != 0) {
            nesting->depth++;
        } else if (--nesting->depth == 0) {
            return (unsigned)__builtin_ctzll(left) + 1;
        }
    }
    nesting->is_in_string = strings >> (BLOCK - 1) != 0;
    return 0;
}

static const char *brackets_end(const char *at, const char *end)
{
    struct nesting nesting = {0};

    for (; end - at >= BLOCK; at += BLOCK) {
        struct masks masks = masks_of(at);
        if (masks.backslashes != 0) {
            break;
        }
        unsigned behind = follow(&masks, &nesting);
        if (behind > 0) {
            return at + behind;
        }
    }
    return brackets_end_by_bytes(at, end, nesting);
}

#else

static const char *brackets_end(const char *at, const char *end)
{
    return brackets_end_by_bytes(at, end, (struct nesting){0});
}

#endif

/* ---------------------------------------------------------------------------------------------- */

const char *json_string_end(const char *at, const char *end)
{
    return at < end ? rest_of_string_end(at + 1, end) : end;
}

const char *json_value_end(const char *at, const char *end)
{
    enum mark first = at < end ? mark_of(*at) : MARK_NONE;

    if (first == MARK_QUOTE) {
        return json_string_end(at, end);
    }
    if (first == MARK_OPENS) {
        return brackets_end(at, end);
    }
    while (at < end && mark_of(*at) == MARK_NONE) {
        at++;
    }
    return at;
}

/* ---- strings ------------------------------------------------------------------------------- */

/* The four digits of \u, which stand for a byte that text does not hold as it is; -1: others. */
static int read_code(struct text digits)
{
    static const char hex[] = "0123456789abcdef";
    int code = 0;

    for (size_t i = 0; i < 4; i++) {
        const char *digit =
            i < digits.len && digits.at[i] != '\0' ? strchr(hex, digits.at[i]) : NULL;
        if (!digit) {
            return -1;
        }
        code = code * 16 + (int)(digit - hex);
    }
    return code < 0x80 ? code : -1;
}

/* What the escape in front stands for; it is taken. -1: none of ours. */
static int take_escape(struct text *text)
{
    static const char letters[] = "\"\\nrtbf";
    static const char meant[] = "\"\\\n\r\t\b\f";
    struct text letter = text_part(*text, 1, 1);
    const char *known = letter.len > 0 && *letter.at != '\0' ? strchr(letters, *letter.at) : NULL;

    if (known) {
        *text = text_part(*text, 2, text->len);
        return (unsigned char)meant[known - letters];
    }
    int code = text_equal_str(letter, "u") ? read_code(text_part(*text, 2, text->len)) : -1;
    *text = text_part(*text, 6, text->len);
    return code;
}

static bool unescape(struct text text, struct buffer *out)
{
    buffer_clear(out);
    while (text.len > 0) {
        const char *escape = memchr(text.at, '\\', text.len);
        size_t plain = escape ? (size_t)(escape - text.at) : text.len;
        (void)buffer_append_text(out, text_part(text, 0, plain));
        text = text_part(text, plain, text.len);
        if (text.len > 0) {
            int meant = take_escape(&text);
            char byte = (char)(unsigned char)meant;
            if (meant < 0 || !buffer_append(out, &byte, 1)) {
                return false;
            }
        }
    }
    return !out->has_failed;
}

bool json_take_string(struct text *text, struct buffer *unescaped, struct text *value)
{
    if (text->len < 2 || text->at[0] != '"') {
        return false;
    }
    size_t len = (size_t)(json_string_end(text->at, text->at + text->len) - text->at);
    if (len < 2 || text->at[len - 1] != '"') {
        return false;
    }
    struct text inner = text_part(*text, 1, len - 2);
    *text = text_part(*text, len + 1, text->len);
    if (inner.len > 0 && memchr(inner.at, '\\', inner.len)) {
        if (!unescape(inner, unescaped)) {
            return false;
        }
        inner = buffer_text(unescaped);
    }
    *value = inner;
    return true;
}
