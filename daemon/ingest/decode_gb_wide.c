/* SPDX-License-Identifier: MIT */
/*
 * Where the leads are says a mask of the bytes beyond ASCII (gb_runs.h). A half of a block
 * is then converted without a branch:
 *
 *     bytes           ,    B0 A1   1    D6 D0   \n        those beyond ASCII, moved together,
 *     forms                E5 95 8A 0   E4 B8 AD 0        look up forms of four bytes;
 *     lanes           , 0  E595 8A0  1 0  E4B8 AD0  \n 0  each byte has a lane of two, and a form
 *                                                         those of its pair;
 *     out             ,  E5958A  1  E4B8AD  \n            what is not 0 is moved together.
 *
 * So a NUL is nothing that can be converted here.
 */
#include "ingest/decode_gb_wide.h"

#include <stdint.h>

#include "ingest/gb_runs.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt,bmi,bmi2")))

enum { BLOCK = 64, HALF = 32 };

bool decode_gb_wide_is_able(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}

/* NUL, 80 to A0, and FF. 80 to A0, as numbers with a sign, are the smallest. */
AVX512 static inline uint64_t find_foreign(__m512i bytes)
{
    return _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8((char)0xA1)) |
           _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)0xFF)) |
           _mm512_testn_epi8_mask(bytes, bytes);
}

/* The forms of the pairs, one behind the other. Behind the last one are any. */
AVX512 static inline __m512i look_up(const char forms[][4], __m256i bytes, uint32_t high)
{
    const __m256i first = _mm256_set1_epi8((char)0xA1);
    const __m256i scale = _mm256_set1_epi16(1 << 8 | DECODE_GB_WIDE_CELLS);
    __m256i cells = _mm256_sub_epi8(_mm256_maskz_compress_epi8(high, bytes), first);
    __m512i places = _mm512_cvtepu16_epi32(_mm256_maddubs_epi16(cells, scale));

    return _mm512_i32gather_epi32(places, forms, 4);
}

/* Converts the first `len` bytes, HALF or one less, of which `high` are of pairs. Writes a block.
 */
AVX512 static inline size_t put_half(const char forms[][4], const unsigned char *at, unsigned len,
                                     uint32_t high, char *out)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);
    __m512i lanes =
        _mm512_mask_expand_epi16(_mm512_cvtepu8_epi16(bytes), high, look_up(forms, bytes, high));
    uint64_t kept = _mm512_test_epi8_mask(lanes, lanes) & (~UINT64_C(0) >> (2 * (HALF - len)));

    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(kept, lanes));
    return (size_t)__builtin_popcountll(kept);
}

/* A half of the block, from `begin` on, that ends before a pair of which it has the lead alone. */
static inline unsigned half_len(uint64_t leads, unsigned begin)
{
    return HALF - (unsigned)(leads >> (begin + HALF - 1) & 1U);
}

AVX512 size_t decode_gb_wide(const char forms[DECODE_GB_WIDE_FORMS][4], const unsigned char *bytes,
                             size_t len, char *out, size_t size, size_t *taken)
{
    size_t at = 0;
    size_t done = 0;

    while (len - at >= BLOCK && size - done >= 2 * BLOCK) {
        __m512i block = _mm512_loadu_si512(bytes + at);
        uint64_t high = _mm512_movepi8_mask(block);
        uint64_t leads = gb_leads(high);
        if (find_foreign(block) != 0 || (leads << 1 & ~high) != 0) {
            break;
        }
        unsigned first = half_len(leads, 0);
        unsigned second = half_len(leads, first);
        uint32_t first_high = (uint32_t)high & UINT32_MAX >> (HALF - first);
        uint32_t second_high = (uint32_t)(high >> first) & UINT32_MAX >> (HALF - second);
        done += put_half(forms, bytes + at, first, first_high, out + done);
        done += put_half(forms, bytes + at + first, second, second_high, out + done);
        at += first + second;
    }
    *taken = at;
    return done;
}

#else

bool decode_gb_wide_is_able(void)
{
    return false;
}

size_t decode_gb_wide(const char forms[DECODE_GB_WIDE_FORMS][4], const unsigned char *bytes,
                      size_t len, char *out, size_t size, size_t *taken)
{
    (void)forms;
    (void)bytes;
    (void)len;
    (void)out;
    (void)size;
    *taken = 0;
    return 0;
}

#endif
