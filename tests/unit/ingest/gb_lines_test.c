/* SPDX-License-Identifier: MIT */
/*
 * The quick look at lines of GB18030 must count what the plain one counts, line by line, wherever
 * pairs and row ends lie in its blocks; and where it stops it must stand at a line's beginning.
 * Quick conversion must give what conversion of one character after the other gives.
 */
#include "unit.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/decode_gb.h"
#include "ingest/gb_lines.h"
#include "gb_text.h"

static void count_by(enum gb_lines_way way)
{
    struct buffer text = {0};
    size_t all_passed = 0;

    for (unsigned round = 0; round < 3000; round++) {
        struct gb_lines quick = {0};
        write_lines(&text, 4000, 1U << (round % 10));
        size_t skipped = chance(3); /* where pairs lie in the blocks */
        struct text bytes = text_part(buffer_text(&text), skipped, text.len);
        size_t passed = gb_lines_len_by(way, (const unsigned char *)bytes.at, bytes.len, &quick);
        assert_true(passed == 0 || bytes.at[passed - 1] == '\n');
        if (!is_same_count(text_part(bytes, 0, passed), &quick)) {
            fail_msg("round %u", round);
        }
        all_passed += passed;
    }
    assert_true(way == GB_LINES_NONE ? all_passed == 0 : all_passed > 1000000);
    buffer_finish(&text);
}

static void counts_what_the_plain_look_counts(void **state)
{
    (void)state;

    for (enum gb_lines_way way = GB_LINES_NONE; way <= GB_LINES_AVX512; way++) {
        if (gb_lines_has(way)) {
            count_by(way);
        }
    }
}

/* Pairs are converted four at a time or one at a time; each must come out as it does alone. */
static void converts_runs_of_pairs_as_single_ones(void **state)
{
    (void)state;
    struct err err = {0};
    const struct decode_gb_table *table = decode_gb_table(&err);
    assert_non_null(table);

    for (unsigned round = 0; round < 20000; round++) {
        unsigned char bytes[24];
        char whole[64];
        char single[64];
        size_t len = 2 * (1 + chance(12));
        size_t single_len = 0;
        size_t taken = 0;
        for (size_t i = 0; i < len; i += 2) {
            bool is_hanzi = chance(16) > 0;
            bytes[i] = (unsigned char)(is_hanzi ? 0xB0 + chance(0x4F) : 0x81 + chance(0x7E));
            bytes[i + 1] = (unsigned char)(is_hanzi ? 0xA1 + chance(0x5E) : 0x40 + chance(0x3F));
            single_len += decode_gb_convert(table, bytes + i, 2, single + single_len,
                                            sizeof(single) - single_len, &taken);
        }
        size_t whole_len = decode_gb_convert(table, bytes, len, whole, sizeof(whole), &taken);
        assert_int_equal(taken, len);
        assert_int_equal(whole_len, single_len);
        assert_memory_equal(whole, single, whole_len);
    }
}

/* Signs, Greek and pinyin, whose forms have two bytes; NULs; whatever else. */
static void write_text(struct buffer *out, unsigned oddity)
{
    static const char odd[][2] = {"\xA1\xA4", "\xA6\xC1", "\xA8\xA1",
                                  "\xFE\xFE", "\xA1\xA1", "\0a"};

    write_lines(out, 4000, oddity);
    for (unsigned i = chance(4 * oddity); i < 4; i++) {
        memcpy(out->bytes + chance((uint32_t)out->len - 1), odd[chance(6)], 2);
    }
}

/* Into memory of exactly that size, again and again until nothing more is taken. */
static size_t convert_in_steps(enum decode_gb_way way, struct text bytes, size_t size,
                               struct buffer *out)
{
    struct err err = {0};
    size_t at = 0;
    size_t taken = 1;

    while (taken > 0) {
        char *piece = malloc(size);
        size_t len =
            decode_gb_convert_by(way, decode_gb_table(&err), (const unsigned char *)bytes.at + at,
                                 bytes.len - at, piece, size, &taken);
        assert_in_range(len, 0, size);
        buffer_append(out, piece, len);
        at += taken;
        free(piece);
    }
    return at;
}

static void converts_the_same_in_each_way(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct buffer plain = {0};
    struct buffer quick = {0};
    size_t all_taken = 0;
    if (!decode_gb_has(DECODE_GB_WIDE)) {
        skip();
    }

    for (unsigned round = 0; round < 3000; round++) {
        write_text(&text, 1U << (round % 10));
        struct text bytes = text_part(buffer_text(&text), chance(70), text.len - chance(70));
        buffer_clear(&plain);
        buffer_clear(&quick);
        size_t taken = convert_in_steps(DECODE_GB_PORTABLE, bytes, 3 * text.len, &plain);
        size_t size = round % 2 == 0 ? 3 * text.len : 4 + chance(700);
        assert_int_equal(convert_in_steps(DECODE_GB_WIDE, bytes, size, &quick), taken);
        assert_true(text_equal(buffer_text(&quick), buffer_text(&plain)));
        all_taken += taken;
    }
    assert_true(all_taken > 3000 * 2000);
    buffer_finish(&text);
    buffer_finish(&plain);
    buffer_finish(&quick);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_the_plain_look_counts),
        cmocka_unit_test(converts_runs_of_pairs_as_single_ones),
        cmocka_unit_test(converts_the_same_in_each_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
