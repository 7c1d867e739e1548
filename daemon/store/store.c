/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "store/store_gather.h"
#include "store/store_internal.h"
#include "store/store_vfs.h"

enum {
    APPLICATION_ID = 0x506C756D, /* "Plum" in the file's header, for file(1) */
    SCHEMA_VERSION = 6
};

/* --- opening --- */

static bool make_path(struct buffer *path, const char *state_dir, const char *name, struct err *err)
{
    if (!buffer_printf(path, "%s/%s", state_dir, name)) {
        return err_set(err, ERR_NO_MEMORY, "path of the store");
    }
    return true;
}

/* SQLite would let a second writer wait its turn; two daemons on one store must not even start. */
static bool lock_state(struct store *store, const char *state_dir, struct err *err)
{
    struct buffer path = {0};
    bool ok = false;

    if (!make_path(&path, state_dir, "plumb.lock", err)) {
        goto out;
    }
    store->lock = open(path.bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (store->lock < 0) {
        (void)err_set_errno(err, errno, path.bytes);
        goto out;
    }
    if (flock(store->lock, LOCK_EX | LOCK_NB) != 0) {
        (void)(errno == EWOULDBLOCK
                   ? err_set(err, ERR_BUSY,
                             "另一个 plumbd 正在使用 %s (another plumbd uses this state folder)",
                             state_dir)
                   : err_set_errno(err, errno, path.bytes));
        goto out;
    }
    ok = true;

out:
    buffer_finish(&path);
    return ok;
}

static bool read_pragma(struct store *store, const char *sql, int64_t *value, struct err *err)
{
    sqlite3_stmt *statement = statement_take(&store->statements, sql, err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        *value = has_row ? column_integer(statement, 0) : 0;
    }
    statement_give(&store->statements, statement);
    return ok;
}

static bool run_script(struct store *store, const char *sql, struct err *err)
{
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK || statement_fail(store->db, code, err);
}

static bool open_database(struct store *store, const char *state_dir, int flags, const char *vfs,
                          struct err *err)
{
    struct buffer path = {0};
    bool ok = make_path(&path, state_dir, "plumb.db", err);

    if (ok) {
        int code = sqlite3_open_v2(path.bytes, &store->db, flags | SQLITE_OPEN_NOMUTEX, vfs);
        ok = code == SQLITE_OK || statement_fail(store->db, code, err);
    }
    store->statements.db = store->db;
    store->words.statements = &store->statements;
    buffer_finish(&path);
    return ok;
}

/* A file with tables that are not ours is somebody else's. */
static bool check_application(struct store *store, bool *is_new, struct err *err)
{
    int64_t application = 0;
    int64_t version = 0;
    int64_t tables = 0;

    if (!read_pragma(store, "PRAGMA application_id", &application, err) ||
        !read_pragma(store, "PRAGMA user_version", &version, err) ||
        !read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, err)) {
        return false;
    }
    *is_new = tables == 0;
    if (application != APPLICATION_ID && !*is_new) {
        return err_set(err, ERR_FORMAT,
                       "plumb.db 不是本程序的数据库 (plumb.db is not a store of Plumb)");
    }
    if (version > SCHEMA_VERSION) {
        return err_set(err, ERR_NEWER,
                       "数据库由更新的版本写成,请升级 plumbd (a newer Plumb wrote this store)");
    }
    return true;
}

static bool run_migration(struct store *store, int version, struct err *err)
{
    static const char *const scripts[SCHEMA_VERSION + 1] = {NULL,
                                                            "0001-schema",
                                                            "0002-moved",
                                                            "0003-aggregates",
                                                            "0004-revisions",
                                                            "0005-moved-together",
                                                            "0006-known-rows"};
    char sql[64];

    (void)snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", version);
    return run_script(store, statement_sql(scripts[version]), err) && run_script(store, sql, err);
}

/* All steps in one transaction: a store is never between two versions. */
static bool migrate(struct store *store, struct err *err)
{
    char sql[64];
    int64_t version = 0;

    (void)snprintf(sql, sizeof(sql), "PRAGMA application_id = %d", APPLICATION_ID);
    bool ok = run_script(store, "BEGIN IMMEDIATE", err) &&
              read_pragma(store, "PRAGMA user_version", &version, err);
    for (int next = (int)version + 1; ok && next <= SCHEMA_VERSION; next++) {
        ok = run_migration(store, next, err);
    }
    ok = ok && run_script(store, sql, err) && run_script(store, "COMMIT", err);
    if (!ok && !sqlite3_get_autocommit(store->db)) {
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return ok;
}

static int on_wal_grown(void *owner, sqlite3 *db, const char *name, int pages);
static void on_rolled_back(void *owner);

/* By the end of each commit. */
static int on_wal_grown(void *owner, sqlite3 *db, const char *name, int pages)
{
    struct store *store = owner;
    (void)db;
    (void)name;

    store->wal_pages = pages;
    store->file_pages = pages > store->file_pages ? pages : store->file_pages;
    return SQLITE_OK;
}

static void on_rolled_back(void *owner)
{
    struct store *store = owner;

    gather_forget(store->db);
}

/* Takes the place of SQLite's own checkpoint, which runs inside the commit: a board would be shown
 * only after it. */
static void watch_wal(struct store *store)
{
    (void)sqlite3_wal_hook(store->db, on_wal_grown, store);
    (void)sqlite3_rollback_hook(store->db, on_rolled_back, store);
}

static bool prepare_writer(struct store *store, struct err *err)
{
    bool is_new = false;
    int64_t version = 0;

    watch_wal(store);
    if (!check_application(store, &is_new, err) ||
        !run_script(store,
                    "PRAGMA journal_mode = WAL;"
                    "PRAGMA synchronous = FULL;"
                    "PRAGMA foreign_keys = ON;"
                    "PRAGMA cache_size = -8192;"
                    "PRAGMA journal_size_limit = 16777216", /* STORE_WAL_MAX_PAGES */
                    err) ||
        !read_pragma(store, "PRAGMA user_version", &version, err)) {
        return false;
    }
    return version == SCHEMA_VERSION || migrate(store, err);
}

static bool prepare_reader(struct store *store, struct err *err)
{
    bool is_new = false;

    if (!check_application(store, &is_new, err)) {
        return false;
    }
    if (is_new) {
        return err_set(err, ERR_NOT_FOUND, "数据库还是空的 (the store is still empty)");
    }
    return run_script(store, "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -2048", err);
}

static struct store *create_store(const struct store_options *options, struct err *err)
{
    struct store *store = calloc(1, sizeof(*store));
    const char *place = options && options->office_place ? options->office_place : "";

    if (!store || !(store->office_place = strdup(place))) {
        free(store);
        (void)err_set(err, ERR_NO_MEMORY, "store");
        return NULL;
    }
    store->lock = -1;
    return store;
}

struct store *store_open(const char *state_dir, const struct store_options *options,
                         struct err *err)
{
    struct store *store = create_store(options, err);

    if (!store) {
        return NULL;
    }
    const char *vfs = store_vfs(err);
    if (!vfs) {
        goto fail;
    }
    if (mkdir(state_dir, 0755) != 0 && errno != EEXIST) {
        (void)err_set_errno(err, errno, state_dir);
        goto fail;
    }
    if (!lock_state(store, state_dir, err) ||
        !open_database(store, state_dir, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs, err) ||
        !prepare_writer(store, err)) {
        goto fail;
    }
    return store;

fail:
    store_close(store);
    return NULL;
}

struct store *store_open_reader(const char *state_dir, const struct store_options *options,
                                struct err *err)
{
    struct store *store = create_store(options, err);

    if (!store) {
        return NULL;
    }
    if (!open_database(store, state_dir, SQLITE_OPEN_READONLY, NULL, err) ||
        !prepare_reader(store, err)) {
        store_close(store);
        return NULL;
    }
    return store;
}

void store_close(struct store *store)
{
    if (!store) {
        return;
    }
    store_rollback(store);
    touched_finish(&store->touched);
    words_forget(&store->words);
    sources_forget(&store->sources);
    aggregates_forget_all(&store->aggregates);
    counts_forget(&store->counts);
    free(store->sources.files);
    free(store->sources.aliases);
    statement_cache_finish(&store->statements);
    (void)sqlite3_close(store->db);
    if (store->lock >= 0) {
        (void)close(store->lock);
    }
    free(store->office_place);
    free(store);
}

/* --- transactions --- */

/* Rolls back a transaction that nobody is in any more. A rollback may want for memory itself: then
 * it is made up for before anything is read or begun again. */
static bool settle(struct store *store, struct err *err)
{
    return sqlite3_get_autocommit(store->db) || statement_run(&store->statements, "ROLLBACK", err);
}

/* --- backup --- */

static bool copy_pages(struct store *store, sqlite3 *copy, struct err *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");

    if (!backup) {
        return statement_fail(copy, sqlite3_errcode(copy), err);
    }
    int code = sqlite3_backup_step(backup, -1);
    (void)sqlite3_backup_finish(backup);
    return code == SQLITE_DONE || statement_fail(copy, code, err);
}

/* A whole file in itself, not one that needs a WAL beside it. */
static bool finish_copy(sqlite3 *copy, struct err *err)
{
    int code = sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);

    return code == SQLITE_OK || statement_fail(copy, code, err);
}

bool store_backup(struct store *store, const char *path, struct err *err)
{
    sqlite3 *copy = NULL;
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file < 0) {
        return errno == EEXIST
                   ? err_set(err, ERR_IO, "%s: 文件已存在 (this file exists already)", path)
                   : err_set_errno(err, errno, path);
    }
    (void)close(file);
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    bool ok = (code == SQLITE_OK || statement_fail(copy, code, err)) && settle(store, err);
    ok = ok && copy_pages(store, copy, err) && finish_copy(copy, err);
    code = sqlite3_close(copy);
    if (ok && code != SQLITE_OK) {
        ok = err_set(err, ERR_IO, "copy of the store cannot be closed");
    }
    if (!ok) {
        (void)unlink(path);
        return err_within(err, path);
    }
    return true;
}

/* --- jobs --- */

bool store_is_alive(struct store *store, struct err *err)
{
    if (!store->is_in_job) {
        return err_set(err, ERR_INTERNAL, "the store is changed outside a job");
    }
    if (sqlite3_get_autocommit(store->db)) {
        return err_set(err, ERR_INTERNAL, "the store has rolled this job back");
    }
    return true;
}

bool store_begin(struct store *store, struct err *err)
{
    if (store->is_in_job) {
        return err_set(err, ERR_INTERNAL, "a job within a job");
    }
    if (!settle(store, err) || !statement_run(&store->statements, "BEGIN IMMEDIATE", err)) {
        return false;
    }
    store->is_in_job = true;
    touched_clear(&store->touched);
    return true;
}

bool store_commit(struct store *store, struct err *err)
{
    if (!store_is_alive(store, err)) {
        return false;
    }
    if (!statement_run(&store->statements, "COMMIT", err)) {
        return false;
    }
    store->is_in_job = false;
    aggregates_trim(&store->aggregates);
    return true;
}

void store_rollback(struct store *store)
{
    if (!store->is_in_job) {
        return;
    }
    struct err ignored;

    take_abandon(store);
    (void)settle(store, &ignored);
    store->is_in_job = false;
    store->has_patch_count = false;
    touched_clear(&store->touched);
    words_forget(&store->words);
    sources_forget(&store->sources);
    aggregates_forget_all(&store->aggregates);
    counts_forget(&store->counts);
}

enum store_wal store_wal(const struct store *store)
{
    return store->wal_pages < STORE_WAL_LONG_PAGES  ? STORE_WAL_SHORT
           : store->wal_pages < STORE_WAL_MAX_PAGES ? STORE_WAL_LONG
                                                    : STORE_WAL_TOO_LONG;
}

/* The first commit after a checkpoint begins the WAL anew and cuts its file to journal_size_limit.
 * Behind a large drop that frees hundreds of megabytes, for which no drop shall wait: so a commit
 * that changes nothing does it. The file is not cut to nothing, since one that need not grow is
 * synced sooner. Where a reader still needs the WAL this is left to the next time. */
static bool cut_file(struct store *store, struct err *err)
{
    char sql[64];

    (void)snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", SCHEMA_VERSION);
    if (!run_script(store, sql, err)) {
        return false;
    }
    store->file_pages = store->wal_pages;
    store->wal_pages = 1;
    return true;
}

/* PASSIVE waits for nobody. */
bool store_checkpoint(struct store *store, struct err *err)
{
    int pages = 0;
    int done = 0;

    if (store->is_in_job) {
        return err_set(err, ERR_INTERNAL, "a checkpoint within a job");
    }
    if (store_wal(store) == STORE_WAL_SHORT) {
        return true;
    }
    if (!settle(store, err)) {
        return false;
    }
    int code = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
    if (code != SQLITE_OK) {
        return statement_fail(store->db, code, err);
    }
    store->wal_pages = pages - done;
    return done < pages || store->file_pages <= STORE_WAL_MAX_PAGES || cut_file(store, err);
}

/* --- reading --- */

/* A reader sees the newest commit at the time of each call: what it remembers of an older one is
 * forgotten when the database has changed. */
static bool begin_snapshot(struct store *store, struct err *err)
{
    int64_t version = 0;

    if (!statement_run(&store->statements, "BEGIN", err)) {
        return false;
    }
    /* The first read takes the snapshot, and only then is the version that of the snapshot. */
    if (!statement_run(&store->statements, "SELECT count(*) FROM file WHERE id = 0", err) ||
        !read_pragma(store, "PRAGMA data_version", &version, err)) {
        struct err ignored;
        (void)settle(store, &ignored);
        return false;
    }
    if (version != store->data_version) {
        sources_forget(&store->sources);
        aggregates_forget_all(&store->aggregates);
        counts_forget(&store->counts);
        store->data_version = version;
    }
    return true;
}

bool store_read_begin(struct store *store, struct err *err)
{
    if (store->depth == 0 && !store->take && words_are_many(&store->words)) {
        words_forget(&store->words);
    }
    if (store->depth == 0 && !store->is_in_job && !settle(store, err)) {
        return false;
    }
    if (store->depth == 0 && store->lock < 0 && !begin_snapshot(store, err)) {
        return false;
    }
    store->depth++;
    return true;
}

void store_read_end(struct store *store)
{
    struct err ignored;

    if (--store->depth == 0 && store->lock < 0) {
        (void)settle(store, &ignored);
    }
}

const char *drop_state_name(enum drop_state state)
{
    switch (state) {
    case DROP_TAKEN:
        return "taken";
    case DROP_PARTIAL:
        return "partial";
    case DROP_UNCHANGED:
        return "unchanged";
    case DROP_REFUSED:
        return "refused";
    case DROP_WITHDRAWN:
        return "withdrawn";
    }
    return "unknown";
}
