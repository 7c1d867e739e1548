/* SPDX-License-Identifier: MIT */
/*
 * Displays, by WebSocket or Server-Sent Events.
 *
 * A display is served when its line is free: on joining, in a round over all of them that a new
 * board or a tick begins, and when its line becomes free again. Each time it gets what the feed
 * says it needs next, until it is up to date or its line is full. A round takes a slice of
 * displays in each turn of the loop, so that nothing else waits long; the first slice goes out
 * within server_publish.
 *
 * What a display is sent is whole: a frame that the kernel took in part is finished before
 * anything else (P6). While its line is full it costs one reference to one shared frame (P8).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "serve/frame.h"
#include "serve/server_inside.h"

enum {
    FRAMES_A_TURN = 64,  /* to one display, before others get their turn */
    HELLOS_MAX = 100,    /* of one display */
    RETRY_HINT_MS = 3000 /* how long an event stream waits before it comes back */
};

/* In the order in which they run: */
static void on_round_turn(uv_idle_t *round);
static void on_making_turn(uv_idle_t *making);
static void on_tick(uv_timer_t *tick);

/* --- sending --- */

static void count_frame(struct server *server, enum feed_kind kind, bool had_board)
{
    struct server_counters *counters = &server->counters;

    counters->messages++;
    switch (kind) {
    case FEED_SNAPSHOT:
        counters->snapshots++;
        counters->skipped += had_board ? 1 : 0;
        break;
    case FEED_DELTA:
        counters->deltas++;
        break;
    case FEED_TICK:
        counters->ticks++;
        break;
    case FEED_NOTHING:
        break;
    }
}

/* Its line is full. */
static void wait_for_line(struct connection *connection)
{
    struct stream *stream = connection->stream;

    if (stream->behind_since_ms == 0) {
        stream->behind_since_ms = uv_now(connection->server->loop);
    }
    limit_start(connection, LIMIT_STUCK);
}

/* False if the connection had to be closed. */
static bool send_frame(struct connection *connection, struct frame *frame)
{
    enum frame_form form = connection->state == CONNECTION_EVENTS ? FRAME_EVENT : FRAME_WEBSOCKET;
    enum line_result result = line_send_frame(&connection->line, frame, form);

    if (result == LINE_BROKEN) {
        connection_close(connection);
        return false;
    }
    if (result == LINE_WAITING) {
        connection->server->counters.slow++;
        wait_for_line(connection);
    }
    return true;
}

/* One message that the feed has for it. False if there is none, or the connection was closed. */
static bool send_next(struct connection *connection, int64_t now_ms)
{
    struct server *server = connection->server;
    struct frame *frame = NULL;
    bool had_board = connection->stream->cursor.seq > 0;
    enum feed_kind kind = feed_next(server->feed, &connection->stream->cursor, now_ms, &frame);

    if (kind == FEED_NOTHING) {
        push_go_on_making(server);
        return false;
    }
    count_frame(server, kind, had_board);
    return send_frame(connection, frame);
}

/* The tick of this round, if it was not sent yet. One that is behind gets no tick: what it says is
 * not true of it. */
static void send_tick(struct connection *connection, int64_t now_ms)
{
    struct server *server = connection->server;
    struct stream *stream = connection->stream;
    struct frame *frame = NULL;

    if (stream->tick_round != server->tick_round && stream->cursor.seq > 0) {
        stream->tick_round = server->tick_round;
        frame = feed_tick(server->feed, now_ms);
    }
    if (frame) {
        count_frame(server, FEED_TICK, true);
        (void)send_frame(connection, frame);
    }
}

static uint32_t count_streams(const struct server *server)
{
    return server->counters.websockets + server->counters.event_streams;
}

/* All displays are asked once more, beginning in the next turn of the loop. */
static void ask_all_soon(struct server *server)
{
    server->round_left = count_streams(server);
    (void)uv_idle_start(&server->round, on_round_turn);
}

/* Sends what it lacks, as far as its line takes it. */
static void serve(struct connection *connection)
{
    int64_t now_ms = clock_utc_ms();
    int left = FRAMES_A_TURN;

    while (left > 0 && line_is_free(&connection->line) && send_next(connection, now_ms)) {
        left--;
    }
    if (left == 0) {
        ask_all_soon(connection->server);
    } else if (connection->stream && line_is_free(&connection->line)) {
        connection->stream->behind_since_ms = 0;
        send_tick(connection, now_ms);
    }
}

void push_written(struct connection *connection)
{
    struct server *server = connection->server;
    struct stream *stream = connection->stream;

    if (!line_is_free(&connection->line)) {
        limit_start(connection, LIMIT_STUCK);
        return;
    }
    limit_stop(connection);
    if (uv_now(server->loop) - stream->behind_since_ms >= server->options.late_ms) {
        stream->cursor.is_late = true;
    }
    serve(connection);
}

/* --- rounds --- */

/* The next display in the ring, passing over its head. */
static struct stream *next_in_round(struct server *server)
{
    if (server->round_next == &server->streams) {
        server->round_next = server->round_next->next;
    }
    struct stream *stream = LINK_OWNER(server->round_next, struct stream, link);
    server->round_next = server->round_next->next;
    return stream;
}

static void serve_slice(struct server *server)
{
    uint32_t slice = server->options.slice_clients;

    while (slice > 0 && server->round_left > 0 && !list_is_empty(&server->streams)) {
        struct connection *connection = next_in_round(server)->connection;
        slice--;
        server->round_left--;
        if (line_is_free(&connection->line)) {
            serve(connection);
        }
    }
    if (server->round_left == 0 || list_is_empty(&server->streams)) {
        server->round_left = 0;
        (void)uv_idle_stop(&server->round);
    }
}

static void on_round_turn(uv_idle_t *round)
{
    serve_slice(round->data);
}

/* A round that is under way goes on from where it is, and comes around to those that it served
 * before: all are served within one full turn. */
void push_begin_round(struct server *server)
{
    if (count_streams(server) > 0) {
        ask_all_soon(server);
        serve_slice(server);
    }
}

/* --- a long snapshot --- */

static void on_making_turn(uv_idle_t *making)
{
    struct server *server = making->data;

    if (!feed_make(server->feed, clock_utc_ms())) {
        (void)uv_idle_stop(making);
        request_answer_boards(server);
        push_begin_round(server);
    }
}

void push_go_on_making(struct server *server)
{
    if (feed_is_making(server->feed) && !server->is_stopping) {
        (void)uv_idle_start(&server->making, on_making_turn);
    }
}

/* --- ticks --- */

static void on_tick(uv_timer_t *tick)
{
    struct server *server = tick->data;

    server->tick_round++;
    push_begin_round(server);
}

void push_stop(struct server *server)
{
    (void)uv_idle_stop(&server->round);
    (void)uv_idle_stop(&server->making);
    (void)uv_timer_stop(&server->tick);
}

/* --- joining and leaving --- */

static uint32_t *counter_of(struct connection *connection)
{
    struct server_counters *counters = &connection->server->counters;

    return connection->state == CONNECTION_EVENTS ? &counters->event_streams
                                                  : &counters->websockets;
}

static bool join(struct connection *connection, enum connection_state state,
                 const struct message_point *has)
{
    struct server *server = connection->server;
    struct stream *stream = calloc(1, sizeof(*stream));

    if (!stream) {
        return false;
    }
    stream->connection = connection;
    stream->tick_round = server->tick_round;
    stream->cursor = feed_resume(server->feed, has);
    if (count_streams(server) == 0 && !server->is_stopping) {
        (void)uv_timer_start(&server->tick, on_tick, server->options.tick_ms,
                             server->options.tick_ms);
    }
    /* In front of the round's place, so that the round does not come to it once more. */
    link_enter(&stream->link, server->round_next);
    connection->stream = stream;
    connection->state = state;
    (*counter_of(connection))++;
    limit_stop(connection);
    line_set_reading(&connection->line, true);
    return true;
}

void push_close(struct connection *connection)
{
    struct server *server = connection->server;
    struct stream *stream = connection->stream;

    (*counter_of(connection))--;
    if (server->round_next == &stream->link) {
        server->round_next = stream->link.next;
    }
    link_leave(&stream->link);
    limit_stop_message(connection);
    websocket_reader_finish(&stream->reader);
    free(stream);
    connection->stream = NULL;
    if (count_streams(server) == 0) {
        (void)uv_timer_stop(&server->tick);
    }
}

/* Whether something follows at once; a long snapshot, say, is still to be made. */
static bool is_more_at_hand(const struct connection *connection)
{
    struct feed_cursor cursor = connection->stream->cursor;
    struct frame *frame = NULL;

    return feed_next(connection->server->feed, &cursor, clock_utc_ms(), &frame) != FEED_NOTHING;
}

/* Sends the answer that makes a stream of the connection, and what the display lacks. That goes
 * out in one piece; what waits for a display later is old before it is read, so little may. */
static void begin(struct connection *connection, struct buffer *accept, enum connection_state state,
                  const struct message_point *has)
{
    struct server *server = connection->server;
    enum line_result result = LINE_BROKEN;

    if (!accept->has_failed && join(connection, state, has)) {
        result = line_send_taking(&connection->line, accept, is_more_at_hand(connection));
    }
    buffer_finish(accept);
    if (result == LINE_BROKEN) {
        connection_close(connection);
        return;
    }
    if (result == LINE_WAITING) {
        wait_for_line(connection);
    }
    server->counters.requests++;
    server->counters.answers[state == CONNECTION_EVENTS ? 2 : 1]++;
    serve(connection);
    if (connection->stream) {
        line_set_send_buffer(&connection->line, (int)server->options.push_buffer_bytes);
    }
}

static struct message_point point_of_query(const struct http_head *head)
{
    struct message_point point = {.seq = 0};

    (void)message_make_point(http_head_query(head, "run"), http_head_query(head, "seq"), &point);
    return point;
}

void push_open_websocket(struct connection *connection, const struct http_head *head)
{
    struct buffer accept = {0};
    struct message_point has = point_of_query(head);

    if (!websocket_append_accept(&accept, head)) {
        accept.has_failed = true;
    }
    begin(connection, &accept, CONNECTION_WEBSOCKET, &has);
}

void push_open_events(struct connection *connection, const struct http_head *head)
{
    struct buffer accept = {0};
    struct message_point has = point_of_query(head);

    (void)message_read_point(http_head_header(head, "last-event-id"), &has);
    /* X-Accel-Buffering asks a proxy not to hold events back. */
    (void)reply_append_head(&accept, &(struct reply){.status = 200,
                                                     .content_type = "text/event-stream",
                                                     .headers = "X-Accel-Buffering: no\r\n",
                                                     .host = http_head_header(head, "host"),
                                                     .is_last = true});
    (void)buffer_printf(&accept, "retry: %d\n\n", RETRY_HINT_MS);
    begin(connection, &accept, CONNECTION_EVENTS, &has);
}

/* --- what displays say --- */

void push_end(struct connection *connection, int code, const char *reason)
{
    unsigned char frame[WEBSOCKET_FRAME_MAX];
    size_t len = websocket_make_close(code, reason, frame);

    if (line_send_copy(&connection->line, frame, len) == LINE_BROKEN) {
        connection_close(connection);
    } else {
        connection_linger(connection);
    }
}

static void end_with_fault(struct connection *connection, int code, const char *reason)
{
    server_note_refusal(connection->server, SERVER_REFUSED_MESSAGE);
    push_end(connection, code, reason);
}

static void take_hello(struct connection *connection, struct text text)
{
    struct server *server = connection->server;
    struct message_hello hello;

    if (!message_read_hello(text, &hello)) {
        end_with_fault(connection, WEBSOCKET_NOT_ALLOWED, "not a hello");
    } else if (++connection->stream->hellos > HELLOS_MAX) {
        end_with_fault(connection, WEBSOCKET_NOT_ALLOWED, "too many messages");
    } else if (server->events.on_display) {
        server->events.on_display(server->owner, hello.display, hello.screen, hello.page);
    }
}

static void append_pong(struct buffer *pongs, struct text payload)
{
    unsigned char frame[WEBSOCKET_FRAME_MAX];

    (void)buffer_append(pongs, frame, websocket_make_pong(payload, frame));
}

/* Pings that came together are answered together: else a few bytes of a client would cost a system
 * call each. One whose line is full gets no pong: it will not read it, and its pings must not pile
 * up. */
static void send_pongs(struct connection *connection, struct buffer *pongs)
{
    enum line_result result = LINE_SENT;

    if (pongs->len > 0 && line_is_free(&connection->line)) {
        result = line_send_taking(&connection->line, pongs, false);
    }
    buffer_finish(pongs);
    if (result == LINE_BROKEN) {
        connection_close(connection);
    } else if (result == LINE_WAITING) {
        wait_for_line(connection);
    }
}

static void take_event(struct connection *connection, enum websocket_event event,
                       const struct websocket_input *input, struct buffer *pongs)
{
    switch (event) {
    case WEBSOCKET_NOTHING:
    case WEBSOCKET_PONG:
        break;
    case WEBSOCKET_TEXT:
        take_hello(connection, input->payload);
        break;
    case WEBSOCKET_PING:
        append_pong(pongs, input->payload);
        break;
    case WEBSOCKET_CLOSE:
        push_end(connection, input->code, "");
        break;
    case WEBSOCKET_FAULT:
        end_with_fault(connection, input->code, input->reason);
        break;
    }
}

/* What may lead to an answer of its own, or to the end: pongs go out before. */
static bool is_said(enum websocket_event event)
{
    return event == WEBSOCKET_TEXT || event == WEBSOCKET_CLOSE || event == WEBSOCKET_FAULT;
}

static void read_next(struct connection *connection, struct text *bytes, struct buffer *pongs)
{
    struct websocket_reader *reader = &connection->stream->reader;
    struct websocket_input said;
    enum websocket_event event = websocket_read(reader, bytes, &said);

    if (!websocket_is_under_way(reader)) {
        limit_stop_message(connection);
    }
    if (is_said(event)) {
        send_pongs(connection, pongs);
    }
    if (connection->state == CONNECTION_WEBSOCKET) {
        take_event(connection, event, &said, pongs);
    }
}

/* All bytes are read. What is not complete has its time since its first byte: a ping between the
 * fragments of a message gives no more. */
static void wait_for_rest(struct connection *connection)
{
    const struct stream *stream = connection->stream;

    if (websocket_is_under_way(&stream->reader) && !link_is_in_list(&stream->message.link)) {
        limit_start(connection, LIMIT_MESSAGE);
    }
}

void push_read(struct connection *connection)
{
    struct buffer input = connection->input;
    struct text bytes = buffer_text(&input);
    struct buffer pongs = {0};

    connection->input = (struct buffer){0};
    while (bytes.len > 0 && connection->state == CONNECTION_WEBSOCKET) {
        read_next(connection, &bytes, &pongs);
    }
    if (connection->state == CONNECTION_WEBSOCKET) {
        wait_for_rest(connection);
        send_pongs(connection, &pongs);
    }
    buffer_finish(&pongs);
    buffer_finish(&input);
}
