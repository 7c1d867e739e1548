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

/* Pieces of all kinds of text, well-formed and not, put together at random. */
static void finds_the_first_malformed_byte_wherever_it_stands(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",
                                         "12345678",
                                         "abcdefghijk",
                                         "东",
                                         "é",
                                         "\xE0\xA0\x80",
                                         "\xEE\x80\x80",
                                         "\xF0\x9F\x98\x80",
                                         "\xED\x9F\xBF",
                                         "\xED\xA0\x80",
                                         "\xE0\x80\x80",
                                         "\x80",
                                         "\xE4\xB8",
                                         "\xFF"};
    uint32_t seed = 3;

    for (int round = 0; round < 20000; round++) {
        struct buffer bytes = {0};
        for (int i = 0; i < 12; i++) {
            seed = seed * 1103515245U + 12345U;
            size_t kinds = round % 3 == 0 ? 14 : 9;
            assert_true(buffer_append_str(&bytes, pieces[(seed >> 16) % kinds]));
        }
        struct text rest = buffer_text(&bytes);
        while (rest.len > 0 && text_take(&rest) >= 0) {
        }
        assert_int_equal(text_valid_len(buffer_text(&bytes)), bytes.len - rest.len);
        buffer_finish(&bytes);
    }
}

static void writes_numbers_with_zeros_in_front(void **state)
{
    (void)state;
    static const struct {
        uint32_t number;
        size_t digits;
        const char *text;
    } cases[] = {{0, 1, "0"},
                 {7, 2, "07"},
                 {17, 2, "17"},
                 {2026, 4, "2026"},
                 {12, 4, "0012"},
                 {123, 2, "123"},
                 {UINT32_MAX, 1, "4294967295"}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[11] = "";
        size_t len = text_put_number(cases[i].number, cases[i].digits, out);
        assert_int_equal(len, strlen(cases[i].text));
        assert_string_equal(out, cases[i].text);
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
        cmocka_unit_test(finds_the_first_malformed_byte_wherever_it_stands),
        cmocka_unit_test(writes_numbers_with_zeros_in_front),
        cmocka_unit_test(trims_every_kind_of_space),
        cmocka_unit_test(makes_full_width_forms_half_width),
        cmocka_unit_test(never_cuts_a_character_in_a_small_room),
        cmocka_unit_test(an_error_text_that_is_too_long_stays_utf8),
        cmocka_unit_test(a_buffer_grows_and_stays_terminated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
