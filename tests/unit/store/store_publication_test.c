/* SPDX-License-Identifier: MIT */
/* Published boards, and the aggregates behind them. */
#include "store/fixture.h"

static bool give_board(void *owner, struct buffer *out, struct err *err)
{
    (void)err;
    return buffer_printf(out, "{\"n\":%d,\"title\":\"%0900d\"}", *(int *)owner, 0);
}

static void publish(struct fixture *fixture, const char *run, int64_t seq, int n)
{
    struct err err = {0};
    char patch[32];
    struct publication publication = {.run = text_of(run), .seq = seq, .at_utc_ms = seq * 10};

    (void)snprintf(patch, sizeof(patch), "{\"n\":%d}", n);
    publication.patch = text_of(seq > 1 ? patch : "");
    if (!store_begin(fixture->store, &err) ||
        !store_put_publication(fixture->store, &publication, give_board, &n, &err) ||
        !store_commit(fixture->store, &err)) {
        fail_msg("%s", err.text);
    }
}

static void any_moment_gives_the_board_as_it_stood(void **state)
{
    struct fixture *fixture = *state;
    struct buffer board = {0};
    struct buffer run = {0};
    struct err err;
    for (int seq = 1; seq <= 150; seq++) {
        publish(fixture, "abcd", seq, seq * 7);
        if (seq == 75) {
            reopen(fixture);
        }
    }

    for (int seq = 1; seq <= 150; seq++) {
        char expected[1000];
        int64_t found = 0;
        (void)snprintf(expected, sizeof(expected), "{\"n\":%d,\"title\":\"%0900d\"}", seq * 7, 0);
        buffer_clear(&board);
        buffer_clear(&run);
        assert_true(store_read_board_at(fixture->store, seq * 10 + 5, &board, &run, &found, &err));
        assert_string_equal(board.bytes, expected);
        assert_string_equal(run.bytes, "abcd");
        assert_int_equal(found, seq);
    }
    buffer_finish(&board);
    buffer_finish(&run);
}

static void there_is_no_board_before_the_first(void **state)
{
    struct fixture *fixture = *state;
    struct buffer board = {0};
    struct buffer run = {0};
    struct err err;
    int64_t seq = 0;
    publish(fixture, "abcd", 1, 1);

    assert_false(store_read_board_at(fixture->store, 9, &board, &run, &seq, &err));

    assert_int_equal(err.kind, ERR_NOT_FOUND);
}

static bool append_aggregate(void *owner, const struct aggregate *aggregate, struct err *err)
{
    char period[PERIOD_TEXT_MAX];

    (void)err;
    (void)period_format(aggregate->period, period);
    return buffer_printf(owner, "%.*s %.*s %.*s %s %d/%d %.*s %.*s\n", TEXT_ARG(aggregate->key),
                         TEXT_ARG(aggregate->indicator), TEXT_ARG(aggregate->place), period,
                         (int)aggregate->passed, (int)aggregate->inspected,
                         TEXT_ARG(aggregate->amount.display), TEXT_ARG(aggregate->detail));
}

static bool append_key(void *owner, struct text key, struct text indicator, struct err *err)
{
    (void)err;
    return buffer_printf(owner, "%.*s=%.*s\n", TEXT_ARG(key), TEXT_ARG(indicator));
}

static void aggregates_are_found_by_key_and_by_period(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct aggregate aggregate = {.key = TEXT("东镇/率"),
                                  .indicator = TEXT("率"),
                                  .place = TEXT("东镇"),
                                  .period = period_of_year(2016),
                                  .has_counts = true,
                                  .passed = 1,
                                  .inspected = 2,
                                  .has_amount = true,
                                  .amount = {.display = TEXT("50%"), .denominator = 1},
                                  .detail = TEXT("{}")};
    struct aggregate newer = aggregate;
    struct aggregate other = aggregate;
    newer.period = period_of_year(2017);
    newer.passed = 2;
    other.key = TEXT("西镇/率");
    other.place = TEXT("西镇");

    assert_true(store_begin(fixture->store, &err));
    assert_true(store_put_aggregate(fixture->store, &aggregate, &err));
    assert_true(store_put_aggregate(fixture->store, &newer, &err));
    assert_true(store_put_aggregate(fixture->store, &other, &err));
    assert_true(store_remove_aggregate(fixture->store, TEXT("无/率"), newer.period, &err));
    assert_true(store_commit(fixture->store, &err));

    buffer_clear(&fixture->text);
    assert_true(store_each_aggregate(fixture->store, aggregate.key, 0, append_aggregate,
                                     &fixture->text, &err));
    assert_true(store_each_aggregate_of(fixture->store, TEXT("率"), period_of_year(2016),
                                        append_aggregate, &fixture->text, &err));
    assert_true(store_each_key(fixture->store, TEXT("率"), append_key, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "东镇/率 率 东镇 2017 2/2 50% {}\n"
                                             "东镇/率 率 东镇 2016 1/2 50% {}\n"
                                             "东镇/率 率 东镇 2016 1/2 50% {}\n"
                                             "西镇/率 率 西镇 2016 1/2 50% {}\n"
                                             "东镇/率=率\n西镇/率=率\n");
}

static void a_removed_aggregate_takes_its_key_along(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct aggregate aggregate = {
        .key = TEXT("东镇/率"), .indicator = TEXT("率"), .period = period_of_year(2016)};

    assert_true(store_begin(fixture->store, &err));
    assert_true(store_put_aggregate(fixture->store, &aggregate, &err));
    assert_true(store_remove_aggregate(fixture->store, aggregate.key, aggregate.period, &err));
    assert_true(store_commit(fixture->store, &err));

    buffer_clear(&fixture->text);
    assert_true(store_each_key(fixture->store, (struct text){0}, append_key, &fixture->text, &err));
    assert_int_equal(fixture->text.len, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, remove_fixture)
        STORE_TEST(any_moment_gives_the_board_as_it_stood),
        STORE_TEST(there_is_no_board_before_the_first),
        STORE_TEST(aggregates_are_found_by_key_and_by_period),
        STORE_TEST(a_removed_aggregate_takes_its_key_along),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
