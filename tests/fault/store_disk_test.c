/* SPDX-License-Identifier: MIT */
/*
 * The nth write or sync fails, or the disk is full from there on: the job says so and leaves
 * nothing; once there is room again, the next one succeeds.
 */
#include "store_job.h"

enum trouble { TROUBLE_NONE, TROUBLE_ONCE, TROUBLE_FULL };

/* A VFS over the system's own, whose files count their writes. */
struct file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs *system_vfs;
static sqlite3_io_methods methods;
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

static sqlite3_file *real_of(sqlite3_file *base)
{
    return ((struct file *)(void *)base)->real;
}

static int on_close(sqlite3_file *base)
{
    return real_of(base)->pMethods->xClose(real_of(base));
}

static int on_read(sqlite3_file *base, void *bytes, int len, sqlite3_int64 offset)
{
    return real_of(base)->pMethods->xRead(real_of(base), bytes, len, offset);
}

static int on_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
    bool is_full = trouble == TROUBLE_FULL;

    if (is_due()) {
        return is_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    return real_of(base)->pMethods->xWrite(real_of(base), bytes, len, offset);
}

static int on_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    return real_of(base)->pMethods->xTruncate(real_of(base), size);
}

static int on_sync(sqlite3_file *base, int flags)
{
    if (trouble == TROUBLE_ONCE && is_due()) {
        return SQLITE_IOERR_FSYNC;
    }
    return real_of(base)->pMethods->xSync(real_of(base), flags);
}

static int on_file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    return real_of(base)->pMethods->xFileSize(real_of(base), size);
}

static int on_lock(sqlite3_file *base, int level)
{
    return real_of(base)->pMethods->xLock(real_of(base), level);
}

static int on_unlock(sqlite3_file *base, int level)
{
    return real_of(base)->pMethods->xUnlock(real_of(base), level);
}

static int on_check_reserved_lock(sqlite3_file *base, int *result)
{
    return real_of(base)->pMethods->xCheckReservedLock(real_of(base), result);
}

static int on_file_control(sqlite3_file *base, int op, void *arg)
{
    return real_of(base)->pMethods->xFileControl(real_of(base), op, arg);
}

static int on_sector_size(sqlite3_file *base)
{
    return real_of(base)->pMethods->xSectorSize(real_of(base));
}

static int on_device_characteristics(sqlite3_file *base)
{
    return real_of(base)->pMethods->xDeviceCharacteristics(real_of(base));
}

static int on_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **at)
{
    return real_of(base)->pMethods->xShmMap(real_of(base), page, size, extend, at);
}

static int on_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    return real_of(base)->pMethods->xShmLock(real_of(base), offset, count, flags);
}

static void on_shm_barrier(sqlite3_file *base)
{
    real_of(base)->pMethods->xShmBarrier(real_of(base));
}

static int on_shm_unmap(sqlite3_file *base, int is_deleted)
{
    return real_of(base)->pMethods->xShmUnmap(real_of(base), is_deleted);
}

static int on_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags,
                   int *out_flags)
{
    struct file *file = (struct file *)(void *)base;

    (void)vfs;
    file->base.pMethods = NULL;
    file->real = (sqlite3_file *)(void *)(file + 1);
    int code = system_vfs->xOpen(system_vfs, name, file->real, flags, out_flags);
    if (code == SQLITE_OK) {
        file->base.pMethods = &methods;
    }
    return code;
}

static int register_vfs(void **state)
{
    static sqlite3_vfs vfs;

    (void)state;
    system_vfs = sqlite3_vfs_find(NULL);
    vfs = *system_vfs;
    vfs.zName = "failing";
    vfs.szOsFile = (int)sizeof(struct file) + system_vfs->szOsFile;
    vfs.xOpen = on_open;
    methods = (sqlite3_io_methods){
        .iVersion = 2,
        .xClose = on_close,
        .xRead = on_read,
        .xWrite = on_write,
        .xTruncate = on_truncate,
        .xSync = on_sync,
        .xFileSize = on_file_size,
        .xLock = on_lock,
        .xUnlock = on_unlock,
        .xCheckReservedLock = on_check_reserved_lock,
        .xFileControl = on_file_control,
        .xSectorSize = on_sector_size,
        .xDeviceCharacteristics = on_device_characteristics,
        .xShmMap = on_shm_map,
        .xShmLock = on_shm_lock,
        .xShmBarrier = on_shm_barrier,
        .xShmUnmap = on_shm_unmap,
    };
    return sqlite3_vfs_register(&vfs, 1);
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

    return cmocka_run_group_tests(tests, register_vfs, NULL);
}
