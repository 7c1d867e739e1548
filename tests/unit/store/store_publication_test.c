/* SPDX-License-Identifier: MIT */
/* Published boards, and the aggregates behind them. */
#include "store/fixture.h"

/* Of a number. */
#define BOARD "{\"campaigns\":{},\"indicators\":{},\"n\":%d,\"title\":\"%0900d\"}"

/* In two pieces. */
static bool give_board(void *owner, const struct text_sink *out, struct err *err)
{
    char text[1000];
    size_t len = (size_t)snprintf(text, sizeof(text), BOARD, *(int *)owner, 0);

    return out->take(out->owner, (struct text){text, 7}, err) &&
           out->take(out->owner, (struct text){text + 7, len - 7}, err);
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
    if (store_wants_whole_board(fixture->store) &&
        (!store_begin(fixture->store, &err) ||
         !store_put_whole_board(fixture->store, text_of(run), seq, give_board, &n, &err) ||
         !store_commit(fixture->store, &err) || store_wants_whole_board(fixture->store))) {
        fail_msg("%s", err.text);
    }
}

static int count_whole(const struct fixture *fixture)
{
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    path_in(fixture, "plumb.db", path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM publication WHERE is_whole", -1,
                                        &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int count = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return count;
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
        (void)snprintf(expected, sizeof(expected), BOARD, seq * 7, 0);
        buffer_clear(&board);
        buffer_clear(&run);
        assert_true(store_read_board_at(fixture->store, seq * 10 + 5, &board, &run, &found, &err));
        assert_string_equal(board.bytes, expected);
        assert_string_equal(run.bytes, "abcd");
        assert_int_equal(found, seq);
    }
    assert_int_equal(count_whole(fixture), 3); /* the first, and each 64th behind it */
    buffer_finish(&board);
    buffer_finish(&run);
}

static void only_a_board_that_was_published_is_put_down_whole(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    int n = 1;
    publish(fixture, "abcd", 1, 1);

    assert_false(store_put_whole_board(fixture->store, TEXT("abcd"), 1, give_board, &n, &err));
    assert_true(store_begin(fixture->store, &err));
    assert_false(store_put_whole_board(fixture->store, TEXT("abcd"), 2, give_board, &n, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    store_rollback(fixture->store);
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
    return buffer_printf(owner, "%.*s %.*s/%.*s %s %d/%d %.*s %.*s %d\n",
                         TEXT_ARG(aggregate->indicator), TEXT_ARG(aggregate->place),
                         TEXT_ARG(aggregate->item), period, (int)aggregate->passed,
                         (int)aggregate->inspected, TEXT_ARG(aggregate->amount.display),
                         TEXT_ARG(aggregate->detail), (int)aggregate->updated_utc_ms);
}

static bool append_series(void *owner, struct text place, struct text item, struct err *err)
{
    (void)err;
    return buffer_printf(owner, "%.*s/%.*s\n", TEXT_ARG(place), TEXT_ARG(item));
}

static void put(struct fixture *fixture, const char *label, const struct aggregate *aggregates,
                size_t count)
{
    struct err err;
    struct period period;

    assert_true(period_read_label(text_of(label), &period));
    assert_true(store_begin(fixture->store, &err));
    assert_true(store_put_aggregates(fixture->store, TEXT("率"), period, aggregates, count, &err));
    assert_true(store_commit(fixture->store, &err));
}

static const char *series(struct fixture *fixture)
{
    struct err err;

    buffer_clear(&fixture->text);
    assert_true(store_each_series(fixture->store, TEXT("率"), append_series, &fixture->text, &err));
    return fixture->text.len > 0 ? fixture->text.bytes : "";
}

static const struct aggregate of_east = {.place = TEXT("东镇"),
                                         .has_counts = true,
                                         .passed = 1,
                                         .inspected = 2,
                                         .has_amount = true,
                                         .amount = {.display = TEXT("50%"), .denominator = 1},
                                         .updated_utc_ms = 7,
                                         .detail = TEXT("ab")};
static const struct aggregate of_milk = {.place = TEXT("东镇"), .item = TEXT("奶"), .passed = -1};

static void aggregates_are_found_by_series_and_by_period(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct aggregate older[2] = {of_east, of_milk};
    struct aggregate newer[1] = {of_east};
    newer[0].passed = 2;

    put(fixture, "2016", older, 2);
    put(fixture, "2017", newer, 1);

    buffer_clear(&fixture->text);
    assert_true(store_each_aggregate(fixture->store, TEXT("率"), TEXT("东镇"), TEXT(""), 0,
                                     append_aggregate, &fixture->text, &err));
    assert_true(store_each_aggregate_of(fixture->store, TEXT("率"), period_of_year(2016),
                                        append_aggregate, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "率 东镇/ 2017 2/2 50% ab 7\n"
                                             "率 东镇/ 2016 1/2 50% ab 7\n"
                                             "率 东镇/ 2016 1/2 50% ab 7\n"
                                             "率 东镇/奶 2016 0/0   0\n");
    assert_string_equal(series(fixture), "东镇/\n东镇/奶\n");
}

static void only_the_newest_are_read_if_that_is_asked_for(void **state)
{
    struct fixture *fixture = *state;
    struct err err;

    put(fixture, "2015", &of_east, 1);
    put(fixture, "2016", &of_east, 1);
    put(fixture, "2017", &of_milk, 1);

    buffer_clear(&fixture->text);
    assert_true(store_each_aggregate(fixture->store, TEXT("率"), TEXT("东镇"), TEXT(""), 1,
                                     append_aggregate, &fixture->text, &err));
    assert_true(store_each_aggregate(fixture->store, TEXT("率"), TEXT("无"), TEXT(""), 1,
                                     append_aggregate, &fixture->text, &err));
    assert_true(store_each_aggregate(fixture->store, TEXT("无"), TEXT("东镇"), TEXT(""), 1,
                                     append_aggregate, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "率 东镇/ 2016 1/2 50% ab 7\n");
}

static void what_is_put_replaces_what_was_there(void **state)
{
    struct fixture *fixture = *state;

    put(fixture, "2016", &of_east, 1);
    assert_string_equal(series(fixture), "东镇/\n");
    put(fixture, "2016", &of_milk, 1);
    assert_string_equal(series(fixture), "东镇/奶\n");
    put(fixture, "2016", NULL, 0);
    assert_string_equal(series(fixture), "");
}

static int stored_rows(const struct fixture *fixture)
{
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    path_in(fixture, "plumb.db", path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM aggregate", -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int count = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return count;
}

static void a_job_reads_what_it_has_put_itself(void **state)
{
    struct fixture *fixture = *state;
    struct err err;

    put(fixture, "2016", &of_east, 1);
    assert_true(store_begin(fixture->store, &err));
    assert_string_equal(series(fixture), "东镇/\n");
    assert_true(
        store_put_aggregates(fixture->store, TEXT("率"), period_of_year(2016), &of_milk, 1, &err));
    assert_string_equal(series(fixture), "东镇/奶\n");
    assert_true(store_commit(fixture->store, &err));
}

static void what_is_emptied_leaves_no_row(void **state)
{
    struct fixture *fixture = *state;

    put(fixture, "2016", &of_east, 1);
    assert_int_equal(stored_rows(fixture), 1);
    put(fixture, "2016", NULL, 0);
    assert_int_equal(stored_rows(fixture), 0);
}

static void a_job_that_is_undone_leaves_no_aggregate(void **state)
{
    struct fixture *fixture = *state;
    struct err err;

    put(fixture, "2016", &of_east, 1);
    assert_true(store_begin(fixture->store, &err));
    assert_true(
        store_put_aggregates(fixture->store, TEXT("率"), period_of_year(2016), &of_milk, 1, &err));
    assert_string_equal(series(fixture), "东镇/奶\n");
    store_rollback(fixture->store);
    assert_string_equal(series(fixture), "东镇/\n");
}

/* All that the store says of the indicator. */
static void tell_all(struct store *store, struct buffer *out)
{
    struct err err;

    assert_true(store_each_series(store, TEXT("率"), append_series, out, &err));
    for (int year = 2010; year < 2020; year++) {
        assert_true(store_each_aggregate_of(store, TEXT("率"), period_of_year(year),
                                            append_aggregate, out, &err));
    }
    assert_true(store_each_aggregate(store, TEXT("率"), TEXT("东镇"), TEXT(""), 0, append_aggregate,
                                     out, &err));
}

/* A store remembers what it has written: another that has to read it says the same. */
static void what_is_remembered_is_what_is_stored(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    unsigned chance = 1;

    for (int step = 0; step < 200; step++) {
        struct aggregate both[2] = {of_east, of_milk};
        struct buffer remembered = {0};
        struct buffer stored = {0};
        struct store *reader = NULL;
        chance = chance * 1103515245U + 12345U;
        int year = 2010 + (int)(chance >> 16) % 10;
        both[0].passed = (int)(chance >> 8) % 5;
        assert_true(store_begin(fixture->store, &err));
        assert_true(store_put_aggregates(fixture->store, TEXT("率"), period_of_year(year), both,
                                         (chance >> 20) % 3, &err));
        tell_all(fixture->store, &remembered);
        assert_true(store_commit(fixture->store, &err));
        reader = store_open_reader(fixture->folder, NULL, &err);
        assert_non_null(reader);
        tell_all(reader, &stored);
        assert_string_equal(remembered.bytes ? remembered.bytes : "",
                            stored.bytes ? stored.bytes : "");
        store_close(reader);
        buffer_finish(&remembered);
        buffer_finish(&stored);
    }
}

static void a_damaged_aggregate_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct err err;

    put(fixture, "2016", &of_east, 1);
    execute(fixture, "UPDATE aggregate SET body = substr(body, 1, 15)");

    buffer_clear(&fixture->text);
    assert_false(
        store_each_series(fixture->store, TEXT("率"), append_series, &fixture->text, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_false(store_each_aggregate_of(fixture->store, TEXT("率"), period_of_year(2016),
                                         append_aggregate, &fixture->text, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, remove_fixture)
        STORE_TEST(any_moment_gives_the_board_as_it_stood),
        STORE_TEST(only_a_board_that_was_published_is_put_down_whole),
        STORE_TEST(there_is_no_board_before_the_first),
        STORE_TEST(aggregates_are_found_by_series_and_by_period),
        STORE_TEST(only_the_newest_are_read_if_that_is_asked_for),
        STORE_TEST(what_is_put_replaces_what_was_there),
        STORE_TEST(a_job_reads_what_it_has_put_itself),
        STORE_TEST(what_is_remembered_is_what_is_stored),
        STORE_TEST(what_is_emptied_leaves_no_row),
        STORE_TEST(a_job_that_is_undone_leaves_no_aggregate),
        STORE_TEST(a_damaged_aggregate_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
