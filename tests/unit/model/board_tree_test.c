/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <cjson/cJSON.h>

#include "base/err.h"
#include "model/board_tree.h"

enum { KEYS = 200 };

static struct board_entry *entry_of(unsigned key, int value)
{
    char name[16];
    char json[16];
    int len = snprintf(name, sizeof(name), "k%03u", key);
    (void)snprintf(json, sizeof(json), "%d", value);
    struct json_text text = {.text = text_of(json)};
    struct board_entry *entry = board_entry_create((struct text){name, (size_t)len}, &text);

    assert_non_null(entry);
    return entry;
}

static int number_of(struct text text)
{
    int number = 0;

    for (size_t i = 0; i < text.len; i++) {
        number = number * 10 + (text.at[i] - '0');
    }
    return number;
}

static unsigned key_of(const struct board_entry *entry)
{
    return (unsigned)number_of(text_part(board_entry_key(entry), 1, 3));
}

static void put(struct board_tree *tree, unsigned key, int value, int64_t changes_utc_ms)
{
    struct board_entry *entry = entry_of(key, value);
    struct board_note note = {changes_utc_ms, value};
    struct board_place place;

    /* What is there already may be replaced where it was found. */
    if (board_tree_find_place(*tree, board_entry_key(entry), &place) && value % 3 != 0) {
        assert_int_equal(key_of(place.entry), key);
        assert_true(board_tree_replace(tree, &place, entry, &note));
    } else {
        assert_true(board_tree_put(tree, entry, &note));
    }
    board_entry_release(entry);
}

static void take_out(struct board_tree *tree, unsigned key)
{
    struct board_entry *entry = entry_of(key, 0);

    assert_true(board_tree_remove(tree, board_entry_key(entry)));
    board_entry_release(entry);
}

/* What a tree should hold, by key: -1 for nothing. */
struct model {
    int values[KEYS];
    int64_t changes[KEYS];
};

static void change(struct board_tree *tree, struct model *model, uint32_t random)
{
    unsigned key = random % KEYS;
    int value = (int)(random / KEYS % 1000);

    if (random / 7 % 3 == 0) {
        take_out(tree, key);
        model->values[key] = -1;
        model->changes[key] = BOARD_NEVER;
    } else {
        model->values[key] = value;
        model->changes[key] = value % 2 == 0 ? BOARD_NEVER : value;
        put(tree, key, value, model->changes[key]);
    }
}

struct seen {
    const struct model *model;
    unsigned next;
    int64_t until;
    size_t count;
};

static bool on_entry(void *owner, struct board_entry *entry)
{
    struct seen *seen = owner;
    unsigned at = key_of(entry);

    /* Those passed over hold nothing, or do not change so soon. */
    for (; seen->next < at; seen->next++) {
        assert_true(seen->model->values[seen->next] < 0 ||
                    seen->model->changes[seen->next] > seen->until);
    }
    assert_int_equal(number_of(board_entry_json(entry)), seen->model->values[at]);
    assert_true(seen->model->changes[at] <= seen->until);
    seen->next = at + 1;
    seen->count++;
    return true;
}

static void expect_model(struct board_tree tree, const struct model *model)
{
    struct seen all = {.model = model, .until = BOARD_NEVER};
    struct seen due = {.model = model, .until = 300};
    struct board_note total = {.changes_utc_ms = BOARD_NEVER};
    size_t count = 0;

    for (size_t i = 0; i < KEYS; i++) {
        if (model->values[i] >= 0) {
            count++;
            total.doubts += model->values[i];
            total.changes_utc_ms =
                model->changes[i] < total.changes_utc_ms ? model->changes[i] : total.changes_utc_ms;
        }
    }
    assert_true(board_tree_each(tree, (struct text){0}, on_entry, &all));
    assert_int_equal(all.count, count);
    assert_int_equal(board_tree_count(tree), count);
    assert_true(board_tree_each_due(tree, due.until, on_entry, &due));
    assert_int_equal(board_tree_total(tree).doubts, total.doubts);
    assert_int_equal(board_tree_total(tree).changes_utc_ms, total.changes_utc_ms);
}

struct differing {
    const struct model *previous;
    const struct model *next;
    unsigned at;
    size_t count;
};

static void expect_holds(const struct board_entry *entry, int value)
{
    assert_int_equal(entry != NULL, value >= 0);
    if (entry) {
        assert_int_equal(number_of(board_entry_json(entry)), value);
    }
}

static void on_difference(void *owner, struct board_entry *previous, struct board_entry *next)
{
    struct differing *differing = owner;
    unsigned at = key_of(next ? next : previous);

    for (; differing->at < at; differing->at++) {
        assert_int_equal(differing->previous->values[differing->at],
                         differing->next->values[differing->at]);
    }
    expect_holds(previous, differing->previous->values[at]);
    expect_holds(next, differing->next->values[at]);
    differing->at = at + 1;
    differing->count++;
}

static void a_tree_holds_what_was_put_and_its_copies_stay_as_they_were(void **state)
{
    (void)state;
    struct board_tree tree = {0};
    struct model model;
    uint32_t seed = 11;

    for (size_t i = 0; i < KEYS; i++) {
        model.values[i] = -1;
        model.changes[i] = BOARD_NEVER;
    }
    for (int round = 0; round < 300; round++) {
        struct board_tree before = board_tree_share(tree);
        struct model model_before = model;
        for (int i = 0; i < round % 8; i++) {
            seed = seed * 1664525U + 1013904223U;
            change(&tree, &model, seed >> 8);
        }
        struct differing differing = {.previous = &model_before, .next = &model};

        expect_model(tree, &model);
        expect_model(before, &model_before);
        assert_true(board_tree_each_difference(before, tree, on_difference, &differing));
        assert_true(differing.count <= (size_t)(round % 8));
        board_tree_release(&before);
    }
    board_tree_release(&tree);
    assert_int_equal(board_tree_count(tree), 0);
}

static bool count_to_three(void *owner, struct board_entry *entry)
{
    size_t *count = owner;

    (void)entry;
    (*count)++;
    return *count < 3;
}

static void a_walk_ends_when_the_visitor_says_so(void **state)
{
    (void)state;
    struct board_tree tree = {0};
    size_t count = 0;

    for (unsigned i = 0; i < 20; i++) {
        put(&tree, i, 1, BOARD_NEVER);
    }

    assert_false(board_tree_each(tree, TEXT("k01"), count_to_three, &count));
    assert_int_equal(count, 3);
    count = 0;
    assert_true(board_tree_each(tree, TEXT("k005"), count_to_three, &count));
    assert_int_equal(count, 1);
    board_tree_release(&tree);
}

static void trees_built_apart_differ_only_in_what_they_hold(void **state)
{
    (void)state;
    struct board_tree one = {0};
    struct board_tree other = {0};
    struct model model;
    struct differing differing = {.previous = &model, .next = &model};

    for (unsigned i = 0; i < KEYS; i++) {
        model.values[i] = (int)i;
        put(&one, i, (int)i, BOARD_NEVER);
        put(&other, KEYS - 1 - i, (int)(KEYS - 1 - i), BOARD_NEVER);
    }

    assert_true(board_tree_each_difference(one, other, on_difference, &differing));
    assert_int_equal(differing.count, KEYS); /* other entries, though equal ones */
    board_tree_release(&one);
    board_tree_release(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_holds_what_was_put_and_its_copies_stay_as_they_were),
        cmocka_unit_test(a_walk_ends_when_the_visitor_says_so),
        cmocka_unit_test(trees_built_apart_differ_only_in_what_they_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
