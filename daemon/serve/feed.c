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
 *
 * A snapshot is made in pieces, the first one at once: that is all of most boards. A long one is
 * made in further turns of the loop, of the board of its beginning; deltas go on meanwhile.
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
    STAMP_MAX_AGE_MS = 1000,
    /* A long one costs more, and is given together with what came after it. */
    LONG_MAX_AGE_MS = 5000,
    PIECE_BYTES = 1024 * 1024,
    /* Clients that stopped reading hold snapshots of different times. Where old ones take more than
     * that, and more than the newest, this is given to all, with what came after it. */
    CROWD_BYTES = 4 * 1024 * 1024
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
    size_t snapshot_bytes; /* of all snapshots that somebody holds */
    struct stamped tick;
    struct board_writer *writer; /* of the snapshot in the making; NULL: none is made */
    struct frame *made;          /* and what there is of it; NULL: nothing yet */
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

    feed->bytes -= frame_len(slot->frame, FRAME_WEBSOCKET);
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

static void stop_making(struct feed *feed)
{
    board_writer_destroy(feed->writer);
    frame_release(feed->made);
    feed->writer = NULL;
    feed->made = NULL;
}

void feed_destroy(struct feed *feed)
{
    if (!feed) {
        return;
    }
    drop_all(feed);
    stop_making(feed);
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
    size_t len = frame_len(delta, FRAME_WEBSOCKET);

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

static bool is_younger(const struct stamped *stamped, int64_t now_ms, int64_t age_ms)
{
    return now_ms >= stamped->at_ms && now_ms - stamped->at_ms < age_ms;
}

static bool is_fresh(const struct feed *feed, const struct stamped *stamped, int64_t now_ms)
{
    return stamped->frame && stamped->seq == feed->point.seq &&
           is_younger(stamped, now_ms, STAMP_MAX_AGE_MS);
}

/* Puts a new frame in place of the old one. */
static struct frame *renew(struct stamped *stamped, struct frame *frame, int64_t now_ms)
{
    frame_release(stamped->frame);
    *stamped = (struct stamped){.frame = frame, .seq = frame_point(frame)->seq, .at_ms = now_ms};
    return frame;
}

/* Without memory the old one stays if it still says the truth of the board: only its time is old.
 */
static struct frame *keep_true(const struct feed *feed, const struct stamped *stamped)
{
    return stamped->seq == feed->point.seq ? stamped->frame : NULL;
}

struct frame *feed_tick(struct feed *feed, int64_t now_ms)
{
    struct buffer payload = {0};

    if (!feed->board || is_fresh(feed, &feed->tick, now_ms)) {
        return feed->tick.frame;
    }
    (void)frame_begin(&payload);
    (void)message_append_tick(&payload, &feed->point, now_ms);
    struct frame *frame = frame_create(&payload, &feed->point);
    return frame ? renew(&feed->tick, frame, now_ms) : keep_true(feed, &feed->tick);
}

/* --- snapshots --- */

/* The first piece of one of the current board, with what stands before the board. */
static void begin_piece(struct feed *feed, struct buffer *piece, int64_t now_ms)
{
    (void)frame_begin(piece);
    (void)message_begin_snapshot(piece, &feed->point, now_ms, feed->build);
}

/* Puts the piece, with more of the board, behind those before. False without memory. */
static bool add_piece(struct feed *feed, struct buffer *piece, size_t before_board)
{
    if (feed->made) {
        return frame_add(feed->made, piece);
    }
    feed->made = frame_create(piece, &feed->point);
    if (feed->made) {
        frame_set_board(feed->made, before_board - FRAME_HEADER_MAX, MESSAGE_SNAPSHOT_END_LEN);
    }
    return feed->made != NULL;
}

/* One piece more. False if the snapshot is over, made or not. */
static bool make_piece(struct feed *feed, int64_t now_ms)
{
    struct buffer piece = {0};
    bool is_over = false;

    if (!feed->made) {
        begin_piece(feed, &piece, now_ms);
    } else {
        (void)buffer_reserve(&piece, PIECE_BYTES); /* it is a long one */
    }
    size_t before_board = piece.len;
    bool ok = board_writer_write(feed->writer, PIECE_BYTES, &piece, &is_over) &&
              (!is_over || message_end_snapshot(&piece)) && add_piece(feed, &piece, before_board);
    if (ok && !is_over) {
        return true;
    }
    if (ok) {
        frame_count_in(feed->made, &feed->snapshot_bytes);
        (void)renew(&feed->snapshot, feed->made, now_ms);
        feed->made = NULL;
    }
    buffer_finish(&piece);
    stop_making(feed);
    return false;
}

bool feed_is_making(const struct feed *feed)
{
    return feed->writer != NULL;
}

bool feed_make(struct feed *feed, int64_t now_ms)
{
    return feed->writer && make_piece(feed, now_ms);
}

/* A new snapshot of the current board, if it is short or there is no memory for it; else NULL. */
static struct frame *make_snapshot(struct feed *feed, int64_t now_ms)
{
    if (feed->writer) {
        return NULL;
    }
    feed->writer = board_writer_create(feed->board);
    return feed->writer && make_piece(feed, now_ms) ? NULL : keep_true(feed, &feed->snapshot);
}

static bool is_held(const struct feed *feed, uint64_t seq)
{
    return seq <= feed->point.seq && feed->point.seq - seq < feed->count;
}

static bool is_crowded(const struct feed *feed)
{
    size_t newest = frame_len(feed->snapshot.frame, FRAME_WEBSOCKET);
    size_t limit = newest > CROWD_BYTES ? newest : CROWD_BYTES;

    return feed->snapshot_bytes > newest + limit;
}

/* A snapshot of before is as good as one of now with what came after it, and a tick. */
static bool is_good_enough(const struct feed *feed, int64_t now_ms)
{
    const struct stamped *snapshot = &feed->snapshot;
    bool is_long = frame_piece_count(snapshot->frame, FRAME_WEBSOCKET) > 1;
    bool has_rest = snapshot->seq == feed->point.seq || is_held(feed, snapshot->seq + 1);

    return (is_long && is_younger(snapshot, now_ms, LONG_MAX_AGE_MS)) ||
           (has_rest && is_crowded(feed));
}

static bool is_usable(const struct feed *feed, uint64_t min_seq, int64_t now_ms)
{
    const struct stamped *snapshot = &feed->snapshot;

    return is_fresh(feed, snapshot, now_ms) ||
           (snapshot->frame && snapshot->seq >= min_seq && is_good_enough(feed, now_ms));
}

struct frame *feed_snapshot(struct feed *feed, uint64_t min_seq, int64_t now_ms)
{
    return !feed->board || is_usable(feed, min_seq, now_ms) ? feed->snapshot.frame
                                                            : make_snapshot(feed, now_ms);
}

/* Whether the snapshot, as long as it last was, is shorter than the deltas from there on. */
static bool is_snapshot_shorter(const struct feed *feed, uint64_t first_missing)
{
    const struct frame *snapshot = feed->snapshot.frame;

    return snapshot && frame_len(snapshot, FRAME_WEBSOCKET) <
                           feed->total - slot_of(feed, first_missing)->before;
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
    *frame = feed_snapshot(feed, cursor->seq + 1, now_ms);
    if (!*frame) {
        return FEED_NOTHING;
    }
    /* What was made for a while tells an old time: a tick tells the present one. */
    *cursor = (struct feed_cursor){.seq = frame_point(*frame)->seq,
                                   .is_owed_tick = !is_fresh(feed, &feed->snapshot, now_ms)};
    return FEED_SNAPSHOT;
}
