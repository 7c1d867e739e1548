/* SPDX-License-Identifier: MIT */
/*
 * A VFS over the system's own that asks before each thing that changes a disk.
 *
 * Who has something to say sets vfs_hooks: SQLITE_OK lets the system's own call be made, any other
 * code is what SQLite gets instead. One source file of a program may include it.
 */
#ifndef PLUMB_TESTS_FAULT_WRAPPING_VFS_H
#define PLUMB_TESTS_FAULT_WRAPPING_VFS_H

#include <sqlite3.h>
#include <stddef.h>

struct vfs_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
    const char *name;   /* SQLite's, for as long as the file is open; NULL: a temporary one */
    int flags;          /* SQLITE_OPEN_... */
};

/* Each may be NULL. */
struct vfs_hooks {
    int (*on_open)(struct vfs_file *file); /* it is open already */
    int (*on_write)(struct vfs_file *file, const void *bytes, int len, sqlite3_int64 offset);
    int (*on_truncate)(struct vfs_file *file, sqlite3_int64 size);
    int (*on_sync)(struct vfs_file *file);
    int (*on_delete)(const char *name);
};

static struct vfs_hooks vfs_hooks;

static sqlite3_vfs *system_vfs;
static sqlite3_io_methods methods;

static sqlite3_file *real_of(sqlite3_file *base)
{
    return ((struct vfs_file *)(void *)base)->real;
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
    struct vfs_file *file = (struct vfs_file *)(void *)base;
    int code = vfs_hooks.on_write ? vfs_hooks.on_write(file, bytes, len, offset) : SQLITE_OK;

    return code != SQLITE_OK ? code : file->real->pMethods->xWrite(file->real, bytes, len, offset);
}

static int on_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct vfs_file *file = (struct vfs_file *)(void *)base;
    int code = vfs_hooks.on_truncate ? vfs_hooks.on_truncate(file, size) : SQLITE_OK;

    return code != SQLITE_OK ? code : file->real->pMethods->xTruncate(file->real, size);
}

static int on_sync(sqlite3_file *base, int flags)
{
    struct vfs_file *file = (struct vfs_file *)(void *)base;
    int code = vfs_hooks.on_sync ? vfs_hooks.on_sync(file) : SQLITE_OK;

    return code != SQLITE_OK ? code : file->real->pMethods->xSync(file->real, flags);
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
    struct vfs_file *file = (struct vfs_file *)(void *)base;

    (void)vfs;
    file->base.pMethods = NULL;
    file->real = (sqlite3_file *)(void *)(file + 1);
    file->name = name;
    file->flags = flags;
    int code = system_vfs->xOpen(system_vfs, name, file->real, flags, out_flags);
    if (code == SQLITE_OK) {
        file->base.pMethods = &methods;
        code = vfs_hooks.on_open ? vfs_hooks.on_open(file) : SQLITE_OK;
    }
    return code;
}

static int on_delete(sqlite3_vfs *vfs, const char *name, int is_dir_synced)
{
    int code = vfs_hooks.on_delete ? vfs_hooks.on_delete(name) : SQLITE_OK;
    (void)vfs;

    return code != SQLITE_OK ? code : system_vfs->xDelete(system_vfs, name, is_dir_synced);
}

/* From now on all databases of the program are opened through it. Returns SQLite's code. */
static inline int vfs_register(void)
{
    static sqlite3_vfs vfs;

    system_vfs = sqlite3_vfs_find(NULL);
    vfs = *system_vfs;
    vfs.zName = "wrapping";
    vfs.szOsFile = (int)sizeof(struct vfs_file) + system_vfs->szOsFile;
    vfs.xOpen = on_open;
    vfs.xDelete = on_delete;
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

#endif
