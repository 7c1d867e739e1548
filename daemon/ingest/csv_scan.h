/* SPDX-License-Identifier: MIT */
/*
 * Finds the bytes that may mean something to the csv parser, 64 at a time.
 *
 * A bit is set for each byte that is a quote, the delimiter's first byte, or a control character up
 * to CR. That is a superset: tabs and the like are sorted out by the parser, because they are
 * rare and one comparison for all controls is cheaper than three.
 */
#ifndef PLUMB_INGEST_CSV_SCAN_H
#define PLUMB_INGEST_CSV_SCAN_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* The block that csv_scan reads from its place on, however little of it counts. */
enum { CSV_SCAN_BLOCK = 64 };

#if defined(__SSE2__)

static inline uint64_t csv_scan_16(const char *at, __m128i quote, __m128i delimiter, __m128i cr)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, delimiter));

    found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_max_epu8(bytes, cr), cr));
    return (uint64_t)(uint32_t)_mm_movemask_epi8(found);
}

static inline uint64_t csv_scan(const char *at, char delimiter)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i lead = _mm_set1_epi8(delimiter);
    const __m128i cr = _mm_set1_epi8('\r');

    return csv_scan_16(at, quote, lead, cr) | csv_scan_16(at + 16, quote, lead, cr) << 16 |
           csv_scan_16(at + 32, quote, lead, cr) << 32 |
           csv_scan_16(at + 48, quote, lead, cr) << 48;
}

#else

/* The high bit of each byte of `word` that is below `limit` (at most 128), exactly. */
static inline uint64_t csv_scan_below(uint64_t word, uint64_t limit)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t high = ones << 7;

    /* Without the high bits no byte can borrow from its neighbour. */
    return ~((word & ~high) + ones * (128 - limit)) & ~word & high;
}

static inline uint64_t csv_scan_8(const char *at, char delimiter)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word = 0;

    for (unsigned i = 0; i < 8; i++) {
        word |= (uint64_t)(unsigned char)at[i] << (8 * i);
    }
    uint64_t found = csv_scan_below(word, '\r' + 1) | csv_scan_below(word ^ (ones * '"'), 1) |
                     csv_scan_below(word ^ (ones * (unsigned char)delimiter), 1);
    /* Gathers the eight high bits into one byte. */
    return ((found >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t csv_scan(const char *at, char delimiter)
{
    uint64_t mask = 0;

    for (unsigned i = 0; i < 8; i++) {
        mask |= csv_scan_8(at + 8 * i, delimiter) << (8 * i);
    }
    return mask;
}

#endif

#endif
