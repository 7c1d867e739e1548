/* SPDX-License-Identifier: MIT */
#include "serve/harness.h"
#include "serve/push_client.h"

#include <sys/resource.h>

static const char push_request[] =
    "GET /api/push HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/* A hello with the mask 0: its head (6 bytes), and what may come in several pieces. */
#define HELLO_HEAD "\x81\x90\0\0\0\0"
#define HELLO_TEXT "{\"type\":\"hello\"}"
#define FRAGMENT "\x01\x81\0\0\0\0{"
#define PING "\x89\x80\0\0\0\0"

/* What comes on a new connection until the server ends it, or "" if it says nothing. */
static char *first_answer(struct harness *harness)
{
    return exchange(harness, TEXT("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                  "Connection: close\r\n\r\n"));
}

static void turns_away_more_than_it_may_hold(void **state)
{
    (void)state;
    struct harness harness;
    struct server_options options = harness_options();
    options.max_connections = 3;
    int clients[3];

    harness_start(&harness, &options);
    for (int i = 0; i < 3; i++) {
        clients[i] = client_open(&harness);
    }
    while (harness_counters(&harness).open < 3) {
        harness_turn(&harness);
    }
    int extra = client_open(&harness);
    struct buffer in = {0};
    client_await_end(&harness, extra, &in);
    assert_int_equal(status_of(in.bytes), 503);
    assert_int_equal(harness_counters(&harness).refused[SERVER_REFUSED_TOTAL], 1);

    for (int i = 0; i < 3; i++) {
        (void)close(clients[i]);
    }
    while (harness_counters(&harness).open > 0) {
        harness_turn(&harness);
    }
    char *answer = first_answer(&harness);
    assert_int_equal(status_of(answer), 200);

    free(answer);
    buffer_finish(&in);
    harness_stop(&harness);
}

static void one_address_may_not_take_all(void **state)
{
    (void)state;
    struct harness harness;
    struct server_options options = harness_options();
    options.max_per_address = 1;
    struct buffer in = {0};

    harness_start(&harness, &options);
    int first = client_open(&harness);
    int second = client_open(&harness);
    client_await_end(&harness, second, &in);

    assert_int_equal(status_of(in.bytes), 503);
    assert_int_equal(harness_counters(&harness).refused[SERVER_REFUSED_ADDRESS], 1);
    (void)close(first);
    buffer_finish(&in);
    harness_stop(&harness);
}

/* All descriptors below the number are in use. Returns how many were opened for that. */
static int fill_descriptors(int below, int filler[], int max)
{
    int count = 0;

    while (count < max && (filler[count] = dup(STDERR_FILENO)) >= 0) {
        count++;
        if (filler[count - 1] >= below) {
            break;
        }
    }
    return count;
}

static void keeps_a_reserve_of_descriptors(void **state)
{
    (void)state;
    enum { LIMIT = 95, RESERVE = 30 };
    struct harness harness;
    struct server_options options = harness_options();
    struct buffer in = {0};
    struct rlimit before;
    int filler[LIMIT];
    options.descriptor_reserve = RESERVE;
    options.max_connections = 1; /* so that the limit need not be raised */

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    struct rlimit small = {.rlim_cur = LIMIT, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
    harness_start(&harness, &options);
    int count = fill_descriptors(LIMIT - RESERVE - 1, filler, LIMIT);
    int client = client_open(&harness);
    while (client_read_some(&harness, client, &in)) {
    }

    assert_int_equal(harness_counters(&harness).refused[SERVER_REFUSED_DESCRIPTORS], 1);
    assert_int_equal(harness_counters(&harness).open, 0);
    for (int i = 0; i < count; i++) {
        (void)close(filler[i]);
    }
    (void)close(client);
    harness_stop(&harness);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static void a_head_that_does_not_end_is_not_waited_for(void **state)
{
    (void)state;
    struct harness harness;
    struct server_options options = harness_options();
    options.head_timeout_ms = 50;
    struct buffer in = {0};

    harness_start(&harness, &options);
    int client = client_open(&harness);
    client_send(client, TEXT("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "));
    client_await_end(&harness, client, &in);

    assert_int_equal(status_of(in.bytes), 408);
    assert_int_equal(harness_counters(&harness).refused[SERVER_REFUSED_SLOW], 1);
    buffer_finish(&in);
    harness_stop(&harness);
}

static void many_slow_heads_harm_nobody_else(void **state)
{
    (void)state;
    enum { SLOW = 300 };
    struct harness harness;
    struct server_options options = harness_options();
    options.head_timeout_ms = 100;
    int slow[SLOW];

    harness_start(&harness, &options);
    for (int i = 0; i < SLOW; i++) {
        slow[i] = client_open(&harness);
        client_send(slow[i], TEXT("GET / HT"));
    }
    char *answer = first_answer(&harness);
    assert_int_equal(status_of(answer), 200);
    while (harness_counters(&harness).open > 0) {
        (void)uv_run(&harness.loop, UV_RUN_ONCE);
    }

    assert_int_equal(harness_counters(&harness).refused[SERVER_REFUSED_SLOW], SLOW);
    for (int i = 0; i < SLOW; i++) {
        (void)close(slow[i]);
    }
    free(answer);
    harness_stop(&harness);
}

/* Ends as it should when no more comes than these bytes. */
static void assert_is_too_slow(struct text bytes)
{
    struct harness harness;
    struct server_options options = harness_options();
    options.message_timeout_ms = 50;
    struct buffer in = {0};

    harness_start(&harness, &options);
    int client = push_open(&harness, "/api/push", &in);
    client_send(client, bytes);
    while (harness_counters(&harness).refused[SERVER_REFUSED_SLOW] == 0) {
        (void)uv_run(&harness.loop, UV_RUN_ONCE);
    }
    assert_closes(&harness, client, &in, 1008);

    assert_int_equal(harness_counters(&harness).refused[SERVER_REFUSED_MESSAGE], 0);
    harness_stop(&harness);
}

static void a_message_that_does_not_end_is_not_waited_for(void **state)
{
    (void)state;
    const struct text cases[] = {
        TEXT("\x81"),
        TEXT("\x81\xFE\0"),
        TEXT(HELLO_HEAD),
        TEXT(HELLO_HEAD "{"),
        TEXT("\x89"),
        TEXT(FRAGMENT),
        TEXT(FRAGMENT "\x80\x8F\0\0\0\0"),
        TEXT(HELLO_HEAD HELLO_TEXT HELLO_HEAD),
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_is_too_slow(cases[i]);
    }
}

/* Turns the loop until some time is over. */
static void let_pass(struct harness *harness, int64_t time_ms)
{
    int64_t until = clock_monotonic_ms() + time_ms;

    while (clock_monotonic_ms() < until) {
        harness_turn(harness);
    }
}

/* Whether a close frame came. Boards were none. */
static bool is_closed(int client, struct buffer *in)
{
    char bytes[1024];
    ssize_t count = recv(client, bytes, sizeof(bytes), MSG_DONTWAIT);

    if (count > 0) {
        (void)buffer_append(in, bytes, (size_t)count);
    }
    return text_find(buffer_text(in), "\x88") >= 0;
}

/* Two clients begin to say something, one after the other, and the first then goes on. Which of
 * them is closed first tells whose time runs since when: 0 or 1. Both at once are as expected. */
static void assert_closes_first(int expected, struct text begins, struct text goes_on)
{
    struct harness harness;
    struct server_options options = harness_options();
    options.message_timeout_ms = 200;
    struct buffer in[2] = {{0}, {0}};
    int clients[2];

    harness_start(&harness, &options);
    for (int i = 0; i < 2; i++) {
        clients[i] = push_open(&harness, "/api/push", &in[i]);
    }
    client_send(clients[0], begins);
    let_pass(&harness, 20);
    client_send(clients[1], TEXT(HELLO_HEAD));
    let_pass(&harness, 20);
    client_send(clients[0], goes_on);
    while (!is_closed(clients[0], &in[0]) && !is_closed(clients[1], &in[1])) {
        (void)uv_run(&harness.loop, UV_RUN_ONCE);
    }

    assert_true(is_closed(clients[expected], &in[expected]));
    for (int i = 0; i < 2; i++) {
        (void)close(clients[i]);
        buffer_finish(&in[i]);
    }
    harness_stop(&harness);
}

static void the_time_of_a_message_runs_from_its_first_byte(void **state)
{
    (void)state;

    assert_closes_first(0, TEXT(HELLO_HEAD), TEXT("{"));
    assert_closes_first(0, TEXT(FRAGMENT), TEXT(PING));
    assert_closes_first(0, TEXT(FRAGMENT), TEXT("\x80\x8F\0\0\0\0\""));
}

static void the_next_message_has_its_own_time(void **state)
{
    (void)state;

    assert_closes_first(1, TEXT(HELLO_HEAD "{"), TEXT("\"type\":\"hello\"}" HELLO_HEAD));
    assert_closes_first(1, TEXT("\x8A"), TEXT("\x80\0\0\0\0" HELLO_HEAD));
}

static void an_idle_connection_is_closed(void **state)
{
    (void)state;
    struct harness harness;
    struct server_options options = harness_options();
    options.idle_timeout_ms = 50;
    struct buffer in = {0};

    harness_start(&harness, &options);
    int client = client_open(&harness);
    client_send(client, TEXT("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    client_await_end(&harness, client, &in);

    assert_int_equal(status_of(in.bytes), 200);
    buffer_finish(&in);
    harness_stop(&harness);
}

static bool can_connect(const char *address, uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(inet_pton(AF_INET, address, &to.sin_addr), 1);
    bool ok = connect(client, (struct sockaddr *)&to, sizeof(to)) == 0;
    (void)close(client);
    return ok;
}

static void listens_on_the_given_address_and_no_other(void **state)
{
    (void)state;
    struct harness harness;
    struct server_options options = harness_options();
    options.host = "127.0.0.2";

    harness_start(&harness, &options);
    assert_true(can_connect("127.0.0.2", server_port(harness.server)));
    assert_false(can_connect("127.0.0.1", server_port(harness.server)));
    assert_non_null(strstr(server_url(harness.server), "http://127.0.0.2:"));
    harness_stop(&harness);
}

static void says_that_the_port_is_taken(void **state)
{
    (void)state;
    struct harness harness;
    struct server_options options = harness_options();
    struct server_events events = {.on_request = on_request, .on_stopped = on_stopped};
    struct err err = {0};

    harness_start(&harness, &options);
    options.port = server_port(harness.server);
    assert_null(server_start(&harness.loop, &options, &events, &harness, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    assert_non_null(strstr(err.text, "已被其他程序占用"));
    options.host = "192.0.2.1";
    assert_null(server_start(&harness.loop, &options, &events, &harness, &err));
    assert_int_equal(err.kind, ERR_USAGE);
    harness_stop(&harness);
}

static void serves_names_that_were_allowed(void **state)
{
    (void)state;
    static const char *const names[] = {"wall.example.org", NULL};
    static const struct {
        const char *host;
        int status;
    } cases[] = {
        {"wall.example.org", 200},
        {"WALL.example.org:443", 200},
        {"localhost:8080", 200},
        {"[::1]:8080", 200},
        {"192.168.7.7", 200},
        {"evil.example.org", 421},
        {"127.0.0.1.evil.org", 421},
        {"[evil]", 400},
        {"a@b", 400},
    };
    struct harness harness;
    struct server_options options = harness_options();
    options.allowed_hosts = names;

    harness_start(&harness, &options);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer request = {0};
        (void)buffer_printf(&request, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                            cases[i].host);
        char *answer = exchange(&harness, buffer_text(&request));
        if (status_of(answer) != cases[i].status) {
            fail_msg("%s: %.30s", cases[i].host, answer);
        }
        free(answer);
        buffer_finish(&request);
    }
    harness_stop(&harness);
}

/* P10, with displays of both kinds, one of them stuck, an idle connection and a half request. */
static void stops_with_all_kinds_of_clients(void **state)
{
    (void)state;
    struct harness harness;
    struct server_options options = harness_options();
    struct buffer large = {0};
    struct buffer in = {0};
    int clients[5];

    harness_start(&harness, &options);
    (void)buffer_printf(&large, "\"%1000000sX\"", "");
    harness_publish(&harness, "1");
    for (int i = 0; i < 5; i++) {
        clients[i] = client_open(&harness);
    }
    client_send(clients[0], TEXT(push_request));
    client_send(clients[1], TEXT("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    client_send(clients[2], TEXT("GET / HTT"));
    client_await(&harness, clients[0], &in, "snapshot");
    while (harness_counters(&harness).event_streams == 0) {
        harness_turn(&harness);
    }
    client_send(clients[3], TEXT(push_request));
    while (harness_counters(&harness).websockets < 2) {
        harness_turn(&harness);
    }
    harness_publish(&harness, large.bytes);
    client_await(&harness, clients[0], &in, " X\"}}");
    buffer_clear(&in);
    server_stop(harness.server);
    client_await_end(&harness, clients[0], &in);
    assert_memory_equal(in.bytes + in.len - 16, "\x88\x0E\x03\xE9server stops", 16);

    harness_stop(&harness);
    for (int i = 1; i < 5; i++) {
        (void)close(clients[i]);
    }
    buffer_finish(&large);
    buffer_finish(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_away_more_than_it_may_hold),
        cmocka_unit_test(one_address_may_not_take_all),
        cmocka_unit_test(keeps_a_reserve_of_descriptors),
        cmocka_unit_test(a_head_that_does_not_end_is_not_waited_for),
        cmocka_unit_test(many_slow_heads_harm_nobody_else),
        cmocka_unit_test(a_message_that_does_not_end_is_not_waited_for),
        cmocka_unit_test(the_time_of_a_message_runs_from_its_first_byte),
        cmocka_unit_test(the_next_message_has_its_own_time),
        cmocka_unit_test(an_idle_connection_is_closed),
        cmocka_unit_test(listens_on_the_given_address_and_no_other),
        cmocka_unit_test(says_that_the_port_is_taken),
        cmocka_unit_test(serves_names_that_were_allowed),
        cmocka_unit_test(stops_with_all_kinds_of_clients),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
