/* SPDX-License-Identifier: MIT */
/*
 * Reading the rows in force.
 *
 * Packs are copied first and decoded while they are visited, so that a visitor may read on its
 * own. Of rows with the same key in one file only the last is in force; which file counts is for
 * the caller to say.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_codec.h"
#include "store/store_internal.h"
#include "store/store_pack.h"

/* What the rows of a pack have in common. */
struct origin {
    const struct subject_key *subject;
    struct source_file file;
    int64_t born;
};

/* A row that was gathered. */
struct row {
    struct text body; /* of a figure whose key was read: what is behind it */
    const struct origin *origin;
    uint32_t row;
    uint32_t line;
    uint32_t version;
    bool is_hidden; /* a later row of the file has the same key */
    union {
        struct codec_figure_key figure; /* place resolved */
        XXH128_hash_t hash;
    } key;
};

struct gathering {
    struct store *store;
    struct arena bytes;
    struct row *rows;
    size_t count;
    size_t capacity;
    struct codec_metrics metrics;
};

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "rows of the store");
}

static void finish_gathering(struct gathering *gathering)
{
    arena_finish(&gathering->bytes);
    free(gathering->rows);
    codec_metrics_finish(&gathering->metrics);
}

/* --- gathering --- */

static bool add_row(struct gathering *gathering, struct row row, struct err *err)
{
    if (gathering->count == gathering->capacity) {
        size_t capacity = gathering->capacity == 0 ? 32 : gathering->capacity * 2;
        struct row *rows = realloc(gathering->rows, capacity * sizeof(*rows));
        if (!rows) {
            return no_memory(err);
        }
        gathering->rows = rows;
        gathering->capacity = capacity;
    }
    gathering->rows[gathering->count++] = row;
    return true;
}

/* The lines of the rows of one pack. Apart from the gathering: they lie far apart in memory, and
 * are fetched side by side. */
static bool find_lines(struct gathering *gathering, size_t from, struct err *err)
{
    const uint32_t *lines = NULL;
    uint32_t piece = 0;

    for (size_t i = from; i < gathering->count; i++) {
        struct row *row = &gathering->rows[i];
        const struct source_file *file = &row->origin->file;
        if (!lines || row->row >> PIECE_BITS != piece) {
            piece = row->row >> PIECE_BITS;
            lines = source_piece(gathering->store, file, row->row, err);
        }
        if (!lines) {
            return false;
        }
        row->version = file->version;
        row->line = lines[row->row & (PIECE_ROWS - 1)];
        if (row->line == 0) {
            lines = NULL;
            if (!source_line(gathering->store, file, row->row, &row->version, &row->line, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool gather_pack(struct gathering *gathering, const struct subject_key *subject,
                        sqlite3_stmt *statement, struct err *err)
{
    struct origin *origin = arena_take(&gathering->bytes, sizeof(*origin));
    struct row row = {.origin = origin};
    struct text rows;
    bool has_row = true;
    bool ok = true;

    if (!origin) {
        return no_memory(err);
    }
    *origin = (struct origin){.subject = subject, .born = column_integer(statement, 1)};
    if (!source_file(gathering->store, column_integer(statement, 0), &origin->file, err)) {
        return false;
    }
    if (!arena_copy(&gathering->bytes, column_text(statement, 3), &rows)) {
        return no_memory(err);
    }
    size_t from = gathering->count;
    struct pack_reader reader = pack_read(rows, column_count(statement, 2));
    while (ok && has_row) {
        ok = pack_next(&reader, &has_row, &row.row, &row.body, err);
        if (ok && has_row) {
            ok = add_row(gathering, row, err);
        }
    }
    return ok && find_lines(gathering, from, err);
}

static bool gather_subject(struct gathering *gathering, uint32_t subject_id,
                           const struct subject_key *key, struct err *err)
{
    struct store *store = gathering->store;
    struct subject_key *subject = arena_take(&gathering->bytes, sizeof(*subject));
    bool has_row = true;
    bool ok = true;

    if (!subject) {
        return no_memory(err);
    }
    *subject = *key;
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT file_id, born, first_row, rows FROM pack WHERE subject_id = ?1"
                       " ORDER BY file_id, first_row",
                       err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, subject_id);
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = gather_pack(gathering, subject, statement, err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

/* All subjects of a kind; of one indicator; of one period of it. */
static bool gather(struct gathering *gathering, enum sheet kind, struct text indicator,
                   const struct period *period, struct err *err)
{
    struct store *store = gathering->store;
    uint32_t word = NO_WORD;
    bool has_row = true;
    bool ok = true;

    if (!word_find(&store->words, indicator, &word, err)) {
        return false;
    }
    if (indicator.len > 0 && word == NO_WORD) {
        return true;
    }
    const char *sql = period ? "SELECT id, indicator, period_to, period_from FROM subject"
                               " WHERE kind = ?1 AND indicator = ?2 AND period_to = ?3"
                               " AND period_from = ?4"
                      : word != NO_WORD
                          ? "SELECT id, indicator, period_to, period_from FROM subject"
                            " WHERE kind = ?1 AND indicator = ?2"
                          : "SELECT id, indicator, period_to, period_from FROM subject"
                            " WHERE kind = ?1";
    sqlite3_stmt *statement = statement_take(&store->statements, sql, err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, kind);
    if (word != NO_WORD) {
        bind_integer(statement, 2, word);
    }
    if (period) {
        bind_integer(statement, 3, period->to);
        bind_integer(statement, 4, period->from);
    }
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            struct subject_key key = {
                .kind = kind,
                .indicator_word = column_count(statement, 1),
                .period = {.to = (int32_t)column_integer(statement, 2),
                           .from = (int32_t)column_integer(statement, 3)},
            };
            ok = word_read(&store->words, key.indicator_word, &key.indicator, err) &&
                 gather_subject(gathering, column_count(statement, 0), &key, err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

static bool read_source(struct store *store, const struct row *row, struct row_source *source,
                        struct err *err)
{
    *source = (struct row_source){
        .file = row->origin->file.name,
        .version = row->version,
        .line = row->line,
        .file_id = row->origin->file.id,
        .drop_order = row->origin->file.good_drop,
    };
    return source_taken(store, row->origin->born, &source->taken_utc_ms, err);
}

static bool read_row(struct gathering *gathering, const struct row *row, struct record *record,
                     struct row_source *source, struct err *err)
{
    struct store *store = gathering->store;

    if (!read_source(store, row, source, err) ||
        !codec_read_record(&store->words, row->origin->subject, row->body, &gathering->metrics,
                           record, err)) {
        return false;
    }
    record->line = row->line;
    source->cell_index = record->cell_index;
    return true;
}

/* --- figures --- */

static int compare_keys(const struct row *a, const struct row *b)
{
    int order = text_compare(a->key.figure.place, b->key.figure.place);

    if (order == 0) {
        order = text_compare(a->key.figure.item, b->key.figure.item);
    }
    if (order == 0) {
        order = text_compare(a->key.figure.department, b->key.figure.department);
    }
    if (order == 0) {
        order = text_compare(a->key.figure.level, b->key.figure.level);
    }
    return order != 0 ? order
                      : period_compare_newest_first(a->origin->subject->period,
                                                    b->origin->subject->period);
}

static int compare_age(const struct row *a, const struct row *b)
{
    if (a->origin->file.good_drop != b->origin->file.good_drop) {
        return a->origin->file.good_drop < b->origin->file.good_drop ? -1 : 1;
    }
    if (a->version != b->version) {
        return a->version < b->version ? -1 : 1;
    }
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

static int compare_figures(const void *left, const void *right)
{
    int order = compare_keys(left, right);

    return order != 0 ? order : compare_age(left, right);
}

static bool prepare_figures(struct gathering *gathering, struct err *err)
{
    struct store *store = gathering->store;
    bool is_sorted = true;

    for (size_t i = 0; i < gathering->count; i++) {
        struct row *row = &gathering->rows[i];
        struct text *place = &row->key.figure.place;
        if (!codec_read_figure_key(&store->words, &row->body, &row->key.figure, err) ||
            !source_place(store, &row->origin->file, *place, place, err)) {
            return false;
        }
        is_sorted = is_sorted && (i == 0 || compare_figures(row - 1, row) <= 0);
    }
    if (!is_sorted) {
        qsort(gathering->rows, gathering->count, sizeof(*gathering->rows), compare_figures);
    }
    for (size_t i = 1; i < gathering->count; i++) {
        struct row *before = &gathering->rows[i - 1];
        before->is_hidden = before->origin->file.id == gathering->rows[i].origin->file.id &&
                            compare_keys(before, &gathering->rows[i]) == 0;
    }
    return true;
}

static bool visit_figure(struct gathering *gathering, const struct row *row,
                         bool (*visit)(void *owner, const struct stored_figure *figure,
                                       struct err *err),
                         void *owner, struct err *err)
{
    struct store *store = gathering->store;
    const struct codec_figure_key *key = &row->key.figure;
    struct stored_figure figure = {
        .record = {.indicator = row->origin->subject->indicator,
                   .period = row->origin->subject->period,
                   .place = key->place,
                   .item = key->item,
                   .department = key->department,
                   .level = key->level},
    };

    return read_source(store, row, &figure.source, err) &&
           codec_read_figure_rest(&store->words, row->body, &figure.record,
                                  &figure.source.cell_index, err) &&
           visit(owner, &figure, err);
}

bool store_each_figure(struct store *store, struct text indicator, const struct period *period,
                       bool (*visit)(void *owner, const struct stored_figure *figure,
                                     struct err *err),
                       void *owner, struct err *err)
{
    struct gathering gathering = {.store = store};

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok = gather(&gathering, SHEET_INSPECTIONS, indicator, period, err) &&
              prepare_figures(&gathering, err);
    for (size_t i = 0; ok && i < gathering.count; i++) {
        if (!gathering.rows[i].is_hidden) {
            ok = visit_figure(&gathering, &gathering.rows[i], visit, owner, err);
        }
    }
    finish_gathering(&gathering);
    store_read_end(store);
    return ok;
}

bool store_each_indicator_period(struct store *store,
                                 bool (*visit)(void *owner, struct text indicator,
                                               struct period period, struct err *err),
                                 void *owner, struct err *err)
{
    bool has_row = true;

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("indicator-periods"), err);
    bool ok = statement != NULL;
    if (ok) {
        bind_integer(statement, 1, SHEET_INSPECTIONS);
    }
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            struct period period = {.to = (int32_t)column_integer(statement, 1),
                                    .from = (int32_t)column_integer(statement, 2)};
            ok = visit(owner, column_text(statement, 0), period, err);
        }
    }
    statement_give(&store->statements, statement);
    store_read_end(store);
    return ok;
}

/* --- the other sheets --- */

static struct text *place_of(struct record *record)
{
    switch (record->sheet) {
    case SHEET_INDICATORS:
        return &record->target.place;
    case SHEET_ACTIVITIES:
        return &record->activity.place;
    case SHEET_PLAN:
        return &record->plan.place;
    case SHEET_NONE:
    case SHEET_INSPECTIONS:
    case SHEET_QUANTITIES:
    case SHEET_PLACES:
    case SHEET_CALENDAR:
        break;
    }
    return NULL;
}

static bool read_resolved(struct gathering *gathering, const struct row *row, struct record *record,
                          struct row_source *source, struct err *err)
{
    if (!read_row(gathering, row, record, source, err)) {
        return false;
    }
    struct text *place = place_of(record);
    return !place || source_place(gathering->store, &row->origin->file, *place, place, err);
}

static int compare_hashes(const void *left, const void *right)
{
    const struct row *a = left;
    const struct row *b = right;

    if (a->origin->file.id != b->origin->file.id) {
        return a->origin->file.id < b->origin->file.id ? -1 : 1;
    }
    int order = memcmp(&a->key.hash, &b->key.hash, sizeof(a->key.hash));
    return order != 0 ? order : compare_age(a, b);
}

static int compare_rows(const void *left, const void *right)
{
    return compare_age(left, right);
}

/* Hides rows whose key a later row of the same file has; then from the oldest drop to the newest,
 * in the order of the file. */
static bool prepare_rows(struct gathering *gathering, struct err *err)
{
    for (size_t i = 0; i < gathering->count; i++) {
        struct record record;
        struct row_source source;
        if (!read_resolved(gathering, &gathering->rows[i], &record, &source, err)) {
            return false;
        }
        gathering->rows[i].key.hash = codec_key_hash(&record);
    }
    if (gathering->count == 0) {
        return true;
    }
    qsort(gathering->rows, gathering->count, sizeof(*gathering->rows), compare_hashes);
    for (size_t i = 1; i < gathering->count; i++) {
        struct row *before = &gathering->rows[i - 1];
        const struct row *row = &gathering->rows[i];
        before->is_hidden = before->origin->file.id == row->origin->file.id &&
                            memcmp(&before->key.hash, &row->key.hash, sizeof(row->key.hash)) == 0;
    }
    qsort(gathering->rows, gathering->count, sizeof(*gathering->rows), compare_rows);
    return true;
}

typedef bool visit_record(void *owner, const struct record *record, const struct row *row,
                          const struct row_source *source, struct err *err);

static bool each_row(struct store *store, enum sheet kind, struct text indicator,
                     visit_record *visit, void *owner, struct err *err)
{
    struct gathering gathering = {.store = store};

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok = gather(&gathering, kind, indicator, NULL, err) && prepare_rows(&gathering, err);
    for (size_t i = 0; ok && i < gathering.count; i++) {
        struct record record;
        struct row_source source;
        if (!gathering.rows[i].is_hidden) {
            ok = read_resolved(&gathering, &gathering.rows[i], &record, &source, err) &&
                 visit(owner, &record, &gathering.rows[i], &source, err);
        }
    }
    finish_gathering(&gathering);
    store_read_end(store);
    return ok;
}

/* One visitor of any kind, and whom it reports to. */
struct visitor {
    struct store *store;
    void *owner;
    bool (*on_target)(void *owner, const struct stored_target *target, struct err *err);
    bool (*on_activity)(void *owner, const struct stored_activity *activity, struct err *err);
    bool (*on_plan)(void *owner, const struct stored_plan *plan, struct err *err);
    bool (*on_place)(void *owner, const struct stored_place *place, struct err *err);
    bool (*on_calendar)(void *owner, const struct stored_calendar *entry, struct err *err);
};

static bool visit_target(void *owner, const struct record *record, const struct row *row,
                         const struct row_source *source, struct err *err)
{
    const struct visitor *visitor = owner;
    struct stored_target target = {.record = record->target, .source = *source};

    (void)row;
    return visitor->on_target(visitor->owner, &target, err);
}

static bool visit_activity(void *owner, const struct record *record, const struct row *row,
                           const struct row_source *source, struct err *err)
{
    const struct visitor *visitor = owner;
    struct stored_activity activity = {.record = record->activity, .source = *source};

    (void)row;
    return visitor->on_activity(visitor->owner, &activity, err);
}

static bool visit_plan(void *owner, const struct record *record, const struct row *row,
                       const struct row_source *source, struct err *err)
{
    const struct visitor *visitor = owner;
    struct stored_plan plan = {.record = record->plan, .source = *source};

    (void)row;
    return visitor->on_plan(visitor->owner, &plan, err);
}

static bool visit_place(void *owner, const struct record *record, const struct row *row,
                        const struct row_source *source, struct err *err)
{
    const struct visitor *visitor = owner;
    struct stored_place place = {.record = record->place, .source = *source};

    (void)row;
    return visitor->on_place(visitor->owner, &place, err);
}

static bool visit_calendar(void *owner, const struct record *record, const struct row *row,
                           const struct row_source *source, struct err *err)
{
    const struct visitor *visitor = owner;
    struct stored_calendar entry = {.record = record->calendar, .source = *source};

    return source_place(visitor->store, &row->origin->file, (struct text){0}, &entry.place, err) &&
           visitor->on_calendar(visitor->owner, &entry, err);
}

bool store_each_target(struct store *store, struct text indicator,
                       bool (*visit)(void *owner, const struct stored_target *target,
                                     struct err *err),
                       void *owner, struct err *err)
{
    struct visitor visitor = {.store = store, .owner = owner, .on_target = visit};

    return each_row(store, SHEET_INDICATORS, indicator, visit_target, &visitor, err);
}

bool store_each_activity(struct store *store,
                         bool (*visit)(void *owner, const struct stored_activity *activity,
                                       struct err *err),
                         void *owner, struct err *err)
{
    struct visitor visitor = {.store = store, .owner = owner, .on_activity = visit};

    return each_row(store, SHEET_ACTIVITIES, (struct text){0}, visit_activity, &visitor, err);
}

bool store_each_plan(struct store *store,
                     bool (*visit)(void *owner, const struct stored_plan *plan, struct err *err),
                     void *owner, struct err *err)
{
    struct visitor visitor = {.store = store, .owner = owner, .on_plan = visit};

    return each_row(store, SHEET_PLAN, (struct text){0}, visit_plan, &visitor, err);
}

bool store_each_place(struct store *store,
                      bool (*visit)(void *owner, const struct stored_place *place, struct err *err),
                      void *owner, struct err *err)
{
    struct visitor visitor = {.store = store, .owner = owner, .on_place = visit};

    return each_row(store, SHEET_PLACES, (struct text){0}, visit_place, &visitor, err);
}

bool store_each_calendar(struct store *store,
                         bool (*visit)(void *owner, const struct stored_calendar *entry,
                                       struct err *err),
                         void *owner, struct err *err)
{
    struct visitor visitor = {.store = store, .owner = owner, .on_calendar = visit};

    return each_row(store, SHEET_CALENDAR, (struct text){0}, visit_calendar, &visitor, err);
}
