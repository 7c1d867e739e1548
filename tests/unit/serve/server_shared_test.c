/* SPDX-License-Identifier: MIT */
/*
 * An update is encoded once and sent to many: no display costs an allocation or a copy. Both are
 * counted at the link: see --wrap in the build.
 */
#include "serve/harness.h"

enum { MAX_CLIENTS = 300 };

/* What the server did since is_counting was set. */
static struct {
    bool is_counting;
    unsigned allocations;
    unsigned sends;
    const void *sent[2 * MAX_CLIENTS];
} counted;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
ssize_t __real_send(int descriptor, const void *bytes, size_t len, int flags);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
ssize_t __wrap_send(int descriptor, const void *bytes, size_t len, int flags);

void *__wrap_malloc(size_t size)
{
    counted.allocations += counted.is_counting ? 1 : 0;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    counted.allocations += counted.is_counting ? 1 : 0;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    counted.allocations += counted.is_counting ? 1 : 0;
    return __real_realloc(memory, size);
}

ssize_t __wrap_send(int descriptor, const void *bytes, size_t len, int flags)
{
    if (counted.is_counting && counted.sends < sizeof(counted.sent) / sizeof(counted.sent[0])) {
        counted.sent[counted.sends++] = bytes;
    }
    return __real_send(descriptor, bytes, len, flags);
}

static int open_display(struct harness *harness, bool is_socket)
{
    uint64_t before = harness_counters(harness).snapshots;
    int client = client_open(harness);

    client_send(client, is_socket ? TEXT("GET /api/push HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                         "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                         "Sec-WebSocket-Version: 13\r\n\r\n")
                                  : TEXT("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    while (harness_counters(harness).snapshots == before) {
        harness_turn(harness);
    }
    return client;
}

/* Publishes one board to so many displays, and counts until all of them have it. */
static void count_update(unsigned sockets, unsigned streams)
{
    struct harness harness;
    struct server_options options = harness_options();
    int clients[MAX_CLIENTS];

    harness_start(&harness, &options);
    harness_publish(&harness, "\"before\"");
    for (unsigned i = 0; i < sockets + streams; i++) {
        clients[i] = open_display(&harness, i < sockets);
    }
    memset(&counted, 0, sizeof(counted));
    counted.is_counting = true;
    harness_publish(&harness, "\"after\"");
    while (harness_counters(&harness).deltas < sockets + streams) {
        harness_turn(&harness);
    }
    counted.is_counting = false;

    for (unsigned i = 0; i < sockets + streams; i++) {
        (void)close(clients[i]);
    }
    harness_stop(&harness);
}

static void a_display_more_costs_no_allocation(void **state)
{
    (void)state;

    count_update(1, 1);
    unsigned for_two = counted.allocations;
    count_update(200, 50);

    assert_true(for_two > 0);
    assert_int_equal(counted.allocations, for_two);
}

/* All are sent from the same memory: one frame for WebSockets, one event for event streams. */
static void a_display_more_costs_no_copy(void **state)
{
    (void)state;

    count_update(200, 50);

    assert_int_equal(counted.sends, 250);
    for (unsigned i = 1; i < 250; i++) {
        assert_ptr_equal(counted.sent[i], counted.sent[i < 200 ? 0 : 200]);
    }
    assert_ptr_not_equal(counted.sent[0], counted.sent[200]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_display_more_costs_no_allocation),
        cmocka_unit_test(a_display_more_costs_no_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
