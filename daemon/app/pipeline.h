/* SPDX-License-Identifier: MIT */
/*
 * Brings ready files to the worker, one job at a time, and their boards back to the loop.
 *
 *   watch: ready -> queued -> running -> done (board shown), nothing, or looked at again
 *
 * Small files pass large ones in the queue (app/queue). What crosses to the worker's thread is
 * moved, never shared.
 */
#ifndef PLUMB_APP_PIPELINE_H
#define PLUMB_APP_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct board;
struct config;
struct err;
struct pipeline;
struct uv_loop_s;
struct worker;

enum { RETRY_MS = 5000 };

/* All run on the loop thread, never inside a call into this module. */
struct pipeline_events {
    /* A committed board that is to be shown. Borrowed. */
    void (*on_board)(void *owner, struct board *board, struct text patch, int64_t seq,
                     int64_t at_utc_ms);
    /* A file has a new receipt, and its board is shown. The name is borrowed. */
    void (*on_receipt)(void *owner, const char *name);
    /* Everything that lay in the inbox at the start is on the board. Once. */
    void (*on_ready)(void *owner);
    /* The first board cannot be made: nothing can be shown. */
    void (*on_failed)(void *owner, const struct err *err);
};

struct pipeline_counters {
    uint64_t jobs;
    uint64_t taken;
    uint64_t partial;
    uint64_t refused;
    uint64_t unchanged;
    uint64_t withdrawn;
    uint64_t failed;
    int64_t last_took_ms;
    int64_t rows_read;
    size_t queued;
    size_t settling;
    bool is_running;
    bool is_inbox_available;
};

/* Starts watching config->inbox and makes the first board. The worker and the config are borrowed
 * until pipeline_stop has reported. */
struct pipeline *pipeline_start(struct uv_loop_s *loop, const struct config *config,
                                struct worker *worker, const struct pipeline_events *events,
                                void *owner, struct err *err);

/* New settings (borrowed as before), after SIGHUP; losses in the inbox count as meant. */
void pipeline_set_config(struct pipeline *pipeline, const struct config *config);

/* Reads the kernel's pending hints now, so that what a caller did before asking is known. */
void pipeline_catch_up(struct pipeline *pipeline);

/* Files that are not in a final state: "settling" or "queued". */
void pipeline_each_waiting(const struct pipeline *pipeline,
                           void (*visit)(void *owner, const char *name, const char *state,
                                         int64_t size),
                           void *owner);

bool pipeline_is_ready(const struct pipeline *pipeline);
void pipeline_read_counters(const struct pipeline *pipeline, struct pipeline_counters *counters);

/* Lets a running job end, then reports. Nothing else is reported after this call. */
void pipeline_stop(struct pipeline *pipeline, void (*on_stopped)(void *owner), void *owner);

#endif
