/* SPDX-License-Identifier: MIT */
#include "store/store_statement.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/asset.h"
#include "base/err.h"

extern const struct asset sql_assets[];
extern const size_t sql_assets_count;

bool statement_fail(sqlite3 *db, int code, struct err *err)
{
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return err_set(err, ERR_FULL, "磁盘已满,数据未写入 (no room on the disk for the store)");
    case SQLITE_NOMEM:
        return err_set(err, ERR_NO_MEMORY, "内存不足 (the store is out of memory)");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, "数据库正被另一个程序使用 (another program holds the store)");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return err_set(
            err, ERR_FORMAT,
            "数据库文件已损坏,请停止服务后用备份恢复 plumb.db (the store is damaged: stop "
            "the daemon and put a backup in place of plumb.db): %s",
            sqlite3_errmsg(db));
    default:
        return err_set(err, ERR_IO, "数据库读写失败 (the store cannot be read or written): %s",
                       sqlite3_errmsg(db));
    }
}

void statement_cache_finish(struct statement_cache *cache)
{
    for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
        assert(!cache->slots[i].is_taken);
        (void)sqlite3_finalize(cache->slots[i].statement);
        cache->slots[i].statement = NULL;
        cache->slots[i].sql = NULL;
    }
}

static sqlite3_stmt *prepare(struct statement_cache *cache, const char *sql, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v3(cache->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

    if (code != SQLITE_OK) {
        (void)statement_fail(cache->db, code, err);
        return NULL;
    }
    return statement;
}

sqlite3_stmt *statement_take(struct statement_cache *cache, const char *sql, struct err *err)
{
    size_t start = ((uintptr_t)sql >> 3) % STATEMENT_SLOTS;

    for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
        size_t at = (start + i) % STATEMENT_SLOTS;
        if (!cache->slots[at].sql) {
            cache->slots[at].statement = prepare(cache, sql, err);
            cache->slots[at].is_taken = cache->slots[at].statement != NULL;
            cache->slots[at].sql = cache->slots[at].is_taken ? sql : NULL;
            return cache->slots[at].statement;
        }
        if (cache->slots[at].sql == sql && !cache->slots[at].is_taken) {
            cache->slots[at].is_taken = true;
            return cache->slots[at].statement;
        }
    }
    return prepare(cache, sql, err);
}

void statement_give(struct statement_cache *cache, sqlite3_stmt *statement)
{
    if (!statement) {
        return;
    }
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
        if (cache->slots[i].statement == statement) {
            cache->slots[i].is_taken = false;
            return;
        }
    }
    (void)sqlite3_finalize(statement);
}

bool statement_step(sqlite3_stmt *statement, bool *has_row, struct err *err)
{
    int code = sqlite3_step(statement);

    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return statement_fail(sqlite3_db_handle(statement), code, err);
    }
    *has_row = code == SQLITE_ROW;
    return true;
}

bool statement_finish(struct statement_cache *cache, sqlite3_stmt *statement, struct err *err)
{
    bool has_row = true;
    bool ok = true;

    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
    }
    statement_give(cache, statement);
    return ok;
}

bool statement_run(struct statement_cache *cache, const char *sql, struct err *err)
{
    sqlite3_stmt *statement = statement_take(cache, sql, err);

    return statement && statement_finish(cache, statement, err);
}

/* Binding borrowed memory and integers cannot fail, except for an index that does not exist. */
static void bound(int code)
{
    assert(code == SQLITE_OK);
    (void)code;
}

void bind_integer(sqlite3_stmt *statement, int index, int64_t value)
{
    bound(sqlite3_bind_int64(statement, index, value));
}

void bind_text(sqlite3_stmt *statement, int index, struct text text)
{
    bound(sqlite3_bind_text64(statement, index, text.len > 0 ? text.at : "", text.len,
                              SQLITE_STATIC, SQLITE_UTF8));
}

void bind_bytes(sqlite3_stmt *statement, int index, const void *bytes, size_t len)
{
    bound(sqlite3_bind_blob64(statement, index, len > 0 ? bytes : "", len, SQLITE_STATIC));
}

/* As a blob, also for text: that needs no memory, so it cannot fail between two steps. */
struct text column_text(sqlite3_stmt *statement, int index)
{
    const char *at = sqlite3_column_blob(statement, index);

    return (struct text){at, at ? (size_t)sqlite3_column_bytes(statement, index) : 0};
}

int64_t column_integer(sqlite3_stmt *statement, int index)
{
    return sqlite3_column_int64(statement, index);
}

uint32_t column_count(sqlite3_stmt *statement, int index)
{
    return (uint32_t)sqlite3_column_int64(statement, index);
}

const char *statement_sql(const char *name)
{
    for (size_t i = 0; i < sql_assets_count; i++) {
        struct text path = text_of(sql_assets[i].path);
        struct text stem = text_part(path, 1, path.len - sizeof("/.sql") + 1);
        if (text_equal_str(stem, name)) {
            return sql_assets[i].begin;
        }
    }
    assert(!"an embedded statement is missing");
    return "";
}
