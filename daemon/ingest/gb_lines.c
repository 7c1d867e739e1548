/* SPDX-License-Identifier: MIT */
/*
 * Each block becomes masks of 64 bits, one for each byte. Where the bytes beyond ASCII come in runs
 * of even length, all of them from A1 on, they are pairs: the first byte of a run leads, and every
 * second one after it (gb_runs.h).
 */
#include "ingest/gb_lines.h"

#include "ingest/gb_runs.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt,bmi")))
#define AVX512 __attribute__((target("avx512f,avx512bw,popcnt,bmi")))
#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { BLOCK = 64 };

struct masks {
    uint64_t high;    /* beyond ASCII */
    uint64_t foreign; /* of these, 80 to A0 and FF */
    uint64_t common;  /* leads a common character, but for: */
    uint64_t row_d7;  /* the row D7, */
    uint64_t from_fa; /* which ends before FA */
    uint64_t lf;
    uint64_t cr;
};

/* The characters of a line beyond ASCII, so far. */
struct line {
    uint64_t characters;
    uint64_t common;
};

/* What goes on from one block into the next. */
struct carried {
    bool lead;        /* the last byte led a pair, */
    bool lead_row_d7; /* of that row */
    bool cr;
    struct line line;
};

AVX2 static inline uint64_t bits_of(__m256i low, __m256i high)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 static inline __m256i equals(__m256i bytes, int value)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)value));
}

AVX2 static inline __m256i is_from(__m256i bytes, int value)
{
    return _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, _mm256_set1_epi8((char)value)), bytes);
}

/* 80 to A0, as numbers with a sign, are the smallest. */
AVX2 static inline __m256i is_foreign(__m256i bytes)
{
    return _mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8((char)0xA1), bytes),
                           equals(bytes, 0xFF));
}

/* B0 to D7, A1 and A3. */
AVX2 static inline __m256i is_common(__m256i bytes)
{
    __m256i from_b0 = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)0xB0));
    __m256i capped = _mm256_min_epu8(from_b0, _mm256_set1_epi8(0xD7 - 0xB0));

    return _mm256_or_si256(_mm256_cmpeq_epi8(capped, from_b0),
                           _mm256_or_si256(equals(bytes, 0xA1), equals(bytes, 0xA3)));
}

AVX2 static inline struct masks look_by_avx2(const unsigned char *at)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + BLOCK / 2));

    return (struct masks){
        .high = bits_of(low, high),
        .foreign = bits_of(is_foreign(low), is_foreign(high)),
        .common = bits_of(is_common(low), is_common(high)),
        .row_d7 = bits_of(equals(low, 0xD7), equals(high, 0xD7)),
        .from_fa = bits_of(is_from(low, 0xFA), is_from(high, 0xFA)),
        .lf = bits_of(equals(low, '\n'), equals(high, '\n')),
        .cr = bits_of(equals(low, '\r'), equals(high, '\r')),
    };
}

AVX512 static inline uint64_t equal_bits(__m512i bytes, int value)
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)value));
}

AVX512 static inline struct masks look_by_avx512(const unsigned char *at)
{
    __m512i bytes = _mm512_loadu_si512(at);
    __m512i from_b0 = _mm512_sub_epi8(bytes, _mm512_set1_epi8((char)0xB0));
    uint64_t level_1 = _mm512_cmple_epu8_mask(from_b0, _mm512_set1_epi8(0xD7 - 0xB0));

    return (struct masks){
        .high = _mm512_movepi8_mask(bytes),
        .foreign =
            _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8((char)0xA1)) | equal_bits(bytes, 0xFF),
        .common = level_1 | equal_bits(bytes, 0xA1) | equal_bits(bytes, 0xA3),
        .row_d7 = equal_bits(bytes, 0xD7),
        .from_fa = _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8((char)0xFA)),
        .lf = equal_bits(bytes, '\n'),
        .cr = equal_bits(bytes, '\r'),
    };
}

/* The bytes that lead a pair. False: not all bytes beyond ASCII are of whole pairs, but for one
 * that goes on in the next block. */
static inline bool find_leads(const struct masks *masks, bool is_trail_first, uint64_t *leads)
{
    uint64_t first = is_trail_first ? 1 : 0;

    *leads = gb_leads(masks->high & ~first);
    uint64_t trails = *leads << 1 | first;
    return (masks->foreign | (trails & ~masks->high)) == 0;
}

/* A CR without an LF is the end of a line elsewhere. */
static inline bool has_lone_cr(const struct masks *masks, bool is_cr_before)
{
    return ((masks->cr << 1 | (is_cr_before ? 1U : 0U)) & ~masks->lf) != 0;
}

ALWAYS_INLINE uint64_t bit_count(uint64_t bits)
{
    return (uint64_t)__builtin_popcountll(bits);
}

ALWAYS_INLINE void count(struct line *line, uint64_t leads, uint64_t common)
{
    line->characters += bit_count(leads);
    line->common += bit_count(common);
}

/* Ends the lines of a block. *passed is the place behind the last one that was good. */
ALWAYS_INLINE bool take_block(struct gb_lines *lines, struct carried *carried, uint64_t leads,
                              uint64_t common, uint64_t lf, size_t at, size_t *passed)
{
    while (lf != 0) {
        uint64_t before = lf ^ (lf - 1); /* up to this LF */
        count(&carried->line, leads & before, common & before);
        if (carried->line.common * 20 < carried->line.characters * 19) {
            return false;
        }
        lines->characters += carried->line.characters;
        lines->common += carried->line.common;
        lines->lines += carried->line.characters > 0;
        carried->line = (struct line){0};
        *passed = at + (size_t)__builtin_ctzll(lf) + 1;
        leads &= ~before;
        common &= ~before;
        lf &= lf - 1;
    }
    count(&carried->line, leads, common);
    return true;
}

/* The row ends of lines that have no lead. A bit that is added where a line begins is carried
 * through all that is neither, up to what comes first. */
ALWAYS_INLINE uint64_t empty_ends(uint64_t leads, uint64_t lf, bool has_lead_before)
{
    uint64_t begins = lf << 1 | (has_lead_before ? 0U : 1U);
    uint64_t rest = ~(leads | lf);

    return ((rest + (begins & rest)) | begins) & lf;
}

/* The same without a branch, where all characters are common, those of the line so far too, as they
 * nearly always are: no line can be less than good. */
ALWAYS_INLINE void take_common_block(struct gb_lines *lines, struct carried *carried,
                                     uint64_t leads, uint64_t lf, size_t at, size_t *passed)
{
    struct line *line = &carried->line;
    uint64_t has_end = lf != 0 ? UINT64_MAX : 0;
    size_t behind_end = BLOCK - (size_t)__builtin_clzll(lf | 1);
    uint64_t ended = has_end & UINT64_MAX >> (BLOCK - behind_end); /* up to the last LF */
    uint64_t characters = (has_end & line->characters) + bit_count(leads & ended);

    lines->lines += bit_count(lf) - bit_count(empty_ends(leads, lf, line->characters > 0));
    lines->characters += characters;
    lines->common += characters;
    line->characters += bit_count(leads) - characters;
    line->common = line->characters;
    *passed = lf != 0 ? at + behind_end : *passed;
}

/* The loop is a part of whoever calls it, and so uses the instructions that that one may. */
ALWAYS_INLINE size_t pass_blocks(struct masks (*look_at)(const unsigned char *),
                                 const unsigned char *bytes, size_t len, struct gb_lines *lines)
{
    struct carried carried = {0};
    size_t passed = 0;

    for (size_t at = 0; len - at >= BLOCK; at += BLOCK) {
        struct masks masks = look_at(bytes + at);
        uint64_t leads = 0;
        if (!find_leads(&masks, carried.lead, &leads) || has_lone_cr(&masks, carried.cr)) {
            lines->is_doubtful = true;
            break;
        }
        /* The row D7 ends before FA, and the second byte may be in the next block. */
        carried.line.common -= carried.lead_row_d7 && (masks.from_fa & 1U) != 0;
        uint64_t common = masks.common & leads & ~(masks.row_d7 & masks.from_fa >> 1);
        if (common == leads && carried.line.common == carried.line.characters) {
            take_common_block(lines, &carried, leads, masks.lf, at, &passed);
        } else if (!take_block(lines, &carried, leads, common, masks.lf, at, &passed)) {
            lines->is_doubtful = true;
            break;
        }
        carried.lead = leads >> (BLOCK - 1) != 0;
        carried.lead_row_d7 = (leads & masks.row_d7) >> (BLOCK - 1) != 0;
        carried.cr = masks.cr >> (BLOCK - 1) != 0;
    }
    return passed;
}

AVX2 static size_t pass_by_avx2(const unsigned char *bytes, size_t len, struct gb_lines *lines)
{
    return pass_blocks(look_by_avx2, bytes, len, lines);
}

AVX512 static size_t pass_by_avx512(const unsigned char *bytes, size_t len, struct gb_lines *lines)
{
    return pass_blocks(look_by_avx512, bytes, len, lines);
}

bool gb_lines_has(enum gb_lines_way way)
{
    bool has_bits = __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");

    switch (way) {
    case GB_LINES_NONE:
        break;
    case GB_LINES_AVX2:
        return has_bits && __builtin_cpu_supports("avx2");
    case GB_LINES_AVX512:
        return has_bits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
    }
    return true;
}

size_t gb_lines_len_by(enum gb_lines_way way, const unsigned char *bytes, size_t len,
                       struct gb_lines *lines)
{
    lines->is_doubtful = way == GB_LINES_NONE;
    return way == GB_LINES_AVX512 ? pass_by_avx512(bytes, len, lines)
           : way == GB_LINES_AVX2 ? pass_by_avx2(bytes, len, lines)
                                  : 0;
}

#else

bool gb_lines_has(enum gb_lines_way way)
{
    return way == GB_LINES_NONE;
}

size_t gb_lines_len_by(enum gb_lines_way way, const unsigned char *bytes, size_t len,
                       struct gb_lines *lines)
{
    (void)way;
    (void)bytes;
    (void)len;
    lines->is_doubtful = true;
    return 0;
}

#endif

size_t gb_lines_len(const unsigned char *bytes, size_t len, struct gb_lines *lines)
{
    enum gb_lines_way way = gb_lines_has(GB_LINES_AVX512) ? GB_LINES_AVX512
                            : gb_lines_has(GB_LINES_AVX2) ? GB_LINES_AVX2
                                                          : GB_LINES_NONE;

    return gb_lines_len_by(way, bytes, len, lines);
}
