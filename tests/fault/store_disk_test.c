/* SPDX-License-Identifier: MIT */
/*
 * The nth write or sync fails, or the disk is full from there on: the job says so and leaves
 * nothing; once there is room again, the next one succeeds.
 */
#include "store_job.h"
#include "wrapping_vfs.h"

enum trouble { TROUBLE_NONE, TROUBLE_ONCE, TROUBLE_FULL };

static unsigned countdown;
static enum trouble trouble;
static bool is_reached;

static bool is_due(void)
{
    if (trouble == TROUBLE_NONE || (countdown > 0 && --countdown > 0)) {
        return false;
    }
    is_reached = true;
    if (trouble == TROUBLE_ONCE) {
        trouble = TROUBLE_NONE;
    }
    return true;
}

static int on_written(struct vfs_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    bool is_full = trouble == TROUBLE_FULL;
    (void)file;
    (void)bytes;
    (void)len;
    (void)offset;

    return !is_due() ? SQLITE_OK : is_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int on_synced(struct vfs_file *file)
{
    (void)file;
    return trouble == TROUBLE_ONCE && is_due() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int set_up(void **state)
{
    (void)state;
    vfs_hooks = (struct vfs_hooks){.on_write = on_written, .on_sync = on_synced};
    return vfs_register();
}

static void run_with(enum trouble kind, enum err_kind expected)
{
    for (unsigned nth = 1;; nth++) {
        struct fixture *fixture = NULL;
        struct err err = {0};
        (void)make_fixture((void **)&fixture);
        assert_true(run_version(fixture->store, 1, &err));

        countdown = nth;
        is_reached = false;
        trouble = kind;
        bool ok = run_version(fixture->store, 2, &err);
        trouble = TROUBLE_NONE;

        if (!ok) {
            assert_int_equal(err.kind, expected);
            assert_int_equal(newest_version(fixture->store), 1);
            assert_true(run_version(fixture->store, 2, &err));
        }
        reopen(fixture);
        assert_whole(fixture, 2);
        (void)remove_fixture((void **)&fixture);
        if (!is_reached) {
            assert_true(ok);
            return;
        }
    }
}

static void a_failed_write_leaves_nothing(void **state)
{
    (void)state;
    run_with(TROUBLE_ONCE, ERR_IO);
}

static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    run_with(TROUBLE_FULL, ERR_FULL);
}

/* What was committed is in the WAL whatever becomes of the checkpoint, which can be made again. */
static void checkpoint_with(enum trouble kind, enum err_kind expected)
{
    for (unsigned nth = 1;; nth *= 2) {
        struct fixture *fixture = NULL;
        struct err err = {0};
        (void)make_fixture((void **)&fixture);
        int64_t seq = 1;
        while (store_wal(fixture->store) == STORE_WAL_SHORT) {
            assert_true(commit_bulky(fixture->store, seq++, &err));
        }

        countdown = nth;
        is_reached = false;
        trouble = kind;
        bool ok = store_checkpoint(fixture->store, &err);
        trouble = TROUBLE_NONE;

        if (!ok) {
            assert_int_equal(err.kind, expected);
            assert_int_equal(newest_version(fixture->store), seq - 1);
            assert_true(commit_bulky(fixture->store, seq++, &err));
            assert_true(store_checkpoint(fixture->store, &err));
        }
        assert_int_equal(store_wal(fixture->store), STORE_WAL_SHORT);
        assert_int_equal(newest_version(fixture->store), seq - 1);
        (void)remove_fixture((void **)&fixture);
        if (!is_reached) {
            assert_true(ok);
            return;
        }
    }
}

static void a_failed_checkpoint_loses_nothing(void **state)
{
    (void)state;
    checkpoint_with(TROUBLE_ONCE, ERR_IO);
    checkpoint_with(TROUBLE_FULL, ERR_FULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failed_write_leaves_nothing),
        cmocka_unit_test(a_full_disk_leaves_nothing),
        cmocka_unit_test(a_failed_checkpoint_loses_nothing),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
