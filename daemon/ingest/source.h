/* SPDX-License-Identifier: MIT */
/*
 * One dropped file as private bytes that nobody else can change.
 *
 * The file is copied once, while its SHA-256 is taken: a small one into memory, a larger one into
 * an unlinked temporary file. A dropped file is never mapped, because its writer may truncate it at
 * any moment, and a mapped page that is gone kills the process. What the file was before the copy
 * and what it was after must be the same, else the copy may be half old and half new (P1).
 *
 *     source_open -> decode_classify -> decoder_create -> csv_create(decoder_read) -> csv_next_row
 */
#ifndef PLUMB_INGEST_SOURCE_H
#define PLUMB_INGEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_facts;
struct gb_stretches;
struct err;
struct source;

enum { SOURCE_SHA256_MAX = 65 };

struct source_options {
    uint64_t max_bytes;   /* a larger file is refused; 0: 1 GiB */
    size_t memory_bytes;  /* up to this size the copy stays in memory; 0: 4 MiB */
    const char *temp_dir; /* where the copy of a larger file lies, unlinked; NULL: /tmp */
};

/* What the file was when it was copied; the folder watch compares this with its next scan. */
struct source_stat {
    uint64_t size; /* bytes */
    int64_t mtime_ns;
    int64_t ctime_ns;
    uint64_t inode;
    uint64_t device;
};

/* Copies the file `path`, relative to folder_fd (AT_FDCWD: the working directory). NULL and err:
 * ERR_NOT_FOUND, ERR_LIMIT (too large), ERR_CHANGED (it changed meanwhile; try again after a longer
 * wait), ERR_FORMAT (a folder, a device, a FIFO, a link), ERR_FULL (no room for the copy),
 * ERR_BUSY (no descriptor, or no place for the copy), ERR_IO (permission denied, read errors),
 * ERR_NO_MEMORY. The text is for staff, in Chinese and
 * English, without the path. Never blocks on a FIFO. Options may be NULL. */
struct source *source_open(int folder_fd, const char *path, const struct source_options *options,
                           struct err *err);

/* The same for bytes at hand, which are copied. NULL: ERR_NO_MEMORY. */
struct source *source_from_bytes(const void *bytes, size_t len, struct err *err);

/* Ends the source. Accepts NULL. */
void source_close(struct source *source);

uint64_t source_size(const struct source *source);
const struct source_stat *source_stat(const struct source *source);

/* 64 lower-case hex digits. */
const char *source_sha256(const struct source *source);

/* What the bytes showed while they were copied (byte_facts.h). */
const struct byte_facts *source_facts(const struct source *source);

/* Where a large file that is not UTF-8 was seen to be GB18030 beyond doubt (gb_stretches.h);
 * of others: nowhere. */
const struct gb_stretches *source_stretches(const struct source *source);

/* Reads up to `size` bytes from offset `at` into out. *got is less than size only at the end, and
 * 0 from there on. May be called by several readers of one source, one after the other. */
bool source_read_at(const struct source *source, uint64_t at, void *out, size_t size, size_t *got,
                    struct err *err);

#endif
