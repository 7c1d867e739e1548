/* SPDX-License-Identifier: MIT */
#include "ingest/decode_signs.h"

#include <stdint.h>
#include <string.h>

#include "ingest/decode_ascii.h"
#include "ingest/decode_gb.h"

enum {
    SYLLABLE_ROWS = 25, /* B0 to C8 */
    ROW_CELLS = 94,
    SYLLABLES = SYLLABLE_ROWS * ROW_CELLS,
    /* Of so many different characters, a Chinese text has one in 2,000 times none beyond. */
    KOREAN_LEAST = 12,
    HANJA_PERCENT = 2, /* Korean may have some Chinese characters */
    KANA_LEAST = 3,    /* a name may have one or two, */
    KANA_PERCENT = 5   /* and Japanese has far more */
};

/* 指标 时期 日期 地区 活动 年度 名称 数值 抽检 合格, as they stand in the file. */
static const unsigned char words[][4] = {
    {0xD6, 0xB8, 0xB1, 0xEA}, {0xCA, 0xB1, 0xC6, 0xDA}, {0xC8, 0xD5, 0xC6, 0xDA},
    {0xB5, 0xD8, 0xC7, 0xF8}, {0xBB, 0xEE, 0xB6, 0xAF}, {0xC4, 0xEA, 0xB6, 0xC8},
    {0xC3, 0xFB, 0xB3, 0xC6}, {0xCA, 0xFD, 0xD6, 0xB5}, {0xB3, 0xE9, 0xBC, 0xEC},
    {0xBA, 0xCF, 0xB8, 0xF1},
};

struct counting {
    uint64_t seen[(SYLLABLES + 63) / 64];
    unsigned different; /* syllables */
    unsigned syllables;
    unsigned others;
    unsigned kana;  /* of these */
    bool has_low;   /* second bytes that no EUC has */
    unsigned words; /* a bit for each that was found */
};

static void count_character(struct counting *counting, unsigned lead, unsigned trail)
{
    unsigned row = lead - 0xB0U;
    unsigned cell = trail - 0xA1U;

    if (lead >= 0xA1U && lead <= 0xA3U && trail >= 0xA1U) {
        return; /* signs and full-width forms are the same in both */
    }
    counting->kana += lead == 0xA4U || lead == 0xA5U;
    counting->has_low = counting->has_low || trail < 0xA1U;
    if (row >= SYLLABLE_ROWS || cell >= ROW_CELLS) {
        counting->others++;
        return;
    }
    unsigned index = row * ROW_CELLS + cell;
    uint64_t bit = UINT64_C(1) << (index % 64);
    counting->different += (counting->seen[index / 64] & bit) == 0;
    counting->seen[index / 64] |= bit;
    counting->syllables++;
}

static void look_for_words(struct counting *counting, const unsigned char *at, size_t len)
{
    for (size_t i = 0; len >= sizeof(words[0]) && i < sizeof(words) / sizeof(words[0]); i++) {
        if (memcmp(at, words[i], sizeof(words[0])) == 0) {
            counting->words |= 1U << i;
        }
    }
}

void decode_signs_read(const unsigned char *bytes, size_t len, struct decode_signs *out)
{
    struct counting counting = {.seen = {0}};
    size_t at = decode_skip_ascii(bytes, 0, len);

    while (at < len) {
        int character_len = decode_gb_len(bytes + at, len - at);
        if (character_len <= 0) {
            break;
        }
        if (character_len == 2) {
            count_character(&counting, bytes[at], bytes[at + 1]);
            look_for_words(&counting, bytes + at, len - at);
        }
        at = decode_skip_ascii(bytes, at + (size_t)character_len, len);
    }
    out->is_korean = !counting.has_low && counting.different >= KOREAN_LEAST &&
                     counting.others * 100 <= counting.syllables * HANJA_PERCENT;
    out->is_japanese = !counting.has_low && counting.kana >= KANA_LEAST &&
                       counting.kana * 100 >= (counting.syllables + counting.others) * KANA_PERCENT;
    out->has_sheet_words = (counting.words & (counting.words - 1)) != 0;
}
