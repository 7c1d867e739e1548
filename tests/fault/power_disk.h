/* SPDX-License-Identifier: MIT */
/*
 * A disk whose power can be cut: what was written and not synced may be there afterwards, or not,
 * or in part.
 *
 *      write, truncate  -> pending         sync -> what was pending of this file is on the disk
 *      power cut        -> nothing reaches the disk any more; SQLite sees errors
 *      power back       -> the files are what was on the disk, and of what was pending
 *                          nothing | all | what came first, the last of it torn | any sectors
 *
 * The pages that SQLite itself sees are the system's own file, so that nothing here stands between
 * two connections. The index of a WAL (-shm) is memory and goes with the power.
 */
#ifndef PLUMB_TESTS_FAULT_POWER_DISK_H
#define PLUMB_TESTS_FAULT_POWER_DISK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "unit.h"
#include "wrapping_vfs.h"

enum { POWER_FILES = 8, POWER_SECTOR = 512, POWER_NAME_MAX = 300 };

/* A write, or (bytes NULL) the file's new length. */
struct pending {
    size_t offset;
    size_t len;
    char *bytes;
};

struct power_file {
    char name[POWER_NAME_MAX];
    struct buffer disk; /* what is there for certain */
    bool is_on_disk;    /* the file itself */
    struct pending *pending;
    size_t pending_count;
};

/* What becomes of what was pending. */
enum power_rest { POWER_NOTHING, POWER_ALL, POWER_FIRST, POWER_SECTORS, POWER_REST_COUNT };

static struct {
    bool is_watching; /* else the disk is as any other */
    bool is_off;
    bool ignores_syncs; /* as a bad disk does */
    unsigned countdown; /* until the power is cut; 0: it is not */
    uint32_t random;
    struct power_file files[POWER_FILES];
} power;

static inline uint32_t power_random(void)
{
    power.random = power.random * 1664525U + 1013904223U;
    return power.random >> 8;
}

/* True while there is power for one step more. */
static inline bool power_step(void)
{
    if (power.countdown > 0 && --power.countdown == 0) {
        power.is_off = true;
    }
    return !power.is_off;
}

/* NULL for what is no part of a database. */
static inline struct power_file *power_file_of(const char *name)
{
    for (size_t i = 0; name && i < POWER_FILES; i++) {
        if (strcmp(power.files[i].name, name) == 0) {
            return &power.files[i];
        }
    }
    return NULL;
}

static inline struct power_file *power_new_file(void)
{
    for (size_t i = 0; i < POWER_FILES; i++) {
        if (power.files[i].name[0] == '\0') {
            return &power.files[i];
        }
    }
    abort();
}

static inline void power_forget_pending(struct power_file *file)
{
    for (size_t i = 0; i < file->pending_count; i++) {
        free(file->pending[i].bytes);
    }
    free(file->pending);
    file->pending = NULL;
    file->pending_count = 0;
}

static inline void power_forget(struct power_file *file)
{
    power_forget_pending(file);
    buffer_finish(&file->disk);
    *file = (struct power_file){0};
}

static inline void power_add(struct power_file *file, const void *bytes, size_t len, size_t offset)
{
    file->pending = realloc(file->pending, (file->pending_count + 1) * sizeof(*file->pending));
    assert_non_null(file->pending);
    struct pending *added = &file->pending[file->pending_count++];
    *added = (struct pending){.offset = offset, .len = len};
    if (bytes) {
        added->bytes = malloc(len);
        assert_non_null(added->bytes);
        memcpy(added->bytes, bytes, len);
    }
}

/* ---- what reaches the disk ------------------------------------------------------------------- */

static inline void power_set_len(struct buffer *image, size_t len)
{
    if (len > image->len) {
        assert_true(buffer_reserve(image, len - image->len));
        memset(image->bytes + image->len, 0, len - image->len);
    }
    image->len = len;
}

static inline void power_put(struct buffer *image, const char *bytes, size_t len, size_t offset)
{
    if (image->len < offset + len) {
        power_set_len(image, offset + len);
    }
    memcpy(image->bytes + offset, bytes, len);
}

static inline void power_apply(struct buffer *image, const struct pending *pending)
{
    if (pending->bytes) {
        power_put(image, pending->bytes, pending->len, pending->offset);
    } else {
        power_set_len(image, pending->len);
    }
}

/* Any of its sectors, each or none. */
static inline void power_apply_sectors(struct buffer *image, const struct pending *pending)
{
    if (!pending->bytes) {
        if (power_random() % 2 == 0) {
            power_apply(image, pending);
        }
        return;
    }
    for (size_t at = 0; at < pending->len;) {
        size_t to_boundary = POWER_SECTOR - (pending->offset + at) % POWER_SECTOR;
        size_t len = pending->len - at < to_boundary ? pending->len - at : to_boundary;
        if (power_random() % 2 == 0) {
            power_put(image, pending->bytes + at, len, pending->offset + at);
        }
        at += len;
    }
}

/* The file as it is when the power is back. */
static inline void power_make_image(const struct power_file *file, enum power_rest rest,
                                    struct buffer *image)
{
    size_t whole = rest == POWER_ALL ? file->pending_count : 0;

    if (rest == POWER_FIRST && file->pending_count > 0) {
        whole = power_random() % file->pending_count;
    }
    buffer_append_text(image, buffer_text(&file->disk));
    for (size_t i = 0; i < whole; i++) {
        power_apply(image, &file->pending[i]);
    }
    if (rest == POWER_FIRST && whole < file->pending_count) {
        power_apply_sectors(image, &file->pending[whole]);
    }
    for (size_t i = 0; rest == POWER_SECTORS && i < file->pending_count; i++) {
        power_apply_sectors(image, &file->pending[i]);
    }
    assert_false(image->has_failed);
}

static inline void power_write_file(const char *name, struct text content)
{
    FILE *out = fopen(name, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(content.at, 1, content.len, out), content.len);
    assert_int_equal(fclose(out), 0);
}

static inline void power_read_file(const char *name, struct buffer *out)
{
    char piece[4096];
    size_t got = 0;
    FILE *in = fopen(name, "rb");

    assert_non_null(in);
    while ((got = fread(piece, 1, sizeof(piece), in)) > 0) {
        buffer_append(out, piece, got);
    }
    (void)fclose(in);
    assert_false(out->has_failed);
}

/* ---- what SQLite does ------------------------------------------------------------------------ */

static inline int power_on_open(struct vfs_file *file)
{
    const int kinds = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;

    if (!power.is_watching || !file->name || (file->flags & kinds) == 0 ||
        power_file_of(file->name)) {
        return SQLITE_OK;
    }
    struct power_file *added = power_new_file();
    (void)snprintf(added->name, sizeof(added->name), "%s", file->name);
    power_read_file(file->name, &added->disk);
    added->is_on_disk = added->disk.len > 0;
    return SQLITE_OK;
}

static inline int power_on_write(struct vfs_file *file, const void *bytes, int len,
                                 sqlite3_int64 offset)
{
    struct power_file *known = power.is_watching ? power_file_of(file->name) : NULL;

    if (!known) {
        return SQLITE_OK;
    }
    if (power.is_off) {
        return SQLITE_IOERR_WRITE;
    }
    power_add(known, bytes, (size_t)len, (size_t)offset); /* it was on its way at the cut */
    return power_step() ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

static inline int power_on_truncate(struct vfs_file *file, sqlite3_int64 size)
{
    struct power_file *known = power.is_watching ? power_file_of(file->name) : NULL;

    if (!known) {
        return SQLITE_OK;
    }
    if (power.is_off) {
        return SQLITE_IOERR_TRUNCATE;
    }
    power_add(known, NULL, (size_t)size, 0);
    return power_step() ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static inline int power_on_sync(struct vfs_file *file)
{
    struct power_file *known = power.is_watching ? power_file_of(file->name) : NULL;

    if (!known) {
        return SQLITE_OK;
    }
    if (power.is_off || !power_step()) {
        return SQLITE_IOERR_FSYNC;
    }
    for (size_t i = 0; !power.ignores_syncs && i < known->pending_count; i++) {
        power_apply(&known->disk, &known->pending[i]);
    }
    if (!power.ignores_syncs) {
        known->is_on_disk = true;
        power_forget_pending(known);
    }
    return SQLITE_OK;
}

/* A file that is deleted is gone at once: what SQLite deletes it no longer needs. */
static inline int power_on_delete(const char *name)
{
    struct power_file *known = power.is_watching ? power_file_of(name) : NULL;

    if (!known) {
        return SQLITE_OK;
    }
    if (power.is_off || !power_step()) {
        return SQLITE_IOERR_DELETE;
    }
    power_forget(known);
    return SQLITE_OK;
}

/* ---- what a test does ------------------------------------------------------------------------ */

static inline int power_set_up(void **state)
{
    (void)state;
    vfs_hooks = (struct vfs_hooks){.on_open = power_on_open,
                                   .on_write = power_on_write,
                                   .on_truncate = power_on_truncate,
                                   .on_sync = power_on_sync,
                                   .on_delete = power_on_delete};
    return vfs_register();
}

/* From now on the power is cut at the nth write, truncation, sync or deletion; 0: not at all. What
 * the files hold is on the disk. */
static inline void power_watch(unsigned nth)
{
    power.is_watching = true;
    power.is_off = false;
    power.countdown = nth;
    power.random = nth;
}

/* Ends watching; what is pending stays so. True if the power was cut. */
static inline bool power_unwatch(void)
{
    power.is_watching = false;
    power.countdown = 0;
    return power.is_off;
}

/* Writes the files as they are when the power is back. May be called again with another rest. All
 * connections must be closed. */
static inline void power_restore(enum power_rest rest)
{
    for (size_t i = 0; i < POWER_FILES; i++) {
        struct power_file *file = &power.files[i];
        struct buffer image = {0};
        if (file->name[0] == '\0') {
            continue;
        }
        power_make_image(file, rest, &image);
        if (!file->is_on_disk && image.len == 0) {
            (void)unlink(file->name);
        } else {
            power_write_file(file->name, buffer_text(&image));
        }
        buffer_finish(&image);
    }
}

static inline void power_forget_all(void)
{
    for (size_t i = 0; i < POWER_FILES; i++) {
        power_forget(&power.files[i]);
    }
}

#endif
