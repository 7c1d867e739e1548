/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/buffer.h"
#include "base/err.h"
#include "base/text.h"

static void refuses_malformed_utf8_where_it_begins(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t valid;
    } cases[] = {
        {"abc", 3},
        {"中文", 6},
        {"a\xC0\x80", 1},
        {"\xED\xA0\x80", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xE4\xB8", 0},
        {"ok\xFF", 2},
        {"\xF0\x80\x80\x80", 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(text_valid_len(text_of(cases[i].bytes)), cases[i].valid);
    }
}

static void trims_every_kind_of_space(void **state)
{
    (void)state;

    assert_true(text_equal_str(text_trim(TEXT("　 \xC2\xA0 东镇\t　")), "东镇"));
    assert_int_equal(text_trim(TEXT(" 　 ")).len, 0);
}

static void makes_full_width_forms_half_width(void **state)
{
    (void)state;
    char out[64];

    text_to_half_width(TEXT("９５％（Ａ）"), true, out, sizeof(out));

    assert_string_equal(out, "95%(a)");
}

static void never_cuts_a_character_in_a_small_room(void **state)
{
    (void)state;
    char out[6];

    assert_int_equal(text_to_half_width(TEXT("中文字"), false, out, sizeof(out)), 3);
    assert_string_equal(out, "中");
}

static void an_error_text_that_is_too_long_stays_utf8(void **state)
{
    (void)state;
    struct err err;
    char longer[2 * ERR_TEXT_MAX];

    for (size_t i = 0; i + 3 < sizeof(longer); i += 3) {
        memcpy(longer + i, "中", 4);
    }
    for (size_t shift = 0; shift < 3; shift++) {
        assert_false(err_set(&err, ERR_IO, "%.*s%s", (int)shift, "ab", longer));
        assert_int_equal(text_valid_len(text_of(err.text)), strlen(err.text));
    }
}

static void a_buffer_grows_and_stays_terminated(void **state)
{
    (void)state;
    struct buffer buffer = {0};

    for (int i = 0; i < 1000; i++) {
        assert_true(buffer_printf(&buffer, "%d,", i));
    }

    assert_int_equal(strlen(buffer.bytes), buffer.len);
    assert_true(text_starts_with(buffer_text(&buffer), "0,1,2,"));
    assert_true(text_ends_with(buffer_text(&buffer), "998,999,"));
    buffer_finish(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_malformed_utf8_where_it_begins),
        cmocka_unit_test(trims_every_kind_of_space),
        cmocka_unit_test(makes_full_width_forms_half_width),
        cmocka_unit_test(never_cuts_a_character_in_a_small_room),
        cmocka_unit_test(an_error_text_that_is_too_long_stays_utf8),
        cmocka_unit_test(a_buffer_grows_and_stays_terminated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
