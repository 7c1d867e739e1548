/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "serve/http.h"
#include "serve/origin.h"
#include "serve/peers.h"

#include <netinet/in.h>

static int read_status(struct http_head *head, const char *bytes)
{
    const char *reason = NULL;
    int status = http_head_read(head, text_of(bytes), &reason);

    assert_int_equal(status == 0, reason == NULL);
    return status;
}

static void finds_the_end_of_a_head_however_it_comes(void **state)
{
    (void)state;
    static const char bytes[] = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET";
    size_t seen = 0;

    for (size_t len = 0; len < sizeof(bytes); len++) {
        struct text text = {bytes, len};
        size_t expected = len >= 29 ? 29 : 0;
        assert_int_equal(http_head_len(text, 0), expected);
        assert_int_equal(http_head_len(text, seen < 29 ? seen : 0), expected);
        seen = len;
    }
}

static void decodes_path_and_query(void **state)
{
    (void)state;
    struct http_head head;

    assert_int_equal(read_status(&head, "GET /api/%E4%B8%9C%2F+a?at=2026%2D09+08:00&b&=c&&d=1=2 "
                                        "HTTP/1.1\r\nHost: a\r\n\r\n"),
                     0);

    assert_string_equal(head.path, "/api/东/+a");
    assert_true(text_equal_str(http_head_query(&head, "at"), "2026-09+08:00"));
    assert_true(text_equal_str(http_head_query(&head, "d"), "1=2"));
    assert_non_null(http_head_query(&head, "b").at);
    assert_int_equal(http_head_query(&head, "b").len, 0);
    assert_null(http_head_query(&head, "none").at);
    http_head_finish(&head);
}

static void reads_headers_by_their_names_in_lower_case(void **state)
{
    (void)state;
    struct http_head head;

    assert_int_equal(read_status(&head, "HEAD / HTTP/1.1\r\nHOST:a\r\nX-Thing: \t a b \t\r\n"
                                        "Connection: Keep-Alive, CLOSE\r\n\r\n"),
                     0);

    assert_int_equal(head.method, HTTP_HEAD);
    assert_false(head.is_keep_alive);
    assert_true(text_equal_str(http_head_header(&head, "x-thing"), "a b"));
    http_head_finish(&head);
}

static void an_empty_header_is_there_all_the_same(void **state)
{
    (void)state;
    struct http_head head;

    assert_int_equal(read_status(&head, "GET / HTTP/1.1\r\nHost: a\r\nOrigin: \r\n\r\n"), 0);
    assert_non_null(http_head_header(&head, "origin").at);
    http_head_finish(&head);
    assert_int_equal(read_status(&head, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n"),
                     400);
    http_head_finish(&head);
}

static void only_the_new_version_keeps_a_connection(void **state)
{
    (void)state;
    struct http_head head;

    assert_int_equal(read_status(&head, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
    assert_true(head.is_keep_alive);
    http_head_finish(&head);
    assert_int_equal(
        read_status(&head, "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"), 0);
    assert_false(head.is_keep_alive);
    http_head_finish(&head);
}

static void refuses_too_many_parts(void **state)
{
    (void)state;
    char bytes[8192] = "GET /?";
    struct http_head head;

    for (int i = 0; i <= HTTP_QUERY_MAX; i++) {
        (void)snprintf(bytes + strlen(bytes), 16, "a%d=1&", i);
    }
    (void)snprintf(bytes + strlen(bytes), 64, " HTTP/1.1\r\nHost: a\r\n\r\n");

    assert_int_equal(read_status(&head, bytes), 400);
    http_head_finish(&head);
}

static void knows_lists_and_tags(void **state)
{
    (void)state;

    assert_true(http_list_has(TEXT("a, Upgrade ,b"), "upgrade"));
    assert_false(http_list_has(TEXT("upgraded"), "upgrade"));
    assert_false(http_list_has(TEXT(""), "upgrade"));
    assert_true(http_tag_matches(TEXT("\"a\", W/\"b\""), "\"b\""));
    assert_true(http_tag_matches(TEXT("*"), "\"b\""));
    assert_false(http_tag_matches(TEXT("b"), "\"b\""));
}

static void takes_addresses_and_known_names_as_host(void **state)
{
    (void)state;
    static const char *const allowed[] = {"wall.example.org", NULL};
    static const struct {
        const char *host;
        bool is_host;
        bool is_known;
    } cases[] = {
        {"127.0.0.1", true, true},
        {"10.1.2.3:8080", true, true},
        {"[fe80::1]:80", true, true},
        {"localhost:80", true, true},
        {"hall", true, true},
        {"HALL.local:8080", true, true},
        {"hall.example.org", true, true},
        {"wall.example.org", true, true},
        {"hall.evil.org", true, false},
        {"xlocalhost", true, false},
        {"", false, false},
        {"a:b", false, false},
        {"a:123456", false, false},
        {"[::1", false, false},
        {"a b", false, false},
        {"a/b", false, false},
        {"a;script-src *", false, false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct text host = text_of(cases[i].host);
        if (origin_is_host(host) != cases[i].is_host ||
            (cases[i].is_host &&
             origin_is_known_host(host, "hall.example.org", allowed) != cases[i].is_known)) {
            fail_msg("%s", cases[i].host);
        }
    }
}

static void only_our_own_pages_may_push(void **state)
{
    (void)state;
    static const char *const allowed[] = {"https://wall.example.org", NULL};
    struct text host = TEXT("10.1.2.3:8080");

    assert_true(origin_may_push((struct text){NULL, 0}, host, NULL));
    assert_true(origin_may_push(TEXT("http://10.1.2.3:8080"), host, NULL));
    assert_true(origin_may_push(TEXT("https://wall.example.org"), host, allowed));
    assert_false(origin_may_push(TEXT("http://10.1.2.3"), host, allowed));
    assert_false(origin_may_push(TEXT("http://wall.example.org"), host, allowed));
    assert_false(origin_may_push(TEXT("null"), host, allowed));
    assert_false(origin_may_push(TEXT(""), host, allowed));
}

static void counts_connections_by_address(void **state)
{
    (void)state;
    struct peers *peers = peers_create();
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0A010203)};
    struct sockaddr_in6 mapped = {.sin6_family = AF_INET6};
    mapped.sin6_addr.s6_addr[10] = mapped.sin6_addr.s6_addr[11] = 0xFF;
    memcpy(&mapped.sin6_addr.s6_addr[12], &four.sin_addr, 4);

    struct peer *one = peers_enter(peers, (struct sockaddr *)&four, 2);
    struct peer *two = peers_enter(peers, (struct sockaddr *)&mapped, 2);
    assert_non_null(one);
    assert_ptr_equal(one, two);
    assert_null(peers_enter(peers, (struct sockaddr *)&four, 2));
    peers_leave(peers, one);
    assert_non_null(peers_enter(peers, (struct sockaddr *)&four, 2));
    for (uint32_t i = 0; i < 5000; i++) {
        struct sockaddr_in other = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(i)};
        assert_non_null(peers_enter(peers, (struct sockaddr *)&other, 1));
    }

    peers_destroy(peers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_end_of_a_head_however_it_comes),
        cmocka_unit_test(decodes_path_and_query),
        cmocka_unit_test(reads_headers_by_their_names_in_lower_case),
        cmocka_unit_test(an_empty_header_is_there_all_the_same),
        cmocka_unit_test(only_the_new_version_keeps_a_connection),
        cmocka_unit_test(refuses_too_many_parts),
        cmocka_unit_test(knows_lists_and_tags),
        cmocka_unit_test(takes_addresses_and_known_names_as_host),
        cmocka_unit_test(only_our_own_pages_may_push),
        cmocka_unit_test(counts_connections_by_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
