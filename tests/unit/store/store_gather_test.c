/* SPDX-License-Identifier: MIT */
/*
 * A WAL whose frames are gathered must be what it is without: to the one who writes, to others, and
 * in the file once a transaction has ended. The cache is so small that pages come to the WAL in
 * mid-transaction, are read from there and written again.
 */
#include "unit.h"

#include <sqlite3.h>
#include <unistd.h>

#include "base/err.h"
#include "store/store_gather.h"
#include "store/store_vfs.h"

enum { ROWS = 1200 };

struct pair {
    char folder[64];
    sqlite3 *gathered;
    sqlite3 *plain; /* another database, by the system's VFS, in which the same is done */
};

static void run(sqlite3 *db, const char *sql)
{
    char *text = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &text) != SQLITE_OK) {
        fail_msg("%s: %s", sql, text);
    }
}

static void run_both(const struct pair *pair, const char *sql)
{
    run(pair->gathered, sql);
    run(pair->plain, sql);
}

static void on_rolled_back(void *db)
{
    gather_forget(db);
}

static sqlite3 *open_in(const struct pair *pair, const char *name, const char *vfs)
{
    sqlite3 *db = NULL;
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/%s", pair->folder, name);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs),
                     SQLITE_OK);
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = 20;"
            "PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = 0");
    return db;
}

static int make_pair(void **state)
{
    static struct pair pair;
    struct err err = {0};

    (void)snprintf(pair.folder, sizeof(pair.folder), "/tmp/plumb-gather-XXXXXX");
    assert_non_null(mkdtemp(pair.folder));
    const char *vfs = store_vfs(&err);
    assert_non_null(vfs);
    pair.gathered = open_in(&pair, "gathered.db", vfs);
    (void)sqlite3_rollback_hook(pair.gathered, on_rolled_back, pair.gathered);
    pair.plain = open_in(&pair, "plain.db", NULL);
    run_both(&pair, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, note TEXT);"
                    "CREATE INDEX by_n ON t (n)");
    *state = &pair;
    return 0;
}

static int remove_pair(void **state)
{
    static const char *const names[] = {"gathered.db", "plain.db", "copy.db", "copy.db-wal",
                                        "copy.db-shm"};
    struct pair *pair = *state;
    char path[128];

    assert_int_equal(sqlite3_close(pair->gathered), SQLITE_OK);
    assert_int_equal(sqlite3_close(pair->plain), SQLITE_OK);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", pair->folder, names[i]);
        (void)unlink(path);
    }
    return rmdir(pair->folder);
}

/* The first value of the first row. */
static char *ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    char *answer = sqlite3_mprintf("%s", sqlite3_column_text(statement, 0));
    (void)sqlite3_finalize(statement);
    return answer;
}

static void assert_answers(sqlite3 *db, const char *sql, const char *expected)
{
    char *answer = ask(db, sql);
    assert_string_equal(answer, expected);
    sqlite3_free(answer);
}

static void assert_same(sqlite3 *db, const struct pair *pair)
{
    static const char sum[] = "SELECT count(*) || ' ' || sum(id * n) || ' ' || sum(length(note))"
                              " || ' ' || sum(unicode(note) * n) FROM t";
    char *expected = ask(pair->plain, sum);
    assert_answers(db, sum, expected);
    assert_answers(db, "PRAGMA integrity_check", "ok");
    sqlite3_free(expected);
}

/* Rows in an order that goes through all pages again and again. */
static void change_much(const struct pair *pair, unsigned seed)
{
    char sql[512];

    (void)snprintf(sql, sizeof(sql),
                   "WITH RECURSIVE i(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM i WHERE x < %d)"
                   "INSERT INTO t SELECT (x * 7919 + %u) %% 2003, x * %u %% 1013,"
                   " char(65 + x %% 50) || hex(zeroblob(x * 31 %% 90)) FROM i WHERE true"
                   " ON CONFLICT DO UPDATE SET n = n + 1, note = 'x' || note",
                   ROWS, seed, seed);
    run_both(pair, sql);
}

static void copy_file(const struct pair *pair, const char *from, const char *to)
{
    char path[128];
    char bytes[4096];
    size_t len = 0;

    (void)snprintf(path, sizeof(path), "%s/%s", pair->folder, from);
    FILE *in = fopen(path, "rb");
    (void)snprintf(path, sizeof(path), "%s/%s", pair->folder, to);
    FILE *out = fopen(path, "wb");
    assert_non_null(in);
    assert_non_null(out);
    while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0) {
        assert_int_equal(fwrite(bytes, 1, len, out), len);
    }
    (void)fclose(in);
    assert_int_equal(fclose(out), 0);
}

/* What is in the files is what a process leaves that is killed. */
static void assert_files_are_whole(const struct pair *pair)
{
    copy_file(pair, "gathered.db", "copy.db");
    copy_file(pair, "gathered.db-wal", "copy.db-wal");
    sqlite3 *copy = open_in(pair, "copy.db", NULL);
    assert_same(copy, pair);
    assert_int_equal(sqlite3_close(copy), SQLITE_OK);
}

static void the_file_has_all_of_a_transaction_that_has_ended(void **state)
{
    struct pair *pair = *state;

    for (unsigned seed = 1; seed <= 6; seed++) {
        run_both(pair, "BEGIN");
        change_much(pair, seed);
        change_much(pair, seed + 3);
        assert_same(pair->gathered, pair);
        run_both(pair, "COMMIT");

        assert_files_are_whole(pair);
        if (seed % 3 == 0) { /* the WAL begins anew, over the frames that it has */
            run_both(pair, "PRAGMA wal_checkpoint(RESTART)");
        }
    }
}

static void others_see_a_transaction_when_it_has_ended(void **state)
{
    struct pair *pair = *state;
    sqlite3 *other = open_in(pair, "gathered.db", NULL);

    for (unsigned seed = 1; seed <= 3; seed++) {
        run_both(pair, "BEGIN");
        change_much(pair, seed);
        run_both(pair, "COMMIT");

        assert_same(other, pair);
    }
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
}

static void what_is_undone_in_mid_transaction_is_undone(void **state)
{
    struct pair *pair = *state;
    run_both(pair, "BEGIN");
    change_much(pair, 1);
    run_both(pair, "SAVEPOINT before");
    change_much(pair, 2);

    run_both(pair, "ROLLBACK TO before");
    change_much(pair, 3);
    assert_same(pair->gathered, pair);
    run_both(pair, "COMMIT");

    assert_files_are_whole(pair);
}

/* Another one writes where the frames of the transaction would have stood. */
static void what_is_rolled_back_does_not_come_over_what_another_writes(void **state)
{
    struct pair *pair = *state;
    sqlite3 *other = open_in(pair, "gathered.db", NULL);
    sqlite3 *gathered = pair->gathered;
    change_much(pair, 1);
    run_both(pair, "BEGIN");
    change_much(pair, 2);

    run_both(pair, "ROLLBACK");
    pair->gathered = other;
    change_much(pair, 3);
    pair->gathered = gathered;
    run_both(pair, "INSERT INTO t VALUES (-1, 1, 'one more')");

    assert_files_are_whole(pair);
    assert_same(gathered, pair);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
}

static void reads_what_another_wrote_over_its_frames(void **state)
{
    struct pair *pair = *state;
    sqlite3 *other = open_in(pair, "gathered.db", NULL);
    sqlite3 *gathered = pair->gathered;
    change_much(pair, 1);

    run(other, "PRAGMA wal_checkpoint(RESTART)");
    for (unsigned i = 0; i < 200; i++) {
        pair->gathered = other;
        run_both(pair, "UPDATE t SET note = 'y' || note WHERE id % 200 = 0");
        pair->gathered = gathered;

        assert_same(gathered, pair);
    }
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
}

/* Who finds a WAL that a killed process left reads its frames; then another one adds some. */
static void reads_what_another_wrote_behind_frames_that_it_recovered(void **state)
{
    struct pair *pair = *state;
    struct err err = {0};
    sqlite3 *gathered = pair->gathered;
    change_much(pair, 1);
    run_both(pair, "PRAGMA wal_checkpoint(RESTART)");
    run_both(pair, "UPDATE t SET note = 'z' || note WHERE id % 500 = 0");
    copy_file(pair, "gathered.db", "copy.db");
    copy_file(pair, "gathered.db-wal", "copy.db-wal");

    sqlite3 *recovered = open_in(pair, "copy.db", store_vfs(&err));
    assert_same(recovered, pair);
    pair->gathered = open_in(pair, "copy.db", NULL);
    for (unsigned i = 0; i < 20; i++) {
        run_both(pair, "UPDATE t SET note = 'y' || note WHERE id % 500 = 0");

        assert_same(recovered, pair);
    }
    assert_int_equal(sqlite3_close(recovered), SQLITE_OK);
    assert_int_equal(sqlite3_close(pair->gathered), SQLITE_OK);
    pair->gathered = gathered;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_file_has_all_of_a_transaction_that_has_ended, make_pair,
                                        remove_pair),
        cmocka_unit_test_setup_teardown(others_see_a_transaction_when_it_has_ended, make_pair,
                                        remove_pair),
        cmocka_unit_test_setup_teardown(what_is_undone_in_mid_transaction_is_undone, make_pair,
                                        remove_pair),
        cmocka_unit_test_setup_teardown(what_is_rolled_back_does_not_come_over_what_another_writes,
                                        make_pair, remove_pair),
        cmocka_unit_test_setup_teardown(reads_what_another_wrote_over_its_frames, make_pair,
                                        remove_pair),
        cmocka_unit_test_setup_teardown(reads_what_another_wrote_behind_frames_that_it_recovered,
                                        make_pair, remove_pair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
