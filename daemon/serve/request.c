/* SPDX-License-Identifier: MIT */
/*
 * From a request to its answer.
 *
 * What the server answers by itself it answers at once. A request for the owner becomes an object
 * that outlives its connection: each may end first, and then forgets the other.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "serve/frame.h"
#include "serve/server_inside.h"
#include "serve/origin.h"
#include "serve/pages.h"

/* What an answer's body is, and who keeps it alive. */
struct body {
    struct text bytes;
    struct frame *frame;  /* borrowed, or NULL: its board takes the place of the bytes */
    struct buffer *taken; /* emptied by sending, or NULL: then the bytes live for ever */
};

static const char json_type[] = "application/json; charset=utf-8";

/* --- sending --- */

static void count_answer(struct server *server, int status)
{
    server->counters.requests++;
    server->counters.answers[status >= 100 && status < 600 ? status / 100 : 0]++;
}

static enum line_result send_body(struct line *line, const struct body *body)
{
    if (body->frame) {
        return line_send_frame(line, body->frame, FRAME_BOARD);
    }
    return body->taken ? line_send_taking(line, body->taken, false)
                       : line_send_lasting(line, body->bytes);
}

static size_t body_len(const struct body *body)
{
    if (!body) {
        return 0;
    }
    return body->frame ? frame_len(body->frame, FRAME_BOARD) : body->bytes.len;
}

/* Sends the answer, and goes on to the next request if it went out at once. */
static void send_reply(struct connection *connection, const struct reply *reply,
                       const struct body *body)
{
    struct buffer head = {0};
    bool has_body = body_len(body) > 0;
    enum line_result result = LINE_BROKEN;

    count_answer(connection->server, reply->status);
    connection->state = CONNECTION_ANSWERING;
    if (reply_append_head(&head, reply)) {
        result = line_send_taking(&connection->line, &head, has_body);
    }
    if (result != LINE_BROKEN && has_body) {
        result = send_body(&connection->line, body);
    }
    buffer_finish(&head);
    if (result == LINE_BROKEN) {
        connection_close(connection);
    } else if (line_is_free(&connection->line)) {
        connection_next(connection, reply->is_last);
    } else {
        connection->is_last = reply->is_last;
        line_set_reading(&connection->line, false);
        limit_start(connection, LIMIT_ANSWER);
    }
}

static bool is_unchanged(const struct http_head *head, const struct reply *reply)
{
    struct text tags = http_head_header(head, "if-none-match");

    return reply->status == 200 && reply->etag && tags.at && http_tag_matches(tags, reply->etag);
}

/* Completes the answer to an understood request, and sends it. */
static void answer(struct connection *connection, const struct http_head *head, struct reply reply,
                   const struct body *body)
{
    reply.host = http_head_header(head, "host");
    reply.has_length = true;
    reply.length = body_len(body);
    reply.is_last = !head->is_keep_alive || connection->server->is_stopping;
    if (!origin_is_host(reply.host)) {
        reply.host = (struct text){NULL, 0};
    }
    if (is_unchanged(head, &reply)) {
        reply.status = 304;
        reply.content_type = NULL;
    }
    bool has_body = head->method != HTTP_HEAD && reply.status != 304;
    send_reply(connection, &reply, has_body ? body : NULL);
}

static void answer_error(struct connection *connection, const struct http_head *head, int status,
                         const char *kind, const char *text, const char *headers)
{
    struct buffer json = {0};

    (void)message_append_error(&json, kind, text);
    struct body body = {.bytes = buffer_text(&json), .taken = &json};
    answer(connection, head,
           (struct reply){.status = status, .content_type = json_type, .headers = headers}, &body);
    buffer_finish(&json);
}

void request_refuse(struct connection *connection, int status, const char *reason)
{
    struct http_head none = {.path = "/"};
    bool is_slow = status == 408;

    server_note_refusal(connection->server,
                        is_slow ? SERVER_REFUSED_SLOW : SERVER_REFUSED_MALFORMED);
    answer_error(connection, &none, status, is_slow ? "slow" : "malformed", reason, NULL);
}

/* --- what the server answers by itself --- */

static void answer_page(struct connection *connection, const struct http_head *head,
                        const struct page *page)
{
    char etag[64];
    struct body body = {.bytes = page->body};

    (void)snprintf(etag, sizeof(etag), "\"%s\"", page->asset->hash);
    answer(connection, head,
           (struct reply){.status = 200,
                          .content_type = page->content_type,
                          .etag = etag,
                          .cache_control =
                              page->is_lasting ? "public, max-age=31536000, immutable" : NULL},
           &body);
}

static void answer_not_ready(struct connection *connection, const struct http_head *head)
{
    answer_error(connection, head, 503, "not_ready", "看板尚未就绪 (the board is not ready yet)",
                 "Retry-After: 1\r\n");
}

enum { ETAG_MAX = MESSAGE_RUN_MAX + 32 };

static void write_tag(const struct message_point *point, char out[ETAG_MAX])
{
    (void)snprintf(out, ETAG_MAX, "\"%s-%" PRIu64 "\"", point->run, point->seq);
}

/* Without a snapshot what the client has is current. */
static void answer_with_board(struct connection *connection, const struct http_head *head,
                              const struct message_point *point, struct frame *snapshot)
{
    char tag[ETAG_MAX];
    struct body body = {.frame = snapshot};

    write_tag(point, tag);
    answer(connection, head, (struct reply){.status = 200, .content_type = json_type, .etag = tag},
           snapshot ? &body : NULL);
}

static bool has_board(const struct http_head *head, const struct message_point *point)
{
    char tag[ETAG_MAX];
    struct text tags = http_head_header(head, "if-none-match");

    write_tag(point, tag);
    return tags.at && http_tag_matches(tags, tag);
}

/* Answers from a snapshot of that board or a later one. False if it is still made. */
static bool try_to_answer_board(struct connection *connection, const struct http_head *head,
                                uint64_t min_seq)
{
    struct feed *feed = connection->server->feed;
    struct frame *snapshot = feed_snapshot(feed, min_seq, clock_utc_ms());

    if (snapshot) {
        answer_with_board(connection, head, frame_point(snapshot), snapshot);
    } else if (feed_is_making(feed)) {
        return false;
    } else {
        answer_not_ready(connection, head);
    }
    return true;
}

static void answer_health(struct connection *connection, const struct http_head *head)
{
    struct body body = {.bytes = TEXT("ok\n")};

    answer(connection, head,
           (struct reply){.status = 200,
                          .content_type = "text/plain; charset=utf-8",
                          .cache_control = "no-store"},
           &body);
}

/* Whether a page of this origin may open the push; answers if not. */
static bool check_origin(struct connection *connection, const struct http_head *head)
{
    if (origin_may_push(http_head_header(head, "origin"), http_head_header(head, "host"),
                        connection->server->options.allowed_origins)) {
        return true;
    }
    server_note_refusal(connection->server, SERVER_REFUSED_ORIGIN);
    answer_error(
        connection, head, 403, "foreign_origin",
        "不接受其他网站的页面；如确需要，请在 --allowed-origins 中加入 (pages of other sites "
        "are not served; add the site to --allowed-origins if it may)",
        NULL);
    return false;
}

static void answer_push(struct connection *connection, const struct http_head *head)
{
    const char *reason = "这里只提供 WebSocket (only WebSocket is spoken here)";
    int status = 426;

    if (!check_origin(connection, head)) {
        return;
    }
    if (websocket_is_wanted(head)) {
        status = websocket_check(head, &reason);
    }
    if (status == 0) {
        push_open_websocket(connection, head);
        return;
    }
    answer_error(connection, head, status, "no_websocket", reason,
                 status == 426 ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" : NULL);
}

static void answer_events(struct connection *connection, const struct http_head *head)
{
    if (!check_origin(connection, head)) {
        return;
    }
    if (head->method == HTTP_HEAD) {
        answer(connection, head, (struct reply){.status = 200, .content_type = "text/event-stream"},
               NULL);
        return;
    }
    push_open_events(connection, head);
}

/* --- whose it is --- */

static bool is_owners(const char *path)
{
    return strncmp(path, "/api/", 5) == 0 || strncmp(path, "/templates/", 11) == 0 ||
           strcmp(path, "/metrics") == 0 || strcmp(path, "/readyz") == 0;
}

/* An object of the request, which takes the head; the connection waits. NULL without memory, and
 * the connection closed. */
static struct request *detach(struct connection *connection, struct http_head *head)
{
    struct request *request = malloc(sizeof(*request));

    if (!request) {
        connection_close(connection);
        return NULL;
    }
    *request = (struct request){.connection = connection, .head = *head};
    *head = (struct http_head){.path = "/"};
    connection->request = request;
    connection->state = CONNECTION_WAITING;
    return request;
}

static void destroy_request(struct request *request)
{
    http_head_finish(&request->head);
    free(request);
}

static void wait_for_answer(struct connection *connection)
{
    line_set_reading(&connection->line, false);
    line_watch_end(&connection->line, true);
}

/* Takes the head. */
static void hand_on(struct connection *connection, struct http_head *head)
{
    struct server *server = connection->server;
    struct request *request = detach(connection, head);

    if (!request) {
        return;
    }
    server->events.on_request(server->owner, request);
    if (connection->state == CONNECTION_WAITING) {
        wait_for_answer(connection);
    }
}

/* Takes the head if the answer has to wait. */
static void answer_board(struct connection *connection, struct http_head *head)
{
    struct server *server = connection->server;
    const struct message_point *point = feed_point(server->feed);

    if (point->seq > 0 && has_board(head, point)) {
        answer_with_board(connection, head, point, NULL);
        return;
    }
    if (try_to_answer_board(connection, head, point->seq)) {
        return;
    }
    struct request *request = detach(connection, head);
    if (request) {
        request->min_seq = point->seq;
        link_enter(&request->link, &server->boards);
        wait_for_answer(connection);
        push_go_on_making(server);
    }
}

static void route(struct connection *connection, struct http_head *head)
{
    static const struct {
        const char *path;
        void (*answer)(struct connection *connection, const struct http_head *head);
    } routes[] = {
        {"/api/push", answer_push},
        {"/api/events", answer_events},
        {"/healthz", answer_health},
    };
    struct server *server = connection->server;
    struct page page;

    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        if (strcmp(head->path, routes[i].path) == 0) {
            routes[i].answer(connection, head);
            return;
        }
    }
    if (strcmp(head->path, "/api/board") == 0 && !http_head_query(head, "at").at) {
        answer_board(connection, head);
    } else if (is_owners(head->path)) {
        hand_on(connection, head);
    } else if (pages_find(server->options.assets, server->options.asset_count, head->path, &page)) {
        answer_page(connection, head, &page);
    } else {
        answer_error(connection, head, 404, "not_found", "没有这个页面 (no such page)", NULL);
    }
}

/* Whether the client asks for us, and for HTTP; answers if not. */
static bool check_head(struct connection *connection, const struct http_head *head)
{
    struct server *server = connection->server;
    struct text host = http_head_header(head, "host");
    struct text upgrade = http_head_header(head, "upgrade");

    if (head->method == HTTP_OTHER) {
        answer_error(connection, head, 405, "method",
                     "只支持 GET 和 HEAD (only GET and HEAD are served)", "Allow: GET, HEAD\r\n");
        return false;
    }
    if (!origin_is_host(host)) {
        request_refuse(connection, 400, "Host 不合规范 (malformed Host)");
        return false;
    }
    if (!origin_is_known_host(host, server->machine, server->options.allowed_hosts)) {
        server_note_refusal(server, SERVER_REFUSED_HOST);
        answer_error(connection, head, 421, "foreign_host",
                     "未知的主机名，请在 --allow-host 中加入 (unknown host name; add it to "
                     "--allow-host)",
                     NULL);
        return false;
    }
    if (upgrade.at && !http_equal_folded(upgrade, TEXT("websocket"))) {
        request_refuse(connection, 400,
                       "只能升级到 websocket (only an upgrade to websocket is offered)");
        return false;
    }
    return true;
}

void request_begin(struct connection *connection, struct text bytes)
{
    struct http_head head;
    const char *reason = NULL;
    int status = http_head_read(&head, bytes, &reason);

    if (status != 0) {
        request_refuse(connection, status, reason);
    } else if (check_head(connection, &head)) {
        route(connection, &head);
    }
    http_head_finish(&head);
}

/* --- the owner's side --- */

const char *request_path(const struct request *request)
{
    return request->head.path;
}

struct text request_query(const struct request *request, const char *name)
{
    return http_head_query(&request->head, name);
}

struct text request_header(const struct request *request, const char *name)
{
    return http_head_header(&request->head, name);
}

bool request_is_cancelled(const struct request *request)
{
    return request->connection == NULL;
}

/* The connection that waits, parted from its request; NULL if none does. */
static struct connection *part(struct request *request)
{
    struct connection *connection = request->connection;

    if (connection) {
        connection->request = NULL;
        line_watch_end(&connection->line, false);
    }
    return connection;
}

/* Answering may bring further requests of the same connection, which wait anew. */
void request_answer_boards(struct server *server)
{
    struct link waiting;

    list_init(&waiting);
    while (!list_is_empty(&server->boards)) {
        struct link *first = server->boards.next;
        link_leave(first);
        link_enter(first, &waiting);
    }
    while (!list_is_empty(&waiting)) {
        struct request *request = LINK_OWNER(waiting.next, struct request, link);
        struct connection *connection = part(request);
        link_leave(&request->link);
        if (connection && !try_to_answer_board(connection, &request->head, request->min_seq)) {
            connection->request = request;
            wait_for_answer(connection);
            link_enter(&request->link, &server->boards);
        } else {
            destroy_request(request);
        }
    }
    push_go_on_making(server);
}

void request_drop_boards(struct server *server)
{
    struct link *at = server->boards.next;

    while (at != &server->boards) {
        struct request *request = LINK_OWNER(at, struct request, link);
        at = at->next;
        destroy_request(request);
    }
    list_init(&server->boards);
}

void server_answer_taking(struct request *request, const struct answer *given, struct buffer *body)
{
    struct connection *connection = part(request);

    if (connection) {
        struct body taken = {.bytes = buffer_text(body), .taken = body};
        answer(connection, &request->head,
               (struct reply){.status = given->status,
                              .content_type = given->content_type,
                              .etag = given->etag,
                              .cache_control = given->cache_control,
                              .headers = given->headers},
               &taken);
    }
    buffer_finish(body);
    destroy_request(request);
}

void server_answer(struct request *request, const struct answer *given, struct text body)
{
    struct buffer copy = {0};

    if (!request_is_cancelled(request) && !buffer_append_text(&copy, body)) {
        connection_close(request->connection);
    }
    server_answer_taking(request, given, &copy);
}

void server_answer_error(struct request *request, int status, const char *kind, const char *text)
{
    struct buffer json = {0};

    (void)message_append_error(&json, kind, text);
    server_answer_taking(request, &(struct answer){.status = status, .content_type = json_type},
                         &json);
}
