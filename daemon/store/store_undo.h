/* SPDX-License-Identifier: MIT */
/*
 * Where SQLite keeps what undoes a drop, up to its savepoint.
 *
 * That lies in memory up to UNDO_BYTES, so that a small drop makes no file. Beyond, SQLite writes
 * it to a file in one call, and its own VFS for Unix writes at most 128 KiB in a call and takes
 * the rest for a full disk. So the store opens its database by a VFS that is the system's, but
 * writes such files in pieces.
 */
#ifndef PLUMB_STORE_STORE_UNDO_H
#define PLUMB_STORE_STORE_UNDO_H

#include <stdbool.h>

struct err;

/* The VFS by whose name the writer opens its database. NULL and err without memory. */
const char *undo_vfs(struct err *err);

#endif
