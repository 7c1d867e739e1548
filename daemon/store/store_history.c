/* SPDX-License-Identifier: MIT */
/* Rows of former versions, and words that rows have used. */
#include "base/err.h"
#include "store/store_codec.h"
#include "store/store_internal.h"
#include "store/store_pack.h"

/* Calls visit with each row of a pack. `source` is complete but for line and cell. */
typedef bool visit_row(void *owner, const struct record *record, struct err *err);

static bool each_row_of_pack(struct store *store, const struct subject_key *subject,
                             struct pack_reader reader, struct codec_metrics *metrics,
                             visit_row *visit, void *owner, struct err *err)
{
    bool has_row = true;
    bool ok = true;

    while (ok && has_row) {
        struct record record;
        struct text body;
        uint32_t row = 0;
        ok = pack_next(&reader, &has_row, &row, &body, err);
        if (ok && has_row) {
            ok = codec_read_record(&store->words, subject, body, metrics, &record, err) &&
                 visit(owner, &record, err);
        }
    }
    return ok;
}

/* --- rows of the past --- */

/* Rows of one kind of sheet that are no longer in force, and when they were. */
struct past {
    struct store *store;
    enum sheet kind;
    struct source_file file;
    int64_t from_utc_ms;
    int64_t to_utc_ms;
    visit_row *visit_row;
    bool (*visit_plan)(void *owner, const struct past_plan *plan, struct err *err);
    bool (*visit_activity)(void *owner, const struct stored_activity *activity, struct err *err);
    void *owner;
};

static bool visit_past_plan(void *owner, const struct record *record, struct err *err)
{
    struct past *past = owner;
    struct past_plan plan = {
        .campaign = record->plan.campaign,
        .year = record->plan.year,
        .metric = record->plan.metric,
        .planned = record->plan.planned,
        .from_utc_ms = past->from_utc_ms,
        .to_utc_ms = past->to_utc_ms,
    };

    return source_place(past->store, &past->file, record->plan.place, &plan.place, err) &&
           past->visit_plan(past->owner, &plan, err);
}

static bool visit_past_activity(void *owner, const struct record *record, struct err *err)
{
    struct past *past = owner;
    struct stored_activity activity = {
        .record = record->activity,
        .source = {.file = past->file.name,
                   .file_id = past->file.id,
                   .taken_utc_ms = past->from_utc_ms},
    };

    return source_place(past->store, &past->file, record->activity.place, &activity.record.place,
                        err) &&
           past->visit_activity(past->owner, &activity, err);
}

static bool visit_past_pack(struct past *past, sqlite3_stmt *statement,
                            struct codec_metrics *metrics, struct err *err)
{
    struct subject_key subject = {.kind = past->kind};

    past->from_utc_ms = column_integer(statement, 1);
    past->to_utc_ms = column_integer(statement, 2);
    return source_file(past->store, column_integer(statement, 0), &past->file, err) &&
           each_row_of_pack(past->store, &subject,
                            pack_read(column_text(statement, 4), column_count(statement, 3)),
                            metrics, past->visit_row, past, err);
}

static bool each_past_row(struct past *past, struct err *err)
{
    struct store *store = past->store;
    struct codec_metrics metrics = {0};
    bool has_row = true;

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = statement_take(&store->statements, statement_sql("past-rows"), err);
    bool ok = statement != NULL;
    if (ok) {
        bind_integer(statement, 1, past->kind);
    }
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = visit_past_pack(past, statement, &metrics, err);
        }
    }
    statement_give(&store->statements, statement);
    codec_metrics_finish(&metrics);
    store_read_end(store);
    return ok;
}

bool store_each_past_plan(struct store *store,
                          bool (*visit)(void *owner, const struct past_plan *plan, struct err *err),
                          void *owner, struct err *err)
{
    struct past past = {.store = store,
                        .kind = SHEET_PLAN,
                        .visit_row = visit_past_plan,
                        .visit_plan = visit,
                        .owner = owner};

    return each_past_row(&past, err);
}

bool store_each_past_activity(struct store *store,
                              bool (*visit)(void *owner, const struct stored_activity *activity,
                                            struct err *err),
                              void *owner, struct err *err)
{
    struct past past = {.store = store,
                        .kind = SHEET_ACTIVITIES,
                        .visit_row = visit_past_activity,
                        .visit_activity = visit,
                        .owner = owner};

    return each_past_row(&past, err);
}

/* --- all rows of a version --- */

bool store_each_record_of(struct store *store, int64_t drop_id,
                          bool (*visit)(void *owner, const struct record *record, struct err *err),
                          void *owner, struct err *err)
{
    struct codec_metrics metrics = {0};
    bool has_row = true;

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("rows-of-drop"), err);
    bool ok = statement != NULL;
    if (ok) {
        bind_integer(statement, 1, drop_id);
    }
    while (ok && has_row) {
        struct subject_key subject;
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = subject_read(&store->words, column_count(statement, 0), &subject, err) &&
                 each_row_of_pack(store, &subject,
                                  pack_read(column_text(statement, 2), column_count(statement, 1)),
                                  &metrics, visit, owner, err);
        }
    }
    statement_give(&store->statements, statement);
    codec_metrics_finish(&metrics);
    store_read_end(store);
    return ok;
}

/* --- words for places --- */

static bool each_used_place(struct store *store,
                            bool (*visit)(void *owner, struct text word, struct err *err),
                            void *owner, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, "SELECT text FROM word WHERE is_place", err);
    bool has_row = true;
    bool ok = statement != NULL;

    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = visit(owner, column_text(statement, 0), err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_each_place_word(struct store *store,
                           bool (*visit)(void *owner, struct text word, struct err *err),
                           void *owner, struct err *err)
{
    struct text none = {0};
    struct text place;

    if (!store_read_begin(store, err)) {
        return false;
    }
    /* Resolving anything reads the aliases, codes and names of the 地区 sheets. */
    bool ok = source_place(store, NULL, none, &place, err);
    for (size_t i = 0; ok && i < store->sources.alias_count; i++) {
        ok = visit(owner, store->sources.aliases[i].alias, err);
    }
    ok = ok && each_used_place(store, visit, owner, err);
    store_read_end(store);
    return ok;
}
