/* SPDX-License-Identifier: MIT */
/*
 * The job that is made to fail: a file is taken with faults, aggregates, moved figures and a
 * board, over a version that it replaces.
 */
#ifndef PLUMB_TESTS_FAULT_STORE_JOB_H
#define PLUMB_TESTS_FAULT_STORE_JOB_H

#include "store/fixture.h"

enum { JOB_ROWS = 40 };

/* Version n of a file: rows that come, change and go with n; some faulty. */
static inline size_t make_rows(unsigned n, struct short_row rows[JOB_ROWS])
{
    static const char *const indicators[] = {"甲率", "乙率", "丙率", "丁率", "戊率"};
    static const char *const places[] = {"东镇", "西镇", "南镇", "北镇"};
    size_t count = 0;

    for (unsigned i = 0; i < JOB_ROWS; i++) {
        if ((i + n) % 11 == 0) {
            continue;
        }
        rows[count++] = (struct short_row){
            .indicator = indicators[i % 5],
            .place = places[i / 5 % 4],
            .period = i < 20 ? "2017" : "2018",
            .passed = (i + n) % 13 == 0 ? -1 : (int)((i * 7 + (i % 3 == 0 ? n : 0)) % 50),
            .inspected = 50,
        };
    }
    return count;
}

static inline bool give_whole(void *owner, const struct text_sink *out, struct err *err)
{
    char text[40];

    (void)snprintf(text, sizeof(text), "{\"version\":%u}", *(unsigned *)owner);
    return out->take(out->owner, text_of(text), err);
}

static inline bool publish_version(struct store *store, unsigned n, int64_t drop_id,
                                   struct err *err)
{
    char patch[40];
    struct aggregate aggregate = {
        .place = TEXT("东镇"), .has_counts = true, .passed = n, .inspected = 50};
    struct moved_figure moved = {.indicator = TEXT("东镇/甲率"), .to = TEXT("96%")};
    struct publication publication = {.run = TEXT("abcd"), .seq = n, .at_utc_ms = n};

    (void)snprintf(patch, sizeof(patch), "{\"version\":%u}", n);
    publication.patch = text_of(n > 1 ? patch : "");
    return store_put_aggregates(store, TEXT("甲率"), period_of_year(2017), &aggregate, 1, err) &&
           store_put_moved(store, drop_id, TEXT("甲率"), &moved, 1, n, err) &&
           store_put_publication(store, &publication, give_whole, &n, err) &&
           store_set_times(store, drop_id, 1000 + n, 1, err);
}

/* The whole job. On failure it is rolled back. */
static inline bool run_version(struct store *store, unsigned n, struct err *err)
{
    struct short_row rows[JOB_ROWS];
    size_t count = make_rows(n, rows);
    struct sheet_summary summary;
    struct drop_result result;
    char sha256[65];

    (void)snprintf(sha256, sizeof(sha256), "%064u", n);
    struct drop_info drop = {.file = TEXT("a.csv"), .sha256 = sha256};
    bool ok = store_begin(store, err) && store_take_begin(store, &drop, err) &&
              feed(store, rows, count, &summary, err) &&
              store_take_end(store, &summary, &result, err) &&
              publish_version(store, n, result.drop_id, err) && store_commit(store, err);
    if (!ok) {
        store_rollback(store);
    }
    return ok;
}

/* The newest version that was published; 0: none. It must be whole: see assert_whole. */
static inline unsigned newest_version(struct store *store)
{
    struct buffer board = {0};
    struct buffer run = {0};
    struct err err = {0};
    int64_t seq = 0;

    bool ok = store_read_board_at(store, INT64_MAX, &board, &run, &seq, &err);
    buffer_finish(&board);
    buffer_finish(&run);
    if (!ok) {
        assert_int_equal(err.kind, ERR_NOT_FOUND);
    }
    return ok ? (unsigned)seq : 0;
}

/* What a store shows that took the versions up to n without any trouble. */
static inline void write_expected(unsigned n, struct buffer *text)
{
    struct fixture *fresh = NULL;
    struct err err = {0};

    (void)make_fixture((void **)&fresh);
    for (unsigned version = 1; version <= n; version++) {
        if (!run_version(fresh->store, version, &err)) {
            fail_msg("%s", err.text);
        }
    }
    (void)in_force_of(fresh->store, text);
    (void)remove_fixture((void **)&fresh);
}

/* The store shows exactly the version it published last: rows, receipt and board came together. */
static inline void assert_whole(struct fixture *fixture, unsigned version)
{
    struct buffer expected = {0};
    struct buffer shown = {0};

    assert_int_equal(newest_version(fixture->store), version);
    write_expected(version, &expected);
    assert_string_equal(in_force_of(fixture->store, &shown), expected.bytes);
    assert_sound(fixture);
    buffer_finish(&expected);
    buffer_finish(&shown);
}

#endif
