/* SPDX-License-Identifier: MIT */
/*
 * Sockets, HTTP, WebSocket, Server-Sent Events and the built-in pages, on the caller's libuv loop.
 *
 * It answers by itself: the pages and their assets, /api/board (the current one), /api/push,
 * /api/events and /healthz. Every other path under /api and /templates, /metrics, /readyz and
 * /api/board?at= it hands to its owner as a request, to be answered now or later. All other paths
 * are 404, all methods but GET and HEAD 405, malformed requests 400; none of these reaches the
 * owner.
 *
 * Everything here is called, and reports, on the loop thread.
 */
#ifndef PLUMB_SERVE_SERVER_H
#define PLUMB_SERVE_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/asset.h"
#include "base/buffer.h"
#include "base/text.h"

struct board;
struct err;
struct request;
struct server;
struct uv_loop_s;

/* A value of 0 or NULL means the default in parentheses. */
struct server_options {
    const char *host; /* address or name to listen on, nothing else is bound ("127.0.0.1") */
    uint16_t port;    /* 0: any free one; server_port tells which */

    const struct asset *assets; /* the pages: "/wall.html", "/assets/..." */
    size_t asset_count;
    const char *run;   /* this run's name, see feed.h; must be given */
    const char *build; /* the pages' build ("" ) */

    /* Further names under which a browser may know us, e.g. behind a proxy: "wall.example.org",
     * NULL-terminated; "*" allows every name. Addresses, localhost and this machine's own name
     * always work. */
    const char *const *allowed_hosts;
    /* Further origins from which a page may open the push: "https://wall.example.org",
     * NULL-terminated. The server's own origin always may. */
    const char *const *allowed_origins;

    uint32_t max_connections;    /* in all (12000) */
    uint32_t max_per_address;    /* from one address (max_connections: no limit of its own) */
    uint32_t descriptor_reserve; /* kept free for files and the store (64) */
    uint32_t head_timeout_ms;    /* for a request's head, from its first byte (10000) */
    uint32_t message_timeout_ms; /* for what a display says, from its first byte (10000) */
    uint32_t idle_timeout_ms;    /* between requests, and before the first (30000) */
    uint32_t answer_timeout_ms;  /* without progress while an answer is taken off (60000) */
    uint32_t late_ms;            /* behind for so long, a display need not get every delta (3000) */
    uint32_t stuck_timeout_ms;   /* a display that takes nothing is closed then (120000) */
    uint32_t tick_ms;            /* between ticks (9000) */
    uint32_t close_timeout_ms;   /* for the answer to a close frame (2000) */
    uint32_t send_buffer_bytes;  /* the kernel's, for answers (32768) */
    uint32_t push_buffer_bytes;  /* and for what follows a display's first message (8192) */
    uint32_t slice_clients;      /* how many are served in one turn of the loop (128) */
};

/* What the server reports, never inside a call into it. */
struct server_events {
    /* A request for the owner. It must be answered once, with one of the server_answer functions;
     * until then it stays valid, even if the client has left or the server has stopped. */
    void (*on_request)(void *owner, struct request *request);
    /* A display said who it is. Texts are "" where it did not, borrowed. May be NULL. */
    void (*on_display)(void *owner, const char *display, const char *screen, const char *page);
    /* The end of server_stop: nothing is reported any more, no handle is left, and the server is
     * gone. */
    void (*on_stopped)(void *owner);
};

/* --- life --- */

/* Binds and listens. NULL and err if it cannot: ERR_BUSY for a port that somebody else has,
 * ERR_USAGE for an address that this machine does not have. options and events are copied; what
 * they point to must outlive the server. */
struct server *server_start(struct uv_loop_s *loop, const struct server_options *options,
                            const struct server_events *events, void *owner, struct err *err);

/* Closes the listening sockets at once, tells the displays (1001) and ends with on_stopped, at
 * most close_timeout_ms later. Accepts NULL (then nothing is reported). */
void server_stop(struct server *server);

/* The bound port, and the address to open: "http://127.0.0.1:8080/", borrowed. */
uint16_t server_port(const struct server *server);
const char *server_url(const struct server *server);

/* --- the board --- */

/* Makes the board the current one and sends the difference to all; see feed_publish. Takes a
 * reference of its own. */
bool server_publish(struct server *server, struct board *board, struct text patch, uint64_t seq,
                    int64_t at_ms, struct err *err);

/* --- requests --- */

/* Decoded path, UTF-8, NUL-terminated, beginning with "/", without "." and ".." segments:
 * "/api/files/东镇/抽检.csv". */
const char *request_path(const struct request *request);

/* The first value of a name in the query, decoded; an empty text with at NULL if there is none. A
 * plus stays a plus. */
struct text request_query(const struct request *request, const char *name);

/* A header's value, by its name in lower case: "accept-language", "if-none-match". As above. */
struct text request_header(const struct request *request, const char *name);

/* Whether nobody waits for the answer any more. */
bool request_is_cancelled(const struct request *request);

struct answer {
    int status;                /* 200, 404 ... */
    const char *content_type;  /* NULL: none */
    const char *etag;          /* with its quotes; NULL: none */
    const char *cache_control; /* NULL: "no-cache" */
    const char *headers;       /* further lines, each ended by "\r\n"; NULL: none */
};

/* Answers and ends the request. An answer of 200 whose etag is the one that the client already has
 * becomes 304. The body is copied; for HEAD only its length is told. */
void server_answer(struct request *request, const struct answer *answer, struct text body);

/* The same, and takes the buffer's bytes instead of copying them; the buffer is emptied. */
void server_answer_taking(struct request *request, const struct answer *answer,
                          struct buffer *body);

/* {"error": {"kind", "text"}} with that status. */
void server_answer_error(struct request *request, int status, const char *kind, const char *text);

/* --- what to watch --- */

enum server_refusal {
    SERVER_REFUSED_TOTAL,       /* max_connections */
    SERVER_REFUSED_ADDRESS,     /* max_per_address */
    SERVER_REFUSED_DESCRIPTORS, /* too near to the limit of open files */
    SERVER_REFUSED_MALFORMED,   /* no HTTP, or one that we do not take */
    SERVER_REFUSED_HOST,        /* unknown Host */
    SERVER_REFUSED_ORIGIN,      /* foreign Origin */
    SERVER_REFUSED_MESSAGE,     /* a display sent what it should not */
    SERVER_REFUSED_SLOW,        /* a request or a message was not whole in time */
    SERVER_REFUSAL_COUNT
};

struct server_counters {
    uint64_t accepted; /* connections since the start */
    uint32_t open;     /* now, in all */
    uint32_t websockets;
    uint32_t event_streams;
    uint64_t requests; /* answered, by the first digit of their status */
    uint64_t answers[6];
    uint64_t messages; /* sent to displays, of all kinds */
    uint64_t snapshots;
    uint64_t deltas;
    uint64_t ticks;
    uint64_t bytes;        /* handed to the kernel, answers included */
    uint64_t kept_bytes;   /* now, of answers that their clients have not taken yet */
    uint64_t slow;         /* times a display was not free for a new message */
    uint64_t skipped;      /* times one got a snapshot because it had missed too much */
    uint64_t closed_stuck; /* closed because a display or an answer's client took nothing */
    uint64_t refused[SERVER_REFUSAL_COUNT];
};

void server_read_counters(const struct server *server, struct server_counters *counters);

/* The stable name for metrics: "total", "address", "descriptors" ... */
const char *server_refusal_name(enum server_refusal refusal);

#endif
