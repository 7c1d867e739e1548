/* SPDX-License-Identifier: MIT */
/* Files and their versions, by name. */
#include <string.h>

#include "base/err.h"
#include "store/store_internal.h"

/* --- what is known of a file --- */

static sqlite3_stmt *ask_newest(struct store *store, struct text file, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("newest-version"), err);

    if (statement) {
        bind_text(statement, 1, file);
    }
    return statement;
}

bool store_is_known(struct store *store, struct text file, bool *is_known, struct err *err)
{
    sqlite3_stmt *statement = ask_newest(store, file, err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        *is_known = has_row && column_integer(statement, 1) != DROP_WITHDRAWN;
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_is_same_content(struct store *store, struct text file, const char *sha256, bool *is_same,
                           struct err *err)
{
    bool has_row = false;

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = ask_newest(store, file, err);
    bool ok = statement && statement_step(statement, &has_row, err);
    if (ok) {
        *is_same = has_row && column_integer(statement, 1) != DROP_WITHDRAWN &&
                   text_equal_str(column_text(statement, 2), sha256);
    }
    statement_give(&store->statements, statement);
    store_read_end(store);
    return ok;
}

static bool is_identity(sqlite3_stmt *statement, int first, const struct file_identity *identity)
{
    struct file_identity stored = {
        .size = column_integer(statement, first),
        .mtime_ns = column_integer(statement, first + 1),
        .ctime_ns = column_integer(statement, first + 2),
        .inode = (uint64_t)column_integer(statement, first + 3),
        .device = (uint64_t)column_integer(statement, first + 4),
    };

    return file_identity_equal(&stored, identity);
}

bool store_knows_identity(struct store *store, struct text file,
                          const struct file_identity *identity, bool *is_known, struct err *err)
{
    bool has_row = false;

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = ask_newest(store, file, err);
    bool ok = statement && statement_step(statement, &has_row, err);
    if (ok) {
        *is_known = has_row && column_integer(statement, 1) != DROP_WITHDRAWN &&
                    is_identity(statement, 3, identity);
    }
    statement_give(&store->statements, statement);
    store_read_end(store);
    return ok;
}

bool store_find_same_content(struct store *store, struct text file, const char *sha256,
                             struct buffer *name, struct err *err)
{
    bool has_row = false;

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("same-content"), err);
    bool ok = statement != NULL;
    if (ok) {
        bind_text(statement, 1, text_of(sha256));
        bind_text(statement, 2, file);
        bind_integer(statement, 3, DROP_WITHDRAWN);
        ok = statement_step(statement, &has_row, err);
    }
    if (ok && has_row && !buffer_append_text(name, column_text(statement, 0))) {
        ok = err_set(err, ERR_NO_MEMORY, "name of a file");
    }
    statement_give(&store->statements, statement);
    store_read_end(store);
    return ok;
}

/* --- small changes of what is known --- */

/* `state` takes the place of DROP_TAKEN. */
static bool update_identity(struct store *store, const struct drop_info *drop,
                            enum drop_state state, struct err *err)
{
    const struct file_identity *identity = &drop->identity;
    sqlite3_stmt *statement = statement_take(&store->statements, statement_sql("note-seen"), err);

    if (!statement) {
        return false;
    }
    counts_forget(&store->counts);
    bind_text(statement, 1, drop->file);
    bind_integer(statement, 2, drop->seen_utc_ms);
    bind_integer(statement, 3, identity->size);
    bind_integer(statement, 4, identity->mtime_ns);
    bind_integer(statement, 5, identity->ctime_ns);
    bind_integer(statement, 6, (int64_t)identity->inode);
    bind_integer(statement, 7, (int64_t)identity->device);
    bind_integer(statement, 8, DROP_TAKEN);
    bind_integer(statement, 9, state);
    return statement_finish(&store->statements, statement, err);
}

bool store_note_seen(struct store *store, const struct drop_info *drop, struct err *err)
{
    return store_is_alive(store, err) && update_identity(store, drop, DROP_UNCHANGED, err);
}

bool store_note_renamed(struct store *store, const struct drop_info *drop, struct err *err)
{
    return update_identity(store, drop, DROP_TAKEN, err);
}

bool store_set_times(struct store *store, int64_t drop_id, int64_t taken_utc_ms, int64_t took_ms,
                     struct err *err)
{
    if (!store_is_alive(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = statement_take(
        &store->statements,
        "UPDATE drops SET taken_utc_ms = ?2, took_ms = ?3, moved_unlisted = ?4 WHERE id = ?1", err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, drop_id);
    bind_integer(statement, 2, taken_utc_ms);
    bind_integer(statement, 3, took_ms);
    bind_integer(statement, 4, store->touched.moved_unlisted);
    sources_forget_drops(&store->sources);
    return statement_finish(&store->statements, statement, err);
}

/* --- files and versions --- */

enum { SHA256_DIGITS = 64 };

/* sha256 is given memory for its NUL. */
static struct stored_version version_of(sqlite3_stmt *statement, char sha256[SHA256_DIGITS + 1])
{
    struct text digits = column_text(statement, 3);
    size_t len = digits.len < SHA256_DIGITS ? digits.len : SHA256_DIGITS;

    if (len > 0) {
        memcpy(sha256, digits.at, len);
    }
    sha256[len] = '\0';
    return (struct stored_version){
        .file = column_text(statement, 0),
        .version = column_count(statement, 1),
        .state = (enum drop_state)column_integer(statement, 2),
        .sha256 = sha256,
        .sheet = column_text(statement, 4),
        .encoding = column_text(statement, 5),
        .has_bom = column_integer(statement, 6) != 0,
        .delimiter = column_text(statement, 7),
        .decoded_sample = column_text(statement, 8),
        .header_line = column_count(statement, 9),
        .rows_read = column_count(statement, 10),
        .rows_new = column_count(statement, 11),
        .rows_changed = column_count(statement, 12),
        .rows_same = column_count(statement, 13),
        .rows_removed = column_count(statement, 14),
        .rows_faulty = column_count(statement, 15),
        .fault_count = column_count(statement, 16),
        .warning_count = column_count(statement, 17),
        .moved_count = column_count(statement, 18),
        .seen_utc_ms = column_integer(statement, 19),
        .taken_utc_ms = column_integer(statement, 20),
        .took_ms = column_integer(statement, 21),
        .drop_id = column_integer(statement, 22),
        .size = column_integer(statement, 23),
        .identity = {.size = column_integer(statement, 23),
                     .mtime_ns = column_integer(statement, 24),
                     .ctime_ns = column_integer(statement, 25),
                     .inode = (uint64_t)column_integer(statement, 26),
                     .device = (uint64_t)column_integer(statement, 27)},
    };
}

static bool each_version(struct store *store, sqlite3_stmt *statement,
                         bool (*visit)(void *owner, const struct stored_version *version,
                                       struct err *err),
                         void *owner, struct err *err)
{
    bool has_row = true;
    bool ok = true;

    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            char sha256[SHA256_DIGITS + 1];
            struct stored_version version = version_of(statement, sha256);
            ok = visit(owner, &version, err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_each_file(struct store *store,
                     bool (*visit)(void *owner, const struct stored_version *version,
                                   struct err *err),
                     void *owner, struct err *err)
{
    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = statement_take(&store->statements, statement_sql("files"), err);
    bool ok = statement && each_version(store, statement, visit, owner, err);
    store_read_end(store);
    return ok;
}

bool store_each_version(struct store *store, struct text file, uint32_t version,
                        bool (*visit)(void *owner, const struct stored_version *version,
                                      struct err *err),
                        void *owner, struct err *err)
{
    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = statement_take(&store->statements, statement_sql("versions"), err);
    if (statement) {
        bind_text(statement, 1, file);
        bind_integer(statement, 2, version);
    }
    bool ok = statement && each_version(store, statement, visit, owner, err);
    store_read_end(store);
    return ok;
}
