/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/json.h"
#include "unit.h"

static const char *written(double number)
{
    static char text[JSON_NUMBER_MAX + 1];

    text[json_format_number(number, text)] = '\0';
    return text;
}

static void writes_a_number_as_short_as_it_can_be(void **state)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {48, "48"},
        {-1240.5, "-1240.5"},
        {0.1, "0.1"},
        {0.30000000000000004, "0.30000000000000004"},
        {90.825688073394502, "90.8256880733945"},
        {0.00012, "0.00012"},
        {999999999999999, "999999999999999"},
        {99.99999999999999, "99.99999999999999"},
        {1e15, "1e+15"},
        {1e-7, "1e-07"},
        {1.5e300, "1.5e+300"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(written(cases[i].number), cases[i].text);
    }
}

/* Rates, powers of two, and numbers of all sizes. */
static double number_of(unsigned nth)
{
    double part = (double)(nth * 2654435761U) / 4294967296.0;

    switch (nth % 3) {
    case 0:
        return 100.0 * (nth % 397) / (1 + nth % 997);
    case 1:
        return ldexp(1, (int)(nth % 80) - 20);
    default:
        return ldexp(part - 0.5, (int)(nth % 120) - 60);
    }
}

static void every_number_reads_back_to_itself(void **state)
{
    (void)state;

    for (unsigned nth = 0; nth < 200000; nth++) {
        double number = number_of(nth);
        double back = strtod(written(number), NULL);
        assert_memory_equal(&back, &number, sizeof(number));
    }
}

static void digits_are_those_of_printf_and_as_few_as_suffice(void **state)
{
    char expected[64];
    (void)state;

    for (unsigned nth = 0; nth < 300000; nth++) {
        double number = nth % 4 == 0 ? number_of(nth) : (nth % 4 == 1 ? nth * 7919.0 : nth) / 1000;
        for (int digits = 15; digits <= 17; digits++) {
            (void)snprintf(expected, sizeof(expected), "%.*g", digits, number);
            double back = strtod(expected, NULL);
            if (memcmp(&back, &number, sizeof(number)) == 0) {
                break;
            }
        }
        assert_string_equal(written(number), number == 0 ? "0" : expected);
    }
}

/* What each string is in JSON, wherever in a longer text it stands. */
static void strings_escape_what_must_be_and_mend_what_is_malformed(void **state)
{
    static const struct {
        const char *text;
        const char *json;
    } cases[] = {
        {"\"", "\\\""},      {"\\", "\\\\"},
        {"\n", "\\n"},       {"\x01", "\\u0001"},
        {"\x1F", "\\u001f"}, {"\x7F", "\x7F"},
        {"东镇", "东镇"},    {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
        {"\xFF", "\uFFFD"},  {"\xE4\xB8", "\uFFFD\uFFFD"},
        {"\xC3\xA9", "é"},   {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
        {" ", " "},          {"\xC0\x80", "\uFFFD\uFFFD"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int before = 0; before < 20; before++) {
            struct buffer text = {0};
            struct buffer json = {0};
            struct buffer expected = {0};
            assert_true(buffer_printf(&text, "%.*s%sdas Ende", before, "abcdefghijklmnopqrst",
                                      cases[i].text));
            assert_true(buffer_printf(&expected, "\"%.*s%sdas Ende\"", before,
                                      "abcdefghijklmnopqrst", cases[i].json));
            assert_true(json_append_string(&json, buffer_text(&text)));
            assert_string_equal(json.bytes, expected.bytes);
            buffer_finish(&text);
            buffer_finish(&json);
            buffer_finish(&expected);
        }
    }
}

static void the_empty_text_is_an_empty_string(void **state)
{
    struct buffer json = {0};
    (void)state;

    assert_true(json_append_string(&json, (struct text){0}));
    assert_string_equal(json.bytes, "\"\"");
    buffer_finish(&json);
}

static void writes_no_number_without_end(void **state)
{
    (void)state;

    assert_string_equal(written(INFINITY), "null");
    assert_string_equal(written(NAN), "null");
}

/* Objects of the same order of members, and where these begin. */
static const struct {
    const char *text;
    uint32_t members[4];
    size_t count;
} objects[] = {
    {"{}", {0}, 0},
    {"{\"a\":1}", {1}, 1},
    {"{\"a\":[1,{\"b\":\"}\"}],\"b\":\"x,y\"}", {1, 19}, 2},
    {"{\"a\":[1,{\"b\":\"}\"}],\"c\":{\"d\":2},\"e\":true}", {1, 19, 31}, 3},
    {"{\"b\":\"x,y\",\"c\":{\"d\":3,\"e\":[]},\"e\":true,\"f\":0.5}", {1, 11, 30, 39}, 4},
};

enum { OBJECTS = sizeof(objects) / sizeof(objects[0]) };

static void marks_of_members_change_no_patch(void **state)
{
    (void)state;

    for (size_t i = 0; i < OBJECTS * OBJECTS * 4; i++) {
        size_t from = i / 4 % OBJECTS;
        size_t to = i / 4 / OBJECTS;
        struct json_text plain[] = {{.text = text_of(objects[from].text)},
                                    {.text = text_of(objects[to].text)}};
        struct json_text marked[] = {plain[0], plain[1]};
        struct buffer expected = {0};
        struct buffer out = {0};
        bool is_empty[2] = {false, false};
        if (i % 2 == 1 && objects[from].count > 0) {
            marked[0].members = objects[from].members;
            marked[0].member_count = objects[from].count;
        }
        if (i / 2 % 2 == 1 && objects[to].count > 0) {
            marked[1].members = objects[to].members;
            marked[1].member_count = objects[to].count;
        }

        assert_true(json_append_patch(&expected, plain[0], plain[1], &is_empty[0]));
        assert_true(json_append_patch(&out, marked[0], marked[1], &is_empty[1]));

        assert_string_equal(out.bytes, expected.bytes);
        assert_int_equal(is_empty[0], is_empty[1]);
        buffer_finish(&out);
        buffer_finish(&expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_number_as_short_as_it_can_be),
        cmocka_unit_test(every_number_reads_back_to_itself),
        cmocka_unit_test(digits_are_those_of_printf_and_as_few_as_suffice),
        cmocka_unit_test(strings_escape_what_must_be_and_mend_what_is_malformed),
        cmocka_unit_test(the_empty_text_is_an_empty_string),
        cmocka_unit_test(writes_no_number_without_end),
        cmocka_unit_test(marks_of_members_change_no_patch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
