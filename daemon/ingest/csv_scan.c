/* SPDX-License-Identifier: MIT */
#include "ingest/csv_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static const uint64_t ones = UINT64_C(0x0101010101010101);

/* The high bit of each byte of `word` that is below `limit` (at most 128), exactly: without the
 * high bits no byte can carry into its neighbour. */
static uint64_t bytes_below(uint64_t word, uint64_t limit)
{
    const uint64_t high = ones << 7;

    return ~((word & ~high) + ones * (128 - limit)) & ~word & high;
}

static uint64_t scan_8(const char *at, char delimiter)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < 8; i++) {
        word |= (uint64_t)(unsigned char)at[i] << (8 * i);
    }
    uint64_t found = bytes_below(word, '\r' + 1) | bytes_below(word ^ (ones * '"'), 1) |
                     bytes_below(word ^ (ones * (unsigned char)delimiter), 1);
    /* Gathers the eight high bits into one byte. */
    return ((found >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static void scan_portable(const char *bytes, size_t blocks, char delimiter, uint64_t *masks)
{
    for (size_t i = 0; i < blocks; i++) {
        masks[i] = 0;
        for (unsigned k = 0; k < 8; k++) {
            masks[i] |= scan_8(bytes + i * CSV_SCAN_BLOCK + 8 * k, delimiter) << (8 * k);
        }
    }
}

#if defined(__x86_64__)

static inline uint64_t scan_16(const char *at, __m128i quote, __m128i delimiter, __m128i cr)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, delimiter));

    found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_max_epu8(bytes, cr), cr));
    return (uint64_t)(uint32_t)_mm_movemask_epi8(found);
}

static void scan_sse2(const char *bytes, size_t blocks, char delimiter, uint64_t *masks)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i lead = _mm_set1_epi8(delimiter);
    const __m128i cr = _mm_set1_epi8('\r');

    for (size_t i = 0; i < blocks; i++) {
        const char *at = bytes + i * CSV_SCAN_BLOCK;
        masks[i] = scan_16(at, quote, lead, cr) | scan_16(at + 16, quote, lead, cr) << 16 |
                   scan_16(at + 32, quote, lead, cr) << 32 |
                   scan_16(at + 48, quote, lead, cr) << 48;
    }
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t scan_32(const char *at, __m256i quote, __m256i delimiter, __m256i cr)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);
    __m256i found =
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, quote), _mm256_cmpeq_epi8(bytes, delimiter));

    found = _mm256_or_si256(found, _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, cr), cr));
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(found);
}

AVX2 static void scan_avx2(const char *bytes, size_t blocks, char delimiter, uint64_t *masks)
{
    const __m256i quote = _mm256_set1_epi8('"');
    const __m256i lead = _mm256_set1_epi8(delimiter);
    const __m256i cr = _mm256_set1_epi8('\r');

    for (size_t i = 0; i < blocks; i++) {
        const char *at = bytes + i * CSV_SCAN_BLOCK;
        masks[i] = scan_32(at, quote, lead, cr) | scan_32(at + 32, quote, lead, cr) << 32;
    }
}

#endif

bool csv_scan_has(enum csv_scan_way way)
{
#if defined(__x86_64__)
    return way != CSV_SCAN_AVX2 || __builtin_cpu_supports("avx2") != 0;
#else
    return way == CSV_SCAN_PORTABLE;
#endif
}

static void scan_blocks(enum csv_scan_way way, const char *bytes, size_t blocks, char delimiter,
                        uint64_t *masks)
{
#if defined(__x86_64__)
    if (way == CSV_SCAN_AVX2) {
        scan_avx2(bytes, blocks, delimiter, masks);
        return;
    }
    if (way == CSV_SCAN_SSE2) {
        scan_sse2(bytes, blocks, delimiter, masks);
        return;
    }
#else
    (void)way;
#endif
    scan_portable(bytes, blocks, delimiter, masks);
}

void csv_scan_by(enum csv_scan_way way, const char *bytes, size_t len, char delimiter,
                 uint64_t *masks)
{
    size_t blocks = (len + CSV_SCAN_BLOCK - 1) / CSV_SCAN_BLOCK;

    scan_blocks(way, bytes, blocks, delimiter, masks);
    if (len % CSV_SCAN_BLOCK != 0) {
        masks[blocks - 1] &= (UINT64_C(1) << (len % CSV_SCAN_BLOCK)) - 1;
    }
}

void csv_scan(const char *bytes, size_t len, char delimiter, uint64_t *masks)
{
    enum csv_scan_way way = csv_scan_has(CSV_SCAN_AVX2)   ? CSV_SCAN_AVX2
                            : csv_scan_has(CSV_SCAN_SSE2) ? CSV_SCAN_SSE2
                                                          : CSV_SCAN_PORTABLE;

    csv_scan_by(way, bytes, len, delimiter, masks);
}
