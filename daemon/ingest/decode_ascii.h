/* SPDX-License-Identifier: MIT */
/* Eight bytes at once, as far as they are ASCII. */
#ifndef PLUMB_INGEST_DECODE_ASCII_H
#define PLUMB_INGEST_DECODE_ASCII_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { DECODE_WORD = 8 };

/* How many of the eight bytes at `bytes`, from the first on, are ASCII. */
static inline size_t decode_ascii_in_word(const unsigned char *bytes)
{
    uint64_t word = 0;

    memcpy(&word, bytes, sizeof(word));
    word &= UINT64_C(0x8080808080808080);
    if (word == 0) {
        return DECODE_WORD;
    }
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (size_t)__builtin_clzll(word) / 8;
#else
    return (size_t)__builtin_ctzll(word) / 8;
#endif
}

/* The first byte from `at` on that is not ASCII, or len. */
static inline size_t decode_skip_ascii(const unsigned char *bytes, size_t at, size_t len)
{
    while (len - at >= DECODE_WORD) {
        size_t count = decode_ascii_in_word(bytes + at);
        at += count;
        if (count < DECODE_WORD) {
            return at;
        }
    }
    while (at < len && bytes[at] < 0x80U) {
        at++;
    }
    return at;
}

#endif
