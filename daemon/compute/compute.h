/* SPDX-License-Identifier: MIT */
/*
 * Makes the next board from the one before, the rows that a job touched, and the clock.
 *
 * Rows become aggregates (one a board key and period, kept in the store), aggregates become
 * entries of the board. After a drop only the pairs of indicator and period whose rows changed
 * are computed again, only the entries of their indicators are made anew, and campaigns only if
 * they were touched (P9). What changes by itself (days left, time progress, overdue, stale,
 * revised) changes at midnight or at a due time: compute_next_due says when to call again.
 *
 * All calls but compute_history and the exports belong to the thread that owns the writing store,
 * and run inside a job (store_begin ... store_commit). A job that is rolled back needs no word to
 * this module: nothing that a failed job saw is believed afterwards.
 */
#ifndef PLUMB_COMPUTE_COMPUTE_H
#define PLUMB_COMPUTE_COMPUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"
#include "store/store.h"

struct board;
struct compute;
struct err;

/* Settings. Texts are copied by compute_create. The time zone is the process's (base/clock). */
struct compute_options {
    const char *title;        /* "" or NULL: none */
    const char *place;        /* the office's own place; "" or NULL: none */
    const char *timezone;     /* shown only: Asia/Shanghai */
    int assessment_year;      /* 0: none; else figures and targets of that year come first */
    double behind_points;     /* at or below this deviation a plan is behind: -10 */
    double far_behind_points; /* below this it is far behind: -30 */
    bool rounds_half_up;      /* else half to even, as GB/T 8170 has it */
    bool uses_wilson;         /* intervals and verdicts by Wilson instead of the exact method */
    int late_days;            /* an activity that came more days after its day is 补录: 3 */
    int revised_days;         /* days for which a figure carries 已修订: 7 */
    int grace_days; /* a figure with 报送频次 but no 报送截止 is stale so many days after
                       the end of the next period: 15 */
};

/* The values above that are said to be usual, without title and places. */
struct compute_options compute_default_options(void);

/* What the board says of the inbox. */
struct compute_inbox {
    bool is_available;
    uint32_t taken; /* files by the state of their newest version */
    uint32_t partial;
    uint32_t refused;
    uint32_t waiting;              /* settling or queued */
    int64_t last_taken_utc_ms;     /* 0: never */
    const char *last_refused_file; /* NULL: none */
    int64_t last_refused_utc_ms;
};

/* NULL without memory. */
struct compute *compute_create(const struct compute_options *options, struct err *err);

/* Accepts NULL. */
void compute_destroy(struct compute *compute);

/* The settings with which it was made, borrowed until compute_destroy; never changed, so that
 * another thread may read them. */
const struct compute_options *compute_options(const struct compute *compute);

/* Computes everything again from the rows in force: at start, and after new settings. *out is the
 * board with one reference. */
bool compute_full(struct compute *compute, struct store *store, int64_t now_utc_ms,
                  const struct compute_inbox *inbox, struct board **out, struct err *err);

/* Reported once for each figure (board key and period) that a job moved, before its entry is made;
 * texts are borrowed until the callback returns. The receiver stores it (store_put_moved). False
 * and err stop the computing. */
struct compute_events {
    bool (*on_moved)(void *owner, const struct moved_figure *moved, struct err *err);
};

/* The board after what this job has touched (store_touched) and after the time that has passed
 * since `previous`. events may be NULL. *out has one reference; it may be equal to previous. */
bool compute_next(struct compute *compute, struct store *store, struct board *previous,
                  int64_t now_utc_ms, const struct compute_inbox *inbox,
                  const struct compute_events *events, void *owner, struct board **out,
                  struct err *err);

/* The next instant after now_utc_ms at which the board changes by itself: a midnight, or a due
 * time before it. */
int64_t compute_next_due(const struct compute *compute, int64_t now_utc_ms);

/* ---- questions, for any thread with its own reading store ---------------------------------- */

/* Appends the JSON of /api/indicators/ID/history. `key` is the board key. ERR_NOT_FOUND if there
 * is neither a figure nor a target under that key. */
bool compute_history(const struct compute_options *options, struct store *store, struct text key,
                     int64_t now_utc_ms, struct buffer *out, struct err *err);

/* The same as a table: UTF-8 with BOM, CRLF, and no cell that a spreadsheet takes for a formula. */
bool compute_history_csv(const struct compute_options *options, struct store *store,
                         struct text key, int64_t now_utc_ms, struct buffer *out, struct err *err);

/* The board's figures as such a table (/api/board.csv). Needs no store. */
bool compute_board_csv(const struct board *board, struct buffer *out, struct err *err);

#endif
