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
