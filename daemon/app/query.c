/* SPDX-License-Identifier: MIT */
#include "app/query.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "app/config.h"
#include "app/metrics.h"
#include "app/pipeline.h"
#include "app/receipt.h"
#include "base/clock.h"
#include "base/err.h"
#include "compute/compute.h"
#include "ingest/template.h"
#include "model/board.h"
#include "serve/server.h"
#include "store/store.h"

enum { QUERY_QUEUE_MAX = 256 };
enum query_kind {
    QUERY_FILES,
    QUERY_FILE,
    QUERY_HISTORY,
    QUERY_HISTORY_CSV,
    QUERY_BOARD_AT,
    QUERY_BOARD_CSV
};

/* A file that is not in a final state while it is asked about. */
struct live_file {
    char *name;
    const char *state;
    int64_t size;
};

struct query {
    struct query *next;
    struct request *request;
    enum query_kind kind;
    char *name; /* of a file, or the key of an indicator */
    enum language language;
    uint32_t version;
    int64_t at_utc_ms;
    struct board *board;
    struct live_file *live;
    size_t live_count;
    struct compute_options compute_options;
    /* What came of it: */
    struct buffer body;
    struct err err;
    bool ok;
    char etag[64];
};

struct query_lane {
    uv_loop_t *loop;
    const struct config *config;
    struct store *store;
    struct pipeline *pipeline;
    const struct server *server;
    struct board *board;
    struct query *first;
    struct query *last;
    size_t queued;
    struct query *running;
    uv_work_t work;
    bool is_stopping;
    void (*on_stopped)(void *owner);
    void *stop_owner;
};

/* In the order in which they run: */
static void on_query(uv_work_t *work);
static void on_query_done(uv_work_t *work, int status);

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

    metrics_append(&body, lane->pipeline, lane->server, lane->board);
    answer_text(request, "text/plain; version=0.0.4; charset=utf-8", buffer_text(&body));
    buffer_finish(&body);
}

static void answer_walls(struct query_lane *lane, struct request *request)
{
    char *json = lane->config->walls ? cJSON_PrintUnformatted(lane->config->walls) : NULL;

    answer_text(request, "application/json; charset=utf-8", text_of(json ? json : "[]"));
    cJSON_free(json);
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

static void query_destroy(struct query *query)
{
    for (size_t i = 0; i < query->live_count; i++) {
        free(query->live[i].name);
    }
    free(query->live);
    free(query->name);
    board_release(query->board);
    buffer_finish(&query->body);
    free(query);
}

static void add_live(void *owner, const char *name, const char *state, int64_t size)
{
    struct query *query = owner;

    if (query->kind == QUERY_FILE && strcmp(query->name, name) != 0) {
        return;
    }
    struct live_file *live = realloc(query->live, (query->live_count + 1) * sizeof(*live));
    if (!live) {
        return;
    }
    query->live = live;
    live[query->live_count] = (struct live_file){text_dup(text_of(name)), state, size};
    query->live_count += live[query->live_count].name ? 1 : 0;
}

static const char *live_state(const struct query *query, struct text name)
{
    for (size_t i = 0; i < query->live_count; i++) {
        if (text_equal_str(name, query->live[i].name)) {
            return query->live[i].state;
        }
    }
    return NULL;
}

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

static void add_time(cJSON *object, const char *name, int64_t utc_ms)
{
    char text[CLOCK_TEXT_MAX];

    if (utc_ms > 0) {
        clock_format(utc_ms, text);
        cJSON_AddStringToObject(object, name, text);
    }
}

static void add_text(cJSON *object, const char *name, struct text text)
{
    char *copy = text.len > 0 ? text_dup(text) : NULL;

    if (copy) {
        cJSON_AddStringToObject(object, name, copy);
    }
    free(copy);
}

struct file_list {
    const struct query *query;
    cJSON *files;
};

static cJSON *file_to_json(const struct stored_version *version, const char *live)
{
    cJSON *file = cJSON_CreateObject();
    cJSON *rows = cJSON_CreateObject();

    add_text(file, "name", version->file);
    cJSON_AddStringToObject(file, "state", live ? live : drop_state_name(version->state));
    cJSON_AddNumberToObject(file, "version", version->version);
    add_text(file, "sheet", version->sheet);
    cJSON_AddNumberToObject(rows, "read", version->rows_read);
    cJSON_AddNumberToObject(rows, "new", version->rows_new);
    cJSON_AddNumberToObject(rows, "changed", version->rows_changed);
    cJSON_AddNumberToObject(rows, "same", version->rows_same);
    cJSON_AddNumberToObject(rows, "removed", version->rows_removed);
    cJSON_AddNumberToObject(rows, "faulty", version->rows_faulty);
    cJSON_AddItemToObject(file, "rows", rows);
    cJSON_AddNumberToObject(file, "faults", version->fault_count);
    cJSON_AddNumberToObject(file, "warnings", version->warning_count);
    cJSON_AddNumberToObject(file, "moved", version->moved_count);
    cJSON_AddNumberToObject(file, "size", (double)version->size);
    add_time(file, "seen_at", version->seen_utc_ms);
    add_time(file, "taken_at", version->taken_utc_ms);
    return file;
}

static bool add_file(void *owner, const struct stored_version *version, struct err *err)
{
    struct file_list *list = owner;
    (void)err;

    cJSON_AddItemToArray(list->files,
                         file_to_json(version, live_state(list->query, version->file)));
    return true;
}

/* Files that have no version yet. */
static void add_new_files(const struct query *query, cJSON *files)
{
    for (size_t i = 0; i < query->live_count; i++) {
        bool is_listed = false;
        for (const cJSON *file = files->child; file && !is_listed; file = file->next) {
            const cJSON *name = cJSON_GetObjectItemCaseSensitive(file, "name");
            is_listed = cJSON_IsString(name) && strcmp(name->valuestring, query->live[i].name) == 0;
        }
        if (!is_listed && files) {
            cJSON *file = cJSON_CreateObject();
            cJSON_AddStringToObject(file, "name", query->live[i].name);
            cJSON_AddStringToObject(file, "state", query->live[i].state);
            cJSON_AddNumberToObject(file, "size", (double)query->live[i].size);
            cJSON_AddItemToArray(files, file);
        }
    }
}

static bool print_into(struct buffer *out, const cJSON *json, struct err *err)
{
    char *text = cJSON_PrintUnformatted(json);
    bool ok = text && buffer_append_str(out, text);

    cJSON_free(text);
    return ok || err_set(err, ERR_NO_MEMORY, "JSON");
}

static bool answer_files(struct query_lane *lane, struct query *query)
{
    cJSON *root = cJSON_CreateObject();
    struct file_list list = {query, cJSON_AddArrayToObject(root, "files")};
    bool ok = store_each_file(lane->store, add_file, &list, &query->err);

    if (ok) {
        add_new_files(query, list.files);
        const cJSON *inbox =
            query->board ? board_get(query->board, BOARD_MEMBER, TEXT("inbox")) : NULL;
        if (inbox) {
            cJSON_AddItemToObject(root, "inbox", cJSON_Duplicate(inbox, true));
        }
        ok = print_into(&query->body, root, &query->err);
    }
    cJSON_Delete(root);
    return ok;
}

static bool add_version(void *owner, const struct stored_version *version, struct err *err)
{
    (void)err;

    cJSON_AddItemToArray(owner, file_to_json(version, NULL));
    return true;
}

/* A file that was seen and has no version yet. */
static cJSON *unread_file(const struct query *query)
{
    cJSON *root = cJSON_CreateObject();

    cJSON_AddStringToObject(root, "file", query->name);
    cJSON_AddStringToObject(root, "state", query->live[0].state);
    cJSON_AddNumberToObject(root, "size", (double)query->live[0].size);
    cJSON_AddArrayToObject(root, "faults");
    cJSON_AddArrayToObject(root, "warnings");
    cJSON_AddArrayToObject(root, "moved");
    cJSON_AddArrayToObject(root, "versions");
    return root;
}

static cJSON *read_file(struct query_lane *lane, struct query *query, const struct receipt *receipt)
{
    struct text file = text_of(query->name);
    cJSON *root = receipt_to_json(receipt, query->language);
    cJSON *versions = root ? cJSON_AddArrayToObject(root, "versions") : NULL;

    if (!versions ||
        !store_each_version(lane->store, file, 0, add_version, versions, &query->err)) {
        cJSON_Delete(root);
        return NULL;
    }
    if (query->live_count > 0 && query->version == 0) {
        cJSON_ReplaceItemInObjectCaseSensitive(root, "state",
                                               cJSON_CreateString(query->live[0].state));
    }
    return root;
}

static bool answer_file(struct query_lane *lane, struct query *query)
{
    struct receipt *receipt = receipt_create();
    cJSON *root = NULL;

    query->err = (struct err){.kind = ERR_NO_MEMORY};
    bool is_known = receipt && receipt_read(receipt, lane->store, text_of(query->name),
                                            query->version, &query->err);
    if (is_known) {
        root = read_file(lane, query, receipt);
    } else if (query->err.kind == ERR_NOT_FOUND && query->live_count > 0 && query->version == 0) {
        root = unread_file(query);
    }
    bool ok = root && print_into(&query->body, root, &query->err);
    cJSON_Delete(root);
    receipt_destroy(receipt);
    return ok;
}

static bool answer_board_at(struct query_lane *lane, struct query *query)
{
    struct buffer run = {0};
    int64_t seq = 0;
    bool ok =
        store_read_board_at(lane->store, query->at_utc_ms, &query->body, &run, &seq, &query->err);

    if (ok) {
        (void)snprintf(query->etag, sizeof(query->etag), "\"%s-%lld\"", run.bytes ? run.bytes : "",
                       (long long)seq);
    }
    buffer_finish(&run);
    return ok;
}

static bool answer_query(struct query_lane *lane, struct query *query)
{
    struct text name = text_of(query->name);
    int64_t now = clock_utc_ms();

    switch (query->kind) {
    case QUERY_FILES:
        return answer_files(lane, query);
    case QUERY_FILE:
        return answer_file(lane, query);
    case QUERY_HISTORY:
        return compute_history(&query->compute_options, lane->store, name, now, &query->body,
                               &query->err);
    case QUERY_HISTORY_CSV:
        return compute_history_csv(&query->compute_options, lane->store, name, now, &query->body,
                                   &query->err);
    case QUERY_BOARD_AT:
        return answer_board_at(lane, query);
    case QUERY_BOARD_CSV:
        return query->board
                   ? compute_board_csv(query->board, &query->body, &query->err)
                   : err_set(&query->err, ERR_NOT_FOUND, "还没有看板 (there is no board yet)");
    }
    return err_set(&query->err, ERR_INTERNAL, "query");
}

static void on_query(uv_work_t *work)
{
    struct query_lane *lane = work->data;

    lane->running->ok = answer_query(lane, lane->running);
}

/* ---- on the loop ---------------------------------------------------------------------------- */

static int status_of(enum err_kind kind)
{
    return kind == ERR_NOT_FOUND ? 404 : kind == ERR_USAGE || kind == ERR_FORMAT ? 400 : 500;
}

static void send_answer(struct query *query)
{
    bool is_csv = query->kind == QUERY_HISTORY_CSV || query->kind == QUERY_BOARD_CSV;
    struct answer answer = {
        .status = 200,
        .content_type = is_csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
        .etag = query->etag[0] ? query->etag : NULL,
        .headers = is_csv ? "content-disposition: attachment\r\n" : NULL,
    };

    if (query->ok) {
        server_answer_taking(query->request, &answer, &query->body);
    } else {
        server_answer_error(query->request, status_of(query->err.kind),
                            err_kind_name(query->err.kind), query->err.text);
    }
}

static void ask_next(struct query_lane *lane)
{
    if (lane->running || !lane->first) {
        return;
    }
    lane->running = lane->first;
    lane->first = lane->first->next;
    lane->last = lane->first ? lane->last : NULL;
    lane->queued--;
    lane->work.data = lane;
    (void)uv_queue_work(lane->loop, &lane->work, on_query, on_query_done);
}

static void finish_stop(struct query_lane *lane)
{
    void (*on_stopped)(void *owner) = lane->on_stopped;
    void *owner = lane->stop_owner;

    board_release(lane->board);
    store_close(lane->store);
    free(lane);
    on_stopped(owner);
}

static void on_query_done(uv_work_t *work, int status)
{
    struct query_lane *lane = work->data;
    struct query *query = lane->running;
    (void)status;

    lane->running = NULL;
    send_answer(query);
    query_destroy(query);
    if (lane->is_stopping) {
        finish_stop(lane);
        return;
    }
    ask_next(lane);
}

static struct query *make_query(struct query_lane *lane, struct request *request,
                                enum query_kind kind, struct text name)
{
    struct query *query = calloc(1, sizeof(*query));

    if (!query || lane->queued >= QUERY_QUEUE_MAX || !(query->name = text_dup(name))) {
        free(query);
        server_answer_error(request, 503, "busy", "请稍后再试 (busy; try again soon)");
        return NULL;
    }
    query->request = request;
    query->kind = kind;
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
        pipeline_each_waiting(lane->pipeline, add_live, query);
    }
    if (lane->last) {
        lane->last->next = query;
    } else {
        lane->first = query;
    }
    lane->last = query;
    lane->queued++;
    ask_next(lane);
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
    } else if (text_equal_str(path, "/api/walls")) {
        answer_walls(lane, request);
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
    struct store_options options = {.office_place = config->place[0] ? config->place : NULL};
    struct query_lane *lane = calloc(1, sizeof(*lane));

    if (!lane) {
        err_set(err, ERR_NO_MEMORY, "query");
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

void query_lane_stop(struct query_lane *lane, void (*on_stopped)(void *owner), void *owner)
{
    if (!lane) {
        on_stopped(owner);
        return;
    }
    lane->is_stopping = true;
    lane->on_stopped = on_stopped;
    lane->stop_owner = owner;
    while (lane->first) {
        struct query *query = lane->first;
        lane->first = query->next;
        server_answer_error(query->request, 503, "stopping", "正在停止 (stopping)");
        query_destroy(query);
    }
    if (!lane->running) {
        finish_stop(lane);
    }
}
