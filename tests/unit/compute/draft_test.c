/* SPDX-License-Identifier: MIT */
#include "compute/draft.h"

#include <cjson/cJSON.h>
#include <math.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/err.h"
#include "model/json.h"
#include "unit.h"

static struct arena arena;
static struct draft draft;
static struct buffer out;
static struct err err;

static int begin(void **state)
{
    (void)state;
    draft_begin(&draft, &arena, &out);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    buffer_finish(&out);
    arena_finish(&arena);
    return 0;
}

static const char *written(void)
{
    assert_true(draft_end(&draft, &err));
    return out.bytes;
}

static void members_stand_by_name_whatever_their_order(void **state)
{
    (void)state;
    static const char *const names[] = {"value",       "period",    "inspected", "interval",
                                        "departments", "depart",    "lead",      "department_count",
                                        "a",           "inspected2"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        draft_integer(&draft, draft.root, names[i], (int64_t)i);
    }

    assert_string_equal(written(),
                        "{\"a\":8,\"depart\":5,\"department_count\":7,\"departments\":4,"
                        "\"inspected\":2,\"inspected2\":9,\"interval\":3,\"lead\":6,\"period\":1,"
                        "\"value\":0}");
}

static void the_draft_knows_where_members_of_its_root_begin(void **state)
{
    (void)state;
    static const char *const names[] = {"value", "inner", "area"};

    draft_integer(&draft, draft.root, names[0], 1);
    draft_integer(&draft, draft_object(&draft, draft.root, names[1]), "z", 2);
    draft_str(&draft, draft.root, names[2], "镇");

    const char *text = written();
    assert_int_equal(draft.mark_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const char *name = names[2 - i];
        assert_int_equal(strncmp(text + draft.marks[i] + 1, name, strlen(name)), 0);
        assert_int_equal(text[draft.marks[i]], '"');
    }
}

static void many_members_stand_by_name_at_every_depth(void **state)
{
    (void)state;
    uint32_t seed = 5;
    struct draft_value *object = draft_object(&draft, draft.root, "object");

    for (int i = 0; i < 1000; i++) {
        char name[16];
        seed = seed * 1103515245U + 12345U;
        int len = snprintf(name, sizeof(name), "%x%d", seed >> 20, i);
        draft_number_at(&draft, object, (struct text){name, (size_t)len}, i);
    }

    cJSON *value = cJSON_Parse(written());
    struct buffer tidy = {0};
    assert_true(json_tidy(value, &err) && json_append(&tidy, value));
    assert_string_equal(out.bytes, tidy.bytes);
    assert_int_equal(cJSON_GetArraySize(value->child), 1000);
    buffer_finish(&tidy);
    cJSON_Delete(value);
}

static void what_is_unknown_is_left_out(void **state)
{
    (void)state;
    struct sentence nothing = {0};

    draft_text(&draft, draft.root, "text", (struct text){0});
    draft_str(&draft, draft.root, "str", NULL);
    draft_number(&draft, draft.root, "number", NAN);
    draft_pair(&draft, draft.root, "pair", 1, INFINITY);
    draft_period(&draft, draft.root, "period", period_undated());
    draft_time(&draft, draft.root, "time", 0);
    draft_sentence(&draft, draft.root, "sentence", &nothing);

    assert_string_equal(written(), "{}");
}

static void each_kind_of_value_is_written_as_json(void **state)
{
    (void)state;
    struct sentence said = {TEXT("好\"的\""), TEXT("a\\b\n")};
    struct draft_value *list = draft_array(&draft, draft.root, "list");

    draft_push_text(&draft, list, TEXT("x"));
    draft_push_integer(&draft, list, -7);
    draft_push_sentence(&draft, list, &said);
    draft_pair(&draft, draft.root, "pair", 0.1, 2);
    draft_bool(&draft, draft.root, "yes", true);
    draft_bool(&draft, draft.root, "no", false);
    draft_decimal(&draft, draft.root, "decimal", (struct decimal){984, 1});
    draft_period(&draft, draft.root, "period", period_of_quarter(2026, 3));
    (void)draft_array(&draft, draft.root, "empty");

    assert_string_equal(written(),
                        "{\"decimal\":98.4,\"empty\":[],\"list\":[\"x\",-7,{\"en\":\"a\\\\b\\n\","
                        "\"zh\":\"好\\\"的\\\"\"}],\"no\":false,\"pair\":[0.1,2],"
                        "\"period\":\"2026-Q3\",\"yes\":true}");
}

static void an_array_may_be_the_root(void **state)
{
    (void)state;
    struct draft list;

    buffer_clear(&out);
    draft_begin_array(&list, &arena, &out);
    draft_integer(&list, draft_push_object(&list, list.root), "a", 1);
    draft_push_integer(&list, list.root, 2);

    assert_true(draft_end(&list, &err));
    assert_string_equal(out.bytes, "[{\"a\":1},2]");
}

static void names_are_in_order_as_they_read_not_as_they_are_escaped(void **state)
{
    (void)state;

    draft_number_at(&draft, draft.root, TEXT("a\"b"), 2); /* reads before a!, is written after */
    draft_number_at(&draft, draft.root, TEXT("a!b"), 1);
    draft_number_at(&draft, draft.root, TEXT("a#b"), 3);

    assert_string_equal(written(), "{\"a!b\":1,\"a\\\"b\":2,\"a#b\":3}");
}

static void writing_into_what_is_around_ends_what_is_within(void **state)
{
    (void)state;
    struct draft_value *outer = draft_object(&draft, draft.root, "outer");
    struct draft_value *list = draft_array(&draft, outer, "list");

    draft_integer(&draft, draft_push_object(&draft, list), "b", 1);
    draft_integer(&draft, draft_push_object(&draft, list), "a", 2);
    draft_integer(&draft, outer, "first", 3);
    draft_integer(&draft, draft.root, "end", 4);

    assert_string_equal(written(),
                        "{\"end\":4,\"outer\":{\"first\":3,\"list\":[{\"b\":1},{\"a\":2}]}}");
}

static void what_has_ended_takes_no_more(void **state)
{
    (void)state;
    struct draft_value *inner = draft_object(&draft, draft.root, "inner");

    draft_integer(&draft, draft.root, "a", 1);
    draft_integer(&draft, inner, "b", 2);

    assert_false(draft_end(&draft, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
}

static void a_member_given_twice_is_refused(void **state)
{
    (void)state;
    struct draft_value *inner = draft_object(&draft, draft.root, "inner");

    draft_integer(&draft, inner, "b", 1);
    draft_integer(&draft, inner, "a", 1);
    draft_integer(&draft, inner, "b", 2);

    assert_false(draft_end(&draft, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
}

static void a_failure_is_told_at_the_end(void **state)
{
    (void)state;
    arena.has_failed = true; /* as an allocation leaves it that failed on the way */

    draft_integer(&draft, draft_object(&draft, NULL, "object"), "a", 1);

    assert_false(draft_end(&draft, &err));
    assert_int_equal(err.kind, ERR_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(members_stand_by_name_whatever_their_order, begin, finish),
        cmocka_unit_test_setup_teardown(the_draft_knows_where_members_of_its_root_begin, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(many_members_stand_by_name_at_every_depth, begin, finish),
        cmocka_unit_test_setup_teardown(what_is_unknown_is_left_out, begin, finish),
        cmocka_unit_test_setup_teardown(each_kind_of_value_is_written_as_json, begin, finish),
        cmocka_unit_test_setup_teardown(an_array_may_be_the_root, begin, finish),
        cmocka_unit_test_setup_teardown(names_are_in_order_as_they_read_not_as_they_are_escaped,
                                        begin, finish),
        cmocka_unit_test_setup_teardown(writing_into_what_is_around_ends_what_is_within, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(what_has_ended_takes_no_more, begin, finish),
        cmocka_unit_test_setup_teardown(a_member_given_twice_is_refused, begin, finish),
        cmocka_unit_test_setup_teardown(a_failure_is_told_at_the_end, begin, finish),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
