/* SPDX-License-Identifier: MIT */
#include "app/twin_lane.h"

#include <stdlib.h>
#include <string.h>

#include "app/config.h"
#include "app/lane.h"
#include "app/twin.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/text.h"

enum { STOP_MS = 2000 };

/* One that is to be written. */
struct twin {
    struct errand errand;
    char *dir;
    char *name;
    enum language language;
    bool ok;
    struct err err;
};

struct twin_lane {
    struct lane *lane;
    const struct config *config;
    bool is_failing;    /* and was told: a share that is gone fails for each */
    int64_t stop_at_ms; /* 0: it goes on */
    void (*on_stopped)(void *owner);
    void *stop_owner;
};

/* In the order in which they run: */
static void run_twin(struct errand *errand, struct store *store);
static void on_twin_done(void *owner, struct errand *errand);
static void on_lane_stopped(void *owner);

static struct twin *twin_of(struct errand *errand)
{
    return (struct twin *)(void *)errand;
}

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

static void run_twin(struct errand *errand, struct store *store)
{
    struct twin *twin = twin_of(errand);

    twin->ok = twin_write(twin->dir, store, twin->name, twin->language, &twin->err);
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

static void give_up_waiting(struct twin_lane *lane)
{
    for (struct errand *errand = lane_take_back(lane->lane); errand;
         errand = lane_take_back(lane->lane)) {
        twin_destroy(twin_of(errand));
    }
}

static void on_twin_done(void *owner, struct errand *errand)
{
    struct twin_lane *lane = owner;

    tell(lane, twin_of(errand));
    twin_destroy(twin_of(errand));
    if (lane->stop_at_ms > 0 && clock_monotonic_ms() > lane->stop_at_ms) {
        give_up_waiting(lane);
    }
}

static void on_lane_stopped(void *owner)
{
    struct twin_lane *lane = owner;
    void (*on_stopped)(void *owner) = lane->on_stopped;
    void *stop_owner = lane->stop_owner;

    free(lane);
    on_stopped(stop_owner);
}

struct twin_lane *twin_lane_start(struct uv_loop_s *loop, const struct config *config,
                                  struct err *err)
{
    static const struct lane_events events = {
        .run = run_twin, .on_done = on_twin_done, .on_stopped = on_lane_stopped};
    struct twin_lane *lane = calloc(1, sizeof(*lane));

    if (!lane) {
        err_set(err, ERR_NO_MEMORY, "receipts");
        return NULL;
    }
    lane->config = config;
    lane->lane = lane_start(loop, config, &events, lane, err);
    if (!lane->lane) {
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
    lane_put(lane->lane, &twin->errand);
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
    lane_stop(lane->lane);
}
