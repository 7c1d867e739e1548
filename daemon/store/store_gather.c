/* SPDX-License-Identifier: MIT */
/*
 * One stretch of the file is held in memory, and in it lies what the file does not have yet:
 *
 *      0        at    fresh_begin   fresh_end   at + len
 *      |  file  |  as  |  fresh      |  as the   |
 *               |  the file          |  file     |
 *
 * A write behind the stretch is added to it, one within it changes it; before any other the fresh
 * part goes to the file. Where a large transaction wrote a page twice, SQLite goes once more
 * through all its frames before it commits, reads each and writes its header anew: such a read
 * brings the frames behind it along.
 *
 * A write that fails is given up with what was held, because SQLite gives up its transaction; and
 * with a transaction goes what was held of it. Else that might come to the file when its place
 * belongs to another one.
 */
#include "store/store_gather.h"

#include <stdbool.h>
#include <string.h>

enum {
    HELD_BYTES = 64 * 1024, /* SQLite's VFS for Unix writes less than 128 KiB in a call */
    FRAME_HEADER_BYTES = 24
};

struct gather_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
    char *held;         /* HELD_BYTES */
    sqlite3_int64 at;
    int len;
    int fresh_begin; /* from `at` on */
    int fresh_end;
    bool is_open; /* frames of a transaction were written, but not its last: else nothing is held */
};

static struct gather_file *gather_of(sqlite3_file *base)
{
    return (struct gather_file *)(void *)base;
}

static sqlite3_file *real_of(sqlite3_file *base)
{
    return gather_of(base)->real;
}

static void hold(struct gather_file *file, sqlite3_int64 at, int len)
{
    file->at = at;
    file->len = len;
    file->fresh_begin = 0;
    file->fresh_end = 0;
}

/* Nothing is held afterwards. */
static int release(struct gather_file *file)
{
    const char *fresh = file->held + file->fresh_begin;
    int len = file->fresh_end - file->fresh_begin;
    sqlite3_int64 at = file->at + file->fresh_begin;

    hold(file, 0, 0);
    return len > 0 ? file->real->pMethods->xWrite(file->real, fresh, len, at) : SQLITE_OK;
}

static int on_close(sqlite3_file *base)
{
    struct gather_file *file = gather_of(base);

    sqlite3_free(file->held);
    return file->real->pMethods->xClose(file->real);
}

static bool is_held(const struct gather_file *file, int len, sqlite3_int64 offset)
{
    return offset >= file->at && offset + len <= file->at + file->len;
}

/* Puts what is held over what was read of the file. */
static void lay_over(const struct gather_file *file, char *bytes, int len, sqlite3_int64 offset)
{
    sqlite3_int64 begin = offset > file->at ? offset : file->at;
    sqlite3_int64 held_end = file->at + file->len;
    sqlite3_int64 end = offset + len < held_end ? offset + len : held_end;

    if (begin < end) {
        memcpy(bytes + (begin - offset), file->held + (begin - file->at), (size_t)(end - begin));
    }
}

/* Holds what the file has from there on. */
static int read_ahead(struct gather_file *file, sqlite3_int64 offset)
{
    sqlite3_int64 size = 0;
    int code = release(file);

    if (code == SQLITE_OK) {
        code = file->real->pMethods->xFileSize(file->real, &size);
    }
    if (code != SQLITE_OK || size <= offset) {
        return code;
    }
    int len = size - offset < HELD_BYTES ? (int)(size - offset) : HELD_BYTES;
    code = file->real->pMethods->xRead(file->real, file->held, len, offset);
    if (code == SQLITE_OK) {
        hold(file, offset, len);
    }
    return code;
}

/* In a transaction SQLite reads pages, and a header with its page only to write it anew. */
static bool is_whole_frame(int len)
{
    int page = len - FRAME_HEADER_BYTES;

    return page >= 512 && (page & (page - 1)) == 0;
}

static int on_read(sqlite3_file *base, void *bytes, int len, sqlite3_int64 offset)
{
    struct gather_file *file = gather_of(base);
    int code = SQLITE_OK;

    if (file->is_open && is_whole_frame(len) && !is_held(file, len, offset)) {
        code = read_ahead(file, offset);
    }
    if (code == SQLITE_OK && !is_held(file, len, offset)) {
        code = file->real->pMethods->xRead(file->real, bytes, len, offset);
        if (code == SQLITE_IOERR_SHORT_READ && offset + len <= file->at + file->len) {
            code = SQLITE_OK; /* the file ends where the rest is held */
        }
    }
    if (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ) {
        lay_over(file, bytes, len, offset);
    }
    return code;
}

/* A frame's header says in its second number how large the database is after the transaction that
 * it ends, else 0. */
static bool is_last_header(const char *bytes)
{
    return memcmp(bytes + 4, "\0\0\0\0", 4) != 0;
}

static bool has_place(const struct gather_file *file, int len, sqlite3_int64 offset)
{
    return offset >= file->at && offset <= file->at + file->len &&
           offset + len <= file->at + HELD_BYTES;
}

/* It has its place. */
static void put(struct gather_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    int begin = (int)(offset - file->at);
    int end = begin + len;
    bool is_first = file->fresh_begin == file->fresh_end;

    memcpy(file->held + begin, bytes, (size_t)len);
    file->len = end > file->len ? end : file->len;
    file->fresh_begin = is_first || begin < file->fresh_begin ? begin : file->fresh_begin;
    file->fresh_end = is_first || end > file->fresh_end ? end : file->fresh_end;
}

static int on_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
    struct gather_file *file = gather_of(base);

    if (len == FRAME_HEADER_BYTES) {
        file->is_open = !is_last_header(bytes);
    }
    if (!has_place(file, len, offset)) {
        int code = release(file);
        if (code != SQLITE_OK) {
            return code;
        }
        hold(file, offset, 0);
    }
    if (len > HELD_BYTES) {
        return file->real->pMethods->xWrite(file->real, bytes, len, offset);
    }
    put(file, bytes, len, offset);
    return file->is_open ? SQLITE_OK : release(file);
}

static int on_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    int code = release(gather_of(base));

    return code != SQLITE_OK ? code : real_of(base)->pMethods->xTruncate(real_of(base), size);
}

static int on_sync(sqlite3_file *base, int flags)
{
    int code = release(gather_of(base));

    return code != SQLITE_OK ? code : real_of(base)->pMethods->xSync(real_of(base), flags);
}

static int on_file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    const struct gather_file *file = gather_of(base);
    int code = file->real->pMethods->xFileSize(file->real, size);

    if (code == SQLITE_OK && *size < file->at + file->len) {
        *size = file->at + file->len;
    }
    return code;
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

static const sqlite3_io_methods methods = {
    .iVersion = 1,
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
};

int gather_file_size(const sqlite3_vfs *system)
{
    return (int)sizeof(struct gather_file) + system->szOsFile;
}

void gather_forget(sqlite3 *db)
{
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);

    if (code == SQLITE_OK && file && file->pMethods == &methods) {
        hold(gather_of(file), 0, 0);
        gather_of(file)->is_open = false;
    }
}

int gather_open(sqlite3_vfs *system, sqlite3_filename name, sqlite3_file *file, int flags,
                int *out_flags)
{
    struct gather_file *gather = gather_of(file);

    *gather = (struct gather_file){.real = (sqlite3_file *)(void *)(gather + 1),
                                   .held = sqlite3_malloc(HELD_BYTES)};
    if (!gather->held) {
        return SQLITE_NOMEM;
    }
    int code = system->xOpen(system, name, gather->real, flags, out_flags);
    if (code == SQLITE_OK) {
        gather->base.pMethods = &methods;
    } else {
        sqlite3_free(gather->held);
    }
    return code;
}
