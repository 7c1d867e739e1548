/* SPDX-License-Identifier: MIT */
/* Text in GB18030, the same in every run, and a plain count of what is in its lines. */
#ifndef PLUMB_TESTS_UNIT_INGEST_GB_TEXT_H
#define PLUMB_TESTS_UNIT_INGEST_GB_TEXT_H

#include "unit.h"

#include "base/buffer.h"
#include "ingest/decode_score.h"
#include "ingest/gb_lines.h"

static uint32_t chance_state = 20170916;

static inline uint32_t chance(uint32_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 17;
    chance_state ^= chance_state << 5;
    return chance_state % below;
}

/* Mostly common characters; now and then one of the second level, or what is at the border. */
static inline void write_characters(struct buffer *out, unsigned oddity)
{
    static const char *const odd[] = {"\xD7\xF9", "\xD7\xFA", "\xD8\xA1", "\xFE\xFE",
                                      "\xA2\xA1", "\xA1\xA1", "\xA3\xFE", "\xAF\xA1"};
    static const char *const strange[] = {"\x80",     "\x81\x40", "\xB0\x7E", "\x81\x30\x81\x30",
                                          "\xB0\xA0", "\xFF",     "\xB0",     "\r"};

    for (unsigned i = chance(14); i > 0; i--) {
        char pair[3] = {(char)(0xB0 + chance(0xD7 - 0xB0)), (char)(0xA1 + chance(94)), '\0'};
        buffer_append_str(out, chance(oddity) > 0 ? pair : odd[chance(8)]);
    }
    if (chance(40 * oddity) == 0) {
        buffer_append_str(out, strange[chance(8)]);
    }
}

/* Lines of cells, `len` bytes and the rest of a line. */
static inline void write_lines(struct buffer *out, size_t len, unsigned oddity)
{
    buffer_clear(out);
    while (out->len < len) {
        for (unsigned i = chance(8); i > 0; i--) {
            write_characters(out, oddity);
            buffer_printf(out, ",%.*s", (int)chance(9), "12345678");
        }
        buffer_append_str(out, chance(3) > 0 ? "\n" : "\r\n");
    }
    assert_false(out->has_failed);
}

/* The same by the plain look, which the quick one may end at any line. False: a line was passed
 * that is not good. */
static inline bool count_plainly(struct text passed, struct gb_lines *out)
{
    while (passed.len > 0) {
        struct decode_score score = {0};
        size_t len = 0;
        while (passed.at[len++] != '\n') {
        }
        if (decode_score_gb((const unsigned char *)passed.at, len, &score) < len ||
            score.common * 20 < score.characters * 19) {
            return false;
        }
        out->characters += score.characters;
        out->common += score.common;
        out->lines += score.characters > 0;
        passed = text_part(passed, len, passed.len);
    }
    return true;
}

/* What the quick look counted in these lines. */
static inline bool is_same_count(struct text lines, const struct gb_lines *quick)
{
    struct gb_lines plain = {0};

    return count_plainly(lines, &plain) && quick->lines == plain.lines &&
           quick->characters == plain.characters && quick->common == plain.common;
}

#endif
