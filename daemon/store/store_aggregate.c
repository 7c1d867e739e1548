/* SPDX-License-Identifier: MIT */
/* What computing made of the rows: one figure of one board key and period. */
#include "base/err.h"
#include "store/store_codec.h"
#include "store/store_internal.h"

/* --- keys --- */

static bool find_key(struct store *store, struct text key, int64_t *key_id, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, "SELECT id FROM board_key WHERE key = ?1", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_text(statement, 1, key);
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        *key_id = has_row ? column_integer(statement, 0) : 0;
    }
    statement_give(&store->statements, statement);
    return ok;
}

static bool insert_key(struct store *store, const struct aggregate *aggregate, uint32_t indicator,
                       int64_t *key_id, struct err *err)
{
    sqlite3_stmt *statement = statement_take(
        &store->statements,
        "INSERT INTO board_key (key, indicator, place, item) VALUES (?1, ?2, ?3, ?4)", err);

    if (!statement) {
        return false;
    }
    bind_text(statement, 1, aggregate->key);
    bind_integer(statement, 2, indicator);
    bind_text(statement, 3, aggregate->place);
    bind_text(statement, 4, aggregate->item);
    if (!statement_finish(&store->statements, statement, err)) {
        return false;
    }
    *key_id = sqlite3_last_insert_rowid(store->db);
    return true;
}

/* --- the body: presence, counts, amount --- */

enum { HAS_COUNTS = 4, HAS_AMOUNT = 8, PRESENCE = 3 };

static bool encode(struct store *store, const struct aggregate *aggregate, struct buffer *body,
                   struct err *err)
{
    unsigned bits = (unsigned)aggregate->presence | (aggregate->has_counts ? HAS_COUNTS : 0U) |
                    (aggregate->has_amount ? HAS_AMOUNT : 0U);
    bool ok = codec_put_number(body, bits);

    if (aggregate->has_counts) {
        ok = ok && codec_put_number(body, codec_zigzag(aggregate->passed)) &&
             codec_put_number(body, codec_zigzag(aggregate->inspected));
    }
    if (!ok) {
        return err_set(err, ERR_NO_MEMORY, "aggregate");
    }
    return !aggregate->has_amount ||
           codec_write_amount(&store->words, &aggregate->amount, body, err);
}

static bool decode(struct store *store, struct text body, struct aggregate *aggregate,
                   struct err *err)
{
    uint64_t bits = 0;
    uint64_t passed = 0;
    uint64_t inspected = 0;
    bool ok = codec_take_number(&body, &bits);

    aggregate->presence = (enum presence)(bits & PRESENCE);
    aggregate->has_counts = (bits & HAS_COUNTS) != 0;
    aggregate->has_amount = (bits & HAS_AMOUNT) != 0;
    if (aggregate->has_counts) {
        ok = ok && codec_take_number(&body, &passed) && codec_take_number(&body, &inspected);
        aggregate->passed = codec_unzigzag(passed);
        aggregate->inspected = codec_unzigzag(inspected);
    }
    if (!ok) {
        return err_set(err, ERR_FORMAT, "数据库中的汇总已损坏 (a stored aggregate is damaged)");
    }
    return !aggregate->has_amount ||
           codec_read_amount(&store->words, &body, &aggregate->amount, err);
}

/* --- writing --- */

static void bind_place(sqlite3_stmt *statement, int64_t key_id, struct period period)
{
    bind_integer(statement, 1, key_id);
    bind_integer(statement, 2, period.to);
    bind_integer(statement, 3, period.from);
}

static bool is_stored(struct store *store, const struct aggregate *aggregate, int64_t key_id,
                      struct text body, bool *stored, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT body, detail, updated_utc_ms FROM aggregate WHERE key_id = ?1"
                       " AND period_to = ?2 AND period_from = ?3",
                       err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_place(statement, key_id, aggregate->period);
    bool ok = statement_step(statement, &has_row, err);
    *stored = ok && has_row && text_equal(column_text(statement, 0), body) &&
              text_equal(column_text(statement, 1), aggregate->detail) &&
              column_integer(statement, 2) == aggregate->updated_utc_ms;
    statement_give(&store->statements, statement);
    return ok;
}

static bool upsert(struct store *store, const struct aggregate *aggregate, int64_t key_id,
                   uint32_t indicator, struct text body, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "INSERT OR REPLACE INTO aggregate (key_id, period_to, period_from,"
                       " indicator, updated_utc_ms, body, detail)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                       err);

    if (!statement) {
        return false;
    }
    bind_place(statement, key_id, aggregate->period);
    bind_integer(statement, 4, indicator);
    bind_integer(statement, 5, aggregate->updated_utc_ms);
    bind_bytes(statement, 6, body.at, body.len);
    bind_text(statement, 7, aggregate->detail);
    return statement_finish(&store->statements, statement, err);
}

bool store_put_aggregate(struct store *store, const struct aggregate *aggregate, struct err *err)
{
    struct buffer body = {0};
    uint32_t indicator = NO_WORD;
    int64_t key_id = 0;
    bool stored = false;
    bool ok = false;

    if (!store_is_alive(store, err) ||
        !word_require(&store->words, aggregate->indicator, &indicator, err) ||
        !encode(store, aggregate, &body, err) || !find_key(store, aggregate->key, &key_id, err)) {
        goto out;
    }
    if (key_id == 0) {
        ok = insert_key(store, aggregate, indicator, &key_id, err);
    } else {
        ok = is_stored(store, aggregate, key_id, buffer_text(&body), &stored, err);
    }
    ok = ok && (stored || upsert(store, aggregate, key_id, indicator, buffer_text(&body), err));

out:
    buffer_finish(&body);
    return ok;
}

bool store_remove_aggregate(struct store *store, struct text key, struct period period,
                            struct err *err)
{
    int64_t key_id = 0;

    if (!store_is_alive(store, err) || !find_key(store, key, &key_id, err)) {
        return false;
    }
    sqlite3_stmt *statement = statement_take(
        &store->statements,
        "DELETE FROM aggregate WHERE key_id = ?1 AND period_to = ?2 AND period_from = ?3", err);
    if (!statement) {
        return false;
    }
    bind_place(statement, key_id, period);
    return statement_finish(&store->statements, statement, err);
}

/* --- reading --- */

typedef bool visit_aggregate(void *owner, const struct aggregate *aggregate, struct err *err);

static bool each_aggregate(struct store *store, sqlite3_stmt *statement, visit_aggregate *visit,
                           void *owner, struct err *err)
{
    bool has_row = true;
    bool ok = true;

    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            struct aggregate aggregate = {
                .key = column_text(statement, 0),
                .indicator = column_text(statement, 1),
                .place = column_text(statement, 2),
                .item = column_text(statement, 3),
                .period = {.to = (int32_t)column_integer(statement, 4),
                           .from = (int32_t)column_integer(statement, 5)},
                .updated_utc_ms = column_integer(statement, 6),
                .detail = column_text(statement, 8),
            };
            ok = decode(store, column_text(statement, 7), &aggregate, err) &&
                 visit(owner, &aggregate, err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_each_aggregate(struct store *store, struct text key, size_t limit,
                          visit_aggregate *visit, void *owner, struct err *err)
{
    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("aggregates-of-key"), err);
    if (statement) {
        bind_text(statement, 1, key);
        bind_integer(statement, 2, limit > 0 ? (int64_t)limit : -1);
    }
    bool ok = statement && each_aggregate(store, statement, visit, owner, err);
    store_read_end(store);
    return ok;
}

bool store_each_aggregate_of(struct store *store, struct text indicator, struct period period,
                             visit_aggregate *visit, void *owner, struct err *err)
{
    uint32_t word = NO_WORD;
    bool ok = false;

    if (!store_read_begin(store, err)) {
        return false;
    }
    if (word_find(&store->words, indicator, &word, err)) {
        sqlite3_stmt *statement =
            statement_take(&store->statements, statement_sql("aggregates-of-period"), err);
        if (statement) {
            bind_integer(statement, 1, word);
            bind_integer(statement, 2, period.to);
            bind_integer(statement, 3, period.from);
        }
        ok = statement && each_aggregate(store, statement, visit, owner, err);
    }
    store_read_end(store);
    return ok;
}

bool store_each_key(struct store *store, struct text indicator,
                    bool (*visit)(void *owner, struct text key, struct text indicator,
                                  struct err *err),
                    void *owner, struct err *err)
{
    bool has_row = true;

    if (!store_read_begin(store, err)) {
        return false;
    }
    const char *sql = statement_sql(indicator.len > 0 ? "keys-of-indicator" : "keys");
    sqlite3_stmt *statement = statement_take(&store->statements, sql, err);
    bool ok = statement != NULL;
    if (ok && indicator.len > 0) {
        bind_text(statement, 1, indicator);
    }
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = visit(owner, column_text(statement, 0), column_text(statement, 1), err);
        }
    }
    statement_give(&store->statements, statement);
    store_read_end(store);
    return ok;
}
