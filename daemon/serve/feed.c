/* SPDX-License-Identifier: MIT */
/*
 * The ring holds the deltas to the newest boards without a gap, so that a delta's place follows
 * from its number:
 *
 *      seq:   38  39  40  41 = point.seq            F1  the slot of seq s is s % capacity
 *            [ d ][ d ][ d ][ d ]                   F2  held = the newest `count`, no gap
 *              ^ oldest held                        F3  bytes = sum of the held frames' lengths
 *                                                   F4  total = of all deltas ever; a held one
 *                                                       knows how much of it came before
 *
 * A cursor at 37 or later is served with deltas, an older one with the snapshot.
 */
#include "serve/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "model/board.h"
#include "serve/frame.h"

enum {
    DEFAULT_DELTAS = 1024,
    DEFAULT_BYTES = 8 * 1024 * 1024,
    /* A snapshot or tick tells the time: an older one is made again, but a storm of clients
     * shares one. */
    STAMP_MAX_AGE_MS = 1000
};

/* A frame that is made when it is asked for. */
struct stamped {
    struct frame *frame;
    uint64_t seq;
    int64_t at_ms;
};

/* A delta of the ring. */
struct held {
    struct frame *frame;
    uint64_t before; /* bytes of the deltas before it, held or not */
};

struct feed {
    struct message_point point;
    struct board *board;
    char build[64];

    struct held *ring;
    size_t capacity;
    size_t count;
    size_t bytes;
    size_t max_bytes;
    uint64_t total;

    struct stamped snapshot;
    size_t board_at; /* where the board begins in the snapshot's payload */
    size_t board_len;
    struct stamped tick;
};

struct feed *feed_create(const struct feed_options *options)
{
    struct feed *feed = calloc(1, sizeof(*feed));

    if (!feed) {
        return NULL;
    }
    feed->capacity = options->max_deltas > 0 ? options->max_deltas : DEFAULT_DELTAS;
    feed->max_bytes = options->max_bytes > 0 ? options->max_bytes : DEFAULT_BYTES;
    feed->ring = calloc(feed->capacity, sizeof(struct held));
    if (!feed->ring) {
        free(feed);
        return NULL;
    }
    (void)snprintf(feed->point.run, sizeof(feed->point.run), "%s", options->run);
    (void)snprintf(feed->build, sizeof(feed->build), "%s", options->build);
    return feed;
}

static struct held *slot_of(const struct feed *feed, uint64_t seq)
{
    return &feed->ring[seq % feed->capacity];
}

static void drop_oldest(struct feed *feed)
{
    struct held *slot = slot_of(feed, feed->point.seq - feed->count + 1);

    feed->bytes -= frame_websocket(slot->frame).len;
    frame_release(slot->frame);
    slot->frame = NULL;
    feed->count--;
}

static void drop_all(struct feed *feed)
{
    while (feed->count > 0) {
        drop_oldest(feed);
    }
}

void feed_destroy(struct feed *feed)
{
    if (!feed) {
        return;
    }
    drop_all(feed);
    frame_release(feed->snapshot.frame);
    frame_release(feed->tick.frame);
    board_release(feed->board);
    free(feed->ring);
    free(feed);
}

/* --- publishing --- */

static struct frame *make_delta(const struct message_point *point, int64_t at_ms, struct text patch)
{
    struct buffer payload = {0};

    (void)frame_begin(&payload);
    (void)message_append_delta(&payload, point, at_ms, patch);
    return frame_create(&payload, point);
}

/* The delta to the point that is about to become the current one. */
static void hold_delta(struct feed *feed, struct frame *delta)
{
    size_t len = frame_websocket(delta).len;

    while (feed->count == feed->capacity ||
           (feed->count > 0 && feed->bytes + len > feed->max_bytes)) {
        drop_oldest(feed);
    }
    feed->point.seq++;
    if (len > feed->max_bytes) {
        /* Too large to be held: whoever needs it gets the snapshot. */
        frame_release(delta);
        return;
    }
    *slot_of(feed, feed->point.seq) = (struct held){.frame = delta, .before = feed->total};
    feed->count++;
    feed->bytes += len;
    feed->total += len;
}

bool feed_publish(struct feed *feed, struct board *board, struct text patch, uint64_t seq,
                  int64_t at_ms, struct err *err)
{
    struct message_point next = feed->point;

    if (seq != feed->point.seq + 1) {
        return err_set(err, ERR_INTERNAL, "board %llu cannot follow board %llu",
                       (unsigned long long)seq, (unsigned long long)feed->point.seq);
    }
    next.seq = seq;
    if (seq == 1 || patch.len == 0) {
        drop_all(feed);
        feed->point = next;
    } else {
        struct frame *delta = make_delta(&next, at_ms, patch);
        if (!delta) {
            return err_set(err, ERR_NO_MEMORY, "delta of %zu bytes", patch.len);
        }
        hold_delta(feed, delta);
    }
    board_release(feed->board);
    feed->board = board_share(board);
    return true;
}

/* --- subscribers --- */

const struct message_point *feed_point(const struct feed *feed)
{
    return &feed->point;
}

struct feed_cursor feed_resume(const struct feed *feed, const struct message_point *has)
{
    struct feed_cursor cursor = {0};

    if (strcmp(has->run, feed->point.run) == 0 && has->seq <= feed->point.seq) {
        cursor.seq = has->seq;
        cursor.is_owed_tick = has->seq > 0;
    }
    return cursor;
}

static bool is_fresh(const struct feed *feed, const struct stamped *stamped, int64_t now_ms)
{
    return stamped->frame && stamped->seq == feed->point.seq && now_ms >= stamped->at_ms &&
           now_ms - stamped->at_ms < STAMP_MAX_AGE_MS;
}

/* Puts a new frame in place of the old one. Without memory the old one stays if it still says the
 * truth of the board, and only its time is old. */
static struct frame *renew(struct feed *feed, struct stamped *stamped, struct frame *frame,
                           int64_t now_ms)
{
    if (!frame) {
        return stamped->seq == feed->point.seq ? stamped->frame : NULL;
    }
    frame_release(stamped->frame);
    *stamped = (struct stamped){.frame = frame, .seq = feed->point.seq, .at_ms = now_ms};
    return frame;
}

struct frame *feed_tick(struct feed *feed, int64_t now_ms)
{
    struct buffer payload = {0};

    if (!feed->board || is_fresh(feed, &feed->tick, now_ms)) {
        return feed->tick.frame;
    }
    (void)frame_begin(&payload);
    (void)message_append_tick(&payload, &feed->point, now_ms);
    return renew(feed, &feed->tick, frame_create(&payload, &feed->point), now_ms);
}

/* Room for a board that is little larger than the last one; what is not needed is never touched. */
static bool reserve_like_last(const struct feed *feed, struct buffer *payload)
{
    size_t len = feed->snapshot.frame ? frame_payload(feed->snapshot.frame).len : 0;

    return buffer_reserve(payload, len + len / 8);
}

/* The board is written where it is sent from: one that is large is not copied once more. */
struct frame *feed_snapshot(struct feed *feed, int64_t now_ms)
{
    struct buffer payload = {0};

    if (!feed->board || is_fresh(feed, &feed->snapshot, now_ms)) {
        return feed->snapshot.frame;
    }
    (void)frame_begin(&payload);
    (void)reserve_like_last(feed, &payload);
    (void)message_begin_snapshot(&payload, &feed->point, now_ms, feed->build);
    size_t board_at = payload.len;
    (void)board_append_json(feed->board, &payload);
    size_t board_len = payload.len - board_at;
    (void)message_end_snapshot(&payload);
    struct frame *frame = frame_create(&payload, &feed->point);
    if (frame) {
        feed->board_at = board_at - FRAME_HEADER_MAX;
        feed->board_len = board_len;
    }
    return renew(feed, &feed->snapshot, frame, now_ms);
}

struct text feed_board_json(const struct feed *feed, const struct frame *snapshot)
{
    return text_part(frame_payload(snapshot), feed->board_at, feed->board_len);
}

static bool is_held(const struct feed *feed, uint64_t seq)
{
    return seq <= feed->point.seq && feed->point.seq - seq < feed->count;
}

/* Whether the snapshot, as long as it last was, is shorter than the deltas from there on. */
static bool is_snapshot_shorter(const struct feed *feed, uint64_t first_missing)
{
    const struct frame *snapshot = feed->snapshot.frame;

    return snapshot &&
           frame_websocket(snapshot).len < feed->total - slot_of(feed, first_missing)->before;
}

static bool is_next_delta(const struct feed *feed, const struct feed_cursor *cursor)
{
    return cursor->seq > 0 && cursor->seq < feed->point.seq && is_held(feed, cursor->seq + 1) &&
           !(cursor->is_late && is_snapshot_shorter(feed, cursor->seq + 1));
}

enum feed_kind feed_next(struct feed *feed, struct feed_cursor *cursor, int64_t now_ms,
                         struct frame **frame)
{
    *frame = NULL;
    if (cursor->seq == feed->point.seq && !cursor->is_owed_tick) {
        cursor->is_late = false;
        return FEED_NOTHING;
    }
    if (is_next_delta(feed, cursor)) {
        cursor->seq++;
        *frame = slot_of(feed, cursor->seq)->frame;
        return FEED_DELTA;
    }
    if (cursor->seq == feed->point.seq) {
        *frame = feed_tick(feed, now_ms);
        cursor->is_owed_tick = *frame == NULL;
        return *frame ? FEED_TICK : FEED_NOTHING;
    }
    *frame = feed_snapshot(feed, now_ms);
    if (!*frame) {
        return FEED_NOTHING;
    }
    *cursor = (struct feed_cursor){.seq = feed->point.seq};
    return FEED_SNAPSHOT;
}
