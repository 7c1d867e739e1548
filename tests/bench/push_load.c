/* SPDX-License-Identifier: MIT */
/*
 * Many clients in one process: each reads its frames and looks for the mark. When all have all
 * messages it prints how long each message took to its last client. Those that stall send their
 * request and do not read; when they are woken each must be brought to the newest message, by a
 * snapshot of its own.
 */
#include "push_common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENT_BYTES = 4096, EVENTS = 512, WAKE_MAX_US = 60000000 };

/* Bytes of a frame that has not come whole; longer frames are passed over, not kept. */
struct client {
    int socket;
    bool is_open; /* the handshake is behind it */
    bool is_stalled;
    unsigned messages;
    unsigned snapshots;
    int64_t mark_us;  /* of its newest message */
    uint64_t passing; /* bytes of a frame still to pass over */
    size_t len;
    char bytes[CLIENT_BYTES];
};

struct load {
    const struct bench_plan *plan;
    struct client *clients; /* plan.clients that read, then plan.stalled */
    int epoll;
    int64_t *last_us; /* by message: from publishing to its latest arrival */
    int64_t newest_us;
    uint64_t deliveries;
};

static void take_message(struct load *load, struct client *client, const char *payload, size_t len)
{
    const char *mark = memmem(payload, len < 256 ? len : 256, BENCH_MARK, 3);

    client->snapshots += memmem(payload, len < 32 ? len : 32, "snapshot", 8) ? 1 : 0;
    client->mark_us = mark ? strtoll(mark + 3, NULL, 10) : client->mark_us;
    if (mark && !client->is_stalled && client->messages < load->plan->messages) {
        int64_t took_us = bench_now_us() - client->mark_us;
        load->newest_us = client->mark_us > load->newest_us ? client->mark_us : load->newest_us;
        int64_t *last = &load->last_us[client->messages++];
        *last = took_us > *last ? took_us : *last;
        load->deliveries++;
    }
}

/* Takes one frame from the front. Returns the bytes used, 0 if it is not whole. */
static size_t take_frame(struct load *load, struct client *client, const char *at, size_t len)
{
    const unsigned char *head = (const unsigned char *)at;
    size_t head_len = len < 2 ? 2 : head[1] == 126 ? 4 : head[1] == 127 ? 10 : 2;
    uint64_t payload_len = 0;

    if (len < head_len) {
        return 0;
    }
    for (size_t i = 2; i < head_len; i++) {
        payload_len = payload_len << 8 | head[i];
    }
    payload_len = head_len == 2 ? head[1] : payload_len;
    if (payload_len + head_len > CLIENT_BYTES) {
        client->passing =
            payload_len - (len - head_len < payload_len ? len - head_len : payload_len);
        return head_len + (size_t)(payload_len - client->passing);
    }
    if (len < head_len + payload_len) {
        return 0;
    }
    take_message(load, client, at + head_len, (size_t)payload_len);
    return head_len + (size_t)payload_len;
}

static size_t take_head(struct client *client)
{
    const char *end = memmem(client->bytes, client->len, "\r\n\r\n", 4);

    client->is_open = end != NULL;
    return end ? (size_t)(end - client->bytes) + 4 : 0;
}

static void take_bytes(struct load *load, struct client *client)
{
    size_t used = 0;
    size_t step = 1;

    while (step > 0 && used < client->len) {
        size_t left = client->len - used;
        if (client->passing > 0) {
            step = client->passing < left ? (size_t)client->passing : left;
            client->passing -= step;
        } else {
            step = client->is_open ? take_frame(load, client, client->bytes + used, left)
                                   : take_head(client);
        }
        used += step;
    }
    memmove(client->bytes, client->bytes + used, client->len - used);
    client->len -= used;
}

static void read_client(struct load *load, struct client *client)
{
    ssize_t count =
        recv(client->socket, client->bytes + client->len, CLIENT_BYTES - client->len, 0);

    bench_require(count != 0, "the server ended a connection");
    if (count > 0) {
        client->len += (size_t)count;
        take_bytes(load, client);
    }
}

static void turn(struct load *load)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(load->epoll, events, EVENTS, 1000);

    for (int i = 0; i < count; i++) {
        read_client(load, events[i].data.ptr);
    }
}

static bool are_all_open(const struct load *load)
{
    for (unsigned i = 0; i < load->plan->clients; i++) {
        if (!load->clients[i].is_open) {
            return false;
        }
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;

    return (*left > *right) - (*left < *right);
}

static void connect_one(struct client *client, unsigned port)
{
    client->socket = bench_connect(port, "", 0);
    bench_require(client->socket >= 0, "connect");
}

static void listen_to(struct load *load, struct client *client)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};

    bench_require(epoll_ctl(load->epoll, EPOLL_CTL_ADD, client->socket, &event) == 0, "epoll");
}

static void connect_all(struct load *load, unsigned port)
{
    const struct bench_plan *plan = load->plan;
    int64_t start_us = bench_now_us();

    for (unsigned i = 0; i < plan->clients; i++) {
        connect_one(&load->clients[i], port);
        listen_to(load, &load->clients[i]);
    }
    for (unsigned i = plan->clients; i < plan->clients + plan->stalled; i++) {
        load->clients[i].is_stalled = true;
        connect_one(&load->clients[i], port);
    }
    while (!are_all_open(load)) {
        turn(load);
    }
    (void)printf("ready %lld\n", (long long)(bench_now_us() - start_us));
    (void)fflush(stdout);
}

static void wake(struct load *load)
{
    const struct bench_plan *plan = load->plan;
    int64_t until_us = bench_now_us() + WAKE_MAX_US;
    unsigned snapshots = 0;

    for (unsigned i = plan->clients; i < plan->clients + plan->stalled; i++) {
        struct client *client = &load->clients[i];
        listen_to(load, client);
        while (client->mark_us < load->newest_us) {
            bench_require(bench_now_us() < until_us, "one that woke is not brought up to date");
            turn(load);
        }
        snapshots += client->snapshots > 1 ? 1 : 0; /* the first one is that of joining */
    }
    (void)printf("woken %u snapshots %u\n", plan->stalled, snapshots);
    (void)fflush(stdout);
}

int bench_run_load(const struct bench_plan *plan, unsigned port)
{
    struct load load = {.plan = plan,
                        .clients = calloc(plan->clients + plan->stalled, sizeof(struct client)),
                        .last_us = calloc(plan->messages, sizeof(int64_t)),
                        .epoll = epoll_create1(EPOLL_CLOEXEC)};
    char line[16];

    bench_require(load.clients && load.last_us && load.epoll >= 0, "memory");
    connect_all(&load, port);
    while (load.deliveries < (uint64_t)plan->clients * plan->messages) {
        turn(&load);
    }
    qsort(load.last_us, plan->messages, sizeof(int64_t), compare);
    (void)printf("last %lld %lld\n", (long long)load.last_us[plan->messages / 2],
                 (long long)load.last_us[plan->messages * 99 / 100]);
    (void)fflush(stdout);
    while (fgets(line, sizeof(line), stdin)) { /* until the server's result was seen */
        wake(&load);
    }
    return 0;
}
