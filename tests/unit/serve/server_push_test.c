/* SPDX-License-Identifier: MIT */
#include "serve/push_client.h"

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

/* --- the handshake --- */

static void accepts_with_the_key_of_the_rfc(void **state)
{
    (void)state;
    struct buffer in = {0};
    struct buffer request = {0};
    int client = client_open(&harness);

    (void)buffer_printf(&request, "GET /api/push HTTP/1.1\r\n%s\r\n", handshake);
    client_send(client, buffer_text(&request));
    client_await(&harness, client, &in, "\r\n\r\n");

    assert_non_null(strstr(in.bytes, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    assert_null(strstr(in.bytes, "Sec-WebSocket-Protocol"));
    (void)close(client);
    buffer_finish(&in);
    buffer_finish(&request);
}

static void refuses_handshakes_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        int status;
    } cases[] = {
        {"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n", 400},
        {"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 7\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         426},
        {"Upgrade: websocket\r\nConnection: keep-alive\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         400},
        {"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: short\r\n",
         400},
        {"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chat\r\n",
         400},
        {"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://evil.example.com\r\n",
         403},
        {"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: null\r\n",
         403},
        {"Upgrade: h2c\r\nConnection: Upgrade\r\n", 400},
        {"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", 400},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(get_status(&harness, "GET", "/api/push", cases[i].headers),
                         cases[i].status);
    }
    assert_int_equal(get_status(&harness, "GET", "/api/events", "Origin: http://evil.com\r\n"),
                     403);
}

/* --- what displays get --- */

static void a_display_gets_a_snapshot_and_then_each_delta(void **state)
{
    (void)state;
    struct buffer in = {0};
    int client = push_open(&harness, "/api/push", &in);

    assert_next(&harness, client, &in, "\"build\":\"b1\",\"board\":{");
    harness_publish(&harness, "\"two\"");
    assert_next(&harness, client, &in, "\"patch\":{\"n\":\"two\"}");
    harness_publish(&harness, "\"three\"");
    assert_next(&harness, client, &in, "\"patch\":{\"n\":\"three\"}");

    (void)close(client);
    buffer_finish(&in);
}

static void a_display_resumes_where_it_was(void **state)
{
    (void)state;
    struct buffer in = {0};
    char path[64];

    harness_publish(&harness, "\"x\"");
    harness_publish(&harness, "\"y\"");
    (void)snprintf(path, sizeof(path), "/api/push?run=run1&seq=%d", (int)harness.seq - 1);
    int behind = push_open(&harness, path, &in);
    assert_next(&harness, behind, &in, "\"patch\":{\"n\":\"y\"}");
    assert_next(&harness, behind, &in, "\"type\":\"tick\"");
    (void)close(behind);
    buffer_finish(&in);

    (void)snprintf(path, sizeof(path), "/api/push?run=run1&seq=%d", (int)harness.seq);
    int current = push_open(&harness, path, &in);
    assert_next(&harness, current, &in, "\"type\":\"tick\"");
    (void)close(current);
    buffer_finish(&in);

    int stranger = push_open(&harness, "/api/push?run=run0&seq=1", &in);
    assert_next(&harness, stranger, &in, "\"type\":\"snapshot\"");
    (void)close(stranger);
    buffer_finish(&in);
}

static void an_event_stream_gets_the_same_messages(void **state)
{
    (void)state;
    struct buffer in = {0};
    int client = client_open(&harness);

    client_send(client, TEXT("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    client_await(&harness, client, &in, "\n\n");
    assert_non_null(strstr(in.bytes, "Content-Type: text/event-stream\r\n"));
    assert_non_null(strstr(in.bytes, "Connection: close\r\n"));
    client_await(&harness, client, &in, "\r\n\r\nretry: 3000\n\nid: run1:");
    client_await(&harness, client, &in, "\ndata: {\"type\":\"snapshot\"");
    harness_publish(&harness, "\"event\"");
    client_await(&harness, client, &in, "\"patch\":{\"n\":\"event\"}}\n\n");

    (void)close(client);
    buffer_finish(&in);
}

static void an_event_stream_resumes_by_its_last_id(void **state)
{
    (void)state;
    struct buffer in = {0};
    struct buffer request = {0};
    int client = client_open(&harness);

    harness_publish(&harness, "\"missed\"");
    (void)buffer_printf(
        &request, "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: run1:%d\r\n\r\n",
        (int)harness.seq - 1);
    client_send(client, buffer_text(&request));
    client_await(&harness, client, &in, "\"patch\":{\"n\":\"missed\"}}\n\n");

    assert_null(strstr(in.bytes, "snapshot"));
    (void)close(client);
    buffer_finish(&in);
    buffer_finish(&request);
}

static void a_thousand_missed_deltas_come_in_order(void **state)
{
    (void)state;
    struct buffer in = {0};
    char path[64];
    char json[16];

    (void)snprintf(path, sizeof(path), "/api/push?run=run1&seq=%d", (int)harness.seq);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(json, sizeof(json), "%d", 10000 + i);
        harness_publish(&harness, json);
    }
    int client = push_open(&harness, path, &in);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(json, sizeof(json), "{\"n\":%d}", 10000 + i);
        assert_next(&harness, client, &in, json);
    }

    (void)close(client);
    buffer_finish(&in);
}

static void a_tick_comes_by_itself(void **state)
{
    (void)state;
    struct harness own;
    struct server_options options = harness_options();
    struct buffer in = {0};
    options.tick_ms = 20;

    harness_start(&own, &options);
    harness_publish(&own, "1");
    int client = push_open(&own, "/api/push", &in);
    assert_next(&own, client, &in, "\"type\":\"snapshot\"");
    assert_next(&own, client, &in, "\"type\":\"tick\",\"run\":\"run1\",\"seq\":1");
    assert_next(&own, client, &in, "\"type\":\"tick\"");
    harness_stop(&own);

    (void)close(client);
    buffer_finish(&in);
}

static void one_that_comes_before_the_first_board_waits_for_it(void **state)
{
    (void)state;
    struct harness own;
    struct server_options options = harness_options();
    struct buffer in = {0};

    harness_start(&own, &options);
    int client = push_open(&own, "/api/push", &in);
    harness_publish(&own, "1");
    assert_next(&own, client, &in, "\"type\":\"snapshot\"");
    harness_stop(&own);

    (void)close(client);
    buffer_finish(&in);
}

/* --- what displays say --- */

static void a_display_may_say_who_it_is(void **state)
{
    (void)state;
    struct buffer in = {0};
    unsigned before = harness.displays;
    int client = push_open(&harness, "/api/push", &in);

    push_send(client, 0x01, TEXT("{\"type\":\"hello\",\"display\":\"\xE4\xB8"));
    push_send(client, 0x89, TEXT("are you there?"));
    push_send(client, 0x80, TEXT("\x89\xE6\xA5\xBC\",\"page\":\"rates\"}"));
    struct buffer payload = {0};
    while (push_take(&harness, client, &in, &payload) == 1) {
    }

    assert_string_equal(payload.bytes, "are you there?");
    while (harness.displays == before) {
        harness_turn(&harness);
    }
    assert_string_equal(harness.display, "三楼||rates");
    (void)close(client);
    buffer_finish(&in);
    buffer_finish(&payload);
}

static void closes_with_the_code_that_is_due(void **state)
{
    (void)state;
    static const struct {
        int first;
        struct text payload;
        int code;
    } cases[] = {
        {0x82, {"\x01\x02", 2}, 1003},     /* binary */
        {0x81, {"\xE4\xB8", 2}, 1007},     /* a cut character */
        {0x81, {"hello", 5}, 1008},        /* no hello */
        {0x81, {"", 0}, 1008},             /* nothing at all */
        {0x83, {"x", 1}, 1002},            /* unknown opcode */
        {0x8B, {"x", 1}, 1002},            /* unknown control opcode */
        {0xC1, {"x", 1}, 1002},            /* reserved bit */
        {0x80, {"x", 1}, 1002},            /* continues nothing */
        {0x09, {"x", 1}, 1002},            /* a control frame in pieces */
        {0x88, {"\x03", 1}, 1002},         /* half a code */
        {0x88, {"\x03\xED", 2}, 1002},     /* 1005 is never sent */
        {0x88, {"\x03\xE8\xFF", 3}, 1007}, /* a reason that is not UTF-8 */
        {0x88, {"\x03\xE8 bye", 6}, 1000}, /* a proper close is answered */
        {0x88, {"\x0B\xB8", 2}, 3000},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer in = {0};
        int client = push_open(&harness, "/api/push", &in);
        push_send(client, cases[i].first, cases[i].payload);
        assert_closes(&harness, client, &in, cases[i].code);
    }
}

static void closes_on_raw_frames_that_are_malformed(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        int code;
    } cases[] = {
        {{"\x81\x02hi", 4}, 1002},                 /* not masked */
        {{"\x81\xFE\x00\x05....hello", 13}, 1002}, /* not the shortest length */
        {{"\x81\xFF\x00\x00\x00\x00\x00\x00\x00\x05....", 14}, 1002},
        {{"\x81\xFF\x80\x00\x00\x00\x00\x00\x00\x00....", 14}, 1002}, /* beyond 2^63 */
        {{"\x81\xFE\x10\x01....", 8}, 1009},                          /* 4097 bytes */
        {{"\x81\xFF\x00\x00\x00\x01\x00\x00\x00\x00....", 14}, 1009}, /* 4 GiB */
        {{"\x89\xFE\x00\x7E....", 8}, 1002},                          /* a long ping */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer in = {0};
        int client = push_open(&harness, "/api/push", &in);
        client_send(client, cases[i].bytes);
        assert_closes(&harness, client, &in, cases[i].code);
    }
}

static void closes_when_fragments_grow_too_big(void **state)
{
    (void)state;
    struct buffer in = {0};
    struct buffer half = {0};
    int client = push_open(&harness, "/api/push", &in);

    for (int i = 0; i < 3000; i++) {
        (void)buffer_append_str(&half, " ");
    }
    push_send(client, 0x01, buffer_text(&half));
    push_send(client, 0x00, buffer_text(&half));

    assert_closes(&harness, client, &in, 1009);
    buffer_finish(&half);
}

static void a_new_message_may_not_begin_inside_another(void **state)
{
    (void)state;
    struct buffer in = {0};
    int client = push_open(&harness, "/api/push", &in);

    push_send(client, 0x01, TEXT("a"));
    push_send(client, 0x81, TEXT("b"));

    assert_closes(&harness, client, &in, 1002);
}

static void reads_frames_that_come_byte_by_byte(void **state)
{
    (void)state;
    static const char frame[] = "\x81\x90\x00\x00\x00\x00{\"type\":\"hello\"}";
    struct buffer in = {0};
    unsigned before = harness.displays;
    int client = push_open(&harness, "/api/push", &in);

    for (size_t i = 0; i + 1 < sizeof(frame); i++) {
        client_send(client, (struct text){frame + i, 1});
        harness_turn(&harness);
    }
    while (harness.displays == before) {
        harness_turn(&harness);
    }

    (void)close(client);
    buffer_finish(&in);
}

static void a_frame_may_come_with_the_handshake(void **state)
{
    (void)state;
    struct buffer request = {0};
    struct buffer in = {0};
    unsigned before = harness.displays;
    int client = client_open(&harness);

    (void)buffer_printf(&request, "GET /api/push HTTP/1.1\r\n%s\r\n", handshake);
    (void)buffer_append(&request, "\x81\x90\x00\x00\x00\x00{\"type\":\"hello\"}", 22);
    client_send(client, buffer_text(&request));
    client_await(&harness, client, &in, "101");

    while (harness.displays == before) {
        harness_turn(&harness);
    }
    (void)close(client);
    buffer_finish(&in);
    buffer_finish(&request);
}

static void many_pings_are_answered_in_their_order(void **state)
{
    (void)state;
    struct buffer in = {0};
    struct buffer payload = {0};
    struct buffer pings = {0};
    int client = push_open(&harness, "/api/push", &in);
    assert_next(&harness, client, &in, "snapshot");
    for (int i = 0; i < 1000; i++) {
        char ping[] = "\x89\x82\0\0\0\0AA";
        ping[6] = (char)('A' + i / 26 % 26);
        ping[7] = (char)('A' + i % 26);
        (void)buffer_append(&pings, ping, 8);
    }

    client_send(client, buffer_text(&pings));

    for (int i = 0; i < 1000; i++) {
        assert_int_equal(push_take(&harness, client, &in, &payload), 10);
        assert_int_equal(payload.len, 2);
        assert_int_equal(payload.bytes[0], 'A' + i / 26 % 26);
        assert_int_equal(payload.bytes[1], 'A' + i % 26);
    }
    harness_publish(&harness, "2");
    assert_next(&harness, client, &in, "\"type\":\"delta\"");
    (void)close(client);
    buffer_finish(&in);
    buffer_finish(&payload);
    buffer_finish(&pings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_with_the_key_of_the_rfc),
        cmocka_unit_test(refuses_handshakes_that_are_none),
        cmocka_unit_test(a_display_gets_a_snapshot_and_then_each_delta),
        cmocka_unit_test(a_display_resumes_where_it_was),
        cmocka_unit_test(an_event_stream_gets_the_same_messages),
        cmocka_unit_test(an_event_stream_resumes_by_its_last_id),
        cmocka_unit_test(a_thousand_missed_deltas_come_in_order),
        cmocka_unit_test(a_tick_comes_by_itself),
        cmocka_unit_test(one_that_comes_before_the_first_board_waits_for_it),
        cmocka_unit_test(a_display_may_say_who_it_is),
        cmocka_unit_test(closes_with_the_code_that_is_due),
        cmocka_unit_test(closes_on_raw_frames_that_are_malformed),
        cmocka_unit_test(closes_when_fragments_grow_too_big),
        cmocka_unit_test(a_new_message_may_not_begin_inside_another),
        cmocka_unit_test(reads_frames_that_come_byte_by_byte),
        cmocka_unit_test(a_frame_may_come_with_the_handshake),
        cmocka_unit_test(many_pings_are_answered_in_their_order),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
