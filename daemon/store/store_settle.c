/* SPDX-License-Identifier: MIT */
/*
 * What becomes of rows that a new version does not have: they go from their pack into the past.
 *
 * A row is kept in force if a fault of the new version stands in its place (store_keep.h), and no
 * good row of the same key came.
 *
 * Work goes by subject, since the key begins with what the subject says: only there can a row of
 * the same key be found again, which makes of "one removed, one new" "one changed".
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_codec.h"
#include "store/store_keep.h"
#include "store/store_take.h"

struct missing {
    uint32_t subject;
    uint32_t row;
    uint32_t slot;
};

/* How many new rows have a key. */
struct key_count {
    XXH128_hash_t key;
    uint32_t count; /* not yet paired with a removed row */
    bool is_used;
};

struct keys {
    struct key_count *counts;
    size_t mask; /* 0: none */
    size_t used;
};

struct settling {
    struct take *take;
    struct keeper keeper;
    struct missing *missing;
    size_t missing_count;
    /* of the subject at work */
    struct subject_key subject;
    struct keys keys;
    struct codec_metrics metrics;
    struct buffer pack; /* as it was */
    struct buffer stays;
    struct buffer leaves;
};

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "rows that leave");
}

/* --- what is missing --- */

static int compare_missing(const void *left, const void *right)
{
    const struct missing *a = left;
    const struct missing *b = right;

    if (a->subject != b->subject) {
        return a->subject < b->subject ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

static bool list_missing(struct settling *settling, struct err *err)
{
    const struct manifest *manifest = &settling->take->manifest;
    size_t count = manifest->old_count - manifest->same_count;
    uint32_t slots = manifest_slots(manifest);

    if (count == 0) {
        return true;
    }
    settling->missing = malloc(count * sizeof(*settling->missing));
    if (!settling->missing) {
        return no_memory(err);
    }
    for (uint32_t slot = 0; slot < slots && settling->missing_count < count; slot++) {
        if (manifest_is_missing(manifest, slot)) {
            settling->missing[settling->missing_count++] =
                (struct missing){manifest->rows[slot].subject, manifest_row(manifest, slot), slot};
        }
    }
    qsort(settling->missing, settling->missing_count, sizeof(*settling->missing), compare_missing);
    return true;
}

/* --- keys of the new rows of one subject --- */

static struct key_count *find_key(const struct keys *keys, XXH128_hash_t key)
{
    size_t at = (size_t)key.low64 & keys->mask;

    while (keys->counts[at].is_used &&
           (keys->counts[at].key.low64 != key.low64 || keys->counts[at].key.high64 != key.high64)) {
        at = (at + 1) & keys->mask;
    }
    return &keys->counts[at];
}

static bool grow_keys(struct keys *keys)
{
    struct keys grown = {.mask = keys->mask == 0 ? 63 : keys->mask * 2 + 1, .used = keys->used};

    grown.counts = calloc(grown.mask + 1, sizeof(*grown.counts));
    if (!grown.counts) {
        return false;
    }
    for (size_t i = 0; keys->counts && i <= keys->mask; i++) {
        if (keys->counts[i].is_used) {
            *find_key(&grown, keys->counts[i].key) = keys->counts[i];
        }
    }
    free(keys->counts);
    *keys = grown;
    return true;
}

static bool add_key(struct keys *keys, XXH128_hash_t key, struct err *err)
{
    if ((!keys->counts || keys->used * 2 > keys->mask) && !grow_keys(keys)) {
        return no_memory(err);
    }
    struct key_count *count = find_key(keys, key);
    if (!count->is_used) {
        *count = (struct key_count){.key = key, .is_used = true};
        keys->used++;
    }
    count->count++;
    return true;
}

static void clear_keys(struct keys *keys)
{
    if (keys->used > 0) {
        memset(keys->counts, 0, (keys->mask + 1) * sizeof(*keys->counts));
        keys->used = 0;
    }
}

static bool read_key(struct settling *settling, struct text body, struct record *record,
                     XXH128_hash_t *key, struct err *err)
{
    if (!codec_read_record(&settling->take->store->words, &settling->subject, body,
                           &settling->metrics, record, err)) {
        return false;
    }
    *key = codec_key_hash(record);
    return true;
}

static bool add_keys_of_pack(struct settling *settling, sqlite3_stmt *statement, struct err *err)
{
    struct pack_reader reader = pack_read(column_text(statement, 1), column_count(statement, 0));
    bool has_row = true;
    bool ok = true;

    while (ok && has_row) {
        struct text body;
        struct record record;
        XXH128_hash_t key;
        uint32_t row = 0;
        ok = pack_next(&reader, &has_row, &row, &body, err);
        if (ok && has_row) {
            ok = read_key(settling, body, &record, &key, err) && add_key(&settling->keys, key, err);
        }
    }
    return ok;
}

/* The packs of new rows lie behind all others of the file. */
static bool list_keys(struct settling *settling, uint32_t subject, struct err *err)
{
    const struct take *take = settling->take;
    bool has_row = take->manifest.next_row > take->manifest.first_new;

    clear_keys(&settling->keys);
    if (!has_row) {
        return true;
    }
    sqlite3_stmt *statement =
        statement_take(&take->store->statements,
                       "SELECT first_row, rows FROM pack WHERE subject_id = ?1 AND file_id = ?2"
                       " AND first_row >= ?3",
                       err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, subject);
    bind_integer(statement, 2, take->file_id);
    bind_integer(statement, 3, take->manifest.first_new);
    bool ok = true;
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = add_keys_of_pack(settling, statement, err);
        }
    }
    statement_give(&take->store->statements, statement);
    return ok;
}

/* --- packs --- */

struct pack {
    int64_t id;
    int64_t born;
    uint32_t first_row;
};

/* The pack that holds the row; its bytes go to settling->pack. */
static bool find_pack(struct settling *settling, const struct missing *missing, struct pack *pack,
                      struct err *err)
{
    struct store *store = settling->take->store;
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT id, born, first_row, rows FROM pack WHERE subject_id = ?1"
                       " AND file_id = ?2 AND first_row <= ?3 ORDER BY first_row DESC LIMIT 1",
                       err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, missing->subject);
    bind_integer(statement, 2, settling->take->file_id);
    bind_integer(statement, 3, missing->row);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && !has_row) {
        ok = err_set(err, ERR_FORMAT, "数据库缺少一行 (the store misses a row)");
    }
    if (ok) {
        *pack = (struct pack){column_integer(statement, 0), column_integer(statement, 1),
                              column_count(statement, 2)};
        buffer_clear(&settling->pack);
        ok = buffer_append_text(&settling->pack, column_text(statement, 3)) || no_memory(err);
    }
    statement_give(&store->statements, statement);
    return ok;
}

static bool write_past(struct settling *settling, const struct pack *pack, uint32_t subject,
                       struct err *err)
{
    struct take *take = settling->take;
    sqlite3_stmt *statement =
        statement_take(&take->store->statements,
                       "INSERT INTO past (subject_id, file_id, first_row, born, gone, rows)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                       err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, subject);
    bind_integer(statement, 2, take->file_id);
    bind_integer(statement, 3, pack->first_row);
    bind_integer(statement, 4, pack->born);
    bind_integer(statement, 5, take->drop_id);
    bind_bytes(statement, 6, settling->leaves.bytes, settling->leaves.len);
    return statement_finish(&take->store->statements, statement, err);
}

/* first_row stays what it was: it is the pack's name, and rows are counted from it. */
static bool rewrite_pack(struct settling *settling, const struct pack *pack, struct err *err)
{
    struct statement_cache *statements = &settling->take->store->statements;
    bool is_empty = settling->stays.len == 0;
    sqlite3_stmt *statement = statement_take(statements,
                                             is_empty ? "DELETE FROM pack WHERE id = ?1"
                                                      : "UPDATE pack SET rows = ?2 WHERE id = ?1",
                                             err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, pack->id);
    if (!is_empty) {
        bind_bytes(statement, 2, settling->stays.bytes, settling->stays.len);
    }
    return statement_finish(statements, statement, err);
}

/* A row that is kept is not of the new version, where another one may come to say the same. */
static bool identify_kept(struct take *take, uint32_t slot, const struct record *record,
                          struct err *err)
{
    struct row_identity identity = {.is_double = true};

    if (!codec_hash_record(record, &take->scratch, &identity.hash, err)) {
        return false;
    }
    manifest_identify(&take->manifest, slot, identity);
    return true;
}

/* Whether the missing row leaves, counted; or is kept. */
static bool judge(struct settling *settling, const struct missing *missing, struct text body,
                  bool *leaves, struct err *err)
{
    struct take *take = settling->take;
    struct key_count *count = NULL;
    struct record record;
    bool in_doubt = false;

    *leaves = true;
    if (settling->keys.used > 0 || settling->keeper.fault_count > 0) {
        XXH128_hash_t key;
        if (!read_key(settling, body, &record, &key, err)) {
            return false;
        }
        count = settling->keys.used > 0 ? find_key(&settling->keys, key) : NULL;
        if ((!count || !count->is_used) &&
            !keeper_is_in_doubt(&settling->keeper, &record, &in_doubt, err)) {
            return false;
        }
    }
    if (in_doubt) {
        *leaves = false;
        return identify_kept(take, missing->slot, &record, err) &&
               keeper_add(&settling->keeper, missing->row, err);
    }
    if (count && count->is_used && count->count > 0) {
        count->count--;
        take->result.rows_changed++;
        take->result.rows_new--;
    } else {
        take->result.rows_removed++;
    }
    manifest_remove(&take->manifest, missing->slot);
    return true;
}

/* Goes through one pack. *at moves past the missing rows that were in it. */
static bool split_pack(struct settling *settling, const struct pack *pack, size_t *at, size_t end,
                       struct err *err)
{
    struct pack_reader reader = pack_read(buffer_text(&settling->pack), pack->first_row);
    uint32_t last_stay = pack->first_row;
    uint32_t last_leave = last_stay;
    bool has_row = true;

    buffer_clear(&settling->stays);
    buffer_clear(&settling->leaves);
    while (true) {
        struct text body;
        uint32_t row = 0;
        bool leaves = false;
        if (!pack_next(&reader, &has_row, &row, &body, err)) {
            return false;
        }
        if (!has_row) {
            return true;
        }
        if (*at < end && settling->missing[*at].row == row &&
            !judge(settling, &settling->missing[(*at)++], body, &leaves, err)) {
            return false;
        }
        if (!(leaves ? pack_append(&settling->leaves, &last_leave, row, body)
                     : pack_append(&settling->stays, &last_stay, row, body))) {
            return no_memory(err);
        }
    }
}

static bool settle_pack(struct settling *settling, size_t *at, size_t end, struct err *err)
{
    uint32_t subject = settling->missing[*at].subject;
    size_t before = *at;
    struct pack pack;

    if (!find_pack(settling, &settling->missing[*at], &pack, err) ||
        !split_pack(settling, &pack, at, end, err)) {
        return false;
    }
    if (*at == before) {
        return err_set(err, ERR_FORMAT, "数据库缺少一行 (the store misses a row)");
    }
    return settling->leaves.len == 0 ||
           (write_past(settling, &pack, subject, err) && rewrite_pack(settling, &pack, err));
}

/* All missing rows of one subject: missing[at] to missing[end - 1]. */
static bool settle_subject(struct settling *settling, size_t at, size_t end, struct err *err)
{
    struct take *take = settling->take;
    uint32_t subject = settling->missing[at].subject;

    if (!subject_read(&take->store->words, subject, &settling->subject, err) ||
        !list_keys(settling, subject, err) || !touched_add(&take->touched, subject, err)) {
        return false;
    }
    keeper_choose(&settling->keeper, &settling->subject);
    touched_flag(&take->touched, settling->subject.kind);
    while (at < end) {
        if (!settle_pack(settling, &at, end, err)) {
            return false;
        }
    }
    return true;
}

static bool settle_missing(struct settling *settling, struct err *err)
{
    struct word_cache *words = &settling->take->store->words;
    size_t at = 0;

    while (at < settling->missing_count) {
        size_t end = at + 1;
        while (end < settling->missing_count &&
               settling->missing[end].subject == settling->missing[at].subject) {
            end++;
        }
        if (words_are_many(words)) {
            words_forget(words);
        }
        if (!settle_subject(settling, at, end, err)) {
            return false;
        }
        at = end;
    }
    return true;
}

/* --- all of it --- */

static void finish(struct settling *settling)
{
    free(settling->missing);
    free(settling->keys.counts);
    keeper_finish(&settling->keeper);
    codec_metrics_finish(&settling->metrics);
    buffer_finish(&settling->pack);
    buffer_finish(&settling->stays);
    buffer_finish(&settling->leaves);
}

bool settle(struct take *take, struct err *err)
{
    struct settling settling = {.take = take};

    take->result.rows_same = take->manifest.same_count;
    bool ok = keeper_init(&settling.keeper, take, err) && list_missing(&settling, err) &&
              settle_missing(&settling, err) && keeper_write(&settling.keeper, err) &&
              touch_overtaken(take, err) && manifest_write(&take->manifest, err);
    finish(&settling);
    return ok;
}
