/* SPDX-License-Identifier: MIT */
/*
 * SQL statements, prepared once and kept, and the one place where SQLite's failures become ours.
 *
 * A statement is taken, bound, stepped and given back. Taking one that is already in use (a
 * visitor that reads while it is being called) prepares a second one, so reading may nest.
 */
#ifndef PLUMB_STORE_STORE_STATEMENT_H
#define PLUMB_STORE_STORE_STATEMENT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/period.h"

struct err;

enum { STATEMENT_SLOTS = 128 };

struct statement_cache {
    sqlite3 *db;
    struct {
        const char *sql; /* compared by address: literals and assets live for ever */
        sqlite3_stmt *statement;
        bool is_taken;
    } slots[STATEMENT_SLOTS];
};

/* Describes the database's last failure: ERR_FULL, ERR_NO_MEMORY, ERR_BUSY, ERR_FORMAT for a
 * damaged file, else ERR_IO. Returns false. */
bool statement_fail(sqlite3 *db, int code, struct err *err);

/* Frees all statements; none may be taken. */
void statement_cache_finish(struct statement_cache *cache);

/* NULL and err on failure. Give it back with statement_give. */
sqlite3_stmt *statement_take(struct statement_cache *cache, const char *sql, struct err *err);

/* Resets and unbinds. Accepts NULL. */
void statement_give(struct statement_cache *cache, sqlite3_stmt *statement);

/* One step. *has_row says whether there is a row to read. */
bool statement_step(sqlite3_stmt *statement, bool *has_row, struct err *err);

/* Steps to the end without looking at rows, and gives the statement back. */
bool statement_finish(struct statement_cache *cache, sqlite3_stmt *statement, struct err *err);

/* Runs SQL text without parameters. */
bool statement_run(struct statement_cache *cache, const char *sql, struct err *err);

/* Texts and bytes are borrowed until the statement is given back. */
void bind_integer(sqlite3_stmt *statement, int index, int64_t value);
void bind_text(sqlite3_stmt *statement, int index, struct text text);
void bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, size_t len);

/* Borrowed until the next step. */
struct text column_text(sqlite3_stmt *statement, int index);
int64_t column_integer(sqlite3_stmt *statement, int index);
uint32_t column_count(sqlite3_stmt *statement, int index);

/* The embedded file db/<name>.sql. It exists: asked for by literals only. */
const char *statement_sql(const char *name);

#endif
