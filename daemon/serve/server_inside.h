/* SPDX-License-Identifier: MIT */
/*
 * What the files of the server share: its state and that of a connection. Nobody else includes it.
 *
 *   server      life, the board, counters
 *   connection  a socket's life, reading requests
 *   limit       how long each thing may take
 *   request     from a request to its answer: routes, answers
 *   push        displays: joining, rounds over all of them, ticks, what they say
 *
 * The states of a connection:
 *
 *                     .--------- keep-alive ---------.
 *                     v                              |
 *   accepted -> READING -> WAITING (for the owner) -> ANSWERING
 *                  |  \________________________________^   |
 *                  |                                       | last answer, refusal
 *                  +--> WEBSOCKET --.                      v
 *                  |                +--------------->  CLOSING -> CLOSED
 *                  +--> EVENTS -----'                  (peer's end, or time is up)
 */
#ifndef PLUMB_SERVE_SERVER_INSIDE_H
#define PLUMB_SERVE_SERVER_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/buffer.h"
#include "serve/feed.h"
#include "serve/http.h"
#include "serve/line.h"
#include "serve/list.h"
#include "serve/reply.h"
#include "serve/server.h"
#include "serve/websocket.h"

struct listener;
struct peer;
struct peers;

enum connection_state {
    CONNECTION_READING,
    CONNECTION_WAITING,
    CONNECTION_ANSWERING,
    CONNECTION_WEBSOCKET,
    CONNECTION_EVENTS,
    CONNECTION_CLOSING,
    CONNECTION_CLOSED
};

/* What a connection is given time for. Each has one limit, so each has a queue in order of time. */
enum limit {
    LIMIT_IDLE,    /* until the first byte of a request */
    LIMIT_HEAD,    /* until its last one */
    LIMIT_ANSWER,  /* until some of the answer was taken */
    LIMIT_STUCK,   /* until a display took something */
    LIMIT_MESSAGE, /* from the first byte of what a display says until the last one */
    LIMIT_CLOSE,   /* until the peer closes too */
    LIMIT_COUNT
};

/* A limit that runs. */
struct deadline {
    struct link link; /* in a queue of the server; in none: there is no limit */
    uint64_t at_ms;
};

/* A display: what it has, and what it says. */
struct stream {
    struct link link; /* in server.streams */
    struct connection *connection;
    struct feed_cursor cursor;
    uint64_t behind_since_ms; /* when its line became full, until it is up to date; 0: it is */
    uint32_t tick_round;      /* the last one that it was told */
    uint32_t hellos;
    struct websocket_reader reader; /* unused by event streams */
    struct deadline message;        /* LIMIT_MESSAGE, which runs beside the connection's */
};

struct connection {
    struct line line;
    struct server *server;
    struct peer *peer;
    struct link link; /* in server.connections */
    struct deadline due;
    enum connection_state state;
    bool is_processing;      /* the loop over its input is under way */
    bool is_last;            /* the answer under way is its last one */
    bool has_ended;          /* nothing more will be sent */
    struct buffer input;     /* of the next request */
    size_t seen;             /* how much of it holds no end of a head */
    struct request *request; /* that waits for its answer */
    struct stream *stream;
};

struct request {
    struct connection *connection; /* NULL: nobody waits any more */
    struct http_head head;
    struct link link; /* in server.boards, if it waits there: */
    uint64_t min_seq; /* for this board or a later one */
};

struct server {
    uv_loop_t *loop;
    struct server_options options;
    struct server_events events;
    void *owner;
    char machine[256];
    char url[300];
    struct server_counters counters;
    uint64_t refusal_told_ms;

    struct listener *listener;
    struct peers *peers;
    struct feed *feed;
    struct link connections;
    struct link streams;

    uv_timer_t due;                  /* the first of all deadlines */
    struct link queues[LIMIT_COUNT]; /* of deadlines, the first in front */

    uv_idle_t making;   /* runs while a long snapshot is made, */
    struct link boards; /* for these requests among others */

    uv_idle_t round; /* runs while a round over the displays is under way */
    struct link *round_next;
    uint32_t round_left;
    uv_timer_t tick;
    uint32_t tick_round;

    bool is_stopping;
    bool is_listening;
    unsigned open_handles;
};

/* --- server.c --- */

/* Counts a refusal, and logs it from time to time. */
void server_note_refusal(struct server *server, enum server_refusal refusal);

/* Goes on with stopping, if nothing is in the way any more. */
void server_may_end(struct server *server);

/* --- connection.c --- */

void connection_accept(struct server *server, int descriptor, const struct sockaddr *address);

/* Closes now. Safe at any time but once. */
void connection_close(struct connection *connection);

/* Sends no more, and closes when the peer has, or after a while. */
void connection_linger(struct connection *connection);

/* The request is answered: reads the next one, or ends. */
void connection_next(struct connection *connection, bool is_last);

/* What the server's end means for it. */
void connection_leave(struct connection *connection);

/* --- limit.c --- */

/* Its time runs from now; LIMIT_MESSAGE has its own, all others take the place of each other. */
void limit_start(struct connection *connection, enum limit limit);

/* Nothing is waited for any more. */
void limit_stop(struct connection *connection);
void limit_stop_message(struct connection *connection);

/* --- request.c --- */

/* Answers a complete head of that many bytes at the front of the input, or hands it on. */
void request_begin(struct connection *connection, struct text head);

/* Answers what cannot be understood or is not there in time, and ends the connection. */
void request_refuse(struct connection *connection, int status, const char *reason);

/* Answers those that waited for a snapshot to be made; forgets them. */
void request_answer_boards(struct server *server);
void request_drop_boards(struct server *server);

/* --- push.c --- */

/* Lets a snapshot that is in the making be made, if there is one. */
void push_go_on_making(struct server *server);

/* Make a display of the connection. Its request is not needed afterwards. */
void push_open_websocket(struct connection *connection, const struct http_head *head);
void push_open_events(struct connection *connection, const struct http_head *head);

/* Bytes came, the line has room again, it is over. */
void push_read(struct connection *connection);
void push_written(struct connection *connection);
void push_close(struct connection *connection);

/* Says goodbye to a WebSocket with a close frame. */
void push_end(struct connection *connection, int code, const char *reason);

/* Starts a round over all displays: a new board, a tick. */
void push_begin_round(struct server *server);
void push_stop(struct server *server);

#endif
