/* SPDX-License-Identifier: MIT */
/*
 * Reads the store beside the worker: one errand after the other, on a thread of the pool, by a
 * connection that can only read. So the loop never waits for a disk, and the worker for nobody.
 *
 *   lane_put -> waiting -> running (run, on the thread) -> on_done
 *                  \_ lane_take_back
 */
#ifndef PLUMB_APP_LANE_H
#define PLUMB_APP_LANE_H

#include <stddef.h>

struct config;
struct err;
struct lane;
struct store;
struct uv_loop_s;

/* The first member of what the owner wants done. */
struct errand {
    struct errand *next;
};

struct lane_events {
    /* On a thread of the pool: the errand and the store are its own until it returns. */
    void (*run)(struct errand *errand, struct store *store);
    /* On the loop, as all that follows: the errand is the owner's again. */
    void (*on_done)(void *owner, struct errand *errand);
    /* The end of lane_stop. Nothing is reported any more, and the lane is gone. */
    void (*on_stopped)(void *owner);
};

/* Opens the reading connection; the store must exist already. NULL and err if it cannot be opened,
 * or without memory. The config is only read here. */
struct lane *lane_start(struct uv_loop_s *loop, const struct config *config,
                        const struct lane_events *events, void *owner, struct err *err);

/* Takes the errand until it is done. */
void lane_put(struct lane *lane, struct errand *errand);

/* How many wait. */
size_t lane_count(const struct lane *lane);

/* The first that waits: it is the owner's again, and not done. NULL: none waits. */
struct errand *lane_take_back(struct lane *lane);

/* Does what still waits, ends, and reports: at once, if nothing is to be done. */
void lane_stop(struct lane *lane);

#endif
