/* SPDX-License-Identifier: MIT */
/*
 * A board of thirty megabytes: its snapshot is made, and sent, in pieces, and others are served
 * meanwhile.
 */
#include "serve/push_client.h"

enum { ENTRIES = 300, ENTRY_LEN = 100000 };

static struct harness harness;

/* Thirty megabytes in the first board; each further one has a small difference. */
static int start(void **state)
{
    (void)state;
    struct server_options options = harness_options();
    struct board_builder *builder = board_builder_create(NULL);
    struct buffer text = {0};
    struct err err;

    harness_start(&harness, &options);
    for (int i = 0; i < ENTRY_LEN; i++) {
        (void)buffer_append(&text, &"abcdefghij"[i % 10], 1);
    }
    for (int i = 0; i < ENTRIES; i++) {
        char key[16];
        (void)snprintf(key, sizeof(key), "k%d", i);
        assert_true(board_builder_put_value(builder, BOARD_INDICATOR, text_of(key),
                                            cJSON_CreateString(text.bytes), &err));
    }
    buffer_finish(&text);
    harness.board = board_builder_finish(builder);
    assert_true(server_publish(harness.server, harness.board, TEXT(""), ++harness.seq, 0, &err));
    return 0;
}

static int stop(void **state)
{
    (void)state;
    harness_stop(&harness);
    return 0;
}

static void assert_ends_with_board(const struct buffer *text, size_t behind)
{
    struct buffer board = {0};

    assert_true(board_append_json(harness.board, &board));
    assert_true(text->len > board.len + behind);
    assert_memory_equal(text->bytes + text->len - behind - board.len, board.bytes, board.len);
    buffer_finish(&board);
}

static void others_get_their_deltas_while_it_is_made(void **state)
{
    (void)state;
    struct buffer in_at_hand = {0};
    struct buffer in_new = {0};
    struct buffer payload = {0};
    int at_hand = push_open(&harness, "/api/push?run=run1&seq=1", &in_at_hand);
    assert_next(&harness, at_hand, &in_at_hand, "\"type\":\"tick\"");

    int new = push_open(&harness, "/api/push", &in_new);
    harness_publish(&harness, "2");
    assert_next(&harness, at_hand, &in_at_hand, "\"seq\":2");
    harness_publish(&harness, "3");
    assert_next(&harness, at_hand, &in_at_hand, "\"seq\":3");

    assert_int_equal(harness_counters(&harness).snapshots, 0);
    assert_int_equal(push_take(&harness, new, &in_new, &payload), 1);
    assert_non_null(strstr(payload.bytes, "\"type\":\"snapshot\",\"run\":\"run1\",\"seq\":1"));
    assert_next(&harness, new, &in_new, "\"seq\":2");
    assert_next(&harness, new, &in_new, "\"seq\":3");
    assert_next(&harness, new, &in_new, "\"type\":\"tick\"");
    (void)close(at_hand);
    (void)close(new);
    buffer_finish(&in_at_hand);
    buffer_finish(&in_new);
    buffer_finish(&payload);
}

static void websockets_and_event_streams_get_it_whole(void **state)
{
    (void)state;
    struct buffer in = {0};
    struct buffer in_stream = {0};
    struct buffer payload = {0};
    int client = push_open(&harness, "/api/push", &in);
    int stream = client_open(&harness);
    client_send(stream, TEXT("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));

    assert_int_equal(push_take(&harness, client, &in, &payload), 1);
    do {
        (void)client_read_some(&harness, stream, &in_stream);
    } while (!text_ends_with(buffer_text(&in_stream), "}\n\n"));

    assert_ends_with_board(&payload, 1);
    assert_ends_with_board(&in_stream, 3);
    assert_non_null(strstr(in_stream.bytes, "id: run1:1\ndata: {\"type\":\"snapshot\""));
    (void)close(client);
    (void)close(stream);
    buffer_finish(&in);
    buffer_finish(&in_stream);
    buffer_finish(&payload);
}

static void who_asks_for_the_board_waits_for_the_current_one(void **state)
{
    (void)state;
    static const char request[] = "GET /api/board HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    struct buffer in = {0};
    int first = client_open(&harness);
    int second = client_open(&harness);
    int gone = client_open(&harness);

    client_send(first, text_of(request));
    client_send(gone, text_of(request));
    harness_turn(&harness);
    harness_turn(&harness);
    (void)close(gone);
    harness_publish(&harness, "2");
    client_send(second, TEXT("GET /api/board HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                             "Connection: close\r\n\r\n"));
    client_await_end(&harness, second, &in);

    assert_int_equal(status_of(in.bytes), 200);
    assert_non_null(strstr(in.bytes, "\r\nETag: \"run1-2\"\r\n"));
    assert_ends_with_board(&in, 0);
    (void)close(first);
    buffer_finish(&in);
}

static void its_length_is_told_and_a_current_one_is_not_made(void **state)
{
    (void)state;
    struct buffer board = {0};
    char length[64];
    assert_true(board_append_json(harness.board, &board));
    (void)snprintf(length, sizeof(length), "\r\nContent-Length: %zu\r\n", board.len);

    char *head = get(&harness, "HEAD", "/api/board", "");
    char *current = get(&harness, "GET", "/api/board", "If-None-Match: \"run1-1\"\r\n");

    assert_int_equal(status_of(head), 200);
    assert_non_null(strstr(head, length));
    assert_int_equal(status_of(current), 304);
    free(head);
    free(current);
    buffer_finish(&board);
}

/* P10. That nothing is left is what stop and the sanitizers see. */
static void a_server_may_end_while_it_is_made(void **state)
{
    (void)state;
    struct buffer in = {0};
    int client = client_open(&harness);
    int waiting = push_open(&harness, "/api/push", &in);

    client_send(client, TEXT("GET /api/board HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    harness_turn(&harness);

    assert_int_equal(harness_counters(&harness).snapshots, 0);
    server_stop(harness.server);
    (void)close(client);
    (void)close(waiting);
    buffer_finish(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(others_get_their_deltas_while_it_is_made, start, stop),
        cmocka_unit_test_setup_teardown(websockets_and_event_streams_get_it_whole, start, stop),
        cmocka_unit_test_setup_teardown(who_asks_for_the_board_waits_for_the_current_one, start,
                                        stop),
        cmocka_unit_test_setup_teardown(its_length_is_told_and_a_current_one_is_not_made, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_server_may_end_while_it_is_made, start, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
