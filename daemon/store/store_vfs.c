/* SPDX-License-Identifier: MIT */
#include "store/store_vfs.h"

#include <sqlite3.h>

#include "base/err.h"
#include "store/store_gather.h"
#include "store/store_statement.h"

enum { UNDO_BYTES = 1024 * 1024, PIECE_BYTES = 64 * 1024 };

/* Set once, before the first database is opened. */
static sqlite3_vfs vfs;
static sqlite3_vfs *system_vfs;
static sqlite3_io_methods undo_methods;
static const sqlite3_io_methods *system_methods;

static int write_in_pieces(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    const char *at = bytes;
    int code = SQLITE_OK;

    while (code == SQLITE_OK && len > 0) {
        int piece = len < PIECE_BYTES ? len : PIECE_BYTES;
        code = system_methods->xWrite(file, at, piece, offset);
        at += piece;
        len -= piece;
        offset += piece;
    }
    return code;
}

static int open_file(sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags,
                     int *out_flags)
{
    (void)self;

    if ((flags & SQLITE_OPEN_WAL) != 0) {
        return gather_open(system_vfs, name, file, flags, out_flags);
    }
    int code = system_vfs->xOpen(system_vfs, name, file, flags, out_flags);
    if (code == SQLITE_OK && (flags & SQLITE_OPEN_SUBJOURNAL) != 0) {
        system_methods = file->pMethods;
        undo_methods = *system_methods;
        undo_methods.xWrite = write_in_pieces;
        file->pMethods = &undo_methods;
    }
    return code;
}

const char *store_vfs(struct err *err)
{
    if (system_vfs) {
        return vfs.zName;
    }
    /* A setting of the whole process, before SQLite begins; refused later. */
    (void)sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, (int)UNDO_BYTES);
    sqlite3_vfs *found = sqlite3_vfs_find(NULL);
    if (!found) {
        err_set(err, ERR_NO_MEMORY, "SQLite");
        return NULL;
    }
    vfs = *found;
    vfs.zName = "plumb";
    vfs.szOsFile = gather_file_size(found);
    vfs.xOpen = open_file;
    int code = sqlite3_vfs_register(&vfs, 0);
    if (code != SQLITE_OK) {
        (void)statement_fail(NULL, code, err);
        return NULL;
    }
    system_vfs = found;
    return vfs.zName;
}
