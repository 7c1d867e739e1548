/* SPDX-License-Identifier: MIT */
#include "stress.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "model/board.h"
#include "push_common.h"
#include "serve/server.h"
#include "store/store.h"

enum {
    SAMPLES = 100,
    A_DAY_MS = 86400000,
    MAX_GROWTH_KB = 1024,    /* of resident memory, from the second quarter to the last */
    MAX_STORE_KB = 12 << 10, /* its cache is full after some hundred thousand boards */
    MAX_LOG_BYTES = 32 << 20
};

struct sample {
    long resident_kb;
    long store_kb; /* of that, the database's */
    long descriptors;
    long log_bytes;
};

struct stressed {
    const struct stress_plan *plan;
    uv_loop_t loop;
    uv_timer_t change;
    uv_idle_t hurry; /* in place of the timer, where boards follow at once */
    uv_pipe_t input;
    int out;
    struct server *server;
    struct store *store;
    struct board *board;
    uint64_t seq;
    long first_descriptors;
    struct sample samples[SAMPLES];
    unsigned sample_count;
    bool has_held;
    char byte[16];
};

/* In the order in which they run: */
static void on_change_due(uv_timer_t *timer);
static void on_hurry(uv_idle_t *hurry);
static void on_buffer_needed(uv_handle_t *handle, size_t size, uv_buf_t *buffer);
static void on_clients_ended(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer);
static void on_stopped(void *owner);

static void on_request(void *owner, struct request *request)
{
    (void)owner;
    server_answer_error(request, 404, "not_found", "none");
}

/* --- what must not grow --- */

static long count_descriptors(void)
{
    long count = 0;
    DIR *folder = opendir("/proc/self/fd");

    while (folder && readdir(folder)) {
        count++;
    }
    if (folder) {
        (void)closedir(folder);
    }
    return count;
}

static long log_bytes(const char *folder)
{
    char path[512];
    struct stat log = {0};

    (void)snprintf(path, sizeof(path), "%s/plumb.db-wal", folder ? folder : "");
    return folder && stat(path, &log) == 0 ? (long)log.st_size : 0;
}

static void take_sample(struct stressed *stressed)
{
    struct sample sample = {.resident_kb = bench_resident_kb(),
                            .store_kb = (long)(sqlite3_memory_used() / 1024),
                            .descriptors = count_descriptors(),
                            .log_bytes = log_bytes(stressed->plan->folder)};

    if (stressed->sample_count < SAMPLES) {
        stressed->samples[stressed->sample_count++] = sample;
    }
    if (stressed->plan->folder && stressed->sample_count % (SAMPLES / 10) == 0) {
        (void)printf("%" PRIu64 " boards: %ld kB resident, %ld of them the store's, %ld "
                     "descriptors, log of %ld bytes\n",
                     stressed->seq, sample.resident_kb, sample.store_kb, sample.descriptors,
                     sample.log_bytes);
        (void)fflush(stdout);
    }
}

/* Without the store's. */
static long mean_resident_kb(const struct stressed *stressed, unsigned from, unsigned to)
{
    long sum = 0;

    for (unsigned i = from; i < to; i++) {
        sum += stressed->samples[i].resident_kb - stressed->samples[i].store_kb;
    }
    return sum / (long)(to - from);
}

static bool tell(const char *what, long value, long limit)
{
    (void)printf("%s: %ld (must be <= %ld) %s\n", what, value, limit,
                 value <= limit ? "ok" : "MISSED");
    return value <= limit;
}

static void raise_to(long *most, long value)
{
    *most = value > *most ? value : *most;
}

static bool judge(const struct stressed *stressed)
{
    long descriptors = 0;
    long store_kb = 0;
    long bytes = 0;

    if (!stressed->plan->folder) {
        return true; /* too short a run to say that something grew */
    }
    bench_require(stressed->sample_count == SAMPLES, "a multiple of 100 boards");
    for (unsigned i = 0; i < SAMPLES; i++) {
        raise_to(&descriptors, stressed->samples[i].descriptors);
        raise_to(&store_kb, stressed->samples[i].store_kb);
        raise_to(&bytes, stressed->samples[i].log_bytes);
    }
    long growth = mean_resident_kb(stressed, SAMPLES * 3 / 4, SAMPLES) -
                  mean_resident_kb(stressed, SAMPLES / 4, SAMPLES / 2);
    bool ok = tell("resident memory but for the store's, last quarter - second quarter, kB", growth,
                   MAX_GROWTH_KB);
    ok = tell("the store's memory at most, kB", store_kb, MAX_STORE_KB) && ok;
    ok = tell("descriptors at most", descriptors,
              stressed->first_descriptors + (long)stressed->plan->clients * 2) &&
         ok;
    ok = tell("descriptors left by clients that are gone",
              count_descriptors() - stressed->first_descriptors, 0) &&
         ok;
    return tell("the store's log at most, bytes", bytes, MAX_LOG_BYTES) && ok;
}

/* --- the board --- */

static bool write_whole(void *owner, const struct text_sink *out, struct err *err)
{
    return board_write_json(owner, out, err);
}

/* P4: a board is shown when it is committed. */
static void commit(struct stressed *stressed, struct board *next, struct text patch)
{
    struct publication publication = {.run = TEXT("stress"),
                                      .seq = (int64_t)stressed->seq,
                                      .at_utc_ms = clock_utc_ms(),
                                      .patch = stressed->seq == 1 ? TEXT("") : patch};
    struct err err = {0};

    bench_require(
        store_begin(stressed->store, &err) &&
            store_put_publication(stressed->store, &publication, write_whole, next, &err) &&
            store_commit(stressed->store, &err),
        err.text);
}

/* What the daemon does when nothing waits. */
static void tidy(struct stressed *stressed, struct board *board)
{
    struct err err = {0};
    bool wants_whole = store_wants_whole_board(stressed->store);

    bench_require(
        (!wants_whole || (store_begin(stressed->store, &err) &&
                          store_put_whole_board(stressed->store, TEXT("stress"),
                                                (int64_t)stressed->seq, write_whole, board, &err) &&
                          store_commit(stressed->store, &err))) &&
            store_checkpoint(stressed->store, &err),
        err.text);
}

static void change_board(struct stressed *stressed)
{
    struct buffer patch = {0};
    struct err err = {0};
    bool is_empty = false;
    char name[8];
    struct board_builder *builder = board_builder_create(stressed->board);
    uint64_t seq = ++stressed->seq;

    (void)snprintf(name, sizeof(name), "m%u", stress_slot(seq));
    if (stress_number(seq) == 0) {
        board_builder_remove(builder, BOARD_MEMBER, text_of(name));
    } else {
        bench_require(board_builder_put_value(builder, BOARD_MEMBER, text_of(name),
                                              cJSON_CreateNumber(stress_number(seq)), &err),
                      "put");
    }
    struct board *next = board_builder_finish(builder);
    bench_require(board_append_patch(stressed->board, next, SIZE_MAX, &patch, &is_empty), "patch");
    if (stressed->store) {
        commit(stressed, next, buffer_text(&patch));
    }
    bench_require(server_publish(stressed->server, next, buffer_text(&patch), seq, 0, &err),
                  err.text);
    if (stressed->store) {
        tidy(stressed, next);
    }
    board_release(stressed->board);
    stressed->board = next;
    buffer_finish(&patch);
}

static void go_on(struct stressed *stressed)
{
    const struct stress_plan *plan = stressed->plan;

    if (stressed->seq < plan->boards) {
        change_board(stressed);
        if (plan->boards >= SAMPLES && stressed->seq % (plan->boards / SAMPLES) == 0) {
            take_sample(stressed);
        }
    } else {
        (void)uv_timer_stop(&stressed->change);
        (void)uv_idle_stop(&stressed->hurry);
        bench_require(write(stressed->out, &stressed->seq, sizeof(stressed->seq)) ==
                          sizeof(stressed->seq),
                      "last seq");
    }
}

static void on_change_due(uv_timer_t *timer)
{
    go_on(timer->data);
}

static void on_hurry(uv_idle_t *hurry)
{
    go_on(hurry->data);
}

/* --- the end --- */

static void on_buffer_needed(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    struct stressed *stressed = handle->data;
    (void)size;

    *buffer = uv_buf_init(stressed->byte, sizeof(stressed->byte));
}

static void on_clients_ended(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct stressed *stressed = stream->data;
    struct server_counters counters;
    (void)count;
    (void)buffer;

    server_read_counters(stressed->server, &counters);
    (void)printf("server: %" PRIu64 " boards, %" PRIu64 " connections, %" PRIu64
                 " snapshots, %" PRIu64 " deltas, %" PRIu64 " times slow, %" PRIu64
                 " skipped, %ld kB resident\n",
                 stressed->seq, counters.accepted, counters.snapshots, counters.deltas,
                 counters.slow, counters.skipped, bench_resident_kb());
    uv_close((uv_handle_t *)&stressed->change, NULL);
    uv_close((uv_handle_t *)&stressed->hurry, NULL);
    uv_close((uv_handle_t *)&stressed->input, NULL);
    server_stop(stressed->server);
}

static void on_stopped(void *owner)
{
    struct stressed *stressed = owner;

    /* The loop, the input and the listener are gone or about to be: what is left is a leak. */
    stressed->has_held = judge(stressed);
}

/* --- the start --- */

static void init_handles(struct stressed *stressed, int in)
{
    (void)uv_loop_init(&stressed->loop);
    (void)uv_timer_init(&stressed->loop, &stressed->change);
    (void)uv_idle_init(&stressed->loop, &stressed->hurry);
    (void)uv_pipe_init(&stressed->loop, &stressed->input, 0);
    stressed->change.data = stressed;
    stressed->hurry.data = stressed;
    stressed->input.data = stressed;
    (void)uv_pipe_open(&stressed->input, in);
    (void)uv_read_start((uv_stream_t *)&stressed->input, on_buffer_needed, on_clients_ended);
}

static void start_parts(struct stressed *stressed)
{
    static const struct server_events events = {.on_request = on_request, .on_stopped = on_stopped};
    struct err err = {0};

    if (stressed->plan->folder) {
        stressed->store =
            store_open(stressed->plan->folder, &(struct store_options){.office_place = NULL}, &err);
        bench_require(stressed->store != NULL, err.text);
    }
    stressed->server =
        server_start(&stressed->loop,
                     &(struct server_options){.run = "stress",
                                              .max_connections = 1000000,
                                              .late_ms = 500,
                                              .stuck_timeout_ms = A_DAY_MS,
                                              .send_buffer_bytes = STRESS_SMALL_BUFFER,
                                              .push_buffer_bytes = STRESS_SMALL_BUFFER},
                     &events, stressed, &err);
    bench_require(stressed->server != NULL, err.text);
}

bool stress_serve(const struct stress_plan *plan, int in, int out)
{
    struct stressed *stressed = calloc(1, sizeof(*stressed));

    bench_require(stressed != NULL, "memory");
    stressed->plan = plan;
    stressed->out = out;
    log_set_level(LOG_ERROR);
    init_handles(stressed, in);
    start_parts(stressed);
    change_board(stressed);
    stressed->first_descriptors = count_descriptors();
    unsigned port = server_port(stressed->server);
    bench_require(write(out, &port, sizeof(port)) == sizeof(port), "port");
    if (plan->changes > 0) {
        (void)uv_timer_start(&stressed->change, on_change_due, 1, 1000 / plan->changes);
    } else {
        (void)uv_idle_start(&stressed->hurry, on_hurry);
    }
    (void)uv_run(&stressed->loop, UV_RUN_DEFAULT);
    bench_require(uv_loop_close(&stressed->loop) == 0, "a handle was left");
    board_release(stressed->board);
    store_close(stressed->store);
    bool has_held = stressed->has_held;
    free(stressed);
    return has_held;
}
