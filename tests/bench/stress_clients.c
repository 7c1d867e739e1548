/* SPDX-License-Identifier: MIT */
#include "stress.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "push_common.h"

enum {
    CLIENT_BYTES = 2048,
    EVENTS = 256,
    STIRS_A_CONNECT = 5, /* of what stir does, about every fifth time a client connects */
    CATCH_UP_US = 120000000
};

struct client {
    int socket; /* -1: away */
    bool is_open;
    bool is_stalled;
    uint64_t seq;
    uint32_t slots[STRESS_SLOTS];
    size_t len;
    char bytes[CLIENT_BYTES];
};

struct stress {
    const struct stress_plan *plan;
    struct client *clients;
    unsigned port;
    int in;
    int epoll;
    uint64_t newest; /* that any client has */
    uint64_t last;   /* of all; 0: not told yet */
    uint64_t stirs;
    uint64_t connects;
    uint64_t checked;
    uint64_t resumed;
    /* What the board of each seq is, from the ones before. */
    uint32_t (*boards)[STRESS_SLOTS];
    uint64_t known;
};

static const uint32_t *board_at(struct stress *stress, uint64_t seq)
{
    bench_require(seq <= stress->plan->boards, "a board that was not published");
    while (stress->known < seq) {
        uint64_t next = stress->known + 1;
        memcpy(stress->boards[next], stress->boards[stress->known], sizeof(stress->boards[0]));
        stress->boards[next][stress_slot(next)] = stress_number(next);
        stress->known = next;
    }
    return stress->boards[seq];
}

/* --- messages --- */

static uint64_t number_after(const char *text, const char *name)
{
    const char *at = strstr(text, name);

    return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

/* "m3":17 and "m3":null, wherever they stand. */
static void apply_members(struct client *client, const char *at)
{
    while ((at = strstr(at, "\"m")) != NULL) {
        unsigned slot = (unsigned)(at[2] - '0');
        if (slot < STRESS_SLOTS && at[3] == '"' && at[4] == ':') {
            client->slots[slot] = (uint32_t)strtoul(at + 5, NULL, 10);
        }
        at += 2;
    }
}

static void take_message(struct stress *stress, struct client *client, const char *text)
{
    uint64_t seq = number_after(text, "\"seq\":");

    if (strncmp(text, "{\"type\":\"snapshot\"", 18) == 0) {
        memset(client->slots, 0, sizeof(client->slots));
        apply_members(client, strstr(text, "\"board\":"));
    } else if (strncmp(text, "{\"type\":\"delta\"", 15) == 0) {
        bench_require(number_after(text, "\"from\":") == client->seq, "a gap");
        apply_members(client, strstr(text, "\"patch\":"));
    } else {
        bench_require(seq == client->seq, "a tick of another board");
    }
    client->seq = seq;
    stress->newest = seq > stress->newest ? seq : stress->newest;
    bench_require(memcmp(client->slots, board_at(stress, seq), sizeof(client->slots)) == 0,
                  "a client holds another board than the server");
    stress->checked++;
}

/* Takes one frame from the front. Returns the bytes used, 0 if it is not whole. */
static size_t take_frame(struct stress *stress, struct client *client)
{
    const unsigned char *head = (const unsigned char *)client->bytes;
    size_t head_len = client->len < 2 || head[1] < 126 ? 2 : 4;
    char text[CLIENT_BYTES];

    if (client->len < head_len) {
        return 0;
    }
    size_t len = head_len == 2 ? head[1] : (size_t)head[2] << 8 | head[3];
    bench_require(head[0] == 0x81, "a frame that is no message");
    bench_require(head_len + len < CLIENT_BYTES, "a frame too long");
    if (client->len < head_len + len) {
        return 0;
    }
    memcpy(text, client->bytes + head_len, len);
    text[len] = '\0';
    take_message(stress, client, text);
    return head_len + len;
}

static size_t take_head(struct client *client)
{
    const char *end = memmem(client->bytes, client->len, "\r\n\r\n", 4);

    client->is_open = end != NULL;
    return end ? (size_t)(end - client->bytes) + 4 : 0;
}

static void read_client(struct stress *stress, struct client *client)
{
    ssize_t count =
        recv(client->socket, client->bytes + client->len, CLIENT_BYTES - client->len, 0);
    size_t step = 1;

    bench_require(count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR)),
                  "the server ended a connection");
    client->len += count > 0 ? (size_t)count : 0;
    while (step > 0 && client->len > 0) {
        step = client->is_open ? take_frame(stress, client) : take_head(client);
        memmove(client->bytes, client->bytes + step, client->len - step);
        client->len -= step;
    }
}

/* --- what they do --- */

static void watch(struct stress *stress, struct client *client, int operation)
{
    struct epoll_event event = {.events = client->is_stalled ? 0 : EPOLLIN, .data.ptr = client};

    bench_require(epoll_ctl(stress->epoll, operation, client->socket, &event) == 0, "epoll");
}

/* Comes back with what it has. */
static void come(struct stress *stress, struct client *client)
{
    char query[64] = "";

    if (client->seq > 0) {
        (void)snprintf(query, sizeof(query), "?run=stress&seq=%" PRIu64, client->seq);
        stress->resumed++;
    }
    client->socket = bench_connect(stress->port, query, STRESS_SMALL_BUFFER);
    bench_require(client->socket >= 0, "connect");
    stress->connects++;
    watch(stress, client, EPOLL_CTL_ADD);
}

static void leave(struct client *client)
{
    (void)close(client->socket);
    client->socket = -1;
    client->is_open = false;
    client->is_stalled = false;
    client->len = 0;
}

/* One client does something else than before. */
static void stir(struct stress *stress)
{
    uint32_t random = stress_random(stress->stirs++ * 2654435761U + 1);
    struct client *client = &stress->clients[random % stress->plan->clients];

    if (client->socket < 0) {
        come(stress, client);
    } else if (random >> 28 < 4) {
        leave(client);
        if (random >> 28 == 0) {
            client->seq = 0; /* a new page, that has nothing */
        }
    } else if (client->is_open) {
        client->is_stalled = !client->is_stalled && random >> 28 < 10;
        watch(stress, client, EPOLL_CTL_MOD);
    }
}

static void turn(struct stress *stress)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(stress->epoll, events, EVENTS, 10);

    for (int i = 0; i < count; i++) {
        read_client(stress, events[i].data.ptr);
    }
    if (stress->last == 0) {
        (void)!read(stress->in, &stress->last, sizeof(stress->last));
    }
}

/* As many as belong to the boards that went by. */
static void stir_some(struct stress *stress)
{
    const struct stress_plan *plan = stress->plan;
    uint64_t due = (uint64_t)plan->connects * STIRS_A_CONNECT * stress->newest / plan->boards;

    while (stress->stirs < due) {
        stir(stress);
    }
}

static unsigned count_behind(const struct stress *stress)
{
    unsigned count = 0;

    for (unsigned i = 0; i < stress->plan->clients; i++) {
        count += stress->clients[i].seq < stress->last ? 1 : 0;
    }
    return count;
}

/* All come back and read, and nobody is lost. */
static void catch_up(struct stress *stress)
{
    int64_t until_us = bench_now_us() + CATCH_UP_US;

    for (unsigned i = 0; i < stress->plan->clients; i++) {
        struct client *client = &stress->clients[i];
        if (client->socket < 0) {
            come(stress, client);
        } else if (client->is_stalled) {
            client->is_stalled = false;
            watch(stress, client, EPOLL_CTL_MOD);
        }
    }
    while (count_behind(stress) > 0) {
        bench_require(bench_now_us() < until_us, "a client never came to the last board");
        turn(stress);
    }
}

static void init(struct stress *stress)
{
    const struct stress_plan *plan = stress->plan;

    stress->clients = calloc(plan->clients, sizeof(struct client));
    stress->boards = calloc((size_t)plan->boards + 1, sizeof(stress->boards[0]));
    stress->epoll = epoll_create1(EPOLL_CLOEXEC);
    bench_require(stress->clients && stress->boards && stress->epoll >= 0, "memory");
    bench_require(fcntl(stress->in, F_SETFL, O_NONBLOCK) == 0, "fcntl");
    for (unsigned i = 0; i < plan->clients; i++) {
        come(stress, &stress->clients[i]);
    }
}

void stress_follow(const struct stress_plan *plan, unsigned port, int in)
{
    struct stress stress = {.plan = plan, .port = port, .in = in};

    init(&stress);
    while (stress.last == 0) {
        turn(&stress);
        stir_some(&stress);
    }
    catch_up(&stress);
    (void)printf("clients: %" PRIu64 " connects, %" PRIu64 " of them to resume, %" PRIu64
                 " messages checked, all exact\n",
                 stress.connects, stress.resumed, stress.checked);
    for (unsigned i = 0; i < plan->clients; i++) {
        leave(&stress.clients[i]);
    }
    (void)close(stress.epoll);
    free(stress.clients);
    free(stress.boards);
}
