/* SPDX-License-Identifier: MIT */
/*
 * An office: a store in a folder of its own, a clock that stands, drops made of short rows, and
 * the board that follows.
 */
#ifndef PLUMB_TESTS_COMPUTE_FIXTURE_H
#define PLUMB_TESTS_COMPUTE_FIXTURE_H

#include "unit.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/err.h"
#include "compute/compute.h"
#include "model/board.h"
#include "store/store.h"

struct office {
    char folder[64];
    struct store *store;
    struct compute *compute;
    struct board *board;
    int64_t now_ms;
    unsigned drops;
    struct buffer moved; /* "key period from>to;" of the last job */
    int64_t drop_id;
};

static inline void check(bool ok, const struct err *err)
{
    if (!ok) {
        fail_msg("%s", err->text);
    }
}

static inline int64_t at(const char *time)
{
    int64_t ms = 0;

    assert_true(clock_parse(time, &ms));
    return ms;
}

static inline bool note_moved(void *owner, struct text indicator, const struct moved_figure *moved,
                              size_t count, struct err *err)
{
    struct office *office = owner;

    for (size_t i = 0; i < count; i++) {
        (void)buffer_printf(&office->moved, "%.*s %.*s %.*s>%.*s%s;", TEXT_ARG(moved[i].indicator),
                            TEXT_ARG(moved[i].period), TEXT_ARG(moved[i].from),
                            TEXT_ARG(moved[i].to), moved[i].is_revision ? " revised" : "");
    }
    return store_put_moved(office->store, office->drop_id, indicator, moved, count, office->now_ms,
                           err);
}

/* ---- life --------------------------------------------------------------------------------- */

static inline void compute_again(struct office *office)
{
    struct err err = {0};
    struct compute_inbox inbox = {.is_available = true};
    struct board *board = NULL;

    check(store_begin(office->store, &err), &err);
    check(compute_full(office->compute, office->store, office->now_ms, &inbox, &board, &err), &err);
    check(store_commit(office->store, &err), &err);
    board_release(office->board);
    office->board = board;
}

static inline struct office *open_office(const struct compute_options *options, const char *now)
{
    struct office *office = calloc(1, sizeof(*office));
    struct store_options store_options = {options->place};
    struct err err = {0};

    check(clock_set_zone("Asia/Shanghai", &err), &err);
    (void)snprintf(office->folder, sizeof(office->folder), "/tmp/plumb-compute-XXXXXX");
    assert_non_null(mkdtemp(office->folder));
    office->now_ms = at(now);
    office->store = store_open(office->folder, &store_options, &err);
    check(office->store != NULL, &err);
    office->compute = compute_create(options, &err);
    check(office->compute != NULL, &err);
    compute_again(office);
    return office;
}

static inline struct office *usual_office(const char *now)
{
    struct compute_options options = compute_default_options();

    return open_office(&options, now);
}

static inline void close_office(struct office *office)
{
    char path[400];

    board_release(office->board);
    compute_destroy(office->compute);
    store_close(office->store);
    DIR *folder = opendir(office->folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        (void)snprintf(path, sizeof(path), "%s/%s", office->folder, entry->d_name);
        (void)unlink(path);
    }
    (void)closedir(folder);
    (void)rmdir(office->folder);
    buffer_finish(&office->moved);
    free(office);
}

/* ---- jobs --------------------------------------------------------------------------------- */

static inline void finish_job(struct office *office)
{
    static const struct compute_events events = {.on_moved = note_moved};
    struct err err = {0};
    struct compute_inbox inbox = {.is_available = true};
    struct board *board = NULL;

    buffer_clear(&office->moved);
    check(compute_next(office->compute, office->store, office->board, office->now_ms, &inbox,
                       &events, office, &board, &err),
          &err);
    check(store_commit(office->store, &err), &err);
    board_release(office->board);
    office->board = board;
}

/* Takes a file with these records; a record with line 0 gets the line after the one before. */
static inline void drop_job(struct office *office, const char *file, struct record *records,
                            size_t count)
{
    struct err err = {0};
    struct drop_result result = {0};
    struct sheet_summary summary = {.sheet = count > 0 ? records[0].sheet : SHEET_QUANTITIES};
    char sha256[65];
    const char *slash = strchr(file, '/');

    (void)snprintf(sha256, sizeof(sha256), "%064u", ++office->drops);
    struct drop_info drop = {
        .file = text_of(file),
        .sha256 = sha256,
        .seen_utc_ms = office->now_ms,
        .folder_place = {file, slash ? (size_t)(slash - file) : 0},
    };
    check(store_begin(office->store, &err), &err);
    check(store_take_begin(office->store, &drop, &err), &err);
    struct record_sink sink = store_take_sink(office->store);
    for (size_t i = 0; i < count; i++) {
        records[i].line = records[i].line ? records[i].line : (uint32_t)i + 2;
        records[i].cell_index = -1;
        check(sink.on_record(sink.owner, &records[i], &err), &err);
    }
    summary.rows_read = (uint32_t)count;
    check(store_take_end(office->store, &summary, &result, &err), &err);
    office->drop_id = result.drop_id;
    check(store_set_times(office->store, result.drop_id, office->now_ms, 1, &err), &err);
}

static inline void drop(struct office *office, const char *file, struct record *records,
                        size_t count)
{
    drop_job(office, file, records, count);
    finish_job(office);
}

#define DROP(office, file, ...)                                                                    \
    drop(office, file, (struct record[]){__VA_ARGS__},                                             \
         sizeof((struct record[]){__VA_ARGS__}) / sizeof(struct record))

static inline void withdraw(struct office *office, const char *file)
{
    struct err err = {0};
    struct drop_result result = {0};

    check(store_begin(office->store, &err), &err);
    check(store_withdraw(office->store, text_of(file), office->now_ms, &result, &err), &err);
    office->drop_id = result.drop_id;
    finish_job(office);
}

/* Nothing but time has passed. */
static inline void pass_time_until(struct office *office, int64_t now_ms)
{
    struct err err = {0};

    office->now_ms = now_ms;
    check(store_begin(office->store, &err), &err);
    finish_job(office);
}

static inline void pass_time_to(struct office *office, const char *time)
{
    pass_time_until(office, at(time));
}

/* ---- short rows --------------------------------------------------------------------------- */

static inline struct period label(const char *text)
{
    struct period period = period_undated();

    if (text[0] != '\0') {
        assert_true(period_read_label(text_of(text), &period));
    }
    return period;
}

static inline struct decimal number(const char *text)
{
    struct decimal value;

    assert_true(decimal_parse(text_of(text), &value));
    return value;
}

/* 合格率 with counts. */
static inline struct record rate(const char *indicator, const char *place, const char *period,
                                 int64_t passed, int64_t inspected)
{
    return (struct record){
        .sheet = SHEET_INSPECTIONS,
        .figure = {.indicator = text_of(indicator),
                   .place = text_of(place),
                   .period = label(period),
                   .is_rate = true,
                   .has_counts = true,
                   .passed = passed,
                   .inspected = inspected,
                   .population = -1,
                   .amount = {.denominator = 1}},
    };
}

static inline struct record by(struct record record, const char *department)
{
    record.figure.department = text_of(department);
    return record;
}

static inline struct record of(struct record record, const char *item)
{
    record.figure.item = text_of(item);
    return record;
}

static inline struct amount amount_of(const char *value, const char *unit, enum qualifier qualifier,
                                      const char *display)
{
    return (struct amount){.qualifier = qualifier,
                           .value = number(value),
                           .denominator = 1,
                           .unit = text_of(unit),
                           .display = text_of(display)};
}

/* 数量, as `display` says. */
static inline struct record quantity(const char *indicator, const char *place, const char *period,
                                     const char *value, const char *unit)
{
    return (struct record){
        .sheet = SHEET_QUANTITIES,
        .figure = {.indicator = text_of(indicator),
                   .place = text_of(place),
                   .period = label(period),
                   .population = -1,
                   .has_amount = true,
                   .amount = amount_of(value, unit, QUALIFIER_EQ, value)},
    };
}

static inline struct record said(struct record record, enum qualifier qualifier,
                                 const char *display)
{
    record.figure.amount.qualifier = qualifier;
    record.figure.amount.display = text_of(display);
    return record;
}

/* 合格率 without counts. */
static inline struct record stated_rate(const char *indicator, const char *place,
                                        const char *period, const char *percent)
{
    struct record record = quantity(indicator, place, period, percent, "%");

    record.sheet = SHEET_INSPECTIONS;
    record.figure.is_rate = true;
    return record;
}

static inline struct record absent(const char *indicator, const char *place, const char *period,
                                   enum presence presence)
{
    struct record record = quantity(indicator, place, period, "0", "");

    record.figure.has_amount = false;
    record.figure.presence = presence;
    return record;
}

/* 指标目录. */
static inline struct record target(const char *indicator, const char *place, enum nature nature,
                                   const char *value, const char *unit, const char *period)
{
    return (struct record){
        .sheet = SHEET_INDICATORS,
        .target = {.indicator = text_of(indicator),
                   .place = text_of(place),
                   .nature = nature,
                   .unit = text_of(unit),
                   .has_target = value[0] != '\0',
                   .target = amount_of(value[0] != '\0' ? value : "0", unit, QUALIFIER_GE, value),
                   .period = label(period)},
    };
}

static inline struct record due(struct record record, const char *frequency, const char *text)
{
    record.target.frequency = text_of(frequency);
    record.target.due = text_of(text);
    return record;
}

static inline struct record at_most(struct record record)
{
    record.target.target.qualifier = QUALIFIER_LE;
    record.target.lower_is_better = true;
    record.target.has_direction = true;
    return record;
}

/* 地区. */
static inline struct record place(const char *name, const char *parent, bool must_report)
{
    return (struct record){.sheet = SHEET_PLACES,
                           .place = {.name = text_of(name),
                                     .parent = text_of(parent),
                                     .must_report = must_report,
                                     .order = INT32_MAX}};
}

/* ---- the board ---------------------------------------------------------------------------- */

static inline const cJSON *indicator(const struct office *office, const char *key)
{
    return board_get(office->board, BOARD_INDICATOR, text_of(key));
}

/* A member below a value: "target.display", "parts.0.rank". NULL if there is none. */
static inline const cJSON *below(const cJSON *value, const char *path)
{
    char name[128];

    while (value && *path) {
        size_t len = strcspn(path, ".");
        (void)snprintf(name, sizeof(name), "%.*s", (int)len, path);
        value = cJSON_IsArray(value) ? cJSON_GetArrayItem(value, (int)strtol(name, NULL, 10))
                                     : cJSON_GetObjectItemCaseSensitive(value, name);
        path += len + (path[len] == '.' ? 1 : 0);
    }
    return value;
}

static inline void expect_text(const cJSON *value, const char *path, const char *wanted)
{
    const cJSON *found = below(value, path);

    if (!found || !cJSON_IsString(found)) {
        fail_msg("%s: no text, wanted %s", path, wanted);
    } else if (strcmp(found->valuestring, wanted) != 0) {
        fail_msg("%s: %s, wanted %s", path, found->valuestring, wanted);
    }
}

static inline void expect_number(const cJSON *value, const char *path, double wanted)
{
    const cJSON *found = below(value, path);

    if (!found || !cJSON_IsNumber(found)) {
        fail_msg("%s: no number, wanted %g", path, wanted);
    } else if (found->valuedouble - wanted > 1e-9 || wanted - found->valuedouble > 1e-9) {
        fail_msg("%s: %.12g, wanted %.12g", path, found->valuedouble, wanted);
    }
}

static inline void expect_none(const cJSON *value, const char *path)
{
    if (below(value, path)) {
        fail_msg("%s should not be there", path);
    }
}

static inline void expect_true(const cJSON *value, const char *path)
{
    if (!cJSON_IsTrue(below(value, path))) {
        fail_msg("%s should be true", path);
    }
}

static inline void expect_false(const cJSON *value, const char *path)
{
    if (!cJSON_IsFalse(below(value, path))) {
        fail_msg("%s should be false", path);
    }
}

/* The whole board as a text, without what tells of the past: moved, revisions. */
static inline char *board_text(const struct office *office)
{
    struct buffer out = {0};

    assert_true(board_append_json(office->board, &out));
    cJSON *board = cJSON_Parse(out.bytes);
    cJSON_DeleteItemFromObject(board, "moved");
    char *text = cJSON_PrintUnformatted(board);
    cJSON_Delete(board);
    buffer_finish(&out);
    return text;
}

/* A board made from nothing must be the one that came step by step. */
static inline void expect_same_as_full(struct office *office)
{
    char *stepwise = board_text(office);

    compute_again(office);
    char *full = board_text(office);
    if (strcmp(stepwise, full) != 0) {
        fail_msg("stepwise: %s\nfull:     %s", stepwise, full);
    }
    free(stepwise);
    free(full);
}

#endif
