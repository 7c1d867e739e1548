/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <cjson/cJSON.h>
#include <math.h>

#include "base/buffer.h"
#include "base/err.h"
#include "model/board.h"

static void put(struct board_builder *builder, enum board_part part, const char *key,
                const char *json)
{
    struct err err;

    assert_true(board_builder_put_value(builder, part, text_of(key), cJSON_Parse(json), &err));
}

static struct board *small_board(void)
{
    struct board_builder *builder = board_builder_create(NULL);

    put(builder, BOARD_MEMBER, "title", "\"看板\"");
    put(builder, BOARD_MEMBER, "inbox", "{\"taken\":1,\"available\":true}");
    put(builder, BOARD_INDICATOR, "东镇/b", "{\"value\":2,\"display\":\"2\"}");
    put(builder, BOARD_INDICATOR, "东镇/a", "{\"value\":1}");
    return board_builder_finish(builder);
}

static void assert_json(const struct board *board, const char *expected)
{
    struct buffer out = {0};

    assert_true(board_append_json(board, &out));
    assert_string_equal(out.bytes, expected);
    buffer_finish(&out);
}

static bool on_piece(void *owner, struct text piece, struct err *err)
{
    struct buffer *whole = owner;

    (void)err;
    assert_true(piece.len < 100000);
    return buffer_append_text(whole, piece);
}

static void pieces_make_the_same_text(void **state)
{
    (void)state;
    struct board_builder *builder = board_builder_create(NULL);
    struct buffer whole = {0};
    struct buffer pieces = {0};
    struct text_sink sink = {&pieces, on_piece};
    struct err err;
    for (int i = 0; i < 20000; i++) {
        char key[16];
        (void)snprintf(key, sizeof(key), "k%d", i);
        put(builder, BOARD_INDICATOR, key, "{\"value\":1}");
    }
    put(builder, BOARD_MEMBER, "title", "\"看板\"");
    put(builder, BOARD_MEMBER, "a", "1");
    struct board *board = board_builder_finish(builder);

    assert_true(board_append_json(board, &whole));
    assert_true(board_write_json(board, &sink, &err));

    assert_true(whole.len > 300000);
    assert_string_equal(pieces.bytes, whole.bytes);
    buffer_finish(&whole);
    buffer_finish(&pieces);
    board_release(board);
}

static void a_writer_may_rest_between_any_two_entries(void **state)
{
    (void)state;
    struct board_builder *builder = board_builder_create(NULL);
    struct buffer whole = {0};
    struct buffer pieces = {0};
    bool is_over = false;
    size_t turns = 0;
    for (int i = 0; i < 100; i++) {
        char key[16];
        (void)snprintf(key, sizeof(key), "k%d", i);
        put(builder, i < 60 ? BOARD_INDICATOR : BOARD_CAMPAIGN, key, "{\"value\":1}");
    }
    put(builder, BOARD_MEMBER, "title", "\"看板\"");
    put(builder, BOARD_MEMBER, "day", "1");
    put(builder, BOARD_MEMBER, "a", "1");
    struct board *board = board_builder_finish(builder);
    assert_true(board_append_json(board, &whole));

    struct board_writer *writer = board_writer_create(board);
    board_release(board);
    for (; !is_over; turns++) {
        size_t before = pieces.len;
        assert_true(board_writer_write(writer, 1, &pieces, &is_over));
        assert_true(pieces.len > before && pieces.len < before + 60);
    }

    assert_true(turns > 100);
    assert_string_equal(pieces.bytes, whole.bytes);
    board_writer_destroy(writer);
    buffer_finish(&whole);
    buffer_finish(&pieces);
}

static void a_patch_that_is_too_long_is_left_out(void **state)
{
    (void)state;
    struct board *old = small_board();
    struct board_builder *builder = board_builder_create(old);
    struct buffer out = {0};
    bool is_empty = false;
    put(builder, BOARD_INDICATOR, "c", "{\"value\":1}");
    struct board *new = board_builder_finish(builder);

    assert_true(board_append_patch(old, new, 31, &out, &is_empty));
    assert_int_equal(out.len, 0);
    assert_false(is_empty);
    assert_true(board_append_patch(old, new, 32, &out, &is_empty));
    assert_string_equal(out.bytes, "{\"indicators\":{\"c\":{\"value\":1}}}");
    buffer_finish(&out);
    board_release(old);
    board_release(new);
}

static void assert_patch(const struct board *previous, const struct board *next,
                         const char *expected)
{
    struct buffer out = {0};
    bool is_empty = false;

    assert_true(board_append_patch(previous, next, SIZE_MAX, &out, &is_empty));
    assert_string_equal(out.bytes, expected);
    assert_int_equal(is_empty, strcmp(expected, "{}") == 0);
    buffer_finish(&out);
}

static void equal_boards_encode_to_equal_bytes(void **state)
{
    (void)state;
    struct board *board = small_board();

    assert_json(board, "{\"campaigns\":{},\"inbox\":{\"available\":true,\"taken\":1},"
                       "\"indicators\":{\"东镇/a\":{\"value\":1},\"东镇/b\":{\"display\":\"2\","
                       "\"value\":2}},\"title\":\"看板\"}");
    board_release(board);
}

static void the_patch_holds_only_what_differs(void **state)
{
    (void)state;
    struct board *old = small_board();
    struct board_builder *builder = board_builder_create(old);

    put(builder, BOARD_INDICATOR, "东镇/b", "{\"value\":3,\"display\":\"2\",\"parts\":[{}]}");
    put(builder, BOARD_INDICATOR, "东镇/a", "{\"value\":1}");
    put(builder, BOARD_CAMPAIGN, "质量月", "{}");
    board_builder_remove(builder, BOARD_MEMBER, TEXT("title"));
    struct board *new = board_builder_finish(builder);

    assert_patch(old, new,
                 "{\"campaigns\":{\"质量月\":{}},\"indicators\":{\"东镇/b\":{\"parts\":[{}],"
                 "\"value\":3}},\"title\":null}");
    assert_patch(new, old,
                 "{\"campaigns\":{\"质量月\":null},\"indicators\":{\"东镇/b\":{\"parts\":null,"
                 "\"value\":2}},\"title\":\"看板\"}");
    board_release(old);
    board_release(new);
}

static void the_patch_knows_names_with_escapes(void **state)
{
    (void)state;
    struct board_builder *builder = board_builder_create(NULL);
    put(builder, BOARD_INDICATOR, "a",
        "{\"b\\\"\":{\"x\":\"}\"},\"b]\":[1,{\"y\":2}],\"bA\":\"\\\\\"}");
    struct board *old = board_builder_finish(builder);
    builder = board_builder_create(old);
    put(builder, BOARD_INDICATOR, "a",
        "{\"b\\\"\":{\"x\":\"}\",\"y\":\",\"},\"b]\":[1,{\"y\":2}],\"bB\":\"\\\\\"}");
    struct board *new = board_builder_finish(builder);

    assert_patch(old, new,
                 "{\"indicators\":{\"a\":{\"b\\\"\":{\"y\":\",\"},\"bA\":null,\"bB\":\"\\\\\"}}}");
    board_release(old);
    board_release(new);
}

static void boards_built_apart_are_equal_if_they_show_the_same(void **state)
{
    (void)state;
    struct board *one = small_board();
    struct board *other = small_board();

    assert_patch(one, other, "{}");
    board_release(one);
    board_release(other);
}

static void an_equal_entry_stays_shared(void **state)
{
    (void)state;
    struct board *old = small_board();
    struct board_builder *builder = board_builder_create(old);

    put(builder, BOARD_INDICATOR, "东镇/b", "{\"display\":\"2\",\"value\":2}");
    struct board *new = board_builder_finish(builder);

    assert_ptr_equal(board_get(old, BOARD_INDICATOR, TEXT("东镇/b")),
                     board_get(new, BOARD_INDICATOR, TEXT("东镇/b")));
    board_release(old);
    assert_int_equal(board_count(new, BOARD_INDICATOR), 2);
    board_release(new);
}

static void what_was_neither_put_nor_kept_is_taken_out(void **state)
{
    (void)state;
    struct board *old = small_board();
    struct board_builder *builder = board_builder_create(old);

    board_builder_follow(builder, BOARD_INDICATOR);
    board_builder_keep(builder, BOARD_INDICATOR, TEXT("东镇/a"));
    board_builder_remove_untouched(builder, BOARD_INDICATOR);
    struct board *new = board_builder_finish(builder);

    assert_non_null(board_get(new, BOARD_INDICATOR, TEXT("东镇/a")));
    assert_null(board_get(new, BOARD_INDICATOR, TEXT("东镇/b")));
    assert_non_null(board_get(old, BOARD_INDICATOR, TEXT("东镇/b")));
    board_release(old);
    board_release(new);
}

static void refuses_null_and_numbers_without_end(void **state)
{
    (void)state;
    struct board_builder *builder = board_builder_create(NULL);
    struct err err;

    assert_false(board_builder_put_value(builder, BOARD_MEMBER, TEXT("a"),
                                         cJSON_Parse("{\"b\":[null]}"), &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    assert_false(
        board_builder_put_value(builder, BOARD_MEMBER, TEXT("a"), cJSON_CreateNumber(NAN), &err));
    assert_false(board_builder_put_value(builder, BOARD_MEMBER, TEXT("indicators"),
                                         cJSON_CreateObject(), &err));
    assert_false(board_builder_put_value(builder, BOARD_MEMBER, TEXT("a"), NULL, &err));
    assert_int_equal(err.kind, ERR_NO_MEMORY);

    board_builder_destroy(builder);
}

static bool patch_json(struct text board, struct text patch, struct buffer *out, struct err *err)
{
    struct board_past past = {0};
    bool ok = board_past_begin(&past, board, err) && board_past_apply(&past, patch, err) &&
              board_past_append(&past, out, err);

    board_past_end(&past);
    return ok;
}

/* The examples of RFC 7396, appendix A, that can stand in an entry. */
static void patches_an_entry_as_the_rfc_says(void **state)
{
    (void)state;
    static const struct {
        const char *entry;
        const char *patch;
        const char *result;
    } cases[] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
        {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer board = {0};
        struct buffer patch = {0};
        struct buffer expected = {0};
        struct buffer out = {0};
        struct err err;
        (void)buffer_printf(&board, "{\"campaigns\":{},\"indicators\":{\"k\":%s}}", cases[i].entry);
        (void)buffer_printf(&patch, "{\"indicators\":{\"k\":%s}}", cases[i].patch);
        (void)buffer_printf(&expected, "{\"campaigns\":{},\"indicators\":{\"k\":%s}}",
                            cases[i].result);
        assert_true(patch_json(buffer_text(&board), buffer_text(&patch), &out, &err));
        assert_string_equal(out.bytes, expected.bytes);
        buffer_finish(&board);
        buffer_finish(&patch);
        buffer_finish(&expected);
        buffer_finish(&out);
    }
}

static void patches_members_and_entries_whatever_their_names(void **state)
{
    (void)state;
    static const char board[] =
        "{\"campaigns\":{\"c\":{\"x\":1}},\"indicators\":{\"a\\\"b\":{\"}\":\"{\\\\\"},\"k\":1},"
        "\"title\":\"达孜\",\"z\":{\"a\":1,\"b\":2}}";
    static const char patch[] = "{\"campaigns\":{\"c\":null,\"新\":{\"y\":[2]}},"
                                "\"indicators\":{\"a\\\"b\":{\"}\":null,\"s\":\"\\\"\"}},\"title\":"
                                "null,\"z\":{\"a\":null}}";
    static const char expected[] =
        "{\"campaigns\":{\"新\":{\"y\":[2]}},"
        "\"indicators\":{\"a\\\"b\":{\"s\":\"\\\"\"},\"k\":1},\"z\":{\"b\":2}}";
    struct buffer out = {0};
    struct err err;

    assert_true(patch_json(TEXT(board), TEXT(patch), &out, &err));

    assert_string_equal(out.bytes, expected);
    buffer_finish(&out);
}

static void refuses_to_patch_what_is_not_json(void **state)
{
    (void)state;
    static const char *const damaged[] = {
        "",
        "{",
        "{]",
        "[1,2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":{\"b\":1}",
        "{\"a:1}",
        "{\"a\" 1}",
        "{\"a\":[1}",
        "{\"a\":\"}",
        "{\"indicators\":1}",
        "{\"indicators\":{\"k\"}}",
        "{\"\\u\":1}",
    };
    struct buffer out = {0};

    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        struct err err = {0};
        if (patch_json(text_of(damaged[i]), TEXT("{}"), &out, &err) ||
            patch_json(TEXT("{}"), text_of(damaged[i]), &out, &err)) {
            fail_msg("%s was taken", damaged[i]);
        }
        assert_int_equal(err.kind, ERR_IO);
    }
    buffer_finish(&out);
}

static void refuses_a_patch_of_an_entry_that_is_damaged(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct err err;

    assert_false(patch_json(TEXT("{\"a\":{\"b\"}}"), TEXT("{\"a\":{\"b\":1}}"), &out, &err));

    assert_int_equal(err.kind, ERR_IO);
    buffer_finish(&out);
}

static void random_value(uint32_t random, char *out, size_t size)
{
    int a = (int)(random / 7 % 4);
    int b = (int)(random / 28 % 3);

    switch (random % 7) {
    case 0:
        (void)snprintf(out, size, "{\"v\":%d,\"a\":{\"b\":{\"c\":%d}}}", a, b);
        break;
    case 1:
        (void)snprintf(out, size, "{\"v\":%d}", a);
        break;
    case 2:
        (void)snprintf(out, size, "{\"a\":{},\"v\":%d}", a);
        break;
    case 3:
        (void)snprintf(out, size, "{\"a\":{\"b\":\"%d\"}}", a);
        break;
    case 4:
        (void)snprintf(out, size, "[%d,{\"x\":%d}]", a, b);
        break;
    case 5:
        (void)snprintf(out, size, "{\"a\":[{\"x\":%d}],\"v\":true}", b);
        break;
    default:
        (void)snprintf(out, size, "%d.5", a);
        break;
    }
}

/* A small board made of the one before: keys come and go, values change their type. */
static struct board *random_board(struct board *previous, uint32_t *seed)
{
    struct board_builder *builder = board_builder_create(previous);

    for (int i = 0; i < 6; i++) {
        char json[64];
        char key[16];
        *seed = *seed * 1664525U + 1013904223U;
        uint32_t random = *seed >> 8;
        (void)snprintf(key, sizeof(key), "k%u", random % 5);
        random_value(random / 5, json, sizeof(json));
        enum board_part part = (enum board_part)(random / 4096 % 3);
        if (random / 16384 % 4 == 0) {
            board_builder_remove(builder, part, text_of(key));
        } else {
            put(builder, part, key, json);
        }
    }
    return board_builder_finish(builder);
}

static void applying_each_patch_gives_each_next_board(void **state)
{
    (void)state;
    uint32_t seed = 7;
    struct board *board = random_board(NULL, &seed);
    struct buffer held = {0};

    assert_true(board_append_json(board, &held));
    for (int round = 0; round < 2000; round++) {
        struct board *next = random_board(board, &seed);
        struct buffer patch = {0};
        struct buffer expected = {0};
        struct buffer patched = {0};
        struct err err;
        bool is_empty = false;

        assert_true(board_append_patch(board, next, SIZE_MAX, &patch, &is_empty));
        assert_true(board_append_json(next, &expected));
        assert_true(patch_json(buffer_text(&held), buffer_text(&patch), &patched, &err));
        assert_string_equal(patched.bytes, expected.bytes);
        assert_int_equal(is_empty, strcmp(held.bytes, expected.bytes) == 0);

        buffer_finish(&held);
        buffer_finish(&patch);
        buffer_finish(&expected);
        held = patched;
        board_release(board);
        board = next;
    }
    buffer_finish(&held);
    board_release(board);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_boards_encode_to_equal_bytes),
        cmocka_unit_test(the_patch_holds_only_what_differs),
        cmocka_unit_test(pieces_make_the_same_text),
        cmocka_unit_test(a_writer_may_rest_between_any_two_entries),
        cmocka_unit_test(a_patch_that_is_too_long_is_left_out),
        cmocka_unit_test(the_patch_knows_names_with_escapes),
        cmocka_unit_test(boards_built_apart_are_equal_if_they_show_the_same),
        cmocka_unit_test(an_equal_entry_stays_shared),
        cmocka_unit_test(what_was_neither_put_nor_kept_is_taken_out),
        cmocka_unit_test(refuses_null_and_numbers_without_end),
        cmocka_unit_test(patches_an_entry_as_the_rfc_says),
        cmocka_unit_test(patches_members_and_entries_whatever_their_names),
        cmocka_unit_test(refuses_to_patch_what_is_not_json),
        cmocka_unit_test(refuses_a_patch_of_an_entry_that_is_damaged),
        cmocka_unit_test(applying_each_patch_gives_each_next_board),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
