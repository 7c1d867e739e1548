/* SPDX-License-Identifier: MIT */
/*
 * The VFS by which the store writes its database: the system's own, but for two files.
 *
 * What undoes a drop, up to its savepoint, lies in memory up to UNDO_BYTES, so that a small drop
 * makes no file. Beyond, SQLite writes it to a file in one call, and its own VFS for Unix writes
 * at most 128 KiB in a call and takes the rest for a full disk. Such files are written in pieces.
 *
 * What SQLite writes to the WAL is gathered (store_gather.h).
 */
#ifndef PLUMB_STORE_STORE_VFS_H
#define PLUMB_STORE_STORE_VFS_H

struct err;

/* Its name, for the one who writes. NULL and err without memory. */
const char *store_vfs(struct err *err);

#endif
