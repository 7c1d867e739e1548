/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/server_inside.h"
#include "serve/listener.h"
#include "serve/peers.h"

enum { READ_BYTES = 16384, INPUT_MAX = HTTP_HEAD_MAX + READ_BYTES };

/* In the order in which they run: */
static void on_readable(struct line *line);
static void on_written(struct line *line);
static void on_broken(struct line *line);
static void on_closed(struct line *line);

static const struct line_events line_events = {
    .on_readable = on_readable,
    .on_written = on_written,
    .on_broken = on_broken,
    .on_closed = on_closed,
};

static struct connection *connection_of(struct line *line)
{
    return (struct connection *)(void *)((char *)line - offsetof(struct connection, line));
}

/* --- life --- */

/* Which limit stands against one more connection; SERVER_REFUSAL_COUNT if none does. */
static enum server_refusal refusal_of(struct server *server, const struct sockaddr *address,
                                      struct peer **peer)
{
    if (server->counters.open >= server->options.max_connections) {
        return SERVER_REFUSED_TOTAL;
    }
    *peer = peers_enter(server->peers, address, server->options.max_per_address);
    return *peer ? SERVER_REFUSAL_COUNT : SERVER_REFUSED_ADDRESS;
}

/* The new socket's buffer is empty, so this goes out or nothing does. */
static void turn_away(int descriptor)
{
    static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\n"
                               "Content-Length: 0\r\nConnection: close\r\n\r\n";

    (void)send(descriptor, busy, sizeof(busy) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)close(descriptor);
}

static struct connection *create_connection(struct server *server, int descriptor,
                                            struct peer *peer)
{
    struct connection *connection = calloc(1, sizeof(*connection));

    if (!connection) {
        (void)close(descriptor);
        return NULL;
    }
    if (!line_open(&connection->line, server->loop, descriptor, &server->counters.bytes,
                   &server->counters.kept_bytes, &line_events)) {
        free(connection);
        return NULL;
    }
    connection->server = server;
    connection->peer = peer;
    link_enter(&connection->link, &server->connections);
    server->counters.open++;
    server->counters.accepted++;
    return connection;
}

void connection_accept(struct server *server, int descriptor, const struct sockaddr *address)
{
    struct peer *peer = NULL;
    enum server_refusal refusal = refusal_of(server, address, &peer);

    if (refusal != SERVER_REFUSAL_COUNT) {
        server_note_refusal(server, refusal);
        turn_away(descriptor);
        return;
    }
    struct connection *connection = create_connection(server, descriptor, peer);
    if (!connection) {
        peers_leave(server->peers, peer);
        return;
    }
    limit_start(connection, LIMIT_IDLE);
    line_set_reading(&connection->line, true);
}

void connection_close(struct connection *connection)
{
    struct server *server = connection->server;

    if (connection->state == CONNECTION_CLOSED) {
        return;
    }
    if (connection->stream) {
        push_close(connection);
    }
    if (connection->request) {
        connection->request->connection = NULL; /* its owner still has it */
        connection->request = NULL;
    }
    connection->state = CONNECTION_CLOSED;
    limit_stop(connection);
    link_leave(&connection->link);
    buffer_finish(&connection->input);
    peers_leave(server->peers, connection->peer);
    line_close(&connection->line);
}

static void on_closed(struct line *line)
{
    struct connection *connection = connection_of(line);
    struct server *server = connection->server;

    free(connection);
    server->counters.open--;
    server_may_end(server);
}

static void on_broken(struct line *line)
{
    connection_close(connection_of(line));
}

/* --- ending in peace --- */

/* Data that we have not read would turn our close into a reset, which may overtake our last
 * answer: so we only end our side, and drop what comes until the peer ends its own. */
static void end_if_sent(struct connection *connection)
{
    if (line_is_free(&connection->line) && !connection->has_ended) {
        connection->has_ended = true;
        line_end(&connection->line);
    }
}

void connection_linger(struct connection *connection)
{
    if (connection->stream) {
        push_close(connection);
    }
    connection->state = CONNECTION_CLOSING;
    buffer_finish(&connection->input);
    limit_start(connection, LIMIT_CLOSE);
    line_set_reading(&connection->line, true);
    end_if_sent(connection);
}

void connection_leave(struct connection *connection)
{
    switch (connection->state) {
    case CONNECTION_READING:
    case CONNECTION_WAITING:
        connection_close(connection);
        break;
    case CONNECTION_WEBSOCKET:
        push_end(connection, WEBSOCKET_GOING_AWAY, "server stops");
        break;
    case CONNECTION_EVENTS:
    case CONNECTION_ANSWERING:
        connection_linger(connection);
        break;
    case CONNECTION_CLOSING:
    case CONNECTION_CLOSED:
        break;
    }
}

/* --- reading requests --- */

/* The head is not complete. Refuses what cannot become one. */
static void wait_for_head(struct connection *connection)
{
    struct text input = buffer_text(&connection->input);

    if (!http_may_begin(input)) {
        request_refuse(connection, 400, "不是 HTTP 请求 (not an HTTP request)");
    } else if (input.len > HTTP_HEAD_MAX) {
        bool is_line = text_find(input, "\r\n") < 0;
        request_refuse(connection, is_line ? 414 : 431, "请求头过长 (request head too long)");
    } else if (connection->seen == 0) {
        limit_start(connection, LIMIT_HEAD);
    }
    connection->seen = input.len;
}

static void drop_input(struct connection *connection, size_t len)
{
    struct buffer *input = &connection->input;

    if (len >= input->len) {
        buffer_finish(input);
    } else {
        memmove(input->bytes, input->bytes + len, input->len - len + 1);
        input->len -= len;
    }
    connection->seen = 0;
}

/* Answers one complete request at the front of the input. False if there is none. */
static bool take_request(struct connection *connection)
{
    struct text input = buffer_text(&connection->input);
    size_t len = http_head_len(input, connection->seen);

    if (len == 0) {
        wait_for_head(connection);
        return false;
    }
    if (len > HTTP_HEAD_MAX) {
        request_refuse(connection, 431, "请求头过长 (request head too long)");
        return false;
    }
    limit_stop(connection);
    request_begin(connection, text_part(input, 0, len));
    if (connection->input.len > 0) {
        drop_input(connection, len);
    }
    return true;
}

/* One after another, in order; a request that waits for its answer holds up those behind it. */
static void process_input(struct connection *connection)
{
    if (connection->is_processing) {
        return;
    }
    connection->is_processing = true;
    while (connection->state == CONNECTION_READING && connection->input.len > 0 &&
           take_request(connection)) {
    }
    connection->is_processing = false;
    if (connection->state == CONNECTION_WEBSOCKET && connection->input.len > 0) {
        push_read(connection);
    } else if (connection->state == CONNECTION_EVENTS) {
        buffer_finish(&connection->input); /* nothing more is to be said there */
    }
}

void connection_next(struct connection *connection, bool is_last)
{
    if (is_last || connection->server->is_stopping) {
        connection_linger(connection);
        return;
    }
    connection->state = CONNECTION_READING;
    limit_start(connection, LIMIT_IDLE);
    line_set_reading(&connection->line, true);
    process_input(connection);
}

static void read_input(struct connection *connection)
{
    struct buffer *input = &connection->input;

    if (input->len > INPUT_MAX || !buffer_reserve(input, READ_BYTES)) {
        connection_close(connection);
        return;
    }
    ptrdiff_t count = line_read(&connection->line, input->bytes + input->len, READ_BYTES);
    if (count < 0) {
        connection_close(connection);
        return;
    }
    input->len += (size_t)count;
    input->bytes[input->len] = '\0';
    if (connection->state == CONNECTION_WEBSOCKET) {
        push_read(connection);
    } else {
        process_input(connection);
    }
}

/* What comes on an event stream or after our end means nothing, but its end does. */
static void drop_what_comes(struct connection *connection)
{
    char bytes[4096];

    if (line_read(&connection->line, bytes, sizeof(bytes)) < 0) {
        connection_close(connection);
    }
}

static void on_readable(struct line *line)
{
    struct connection *connection = connection_of(line);

    switch (connection->state) {
    case CONNECTION_READING:
    case CONNECTION_WEBSOCKET:
        read_input(connection);
        break;
    case CONNECTION_WAITING:
    case CONNECTION_ANSWERING:
        line_set_reading(line, false);
        break;
    case CONNECTION_EVENTS:
    case CONNECTION_CLOSING:
        drop_what_comes(connection);
        break;
    case CONNECTION_CLOSED:
        break;
    }
}

/* --- writing --- */

static void answer_written(struct connection *connection)
{
    if (line_is_free(&connection->line)) {
        connection_next(connection, connection->is_last);
    } else {
        limit_start(connection, LIMIT_ANSWER);
    }
}

static void on_written(struct line *line)
{
    struct connection *connection = connection_of(line);

    switch (connection->state) {
    case CONNECTION_ANSWERING:
        answer_written(connection);
        break;
    case CONNECTION_WEBSOCKET:
    case CONNECTION_EVENTS:
        push_written(connection);
        break;
    case CONNECTION_CLOSING:
        end_if_sent(connection);
        break;
    case CONNECTION_READING:
    case CONNECTION_WAITING:
    case CONNECTION_CLOSED:
        break;
    }
}
