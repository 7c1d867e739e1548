/* SPDX-License-Identifier: MIT */
/*
 * Starting: folders, store, worker, server (bound, so that a taken port is known first), query
 * lane, twins, pipeline. Stopping: pipeline (a running job ends), query lane, twins, server,
 * signals; the loop then has no handle left (P10).
 */
#include "app/daemon.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <uv.h>

#include "app/config.h"
#include "app/job.h"
#include "app/pipeline.h"
#include "app/query.h"
#include "app/systemd.h"
#include "app/twin_lane.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "model/board.h"
#include "serve/server.h"

enum {
    NAMES_MAX = 32,
    /* What jobs free and take again is kept up to that, else each drop begins with page faults. */
    MEMORY_KEPT_BYTES = 1024 * 1024
};

/* What stood between commas. */
struct names {
    char *text;
    const char *at[NAMES_MAX + 1];
};

struct daemon {
    uv_loop_t loop;
    struct daemon_start start;
    struct config *config;
    struct config *old_config; /* lent to a worker that may still use it; NULL */
    struct worker *worker;
    struct server *server;
    struct query_lane *lane;
    struct twin_lane *twins;
    struct pipeline *pipeline;
    uv_signal_t signals[3];
    bool is_stopping;
    bool is_told_ready;
    int status;
    char build[17];
    struct names hosts;
    struct names origins;
};

/* In the order in which they run: */
static void on_request(void *owner, struct request *request);
static void on_display(void *owner, const char *display, const char *screen, const char *page);
static void on_board(void *owner, struct board *board, struct text patch, int64_t seq,
                     int64_t at_utc_ms);
static void on_receipt(void *owner, const char *name);
static void on_ready(void *owner);
static void on_failed(void *owner, const struct err *err);
static void on_signal(uv_signal_t *signal, int number);
static void on_pipeline_stopped(void *owner);
static void on_lane_stopped(void *owner);
static void on_twins_stopped(void *owner);
static void on_server_stopped(void *owner);

static void stop(struct daemon *daemon, int status);

/* ---- events of the parts --------------------------------------------------------------------- */

static void on_request(void *owner, struct request *request)
{
    struct daemon *daemon = owner;

    if (daemon->lane && !daemon->is_stopping) {
        query_lane_take(daemon->lane, request);
    } else {
        server_answer_error(request, 503, "not_ready", "正在启动或停止 (starting or stopping)");
    }
}

static void on_display(void *owner, const char *display, const char *screen, const char *page)
{
    (void)owner;

    log_event(LOG_DEBUG, "display", "name=\"%s\" screen=\"%s\" page=\"%s\"", display, screen, page);
}

static void on_board(void *owner, struct board *board, struct text patch, int64_t seq,
                     int64_t at_utc_ms)
{
    struct daemon *daemon = owner;
    struct err err;

    query_lane_set_board(daemon->lane, board);
    if (!server_publish(daemon->server, board, patch, (uint64_t)seq, at_utc_ms, &err)) {
        log_event(LOG_ERROR, "publish_failed", "seq=%lld reason=\"%s\"", (long long)seq, err.text);
        stop(daemon, 1); /* the walls and the store no longer agree: start anew */
        return;
    }
    if (!daemon->is_told_ready) {
        daemon->is_told_ready = true;
        log_event(LOG_ALWAYS, "ready", "url=%s", server_url(daemon->server));
        systemd_tell("READY=1");
    }
}

static void on_receipt(void *owner, const char *name)
{
    struct daemon *daemon = owner;

    twin_lane_put(daemon->twins, name);
}

static void on_ready(void *owner)
{
    (void)owner;

    log_event(LOG_INFO, "inbox_scanned", NULL);
}

static void on_failed(void *owner, const struct err *err)
{
    log_event(LOG_ERROR, "start_failed", "reason=\"%s\"", err->text);
    stop(owner, 1);
}

/* ---- settings -------------------------------------------------------------------------------- */

static void set_log_level(const struct config *config)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};

    for (int i = 0; i < 4; i++) {
        if (strcmp(config->log_level, names[i]) == 0) {
            log_set_level((enum log_level)i);
        }
    }
}

static void tell_change(void *owner, const char *option, bool is_live)
{
    (void)owner;

    log_event(is_live ? LOG_INFO : LOG_WARN, is_live ? "config_changed" : "config_needs_restart",
              "option=%s", option);
}

static void config_destroy(struct config *config)
{
    if (config) {
        config_finish(config);
        free(config);
    }
}

/* SIGHUP: what can change, changes; a bad file changes nothing. */
static void reload(struct daemon *daemon)
{
    struct err err = {.text = "out of memory"};
    struct config *next = calloc(1, sizeof(*next));

    if (!next || !config_read(next, daemon->start.argc, daemon->start.argv, &err)) {
        log_event(LOG_ERROR, "config_refused", "reason=\"%s\"", err.text);
        config_destroy(next);
        return;
    }
    config_compare(daemon->config, next, tell_change, NULL);
    set_log_level(next);
    config_destroy(daemon->old_config);
    daemon->old_config = daemon->config;
    daemon->config = next;
    query_lane_set_config(daemon->lane, next);
    twin_lane_set_config(daemon->twins, next);
    pipeline_set_config(daemon->pipeline, next);
}

static void on_signal(uv_signal_t *signal, int number)
{
    struct daemon *daemon = signal->data;

    if (number == SIGHUP) {
        if (!daemon->is_stopping) {
            reload(daemon);
        }
        return;
    }
    log_event(LOG_INFO, "stopping", "signal=%d", number);
    stop(daemon, 0);
}

/* ---- stopping -------------------------------------------------------------------------------- */

static void stop(struct daemon *daemon, int status)
{
    if (daemon->is_stopping) {
        return;
    }
    daemon->is_stopping = true;
    daemon->status = status;
    systemd_tell("STOPPING=1");
    for (size_t i = 0; i < 3; i++) {
        uv_close((uv_handle_t *)&daemon->signals[i], NULL);
    }
    if (daemon->pipeline) {
        pipeline_stop(daemon->pipeline, on_pipeline_stopped, daemon);
    } else {
        on_pipeline_stopped(daemon);
    }
}

static void on_pipeline_stopped(void *owner)
{
    struct daemon *daemon = owner;

    daemon->pipeline = NULL;
    if (daemon->lane) {
        query_lane_set_parts(daemon->lane, NULL, NULL);
    }
    struct query_lane *lane = daemon->lane;
    daemon->lane = NULL;
    query_lane_stop(lane, on_lane_stopped, daemon);
}

static void on_lane_stopped(void *owner)
{
    struct daemon *daemon = owner;
    struct twin_lane *twins = daemon->twins;

    daemon->twins = NULL;
    twin_lane_stop(twins, on_twins_stopped, daemon);
}

static void on_twins_stopped(void *owner)
{
    struct daemon *daemon = owner;

    server_stop(daemon->server);
}

static void on_server_stopped(void *owner)
{
    struct daemon *daemon = owner;

    daemon->server = NULL;
}

/* ---- starting -------------------------------------------------------------------------------- */

static bool make_folder(const char *path, struct err *err)
{
    char partial[4096];
    struct stat stat_buffer;
    size_t len = strlen(path);

    if (len >= sizeof(partial)) {
        return err_set(err, ERR_USAGE, "路径太长 (path too long): %s", path);
    }
    for (size_t i = 1; i <= len; i++) {
        if (path[i] == '/' || path[i] == '\0') {
            memcpy(partial, path, i);
            partial[i] = '\0';
            if (mkdir(partial, 0755) != 0 && errno != EEXIST) {
                return err_set_errno(err, errno, partial);
            }
        }
    }
    if (stat(path, &stat_buffer) != 0 || !S_ISDIR(stat_buffer.st_mode)) {
        return err_set(err, ERR_IO, "%s: 不是文件夹 (not a folder)", path);
    }
    return true;
}

/* "host:port", "[::1]:port". */
static bool split_listen(const char *listen, char *host, size_t size, uint16_t *port,
                         struct err *err)
{
    const char *colon = strrchr(listen, ':');
    char *end = NULL;
    long number = colon ? strtol(colon + 1, &end, 10) : -1;
    size_t len = colon ? (size_t)(colon - listen) : 0;

    if (!colon || end == colon + 1 || *end != '\0' || number < 0 || number > 65535 || len == 0 ||
        len >= size) {
        return err_set(err, ERR_USAGE,
                       "--listen 须如 127.0.0.1:8080，不能是“%s” (must be HOST:PORT)", listen);
    }
    if (listen[0] == '[' && listen[len - 1] == ']') {
        listen++;
        len -= 2;
    }
    memcpy(host, listen, len);
    host[len] = '\0';
    *port = (uint16_t)number;
    return true;
}

static void split_names(struct names *names, const char *list)
{
    char *rest = NULL;
    size_t count = 0;

    names->text = text_dup(text_of(list));
    for (char *name = names->text ? strtok_r(names->text, ", ", &rest) : NULL;
         name && count < NAMES_MAX; name = strtok_r(NULL, ", ", &rest)) {
        names->at[count++] = name;
    }
}

/* The pages' build: changes when any of them does. */
static void make_build_name(struct daemon *daemon)
{
    uint64_t mixed = 1469598103934665603U;

    for (size_t i = 0; i < daemon->start.asset_count; i++) {
        for (const char *at = daemon->start.assets[i].hash; *at; at++) {
            mixed = (mixed ^ (unsigned char)*at) * 1099511628211U;
        }
    }
    (void)snprintf(daemon->build, sizeof(daemon->build), "%016llx", (unsigned long long)mixed);
}

static bool start_server(struct daemon *daemon, struct err *err)
{
    static const struct server_events events = {
        .on_request = on_request, .on_display = on_display, .on_stopped = on_server_stopped};
    char host[256];
    struct server_options options = {
        .host = host,
        .assets = daemon->start.assets,
        .asset_count = daemon->start.asset_count,
        .run = worker_run(daemon->worker),
        .build = daemon->build,
        .allowed_hosts = daemon->hosts.at,
        .allowed_origins = daemon->origins.at,
        .max_connections = (uint32_t)daemon->config->max_clients,
        .max_per_address = (uint32_t)daemon->config->max_clients_per_address,
        .head_timeout_ms = (uint32_t)(daemon->config->slow_after_s * 1000),
        .message_timeout_ms = (uint32_t)(daemon->config->slow_after_s * 1000),
        .stuck_timeout_ms = (uint32_t)(daemon->config->stuck_after_s * 1000),
    };

    split_names(&daemon->hosts, daemon->config->allow_host);
    split_names(&daemon->origins, daemon->config->allowed_origins);
    make_build_name(daemon);
    if (!split_listen(daemon->config->listen, host, sizeof(host), &options.port, err)) {
        return false;
    }
    daemon->server = server_start(&daemon->loop, &options, &events, daemon, err);
    return daemon->server != NULL;
}

static bool start_pipeline(struct daemon *daemon, struct err *err)
{
    static const struct pipeline_events events = {
        .on_board = on_board,
        .on_receipt = on_receipt,
        .on_ready = on_ready,
        .on_failed = on_failed,
    };

    daemon->lane = query_lane_start(&daemon->loop, daemon->config, err);
    daemon->twins = daemon->lane ? twin_lane_start(&daemon->loop, daemon->config, err) : NULL;
    if (!daemon->twins) {
        return false;
    }
    daemon->pipeline =
        pipeline_start(&daemon->loop, daemon->config, daemon->worker, &events, daemon, err);
    if (daemon->pipeline) {
        query_lane_set_parts(daemon->lane, daemon->pipeline, daemon->server);
    }
    return daemon->pipeline != NULL;
}

static void start_signals(struct daemon *daemon)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

    for (size_t i = 0; i < 3; i++) {
        (void)uv_signal_init(&daemon->loop, &daemon->signals[i]);
        daemon->signals[i].data = daemon;
        (void)uv_signal_start(&daemon->signals[i], on_signal, numbers[i]);
    }
}

static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void keep_some_memory(void)
{
    (void)mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT_BYTES);
    (void)mallopt(M_MMAP_THRESHOLD, MEMORY_KEPT_BYTES);
}

static bool start_parts(struct daemon *daemon, struct err *err)
{
    if (!make_folder(daemon->config->inbox, err) || !make_folder(daemon->config->state, err)) {
        return false;
    }
    daemon->worker = worker_create(daemon->config, err);
    return daemon->worker && start_server(daemon, err) && start_pipeline(daemon, err);
}

int daemon_run(const struct daemon_start *start)
{
    struct daemon daemon = {.start = *start, .config = start->config};
    struct err err = {0};

    raise_descriptor_limit();
    keep_some_memory();
    (void)signal(SIGPIPE, SIG_IGN);
    set_log_level(daemon.config);
    if (uv_loop_init(&daemon.loop) != 0) {
        config_destroy(daemon.config);
        return 1;
    }
    start_signals(&daemon);
    if (!start_parts(&daemon, &err)) {
        log_event(LOG_ERROR, "start_failed", "kind=%s reason=\"%s\"", err_kind_name(err.kind),
                  err.text);
        stop(&daemon, 1);
    }
    (void)uv_run(&daemon.loop, UV_RUN_DEFAULT);
    worker_destroy(daemon.worker);
    if (uv_loop_close(&daemon.loop) != 0) {
        log_event(LOG_ERROR, "handles_left", NULL);
        daemon.status = 1;
    }
    log_event(LOG_INFO, "stopped", "status=%d", daemon.status);
    config_destroy(daemon.old_config);
    config_destroy(daemon.config);
    free(daemon.hosts.text);
    free(daemon.origins.text);
    return daemon.status;
}
