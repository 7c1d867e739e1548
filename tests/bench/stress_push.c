/* SPDX-License-Identifier: MIT */
/*
 * Exact under stress: clients that come, go, stall and resume at random while the board changes.
 *
 *   stress_push [clients [seconds [changes a second]]]
 *
 * The board is SLOTS numbers. Both sides know from a seq alone what the board is then, so each
 * message that a client applies can be checked at once: its numbers must be those of its seq.
 */
#include "push_common.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/buffer.h"
#include "base/err.h"
#include "base/log.h"
#include "model/board.h"
#include "serve/server.h"

enum {
    SLOTS = 8,
    GONE = 3,
    CLIENT_BYTES = 2048,
    EVENTS = 256,
    MAX_SEQ = 1000000,
    SMALL_BUFFER = 4096 /* the kernel's, on both sides, so that who stalls is soon stuck */
};

/* --- what the board is --- */

static uint32_t mix(uint64_t seed)
{
    seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9U;
    seed = (seed ^ seed >> 27) * 0x94D049BB133111EBU;
    return (uint32_t)(seed >> 32);
}

/* The slot that changes with a seq, and its new number; 0 takes it away. */
static unsigned slot_of(uint64_t seq)
{
    return mix(seq) % SLOTS;
}

static uint32_t number_of(uint64_t seq)
{
    return mix(seq + MAX_SEQ) % GONE == 0 ? 0 : (uint32_t)seq;
}

/* --- the server --- */

struct stressed {
    uv_loop_t loop;
    uv_timer_t change;
    uv_timer_t end;
    struct server *server;
    struct board *board;
    uint64_t seq;
};

/* In the order in which they run: */
static void on_change_due(uv_timer_t *timer);
static void on_end(uv_timer_t *timer);

static void on_request(void *owner, struct request *request)
{
    (void)owner;
    server_answer_error(request, 404, "not_found", "none");
}

static void on_stopped(void *owner)
{
    (void)owner;
}

static void change_board(struct stressed *stressed)
{
    struct buffer patch = {0};
    struct err err = {0};
    bool is_empty = false;
    char name[8];
    struct board_builder *builder = board_builder_create(stressed->board);
    uint64_t seq = ++stressed->seq;

    (void)snprintf(name, sizeof(name), "m%u", slot_of(seq));
    if (number_of(seq) == 0) {
        board_builder_remove(builder, BOARD_MEMBER, text_of(name));
    } else {
        bench_require(board_builder_put(builder, BOARD_MEMBER, text_of(name),
                                        cJSON_CreateNumber(number_of(seq)), &err),
                      "put");
    }
    struct board *next = board_builder_finish(builder);
    bench_require(board_append_patch(stressed->board, next, &patch, &is_empty), "patch");
    bench_require(server_publish(stressed->server, next, buffer_text(&patch), seq, 0, &err),
                  err.text);
    board_release(stressed->board);
    stressed->board = next;
    buffer_finish(&patch);
}

static void on_change_due(uv_timer_t *timer)
{
    change_board(timer->data);
}

static void on_end(uv_timer_t *timer)
{
    struct stressed *stressed = timer->data;
    struct server_counters counters;

    server_read_counters(stressed->server, &counters);
    (void)printf("server: %" PRIu64 " boards, %" PRIu64 " connections, %" PRIu64
                 " snapshots, %" PRIu64 " deltas, %" PRIu64 " times slow, %" PRIu64
                 " skipped, %ld kB resident\n",
                 stressed->seq, counters.accepted, counters.snapshots, counters.deltas,
                 counters.slow, counters.skipped, bench_resident_kb());
    (void)fflush(stdout);
    uv_close((uv_handle_t *)&stressed->change, NULL);
    uv_close((uv_handle_t *)&stressed->end, NULL);
    server_stop(stressed->server);
}

static void run_server(int port_pipe, unsigned seconds, unsigned changes)
{
    static const struct server_events events = {.on_request = on_request, .on_stopped = on_stopped};
    struct stressed stressed = {0};
    struct err err = {0};

    log_set_level(LOG_ERROR);
    (void)uv_loop_init(&stressed.loop);
    (void)uv_timer_init(&stressed.loop, &stressed.change);
    (void)uv_timer_init(&stressed.loop, &stressed.end);
    stressed.change.data = &stressed;
    stressed.end.data = &stressed;
    stressed.server =
        server_start(&stressed.loop,
                     &(struct server_options){.run = "stress", .send_buffer_bytes = SMALL_BUFFER},
                     &events, &stressed, &err);
    bench_require(stressed.server != NULL, err.text);
    change_board(&stressed);
    unsigned port = server_port(stressed.server);
    bench_require(write(port_pipe, &port, sizeof(port)) == sizeof(port), "port");
    (void)uv_timer_start(&stressed.change, on_change_due, 1, 1000 / changes);
    (void)uv_timer_start(&stressed.end, on_end, (uint64_t)seconds * 1000, 0);
    (void)uv_run(&stressed.loop, UV_RUN_DEFAULT);
    bench_require(uv_loop_close(&stressed.loop) == 0, "a handle was left");
    board_release(stressed.board);
}

/* --- the clients --- */

struct client {
    int socket; /* -1: away */
    bool is_open;
    bool is_stalled;
    uint64_t seq;
    uint32_t slots[SLOTS];
    size_t len;
    char bytes[CLIENT_BYTES];
};

struct stress {
    struct client *clients;
    unsigned count;
    unsigned port;
    int epoll;
    uint64_t seed;
    uint64_t checked;
    uint64_t resumed;
    bool is_over; /* the server has ended */
};

/* What the board of a seq is, from the ones before: kept for all seqs. */
static uint32_t (*boards)[SLOTS];
static uint64_t known;

static const uint32_t *board_at(uint64_t seq)
{
    bench_require(seq < MAX_SEQ, "too many boards");
    while (known < seq) {
        memcpy(boards[known + 1], boards[known], sizeof(boards[0]));
        known++;
        boards[known][slot_of(known)] = number_of(known);
    }
    return boards[seq];
}

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
        if (slot < SLOTS && at[3] == '"' && at[4] == ':') {
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
    bench_require(memcmp(client->slots, board_at(seq), sizeof(client->slots)) == 0,
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
    bench_require(head[0] == 0x81 || head[0] == 0x88, "an unknown frame");
    bench_require(head_len + len < CLIENT_BYTES, "a frame too long");
    if (client->len < head_len + len) {
        return 0;
    }
    memcpy(text, client->bytes + head_len, len);
    text[len] = '\0';
    if (head[0] == 0x88) {
        stress->is_over = true;
    } else {
        take_message(stress, client, text);
    }
    return head_len + len;
}

static size_t take_head(struct client *client)
{
    const char *end = memmem(client->bytes, client->len, "\r\n\r\n", 4);

    client->is_open = end != NULL;
    return end ? (size_t)(end - client->bytes) + 4 : 0;
}

static void drop(struct client *client)
{
    (void)close(client->socket);
    client->socket = -1;
    client->is_open = false;
    client->is_stalled = false;
    client->len = 0;
}

static void read_client(struct stress *stress, struct client *client)
{
    ssize_t count =
        recv(client->socket, client->bytes + client->len, CLIENT_BYTES - client->len, 0);
    size_t used = 1;

    if (count <= 0) {
        stress->is_over = stress->is_over || count == 0;
        if (count == 0) {
            drop(client);
        }
        return;
    }
    client->len += (size_t)count;
    while (used > 0 && client->len > 0) {
        used = client->is_open ? take_frame(stress, client) : take_head(client);
        memmove(client->bytes, client->bytes + used, client->len - used);
        client->len -= used;
    }
}

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
    client->socket = bench_connect(stress->port, query, SMALL_BUFFER);
    if (client->socket < 0) {
        stress->is_over = true;
    } else {
        watch(stress, client, EPOLL_CTL_ADD);
    }
}

/* One client does something else than before. */
static void stir(struct stress *stress)
{
    uint32_t random = mix(stress->seed++ * 2654435761U);
    struct client *client = &stress->clients[random % stress->count];

    if (client->socket < 0) {
        come(stress, client);
    } else if (random >> 28 < 4) {
        drop(client);
        if (random >> 28 == 0) {
            client->seq = 0; /* a new page, that has nothing */
        }
    } else if (client->is_open) {
        client->is_stalled = !client->is_stalled && random >> 28 < 10;
        watch(stress, client, EPOLL_CTL_MOD);
    }
}

static void run_clients(struct stress *stress)
{
    struct epoll_event events[EVENTS];

    for (unsigned i = 0; i < stress->count; i++) {
        stress->clients[i].socket = -1;
    }
    for (unsigned i = 0; i < stress->count && !stress->is_over; i++) {
        come(stress, &stress->clients[i]);
    }
    while (!stress->is_over) {
        int count = epoll_wait(stress->epoll, events, EVENTS, 10);
        for (int i = 0; i < count; i++) {
            read_client(stress, events[i].data.ptr);
        }
        for (int i = 0; i < 5 && !stress->is_over; i++) {
            stir(stress);
        }
    }
}

static unsigned number(int argc, char **argv, int index, unsigned fallback)
{
    return argc > index ? (unsigned)strtoul(argv[index], NULL, 10) : fallback;
}

int main(int argc, char **argv)
{
    struct stress stress = {.count = number(argc, argv, 1, 1000), .seed = 1};
    unsigned seconds = number(argc, argv, 2, 10);
    unsigned changes = number(argc, argv, 3, 50);
    struct rlimit files;
    int ports[2];
    int status = 0;

    (void)getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    bench_require(pipe(ports) == 0, "pipe");
    pid_t server = fork();
    if (server == 0) {
        run_server(ports[1], seconds, changes);
        return 0;
    }
    bench_require(read(ports[0], &stress.port, sizeof(stress.port)) == sizeof(stress.port), "port");
    stress.clients = calloc(stress.count, sizeof(struct client));
    boards = calloc(MAX_SEQ, sizeof(boards[0]));
    stress.epoll = epoll_create1(EPOLL_CLOEXEC);
    bench_require(stress.clients && boards && stress.epoll >= 0, "memory");
    run_clients(&stress);
    bench_require(waitpid(server, &status, 0) == server && status == 0, "the server");
    (void)printf("clients: %" PRIu64 " messages checked, %" PRIu64 " times resumed, all exact\n",
                 stress.checked, stress.resumed);
    free(stress.clients);
    free(boards);
    return 0;
}
