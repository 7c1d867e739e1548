/* SPDX-License-Identifier: MIT */
/*
 * A file that goes on under another name.
 *
 * Where a withdrawn file had the new name before, its history becomes the beginning of this
 * file's: the versions of the one follow those of the other.
 */
#include "base/err.h"
#include "store/store_internal.h"
#include "store/store_manifest.h"

static bool find(struct store *store, struct text name, int64_t *file_id, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, "SELECT id FROM file WHERE name = ?1", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_text(statement, 1, name);
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        *file_id = has_row ? column_integer(statement, 0) : 0;
    }
    statement_give(&store->statements, statement);
    return ok;
}

/* Every figure of the file names it as its source. */
static bool touch_rows(struct store *store, int64_t file_id, struct err *err)
{
    struct manifest manifest = {0};
    bool ok = manifest_load(&manifest, &store->statements, file_id, 0, err);

    for (uint32_t slot = 0; ok && slot < manifest_slots(&manifest); slot++) {
        uint32_t subject = manifest.rows[slot].subject;
        struct subject_key key;
        if (subject == NO_SUBJECT || touched_has(&store->touched, subject)) {
            continue;
        }
        ok = subject_read(&store->words, subject, &key, err) &&
             touched_add(&store->touched, subject, err);
        if (ok) {
            touched_flag(&store->touched, key.kind);
        }
    }
    manifest_finish(&manifest);
    return ok;
}

/* ?1 is the file that goes on, ?2 the withdrawn one. Through negative numbers, because a version
 * may not even for a moment be there twice. */
static bool join_histories(struct store *store, int64_t file_id, int64_t withdrawn, struct err *err)
{
    static const char *const steps[] = {
        "UPDATE kept_row SET version = version +"
        " (SELECT max(version) FROM drops WHERE file_id = ?2) WHERE file_id = ?1",
        "UPDATE drops SET version = -(version +"
        " (SELECT max(version) FROM drops WHERE file_id = ?2)) WHERE file_id = ?1",
        "UPDATE drops SET version = -version WHERE file_id = ?1 AND ?2",
        "UPDATE drops SET file_id = ?1 WHERE file_id = ?2",
        "UPDATE past SET file_id = ?1 WHERE file_id = ?2",
        "DELETE FROM file WHERE id = ?2 AND ?1",
    };

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        sqlite3_stmt *statement = statement_take(&store->statements, steps[i], err);
        if (!statement) {
            return false;
        }
        bind_integer(statement, 1, file_id);
        bind_integer(statement, 2, withdrawn);
        if (!statement_finish(&store->statements, statement, err)) {
            return false;
        }
    }
    return true;
}

static bool change_name(struct store *store, int64_t file_id, const struct drop_info *drop,
                        struct err *err)
{
    sqlite3_stmt *statement = statement_take(
        &store->statements, "UPDATE file SET name = ?2, folder_place = ?3 WHERE id = ?1", err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, file_id);
    bind_text(statement, 2, drop->file);
    bind_text(statement, 3, drop->folder_place);
    return statement_finish(&store->statements, statement, err);
}

static bool find_drop_in_force(struct store *store, int64_t file_id, int64_t *drop_id,
                               struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT CASE good_drop WHEN 0 THEN newest_drop ELSE good_drop END"
                       " FROM file WHERE id = ?1",
                       err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, file_id);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        *drop_id = column_integer(statement, 0);
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_rename(struct store *store, struct text from, const struct drop_info *drop,
                  int64_t *drop_id, struct err *err)
{
    int64_t file_id = 0;
    int64_t withdrawn = 0;
    bool is_known = false;

    if (!store_is_alive(store, err) || !find(store, from, &file_id, err) ||
        !find(store, drop->file, &withdrawn, err) ||
        !store_is_known(store, drop->file, &is_known, err)) {
        return false;
    }
    if (file_id == 0 || file_id == withdrawn) {
        return err_set(err, ERR_NOT_FOUND, "%.*s: 没有这个文件 (no such file)", TEXT_ARG(from));
    }
    if (is_known) {
        return err_set(err, ERR_INTERNAL, "%.*s is renamed to a file that is there",
                       TEXT_ARG(from));
    }
    sources_forget(&store->sources);
    return touch_rows(store, file_id, err) &&
           (withdrawn == 0 || join_histories(store, file_id, withdrawn, err)) &&
           change_name(store, file_id, drop, err) && store_note_renamed(store, drop, err) &&
           find_drop_in_force(store, file_id, drop_id, err);
}
