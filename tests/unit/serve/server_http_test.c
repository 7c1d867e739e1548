/* SPDX-License-Identifier: MIT */
#include "serve/harness.h"

static struct harness harness;

static int start(void **state)
{
    (void)state;
    struct server_options options = harness_options();

    harness_start(&harness, &options);
    harness_publish(&harness, "1");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    harness_stop(&harness);
    return 0;
}

static void assert_contains(const char *answer, const char *text)
{
    if (!strstr(answer, text)) {
        fail_msg("no %s in %s", text, answer);
    }
}

static void serves_the_pages_at_their_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *body;
    } cases[] = {
        {"/", WALL_HTML},
        {"/wall/overview", WALL_HTML},
        {"/wall/rates", WALL_HTML},
        {"/wall/targets", WALL_HTML},
        {"/w/%E4%B8%89%E6%A5%BC", WALL_HTML},
        {"/inbox", "\r\n\r\ninbox"},
        {"/help", "\r\n\r\nhelp"},
        {"/?theme=dark", WALL_HTML},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *answer = get(&harness, "GET", cases[i].path, "");
        assert_int_equal(status_of(answer), 200);
        assert_contains(answer, cases[i].body);
        assert_contains(answer, "Content-Type: text/html; charset=utf-8\r\n");
        free(answer);
    }
}

static void every_answer_carries_the_headers_of_safety(void **state)
{
    (void)state;
    static const char *const paths[] = {"/", "/api/board", "/nothing", "/healthz", "/metrics"};

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        char *answer = get(&harness, "GET", paths[i], "");
        assert_contains(answer, "Content-Security-Policy: default-src 'none'; script-src 'self';");
        assert_contains(answer, "connect-src 'self' ws://127.0.0.1 wss://127.0.0.1;");
        assert_contains(answer, "X-Content-Type-Options: nosniff\r\n");
        assert_contains(answer, "Referrer-Policy: no-referrer\r\n");
        free(answer);
    }
}

static void assets_may_be_kept_and_pages_not(void **state)
{
    (void)state;
    char *asset = get(&harness, "GET", "/assets/wall.1a.js", "");
    char *page = get(&harness, "GET", "/", "");

    assert_contains(asset, "Cache-Control: public, max-age=31536000, immutable\r\n");
    assert_contains(page, "Cache-Control: no-cache\r\n");
    assert_contains(page, "ETag: \"00000000000000a4\"\r\n");

    free(asset);
    free(page);
}

static void answers_with_the_status_that_is_due(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *path;
        const char *headers;
        int status;
    } cases[] = {
        {"GET", "/healthz", "", 200},
        {"HEAD", "/", "", 200},
        {"GET", "/wall.html", "", 404},
        {"GET", "/nothing", "", 404},
        {"GET", "/api", "", 404},
        {"GET", "/w/", "", 404},
        {"GET", "/w/a/b", "", 404},
        {"POST", "/", "", 405},
        {"POST", "/nothing", "Content-Length: 5\r\n", 405},
        {"DELETE", "/api/files/a", "", 405},
        {"OPTIONS", "*", "", 405},
        {"BREW", "/", "", 405},
        {"GET", "/api/push", "", 426},
        {"GET", "/../etc/passwd", "", 400},
        {"GET", "/a/./b", "", 400},
        {"GET", "/a/%2e%2E/b", "", 400},
        {"GET", "/%zz", "", 400},
        {"GET", "/%", "", 400},
        {"GET", "/%00", "", 400},
        {"GET", "/%ff", "", 400},
        {"GET", "/?a=%f", "", 400},
        {"GET", "http://127.0.0.1/", "", 400},
        {"GET", "/#a", "", 400},
        {"GET", "/", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n", 400},
        {"GET", "/", "Transfer-Encoding: chunked\r\n", 400},
        {"GET", "/", "Content-Length: 3\r\n", 400},
        {"GET", "/", "Content-Length: 0\r\n", 200},
        {"GET", "/", "Content-Length: 0\r\nContent-Length: 0\r\n", 400},
        {"GET", "/", "Host: other\r\n", 400},
        {"GET", "/", "A : b\r\n", 400},
        {"GET", "/", "A: b\r\n folded\r\n", 400},
        {"GET", "/", "A: b\nC: d\r\n", 400},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *answer = get(&harness, cases[i].method, cases[i].path, cases[i].headers);
        if (status_of(answer) != cases[i].status) {
            fail_msg("%s %s %s gives %.40s", cases[i].method, cases[i].path, cases[i].headers,
                     answer);
        }
        free(answer);
    }
}

static void a_refused_method_is_told_what_is_allowed(void **state)
{
    (void)state;
    char *answer = get(&harness, "PUT", "/api/files/a.csv", "");

    assert_contains(answer, "Allow: GET, HEAD\r\n");
    assert_contains(answer, "{\"error\":{\"kind\":\"method\",\"text\":");

    free(answer);
}

static void refuses_what_is_not_http(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        int status;
    } cases[] = {
        {{"\x16\x03\x01\x02", 4}, 400},
        {{"GET /\r\n\r\n", 9}, 400},
        {{"GET / HTTP/1.1\r\n\r\n", 18}, 400}, /* no Host */
        {{"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 27}, 505},
        {{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24}, 505},
        {{"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 28}, 400},
        {{"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: \0\r\n\r\n", 42}, 400},
        {{"GET / HTTP/1.1\r\nHost: evil.example.com\r\n\r\n", 42}, 421},
        {{"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 29}, 400},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int client = client_open(&harness);
        struct buffer in = {0};
        client_send(client, cases[i].bytes);
        client_await(&harness, client, &in, "\r\n\r\n");
        assert_int_equal(status_of(in.bytes), cases[i].status);
        (void)close(client);
        buffer_finish(&in);
    }
}

static void refuses_heads_that_are_too_long(void **state)
{
    (void)state;
    struct buffer address = {0};
    struct buffer headers = {0};

    (void)buffer_append_str(&address, "GET /");
    for (int i = 0; i < 65536; i++) {
        (void)buffer_append_str(&address, "a");
    }
    (void)buffer_append_str(&headers, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (int i = 0; i < 1000; i++) {
        (void)buffer_append_str(&headers, "A: b\r\n");
    }
    (void)buffer_append_str(&headers, "\r\n");

    char *long_address = exchange(&harness, buffer_text(&address));
    char *many_headers = exchange(&harness, buffer_text(&headers));
    assert_int_equal(status_of(long_address), 414);
    assert_int_equal(status_of(many_headers), 431);

    free(long_address);
    free(many_headers);
    buffer_finish(&address);
    buffer_finish(&headers);
}

static void reads_a_request_that_comes_byte_by_byte(void **state)
{
    (void)state;
    static const char request[] = "\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    int client = client_open(&harness);
    struct buffer in = {0};

    for (size_t i = 0; i + 1 < sizeof(request); i++) {
        client_send(client, (struct text){request + i, 1});
        harness_turn(&harness);
    }

    client_await(&harness, client, &in, "\r\n\r\nok\n");
    (void)close(client);
    buffer_finish(&in);
}

static void answers_pipelined_requests_in_order(void **state)
{
    (void)state;
    char *answer = exchange(
        &harness, TEXT("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                       "GET /api/x?q=one HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                       "HEAD /help HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                       "GET /inbox HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));

    const char *first = strstr(answer, "\r\n\r\nok\n");
    const char *second = strstr(answer, "\r\n\r\none");
    const char *third = strstr(answer, "Content-Length: 4\r\n\r\nHTTP/1.1");
    const char *fourth = strstr(answer, "\r\n\r\ninbox");
    assert_true(first && second && third && fourth);
    assert_true(first < second && second < third && third < fourth);

    free(answer);
}

static void tells_the_length_but_sends_no_body_for_head(void **state)
{
    (void)state;
    char *answer = get(&harness, "HEAD", "/api/board", "");

    assert_contains(answer, "ETag: \"run1-1\"\r\n");
    assert_contains(answer, "Content-Length: ");
    assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");

    free(answer);
}

static void the_board_has_its_run_and_seq_as_tag(void **state)
{
    (void)state;
    char *answer = get(&harness, "GET", "/api/board", "");

    assert_contains(answer, "ETag: \"run1-1\"\r\n");
    assert_contains(answer, "\r\n\r\n{\"campaigns\":{},\"indicators\":{},\"n\":1}");
    free(answer);

    assert_int_equal(get_status(&harness, "GET", "/api/board", "If-None-Match: \"run1-1\"\r\n"),
                     304);
    assert_int_equal(
        get_status(&harness, "GET", "/api/board", "If-None-Match: \"x\", W/\"run1-1\"\r\n"), 304);
    assert_int_equal(get_status(&harness, "GET", "/api/board", "If-None-Match: \"run1-2\"\r\n"),
                     200);
    assert_int_equal(get_status(&harness, "GET", "/api/x", "If-None-Match: \"e1\"\r\n"), 304);
}

static void hands_on_what_is_the_owners(void **state)
{
    (void)state;
    char *answer = get(&harness, "GET", "/api/files/%E4%B8%9C%E9%95%87/a+b%20c.csv?q=1%2B1+2", "");

    assert_contains(answer, "\r\n\r\n1+1+2");
    assert_string_equal(harness.path, "/api/files/东镇/a+b c.csv");
    free(answer);

    unsigned before = harness.requests;
    assert_int_equal(get_status(&harness, "GET", "/api/board?at=2026-09-16", ""), 200);
    assert_int_equal(get_status(&harness, "GET", "/metrics", ""), 200);
    assert_int_equal(get_status(&harness, "GET", "/templates/a.csv", ""), 200);
    assert_int_equal(harness.requests, before + 3);
}

static struct request *hold_request(int client)
{
    int64_t until = clock_monotonic_ms() + 10000;

    harness.is_holding = true;
    harness.held = NULL;
    client_send(client, TEXT("GET /api/slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    while (!harness.held && clock_monotonic_ms() < until) {
        harness_turn(&harness);
    }
    harness.is_holding = false;
    assert_non_null(harness.held);
    return harness.held;
}

static void an_answer_may_come_later(void **state)
{
    (void)state;
    struct buffer in = {0};
    int client = client_open(&harness);
    struct request *request = hold_request(client);
    struct buffer body = {0};

    (void)buffer_append_str(&body, "late");
    server_answer_taking(request, &(struct answer){.status = 200}, &body);

    assert_null(body.bytes);
    client_await(&harness, client, &in, "\r\n\r\nlate");
    (void)close(client);
    buffer_finish(&in);
}

static void a_client_that_only_ended_its_side_still_gets_its_answer(void **state)
{
    (void)state;
    struct buffer in = {0};
    int client = client_open(&harness);
    struct request *request = hold_request(client);

    assert_int_equal(shutdown(client, SHUT_WR), 0);
    for (int i = 0; i < 10; i++) {
        harness_turn(&harness);
    }
    assert_false(request_is_cancelled(request));
    server_answer_error(request, 404, "not_found", "x");

    client_await(&harness, client, &in, "\"not_found\"");
    (void)close(client);
    buffer_finish(&in);
}

static void a_request_outlives_a_client_that_left(void **state)
{
    (void)state;
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    int client = client_open(&harness);
    struct request *request = hold_request(client);
    int64_t until = clock_monotonic_ms() + 10000;

    (void)setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    (void)close(client);
    while (!request_is_cancelled(request) && clock_monotonic_ms() < until) {
        harness_turn(&harness);
    }

    assert_true(request_is_cancelled(request));
    assert_string_equal(request_path(request), "/api/slow");
    server_answer(request, &(struct answer){.status = 200}, TEXT("nobody"));
}

static void a_request_outlives_the_server(void **state)
{
    (void)state;
    struct harness own;
    struct server_options options = harness_options();

    harness_start(&own, &options);
    own.is_holding = true;
    int client = client_open(&own);
    client_send(client, TEXT("GET /api/slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    while (!own.held) {
        harness_turn(&own);
    }
    harness_stop(&own);

    assert_true(request_is_cancelled(own.held));
    server_answer(own.held, &(struct answer){.status = 200}, TEXT("nobody"));
    (void)close(client);
}

static void a_large_answer_reaches_a_slow_reader_whole(void **state)
{
    (void)state;
    enum { LARGE = 3 * 1024 * 1024 };
    struct buffer in = {0};
    struct buffer body = {0};
    int client = client_open(&harness);
    struct request *request = hold_request(client);

    assert_true(buffer_reserve(&body, LARGE));
    memset(body.bytes, 'x', LARGE);
    body.len = LARGE;
    server_answer_taking(request, &(struct answer){.status = 200}, &body);
    client_send(client, TEXT("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));

    client_await(&harness, client, &in, "\r\n\r\nok\n");
    const char *start_of_body = strstr(in.bytes, "\r\n\r\n") + 4;
    assert_int_equal(strspn(start_of_body, "x"), LARGE);
    (void)close(client);
    buffer_finish(&in);
}

static void an_answer_that_nobody_takes_is_counted_while_it_is_kept(void **state)
{
    (void)state;
    enum { LEN = 8 * 1024 * 1024 };
    int client = client_open(&harness);
    struct request *request = hold_request(client);
    struct buffer body = {0};
    assert_true(buffer_reserve(&body, LEN));
    memset(body.bytes, 'x', LEN);
    body.len = LEN;

    server_answer_taking(request, &(struct answer){.status = 200}, &body);

    assert_true(harness_counters(&harness).kept_bytes >= LEN);
    (void)close(client);
    while (harness_counters(&harness).kept_bytes > 0) {
        harness_turn(&harness);
    }
}

static void says_so_before_the_first_board(void **state)
{
    (void)state;
    struct harness own;
    struct server_options options = harness_options();

    harness_start(&own, &options);
    assert_int_equal(get_status(&own, "GET", "/api/board", ""), 503);
    harness_stop(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serves_the_pages_at_their_addresses),
        cmocka_unit_test(every_answer_carries_the_headers_of_safety),
        cmocka_unit_test(assets_may_be_kept_and_pages_not),
        cmocka_unit_test(answers_with_the_status_that_is_due),
        cmocka_unit_test(a_refused_method_is_told_what_is_allowed),
        cmocka_unit_test(refuses_what_is_not_http),
        cmocka_unit_test(refuses_heads_that_are_too_long),
        cmocka_unit_test(reads_a_request_that_comes_byte_by_byte),
        cmocka_unit_test(answers_pipelined_requests_in_order),
        cmocka_unit_test(tells_the_length_but_sends_no_body_for_head),
        cmocka_unit_test(the_board_has_its_run_and_seq_as_tag),
        cmocka_unit_test(hands_on_what_is_the_owners),
        cmocka_unit_test(an_answer_may_come_later),
        cmocka_unit_test(a_client_that_only_ended_its_side_still_gets_its_answer),
        cmocka_unit_test(a_request_outlives_a_client_that_left),
        cmocka_unit_test(a_request_outlives_the_server),
        cmocka_unit_test(a_large_answer_reaches_a_slow_reader_whole),
        cmocka_unit_test(an_answer_that_nobody_takes_is_counted_while_it_is_kept),
        cmocka_unit_test(says_so_before_the_first_board),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
