/* SPDX-License-Identifier: MIT */
#include "model/json_scan.h"

#include "base/buffer.h"
#include "model/json.h"
#include "unit.h"

static size_t value_len(const char *text)
{
    return (size_t)(json_value_end(text, text + strlen(text)) - text);
}

static void a_value_ends_before_what_follows_it(void **state)
{
    static const char *const values[] = {
        "\"\"",
        "\"a,b}]\"",
        "\"a\\\"b\"",
        "\"a\\\\\"",
        "1.5",
        "true",
        "[]",
        "{}",
        "[[],{}]",
        "{\"a\":[1,\"]\"]}",
        "[\"\\\"]\"]",
        "{\"{\":1}",
        "[\"\\\\\",[\"}\"]]",
    };
    static const char *const behind[] = {"", ",\"x\":[{", "}", "]}]"};
    char text[64];
    (void)state;

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        for (size_t k = 0; k < sizeof(behind) / sizeof(behind[0]); k++) {
            (void)snprintf(text, sizeof(text), "%s%s", values[i], behind[k]);

            assert_int_equal(value_len(text), strlen(values[i]));
        }
    }
}

static void what_does_not_end_ends_with_the_text(void **state)
{
    static const char *const texts[] = {"\"abc", "\"abc\\", "[1,[2]", "{\"a\":\"}", "12"};
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(value_len(texts[i]), strlen(texts[i]));
    }
    assert_int_equal(value_len(""), 0);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

/* A value of nested arrays, objects and strings that hold brackets, with or without escapes. */
static void append_value(struct buffer *out, uint32_t *seed, unsigned depth, unsigned words)
{
    static const char *const texts[] = {"\"\"",  "\"}]\"",   "\"质量[月]{\"",
                                        "12.75", "\"{[,:\"", "\"a\\\"]}\\\\\""};
    bool is_object = next_random(seed) % 2 == 0;
    unsigned count = depth == 0 ? 0 : next_random(seed) % 6;

    if (depth == 0 || next_random(seed) % 3 == 0) {
        (void)buffer_append_str(out, texts[next_random(seed) % words]);
        return;
    }
    (void)buffer_append_str(out, is_object ? "{" : "[");
    for (unsigned i = 0; i < count; i++) {
        (void)buffer_append_str(out, i > 0 ? "," : "");
        (void)buffer_append_str(out, is_object ? "\"a]\":" : "");
        append_value(out, seed, depth - 1, words);
    }
    (void)buffer_append_str(out, is_object ? "}" : "]");
}

/* Whatever stands in front decides how it lies in the blocks of 64 bytes. */
static void a_long_value_ends_where_it_was_written_to_end(void **state)
{
    uint32_t seed = 7;
    (void)state;

    for (unsigned round = 0; round < 3000; round++) {
        unsigned words = round % 2 == 0 ? 5 : 6; /* the last has escapes */
        struct buffer text = {0};

        (void)buffer_append_str(&text, "[");
        append_value(&text, &seed, 5, words);
        (void)buffer_append_str(&text, ",[");
        append_value(&text, &seed, 5, words);
        (void)buffer_append_str(&text, "]]");
        size_t len = text.len;
        append_value(&text, &seed, 3, words);
        (void)buffer_append_str(&text, "]}]}\"");

        assert_int_equal(json_value_end(text.bytes, text.bytes + text.len) - text.bytes, len);
        assert_int_equal(json_value_end(text.bytes, text.bytes + len) - text.bytes, len);
        buffer_finish(&text);
    }
}

static void a_string_is_read_as_it_was_written(void **state)
{
    static const char *const texts[] = {"", "质量", "a\"b\\", "\n\r\t\b\f\x01\x1f/", "\\\\\""};
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct buffer written = {0};
        struct buffer unescaped = {0};
        struct text value = {0};
        (void)json_append_string(&written, text_of(texts[i]));
        (void)buffer_append_str(&written, ",1]");
        struct text rest = buffer_text(&written);

        assert_true(json_take_string(&rest, &unescaped, &value));

        assert_true(text_equal_str(value, texts[i]));
        assert_true(text_equal_str(rest, "1]"));
        buffer_finish(&unescaped);
        buffer_finish(&written);
    }
}

static void what_is_no_string_is_not_taken(void **state)
{
    static const char *const texts[] = {
        "", "1", "\"", "\"abc", "\"a\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u1234\"", "\"\\u00g0\""};
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct buffer unescaped = {0};
        struct text value = {0};
        struct text rest = text_of(texts[i]);

        assert_false(json_take_string(&rest, &unescaped, &value));
        assert_false(unescaped.has_failed);
        buffer_finish(&unescaped);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_ends_before_what_follows_it),
        cmocka_unit_test(what_does_not_end_ends_with_the_text),
        cmocka_unit_test(a_long_value_ends_where_it_was_written_to_end),
        cmocka_unit_test(a_string_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_string_is_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
