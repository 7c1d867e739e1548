/* SPDX-License-Identifier: MIT */
/*
 * Where the processor can look up 16 or 32 bytes at once (SSSE3, AVX2), a form is judged by three
 * look-ups in small tables: by the high half of the byte before, by its low half, and by the high
 * half of the byte itself. Each gives the set of errors that are possible with that half; an error
 * is real if all three agree (Keiser and Lemire, "Validating UTF-8 in less than one instruction per
 * byte"). That only says whether a stretch is sound: the place of an error is found byte by byte.
 */
#include "ingest/utf8.h"

#include <stdint.h>

#include "base/text.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0U) == 0x80U;
}

/* The part of bytes, from `at` on, that is well-formed, one form after the other. */
static size_t scalar_len(const unsigned char *bytes, size_t at, size_t len,
                         struct utf8_stats *stats)
{
    while (at < len) {
        if (bytes[at] < 0x80U) {
            at++;
            continue;
        }
        struct text rest = {(const char *)bytes + at, len - at};
        if (text_take(&rest) < 0) {
            break;
        }
        stats->has_high = true;
        stats->has_long = stats->has_long || bytes[at] >= 0xE0U;
        at = len - rest.len;
    }
    return at;
}

#if defined(__x86_64__)

/* The errors, one bit each, that two neighbouring bytes can show. */
enum {
    TOO_SHORT = 1,       /* a lead, and no continuation follows */
    TOO_LONG = 2,        /* ASCII, and a continuation follows */
    OVERLONG_3 = 4,      /* E0 80..9F */
    TOO_LARGE = 8,       /* F4 90.., F5.. and above */
    SURROGATE = 16,      /* ED A0..BF */
    OVERLONG_2 = 32,     /* C0 and C1 */
    TOO_LARGE_1000 = 64, /* F5.. 80..8F */
    OVERLONG_4 = 64,     /* F0 80..8F */
    TWO_CONTS = 128,     /* two continuations: right only within a long form */
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

#define TABLE __attribute__((aligned(16)))

static const uint8_t by_first_high[16] TABLE = {
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TWO_CONTS,
    TWO_CONTS,
    TWO_CONTS,
    TWO_CONTS,
    TOO_SHORT | OVERLONG_2,
    TOO_SHORT,
    TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
};

static const uint8_t by_first_low[16] TABLE = {
    CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
    CARRY | OVERLONG_2,
    CARRY,
    CARRY,
    CARRY | TOO_LARGE,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000,
};

static const uint8_t by_second_high[16] TABLE = {
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
    TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
    TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
    TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
};

struct lanes {
    __m128i before; /* the 16 bytes before those at hand */
    __m128i errors;
    __m128i largest;
};

#define SSSE3 __attribute__((target("ssse3")))

SSSE3 static inline __m128i look_up(const uint8_t *table, __m128i halves)
{
    return _mm_shuffle_epi8(_mm_load_si128((const __m128i *)(const void *)table), halves);
}

SSSE3 static inline void check_16(struct lanes *lanes, const unsigned char *at)
{
    const __m128i low_half = _mm_set1_epi8(0x0F);
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i first = _mm_alignr_epi8(bytes, lanes->before, 15);
    __m128i second = _mm_alignr_epi8(bytes, lanes->before, 14);
    __m128i third = _mm_alignr_epi8(bytes, lanes->before, 13);

    __m128i errors = look_up(by_first_high, _mm_and_si128(_mm_srli_epi16(first, 4), low_half));
    errors = _mm_and_si128(errors, look_up(by_first_low, _mm_and_si128(first, low_half)));
    errors = _mm_and_si128(
        errors, look_up(by_second_high, _mm_and_si128(_mm_srli_epi16(bytes, 4), low_half)));

    /* The high bit where a third or fourth byte of a form must stand: there, and only there,
     * TWO_CONTS is right. */
    __m128i must = _mm_or_si128(_mm_subs_epu8(second, _mm_set1_epi8((char)(0xE0 - 0x80))),
                                _mm_subs_epu8(third, _mm_set1_epi8((char)(0xF0 - 0x80))));
    must = _mm_and_si128(must, _mm_set1_epi8((char)0x80));

    lanes->errors = _mm_or_si128(lanes->errors, _mm_xor_si128(errors, must));
    lanes->largest = _mm_max_epu8(lanes->largest, bytes);
    lanes->before = bytes;
}

enum { STRETCH_BYTES = 4096 };

/* A stretch that begins at a form's start is sound, but for a form that is cut at its end. */
SSSE3 static bool is_sound(const unsigned char *bytes, struct utf8_stats *stats)
{
    struct lanes lanes = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};

    for (size_t i = 0; i < STRETCH_BYTES; i += 16) {
        check_16(&lanes, bytes + i);
    }
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(lanes.errors, _mm_setzero_si128())) != 0xFFFF) {
        return false;
    }
    __m128i long_lead = _mm_set1_epi8((char)0xE0);
    __m128i is_long = _mm_cmpeq_epi8(_mm_max_epu8(lanes.largest, long_lead), lanes.largest);
    stats->has_high = stats->has_high || _mm_movemask_epi8(lanes.largest) != 0;
    stats->has_long = stats->has_long || _mm_movemask_epi8(is_long) != 0;
    return true;
}

/* The same for 32 bytes at once. */
struct wide_lanes {
    __m256i before;
    __m256i errors;
    __m256i largest;
};

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i look_up_wide(const uint8_t *table, __m256i halves)
{
    __m128i entries = _mm_load_si128((const __m128i *)(const void *)table);

    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(entries), halves);
}

AVX2 static inline void check_32(struct wide_lanes *lanes, const unsigned char *at)
{
    const __m256i low_half = _mm256_set1_epi8(0x0F);
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);
    __m256i across = _mm256_permute2x128_si256(lanes->before, bytes, 0x21);
    __m256i first = _mm256_alignr_epi8(bytes, across, 15);
    __m256i second = _mm256_alignr_epi8(bytes, across, 14);
    __m256i third = _mm256_alignr_epi8(bytes, across, 13);

    __m256i errors = _mm256_and_si256(
        look_up_wide(by_first_high, _mm256_and_si256(_mm256_srli_epi16(first, 4), low_half)),
        look_up_wide(by_first_low, _mm256_and_si256(first, low_half)));
    errors = _mm256_and_si256(
        errors,
        look_up_wide(by_second_high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low_half)));

    __m256i must = _mm256_or_si256(_mm256_subs_epu8(second, _mm256_set1_epi8((char)(0xE0 - 0x80))),
                                   _mm256_subs_epu8(third, _mm256_set1_epi8((char)(0xF0 - 0x80))));
    must = _mm256_and_si256(must, _mm256_set1_epi8((char)0x80));

    lanes->errors = _mm256_or_si256(lanes->errors, _mm256_xor_si256(errors, must));
    lanes->largest = _mm256_max_epu8(lanes->largest, bytes);
    lanes->before = bytes;
}

AVX2 static bool is_sound_wide(const unsigned char *bytes, struct utf8_stats *stats)
{
    const __m256i zero = _mm256_setzero_si256();
    struct wide_lanes lanes = {zero, zero, zero};

    for (size_t i = 0; i < STRETCH_BYTES; i += 32) {
        check_32(&lanes, bytes + i);
    }
    if (_mm256_movemask_epi8(_mm256_cmpeq_epi8(lanes.errors, zero)) != -1) {
        return false;
    }
    __m256i long_lead = _mm256_set1_epi8((char)0xE0);
    __m256i is_long = _mm256_cmpeq_epi8(_mm256_max_epu8(lanes.largest, long_lead), lanes.largest);
    stats->has_high = stats->has_high || _mm256_movemask_epi8(lanes.largest) != 0;
    stats->has_long = stats->has_long || _mm256_movemask_epi8(is_long) != 0;
    return true;
}

/* Where the form starts that the byte before `end` belongs to, if it goes on behind `end`; else
 * end. The bytes before are sound. */
static size_t back_to_start(const unsigned char *bytes, size_t end)
{
    size_t start = end - 1;

    while (end - start < 3 && is_continuation(bytes[start])) {
        start--;
    }
    unsigned char lead = bytes[start];
    size_t need = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : lead >= 0xC0U ? 2 : 1;
    return start + need > end ? start : end;
}

static size_t stretches_len(enum utf8_way way, const unsigned char *bytes, size_t len,
                            struct utf8_stats *stats)
{
    size_t at = 0;

    if (way == UTF8_PORTABLE) {
        return 0;
    }
    while (len - at >= STRETCH_BYTES) {
        bool is_good =
            way == UTF8_AVX2 ? is_sound_wide(bytes + at, stats) : is_sound(bytes + at, stats);
        if (!is_good) {
            break;
        }
        at = back_to_start(bytes, at + STRETCH_BYTES);
    }
    return at;
}

bool utf8_has(enum utf8_way way)
{
    switch (way) {
    case UTF8_PORTABLE:
        break;
    case UTF8_SSSE3:
        return __builtin_cpu_supports("ssse3") != 0;
    case UTF8_AVX2:
        return __builtin_cpu_supports("avx2") != 0;
    }
    return true;
}

#else

static size_t stretches_len(enum utf8_way way, const unsigned char *bytes, size_t len,
                            struct utf8_stats *stats)
{
    (void)way;
    (void)bytes;
    (void)len;
    (void)stats;
    return 0;
}

bool utf8_has(enum utf8_way way)
{
    return way == UTF8_PORTABLE;
}

#endif

size_t utf8_len_by(enum utf8_way way, const unsigned char *bytes, size_t len,
                   struct utf8_stats *stats)
{
    return scalar_len(bytes, stretches_len(way, bytes, len, stats), len, stats);
}

size_t utf8_len(const unsigned char *bytes, size_t len, struct utf8_stats *stats)
{
    enum utf8_way way = utf8_has(UTF8_AVX2)    ? UTF8_AVX2
                        : utf8_has(UTF8_SSSE3) ? UTF8_SSSE3
                                               : UTF8_PORTABLE;

    return utf8_len_by(way, bytes, len, stats);
}

bool utf8_is_cut(const unsigned char *bytes, size_t len)
{
    /* Completed in one of these ways, a cut form is a form: no other second byte is right for
     * E0 and F0, nor for ED and F4. */
    static const unsigned char seconds[] = {0x80, 0xA0, 0x90};
    char form[8] = {0};

    if (len == 0 || len > 3 || bytes[0] < 0xC2U) {
        return false;
    }
    size_t need = bytes[0] >= 0xF0U ? 4 : bytes[0] >= 0xE0U ? 3 : 2;
    for (size_t i = 0; i < 3 && len < need; i++) {
        for (size_t k = 0; k < need; k++) {
            form[k] = (char)(k < len ? bytes[k] : k == 1 ? seconds[i] : 0x80U);
        }
        struct text text = {form, need};
        if (text_take(&text) >= 0) {
            return true;
        }
    }
    return false;
}
