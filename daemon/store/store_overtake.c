/* SPDX-License-Identifier: MIT */
/* Which file counts where several have the same key: the newer one. */
#include "base/err.h"
#include "store/store_take.h"

static bool is_newest_file(struct take *take, bool *is_newest, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&take->store->statements,
                       "SELECT EXISTS (SELECT 1 FROM file WHERE good_drop > ?1 AND id <> ?2)", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, take->good);
    bind_integer(statement, 2, take->file_id);
    bool ok = statement_step(statement, &has_row, err);
    *is_newest = ok && column_integer(statement, 0) == 0;
    statement_give(&take->store->statements, statement);
    return ok;
}

static bool is_shared(struct take *take, uint32_t subject, bool *shared, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&take->store->statements,
                       "SELECT EXISTS (SELECT 1 FROM pack WHERE subject_id = ?1"
                       " AND file_id <> ?2)",
                       err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, subject);
    bind_integer(statement, 2, take->file_id);
    bool ok = statement_step(statement, &has_row, err);
    *shared = ok && column_integer(statement, 0) != 0;
    statement_give(&take->store->statements, statement);
    return ok;
}

static bool touch_shared(struct take *take, uint32_t subject, struct err *err)
{
    struct subject_key key;
    bool shared = false;

    if (!is_shared(take, subject, &shared, err)) {
        return false;
    }
    if (!shared) {
        return true;
    }
    if (!subject_read(&take->store->words, subject, &key, err)) {
        return false;
    }
    touched_flag(&take->touched, key.kind);
    return touched_add(&take->touched, subject, err);
}

bool touch_overtaken(struct take *take, struct err *err)
{
    const struct manifest *manifest = &take->manifest;
    struct touched seen = {0};
    bool is_newest = true;
    bool ok = is_newest_file(take, &is_newest, err);

    for (uint32_t slot = 0; ok && !is_newest && slot < manifest_slots(manifest); slot++) {
        uint32_t subject = manifest->rows[slot].subject;
        if (subject != NO_SUBJECT && manifest->rows[slot].line != 0 &&
            !touched_has(&seen, subject)) {
            ok = touched_add(&seen, subject, err) && touch_shared(take, subject, err);
        }
    }
    touched_finish(&seen);
    return ok;
}
