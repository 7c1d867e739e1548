/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation of the server fails while displays join, pages are asked for and boards are
 * published, for n = 1, 2, 3 ...: a client gets what is right or is let go, never something else,
 * and whoever comes or stays gets the board when there is memory again.
 */
#include "serve/harness.h"

#include "failing_memory.h"

enum { BOARDS = 3, PEER_BYTES = 64 * 1024, QUIET_TURNS = 40 };

/* A client that needs no memory. */
struct peer {
    int socket;
    size_t len;
    bool has_ended;
    char in[PEER_BYTES];
};

struct scene {
    struct harness harness;
    struct board *boards[BOARDS];
    struct buffer texts[BOARDS];
    struct buffer patches[BOARDS]; /* from the board before */
    uint64_t seq;
    struct peer page;
    struct peer socket;
    struct peer stream;
};

#define ASK_BOARD "GET /api/board HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
#define ASK_OWNER "GET /api/files?q=x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
#define ASK_EVENTS "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
#define ASK_PUSH                                                                                   \
    "GET /api/push HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"   \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

static bool holds(const struct peer *peer, const char *what)
{
    return text_find((struct text){peer->in, peer->len}, what) >= 0;
}

/* Takes what has come. True if something did. */
static bool peer_read(struct peer *peer)
{
    ssize_t got = peer->has_ended ? 0
                                  : recv(peer->socket, peer->in + peer->len,
                                         sizeof(peer->in) - 1 - peer->len, MSG_DONTWAIT);

    peer->has_ended = peer->has_ended || got == 0 || (got < 0 && errno != EAGAIN);
    peer->len += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Turns the loop until the peer has that, or has ended, or (a limit) nothing has come for long. */
static void peer_await(struct scene *scene, struct peer *peer, const char *what, int quiet_turns)
{
    for (int quiet = 0; quiet < quiet_turns && !peer->has_ended && !holds(peer, what); quiet++) {
        struct pollfd readable = {.fd = peer->socket, .events = POLLIN};
        harness_turn(&scene->harness);
        (void)poll(&readable, 1, 1);
        quiet = peer_read(peer) ? 0 : quiet;
    }
}

static void peer_open(struct scene *scene, struct peer *peer, const char *request)
{
    peer->len = 0;
    peer->has_ended = false;
    memset(peer->in, 0, sizeof(peer->in));
    peer->socket = client_open(&scene->harness);
    (void)send(peer->socket, request, strlen(request), MSG_NOSIGNAL);
}

static void peer_close(struct scene *scene, struct peer *peer)
{
    (void)close(peer->socket);
    harness_turn(&scene->harness);
}

static struct board *make_board(struct board *previous, unsigned number)
{
    struct board_builder *builder = board_builder_create(previous);
    struct err err = {0};

    assert_true(board_builder_put_value(builder, BOARD_MEMBER, TEXT("n"),
                                        cJSON_CreateNumber(number), &err));
    assert_true(board_builder_put_value(builder, BOARD_MEMBER, TEXT("title"),
                                        cJSON_CreateString("看板"), &err));
    return board_builder_finish(builder);
}

static int make_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    struct server_options options = harness_options();

    harness_start(&scene->harness, &options);
    for (unsigned i = 0; i < BOARDS; i++) {
        bool is_empty = false;
        scene->boards[i] = make_board(i > 0 ? scene->boards[i - 1] : NULL, i);
        assert_true(board_append_json(scene->boards[i], &scene->texts[i]));
        if (i > 0) {
            assert_true(board_append_patch(scene->boards[i - 1], scene->boards[i], SIZE_MAX,
                                           &scene->patches[i], &is_empty));
        }
    }
    /* From the last one back to the first: then it goes round. */
    bool is_empty = false;
    assert_true(board_append_patch(scene->boards[BOARDS - 1], scene->boards[0], SIZE_MAX,
                                   &scene->patches[0], &is_empty));
    *state = scene;
    return 0;
}

static int remove_scene(void **state)
{
    struct scene *scene = *state;

    harness_stop(&scene->harness);
    for (unsigned i = 0; i < BOARDS; i++) {
        board_release(scene->boards[i]);
        buffer_finish(&scene->texts[i]);
        buffer_finish(&scene->patches[i]);
    }
    free(scene);
    return 0;
}

static unsigned board_of(uint64_t seq)
{
    return (unsigned)(seq % BOARDS);
}

/* The board after the present one. False: without memory, and then nothing has changed. */
static bool publish(struct scene *scene)
{
    struct err err = {0};
    uint64_t seq = scene->seq + 1;

    bool ok = server_publish(scene->harness.server, scene->boards[board_of(seq)],
                             buffer_text(&scene->patches[board_of(seq)]), seq, 0, &err);
    assert_true(ok || err.kind == ERR_NO_MEMORY);
    scene->seq += ok;
    return ok;
}

/* An answer of 200 is whole; anything else says so, or is nothing. */
static void expect_whole_or_none(const struct peer *peer, struct text body)
{
    struct text answer = {peer->in, peer->len};

    if (text_starts_with(answer, "HTTP/1.1 200")) {
        assert_true(text_ends_with(answer, body.at));
    } else {
        assert_true(answer.len == 0 || text_starts_with(answer, "HTTP/1.1 503") ||
                    text_starts_with(answer, "HTTP/1.1 500"));
    }
}

static void ask_page(struct scene *scene, const char *request, struct text body, bool must_answer)
{
    peer_open(scene, &scene->page, request);
    peer_await(scene, &scene->page, "\x01", 500); /* until it ends */
    assert_true(scene->page.has_ended);
    expect_whole_or_none(&scene->page, body);
    assert_true(!must_answer || scene->page.len > 0);
    peer_close(scene, &scene->page);
}

static void make_trouble(struct scene *scene)
{
    peer_open(scene, &scene->socket, ASK_PUSH);
    peer_open(scene, &scene->stream, ASK_EVENTS);
    peer_await(scene, &scene->socket, "\"snapshot\"", QUIET_TURNS);
    peer_await(scene, &scene->stream, "\"snapshot\"", QUIET_TURNS);
    ask_page(scene, ASK_BOARD, buffer_text(&scene->texts[board_of(scene->seq)]), false);
    ask_page(scene, ASK_OWNER, TEXT("x"), false);
    (void)publish(scene);
    peer_await(scene, &scene->socket, "\"delta\"", QUIET_TURNS);
    peer_await(scene, &scene->stream, "\"delta\"", QUIET_TURNS);
}

/* Whoever was not let go has the newest board now. */
static void expect_newest(struct scene *scene, struct peer *peer)
{
    char seq[40];

    (void)snprintf(seq, sizeof(seq), "\"seq\":%llu,", (unsigned long long)scene->seq);
    peer_await(scene, peer, seq, 2000);
    assert_true(peer->has_ended || holds(peer, seq));
    assert_true(!holds(peer, "\"snapshot\"") || holds(peer, "\"board\":{"));
}

static void expect_peace(struct scene *scene)
{
    struct text board = {0};

    assert_true(publish(scene));
    expect_newest(scene, &scene->socket);
    expect_newest(scene, &scene->stream);
    peer_close(scene, &scene->socket);
    peer_close(scene, &scene->stream);
    board = buffer_text(&scene->texts[board_of(scene->seq)]);
    ask_page(scene, ASK_BOARD, board, true);
    assert_true(text_starts_with((struct text){scene->page.in, scene->page.len}, "HTTP/1.1 200"));
    peer_open(scene, &scene->socket, ASK_PUSH);
    peer_await(scene, &scene->socket, "\"snapshot\"", 2000);
    assert_true(holds(&scene->socket, board.at));
    peer_close(scene, &scene->socket);
}

static void every_client_gets_what_is_right_or_is_let_go(void **state)
{
    struct scene *scene = *state;

    for (unsigned lasting = 0; lasting < 2; lasting++) {
        bool was_reached = true;
        unsigned nth = 1;
        for (; was_reached; nth++) {
            assert_true(scene->seq > 0 || publish(scene));
            (lasting ? fail_from : fail_nth)(nth);
            make_trouble(scene);
            was_reached = fail_end();
            expect_peace(scene);
        }
        assert_true(nth > 20);
    }
}

static void a_start_without_memory_says_so(void **state)
{
    (void)state;
    static const struct server_events events = {
        .on_request = on_request, .on_display = on_display, .on_stopped = on_stopped};
    struct server_options options = harness_options();
    bool was_reached = true;

    log_set_level(LOG_ERROR);
    for (unsigned nth = 1; was_reached; nth++) {
        struct harness harness = {0};
        struct err err = {0};
        assert_int_equal(uv_loop_init(&harness.loop), 0);

        fail_nth(nth);
        harness.server = server_start(&harness.loop, &options, &events, &harness, &err);
        was_reached = fail_end();

        if (harness.server) {
            server_stop(harness.server);
        } else {
            assert_int_equal(err.kind, ERR_NO_MEMORY);
        }
        while (uv_run(&harness.loop, UV_RUN_ONCE) != 0) {
        }
        assert_int_equal(uv_loop_close(&harness.loop), 0);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_client_gets_what_is_right_or_is_let_go, make_scene,
                                        remove_scene),
        cmocka_unit_test(a_start_without_memory_says_so),
    };

    fail_hook_cjson();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
