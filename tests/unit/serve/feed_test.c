/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <cjson/cJSON.h>

#include "base/buffer.h"
#include "base/err.h"
#include "model/board.h"
#include "model/json.h"
#include "serve/feed.h"
#include "serve/frame.h"

enum { ROUNDS = 3000, CLIENTS = 20 };

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* The board after `previous`: some of a few indicators come, change or go; always one changes. */
static struct board *next_board(struct board *previous, uint32_t *seed, int round)
{
    struct board_builder *builder = board_builder_create(previous);
    struct err err;

    assert_true(board_builder_put_value(builder, BOARD_MEMBER, TEXT("round"),
                                        cJSON_CreateNumber(round), &err));
    for (int i = 0; i < 3; i++) {
        char key[16];
        char json[80];
        uint32_t random = next_random(seed);
        (void)snprintf(key, sizeof(key), "东镇/%u", random % 9);
        (void)snprintf(json, sizeof(json), "{\"value\":%u,\"parts\":[{\"n\":%u}],\"u\":{\"%u\":1}}",
                       random / 9 % 4, random / 36 % 3, random / 108 % 3);
        if (random / 324 % 3 == 0) {
            board_builder_remove(builder, BOARD_INDICATOR, text_of(key));
        } else {
            assert_true(board_builder_put_value(builder, BOARD_INDICATOR, text_of(key),
                                                cJSON_Parse(json), &err));
        }
    }
    return board_builder_finish(builder);
}

static void publish(struct feed *feed, struct board *previous, struct board *next, uint64_t seq)
{
    struct buffer patch = {0};
    struct err err;
    bool is_empty = false;

    assert_true(board_append_patch(previous, next, SIZE_MAX, &patch, &is_empty));
    assert_false(is_empty);
    assert_true(feed_publish(feed, next, buffer_text(&patch), seq, (int64_t)seq, &err));
    buffer_finish(&patch);
}

/* What a page does with a message. */
struct client {
    struct feed_cursor cursor;
    struct message_point has;
    cJSON *board;
};

static double number_of(const cJSON *message, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(message, name)->valuedouble;
}

static void take_message(struct client *client, enum feed_kind kind, struct text payload)
{
    struct err err;
    cJSON *message = cJSON_ParseWithLength(payload.at, payload.len);

    assert_non_null(message);
    uint64_t seq = (uint64_t)number_of(message, "seq");
    if (kind == FEED_SNAPSHOT) {
        cJSON_Delete(client->board);
        client->board = cJSON_DetachItemFromObjectCaseSensitive(message, "board");
    } else if (kind == FEED_DELTA) {
        assert_int_equal((uint64_t)number_of(message, "from"), client->has.seq);
        cJSON *patch = cJSON_DetachItemFromObjectCaseSensitive(message, "patch");
        assert_true(json_merge(&client->board, patch));
        assert_true(json_tidy(client->board, &err));
    } else {
        assert_int_equal(seq, client->has.seq);
    }
    client->has.seq = seq;
    (void)snprintf(client->has.run, sizeof(client->has.run), "%s",
                   cJSON_GetObjectItemCaseSensitive(message, "run")->valuestring);
    cJSON_Delete(message);
}

/* What stands behind the header. */
static void append_payload(struct buffer *out, struct frame *frame)
{
    size_t len = 0;

    for (size_t i = 0; i < frame_piece_count(frame, FRAME_WEBSOCKET); i++) {
        struct text piece = frame_piece(frame, FRAME_WEBSOCKET, i);
        unsigned short_len = i == 0 ? (unsigned char)piece.at[1] : 0;
        size_t header_len = i > 0 ? 0 : short_len < 126 ? 2 : short_len == 126 ? 4 : 10;
        len += piece.len;
        assert_true(buffer_append_text(out, text_part(piece, header_len, piece.len)));
    }
    assert_int_equal(len, frame_len(frame, FRAME_WEBSOCKET));
}

static enum feed_kind step(struct feed *feed, struct client *client, int64_t now_ms)
{
    struct frame *frame = NULL;
    enum feed_kind kind = feed_next(feed, &client->cursor, now_ms, &frame);

    assert_int_equal(kind == FEED_NOTHING, frame == NULL);
    if (frame) {
        struct buffer payload = {0};
        append_payload(&payload, frame);
        take_message(client, kind, buffer_text(&payload));
        buffer_finish(&payload);
    }
    return kind;
}

static void assert_holds(const struct client *client, const struct board *board)
{
    struct buffer held = {0};
    struct buffer expected = {0};

    assert_true(json_append(&held, client->board));
    assert_true(board_append_json(board, &expected));
    assert_string_equal(held.bytes, expected.bytes);
    buffer_finish(&held);
    buffer_finish(&expected);
}

static struct feed *small_feed(const char *run)
{
    return feed_create(&(struct feed_options){.run = run, .build = "b1", .max_deltas = 8});
}

static void a_board_without_its_patch_is_fetched_whole(void **state)
{
    (void)state;
    uint32_t seed = 5;
    struct feed *feed = small_feed("run1");
    struct client client = {0};
    struct err err;
    struct board *first = next_board(NULL, &seed, 1);
    struct board *second = next_board(first, &seed, 2);
    struct board *third = next_board(second, &seed, 3);

    assert_true(feed_publish(feed, first, (struct text){0}, 1, 1, &err));
    assert_int_equal(step(feed, &client, 1), FEED_SNAPSHOT);
    assert_true(feed_publish(feed, second, (struct text){0}, 2, 2, &err));
    assert_int_equal(step(feed, &client, 2), FEED_SNAPSHOT);
    assert_holds(&client, second);
    publish(feed, second, third, 3);
    assert_int_equal(step(feed, &client, 3), FEED_DELTA);
    assert_holds(&client, third);

    cJSON_Delete(client.board);
    board_release(first);
    board_release(second);
    board_release(third);
    feed_destroy(feed);
}

/* P5, P6: clients that come, go, stall and resume at random hold the daemon's board at every seq
 * that they reach. */
static void every_client_holds_the_board_of_its_seq(void **state)
{
    (void)state;
    uint32_t seed = 11;
    struct feed *feed = small_feed("run1");
    struct board *boards[ROUNDS + 1] = {NULL};
    struct client clients[CLIENTS] = {0};
    unsigned kinds[FEED_TICK + 1] = {0};

    for (int round = 1; round <= ROUNDS; round++) {
        boards[round] = next_board(boards[round - 1], &seed, round);
        publish(feed, boards[round - 1], boards[round], (uint64_t)round);
        for (int i = 0; i < CLIENTS; i++) {
            struct client *client = &clients[i];
            if (next_random(&seed) % 20 == 0) {
                client->cursor = feed_resume(feed, &client->has);
            }
            client->cursor.is_late |= next_random(&seed) % 20 == 0;
            for (uint32_t steps = next_random(&seed) % 4; steps > 0; steps--) {
                kinds[step(feed, client, round)]++;
                if (client->has.seq > 0) {
                    assert_holds(client, boards[client->has.seq]);
                }
            }
        }
    }

    for (int i = 0; i < CLIENTS; i++) {
        while (step(feed, &clients[i], ROUNDS) != FEED_NOTHING) {
        }
        assert_int_equal(clients[i].has.seq, ROUNDS);
        assert_holds(&clients[i], boards[ROUNDS]);
        cJSON_Delete(clients[i].board);
    }
    for (int kind = FEED_NOTHING; kind <= FEED_TICK; kind++) {
        assert_true(kinds[kind] > 0);
    }
    for (int round = 1; round <= ROUNDS; round++) {
        board_release(boards[round]);
    }
    feed_destroy(feed);
}

/* A feed with boards 1 to n. */
static struct feed *feed_with(uint64_t n, size_t max_bytes)
{
    uint32_t seed = 3;
    struct feed *feed = feed_create(&(struct feed_options){
        .run = "run1", .build = "", .max_deltas = 8, .max_bytes = max_bytes});
    struct board *previous = NULL;

    for (uint64_t seq = 1; seq <= n; seq++) {
        struct board *next = next_board(previous, &seed, (int)seq);
        publish(feed, previous, next, seq);
        board_release(previous);
        previous = next;
    }
    board_release(previous);
    return feed;
}

static enum feed_kind first_after(struct feed *feed, const char *run, uint64_t seq)
{
    struct message_point has = {.seq = seq};
    struct frame *frame = NULL;

    (void)snprintf(has.run, sizeof(has.run), "%s", run);
    struct feed_cursor cursor = feed_resume(feed, &has);
    return feed_next(feed, &cursor, 0, &frame);
}

static void resumes_with_what_is_missing(void **state)
{
    (void)state;
    struct feed *feed = feed_with(20, 0);

    assert_int_equal(first_after(feed, "run1", 20), FEED_TICK);
    assert_int_equal(first_after(feed, "run1", 19), FEED_DELTA);
    assert_int_equal(first_after(feed, "run1", 12), FEED_DELTA);
    assert_int_equal(first_after(feed, "run1", 11), FEED_SNAPSHOT);
    assert_int_equal(first_after(feed, "run1", 21), FEED_SNAPSHOT);
    assert_int_equal(first_after(feed, "run0", 20), FEED_SNAPSHOT);
    assert_int_equal(first_after(feed, "run1", 0), FEED_SNAPSHOT);

    feed_destroy(feed);
}

/* P8: what it missed is the same for both, and longer than the board. */
static void one_that_is_late_skips_what_is_longer_than_the_board(void **state)
{
    (void)state;
    struct feed *feed = feed_with(20, 0);
    struct feed_cursor late = {.seq = 12, .is_late = true};
    struct feed_cursor punctual = {.seq = 12};
    struct frame *frame = NULL;
    (void)feed_snapshot(feed, 1, 0);

    assert_int_equal(feed_next(feed, &punctual, 0, &frame), FEED_DELTA);
    assert_int_equal(feed_next(feed, &late, 0, &frame), FEED_SNAPSHOT);
    assert_int_equal(late.seq, 20);
    assert_false(late.is_late);

    feed_destroy(feed);
}

static void one_that_is_late_by_little_gets_what_it_missed(void **state)
{
    (void)state;
    struct feed *feed = feed_with(20, 0);
    struct feed_cursor late = {.seq = 19, .is_late = true};
    struct frame *frame = NULL;
    (void)feed_snapshot(feed, 1, 0);

    assert_int_equal(feed_next(feed, &late, 0, &frame), FEED_DELTA);
    assert_int_equal(feed_next(feed, &late, 0, &frame), FEED_NOTHING);
    assert_false(late.is_late);

    feed_destroy(feed);
}

static void the_ring_keeps_within_its_bytes(void **state)
{
    (void)state;
    struct feed *none = feed_with(20, 1);
    struct feed *some = feed_with(20, 700);

    assert_int_equal(first_after(none, "run1", 19), FEED_SNAPSHOT);
    assert_int_equal(first_after(some, "run1", 19), FEED_DELTA);
    assert_int_equal(first_after(some, "run1", 12), FEED_SNAPSHOT);

    feed_destroy(none);
    feed_destroy(some);
}

static void has_nothing_before_the_first_board(void **state)
{
    (void)state;
    struct feed *feed = small_feed("run1");
    struct feed_cursor cursor = {0};
    struct frame *frame = NULL;

    assert_int_equal(feed_next(feed, &cursor, 0, &frame), FEED_NOTHING);
    assert_null(feed_tick(feed, 0));
    assert_null(feed_snapshot(feed, 1, 0));

    feed_destroy(feed);
}

static void refuses_a_seq_that_does_not_follow(void **state)
{
    (void)state;
    uint32_t seed = 5;
    struct feed *feed = small_feed("run1");
    struct board *board = next_board(NULL, &seed, 1);
    struct err err;

    assert_false(feed_publish(feed, board, TEXT("{}"), 2, 0, &err));
    assert_true(feed_publish(feed, board, TEXT(""), 1, 0, &err));
    assert_false(feed_publish(feed, board, TEXT("{}"), 1, 0, &err));
    assert_false(feed_publish(feed, board, TEXT("{}"), 3, 0, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);

    board_release(board);
    feed_destroy(feed);
}

static void a_storm_shares_one_snapshot(void **state)
{
    (void)state;
    struct feed *feed = feed_with(3, 0);

    struct frame *first = feed_snapshot(feed, 1, 10000);
    assert_ptr_equal(feed_snapshot(feed, 1, 10900), first);
    frame_share(first);
    assert_ptr_not_equal(feed_snapshot(feed, 1, 11100), first);
    assert_ptr_not_equal(feed_snapshot(feed, 1, 9000), first);

    frame_release(first);
    feed_destroy(feed);
}

static void the_board_is_cut_out_of_the_snapshot(void **state)
{
    (void)state;
    struct feed *feed = feed_with(3, 0);
    struct frame *snapshot = feed_snapshot(feed, 1, 0);

    struct text board = frame_piece(snapshot, FRAME_BOARD, 0);

    assert_int_equal(board.len, frame_len(snapshot, FRAME_BOARD));
    cJSON *json = cJSON_ParseWithLength(board.at, board.len);
    assert_true(cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(json, "indicators")));
    cJSON_Delete(json);
    feed_destroy(feed);
}

/* --- long boards --- */

enum { LONG_ENTRIES = 40, LONG_ENTRY_LEN = 100000 };

/* Of some megabytes; `round` is its only difference from others. */
static struct board *long_board(struct board *previous, int round)
{
    struct board_builder *builder = board_builder_create(previous);
    struct buffer text = {0};
    struct err err;

    for (int i = 0; i < LONG_ENTRY_LEN; i++) {
        (void)buffer_append_str(&text, "x");
    }
    for (int i = 0; !previous && i < LONG_ENTRIES; i++) {
        char key[16];
        (void)snprintf(key, sizeof(key), "k%d", i);
        assert_true(board_builder_put_value(builder, BOARD_INDICATOR, text_of(key),
                                            cJSON_CreateString(text.bytes), &err));
    }
    assert_true(board_builder_put_value(builder, BOARD_MEMBER, TEXT("round"),
                                        cJSON_CreateNumber(round), &err));
    buffer_finish(&text);
    return board_builder_finish(builder);
}

/* P6, P8: while a long snapshot is made for one, the others get each delta; it is of the board of
 * its beginning, and those that wait for it share it. */
static void a_long_board_is_made_while_deltas_go_on(void **state)
{
    (void)state;
    struct feed *feed = small_feed("run1");
    struct client at_hand = {.cursor = {.seq = 1}, .has = {.run = "run1", .seq = 1}};
    struct client late = {0};
    struct client later = {0};
    struct board *boards[] = {long_board(NULL, 1), NULL, NULL};
    unsigned turns = 0;
    publish(feed, NULL, boards[0], 1);
    at_hand.board = cJSON_CreateObject();

    assert_int_equal(step(feed, &late, 1000), FEED_NOTHING);
    assert_true(feed_is_making(feed));
    boards[1] = long_board(boards[0], 2);
    publish(feed, boards[0], boards[1], 2);
    assert_int_equal(step(feed, &at_hand, 1000), FEED_DELTA);
    assert_int_equal(step(feed, &later, 1000), FEED_NOTHING);
    while (feed_make(feed, 1000)) {
        turns++;
    }

    assert_true(turns > 1);
    assert_false(feed_is_making(feed));
    assert_int_equal(step(feed, &late, 1000), FEED_SNAPSHOT);
    assert_holds(&late, boards[0]);
    assert_int_equal(step(feed, &late, 1000), FEED_DELTA);
    assert_holds(&late, boards[1]);
    /* What it was told of the time may be old. */
    assert_int_equal(step(feed, &late, 1000), FEED_TICK);
    assert_int_equal(step(feed, &late, 1000), FEED_NOTHING);
    struct frame *shared = feed_snapshot(feed, 1, 4000);
    assert_non_null(shared);
    assert_ptr_equal(feed_snapshot(feed, 1, 5900), shared);
    assert_int_equal(step(feed, &later, 4000), FEED_SNAPSHOT);
    assert_int_equal(later.has.seq, 1);

    cJSON_Delete(at_hand.board);
    cJSON_Delete(late.board);
    cJSON_Delete(later.board);
    board_release(boards[0]);
    board_release(boards[1]);
    feed_destroy(feed);
}

/* Who asks for the board of now is not given that of before; nor is one that is old made to last.
 */
static void a_long_board_is_made_anew_for_who_needs_a_later_one(void **state)
{
    (void)state;
    struct feed *feed = small_feed("run1");
    struct board *first = long_board(NULL, 1);
    struct board *second = long_board(first, 2);
    publish(feed, NULL, first, 1);
    assert_null(feed_snapshot(feed, 1, 1000));
    while (feed_make(feed, 1000)) {
    }
    publish(feed, first, second, 2);

    assert_non_null(feed_snapshot(feed, 1, 1000));
    assert_null(feed_snapshot(feed, 2, 1000));
    assert_true(feed_is_making(feed));
    while (feed_make(feed, 1000)) {
    }
    assert_int_equal(frame_point(feed_snapshot(feed, 2, 1000))->seq, 2);
    assert_null(feed_snapshot(feed, 1, 6001));
    assert_true(feed_is_making(feed)); /* and ends with the feed */

    board_release(first);
    board_release(second);
    feed_destroy(feed);
}

/* P8: displays that stopped reading hold their snapshots; when they are many, those who come later
 * share the newest, and are told what came after it. */
static void stopped_readers_do_not_pile_up_snapshots(void **state)
{
    (void)state;
    enum { STOPPED = 40 };
    struct feed *feed = feed_create(&(struct feed_options){.run = "run1", .build = "b1"});
    struct board *boards[STOPPED + 1] = {long_board(NULL, 1)};
    struct frame *held[STOPPED];
    struct client client = {0};
    size_t different = 0;
    publish(feed, NULL, boards[0], 1);

    for (int i = 0; i < STOPPED; i++) {
        struct feed_cursor stopped = {0};
        int64_t now_ms = 100000 * (i + 1);
        while (feed_next(feed, &stopped, now_ms, &held[i]) == FEED_NOTHING) {
            (void)feed_make(feed, now_ms);
        }
        different += i > 0 && held[i] != held[i - 1] ? 1 : 0;
        (void)frame_share(held[i]);
        boards[i + 1] = long_board(boards[i], i + 2);
        publish(feed, boards[i], boards[i + 1], (uint64_t)i + 2);
    }

    assert_true(different > 1 && different < 6);
    while (step(feed, &client, 10000000) != FEED_NOTHING) {
    }
    assert_int_equal(client.has.seq, STOPPED + 1);
    assert_holds(&client, boards[STOPPED]);
    for (int i = 0; i < STOPPED; i++) {
        frame_release(held[i]);
    }
    for (int i = 0; i <= STOPPED; i++) {
        board_release(boards[i]);
    }
    cJSON_Delete(client.board);
    feed_destroy(feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_board_without_its_patch_is_fetched_whole),
        cmocka_unit_test(a_long_board_is_made_while_deltas_go_on),
        cmocka_unit_test(a_long_board_is_made_anew_for_who_needs_a_later_one),
        cmocka_unit_test(stopped_readers_do_not_pile_up_snapshots),
        cmocka_unit_test(every_client_holds_the_board_of_its_seq),
        cmocka_unit_test(resumes_with_what_is_missing),
        cmocka_unit_test(one_that_is_late_skips_what_is_longer_than_the_board),
        cmocka_unit_test(one_that_is_late_by_little_gets_what_it_missed),
        cmocka_unit_test(the_ring_keeps_within_its_bytes),
        cmocka_unit_test(has_nothing_before_the_first_board),
        cmocka_unit_test(refuses_a_seq_that_does_not_follow),
        cmocka_unit_test(a_storm_shares_one_snapshot),
        cmocka_unit_test(the_board_is_cut_out_of_the_snapshot),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
