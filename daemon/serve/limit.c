/* SPDX-License-Identifier: MIT */
/*
 * How long each thing may take.
 *
 * A limit is the same for all, so whoever begins to wait is the last whose time is up: its deadline
 * enters at the end of the limit's queue, and the first entries of the queues are all that the one
 * timer looks at. Beginning and ending a wait cost the same whatever number waits.
 *
 * What a client sends must be whole in time, not only go on coming: one byte now and then keeps
 * nothing open.
 */
#include "serve/server_inside.h"

/* In the order in which they run: */
static void on_due(uv_timer_t *due);

static uint64_t limit_ms(const struct server_options *options, enum limit limit)
{
    switch (limit) {
    case LIMIT_IDLE:
        return options->idle_timeout_ms;
    case LIMIT_HEAD:
        return options->head_timeout_ms;
    case LIMIT_ANSWER:
        return options->answer_timeout_ms;
    case LIMIT_STUCK:
        return options->stuck_timeout_ms;
    case LIMIT_MESSAGE:
        return options->message_timeout_ms;
    case LIMIT_CLOSE:
    case LIMIT_COUNT:
        break;
    }
    return options->close_timeout_ms;
}

static struct deadline *first_of(struct link *queue)
{
    return LINK_OWNER(queue->next, struct deadline, link);
}

static struct connection *connection_of(struct deadline *deadline, enum limit limit)
{
    if (limit == LIMIT_MESSAGE) {
        return LINK_OWNER(deadline, struct stream, message)->connection;
    }
    return LINK_OWNER(deadline, struct connection, due);
}

/* To the earliest of all deadlines. */
static void set_timer(struct server *server)
{
    uint64_t now = uv_now(server->loop);
    uint64_t earliest = UINT64_MAX;

    for (size_t i = 0; i < LIMIT_COUNT; i++) {
        if (!list_is_empty(&server->queues[i])) {
            uint64_t at_ms = first_of(&server->queues[i])->at_ms;
            earliest = at_ms < earliest ? at_ms : earliest;
        }
    }
    if (earliest != UINT64_MAX) {
        (void)uv_timer_start(&server->due, on_due, earliest > now ? earliest - now : 0, 0);
    }
}

void limit_start(struct connection *connection, enum limit limit)
{
    struct server *server = connection->server;
    struct deadline *deadline =
        limit == LIMIT_MESSAGE ? &connection->stream->message : &connection->due;

    link_leave(&deadline->link);
    deadline->at_ms = uv_now(server->loop) + limit_ms(&server->options, limit);
    bool is_first = list_is_empty(&server->queues[limit]);
    link_enter(&deadline->link, &server->queues[limit]);
    if (is_first) {
        set_timer(server);
    }
}

/* The timer may now come for nothing; that is cheaper than setting it anew each time. */
void limit_stop(struct connection *connection)
{
    link_leave(&connection->due.link);
}

void limit_stop_message(struct connection *connection)
{
    link_leave(&connection->stream->message.link);
}

static void time_is_up(struct connection *connection, enum limit limit)
{
    struct server *server = connection->server;

    switch (limit) {
    case LIMIT_HEAD:
        request_refuse(connection, 408, "请求头未在时限内到齐 (the request took too long)");
        break;
    case LIMIT_MESSAGE:
        server_note_refusal(server, SERVER_REFUSED_SLOW);
        push_end(connection, WEBSOCKET_NOT_ALLOWED, "the message took too long");
        break;
    case LIMIT_ANSWER:
    case LIMIT_STUCK:
        server->counters.closed_stuck++;
        connection_close(connection);
        break;
    case LIMIT_IDLE:
    case LIMIT_CLOSE:
    case LIMIT_COUNT:
        connection_close(connection);
        break;
    }
}

static void on_due(uv_timer_t *due)
{
    struct server *server = due->data;
    uint64_t now = uv_now(server->loop);

    for (size_t i = 0; i < LIMIT_COUNT; i++) {
        struct link *queue = &server->queues[i];
        while (!list_is_empty(queue) && first_of(queue)->at_ms <= now) {
            struct deadline *first = first_of(queue);
            link_leave(&first->link);
            time_is_up(connection_of(first, (enum limit)i), (enum limit)i);
        }
    }
    set_timer(server);
}
