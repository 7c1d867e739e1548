/* SPDX-License-Identifier: MIT */
/*
 * The two borders of the worker's thread.
 *
 * Invariants: (Q1) at most one job runs; (Q2) a job is owned by the queue, the running slot, or
 * nobody; (Q3) on_board comes in the order of seq, and only after its commit (P4); (Q4) a file
 * whose job failed is looked at again; (Q5) the WAL is written into the database when the queue is
 * empty, hence after the board of its commit is shown, or between two jobs when it is too long.
 */
#include "app/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "app/config.h"
#include "app/job.h"
#include "app/job_log.h"
#include "app/queue.h"
#include "app/waited.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "ingest/watch.h"
#include "model/board.h"

/* A file that could not be read is tried again after the time of so many scans. */
enum { CLOCK_LOOK_MS = 20000, UNREAD_SCANS = 20 };

struct pipeline {
    uv_loop_t *loop;
    const struct config *config;
    const struct config *next_config; /* to be handed over with the next refresh; NULL */
    struct worker *worker;
    struct watch *watch;
    struct pipeline_events events;
    void *owner;
    struct queue queue;
    struct job *running; /* NULL: none */
    uv_work_t work;
    uv_timer_t due;   /* the board changes by itself */
    uv_timer_t retry; /* a job that failed is tried again */
    int64_t next_due_ms;
    uint32_t shown_waiting; /* what the board says is still to be read */
    struct waited *waited;
    bool is_inbox_available;
    bool is_started; /* the first board is there */
    bool is_scanned;
    bool is_ready;
    struct err start_err; /* of reading what files the store knows */
    bool is_refresh_queued;
    enum job_rest rest; /* of the last job; none from when it is tidied */
    struct pipeline_counters counters;
    int open_handles;
    bool is_stopping;
    void (*on_stopped)(void *owner);
    void *stop_owner;
};

/* In the order in which they run: */
static bool on_file_ready(void *owner, const struct watch_file *file);
static bool on_file_gone(void *owner, const char *name);
static void on_watch_state(void *owner, enum watch_state state, const char *reason);
static void on_scanned(void *owner, size_t settling);
static void on_due(uv_timer_t *due);
static void on_retry_due(uv_timer_t *retry);
static void on_work(uv_work_t *work);
static void on_work_done(uv_work_t *work, int status);
static void on_watch_stopped(void *owner);
static void on_handle_closed(uv_handle_t *handle);

static void run_next(struct pipeline *pipeline);

/* ---- the queue ----------------------------------------------------------------------------- */

/* False, and said, if there is no job for want of memory. */
static bool enqueue(struct pipeline *pipeline, struct job *job, int64_t delay_ms)
{
    if (!job) {
        log_event(LOG_ERROR, "out_of_memory", "what=queue");
        return false;
    }
    queue_put(&pipeline->queue, job, clock_monotonic_ms(), delay_ms);
    if (delay_ms > 0) {
        (void)uv_timer_start(&pipeline->retry, on_retry_due, (uint64_t)delay_ms, 0);
    }
    return true;
}

static void enqueue_refresh(struct pipeline *pipeline)
{
    if (!pipeline->is_refresh_queued && !pipeline->is_stopping) {
        pipeline->is_refresh_queued = enqueue(pipeline, job_create(JOB_REFRESH, NULL, NULL), 0);
        run_next(pipeline);
    }
}

/* ---- what the watch reports ---------------------------------------------------------------- */

static bool on_file_ready(void *owner, const struct watch_file *file)
{
    struct pipeline *pipeline = owner;
    struct job *job = job_create(JOB_TAKE, file->name, file->open_path);

    if (job) {
        job->name_class = file->name_class;
        job->identity = file->identity;
        job->is_check = file->is_check;
        job->is_last_look = waited_take(&pipeline->waited, file->name, &file->identity);
    }
    bool ok = enqueue(pipeline, job, 0);
    run_next(pipeline);
    return ok;
}

static bool on_file_gone(void *owner, const char *name)
{
    struct pipeline *pipeline = owner;

    if (strcmp(pipeline->config->on_delete, "keep") == 0) {
        log_event(LOG_INFO, "file_gone_kept", "file=\"%s\"", name);
        return true;
    }
    bool ok = enqueue(pipeline, job_create(JOB_WITHDRAW, name, NULL), 0);
    run_next(pipeline);
    return ok;
}

static void on_watch_state(void *owner, enum watch_state state, const char *reason)
{
    struct pipeline *pipeline = owner;

    pipeline->is_inbox_available = state == WATCH_AVAILABLE;
    if (pipeline->is_inbox_available) {
        log_event(LOG_INFO, "inbox_available", "folder=\"%s\"", pipeline->config->inbox);
    } else {
        log_event(
            LOG_ERROR, "inbox_unavailable",
            "folder=\"%s\" reason=\"%s\" advice=\"墙上数字保留不动；文件回来后自动恢复，若确是有意"
            "删除请发送 SIGHUP (figures are kept; it recovers when the files come back; if "
            "the deletion was meant, send SIGHUP)\"",
            pipeline->config->inbox, reason);
    }
    enqueue_refresh(pipeline);
}

static void look_ready(struct pipeline *pipeline)
{
    bool is_idle = !pipeline->running && pipeline->queue.count == 0;

    if (!pipeline->is_ready && pipeline->is_started && pipeline->is_scanned && is_idle &&
        !pipeline->is_stopping) {
        pipeline->is_ready = true;
        pipeline->events.on_ready(pipeline->owner);
    }
}

/* ---- time ---------------------------------------------------------------------------------- */

/* Wall time may jump, timers do not: a long wait is cut into looks at the clock. */
static void arm_due(struct pipeline *pipeline)
{
    int64_t wait_ms = pipeline->next_due_ms - clock_utc_ms();

    if (pipeline->next_due_ms > 0 && !pipeline->is_stopping) {
        wait_ms = wait_ms < 0 ? 0 : wait_ms > CLOCK_LOOK_MS ? CLOCK_LOOK_MS : wait_ms;
        (void)uv_timer_start(&pipeline->due, on_due, (uint64_t)wait_ms + 1, 0);
    }
}

static void look_at_clock(struct pipeline *pipeline)
{
    if (pipeline->next_due_ms > 0 && clock_utc_ms() >= pipeline->next_due_ms) {
        pipeline->next_due_ms = 0;
        enqueue_refresh(pipeline);
    } else {
        arm_due(pipeline);
    }
}

static void on_due(uv_timer_t *due)
{
    look_at_clock(due->data);
}

/* A scan is a look at the world, and so at the clock: one that was set is followed by then. */
static void on_scanned(void *owner, size_t settling)
{
    struct pipeline *pipeline = owner;

    pipeline->is_scanned |= settling == 0 || !pipeline->is_inbox_available;
    look_ready(pipeline);
    look_at_clock(pipeline);
}

static void on_retry_due(uv_timer_t *retry)
{
    struct pipeline *pipeline = retry->data;

    run_next(pipeline);
}

/* ---- running ------------------------------------------------------------------------------- */

static void add_missing(void *owner, const char *name)
{
    struct job *job = owner;

    job->lacks_missing = !job_add_missing(job, name) || job->lacks_missing;
}

/* Without memory it waits for the end of another job. */
static struct job *make_tidying(struct pipeline *pipeline)
{
    pipeline->rest = JOB_REST_NONE;
    return job_create(JOB_TIDY, NULL, NULL);
}

static struct job *choose_next(struct pipeline *pipeline)
{
    struct job *job = pipeline->rest == JOB_REST_MUCH ? make_tidying(pipeline) : NULL;

    job = job ? job : queue_take(&pipeline->queue, clock_monotonic_ms());
    return job || pipeline->rest == JOB_REST_NONE ? job : make_tidying(pipeline);
}

static void run_next(struct pipeline *pipeline)
{
    bool may_run = !pipeline->is_stopping && !pipeline->running;
    struct job *job = may_run ? choose_next(pipeline) : NULL;

    if (!job) {
        return;
    }
    pipeline->running = job;
    job->is_inbox_available = pipeline->is_inbox_available;
    job->waiting = (uint32_t)pipeline->queue.count;
    if (job->kind == JOB_TAKE) {
        watch_each_missing(pipeline->watch, add_missing, job);
    }
    if (job->kind == JOB_REFRESH) {
        pipeline->is_refresh_queued = false;
        job->new_config = pipeline->next_config;
        pipeline->next_config = NULL;
    }
    pipeline->work.data = pipeline;
    (void)uv_queue_work(pipeline->loop, &pipeline->work, on_work, on_work_done);
}

static void on_work(uv_work_t *work)
{
    struct pipeline *pipeline = work->data;

    job_run(pipeline->worker, pipeline->running);
}

static void count_drop(struct pipeline *pipeline, const struct job *job)
{
    struct pipeline_counters *counters = &pipeline->counters;

    counters->jobs++;
    counters->last_took_ms = job->took_ms;
    if (job->outcome == JOB_FAILED) {
        counters->failed++;
    }
    if (!job->has_drop || job->outcome != JOB_DONE) {
        return;
    }
    switch (job->drop.state) {
    case DROP_TAKEN:
        counters->taken++;
        break;
    case DROP_PARTIAL:
        counters->partial++;
        break;
    case DROP_UNCHANGED:
        counters->unchanged++;
        break;
    case DROP_REFUSED:
        counters->refused++;
        break;
    case DROP_WITHDRAWN:
        counters->withdrawn++;
        break;
    }
}

/* Whether the watch reports the file again by itself; then it may be whole. */
static bool is_looked_at_again(struct pipeline *pipeline, const struct job *job)
{
    if (job->outcome == JOB_UNWHOLE) {
        waited_put(&pipeline->waited, job->name, &job->identity);
        return watch_look_again(pipeline->watch, job->name, WAIT_FOR_REST_MS);
    }
    return watch_look_again(pipeline->watch, job->name,
                            job->outcome == JOB_CHANGED ? 4 * pipeline->config->settle_ms
                                                        : RETRY_MS);
}

/* The same job, which needs no memory; settings that came meanwhile count. */
static void put_off(struct pipeline *pipeline, struct job *job)
{
    job_reset(job);
    if (job->kind == JOB_REFRESH) {
        pipeline->next_config = pipeline->next_config ? pipeline->next_config : job->new_config;
        pipeline->is_refresh_queued = true;
    }
    (void)enqueue(pipeline, job, RETRY_MS);
}

/* What failed, changed or was cut is tried again. Ends the job. */
static void try_again(struct pipeline *pipeline, struct job *job)
{
    bool has_ended = job->outcome == JOB_DONE || job->outcome == JOB_NOTHING;

    if (has_ended && job->is_unread) {
        watch_check_again(pipeline->watch, job->name, UNREAD_SCANS * pipeline->config->rescan_ms);
    }
    if (has_ended || (job->kind == JOB_TAKE && is_looked_at_again(pipeline, job))) {
        job_destroy(job);
    } else {
        put_off(pipeline, job);
    }
}

static void show(struct pipeline *pipeline, struct job *job)
{
    if (job->board) {
        pipeline->events.on_board(pipeline->owner, job->board, buffer_text(&job->patch), job->seq,
                                  job->at_utc_ms);
    }
    if (job->next_due_ms > 0) {
        pipeline->next_due_ms = job->next_due_ms;
        arm_due(pipeline);
    }
    if (job->renamed_from && job->outcome == JOB_DONE) {
        watch_forget(pipeline->watch, job->renamed_from);
    }
}

/* What was read last may have had nothing to publish: then the board would go on saying that files
 * wait. A refresh says that none does. */
static void settle_waiting(struct pipeline *pipeline, const struct job *job)
{
    if (job->board || (job->kind == JOB_REFRESH && job->outcome == JOB_DONE)) {
        pipeline->shown_waiting = job->waiting;
    }
    if (pipeline->shown_waiting > 0 && pipeline->queue.count == 0) {
        enqueue_refresh(pipeline);
    }
}

/* What could not be tidied (a reader held it, the disk failed) is left to the end of another job.
 */
static void note_rest(struct pipeline *pipeline, const struct job *job)
{
    pipeline->rest = job->kind == JOB_TIDY ? JOB_REST_NONE : job->rest;
}

/* Nothing of it is counted or shown. */
static void end_tidying(struct pipeline *pipeline, struct job *job)
{
    job_log(job);
    job_destroy(job);
    run_next(pipeline);
    look_ready(pipeline);
}

static void finish_stop(struct pipeline *pipeline);

/* False, and the end of the job, if nothing can be shown, or if it is not known what was. */
static bool note_start(struct pipeline *pipeline, struct job *job)
{
    struct err err = pipeline->start_err.kind != ERR_NONE ? pipeline->start_err : job->err;

    pipeline->is_started = job->outcome != JOB_FAILED && pipeline->start_err.kind == ERR_NONE;
    if (!pipeline->is_started) {
        job_log(job);
        job_destroy(job);
        pipeline->events.on_failed(pipeline->owner, &err);
    }
    return pipeline->is_started;
}

static void on_work_done(uv_work_t *work, int status)
{
    struct pipeline *pipeline = work->data;
    struct job *job = pipeline->running;
    (void)status;

    pipeline->running = NULL;
    note_rest(pipeline, job);
    if (job->kind == JOB_TIDY && !pipeline->is_stopping) {
        end_tidying(pipeline, job);
        return;
    }
    count_drop(pipeline, job);
    if (pipeline->is_stopping) {
        job_log(job);
        job_destroy(job);
        finish_stop(pipeline);
        return;
    }
    if (job->kind == JOB_START && !note_start(pipeline, job)) {
        return;
    }
    show(pipeline, job);
    job_log(job);
    if (job->outcome == JOB_DONE && job->name) {
        pipeline->events.on_receipt(pipeline->owner, job->name);
    }
    settle_waiting(pipeline, job);
    try_again(pipeline, job);
    look_ready(pipeline); /* before it is tidied: that keeps nothing from the board */
    run_next(pipeline);
}

/* ---- life ---------------------------------------------------------------------------------- */

static bool expect_file(void *owner, const char *name, const struct file_identity *identity,
                        struct err *err)
{
    struct pipeline *pipeline = owner;

    return watch_expect(pipeline->watch, name, identity, err);
}

static struct watch_options watch_options_of(const struct config *config)
{
    struct watch_options options = watch_default_options(config->inbox);

    options.settle_ms = config->settle_ms;
    options.rescan_ms = config->rescan_ms;
    options.gone_ms = config->withdraw_after_s * 1000;
    options.force_polling = config->polling;
    return options;
}

struct pipeline *pipeline_start(struct uv_loop_s *loop, const struct config *config,
                                struct worker *worker, const struct pipeline_events *events,
                                void *owner, struct err *err)
{
    static const struct watch_events watch_events = {.on_file_ready = on_file_ready,
                                                     .on_file_gone = on_file_gone,
                                                     .on_state = on_watch_state,
                                                     .on_scanned = on_scanned};
    struct watch_options options = watch_options_of(config);
    struct pipeline *pipeline = calloc(1, sizeof(*pipeline));
    struct job *start = job_create(JOB_START, NULL, NULL);

    if (!pipeline || !start) {
        err_set(err, ERR_NO_MEMORY, "pipeline");
        job_destroy(start);
        free(pipeline);
        return NULL;
    }
    pipeline->loop = loop;
    pipeline->config = config;
    pipeline->worker = worker;
    pipeline->events = *events;
    pipeline->owner = owner;
    pipeline->is_inbox_available = true;
    pipeline->watch = watch_start(loop, &options, &watch_events, pipeline, err);
    if (!pipeline->watch) {
        job_destroy(start);
        free(pipeline);
        return NULL;
    }
    (void)uv_timer_init(loop, &pipeline->due);
    (void)uv_timer_init(loop, &pipeline->retry);
    pipeline->due.data = pipeline;
    pipeline->retry.data = pipeline;
    /* A file that went while nobody looked would never be withdrawn: told by on_failed. */
    (void)worker_each_file(worker, expect_file, pipeline, &pipeline->start_err);
    (void)enqueue(pipeline, start, 0);
    run_next(pipeline);
    return pipeline;
}

void pipeline_set_config(struct pipeline *pipeline, const struct config *config)
{
    pipeline->config = config;
    pipeline->next_config = config;
    watch_set_gone_ms(pipeline->watch, config->withdraw_after_s * 1000);
    watch_accept_losses(pipeline->watch);
    enqueue_refresh(pipeline);
}

void pipeline_catch_up(struct pipeline *pipeline)
{
    watch_catch_up(pipeline->watch);
}

struct waiting {
    void (*visit)(void *owner, const char *name, const char *state, int64_t size);
    void *owner;
};

static void visit_queued(void *owner, const struct job *job)
{
    const struct waiting *waiting = owner;

    if (job->kind == JOB_TAKE && !job->is_check) {
        waiting->visit(waiting->owner, job->name, "queued", job->identity.size);
    }
}

static void visit_settling(void *owner, const struct watch_file *file)
{
    const struct waiting *waiting = owner;

    waiting->visit(waiting->owner, file->name, "settling", file->identity.size);
}

void pipeline_each_waiting(const struct pipeline *pipeline,
                           void (*visit)(void *owner, const char *name, const char *state,
                                         int64_t size),
                           void *owner)
{
    struct waiting waiting = {visit, owner};

    if (pipeline->running) {
        visit_queued(&waiting, pipeline->running);
    }
    queue_each(&pipeline->queue, visit_queued, &waiting);
    watch_each_settling(pipeline->watch, visit_settling, &waiting);
}

bool pipeline_is_ready(const struct pipeline *pipeline)
{
    return pipeline->is_ready;
}

static void count_settling(void *owner, const struct watch_file *file)
{
    size_t *settling = owner;
    (void)file;

    (*settling)++;
}

void pipeline_read_counters(const struct pipeline *pipeline, struct pipeline_counters *counters)
{
    *counters = pipeline->counters;
    counters->queued = pipeline->queue.count;
    counters->is_running = pipeline->running != NULL;
    counters->is_inbox_available = pipeline->is_inbox_available;
    watch_each_settling(pipeline->watch, count_settling, &counters->settling);
}

static void finish_stop(struct pipeline *pipeline)
{
    if (pipeline->open_handles > 0 || pipeline->running) {
        return;
    }
    void (*on_stopped)(void *owner) = pipeline->on_stopped;
    void *owner = pipeline->stop_owner;
    queue_finish(&pipeline->queue);
    waited_finish(&pipeline->waited);
    free(pipeline);
    on_stopped(owner);
}

static void on_watch_stopped(void *owner)
{
    struct pipeline *pipeline = owner;

    pipeline->open_handles--;
    finish_stop(pipeline);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct pipeline *pipeline = handle->data;

    pipeline->open_handles--;
    finish_stop(pipeline);
}

void pipeline_stop(struct pipeline *pipeline, void (*on_stopped)(void *owner), void *owner)
{
    pipeline->is_stopping = true;
    pipeline->on_stopped = on_stopped;
    pipeline->stop_owner = owner;
    pipeline->open_handles = 3;
    uv_close((uv_handle_t *)&pipeline->due, on_handle_closed);
    uv_close((uv_handle_t *)&pipeline->retry, on_handle_closed);
    watch_stop(pipeline->watch, on_watch_stopped, pipeline);
}
