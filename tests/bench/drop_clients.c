/* SPDX-License-Identifier: MIT */
/*
 * Displays that only look at the clock: drop_clients PORT CLIENTS [MARK]
 *
 * Prints "ready" once all are connected, and a line for each delta when the last of them has read
 * its last byte: "delta SEQ FIRST LAST BYTES", moments in microseconds since 1970. With MARK only
 * of those which have this text near their start. Ends with its input.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "push_common.h"

enum { READ_BYTES = 65536, START_BYTES = 1000, HEAD_BYTES = 1024, EVENTS = 256, SEQS = 65536 };

struct client {
    int socket;
    bool is_open; /* the handshake is behind it */
    size_t start_len;
    char start[HEAD_BYTES]; /* of the frame, or of the handshake, that is under way */
    uint64_t len;           /* of its frame */
    uint64_t left;          /* of that; 0: its head is not complete */
};

/* How many clients have a delta, and when the first had it. */
struct arrival {
    unsigned count;
    int64_t first_us;
};

struct drop_clients {
    unsigned count;
    const char *mark; /* "": every delta has it */
    unsigned open;
    struct client *clients;
    struct arrival *arrivals; /* by seq */
    int epoll;
};

static int64_t utc_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void take_delta(struct drop_clients *of, unsigned long seq, uint64_t len)
{
    int64_t now_us = utc_us();

    bench_require(seq < SEQS, "too many boards");
    struct arrival *arrival = &of->arrivals[seq];
    if (arrival->count++ == 0) {
        arrival->first_us = now_us;
    }
    if (arrival->count == of->count) {
        (void)printf("delta %lu %lld %lld %" PRIu64 "\n", seq, (long long)arrival->first_us,
                     (long long)now_us, len);
        (void)fflush(stdout);
    }
}

/* The frame has its last byte; `start` is its payload's. */
static void take_message(struct drop_clients *of, const char *start, uint64_t len)
{
    const char *seq = strstr(start, "\"seq\":");

    if (strncmp(start, "{\"type\":\"delta\"", 15) == 0 && seq && strstr(start, of->mark)) {
        take_delta(of, strtoul(seq + 6, NULL, 10), len);
    }
}

/* The length of the head of a frame, 0 while it is not complete. */
static size_t frame_head_len(const struct client *client)
{
    unsigned short_len = client->start_len < 2 ? 0 : (unsigned char)client->start[1];
    size_t len = short_len == 126 ? 4 : short_len == 127 ? 10 : 2;

    return client->start_len < len ? 0 : len;
}

static uint64_t payload_len(const struct client *client, size_t head_len)
{
    uint64_t len = head_len == 2 ? (unsigned char)client->start[1] : 0;

    for (size_t i = 2; i < head_len; i++) {
        len = len << 8 | (unsigned char)client->start[i];
    }
    return len;
}

/* One byte of a handshake or of a frame's head; what follows a head is counted in read_client. */
static void take_head_byte(struct drop_clients *of, struct client *client, char byte)
{
    bench_require(client->start_len < HEAD_BYTES - 1, "the answer is too long");
    client->start[client->start_len++] = byte;
    client->start[client->start_len] = '\0';
    if (!client->is_open) {
        if (client->start_len >= 4 && strstr(client->start + client->start_len - 4, "\r\n\r\n")) {
            client->is_open = true;
            client->start_len = 0;
            of->open++;
        }
        return;
    }
    size_t head_len = frame_head_len(client);
    if (head_len > 0) {
        client->len = payload_len(client, head_len);
        client->left = client->len;
        client->start_len = 0;
    }
}

static void take_payload(struct drop_clients *of, struct client *client, const char *at, size_t len)
{
    size_t room = START_BYTES - client->start_len;
    size_t kept = len < room ? len : room;

    memcpy(client->start + client->start_len, at, kept);
    client->start_len += kept;
    client->left -= len;
    if (client->left == 0) {
        client->start[client->start_len] = '\0';
        client->start_len = 0;
        take_message(of, client->start, client->len);
    }
}

static void read_client(struct drop_clients *of, struct client *client)
{
    static char bytes[READ_BYTES];
    ssize_t count = recv(client->socket, bytes, sizeof(bytes), 0);

    bench_require(count != 0, "the server ended a connection");
    for (size_t at = 0; count > 0 && at < (size_t)count;) {
        size_t left = (size_t)count - at;
        size_t len = client->left == 0 ? 1 : client->left < left ? (size_t)client->left : left;
        if (client->left == 0) {
            take_head_byte(of, client, bytes[at]);
        } else {
            take_payload(of, client, bytes + at, len);
        }
        at += len;
    }
}

/* False once the input has ended. */
static bool turn(struct drop_clients *of)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(of->epoll, events, EVENTS, 1000);

    for (int i = 0; i < count; i++) {
        if (!events[i].data.ptr) {
            return false;
        }
        read_client(of, events[i].data.ptr);
    }
    return true;
}

static void listen_to(struct drop_clients *of, int descriptor, struct client *client)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};

    bench_require(epoll_ctl(of->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0, "epoll");
}

int main(int argc, char **argv)
{
    struct drop_clients of = {.epoll = epoll_create1(EPOLL_CLOEXEC),
                              .mark = argc == 4 ? argv[3] : ""};

    bench_require(argc == 3 || argc == 4, "usage: drop_clients PORT CLIENTS [MARK]");
    of.count = (unsigned)strtoul(argv[2], NULL, 10);
    of.clients = calloc(of.count, sizeof(*of.clients));
    if (!of.clients) {
        return 1;
    }
    of.arrivals = calloc(SEQS, sizeof(*of.arrivals));
    bench_require(of.epoll >= 0 && of.clients && of.arrivals, "memory");
    for (unsigned i = 0; i < of.count; i++) {
        of.clients[i].socket = bench_connect((unsigned)strtoul(argv[1], NULL, 10), "", 0);
        bench_require(of.clients[i].socket >= 0, "connect");
        listen_to(&of, of.clients[i].socket, &of.clients[i]);
    }
    while (of.open < of.count) {
        (void)turn(&of);
    }
    listen_to(&of, STDIN_FILENO, NULL);
    (void)printf("ready\n");
    (void)fflush(stdout);
    while (turn(&of)) {
    }
    return 0;
}
