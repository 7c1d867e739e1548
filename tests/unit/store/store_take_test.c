/* SPDX-License-Identifier: MIT */
#include "store/fixture.h"

static void rows_of_a_drop_are_in_force_with_their_lines(void **state)
{
    struct fixture *fixture = *state;

    struct drop_result result = DROP(fixture, "a.csv", {"合格率", "东镇", "2017-Q3", 48, 50, 2},
                                     {"合格率", "西镇", "2017-Q3", 19, 20, 5});

    assert_int_equal(result.state, DROP_TAKEN);
    assert_int_equal(result.version, 1);
    assert_int_equal(result.rows_new, 2);
    assert_string_equal(in_force(fixture), "合格率 东镇 2017-Q3 48/50 a.csv:1:2\n"
                                           "合格率 西镇 2017-Q3 19/20 a.csv:1:5\n");
}

static void the_same_rows_again_are_the_same(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});

    struct drop_result result = DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
                                     {"合格率", "西镇", "2017", 1, 2, 0});

    assert_int_equal(result.rows_same, 2);
    assert_int_equal(result.rows_new + result.rows_changed + result.rows_removed, 0);
}

static void the_same_content_is_known_until_withdrawn(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    char sha256[65];
    bool before = false;
    bool after = true;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0});
    (void)snprintf(sha256, sizeof(sha256), "%064u", fixture->drops);

    assert_true(store_is_same_content(fixture->store, TEXT("a.csv"), sha256, &before, &err));
    withdraw(fixture, "a.csv");
    assert_true(store_is_same_content(fixture->store, TEXT("a.csv"), sha256, &after, &err));

    assert_true(before);
    assert_false(after);
}

static void a_row_that_is_gone_is_withdrawn(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});

    struct drop_result result = DROP(fixture, "a.csv", {"合格率", "西镇", "2017", 1, 2, 0});

    assert_int_equal(result.rows_removed, 1);
    assert_int_equal(result.rows_same, 1);
    assert_string_equal(in_force(fixture), "合格率 西镇 2017 1/2 a.csv:2:2\n");
}

static void another_value_of_a_key_is_a_change(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});

    struct drop_result result = DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 49, 50, 0},
                                     {"合格率", "北镇", "2017", 1, 2, 0});

    assert_int_equal(result.rows_changed, 1);
    assert_int_equal(result.rows_new, 1);
    assert_int_equal(result.rows_removed, 1);
    assert_string_equal(in_force(fixture), "合格率 东镇 2017 49/50 a.csv:2:2\n"
                                           "合格率 北镇 2017 1/2 a.csv:2:3\n");
}

static void a_row_inserted_at_the_top_only_moves_lines(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});

    struct drop_result result =
        DROP(fixture, "a.csv", {"合格率", "中镇", "2017", 3, 3, 0},
             {"合格率", "东镇", "2017", 48, 50, 0}, {"合格率", "西镇", "2017", 1, 2, 0});

    assert_int_equal(result.rows_same, 2);
    assert_string_equal(in_force(fixture), "合格率 东镇 2017 48/50 a.csv:2:3\n"
                                           "合格率 中镇 2017 3/3 a.csv:2:2\n"
                                           "合格率 西镇 2017 1/2 a.csv:2:4\n");
}

static void equal_rows_are_counted_one_by_one(void **state)
{
    struct fixture *fixture = *state;
    struct short_row row = {"合格率", "东镇", "2017", 48, 50, 0};
    drop_rows(fixture, "a.csv", (struct short_row[]){row, row, row}, 3);

    struct drop_result result = drop_rows(fixture, "a.csv", (struct short_row[]){row, row}, 2);

    assert_int_equal(result.rows_same, 2);
    assert_int_equal(result.rows_removed, 1);
}

static void of_a_key_twice_in_a_file_the_later_row_counts(void **state)
{
    struct fixture *fixture = *state;

    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "东镇", "2017", 7, 50, 0});

    assert_string_equal(in_force(fixture), "合格率 东镇 2017 7/50 a.csv:1:3\n");
}

static void rows_of_several_files_come_oldest_first(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 1, 50, 0});
    DROP(fixture, "b.csv", {"合格率", "东镇", "2017", 2, 50, 0});

    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 3, 50, 0});

    assert_string_equal(in_force(fixture), "合格率 东镇 2017 2/50 b.csv:1:2\n"
                                           "合格率 东镇 2017 3/50 a.csv:2:2\n");
}

struct shrinking {
    int count;
    char first[16];
    char second[16];
};

static bool note_shrunk(void *owner, const struct fault *fault, struct err *err)
{
    struct shrinking *found = owner;

    (void)err;
    assert_int_equal(fault->kind, FAULT_SHRUNK);
    found->count++;
    (void)snprintf(found->first, sizeof(found->first), "%.*s", TEXT_ARG(fault->first));
    (void)snprintf(found->second, sizeof(found->second), "%.*s", TEXT_ARG(fault->second));
    return true;
}

static struct shrinking warnings_of(struct fixture *fixture, struct drop_result drop)
{
    struct shrinking found = {0};
    struct err err = {0};

    assert_true(store_each_fault(fixture->store, drop.drop_id, true, note_shrunk, &found, &err));
    return found;
}

static void less_than_half_of_the_rows_is_taken_with_a_warning(void **state)
{
    struct fixture *fixture = *state;
    struct short_row rows[] = {{"合格率", "东镇", "2017", 48, 50, 0},
                               {"合格率", "西镇", "2017", 1, 2, 0},
                               {"合格率", "南镇", "2017", 1, 2, 0},
                               {"合格率", "北镇", "2017", 1, 2, 0},
                               {"合格率", "中镇", "2017", 1, 2, 0}};

    assert_int_equal(warnings_of(fixture, drop_rows(fixture, "b.csv", rows, 1)).count, 0);
    assert_int_equal(warnings_of(fixture, drop_rows(fixture, "a.csv", rows, 5)).count, 0);
    assert_int_equal(warnings_of(fixture, drop_rows(fixture, "a.csv", rows, 3)).count, 0);
    assert_int_equal(warnings_of(fixture, drop_rows(fixture, "a.csv", rows, 5)).count, 0);
    struct drop_result result = drop_rows(fixture, "a.csv", rows, 2);
    struct shrinking found = warnings_of(fixture, result);

    assert_int_equal(result.state, DROP_TAKEN);
    assert_int_equal(result.rows_removed, 3);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.first, "2");
    assert_string_equal(found.second, "5");
    (void)withdraw(fixture, "a.csv");
    assert_int_equal(warnings_of(fixture, drop_rows(fixture, "a.csv", rows, 1)).count, 0);
}

static void a_refused_drop_keeps_the_last_good_version(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0});

    struct drop_result result =
        DROP(fixture, "a.csv", {"合格率", "西镇", "2017", 9, 9, 0},
             {"合格率", "东镇", "2017", -1, 0, 0}, {"合格率", "南镇", "2017", -1, 0, 0});

    assert_int_equal(result.state, DROP_REFUSED);
    assert_int_equal(result.version, 2);
    assert_string_equal(in_force(fixture), "合格率 东镇 2017 48/50 a.csv:1:2\n");
}

static void a_strict_drop_is_refused_for_one_fault(void **state)
{
    struct fixture *fixture = *state;
    struct drop_result result;
    struct err err;
    char sha256[65];
    struct drop_info drop = drop_of(fixture, "a.csv", sha256);
    struct short_row rows[] = {{"合格率", "西镇", "2017", 9, 9, 0},
                               {"合格率", "东镇", "2017", -1, 0, 0}};
    drop.is_strict = true;

    assert_true(try_drop(fixture, &drop, rows, 2, &result, &err));
    assert_true(store_commit(fixture->store, &err));

    assert_int_equal(result.state, DROP_REFUSED);
    assert_string_equal(in_force(fixture), "");
}

static void a_faulty_row_keeps_its_last_good_one_until_mended(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});

    struct drop_result faulty = DROP(fixture, "a.csv", {"合格率", "东镇", "2017", -1, 0, 0},
                                     {"合格率", "西镇", "2017", 1, 2, 0});
    DROP(fixture, "a.csv", {"合格率", "西镇", "2017", 1, 2, 0},
         {"合格率", "东镇", "2017", -1, 0, 0});
    char *kept = strdup(in_force(fixture));
    struct drop_result mended = DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 49, 50, 0},
                                     {"合格率", "西镇", "2017", 1, 2, 0});

    assert_int_equal(faulty.state, DROP_PARTIAL);
    assert_int_equal(faulty.rows_removed, 0);
    assert_string_equal(kept, "合格率 东镇 2017 48/50 a.csv:1:2\n"
                              "合格率 西镇 2017 1/2 a.csv:3:2\n");
    assert_int_equal(mended.rows_changed, 1);
    assert_string_equal(in_force(fixture), "合格率 东镇 2017 49/50 a.csv:4:2\n"
                                           "合格率 西镇 2017 1/2 a.csv:4:3\n");
    free(kept);
}

static void a_fault_without_a_period_keeps_the_rows_it_may_mean(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0}, {"满意度", "东镇", "2017", 3, 4, 0});

    DROP(fixture, "a.csv", {"合格率", "东镇", "?", -1, 0, 0}, {"合格率", "北镇", "2017", 1, 2, 0});

    assert_string_equal(in_force(fixture), "合格率 东镇 2017 48/50 a.csv:1:2\n"
                                           "合格率 北镇 2017 1/2 a.csv:2:3\n");
}

static void a_key_that_came_back_is_not_kept_besides(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0});

    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 40, 50, 0},
         {"合格率", "东镇", "2017", -1, 0, 0});

    assert_string_equal(in_force(fixture), "合格率 东镇 2017 40/50 a.csv:2:2\n");
}

static void a_row_that_goes_with_its_fault_is_withdrawn(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", -1, 0, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});

    DROP(fixture, "a.csv", {"合格率", "西镇", "2017", 1, 2, 0});

    assert_string_equal(in_force(fixture), "合格率 西镇 2017 1/2 a.csv:3:2\n");
}

static void a_withdrawn_file_has_no_rows_in_force_and_can_come_back(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0});

    struct drop_result gone = withdraw(fixture, "a.csv");
    char *between = strdup(in_force(fixture));
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0});

    assert_int_equal(gone.state, DROP_WITHDRAWN);
    assert_int_equal(gone.rows_removed, 1);
    assert_string_equal(between, "");
    assert_string_equal(in_force(fixture), "合格率 东镇 2017 48/50 a.csv:3:2\n");
    free(between);
}

static void a_rolled_back_drop_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct drop_result result;
    struct err err;
    char sha256[65];
    struct short_row row = {"新指标", "新镇", "2019", 1, 1, 0};
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0});
    struct drop_info drop = drop_of(fixture, "a.csv", sha256);

    assert_true(try_drop(fixture, &drop, &row, 1, &result, &err));
    store_rollback(fixture->store);
    DROP(fixture, "b.csv", {"别的", "北镇", "2018", 5, 6, 0});

    assert_string_equal(in_force(fixture), "别的 北镇 2018 5/6 b.csv:1:2\n"
                                           "合格率 东镇 2017 48/50 a.csv:1:2\n");
}

static void everything_survives_closing(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"合格率", "东镇", "2017", 48, 50, 0},
         {"合格率", "西镇", "2017", 1, 2, 0});
    char *before = strdup(in_force(fixture));

    reopen(fixture);

    assert_string_equal(in_force(fixture), before);
    free(before);
}

/* --- versions of the past --- */

static bool sum_passed(void *owner, const struct record *record, struct err *err)
{
    int64_t *sum = owner;

    (void)err;
    *sum += record->figure.passed;
    return true;
}

static void no_version_is_ever_lost(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct drop_result drops[4];
    static const int64_t expected[4] = {111, 113, 3, 0};

    drops[0] = DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 999, 0},
                    {"率", "乙", "2017", 10, 999, 0}, {"量", "丙", "2018", 100, 999, 0});
    drops[1] = DROP(fixture, "a.csv", {"量", "丙", "2018", 100, 999, 0},
                    {"率", "甲", "2017", 3, 999, 0}, {"率", "乙", "2017", 10, 999, 0});
    drops[2] = DROP(fixture, "a.csv", {"率", "甲", "2017", 3, 999, 0});
    drops[3] = withdraw(fixture, "a.csv");

    for (size_t i = 0; i < 4; i++) {
        int64_t sum = 0;
        assert_true(store_each_record_of(fixture->store, drops[i].drop_id, sum_passed, &sum, &err));
        assert_int_equal(sum, expected[i]);
    }
}

/* --- what was touched --- */

static bool list_touched(void *owner, struct text indicator, struct period period, struct err *err)
{
    struct buffer *text = owner;
    char label[PERIOD_TEXT_MAX];

    (void)err;
    (void)period_format(period, label);
    assert_true(buffer_printf(text, "%.*s %s\n", TEXT_ARG(indicator), label));
    return true;
}

static const char *touched(struct fixture *fixture)
{
    struct err err;

    buffer_clear(&fixture->text);
    (void)buffer_append_str(&fixture->text, "");
    assert_true(store_each_touched(fixture->store, list_touched, &fixture->text, &err));
    return fixture->text.bytes;
}

static void only_what_changed_is_touched(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"甲率", "东镇", "2017", 48, 50, 0}, {"乙率", "东镇", "2017", 48, 50, 0},
         {"乙率", "东镇", "2018", 48, 50, 0});

    DROP(fixture, "a.csv", {"甲率", "东镇", "2017", 48, 50, 0}, {"乙率", "东镇", "2017", 48, 50, 0},
         {"乙率", "东镇", "2018", 49, 50, 0});

    assert_string_equal(touched(fixture), "乙率 2018\n");
}

static void a_fault_touches_the_figures_it_names(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"甲率", "东镇", "2017", 48, 50, 0}, {"乙率", "东镇", "2017", 48, 50, 0},
         {"乙率", "东镇", "2018", 48, 50, 0});

    DROP(fixture, "b.csv", {"丙率", "东镇", "2018", 1, 1, 0}, {"乙率", "东镇", "?", -1, 0, 0});

    assert_string_equal(touched(fixture), "乙率 2018\n乙率 2017\n丙率 2018\n");
}

static void a_file_that_becomes_the_newest_touches_what_it_shares(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"甲率", "东镇", "2017", 48, 50, 0}, {"乙率", "东镇", "2017", 48, 50, 0},
         {"丙率", "东镇", "2017", 1, 1, 0});
    DROP(fixture, "b.csv", {"乙率", "东镇", "2017", 40, 50, 0});

    DROP(fixture, "a.csv", {"甲率", "东镇", "2017", 48, 50, 0}, {"乙率", "东镇", "2017", 48, 50, 0},
         {"丙率", "东镇", "2017", 2, 2, 0});

    assert_string_equal(touched(fixture), "乙率 2017\n丙率 2017\n");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, remove_fixture)
        STORE_TEST(rows_of_a_drop_are_in_force_with_their_lines),
        STORE_TEST(the_same_rows_again_are_the_same),
        STORE_TEST(the_same_content_is_known_until_withdrawn),
        STORE_TEST(a_row_that_is_gone_is_withdrawn),
        STORE_TEST(another_value_of_a_key_is_a_change),
        STORE_TEST(a_row_inserted_at_the_top_only_moves_lines),
        STORE_TEST(equal_rows_are_counted_one_by_one),
        STORE_TEST(of_a_key_twice_in_a_file_the_later_row_counts),
        STORE_TEST(rows_of_several_files_come_oldest_first),
        STORE_TEST(less_than_half_of_the_rows_is_taken_with_a_warning),
        STORE_TEST(a_refused_drop_keeps_the_last_good_version),
        STORE_TEST(a_strict_drop_is_refused_for_one_fault),
        STORE_TEST(a_faulty_row_keeps_its_last_good_one_until_mended),
        STORE_TEST(a_fault_without_a_period_keeps_the_rows_it_may_mean),
        STORE_TEST(a_key_that_came_back_is_not_kept_besides),
        STORE_TEST(a_row_that_goes_with_its_fault_is_withdrawn),
        STORE_TEST(a_withdrawn_file_has_no_rows_in_force_and_can_come_back),
        STORE_TEST(a_rolled_back_drop_leaves_nothing),
        STORE_TEST(everything_survives_closing),
        STORE_TEST(no_version_is_ever_lost),
        STORE_TEST(only_what_changed_is_touched),
        STORE_TEST(a_fault_touches_the_figures_it_names),
        STORE_TEST(a_file_that_becomes_the_newest_touches_what_it_shares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
