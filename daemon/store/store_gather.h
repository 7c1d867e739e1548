/* SPDX-License-Identifier: MIT */
/*
 * A WAL that is written in few large pieces.
 *
 * SQLite writes each frame of a WAL in two calls, its header and its page, and a large transaction
 * has tens of thousands of frames. They are gathered in memory and written together. Nobody can
 * tell the difference:
 *
 * - What the one who writes reads is what it wrote, gathered or not.
 * - Others read frames of committed transactions only, and when the last frame of a transaction
 *   was written nothing is held back any more, nor when a sync returns.
 * - Before that, a transaction may come to the disk in any part, in any order, or not at all.
 *
 * An error of a write comes later than without, but before the transaction is committed: SQLite
 * undoes all of it then, as it does after any failed write.
 */
#ifndef PLUMB_STORE_STORE_GATHER_H
#define PLUMB_STORE_STORE_GATHER_H

#include <sqlite3.h>

/* What a file of a VFS takes whose WAL is opened by gather_open. */
int gather_file_size(const sqlite3_vfs *system);

/* Opens a WAL by `system`, as its xOpen does. */
int gather_open(sqlite3_vfs *system, sqlite3_filename name, sqlite3_file *file, int flags,
                int *out_flags);

/* A transaction was rolled back: what is held of its frames must not come to the file any more. To
 * be called by the rollback hook of each connection with such a WAL. */
void gather_forget(sqlite3 *db);

#endif
