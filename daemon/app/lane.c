/* SPDX-License-Identifier: MIT */
#include "app/lane.h"

#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

#include "app/config.h"
#include "base/err.h"
#include "store/store.h"

struct lane {
    uv_loop_t *loop;
    struct lane_events events;
    void *owner;
    struct store *store;
    struct errand *first;
    struct errand *last;
    size_t count;
    struct errand *running; /* NULL: none */
    uv_work_t work;
    bool is_stopping;
};

/* In the order in which they run: */
static void on_work(uv_work_t *work);
static void on_work_done(uv_work_t *work, int status);

static void on_work(uv_work_t *work)
{
    struct lane *lane = work->data;

    lane->events.run(lane->running, lane->store);
}

static void finish(struct lane *lane)
{
    void (*on_stopped)(void *owner) = lane->events.on_stopped;
    void *owner = lane->owner;

    store_close(lane->store);
    free(lane);
    on_stopped(owner);
}

/* Or ends, if that is wanted and nothing is to be done any more. */
static void run_next(struct lane *lane)
{
    if (lane->running) {
        return;
    }
    lane->running = lane_take_back(lane);
    if (lane->running) {
        lane->work.data = lane;
        (void)uv_queue_work(lane->loop, &lane->work, on_work, on_work_done);
    } else if (lane->is_stopping) {
        finish(lane);
    }
}

static void on_work_done(uv_work_t *work, int status)
{
    struct lane *lane = work->data;
    struct errand *done = lane->running;
    (void)status;

    lane->running = NULL;
    lane->events.on_done(lane->owner, done);
    run_next(lane);
}

struct lane *lane_start(struct uv_loop_s *loop, const struct config *config,
                        const struct lane_events *events, void *owner, struct err *err)
{
    struct store_options options = {.office_place = config->place[0] ? config->place : NULL};
    struct lane *lane = calloc(1, sizeof(*lane));

    if (!lane) {
        err_set(err, ERR_NO_MEMORY, "lane");
        return NULL;
    }
    lane->loop = loop;
    lane->events = *events;
    lane->owner = owner;
    lane->store = store_open_reader(config->state, &options, err);
    if (!lane->store) {
        free(lane);
        return NULL;
    }
    return lane;
}

void lane_put(struct lane *lane, struct errand *errand)
{
    errand->next = NULL;
    if (lane->last) {
        lane->last->next = errand;
    } else {
        lane->first = errand;
    }
    lane->last = errand;
    lane->count++;
    run_next(lane);
}

size_t lane_count(const struct lane *lane)
{
    return lane->count;
}

struct errand *lane_take_back(struct lane *lane)
{
    struct errand *first = lane->first;

    if (first) {
        lane->first = first->next;
        lane->last = lane->first ? lane->last : NULL;
        lane->count--;
    }
    return first;
}

void lane_stop(struct lane *lane)
{
    lane->is_stopping = true;
    run_next(lane);
}
