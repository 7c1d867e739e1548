/* SPDX-License-Identifier: MIT */
/*
 * A real server on a free loopback port, and raw sockets in the same thread: each wait turns the
 * server's loop until what is waited for is there. What never comes fails the test after 10 s.
 */
#ifndef PLUMB_TESTS_SERVE_HARNESS_H
#define PLUMB_TESTS_SERVE_HARNESS_H

#include "unit.h"

#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/asset.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "model/board.h"
#include "serve/server.h"

#define WALL_HTML "<!doctype html><title>wall</title>"

static const struct asset harness_assets[] = {
    {"/assets/wall.1a.js", "1;", &"1;"[3], "00000000000000a1"},
    {"/help.html", "help", &"help"[5], "00000000000000a2"},
    {"/inbox.html", "inbox", &"inbox"[6], "00000000000000a3"},
    {"/wall.html", WALL_HTML, &WALL_HTML[sizeof(WALL_HTML)], "00000000000000a4"},
};

/* The server, and a record of what it reported. */
struct harness {
    uv_loop_t loop;
    struct server *server;
    struct board *board;
    uint64_t seq;
    struct request *held; /* the last request, if is_holding */
    bool is_holding;
    bool has_stopped;
    unsigned requests;
    unsigned displays;
    char display[256];
    char path[256];
};

static inline void on_request(void *owner, struct request *request)
{
    struct harness *harness = owner;

    harness->requests++;
    (void)snprintf(harness->path, sizeof(harness->path), "%s", request_path(request));
    if (harness->is_holding) {
        harness->held = request;
        return;
    }
    struct text query = request_query(request, "q");
    server_answer(request,
                  &(struct answer){
                      .status = 200, .content_type = "text/plain; charset=utf-8", .etag = "\"e1\""},
                  query.at ? query : TEXT("owner"));
}

static inline void on_display(void *owner, const char *display, const char *screen,
                              const char *page)
{
    struct harness *harness = owner;

    harness->displays++;
    (void)snprintf(harness->display, sizeof(harness->display), "%s|%s|%s", display, screen, page);
}

static inline void on_stopped(void *owner)
{
    struct harness *harness = owner;

    harness->has_stopped = true;
    harness->server = NULL;
}

static inline struct server_options harness_options(void)
{
    return (struct server_options){
        .run = "run1",
        .build = "b1",
        .assets = harness_assets,
        .asset_count = sizeof(harness_assets) / sizeof(harness_assets[0]),
        .close_timeout_ms = 500,
    };
}

static inline void harness_start(struct harness *harness, const struct server_options *options)
{
    static const struct server_events events = {
        .on_request = on_request, .on_display = on_display, .on_stopped = on_stopped};
    struct err err = {0};

    log_set_level(LOG_ERROR);
    *harness = (struct harness){0};
    assert_int_equal(uv_loop_init(&harness->loop), 0);
    harness->server = server_start(&harness->loop, options, &events, harness, &err);
    if (!harness->server) {
        fail_msg("%s", err.text);
    }
}

static inline void harness_turn(struct harness *harness)
{
    (void)uv_run(&harness->loop, UV_RUN_NOWAIT);
}

/* P10: the loop closes with no handle left. */
static inline void harness_stop(struct harness *harness)
{
    if (harness->server) {
        server_stop(harness->server);
    }
    while (uv_run(&harness->loop, UV_RUN_ONCE) != 0) {
    }
    assert_true(harness->has_stopped);
    assert_int_equal(uv_loop_close(&harness->loop), 0);
    board_release(harness->board);
}

/* Publishes the board after the last one: its member "n" becomes the value. */
static inline void harness_publish(struct harness *harness, const char *json)
{
    struct err err = {0};
    struct buffer patch = {0};
    bool is_empty = false;
    struct board_builder *builder = board_builder_create(harness->board);

    assert_true(board_builder_put_value(builder, BOARD_MEMBER, TEXT("n"), cJSON_Parse(json), &err));
    struct board *next = board_builder_finish(builder);
    assert_true(board_append_patch(harness->board, next, SIZE_MAX, &patch, &is_empty));
    assert_true(
        server_publish(harness->server, next, buffer_text(&patch), ++harness->seq, 0, &err));
    buffer_finish(&patch);
    board_release(harness->board);
    harness->board = next;
}

static inline struct server_counters harness_counters(const struct harness *harness)
{
    struct server_counters counters;

    server_read_counters(harness->server, &counters);
    return counters;
}

/* --- clients --- */

static inline int client_open(struct harness *harness)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(server_port(harness->server)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(client >= 0);
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof(address)), 0);
    harness_turn(harness);
    return client;
}

static inline void client_send(int client, struct text bytes)
{
    assert_int_equal(send(client, bytes.at, bytes.len, MSG_NOSIGNAL), (ssize_t)bytes.len);
}

/* Turns the loop until bytes came and were appended, or the peer ended: false then. */
static inline bool client_read_some(struct harness *harness, int client, struct buffer *in)
{
    int64_t until = clock_monotonic_ms() + 10000;
    char bytes[65536];

    while (clock_monotonic_ms() < until) {
        struct pollfd poll_one = {.fd = client, .events = POLLIN};
        harness_turn(harness);
        if (poll(&poll_one, 1, 1) == 1) {
            ssize_t count = recv(client, bytes, sizeof(bytes), MSG_DONTWAIT);
            if (count > 0) {
                (void)buffer_append(in, bytes, (size_t)count);
            }
            if (count >= 0 || errno != EAGAIN) {
                return count > 0;
            }
        }
    }
    fail_msg("nothing came");
    return false;
}

/* Reads until the text is in it. */
static inline void client_await(struct harness *harness, int client, struct buffer *in,
                                const char *text)
{
    while (text_find(buffer_text(in), text) < 0) {
        if (!client_read_some(harness, client, in)) {
            fail_msg("ended without %s: %s", text, in->bytes ? in->bytes : "");
        }
    }
}

/* Reads until the peer ends, and closes. */
static inline void client_await_end(struct harness *harness, int client, struct buffer *in)
{
    while (client_read_some(harness, client, in)) {
    }
    (void)close(client);
    harness_turn(harness);
}

/* Sends a request on a new connection and returns all that comes until the server ends it. The
 * caller frees it. */
static inline char *exchange(struct harness *harness, struct text request)
{
    struct buffer in = {0};
    int client = client_open(harness);

    client_send(client, request);
    client_await_end(harness, client, &in);
    (void)buffer_append_str(&in, "");
    return in.bytes;
}

/* The same for a path; "Connection: close" makes the server end. */
static inline char *get(struct harness *harness, const char *method, const char *path,
                        const char *headers)
{
    struct buffer request = {0};

    (void)buffer_printf(&request,
                        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n", method,
                        path, headers);
    char *answer = exchange(harness, buffer_text(&request));
    buffer_finish(&request);
    return answer;
}

static inline int status_of(const char *answer)
{
    bool is_answer = answer && strncmp(answer, "HTTP/1.1 ", 9) == 0;

    return is_answer ? (int)strtol(answer + 9, NULL, 10) : 0;
}

static inline int get_status(struct harness *harness, const char *method, const char *path,
                             const char *headers)
{
    char *answer = get(harness, method, path, headers);
    int status = status_of(answer);

    free(answer);
    return status;
}

#endif
