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
#include "compute/settings.h"
#include "store/store.h"

struct board;
struct compute;
struct err;

/* The settings that are usual, without title and places. */
struct compute_options compute_default_options(void);

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

/* The board after what this job has touched (store_touched) and after the time that has passed
 * since `previous`. events may be NULL. *out has one reference; it may be equal to previous. */
bool compute_next(struct compute *compute, struct store *store, struct board *previous,
                  int64_t now_utc_ms, const struct compute_inbox *inbox,
                  const struct compute_events *events, void *owner, struct board **out,
                  struct err *err);

/* The next instant after now_utc_ms at which the board changes by itself: a midnight, or a due
 * time before it. Accepts NULL. */
int64_t compute_next_due(const struct board *board, int64_t now_utc_ms);

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
