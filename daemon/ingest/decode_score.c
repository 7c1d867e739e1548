/* SPDX-License-Identifier: MIT */
#include "ingest/decode_score.h"

#include "ingest/decode_ascii.h"
#include "ingest/decode_gb.h"

enum { PLAUSIBLE_PERCENT = 70 };

void decode_score_add(struct decode_score *score, const struct decode_score *more)
{
    score->characters += more->characters;
    score->common += more->common;
}

bool decode_score_is_plausible(const struct decode_score *score)
{
    return score->characters > 0 && score->common * 100 >= score->characters * PLAUSIBLE_PERCENT;
}

bool decode_score_is_no_less(const struct decode_score *a, const struct decode_score *b)
{
    return a->common * b->characters >= b->common * a->characters;
}

/* GB2312's first level (B0A1 to D7F9), punctuation and full-width forms (rows A1 and A3). Counted
 * without a branch, since text gives no pattern to predict. */
static unsigned is_common_gb(unsigned lead, unsigned trail)
{
    unsigned is_level_1 = (lead - 0xB0U <= 0xD7U - 0xB0U) & ((lead << 8 | trail) <= 0xD7F9U);
    unsigned is_sign = (lead == 0xA1U) | (lead == 0xA3U);

    return (is_level_1 | is_sign) & (trail >= 0xA1U);
}

/* A run of pairs; returns where it ends. */
static size_t score_pairs(const unsigned char *bytes, size_t at, size_t len,
                          struct decode_score *score)
{
    size_t start = at;
    uint64_t common = 0;

    while (len - at >= 2 && bytes[at] > 0x80U && bytes[at] != 0xFFU && bytes[at + 1] >= 0x40U &&
           bytes[at + 1] != 0x7FU && bytes[at + 1] != 0xFFU) {
        common += is_common_gb(bytes[at], bytes[at + 1]);
        at += 2;
    }
    score->characters += (at - start) / 2;
    score->common += common;
    return at;
}

size_t decode_score_gb(const unsigned char *bytes, size_t len, struct decode_score *score)
{
    size_t at = decode_skip_ascii(bytes, 0, len);

    while (at < len) {
        at = score_pairs(bytes, at, len, score);
        if (at == len) {
            break;
        }
        /* ASCII, the euro sign, a four-byte character, or what is none. */
        int character_len = decode_gb_len(bytes + at, len - at);
        if (character_len <= 0) {
            break;
        }
        at = decode_skip_ascii(bytes, at + (size_t)character_len, len);
    }
    return at;
}

/* Big5's first level (A440 to C67E) and its punctuation (rows A1 to A3). */
static bool is_common_big5(unsigned char lead, unsigned char trail)
{
    return (lead >= 0xA1U && lead <= 0xC5U) || (lead == 0xC6U && trail <= 0x7EU);
}

static bool is_trail_big5(unsigned char byte)
{
    return (byte >= 0x40U && byte <= 0x7EU) || (byte >= 0xA1U && byte <= 0xFEU);
}

size_t decode_score_big5(const unsigned char *bytes, size_t len, struct decode_score *score)
{
    size_t at = 0;

    while (at < len) {
        if (bytes[at] < 0x80U) {
            at++;
            continue;
        }
        if (bytes[at] < 0x81U || bytes[at] > 0xFEU || at + 1 >= len ||
            !is_trail_big5(bytes[at + 1])) {
            break;
        }
        score->characters++;
        score->common += is_common_big5(bytes[at], bytes[at + 1]);
        at += 2;
    }
    return at;
}

static bool is_lead_shift_jis(unsigned char byte)
{
    return (byte >= 0x81U && byte <= 0x9FU) || (byte >= 0xE0U && byte <= 0xFCU);
}

static bool is_trail_shift_jis(unsigned char byte)
{
    return byte >= 0x40U && byte <= 0xFCU && byte != 0x7FU;
}

/* Punctuation, full-width forms and kana (rows 81 to 83), and the first level of Kanji. */
static bool is_common_shift_jis(unsigned char lead, unsigned char trail)
{
    return (lead >= 0x81U && lead <= 0x83U) || (lead == 0x88U && trail >= 0x9FU) ||
           (lead >= 0x89U && lead <= 0x97U) || (lead == 0x98U && trail <= 0x72U);
}

size_t decode_score_shift_jis(const unsigned char *bytes, size_t len, struct decode_score *score)
{
    size_t at = 0;

    while (at < len) {
        if (bytes[at] < 0x80U) {
            at++;
        } else if (bytes[at] >= 0xA1U && bytes[at] <= 0xDFU) {
            /* Half-width kana: valid, but hardly used. */
            score->characters++;
            at++;
        } else if (is_lead_shift_jis(bytes[at]) && at + 1 < len &&
                   is_trail_shift_jis(bytes[at + 1])) {
            score->characters++;
            score->common += is_common_shift_jis(bytes[at], bytes[at + 1]);
            at += 2;
        } else {
            break;
        }
    }
    return at;
}
