/* SPDX-License-Identifier: MIT */
/*
 * The power is cut at the nth step on the disk, for n = 1, 2, 3 ...: when it is back, the store
 * stands at exactly the version before the job or the one after it, whole, and never at the one
 * before where the job had said that it was done.
 */
#include "store_job.h"

#include "power_disk.h"

/* Two versions are in force, on the disk for certain; the third one is on its way. */
struct trial {
    struct fixture *fixture;
    struct buffer before;   /* the database with two versions, no WAL beside it */
    struct buffer texts[4]; /* what a store shows that took so many versions without trouble */
    unsigned cuts;
    unsigned lost; /* versions that were done and are not there */
    unsigned torn; /* stores that are not whole */
};

static void trial_begin(struct trial *trial)
{
    char path[200];
    struct err err = {0};

    *trial = (struct trial){0};
    for (unsigned version = 2; version <= 3; version++) {
        write_expected(version, &trial->texts[version]);
    }
    (void)make_fixture((void **)&trial->fixture);
    assert_true(run_version(trial->fixture->store, 1, &err));
    assert_true(run_version(trial->fixture->store, 2, &err));
    store_close(trial->fixture->store);
    trial->fixture->store = NULL;
    path_in(trial->fixture, "plumb.db", path);
    power_read_file(path, &trial->before);
}

static void trial_end(struct trial *trial)
{
    struct err err = {0};

    trial->fixture->store = store_open(trial->fixture->folder, NULL, &err);
    (void)remove_fixture((void **)&trial->fixture);
    buffer_finish(&trial->before);
    buffer_finish(&trial->texts[2]);
    buffer_finish(&trial->texts[3]);
}

static void remove_beside(const struct trial *trial, const char *name)
{
    char path[200];

    path_in(trial->fixture, name, path);
    (void)unlink(path);
}

/* As it was before the job. */
static void reset(struct trial *trial)
{
    char path[200];

    path_in(trial->fixture, "plumb.db", path);
    power_write_file(path, buffer_text(&trial->before));
    remove_beside(trial, "plumb.db-wal");
    remove_beside(trial, "plumb.db-shm");
}

/* Runs the job, and closes, which writes the WAL back; the power is cut meanwhile. *is_done: the
 * job had said so before. True if it was cut. */
static bool run_until_cut(struct trial *trial, unsigned nth, bool *is_done)
{
    struct err err = {0};

    reset(trial);
    power_watch(nth);
    struct store *store = store_open(trial->fixture->folder, NULL, &err);
    *is_done = store && run_version(store, 3, &err);
    store_close(store);
    return power_unwatch();
}

/* SQLite's own check, and what is in force. 0: not whole; else the version. */
static unsigned version_of(const struct trial *trial, struct store *store)
{
    struct buffer board = {0};
    struct buffer run = {0};
    struct buffer shown = {0};
    struct err err = {0};
    int64_t version = 0;

    bool ok = store_read_board_at(store, INT64_MAX, &board, &run, &version, &err);
    buffer_finish(&board);
    buffer_finish(&run);
    if (!ok || (version != 2 && version != 3)) {
        return 0;
    }
    (void)in_force_of(store, &shown);
    bool is_whole = text_equal(buffer_text(&shown), buffer_text(&trial->texts[version]));
    buffer_finish(&shown);
    return is_whole ? (unsigned)version : 0;
}

static bool is_sound(const struct trial *trial)
{
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *check = NULL;

    path_in(trial->fixture, "plumb.db", path);
    bool ok = sqlite3_open(path, &db) == SQLITE_OK &&
              sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &check, NULL) == SQLITE_OK &&
              sqlite3_step(check) == SQLITE_ROW &&
              strcmp((const char *)sqlite3_column_text(check, 0), "ok") == 0;
    (void)sqlite3_finalize(check);
    (void)sqlite3_close(db);
    return ok;
}

/* The power is back: looks at what there is, and lets the daemon's next job run. */
static void look(struct trial *trial, enum power_rest rest, bool is_done)
{
    struct err err = {0};

    remove_beside(trial, "plumb.db-shm");
    power_restore(rest);
    trial->cuts++;
    if (!is_sound(trial)) { /* which recovers the WAL */
        trial->torn++;
        return;
    }
    struct store *store = store_open(trial->fixture->folder, NULL, &err);
    unsigned version = store ? version_of(trial, store) : 0;
    trial->lost += is_done && version == 2;
    if (version == 2) {
        version = run_version(store, 3, &err) ? version_of(trial, store) : 0;
    }
    store_close(store);
    trial->torn += version != 3 || !is_sound(trial);
}

static void cut_everywhere(struct trial *trial)
{
    bool was_cut = true;

    for (unsigned nth = 1; was_cut; nth++) {
        bool is_done = false;
        was_cut = run_until_cut(trial, nth, &is_done);
        for (unsigned rest = 0; rest < POWER_REST_COUNT; rest++) {
            look(trial, (enum power_rest)rest, is_done);
        }
        power_forget_all();
    }
    print_message("    %u cuts: %u lost, %u torn\n", trial->cuts, trial->lost, trial->torn);
}

static void a_power_cut_leaves_the_state_before_or_after_the_job(void **state)
{
    (void)state;
    struct trial trial;

    trial_begin(&trial);
    cut_everywhere(&trial);

    assert_true(trial.cuts > 100);
    assert_int_equal(trial.lost, 0);
    assert_int_equal(trial.torn, 0);
    trial_end(&trial);
}

/* What this file proves hangs on syncs: without them the very same cuts must do harm. */
static void a_disk_that_does_not_sync_is_found_out(void **state)
{
    (void)state;
    struct trial trial;

    trial_begin(&trial);
    power.ignores_syncs = true;
    cut_everywhere(&trial);
    power.ignores_syncs = false;

    assert_true(trial.lost > 0);
    reset(&trial);
    trial_end(&trial);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_power_cut_leaves_the_state_before_or_after_the_job),
        cmocka_unit_test(a_disk_that_does_not_sync_is_found_out),
    };

    return cmocka_run_group_tests(tests, power_set_up, NULL);
}
