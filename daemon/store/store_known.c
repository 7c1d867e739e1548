/* SPDX-License-Identifier: MIT */
/*
 * Rows that are known again by their bytes.
 *
 * They are matched in the manifest without being understood. Of a plain row only bytes and key are
 * kept there; so a row that is not known by its bytes (it changed, or is written in another way, or
 * the header is another one) is compared with the stored rows of its own subject, which are read
 * then, once. The same reading tells which rows have the key of the new one.
 */
#include <string.h>

#include "base/err.h"
#include "store/store_take.h"

void known_finish(struct known *known)
{
    touched_finish(&known->subjects);
    match_finish(&known->by_key);
    codec_metrics_finish(&known->metrics);
    *known = (struct known){0};
}

/* --- the rows in force of one subject --- */

static XXH128_hash_t hash_of_key(uint64_t key)
{
    return (XXH128_hash_t){.low64 = key, .high64 = 1};
}

/* One that is missing yet can be found by what it says, and each by its key. */
static bool open_row(struct take *take, const struct subject_key *subject, uint32_t row,
                     struct text body, struct err *err)
{
    struct manifest *manifest = &take->manifest;
    struct record record;
    XXH128_hash_t content;
    uint32_t slot = 0;

    if (!manifest_find_row(manifest, row, &slot) || !manifest->rows[slot].is_plain) {
        return true;
    }
    if (!match_add(&take->known.by_key, hash_of_key(manifest->rows[slot].hash.high64), slot)) {
        return err_set(err, ERR_NO_MEMORY, "keys of rows");
    }
    if (!manifest_is_missing(manifest, slot)) {
        return true;
    }
    return codec_read_record(&take->store->words, subject, body, &take->known.metrics, &record,
                             err) &&
           codec_hash_record(&record, &take->scratch, &content, err) &&
           manifest_add_content(manifest, content, slot, err);
}

static bool open_pack(struct take *take, const struct subject_key *subject, sqlite3_stmt *statement,
                      struct err *err)
{
    struct pack_reader reader = pack_read(column_text(statement, 1), column_count(statement, 0));
    bool has_row = true;
    bool ok = true;

    while (ok && has_row) {
        struct text body;
        uint32_t row = 0;
        ok = pack_next(&reader, &has_row, &row, &body, err);
        if (ok && has_row) {
            ok = open_row(take, subject, row, body, err);
        }
    }
    return ok;
}

static bool open_packs(struct take *take, uint32_t subject_id, struct err *err)
{
    struct store *store = take->store;
    struct subject_key subject;
    bool has_row = true;

    if (!subject_read(&store->words, subject_id, &subject, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT first_row, rows FROM pack WHERE subject_id = ?1 AND file_id = ?2"
                       " AND first_row < ?3 ORDER BY first_row",
                       err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, subject_id);
    bind_integer(statement, 2, take->file_id);
    bind_integer(statement, 3, take->manifest.first_new);
    bool ok = true;
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = open_pack(take, &subject, statement, err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool known_open_subject(struct take *take, uint32_t subject, struct err *err)
{
    struct known *known = &take->known;

    return touched_has(&known->subjects, subject) ||
           (touched_add(&known->subjects, subject, err) && open_packs(take, subject, err));
}

/* Plain rows that say the same as others are plain no longer. */
static bool open_doubles(struct take *take, struct err *err)
{
    const struct manifest *manifest = &take->manifest;
    uint32_t slots = manifest->double_count > 0 ? manifest_slots(manifest) : 0;

    for (uint32_t slot = 0; slot < slots; slot++) {
        if (manifest->rows[slot].is_double && words_are_many(&take->store->words)) {
            words_forget(&take->store->words);
        }
        if (manifest->rows[slot].is_double &&
            !known_open_subject(take, manifest->rows[slot].subject, err)) {
            return false;
        }
    }
    return true;
}

/* --- what the reader asks and says --- */

static bool read_secret(struct store *store, struct err *err)
{
    bool has_row = false;

    if (store->has_secret) {
        return true;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, "SELECT bytes FROM secret LIMIT 1", err);
    if (!statement) {
        return false;
    }
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        struct text bytes = has_row ? column_text(statement, 0) : (struct text){0};
        ok = (bytes.at && bytes.len == KNOWN_SECRET_LEN) ||
             err_set(err, ERR_FORMAT, "数据库中的密钥已损坏 (the stored secret is damaged)");
        if (ok && bytes.at) {
            memcpy(store->secret, bytes.at, KNOWN_SECRET_LEN);
            store->has_secret = true;
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

static bool begin(void *owner, uint64_t context, int32_t today, bool *are_wanted, bool *has_rows,
                  struct err *err)
{
    struct take *take = owner;
    struct known *known = &take->known;

    known->are_wanted = !known->is_forbidden && known->former_context != CONTEXT_UNUSABLE;
    *are_wanted = known->are_wanted;
    *has_rows = false;
    known->context = (int64_t)context;
    known->today = today;
    if (!known->are_wanted || known->former_context != known->context ||
        known->former_today > today) {
        return true;
    }
    if (!store_is_alive(take->store, err) || !take_load(take, err)) {
        return false;
    }
    *has_rows = take->manifest.plain_count > 0;
    return open_doubles(take, err);
}

static uint32_t follow(void *owner, uint64_t raw, uint64_t *key)
{
    struct take *take = owner;
    uint32_t place = manifest_follow(&take->manifest, raw);

    *key = place != KNOWN_NOWHERE ? take->manifest.rows[place].hash.high64 : 0;
    return place;
}

static bool make_index(void *owner, struct err *err)
{
    struct take *take = owner;

    return manifest_index(&take->manifest, err);
}

static void fetch(void *owner, uint64_t raw)
{
    const struct take *take = owner;

    raw_index_fetch(&take->manifest.by_bytes, raw);
}

static void approach(void *owner, uint64_t raw)
{
    const struct take *take = owner;

    raw_index_approach(&take->manifest.by_bytes, take->manifest.rows, raw);
}

static uint32_t seek(void *owner, uint64_t raw, uint64_t *key)
{
    const struct take *take = owner;
    uint32_t place = manifest_seek(&take->manifest, raw);

    *key = place != KNOWN_NOWHERE ? take->manifest.rows[place].hash.high64 : 0;
    return place;
}

static void take_known(void *owner, uint32_t place, uint32_t line)
{
    struct take *take = owner;

    manifest_take(&take->manifest, place, line);
    take->known.taken++;
}

static uint32_t line_of_key(void *owner, uint64_t key)
{
    const struct take *take = owner;

    return match_line(&take->known.by_key, take->manifest.rows, hash_of_key(key),
                      take->manifest.last_slot);
}

static bool depend(void *owner, const struct record *record, bool is_double, struct err *err)
{
    struct take *take = owner;
    struct row_identity identity = {.is_double = is_double};

    if (!codec_hash_record(record, &take->scratch, &identity.hash, err)) {
        return false;
    }
    manifest_identify(&take->manifest, take->manifest.last_slot, identity);
    return true;
}

static void end(void *owner, bool is_usable)
{
    struct take *take = owner;

    if (!is_usable) {
        take->known.context = CONTEXT_UNUSABLE;
    } else if (!take->known.are_wanted) {
        take->known.context = CONTEXT_NONE;
    }
}

bool store_known_rows(struct store *store, struct known_rows *rows, struct err *err)
{
    if (!read_secret(store, err)) {
        return false;
    }
    *rows = (struct known_rows){.owner = store->take,
                                .secret = store->secret,
                                .begin = begin,
                                .follow = follow,
                                .index = make_index,
                                .fetch = fetch,
                                .approach = approach,
                                .seek = seek,
                                .take = take_known,
                                .line_of_key = line_of_key,
                                .depend = depend,
                                .end = end};
    return true;
}
