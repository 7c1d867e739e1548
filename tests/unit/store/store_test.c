/* SPDX-License-Identifier: MIT */
#include "store/fixture.h"

static void a_second_writer_is_told_to_go_away(void **state)
{
    struct fixture *fixture = *state;
    struct err err;

    assert_null(store_open(fixture->folder, NULL, &err));

    assert_int_equal(err.kind, ERR_BUSY);
}

static void a_store_of_a_newer_plumb_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    store_close(fixture->store);
    fixture->store = NULL;
    execute(fixture, "PRAGMA user_version = 99");

    assert_null(store_open(fixture->folder, NULL, &err));

    assert_int_equal(err.kind, ERR_NEWER);
}

static void a_file_that_is_no_database_is_damaged(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    char path[200];
    char folder[120];
    (void)snprintf(folder, sizeof(folder), "%s-2", fixture->folder);
    store_close(store_open(folder, NULL, &err));
    (void)snprintf(path, sizeof(path), "%s/plumb.db", folder);
    FILE *file = fopen(path, "wb");
    for (int i = 0; i < 1000; i++) {
        (void)fputs("not a database ", file);
    }
    (void)fclose(file);

    assert_null(store_open(folder, NULL, &err));

    assert_int_equal(err.kind, ERR_FORMAT);
    (void)unlink(path);
    (void)snprintf(path, sizeof(path), "%s/plumb.lock", folder);
    (void)unlink(path);
    (void)rmdir(folder);
}

static void somebody_elses_database_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    store_close(fixture->store);
    fixture->store = NULL;
    execute(fixture, "PRAGMA application_id = 7");

    assert_null(store_open(fixture->folder, NULL, &err));

    assert_int_equal(err.kind, ERR_FORMAT);
}

static void a_reader_sees_each_commit_and_nothing_before(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = {0};
    struct drop_result result;
    struct err err;
    char sha256[65];
    struct short_row row = {"率", "西镇", "2017", 1, 2, 0};
    DROP(fixture, "a.csv", {"率", "东镇", "2017", 48, 50, 0});
    struct store *reader = store_open_reader(fixture->folder, NULL, &err);
    assert_non_null(reader);
    assert_string_equal(in_force_of(reader, &text), "率 东镇 2017 48/50 a.csv:1:2\n");

    struct drop_info drop = drop_of(fixture, "a.csv", sha256);
    assert_true(try_drop(fixture, &drop, &row, 1, &result, &err));
    assert_string_equal(in_force_of(reader, &text), "率 东镇 2017 48/50 a.csv:1:2\n");
    assert_true(store_commit(fixture->store, &err));

    assert_string_equal(in_force_of(reader, &text), "率 西镇 2017 1/2 a.csv:2:2\n");
    store_close(reader);
    buffer_finish(&text);
}

static void a_copy_holds_what_was_committed(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    char folder[120];
    char path[200];
    struct buffer text = {0};
    DROP(fixture, "a.csv", {"率", "东镇", "2017", 48, 50, 0});
    (void)snprintf(folder, sizeof(folder), "%s/copy", fixture->folder);
    (void)snprintf(path, sizeof(path), "%s-copy.db", fixture->folder);

    assert_true(store_backup(fixture->store, path, &err));
    assert_false(store_backup(fixture->store, path, &err));

    assert_int_equal(err.kind, ERR_IO);
    store_close(fixture->store);
    fixture->store = NULL;
    execute(fixture, "DELETE FROM pack");
    char original[200];
    path_in(fixture, "plumb.db", original);
    assert_int_equal(rename(path, original), 0);
    struct store *reader = store_open_reader(fixture->folder, NULL, &err);
    assert_non_null(reader);
    assert_string_equal(in_force_of(reader, &text), "率 东镇 2017 48/50 a.csv:1:2\n");
    store_close(reader);
    buffer_finish(&text);
}

static void nothing_is_written_outside_a_job(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    char sha256[65];
    struct drop_info drop = drop_of(fixture, "a.csv", sha256);

    assert_false(store_take_begin(fixture->store, &drop, &err));

    assert_int_equal(err.kind, ERR_INTERNAL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, remove_fixture)
        STORE_TEST(a_second_writer_is_told_to_go_away),
        STORE_TEST(a_store_of_a_newer_plumb_is_left_alone),
        STORE_TEST(a_file_that_is_no_database_is_damaged),
        STORE_TEST(somebody_elses_database_is_left_alone),
        STORE_TEST(a_reader_sees_each_commit_and_nothing_before),
        STORE_TEST(a_copy_holds_what_was_committed),
        STORE_TEST(nothing_is_written_outside_a_job),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
