/* SPDX-License-Identifier: MIT */
/*
 * Our own server in a process of its own. Beside the messages a timer of 5 ms tells how punctual
 * the loop stays; time in which the core was another process's does not count against it.
 */
#include "push_common.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/buffer.h"
#include "base/err.h"
#include "model/board.h"
#include "serve/server.h"

enum { PUNCTUAL_MS = 5, LATE_US = 16000, A_DAY_MS = 86400000 };

struct measured {
    const struct bench_plan *plan;
    uv_loop_t loop;
    uv_pipe_t input;
    uv_timer_t publish;
    uv_timer_t punctual;
    struct server *server;
    struct board *board;
    uint64_t seq;
    char line[64];
    unsigned published;
    uint64_t deltas_before;
    int64_t cpu_us;
    int64_t due_us; /* of the punctual timer */
    bool is_busy;   /* a message was under way when it was set */
    int64_t robbed_us;
    unsigned turns; /* while a message was under way */
    unsigned late;
    long empty_kb; /* resident, before the first client */
    long idle_kb;  /* with all of them, before the first message */
};

/* In the order in which they run: */
static void on_request(void *owner, struct request *request);
static void on_buffer_needed(uv_handle_t *handle, size_t size, uv_buf_t *buffer);
static void on_line(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer);
static void on_publish_due(uv_timer_t *timer);
static void on_punctual(uv_timer_t *timer);
static void on_stopped(void *owner);

static void on_request(void *owner, struct request *request)
{
    (void)owner;
    server_answer_error(request, 404, "not_found", "none");
}

static void publish(struct measured *measured, const char *json)
{
    struct buffer patch = {0};
    struct err err = {0};
    bool is_empty = false;
    struct board_builder *builder = board_builder_create(measured->board);

    bench_require(
        board_builder_put_value(builder, BOARD_MEMBER, TEXT("n"), cJSON_Parse(json), &err),
        "board");
    struct board *next = board_builder_finish(builder);
    bench_require(board_append_patch(measured->board, next, SIZE_MAX, &patch, &is_empty), "patch");
    bench_require(
        server_publish(measured->server, next, buffer_text(&patch), ++measured->seq, 0, &err),
        "publish");
    board_release(measured->board);
    measured->board = next;
    buffer_finish(&patch);
}

static uint64_t count_deltas(const struct measured *measured)
{
    struct server_counters counters;

    server_read_counters(measured->server, &counters);
    return counters.deltas - measured->deltas_before;
}

static void tell_result(struct measured *measured)
{
    (void)printf("result cpu_us=%lld late=%u turns=%u empty_kb=%ld idle_kb=%ld end_kb=%ld\n",
                 (long long)(bench_cpu_us() - measured->cpu_us), measured->late, measured->turns,
                 measured->empty_kb, measured->idle_kb, bench_resident_kb());
    (void)fflush(stdout);
    (void)uv_timer_stop(&measured->publish);
    (void)uv_timer_stop(&measured->punctual);
}

static bool is_under_way(const struct measured *measured)
{
    return count_deltas(measured) < (uint64_t)measured->published * measured->plan->clients;
}

/* The next message, once the last one is with all. */
static void on_publish_due(uv_timer_t *timer)
{
    struct measured *measured = timer->data;
    char payload[65536];

    if (!measured->plan->is_steady && is_under_way(measured)) {
        return;
    }
    if (measured->published == measured->plan->messages) {
        tell_result(measured);
        return;
    }
    measured->published++;
    bench_write_payload(payload, sizeof(payload), measured->plan->bytes - 120, bench_now_us());
    publish(measured, payload);
}

/* How long the core was another process's while this one could have run. */
static int64_t robbed_us(void)
{
    char line[128] = "";
    char *end = NULL;
    FILE *file = fopen("/proc/self/schedstat", "r");

    if (!file) {
        return 0;
    }
    (void)!fgets(line, sizeof(line), file);
    (void)fclose(file);
    (void)strtoll(line, &end, 10);
    return strtoll(end, NULL, 10) / 1000;
}

static void on_punctual(uv_timer_t *timer)
{
    struct measured *measured = timer->data;
    int64_t now_us = bench_now_us();
    int64_t robbed = robbed_us();

    if (measured->is_busy) {
        int64_t late_us = now_us - measured->due_us - (robbed - measured->robbed_us);
        measured->turns++;
        measured->late += late_us > LATE_US ? 1 : 0;
    }
    measured->robbed_us = robbed;
    measured->is_busy = is_under_way(measured);
    measured->due_us = now_us + PUNCTUAL_MS * 1000;
    (void)uv_timer_start(timer, on_punctual, PUNCTUAL_MS, 0);
}

static void on_buffer_needed(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    struct measured *measured = handle->data;
    (void)size;

    *buffer = uv_buf_init(measured->line, sizeof(measured->line));
}

/* The first line is "go", the end is the end. */
static void on_line(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct measured *measured = stream->data;
    struct server_counters counters;
    (void)buffer;

    if (count < 0 || measured->published > 0) {
        uv_close((uv_handle_t *)&measured->input, NULL);
        uv_close((uv_handle_t *)&measured->publish, NULL);
        uv_close((uv_handle_t *)&measured->punctual, NULL);
        server_stop(measured->server);
        return;
    }
    server_read_counters(measured->server, &counters);
    measured->deltas_before = counters.deltas;
    measured->idle_kb = bench_resident_kb();
    measured->cpu_us = bench_cpu_us();
    measured->due_us = bench_now_us() + PUNCTUAL_MS * 1000;
    (void)uv_timer_start(&measured->punctual, on_punctual, PUNCTUAL_MS, 0);
    (void)uv_timer_start(&measured->publish, on_publish_due, measured->plan->interval_ms,
                         measured->plan->interval_ms);
}

static void on_stopped(void *owner)
{
    (void)owner;
}

static void init_handles(struct measured *measured)
{
    (void)uv_loop_init(&measured->loop);
    (void)uv_pipe_init(&measured->loop, &measured->input, 0);
    (void)uv_timer_init(&measured->loop, &measured->publish);
    (void)uv_timer_init(&measured->loop, &measured->punctual);
    measured->input.data = measured;
    measured->publish.data = measured;
    measured->punctual.data = measured;
    (void)uv_pipe_open(&measured->input, 0);
    (void)uv_read_start((uv_stream_t *)&measured->input, on_buffer_needed, on_line);
}

int bench_run_plumb(const struct bench_plan *plan)
{
    static const struct server_events events = {.on_request = on_request, .on_stopped = on_stopped};
    struct measured *measured = calloc(1, sizeof(*measured));
    struct err err = {0};

    bench_require(measured != NULL, "memory");
    measured->plan = plan;
    init_handles(measured);
    measured->server = server_start(
        &measured->loop,
        &(struct server_options){.run = "bench", .tick_ms = A_DAY_MS, .stuck_timeout_ms = A_DAY_MS},
        &events, measured, &err);
    bench_require(measured->server != NULL, err.text);
    publish(measured, "0");
    measured->empty_kb = bench_resident_kb();
    (void)printf("port %u\n", server_port(measured->server));
    (void)fflush(stdout);
    (void)uv_run(&measured->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&measured->loop);
    board_release(measured->board);
    free(measured);
    return 0;
}
