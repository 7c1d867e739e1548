/* SPDX-License-Identifier: MIT */
/*
 * The server's life: it starts when it can be reached, and ends when nothing of it is left.
 *
 *   server_stop -> the listener's sockets close -> connections are told, and close -> the
 *   server's own handles close -> memory is freed -> on_stopped
 *
 * HTTP and WebSocket are read by our own strict readers (http, websocket) on plain sockets. The
 * library that was tried first takes unmasked frames from clients, makes other paths of "..", "//"
 * and "+" before one can see them, and drops unknown methods without an answer; the rest of what
 * it does we need in our own way: frames that are shared, memory that is bounded, limits.
 */
#include "serve/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "serve/server_inside.h"
#include "serve/listener.h"
#include "serve/peers.h"

enum {
    HANDLES = 4,               /* due, making, round, tick */
    REFUSAL_LOG_MS = 10000,    /* between two lines about refusals */
    USER_TIMEOUT_EXTRA = 30000 /* the kernel gives a peer up later than we do */
};

/* In the order in which they run: */
static void on_accepted(void *owner, int descriptor, const struct sockaddr *address);
static void on_refused(void *owner);
static void on_listener_stopped(void *owner);
static void on_handle_closed(uv_handle_t *handle);

static const struct listener_events listener_events = {
    .on_accepted = on_accepted,
    .on_refused = on_refused,
};

/* --- starting --- */

static void set_default(uint32_t *option, uint32_t value)
{
    if (*option == 0) {
        *option = value;
    }
}

static struct server_options with_defaults(const struct server_options *given)
{
    struct server_options options = *given;

    options.host = options.host ? options.host : "127.0.0.1";
    options.build = options.build ? options.build : "";
    set_default(&options.max_connections, 12000);
    set_default(&options.max_per_address, options.max_connections);
    set_default(&options.descriptor_reserve, 64);
    set_default(&options.head_timeout_ms, 10000);
    set_default(&options.message_timeout_ms, 10000);
    set_default(&options.idle_timeout_ms, 30000);
    set_default(&options.answer_timeout_ms, 60000);
    set_default(&options.late_ms, 3000);
    set_default(&options.stuck_timeout_ms, 120000);
    set_default(&options.tick_ms, 9000);
    set_default(&options.close_timeout_ms, 2000);
    set_default(&options.send_buffer_bytes, 32768);
    set_default(&options.push_buffer_bytes, 4096);
    set_default(&options.slice_clients, 128);
    return options;
}

static void free_server(struct server *server)
{
    request_drop_boards(server);
    feed_destroy(server->feed);
    peers_destroy(server->peers);
    free(server);
}

static struct server *create_server(uv_loop_t *loop, const struct server_options *options,
                                    const struct server_events *events, void *owner)
{
    struct server *server = calloc(1, sizeof(*server));

    if (!server) {
        return NULL;
    }
    server->loop = loop;
    server->options = with_defaults(options);
    server->events = *events;
    server->owner = owner;
    server->peers = peers_create();
    server->feed =
        feed_create(&(struct feed_options){.run = options->run, .build = server->options.build});
    list_init(&server->connections);
    list_init(&server->streams);
    list_init(&server->boards);
    if (!server->peers || !server->feed) {
        free_server(server);
        return NULL;
    }
    server->round_next = &server->streams;
    for (size_t i = 0; i < LIMIT_COUNT; i++) {
        list_init(&server->queues[i]);
    }
    if (gethostname(server->machine, sizeof(server->machine) - 1) != 0) {
        server->machine[0] = '\0';
    }
    return server;
}

static bool start_listening(struct server *server, struct err *err)
{
    const struct server_options *options = &server->options;

    server->listener =
        listener_start(server->loop,
                       &(struct listener_options){
                           .host = options->host,
                           .port = options->port,
                           .max_connections = options->max_connections,
                           .descriptor_reserve = options->descriptor_reserve,
                           .send_buffer_bytes = (int)options->send_buffer_bytes,
                           .user_timeout_ms = (int)options->stuck_timeout_ms + USER_TIMEOUT_EXTRA},
                       &listener_events, server, err);
    server->is_listening = server->listener != NULL;
    return server->is_listening;
}

/* A page cannot be opened at "every address": the machine's own one is named instead. */
static void write_url(struct server *server)
{
    const char *host = server->options.host;
    bool is_six = strchr(host, ':') != NULL;

    if (strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0) {
        host = "127.0.0.1";
        is_six = false;
    }
    (void)snprintf(server->url, sizeof(server->url), is_six ? "http://[%s]:%u/" : "http://%s:%u/",
                   host, listener_port(server->listener));
}

static void init_handles(struct server *server)
{
    (void)uv_timer_init(server->loop, &server->due);
    (void)uv_idle_init(server->loop, &server->making);
    (void)uv_idle_init(server->loop, &server->round);
    (void)uv_timer_init(server->loop, &server->tick);
    server->due.data = server;
    server->making.data = server;
    server->round.data = server;
    server->tick.data = server;
    server->open_handles = HANDLES;
}

struct server *server_start(uv_loop_t *loop, const struct server_options *options,
                            const struct server_events *events, void *owner, struct err *err)
{
    struct server *server = create_server(loop, options, events, owner);

    if (!server) {
        (void)err_set(err, ERR_NO_MEMORY, "server");
        return NULL;
    }
    if (!start_listening(server, err)) {
        free_server(server);
        return NULL;
    }
    init_handles(server);
    write_url(server);
    return server;
}

uint16_t server_port(const struct server *server)
{
    return listener_port(server->listener);
}

const char *server_url(const struct server *server)
{
    return server->url;
}

/* --- connections --- */

static void on_accepted(void *owner, int descriptor, const struct sockaddr *address)
{
    connection_accept(owner, descriptor, address);
}

static void on_refused(void *owner)
{
    server_note_refusal(owner, SERVER_REFUSED_DESCRIPTORS);
}

void server_note_refusal(struct server *server, enum server_refusal refusal)
{
    uint64_t now = uv_now(server->loop);

    server->counters.refused[refusal]++;
    if (server->refusal_told_ms != 0 && now - server->refusal_told_ms < REFUSAL_LOG_MS) {
        return;
    }
    server->refusal_told_ms = now;
    log_event(LOG_WARN, "refused", "reason=%s since_start=%llu connections=%u",
              server_refusal_name(refusal), (unsigned long long)server->counters.refused[refusal],
              server->counters.open);
}

const char *server_refusal_name(enum server_refusal refusal)
{
    switch (refusal) {
    case SERVER_REFUSED_TOTAL:
        return "total";
    case SERVER_REFUSED_ADDRESS:
        return "address";
    case SERVER_REFUSED_DESCRIPTORS:
        return "descriptors";
    case SERVER_REFUSED_MALFORMED:
        return "malformed";
    case SERVER_REFUSED_HOST:
        return "host";
    case SERVER_REFUSED_ORIGIN:
        return "origin";
    case SERVER_REFUSED_MESSAGE:
        return "message";
    case SERVER_REFUSED_SLOW:
        return "slow";
    case SERVER_REFUSAL_COUNT:
        break;
    }
    return "unknown";
}

void server_read_counters(const struct server *server, struct server_counters *counters)
{
    *counters = server->counters;
}

/* --- the board --- */

bool server_publish(struct server *server, struct board *board, struct text patch, uint64_t seq,
                    int64_t at_ms, struct err *err)
{
    if (!feed_publish(server->feed, board, patch, seq, at_ms, err)) {
        return false;
    }
    push_begin_round(server);
    return true;
}

/* --- stopping --- */

void server_stop(struct server *server)
{
    if (!server || server->is_stopping) {
        return;
    }
    server->is_stopping = true;
    push_stop(server);
    listener_stop(server->listener, on_listener_stopped);
    struct link *at = server->connections.next;
    while (at != &server->connections) {
        struct connection *connection = LINK_OWNER(at, struct connection, link);
        at = at->next;
        connection_leave(connection);
    }
}

static void on_listener_stopped(void *owner)
{
    struct server *server = owner;

    server->is_listening = false;
    server_may_end(server);
}

void server_may_end(struct server *server)
{
    if (!server->is_stopping || server->is_listening || server->counters.open > 0) {
        return;
    }
    uv_close((uv_handle_t *)&server->due, on_handle_closed);
    uv_close((uv_handle_t *)&server->making, on_handle_closed);
    uv_close((uv_handle_t *)&server->round, on_handle_closed);
    uv_close((uv_handle_t *)&server->tick, on_handle_closed);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct server *server = handle->data;

    if (--server->open_handles == 0) {
        void (*on_stopped)(void *owner) = server->events.on_stopped;
        void *owner = server->owner;
        free_server(server);
        on_stopped(owner);
    }
}
