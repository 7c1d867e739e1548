/* SPDX-License-Identifier: MIT */
#include "store/fixture.h"

#include <sys/stat.h>

static long size_of(const struct fixture *fixture, const char *name)
{
    struct stat status;
    char path[200];

    path_in(fixture, name, path);
    assert_int_equal(stat(path, &status), 0);
    return (long)status.st_size;
}

/* Commits until the WAL is that long; the number of the next publication. */
static int64_t commit_until(struct fixture *fixture, enum store_wal wal, int64_t seq)
{
    struct err err;

    while (store_wal(fixture->store) < wal) {
        assert_true(commit_bulky(fixture->store, seq++, &err));
    }
    return seq;
}

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

static void a_commit_leaves_the_wal_to_the_checkpoint(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    long before = size_of(fixture, "plumb.db");
    int64_t seq = commit_until(fixture, STORE_WAL_TOO_LONG, 1);
    long wal = size_of(fixture, "plumb.db-wal");

    assert_int_equal(size_of(fixture, "plumb.db"), before);
    assert_true(store_checkpoint(fixture->store, &err));

    assert_int_equal(store_wal(fixture->store), STORE_WAL_SHORT);
    assert_true(size_of(fixture, "plumb.db") > before + STORE_WAL_LONG_PAGES * 4096L);
    assert_true(commit_bulky(fixture->store, seq, &err));
    assert_int_equal(store_wal(fixture->store), STORE_WAL_SHORT);
    assert_true(size_of(fixture, "plumb.db-wal") <= wal);
}

static void a_checkpoint_cuts_a_wal_that_is_too_long(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    int64_t seq = commit_until(fixture, STORE_WAL_TOO_LONG, 1);
    for (int more = 0; more < 3; more++) {
        assert_true(commit_bulky(fixture->store, seq++, &err));
    }
    assert_true(size_of(fixture, "plumb.db-wal") > STORE_WAL_MAX_PAGES * 4096L);

    assert_true(store_checkpoint(fixture->store, &err));

    assert_int_equal(size_of(fixture, "plumb.db-wal"), STORE_WAL_MAX_PAGES * 4096L);
    assert_int_equal(store_wal(fixture->store), STORE_WAL_SHORT);
    assert_true(commit_bulky(fixture->store, seq, &err));
    assert_int_equal(store_wal(fixture->store), STORE_WAL_SHORT);
}

static void a_short_wal_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    assert_true(commit_bulky(fixture->store, 1, &err));
    long before = size_of(fixture, "plumb.db");

    assert_true(store_checkpoint(fixture->store, &err));

    assert_int_equal(size_of(fixture, "plumb.db"), before);
}

static void the_wal_does_not_grow_with_the_commits(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    int64_t seq = commit_until(fixture, STORE_WAL_LONG, 1);
    long one_round = size_of(fixture, "plumb.db-wal");

    for (int round = 0; round < 4; round++) {
        assert_true(store_checkpoint(fixture->store, &err));
        seq = commit_until(fixture, STORE_WAL_LONG, seq);
    }

    assert_true(size_of(fixture, "plumb.db-wal") < one_round + one_round / 2);
}

static void a_checkpoint_waits_for_no_reader_and_leaves_it_its_snapshot(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *count = NULL;
    assert_true(commit_bulky(fixture->store, 1, &err));
    path_in(fixture, "plumb.db", path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM publication", -1, &count, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(count), SQLITE_ROW);
    assert_int_equal(sqlite3_reset(count), SQLITE_OK);

    int64_t seq = commit_until(fixture, STORE_WAL_TOO_LONG, 2);
    assert_true(store_checkpoint(fixture->store, &err));

    assert_int_equal(store_wal(fixture->store), STORE_WAL_LONG);
    assert_int_equal(sqlite3_step(count), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(count, 0), 1);
    (void)sqlite3_finalize(count);
    (void)sqlite3_close(db);
    assert_true(commit_bulky(fixture->store, seq, &err));
    assert_true(store_checkpoint(fixture->store, &err));
    assert_int_equal(store_wal(fixture->store), STORE_WAL_SHORT);
}

static void no_checkpoint_is_made_within_a_job(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    assert_true(store_begin(fixture->store, &err));

    assert_false(store_checkpoint(fixture->store, &err));

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
        STORE_TEST(a_commit_leaves_the_wal_to_the_checkpoint),
        STORE_TEST(a_checkpoint_cuts_a_wal_that_is_too_long),
        STORE_TEST(a_short_wal_is_left_alone),
        STORE_TEST(the_wal_does_not_grow_with_the_commits),
        STORE_TEST(a_checkpoint_waits_for_no_reader_and_leaves_it_its_snapshot),
        STORE_TEST(no_checkpoint_is_made_within_a_job),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
