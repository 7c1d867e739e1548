/* SPDX-License-Identifier: MIT */
/*
 * A store in a folder of its own, drops made of short rows, and what is in force as a text.
 */
#ifndef PLUMB_TESTS_STORE_FIXTURE_H
#define PLUMB_TESTS_STORE_FIXTURE_H

#include "unit.h"

#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/err.h"
#include "store/store.h"

struct fixture {
    char folder[100];
    struct store *store;
    struct buffer text; /* what in_force wrote last */
    unsigned drops;     /* so that every drop has its own hash */
};

/* A row of 合格率; or a faulty one (passed < 0), whose period may be unreadable ("?"). */
struct short_row {
    const char *indicator;
    const char *place;
    const char *period;
    int passed;
    int inspected;
    uint32_t line; /* 0: the line after the one before */
};

static inline int make_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct err err = {0};

    const char *parent = getenv("TMPDIR");
    (void)snprintf(fixture->folder, sizeof(fixture->folder), "%.60s/plumb-store-XXXXXX",
                   parent ? parent : "/tmp");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->store = store_open(fixture->folder, NULL, &err);
    if (!fixture->store) {
        fail_msg("%s", err.text);
    }
    *state = fixture;
    return 0;
}

static inline void path_in(const struct fixture *fixture, const char *name, char path[200])
{
    (void)snprintf(path, 200, "%s/%.60s", fixture->folder, name);
}

/* By a connection of its own. */
static inline void execute(const struct fixture *fixture, const char *sql)
{
    char path[200];
    sqlite3 *db = NULL;

    path_in(fixture, "plumb.db", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* What any rough treatment must leave behind. */
static inline void assert_sound(const struct fixture *fixture)
{
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    path_in(fixture, "plumb.db", path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), 0);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(statement, 0), "ok");
    (void)sqlite3_finalize(statement);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &statement, NULL), 0);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
}

static inline int remove_fixture(void **state)
{
    struct fixture *fixture = *state;
    char path[200];

    store_close(fixture->store);
    assert_sound(fixture);
    DIR *folder = opendir(fixture->folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        path_in(fixture, entry->d_name, path);
        (void)unlink(path);
    }
    (void)closedir(folder);
    (void)rmdir(fixture->folder);
    buffer_finish(&fixture->text);
    free(fixture);
    return 0;
}

static inline void reopen(struct fixture *fixture)
{
    struct err err = {0};

    store_close(fixture->store);
    fixture->store = store_open(fixture->folder, NULL, &err);
    if (!fixture->store) {
        fail_msg("%s", err.text);
    }
}

static inline struct record record_of(const struct short_row *row, uint32_t line)
{
    struct record record = {
        .sheet = SHEET_INSPECTIONS,
        .line = line,
        .cell_index = -1,
        .figure = {.indicator = text_of(row->indicator),
                   .place = text_of(row->place),
                   .is_rate = true,
                   .has_counts = true,
                   .inspected = row->inspected,
                   .passed = row->passed,
                   .population = -1},
    };

    assert_true(period_read_label(text_of(row->period), &record.figure.period));
    return record;
}

static inline struct fault fault_of(const struct short_row *row, uint32_t line)
{
    bool has_period = strcmp(row->period, "?") != 0;

    return (struct fault){
        .kind = has_period ? FAULT_PASSED_EXCEEDS_INSPECTED : FAULT_UNKNOWN_PERIOD,
        .line = line,
        .cell_index = 5,
        .byte = -1,
        .column = TEXT("合格数"),
        .cell = TEXT("52"),
        .indicator = text_of(row->indicator),
        .place = text_of(row->place),
        .period = text_of(has_period ? row->period : ""),
    };
}

static inline struct drop_info drop_of(struct fixture *fixture, const char *file, char sha256[65])
{
    (void)snprintf(sha256, 65, "%064u", ++fixture->drops);
    return (struct drop_info){.file = text_of(file),
                              .sha256 = sha256,
                              .identity = {.size = 100, .mtime_ns = fixture->drops},
                              .seen_utc_ms = 1000 + fixture->drops};
}

/* Hands the rows over as a reader would. */
static inline bool feed(struct store *store, const struct short_row *rows, size_t count,
                        struct sheet_summary *summary, struct err *err)
{
    struct record_sink sink = store_take_sink(store);
    uint32_t line = 1;

    *summary = (struct sheet_summary){.sheet = SHEET_INSPECTIONS, .header_line = 1};
    for (size_t i = 0; i < count; i++) {
        line = rows[i].line > 0 ? rows[i].line : line + 1;
        summary->rows_read++;
        if (rows[i].passed >= 0) {
            struct record record = record_of(&rows[i], line);
            if (!sink.on_record(sink.owner, &record, err)) {
                return false;
            }
            continue;
        }
        struct fault fault = fault_of(&rows[i], line);
        summary->rows_faulty++;
        summary->fault_count++;
        if (!sink.on_fault(sink.owner, &fault, err)) {
            return false;
        }
    }
    summary->is_refused = summary->rows_faulty * 2 > summary->rows_read;
    return true;
}

/* A whole job but its commit. */
static inline bool try_drop(struct fixture *fixture, const struct drop_info *drop,
                            const struct short_row *rows, size_t count, struct drop_result *result,
                            struct err *err)
{
    struct sheet_summary summary;

    return store_begin(fixture->store, err) && store_take_begin(fixture->store, drop, err) &&
           feed(fixture->store, rows, count, &summary, err) &&
           store_take_end(fixture->store, &summary, result, err);
}

static inline struct drop_result drop_rows(struct fixture *fixture, const char *file,
                                           const struct short_row *rows, size_t count)
{
    struct drop_result result = {0};
    struct err err = {0};
    char sha256[65];
    struct drop_info drop = drop_of(fixture, file, sha256);

    if (!try_drop(fixture, &drop, rows, count, &result, &err) ||
        !store_commit(fixture->store, &err)) {
        fail_msg("%s", err.text);
    }
    return result;
}

#define DROP(fixture, file, ...)                                                                   \
    drop_rows(fixture, file, (const struct short_row[]){__VA_ARGS__},                              \
              sizeof((const struct short_row[]){__VA_ARGS__}) / sizeof(struct short_row))

static inline struct drop_result withdraw(struct fixture *fixture, const char *file)
{
    struct drop_result result = {0};
    struct err err = {0};

    if (!store_begin(fixture->store, &err) ||
        !store_withdraw(fixture->store, text_of(file), 5000, &result, &err) ||
        !store_commit(fixture->store, &err)) {
        fail_msg("%s", err.text);
    }
    return result;
}

struct listing {
    struct store *store;
    struct buffer *text;
    bool without_version;
};

static inline bool list_figure(void *owner, const struct stored_figure *figure, struct err *err)
{
    struct listing *listing = owner;
    char period[PERIOD_TEXT_MAX];

    (void)err;
    (void)period_format(figure->record.period, period);
    assert_true(buffer_printf(
        listing->text, "%.*s %.*s %s %d/%d %.*s:%u:%u\n", TEXT_ARG(figure->record.indicator),
        TEXT_ARG(figure->record.place), period, (int)figure->record.passed,
        (int)figure->record.inspected, TEXT_ARG(figure->source.file),
        listing->without_version ? 0 : figure->source.version, figure->source.line));
    return true;
}

static inline bool list_period(void *owner, struct text indicator, struct period period,
                               struct err *err)
{
    struct listing *listing = owner;

    return store_each_figure(listing->store, indicator, &period, list_figure, listing, err);
}

/* Every row in force: "indicator place period passed/inspected file:version:line", one a line. */
static inline const char *list_in_force(struct store *store, struct buffer *text,
                                        bool without_version)
{
    struct listing listing = {store, text, without_version};
    struct err err = {0};

    buffer_clear(text);
    (void)buffer_append_str(text, "");
    if (!store_each_indicator_period(store, list_period, &listing, &err)) {
        fail_msg("%s", err.text);
    }
    return text->bytes;
}

static inline const char *in_force_of(struct store *store, struct buffer *text)
{
    return list_in_force(store, text, false);
}

static inline const char *in_force(struct fixture *fixture)
{
    return in_force_of(fixture->store, &fixture->text);
}

enum { BULKY_LEN = 400 * 1000 }; /* about a hundred pages */

static inline bool give_bulky(void *owner, const struct text_sink *out, struct err *err)
{
    const struct buffer *whole = owner;

    return out->take(out->owner, buffer_text(whole), err);
}

/* Commits a publication so large, and so little like itself that nothing makes it shorter, that
 * some ten of them make the WAL long. */
static inline bool commit_bulky(struct store *store, int64_t seq, struct err *err)
{
    struct buffer patch = {0};
    uint32_t random = (uint32_t)seq;

    (void)buffer_reserve(&patch, BULKY_LEN + 16);
    (void)buffer_append_str(&patch, "{\"a\":\"");
    while (patch.len < BULKY_LEN) {
        random = random * 1664525U + 1013904223U;
        char letter = (char)('0' + (random >> 24) % 43); /* to 'Z' */
        (void)buffer_append(&patch, &letter, 1);
    }
    (void)buffer_append_str(&patch, "\"}");
    struct publication publication = {
        .run = TEXT("bulk"), .seq = seq, .at_utc_ms = seq, .patch = buffer_text(&patch)};
    bool ok = store_begin(store, err) &&
              store_put_publication(store, &publication, give_bulky, &patch, err) &&
              store_commit(store, err);
    if (!ok) {
        store_rollback(store);
    }
    buffer_finish(&patch);
    return ok;
}

#endif
