/* SPDX-License-Identifier: MIT */
/*
 * What computing made of the rows. All figures of one indicator and period are one stored row, its
 * body is
 *
 *   count, then for each figure: place, item (words) and where its bytes end; then the bytes
 *
 * with numbers of 32 bits, little-endian, in the table and those of store_codec.h behind it. So one
 * figure is found without reading the others, and a load writes a row for each period, not one for
 * each figure.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_codec.h"
#include "store/store_internal.h"

/* --- one figure: presence, time, counts, amount, detail --- */

enum { HAS_COUNTS = 4, HAS_AMOUNT = 8, PRESENCE = 3 };

static bool encode(struct store *store, const struct aggregate *aggregate, struct buffer *body,
                   struct err *err)
{
    unsigned bits = (unsigned)aggregate->presence | (aggregate->has_counts ? HAS_COUNTS : 0U) |
                    (aggregate->has_amount ? HAS_AMOUNT : 0U);
    bool ok = codec_put_number(body, bits) &&
              codec_put_number(body, codec_zigzag(aggregate->updated_utc_ms)) &&
              codec_put_number(body, aggregate->detail.len) &&
              buffer_append_text(body, aggregate->detail);

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

static bool is_damaged(struct err *err)
{
    return err_set(err, ERR_FORMAT, "数据库中的汇总已损坏 (a stored aggregate is damaged)");
}

static bool take_detail(struct text *rest, struct text *detail)
{
    uint64_t len = 0;

    if (!codec_take_number(rest, &len) || len > rest->len) {
        return false;
    }
    *detail = text_part(*rest, 0, (size_t)len);
    *rest = text_part(*rest, (size_t)len, rest->len);
    return true;
}

static bool decode(struct store *store, struct text body, struct aggregate *aggregate,
                   struct err *err)
{
    uint64_t bits = 0;
    uint64_t updated = 0;
    uint64_t passed = 0;
    uint64_t inspected = 0;
    bool ok = codec_take_number(&body, &bits) && codec_take_number(&body, &updated) &&
              take_detail(&body, &aggregate->detail);

    aggregate->presence = (enum presence)(bits & PRESENCE);
    aggregate->has_counts = (bits & HAS_COUNTS) != 0;
    aggregate->has_amount = (bits & HAS_AMOUNT) != 0;
    aggregate->updated_utc_ms = codec_unzigzag(updated);
    if (ok && aggregate->has_counts) {
        ok = codec_take_number(&body, &passed) && codec_take_number(&body, &inspected);
        aggregate->passed = codec_unzigzag(passed);
        aggregate->inspected = codec_unzigzag(inspected);
    }
    if (!ok) {
        return is_damaged(err);
    }
    return !aggregate->has_amount ||
           codec_read_amount(&store->words, &body, &aggregate->amount, err);
}

/* --- all figures of a period --- */

enum { NUMBER = 4, COUNT_AT = 0, SLOTS_AT = NUMBER, SLOT = 3 * NUMBER };

static void put_number_at(struct buffer *body, size_t at, uint32_t number)
{
    for (size_t i = 0; i < NUMBER; i++) {
        body->bytes[at + i] = (char)(unsigned char)(number >> (8 * i));
    }
}

static uint32_t number_at(struct text body, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)body.at + at;

    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static bool put_slot(struct store *store, const struct aggregate *aggregate, size_t at,
                     struct buffer *body, struct err *err)
{
    uint32_t place = NO_WORD;
    uint32_t item = NO_WORD;

    if (!word_require(&store->words, aggregate->place, &place, err) ||
        !word_require(&store->words, aggregate->item, &item, err) ||
        !encode(store, aggregate, body, err)) {
        return false;
    }
    if (body->len > UINT32_MAX) {
        return err_set(err, ERR_LIMIT, "aggregates of one period");
    }
    put_number_at(body, at, place);
    put_number_at(body, at + NUMBER, item);
    put_number_at(body, at + (size_t)2 * NUMBER, (uint32_t)body->len);
    return true;
}

static bool pack(struct store *store, const struct aggregate *aggregates, size_t count,
                 struct buffer *body, struct err *err)
{
    size_t slots_end = SLOTS_AT + count * SLOT;
    bool ok = true;

    if (!buffer_reserve(body, slots_end)) {
        return err_set(err, ERR_NO_MEMORY, "aggregates");
    }
    memset(body->bytes, 0, slots_end);
    body->len = slots_end;
    put_number_at(body, COUNT_AT, (uint32_t)count);
    for (size_t i = 0; ok && i < count; i++) {
        ok = put_slot(store, &aggregates[i], SLOTS_AT + i * SLOT, body, err);
    }
    return ok;
}

/* The number of figures in a body; false if its slots make no sense. */
static bool count_of(struct text body, size_t *count)
{
    size_t from = 0;

    if (body.len < SLOTS_AT) {
        return false;
    }
    *count = number_at(body, COUNT_AT);
    if ((body.len - SLOTS_AT) / SLOT < *count) {
        return false;
    }
    from = SLOTS_AT + *count * SLOT;
    for (size_t i = 0; i < *count; i++) {
        size_t end = number_at(body, SLOTS_AT + i * SLOT + (size_t)2 * NUMBER);
        if (end < from || end > body.len) {
            return false;
        }
        from = end;
    }
    return true;
}

static struct text bytes_of(struct text body, size_t count, size_t i)
{
    size_t end_at = SLOTS_AT + i * SLOT + (size_t)2 * NUMBER;
    size_t from = i == 0 ? SLOTS_AT + count * SLOT : number_at(body, end_at - SLOT);

    return text_part(body, from, number_at(body, end_at) - from);
}

/* --- all periods of one indicator --- */

static bool read_periods(struct aggregate_cache *cache, sqlite3_stmt *statement, struct err *err)
{
    bool has_row = true;
    bool ok = true;

    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            struct period period = {.to = (int32_t)column_integer(statement, 0),
                                    .from = (int32_t)column_integer(statement, 1)};
            struct text body = column_text(statement, 2);
            size_t count = 0;
            if (!count_of(body, &count)) {
                return is_damaged(err);
            }
            ok =
                aggregates_append(cache, period, body) || err_set(err, ERR_NO_MEMORY, "aggregates");
        }
    }
    return ok;
}

/* All periods of the indicator, newest first. *found is NULL for one that never had any. */
static bool require_cache(struct store *store, struct text indicator,
                          const struct aggregate_cache **found, struct err *err)
{
    uint32_t word = NO_WORD;

    *found = NULL;
    if (!word_find(&store->words, indicator, &word, err)) {
        return false;
    }
    if (word == NO_WORD) {
        return true;
    }
    *found = aggregates_of(&store->aggregates, word);
    if (*found) {
        return true;
    }
    struct aggregate_cache *cache = aggregates_make_room(&store->aggregates);
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("aggregates-of-indicator"), err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, word);
    bool ok = read_periods(cache, statement, err);
    statement_give(&store->statements, statement);
    if (!ok) {
        aggregates_forget(cache);
        return false;
    }
    cache->indicator = word;
    *found = cache;
    return true;
}

/* --- writing --- */

/* Binds 1 to 3: what the row is about. */
static void bind_subject(sqlite3_stmt *statement, uint32_t indicator, struct period period)
{
    bind_integer(statement, 1, indicator);
    bind_integer(statement, 2, period.to);
    bind_integer(statement, 3, period.from);
}

static bool is_in_table(struct store *store, uint32_t indicator, struct period period,
                        struct text body, bool *stored, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("aggregates-of-period"), err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_subject(statement, indicator, period);
    bool ok = statement_step(statement, &has_row, err);
    *stored = ok && has_row && text_equal(column_text(statement, 0), body);
    statement_give(&store->statements, statement);
    return ok;
}

static bool is_stored(struct store *store, uint32_t indicator, struct period period,
                      struct text body, bool *stored, struct err *err)
{
    const struct aggregate_cache *cache = aggregates_of(&store->aggregates, indicator);
    size_t at = 0;

    if (!cache) {
        return is_in_table(store, indicator, period, body, stored, err);
    }
    *stored = aggregates_find(cache, period, &at) ? text_equal(aggregates_body(cache, at), body)
                                                  : body.len == 0;
    return true;
}

static bool upsert(struct store *store, uint32_t indicator, struct period period, struct text body,
                   struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "INSERT INTO aggregate (indicator, period_to, period_from, body)"
                       " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET body = excluded.body",
                       err);

    if (!statement) {
        return false;
    }
    bind_subject(statement, indicator, period);
    bind_bytes(statement, 4, body.at, body.len);
    return statement_finish(&store->statements, statement, err);
}

static bool delete_row(struct store *store, uint32_t indicator, struct period period,
                       struct err *err)
{
    sqlite3_stmt *statement = statement_take(
        &store->statements,
        "DELETE FROM aggregate WHERE indicator = ?1 AND period_to = ?2 AND period_from = ?3", err);

    if (!statement) {
        return false;
    }
    bind_subject(statement, indicator, period);
    return statement_finish(&store->statements, statement, err);
}

bool store_put_aggregates(struct store *store, struct text indicator, struct period period,
                          const struct aggregate *aggregates, size_t count, struct err *err)
{
    struct buffer body = {0};
    uint32_t word = NO_WORD;
    bool stored = false;

    if (!store_is_alive(store, err) || !word_require(&store->words, indicator, &word, err)) {
        return false;
    }
    bool ok = (count == 0 || pack(store, aggregates, count, &body, err)) &&
              is_stored(store, word, period, buffer_text(&body), &stored, err);
    if (ok && !stored) {
        ok = count == 0 ? delete_row(store, word, period, err)
                        : upsert(store, word, period, buffer_text(&body), err);
        struct aggregate_cache *cache = aggregates_of(&store->aggregates, word);
        if (cache && !(ok && aggregates_replace(cache, period, buffer_text(&body)))) {
            aggregates_forget(cache);
        }
    }
    buffer_finish(&body);
    return ok;
}

/* --- reading --- */

typedef bool visit_aggregate(void *owner, const struct aggregate *aggregate, struct err *err);

/* Place and item of the i-th figure of a body. */
static bool read_names(struct store *store, struct text body, size_t i, struct aggregate *aggregate,
                       struct err *err)
{
    size_t at = SLOTS_AT + i * SLOT;

    return word_read(&store->words, number_at(body, at), &aggregate->place, err) &&
           word_read(&store->words, number_at(body, at + NUMBER), &aggregate->item, err);
}

static bool is_of(struct text body, size_t i, uint32_t place, uint32_t item)
{
    size_t at = SLOTS_AT + i * SLOT;

    return number_at(body, at) == place && number_at(body, at + NUMBER) == item;
}

/* Periods hold much the same figures in the same order: *at, where the figure was in the period
 * before, is looked at first. */
static bool find_slot(struct text body, size_t count, uint32_t place, uint32_t item, size_t *at)
{
    for (size_t tried = 0; tried < count; tried++) {
        *at = *at < count ? *at : 0;
        if (is_of(body, *at, place, item)) {
            return true;
        }
        ++*at;
    }
    return false;
}

/* A series by its names and their words. */
struct series_name {
    struct text indicator;
    struct text place;
    struct text item;
    uint32_t place_word;
    uint32_t item_word;
};

static bool each_of_series(struct store *store, const struct aggregate_cache *cache,
                           const struct series_name *name, size_t limit, visit_aggregate *visit,
                           void *owner, struct err *err)
{
    size_t found = 0;
    size_t at = 0;
    bool ok = true;

    for (size_t i = 0; ok && i < cache->count && (limit == 0 || found < limit); i++) {
        struct text body = aggregates_body(cache, i);
        size_t count = number_at(body, COUNT_AT);
        if (find_slot(body, count, name->place_word, name->item_word, &at)) {
            struct aggregate aggregate = {.indicator = name->indicator,
                                          .place = name->place,
                                          .item = name->item,
                                          .period = cache->periods[i].period};
            ok = decode(store, bytes_of(body, count, at), &aggregate, err) &&
                 visit(owner, &aggregate, err);
            found++;
        }
    }
    return ok;
}

/* A word's number; false in *is_known if nothing can bear the name. */
static bool find_name(struct store *store, struct text name, uint32_t *word, bool *is_known,
                      struct err *err)
{
    bool ok = word_find(&store->words, name, word, err);

    *is_known = ok && (name.len == 0 || *word != NO_WORD);
    return ok;
}

bool store_each_aggregate(struct store *store, struct text indicator, struct text place,
                          struct text item, size_t limit, visit_aggregate *visit, void *owner,
                          struct err *err)
{
    struct series_name name = {.indicator = indicator, .place = place, .item = item};
    const struct aggregate_cache *cache = NULL;
    bool has_place = false;
    bool has_item = false;

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok = find_name(store, place, &name.place_word, &has_place, err) &&
              find_name(store, item, &name.item_word, &has_item, err);
    if (ok && has_place && has_item) {
        ok = require_cache(store, indicator, &cache, err) &&
             (!cache || each_of_series(store, cache, &name, limit, visit, owner, err));
    }
    store_read_end(store);
    return ok;
}

static bool each_of_body(struct store *store, struct text indicator, struct period period,
                         struct text body, visit_aggregate *visit, void *owner, struct err *err)
{
    size_t count = 0;
    bool ok = true;

    if (!count_of(body, &count)) {
        return is_damaged(err);
    }
    for (size_t i = 0; ok && i < count; i++) {
        struct aggregate aggregate = {.indicator = indicator, .period = period};
        ok = read_names(store, body, i, &aggregate, err) &&
             decode(store, bytes_of(body, count, i), &aggregate, err) &&
             visit(owner, &aggregate, err);
    }
    return ok;
}

static bool each_of_period(struct store *store, struct text indicator, uint32_t word,
                           struct period period, visit_aggregate *visit, void *owner,
                           struct err *err)
{
    const struct aggregate_cache *cache = aggregates_of(&store->aggregates, word);
    bool has_row = false;
    size_t at = 0;

    if (cache) {
        return !aggregates_find(cache, period, &at) ||
               each_of_body(store, indicator, period, aggregates_body(cache, at), visit, owner,
                            err);
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("aggregates-of-period"), err);
    if (!statement) {
        return false;
    }
    bind_subject(statement, word, period);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        ok = each_of_body(store, indicator, period, column_text(statement, 0), visit, owner, err);
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_each_aggregate_of(struct store *store, struct text indicator, struct period period,
                             visit_aggregate *visit, void *owner, struct err *err)
{
    uint32_t word = NO_WORD;

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok =
        word_find(&store->words, indicator, &word, err) &&
        (word == NO_WORD || each_of_period(store, indicator, word, period, visit, owner, err));
    store_read_end(store);
    return ok;
}

/* --- which series there are --- */

static int compare_names(const void *a, const void *b)
{
    uint64_t first = 0;
    uint64_t second = 0;

    memcpy(&first, a, sizeof(first));
    memcpy(&second, b, sizeof(second));
    return (first > second) - (first < second);
}

/* Place and item as one number. */
static uint64_t name_at(struct text body, size_t i)
{
    size_t at = SLOTS_AT + i * SLOT;

    return (uint64_t)number_at(body, at) << 32 | number_at(body, at + NUMBER);
}

/* Those of one period. Periods hold much the same figures in the same order: what stands in the
 * period before too, where it is expected, is not given again. */
static size_t gather_of_period(struct text body, struct text before, uint64_t *names)
{
    size_t count = number_at(body, COUNT_AT);
    size_t count_before = before.len > 0 ? number_at(before, COUNT_AT) : 0;
    size_t expected = 0;
    size_t gathered = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t name = name_at(body, i);
        size_t at = expected;
        while (at < count_before && at <= expected + 1 && name_at(before, at) != name) {
            at++;
        }
        if (at < count_before && at <= expected + 1) {
            expected = at + 1;
        } else {
            names[gathered++] = name;
        }
    }
    return gathered;
}

/* Of every figure of every period, some more than once. NULL without memory. */
static uint64_t *gather_names(const struct aggregate_cache *cache, size_t *count)
{
    struct text before = {0};
    size_t total = 0;

    *count = 0;
    for (size_t i = 0; i < cache->count; i++) {
        total += number_at(aggregates_body(cache, i), COUNT_AT);
    }
    uint64_t *names = malloc((total + 1) * sizeof(*names));
    for (size_t i = 0; names && i < cache->count; i++) {
        struct text body = aggregates_body(cache, i);
        *count += gather_of_period(body, before, names + *count);
        before = body;
    }
    return names;
}

typedef bool visit_series(void *owner, struct text place, struct text item, struct err *err);

static bool each_name(struct store *store, const uint64_t *names, size_t count, visit_series *visit,
                      void *owner, struct err *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++) {
        struct text place;
        struct text item;
        if (i > 0 && names[i] == names[i - 1]) {
            continue;
        }
        ok = word_read(&store->words, (uint32_t)(names[i] >> 32), &place, err) &&
             word_read(&store->words, (uint32_t)names[i], &item, err) &&
             visit(owner, place, item, err);
    }
    return ok;
}

static bool each_series(struct store *store, const struct aggregate_cache *cache,
                        visit_series *visit, void *owner, struct err *err)
{
    size_t count = 0;
    uint64_t *names = gather_names(cache, &count);

    if (!names) {
        return err_set(err, ERR_NO_MEMORY, "aggregates");
    }
    qsort(names, count, sizeof(*names), compare_names);
    bool ok = each_name(store, names, count, visit, owner, err);
    free(names);
    return ok;
}

bool store_each_series(struct store *store, struct text indicator, visit_series *visit, void *owner,
                       struct err *err)
{
    const struct aggregate_cache *cache = NULL;

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok = require_cache(store, indicator, &cache, err) &&
              (!cache || each_series(store, cache, visit, owner, err));
    store_read_end(store);
    return ok;
}
