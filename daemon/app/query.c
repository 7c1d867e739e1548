/* SPDX-License-Identifier: MIT */
#include "app/query.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/config.h"
#include "app/lane.h"
#include "app/metrics.h"
#include "app/pipeline.h"
#include "app/query_answer.h"
#include "base/clock.h"
#include "base/err.h"
#include "compute/compute.h"
#include "ingest/template.h"
#include "model/board.h"
#include "serve/server.h"
#include "store/store.h"

enum {
    QUERY_QUEUE_MAX = 256,
    LONG_ANSWER_BYTES = 16 * 1024 * 1024,
    KEPT_BYTES_MAX = 64 * 1024 * 1024 /* while clients hold so much, no long answer is given */
};

struct query_lane {
    struct lane *lane;
    const struct config *config;
    struct pipeline *pipeline;
    const struct server *server;
    struct board *board;
    void (*on_stopped)(void *owner);
    void *stop_owner;
};

/* In the order in which they run: */
static void run_query(struct errand *errand, struct store *store);
static void on_query_done(void *owner, struct errand *errand);
static void on_lane_stopped(void *owner);

/* ---- answers that are at hand --------------------------------------------------------------- */

static void answer_text(struct request *request, const char *type, struct text body)
{
    struct answer answer = {.status = 200, .content_type = type};

    server_answer(request, &answer, body);
}

static void answer_ready(struct query_lane *lane, struct request *request)
{
    if (lane->pipeline && pipeline_is_ready(lane->pipeline)) {
        answer_text(request, "text/plain; charset=utf-8", TEXT("ready\n"));
    } else {
        server_answer_error(request, 503, "not_ready",
                            "正在清点收件夹 (the first scan of the inbox is not on the board yet)");
    }
}

static void answer_metrics(struct query_lane *lane, struct request *request)
{
    struct buffer body = {0};

    if (metrics_append(&body, lane->pipeline, lane->server, lane->board)) {
        answer_text(request, "text/plain; version=0.0.4; charset=utf-8", buffer_text(&body));
    } else {
        server_answer_error(request, 503, "no_memory", "内存不足 (out of memory)");
    }
    buffer_finish(&body);
}

static void answer_template(struct request *request, struct text name)
{
    const struct template_file *file = template_get(name);
    struct answer answer = {.status = 200,
                            .content_type = "text/csv; charset=utf-8",
                            .headers = "content-disposition: attachment\r\n"};

    if (file) {
        server_answer(request, &answer, file->content);
    } else {
        server_answer_error(request, 404, "not_found", "没有这个样表 (no such template)");
    }
}

/* ---- questions as values -------------------------------------------------------------------- */

static enum language language_of(const struct request *request)
{
    return text_equal_str(request_query(request, "lang"), "en") ? LANGUAGE_EN : LANGUAGE_ZH;
}

static uint32_t number_of(struct text text)
{
    uint32_t number = 0;

    for (size_t i = 0; i < text.len && number < 100000000; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return 0;
        }
        number = number * 10 + (uint32_t)(text.at[i] - '0');
    }
    return number;
}

/* ---- on the lane's thread ------------------------------------------------------------------- */

static struct query *query_of(struct errand *errand)
{
    return (struct query *)(void *)errand;
}

/* A long answer is made of many pieces, which the allocator would keep: once for each thread of the
 * pool. */
static void run_query(struct errand *errand, struct store *store)
{
    struct query *query = query_of(errand);

    query->ok = query_answer(query, store);
    if (query->body.len > LONG_ANSWER_BYTES) {
        (void)malloc_trim(0);
    }
}

/* ---- on the loop ---------------------------------------------------------------------------- */

static int status_of(enum err_kind kind)
{
    return kind == ERR_NOT_FOUND ? 404 : kind == ERR_USAGE || kind == ERR_FORMAT ? 400 : 500;
}

static void answer_busy(struct request *request)
{
    server_answer_error(request, 503, "busy", "请稍后再试 (busy; try again soon)");
}

/* A board of the past is its asker's alone, and may be hundreds of megabytes long: those that
 * nobody takes off must not pile up. */
static bool is_too_much(const struct query_lane *lane, const struct query *query)
{
    struct server_counters counters = {0};

    if (lane->server && query->body.len > LONG_ANSWER_BYTES) {
        server_read_counters(lane->server, &counters);
    }
    return counters.kept_bytes > KEPT_BYTES_MAX;
}

static void send_answer(const struct query_lane *lane, struct query *query)
{
    bool is_csv = query->kind == QUERY_HISTORY_CSV || query->kind == QUERY_BOARD_CSV;
    struct answer answer = {
        .status = 200,
        .content_type = is_csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
        .etag = query->etag[0] ? query->etag : NULL,
        .headers = is_csv ? "content-disposition: attachment\r\n" : NULL,
    };

    if (query->ok && is_too_much(lane, query)) {
        answer_busy(query->request);
    } else if (query->ok) {
        server_answer_taking(query->request, &answer, &query->body);
    } else {
        server_answer_error(query->request, status_of(query->err.kind),
                            err_kind_name(query->err.kind), query->err.text);
    }
}

static void on_query_done(void *owner, struct errand *errand)
{
    struct query *query = query_of(errand);

    send_answer(owner, query);
    query_destroy(query);
}

static struct query *make_query(struct query_lane *lane, struct request *request,
                                enum query_kind kind, struct text name)
{
    struct query *query =
        lane_count(lane->lane) < QUERY_QUEUE_MAX ? query_create(kind, name) : NULL;

    if (!query) {
        answer_busy(request);
        return NULL;
    }
    query->request = request;
    query->language = language_of(request);
    query->version = number_of(request_query(request, "version"));
    query->board = lane->board ? board_share(lane->board) : NULL;
    query->compute_options = compute_default_options();
    query->compute_options.place = lane->config->place;
    query->compute_options.assessment_year = (int)lane->config->assessment_year;
    query->compute_options.rounds_half_up = strcmp(lane->config->rounding, "half_up") == 0;
    query->compute_options.uses_wilson = strcmp(lane->config->interval, "wilson") == 0;
    return query;
}

static void ask(struct query_lane *lane, struct request *request, enum query_kind kind,
                struct text name, int64_t at_utc_ms)
{
    struct query *query = make_query(lane, request, kind, name);

    if (!query) {
        return;
    }
    query->at_utc_ms = at_utc_ms;
    if (lane->pipeline && (kind == QUERY_FILES || kind == QUERY_FILE)) {
        pipeline_catch_up(lane->pipeline);
        pipeline_each_waiting(lane->pipeline, query_add_live, query);
    }
    lane_put(lane->lane, &query->errand);
}

static void take_board_at(struct query_lane *lane, struct request *request)
{
    struct text at = request_query(request, "at");
    char text[64];
    int64_t at_utc_ms = 0;

    (void)snprintf(text, sizeof(text), "%.*s", TEXT_ARG(at));
    if (at.len >= sizeof(text) || !clock_parse(text, &at_utc_ms)) {
        server_answer_error(
            request, 400, "usage",
            "at 须是时刻，如 2026-09-16T10:15:00+08:00 (must be a time such as this)");
        return;
    }
    ask(lane, request, QUERY_BOARD_AT, (struct text){NULL, 0}, at_utc_ms);
}

static void take_indicator(struct query_lane *lane, struct request *request, struct text rest)
{
    static const struct {
        const char *ending;
        enum query_kind kind;
    } endings[] = {{"/history", QUERY_HISTORY}, {"/history.csv", QUERY_HISTORY_CSV}};

    for (size_t i = 0; i < 2; i++) {
        if (text_ends_with(rest, endings[i].ending)) {
            rest.len -= strlen(endings[i].ending);
            ask(lane, request, endings[i].kind, rest, 0);
            return;
        }
    }
    server_answer_error(request, 404, "not_found", "没有这个地址 (no such address)");
}

void query_lane_take(struct query_lane *lane, struct request *request)
{
    struct text path = text_of(request_path(request));
    struct text none = {NULL, 0};

    if (text_equal_str(path, "/readyz")) {
        answer_ready(lane, request);
    } else if (text_equal_str(path, "/metrics")) {
        answer_metrics(lane, request);
    } else if (text_starts_with(path, "/templates/")) {
        answer_template(request, text_part(path, strlen("/templates/"), path.len));
    } else if (text_equal_str(path, "/api/board")) {
        take_board_at(lane, request);
    } else if (text_equal_str(path, "/api/board.csv")) {
        ask(lane, request, QUERY_BOARD_CSV, none, 0);
    } else if (text_equal_str(path, "/api/files")) {
        ask(lane, request, QUERY_FILES, none, 0);
    } else if (text_starts_with(path, "/api/files/") && path.len > strlen("/api/files/")) {
        ask(lane, request, QUERY_FILE, text_part(path, strlen("/api/files/"), path.len), 0);
    } else if (text_starts_with(path, "/api/indicators/")) {
        take_indicator(lane, request, text_part(path, strlen("/api/indicators/"), path.len));
    } else {
        server_answer_error(request, 404, "not_found", "没有这个地址 (no such address)");
    }
}

/* ---- life ----------------------------------------------------------------------------------- */

struct query_lane *query_lane_start(struct uv_loop_s *loop, const struct config *config,
                                    struct err *err)
{
    static const struct lane_events events = {
        .run = run_query, .on_done = on_query_done, .on_stopped = on_lane_stopped};
    struct query_lane *lane = calloc(1, sizeof(*lane));

    if (!lane) {
        err_set(err, ERR_NO_MEMORY, "query");
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

void query_lane_set_parts(struct query_lane *lane, struct pipeline *pipeline,
                          const struct server *server)
{
    lane->pipeline = pipeline;
    lane->server = server;
}

void query_lane_set_board(struct query_lane *lane, struct board *board)
{
    board_release(lane->board);
    lane->board = board_share(board);
}

void query_lane_set_config(struct query_lane *lane, const struct config *config)
{
    lane->config = config;
}

static void on_lane_stopped(void *owner)
{
    struct query_lane *lane = owner;
    void (*on_stopped)(void *owner) = lane->on_stopped;
    void *stop_owner = lane->stop_owner;

    board_release(lane->board);
    free(lane);
    on_stopped(stop_owner);
}

void query_lane_stop(struct query_lane *lane, void (*on_stopped)(void *owner), void *owner)
{
    if (!lane) {
        on_stopped(owner);
        return;
    }
    lane->on_stopped = on_stopped;
    lane->stop_owner = owner;
    for (struct errand *errand = lane_take_back(lane->lane); errand;
         errand = lane_take_back(lane->lane)) {
        struct query *query = query_of(errand);
        server_answer_error(query->request, 503, "stopping", "正在停止 (stopping)");
        query_destroy(query);
    }
    lane_stop(lane->lane);
}
