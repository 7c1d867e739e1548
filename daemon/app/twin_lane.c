/* SPDX-License-Identifier: MIT */
#include "app/twin_lane.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "app/config.h"
#include "app/twin.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store.h"

enum { STOP_MS = 2000 };

/* One that is to be written. */
struct twin {
    struct twin *next;
    char *dir;
    char *name;
    enum language language;
    bool ok;
    struct err err;
};

struct twin_lane {
    uv_loop_t *loop;
    const struct config *config;
    struct store *store;
    struct twin *first;
    struct twin *last;
    struct twin *running;
    uv_work_t work;
    bool is_failing;    /* and was told: a share that is gone fails for each */
    int64_t stop_at_ms; /* 0: it goes on */
    void (*on_stopped)(void *owner);
    void *stop_owner;
};

/* In the order in which they run: */
static void on_work(uv_work_t *work);
static void on_work_done(uv_work_t *work, int status);

static void twin_destroy(struct twin *twin)
{
    if (twin) {
        free(twin->dir);
        free(twin->name);
        free(twin);
    }
}

static struct twin *twin_create(const struct config *config, const char *name)
{
    struct twin *twin = calloc(1, sizeof(*twin));

    if (!twin) {
        return NULL;
    }
    twin->dir = text_dup(text_of(config->receipts));
    twin->name = text_dup(text_of(name));
    twin->language = strcmp(config->lang, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
    if (!twin->dir || !twin->name) {
        twin_destroy(twin);
        return NULL;
    }
    return twin;
}

static void on_work(uv_work_t *work)
{
    struct twin_lane *lane = work->data;
    struct twin *twin = lane->running;

    twin->ok = twin_write(twin->dir, lane->store, twin->name, twin->language, &twin->err);
}

static void write_next(struct twin_lane *lane)
{
    if (lane->running || !lane->first) {
        return;
    }
    lane->running = lane->first;
    lane->first = lane->first->next;
    lane->last = lane->first ? lane->last : NULL;
    lane->work.data = lane;
    (void)uv_queue_work(lane->loop, &lane->work, on_work, on_work_done);
}

/* A twin is a copy for reading: the receipt itself is committed. */
static void tell(struct twin_lane *lane, const struct twin *twin)
{
    if (!twin->ok && !lane->is_failing) {
        log_event(
            LOG_WARN, "receipt_not_written",
            "file=\"%s\" folder=\"%s\" reason=\"%s\" advice=\"请检查 --receipts 文件夹是否可写"
            " (see whether the folder of --receipts can be written)\"",
            twin->name, twin->dir, twin->err.text);
    }
    lane->is_failing = !twin->ok;
}

static void finish_stop(struct twin_lane *lane)
{
    void (*on_stopped)(void *owner) = lane->on_stopped;
    void *owner = lane->stop_owner;

    while (lane->first) {
        struct twin *twin = lane->first;
        lane->first = twin->next;
        twin_destroy(twin);
    }
    store_close(lane->store);
    free(lane);
    on_stopped(owner);
}

static void on_work_done(uv_work_t *work, int status)
{
    struct twin_lane *lane = work->data;
    (void)status;

    tell(lane, lane->running);
    twin_destroy(lane->running);
    lane->running = NULL;
    bool is_over =
        lane->stop_at_ms > 0 && (!lane->first || clock_monotonic_ms() > lane->stop_at_ms);
    if (is_over) {
        finish_stop(lane);
    } else {
        write_next(lane);
    }
}

struct twin_lane *twin_lane_start(struct uv_loop_s *loop, const struct config *config,
                                  struct err *err)
{
    struct store_options options = {.office_place = config->place[0] ? config->place : NULL};
    struct twin_lane *lane = calloc(1, sizeof(*lane));

    if (!lane) {
        err_set(err, ERR_NO_MEMORY, "receipts");
        return NULL;
    }
    lane->loop = loop;
    lane->config = config;
    lane->store = store_open_reader(config->state, &options, err);
    if (!lane->store) {
        free(lane);
        return NULL;
    }
    return lane;
}

void twin_lane_set_config(struct twin_lane *lane, const struct config *config)
{
    lane->config = config;
}

void twin_lane_put(struct twin_lane *lane, const char *name)
{
    if (lane->config->receipts[0] == '\0') {
        return;
    }
    struct twin *twin = twin_create(lane->config, name);
    if (!twin) {
        log_event(LOG_ERROR, "out_of_memory", "what=receipt");
        return;
    }
    if (lane->last) {
        lane->last->next = twin;
    } else {
        lane->first = twin;
    }
    lane->last = twin;
    write_next(lane);
}

void twin_lane_stop(struct twin_lane *lane, void (*on_stopped)(void *owner), void *owner)
{
    if (!lane) {
        on_stopped(owner);
        return;
    }
    lane->stop_at_ms = clock_monotonic_ms() + STOP_MS;
    lane->on_stopped = on_stopped;
    lane->stop_owner = owner;
    if (!lane->running) {
        finish_stop(lane);
    }
}
