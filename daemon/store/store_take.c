/* SPDX-License-Identifier: MIT */
/*
 * Taking a drop.
 *
 *   store_take_begin   the drop gets its number; a savepoint is set
 *   on_record          same as a row of the version in force? then only its line is noted; else it
 *                      is a new row. (Rows known by their bytes do not come here: store_known.c)
 *   on_fault           kept in memory: a refused drop undoes its rows, not its faults
 *   store_take_end     refused: back to the savepoint. Else what was not matched leaves
 *                      (store_settle.c), and the drop becomes the file's version in force
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/store_codec.h"
#include "store/store_take.h"

static void destroy_take(struct take *take)
{
    if (!take) {
        return;
    }
    manifest_finish(&take->manifest);
    known_finish(&take->known);
    fresh_finish(&take->fresh);
    faults_finish(&take->faults);
    touched_finish(&take->touched);
    buffer_finish(&take->scratch);
    free(take->folder_place);
    free(take);
}

void take_abandon(struct store *store)
{
    destroy_take(store->take);
    store->take = NULL;
}

/* --- the file and its drop --- */

static bool find_file(struct take *take, struct text name, bool *is_found, struct err *err)
{
    struct store *store = take->store;
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT f.id, f.newest_drop, f.good_drop, f.next_row,"
                       " (SELECT max(version) FROM drops WHERE file_id = f.id),"
                       " f.rows_context, f.rows_today"
                       " FROM file f WHERE f.name = ?1",
                       err);

    if (!statement) {
        return false;
    }
    bind_text(statement, 1, name);
    bool ok = statement_step(statement, is_found, err);
    if (ok && *is_found) {
        take->file_id = column_integer(statement, 0);
        take->before = column_integer(statement, 1);
        take->good = column_integer(statement, 2);
        take->next_row = column_count(statement, 3);
        take->version = column_count(statement, 4);
        take->known.former_context = column_integer(statement, 5);
        take->known.former_today = column_integer(statement, 6);
    }
    statement_give(&store->statements, statement);
    return ok;
}

static bool insert_file(struct take *take, const struct drop_info *drop, struct err *err)
{
    struct store *store = take->store;
    sqlite3_stmt *statement = statement_take(
        &store->statements, "INSERT INTO file (name, folder_place) VALUES (?1, ?2)", err);

    if (!statement) {
        return false;
    }
    bind_text(statement, 1, drop->file);
    bind_text(statement, 2, drop->folder_place);
    if (!statement_finish(&store->statements, statement, err)) {
        return false;
    }
    take->file_id = sqlite3_last_insert_rowid(store->db);
    return true;
}

static void bind_identity(sqlite3_stmt *statement, int first, const struct file_identity *identity)
{
    bind_integer(statement, first, identity->size);
    bind_integer(statement, first + 1, identity->mtime_ns);
    bind_integer(statement, first + 2, identity->ctime_ns);
    bind_integer(statement, first + 3, (int64_t)identity->inode);
    bind_integer(statement, first + 4, (int64_t)identity->device);
}

/* Refused until store_take_end says better. */
static bool insert_drop(struct take *take, const struct drop_info *drop, enum drop_state state,
                        struct err *err)
{
    struct store *store = take->store;
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "INSERT INTO drops (file_id, version, state, sha256, seen_utc_ms,"
                       " size, mtime_ns, ctime_ns, inode, device)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                       err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, take->file_id);
    bind_integer(statement, 2, take->version);
    bind_integer(statement, 3, state);
    bind_text(statement, 4, text_of(drop->sha256));
    bind_integer(statement, 5, drop->seen_utc_ms);
    bind_identity(statement, 6, &drop->identity);
    if (!statement_finish(&store->statements, statement, err)) {
        return false;
    }
    take->drop_id = sqlite3_last_insert_rowid(store->db);
    return true;
}

static struct take *create_take(struct store *store, const struct drop_info *drop, struct err *err)
{
    struct take *take = calloc(1, sizeof(*take));
    char *place = text_dup(drop->folder_place);

    if (!take || !place) {
        free(take);
        free(place);
        (void)err_set(err, ERR_NO_MEMORY, "drop");
        return NULL;
    }
    take->store = store;
    take->folder_place = place;
    take->is_strict = drop->is_strict;
    return take;
}

static bool begin_drop(struct store *store, const struct drop_info *drop, enum drop_state state,
                       struct err *err)
{
    bool is_found = false;

    if (!store_is_alive(store, err)) {
        return false;
    }
    if (store->take) {
        return err_set(err, ERR_INTERNAL, "a drop within a drop");
    }
    struct take *take = create_take(store, drop, err);
    if (!take) {
        return false;
    }
    store->take = take; /* from here store_rollback frees it */
    if (!find_file(take, drop->file, &is_found, err) ||
        (!is_found && !insert_file(take, drop, err))) {
        return false;
    }
    take->version++;
    counts_touch(&store->counts, take->file_id);
    words_begin_file(&store->words);
    return insert_drop(take, drop, state, err);
}

bool store_take_begin(struct store *store, const struct drop_info *drop, struct err *err)
{
    return begin_drop(store, drop, DROP_REFUSED, err) &&
           statement_run(&store->statements, "SAVEPOINT take", err);
}

/* --- rows --- */

bool take_load(struct take *take, struct err *err)
{
    if (!take->is_loaded && !manifest_load(&take->manifest, &take->store->statements, take->file_id,
                                           take->next_row, err)) {
        return false;
    }
    take->is_loaded = true;
    return true;
}

/* Memory is bounded: what waits is written now and then, and what is remembered forgotten. */
static bool make_room(struct take *take, struct err *err)
{
    struct store *store = take->store;
    bool is_much = words_are_many(&store->words);

    if (!is_much && !fresh_is_full(&take->fresh)) {
        return true;
    }
    if (!fresh_write(&take->fresh, &store->words, take->file_id, take->drop_id, err)) {
        return false;
    }
    if (is_much) {
        words_forget(&store->words);
    }
    return true;
}

static bool add_row(struct take *take, const struct record *record, struct row_identity identity,
                    uint32_t line, struct err *err)
{
    struct store *store = take->store;
    struct buffer *body = NULL;
    uint32_t row = 0;

    if (!make_room(take, err) || !fresh_begin(&take->fresh, &body, err) ||
        !codec_write_record(&store->words, record, body, err)) {
        return false;
    }
    struct subject *subject = subject_of(&store->words, record, err);
    if (!subject || !manifest_add(&take->manifest, identity, subject->id, line, &row, err) ||
        !touched_add(&take->touched, subject->id, err)) {
        return false;
    }
    touched_flag(&take->touched, record->sheet);
    take->result.rows_new++;
    fresh_end(&take->fresh, subject, row);
    return true;
}

/* Where the version in force has plain rows, they are compared with those of the same subject. */
static bool open_subject(struct take *take, const struct record *record, struct err *err)
{
    const struct manifest *manifest = &take->manifest;
    bool is_compared = manifest->same_count < manifest->old_count || take->known.taken > 0;

    if (manifest->plain_count == 0 || !is_compared) {
        return true;
    }
    if (!make_room(take, err)) {
        return false;
    }
    const struct subject *subject = subject_of(&take->store->words, record, err);
    return subject && known_open_subject(take, subject->id, err);
}

static bool take_record(struct take *take, const struct record *record, struct err *err)
{
    struct manifest *manifest = &take->manifest;
    struct row_identity identity = {.hash = {.low64 = record->raw, .high64 = record->key},
                                    .is_plain = record->raw != 0};
    uint32_t line = record->line > 0 ? record->line : 1;
    XXH128_hash_t content = {0};
    uint32_t slot = 0;
    bool is_same = false;

    if ((!identity.is_plain || manifest->same_count < manifest->old_count) &&
        (!codec_hash_record(record, &take->scratch, &content, err) ||
         !manifest_match(manifest, content, record->key, &is_same, &slot, err))) {
        return false;
    }
    if (!identity.is_plain) {
        identity.hash = content;
    }
    if (!is_same) {
        return add_row(take, record, identity, line, err);
    }
    manifest_take(manifest, slot, line);
    manifest_identify(manifest, slot, identity);
    return true;
}

static bool on_record(void *owner, const struct record *record, struct err *err)
{
    struct take *take = owner;

    return store_is_alive(take->store, err) && take_load(take, err) &&
           open_subject(take, record, err) && take_record(take, record, err);
}

static bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    struct take *take = owner;

    return faults_add(&take->faults, fault, err);
}

struct record_sink store_take_sink(struct store *store)
{
    return (struct record_sink){.owner = store->take, .on_record = on_record, .on_fault = on_fault};
}

/* --- the end --- */

static bool update_file(struct take *take, bool is_good, struct err *err)
{
    struct store *store = take->store;
    const struct known *known = &take->known;
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "UPDATE file SET newest_drop = ?2, good_drop = ?3, next_row = ?4,"
                       " folder_place = ?5, rows_context = ?6, rows_today = ?7 WHERE id = ?1",
                       err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, take->file_id);
    bind_integer(statement, 2, take->drop_id);
    bind_integer(statement, 3, is_good ? take->drop_id : take->good);
    bind_integer(statement, 4, take->is_loaded ? take->manifest.next_row : take->next_row);
    bind_text(statement, 5, text_of(take->folder_place));
    bind_integer(statement, 6, is_good ? known->context : known->former_context);
    bind_integer(statement, 7, is_good ? known->today : known->former_today);
    return statement_finish(&store->statements, statement, err);
}

static void bind_summary(sqlite3_stmt *statement, int first, const struct sheet_summary *summary)
{
    const char *sheet = sheet_name(summary->sheet);

    bind_text(statement, first, text_of(sheet ? sheet : ""));
    bind_text(statement, first + 1, text_of(summary->encoding));
    bind_integer(statement, first + 2, summary->has_bom);
    bind_text(statement, first + 3, text_of(summary->delimiter));
    bind_text(statement, first + 4, text_of(summary->decoded_sample));
    bind_integer(statement, first + 5, summary->header_line);
    bind_integer(statement, first + 6, summary->rows_read);
    bind_integer(statement, first + 7, summary->rows_faulty);
    bind_integer(statement, first + 8, summary->fault_count);
    bind_integer(statement, first + 9, summary->warning_count);
}

static bool update_drop(struct take *take, const struct sheet_summary *summary, struct err *err)
{
    struct store *store = take->store;
    const struct drop_result *result = &take->result;
    sqlite3_stmt *statement = statement_take(&store->statements, statement_sql("finish-drop"), err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, take->drop_id);
    bind_integer(statement, 2, result->state);
    bind_integer(statement, 3, result->rows_new);
    bind_integer(statement, 4, result->rows_changed);
    bind_integer(statement, 5, result->rows_same);
    bind_integer(statement, 6, result->rows_removed);
    bind_integer(statement, 7, result->state == DROP_REFUSED ? 0 : clock_utc_ms());
    bind_summary(statement, 8, summary);
    return statement_finish(&store->statements, statement, err);
}

/* Everything the drop touches is known: hand it to the job, and let go of the drop. */
static bool close_take(struct take *take, struct drop_result *result, struct err *err)
{
    struct store *store = take->store;

    if (!touched_by_faults_of(store, &take->touched, take->before, err) ||
        !touched_by_faults_of(store, &take->touched, take->drop_id, err) ||
        !touched_merge(&store->touched, &take->touched, err)) {
        return false;
    }
    take->result.drop_id = take->drop_id;
    take->result.version = take->version;
    *result = take->result;
    sources_forget_file(&store->sources, take->file_id);
    if (take->touched.flags.places) {
        sources_forget_places(&store->sources);
    }
    take_abandon(store);
    return true;
}

/* Of a sheet of activities, say, any fault is a doubt about the campaigns. */
static void flag_faults(struct take *take, const struct sheet_summary *summary)
{
    if (take->faults.count > 0) {
        touched_flag(&take->touched, summary->sheet);
    }
}

/* What was taken of rows is undone, in memory too. */
static bool undo_rows(struct take *take, struct err *err)
{
    struct store *store = take->store;

    if (!statement_run(&store->statements, "ROLLBACK TO take", err)) {
        return false;
    }
    words_forget(&store->words); /* what came since the savepoint is gone */
    touched_clear(&take->touched);
    fresh_finish(&take->fresh);
    take->fresh = (struct fresh_log){0};
    manifest_finish(&take->manifest);
    take->is_loaded = false;
    take->result = (struct drop_result){0};
    return true;
}

static bool refuse(struct take *take, struct err *err)
{
    if (!undo_rows(take, err) || !statement_run(&take->store->statements, "RELEASE take", err)) {
        return false;
    }
    take->result.state = DROP_REFUSED;
    return true;
}

bool store_take_again(struct store *store, struct err *err)
{
    struct take *take = store->take;
    struct known known = {.is_forbidden = true};

    if (!store_is_alive(store, err)) {
        return false;
    }
    if (!take) {
        return err_set(err, ERR_INTERNAL, "no drop to begin again");
    }
    known.former_context = take->known.former_context;
    known.former_today = take->known.former_today;
    known_finish(&take->known);
    take->known = known;
    faults_finish(&take->faults);
    take->faults = (struct fault_list){0};
    return undo_rows(take, err);
}

static bool accept(struct take *take, const struct sheet_summary *summary, struct err *err)
{
    struct store *store = take->store;
    bool is_whole = summary->rows_faulty == 0 && summary->fault_count == 0;

    if (!take_load(take, err) ||
        !fresh_write(&take->fresh, &store->words, take->file_id, take->drop_id, err) ||
        !settle(take, err)) {
        return false;
    }
    take->result.state = is_whole ? DROP_TAKEN : DROP_PARTIAL;
    return statement_run(&store->statements, "RELEASE take", err);
}

/* How many rows the version in force was read from; 0: there is none. */
static bool former_rows(struct take *take, uint32_t *rows, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&take->store->statements, "SELECT rows_read FROM drops WHERE id = ?1", err);
    bool has_row = false;

    *rows = 0;
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, take->good);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        *rows = column_count(statement, 0);
    }
    statement_give(&take->store->statements, statement);
    return ok;
}

/* A version with less than half of the rows is taken, but somebody should look at it. */
static bool warn_if_shrunk(struct take *take, struct sheet_summary *summary, struct err *err)
{
    uint32_t former = 0;
    char now[16];
    char before[16];

    if (!former_rows(take, &former, err)) {
        return false;
    }
    if (summary->rows_read >= former - former / 2) {
        return true;
    }
    (void)snprintf(now, sizeof(now), "%u", summary->rows_read);
    (void)snprintf(before, sizeof(before), "%u", former);
    struct fault fault = {
        .kind = FAULT_SHRUNK,
        .is_warning = true,
        .line = summary->header_line,
        .cell_index = -1,
        .byte = -1,
        .first = text_of(now),
        .second = text_of(before),
    };
    summary->warning_count++;
    return faults_add(&take->faults, &fault, err);
}

bool store_take_end(struct store *store, const struct sheet_summary *said,
                    struct drop_result *result, struct err *err)
{
    struct take *take = store->take;
    struct sheet_summary summary = *said;

    if (!store_is_alive(store, err)) {
        return false;
    }
    if (!take) {
        return err_set(err, ERR_INTERNAL, "the end of no drop");
    }
    bool is_faulty = summary.rows_faulty > 0 || summary.fault_count > 0;
    bool is_refused = summary.is_refused || (take->is_strict && is_faulty);
    if (!(is_refused ? refuse(take, err)
                     : accept(take, &summary, err) && warn_if_shrunk(take, &summary, err))) {
        return false;
    }
    flag_faults(take, &summary);
    return faults_write(store, &take->faults, take->drop_id, err) &&
           update_file(take, !is_refused, err) && update_drop(take, &summary, err) &&
           close_take(take, result, err);
}

/* --- withdrawing --- */

bool store_withdraw(struct store *store, struct text file, int64_t at_utc_ms,
                    struct drop_result *result, struct err *err)
{
    struct drop_info drop = {.file = file, .sha256 = "", .seen_utc_ms = at_utc_ms};
    struct sheet_summary summary = {0};
    bool is_known = false;

    if (!store_is_known(store, file, &is_known, err)) {
        return false;
    }
    if (!is_known) {
        return err_set(err, ERR_NOT_FOUND, "%.*s: 没有这个文件 (no such file)", TEXT_ARG(file));
    }
    if (!begin_drop(store, &drop, DROP_WITHDRAWN, err)) {
        return false;
    }
    struct take *take = store->take;
    if (!take_load(take, err) || !settle(take, err)) {
        return false;
    }
    take->result.state = DROP_WITHDRAWN;
    take->good = 0;
    return update_file(take, false, err) && update_drop(take, &summary, err) &&
           close_take(take, result, err);
}
