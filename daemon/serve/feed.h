/* SPDX-License-Identifier: MIT */
/*
 * Holds the current board and the recent deltas, and decides what each subscriber needs next.
 *
 * A subscriber is a cursor, not a queue: whenever its line is free it asks for the next frame and
 * gets the delta behind its cursor, or the current snapshot where that delta is no longer held
 * or the run is another one, or nothing. One that is late, because its line was full for a while,
 * gets the snapshot already where that is shorter than the deltas it missed. So what one gets is
 * always in order, and a slow one costs no memory but that of the ring (P5, P6, P8).
 *
 * Pure: no sockets, no timers. Loop thread only.
 */
#ifndef PLUMB_SERVE_FEED_H
#define PLUMB_SERVE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "serve/message.h"

struct board;
struct err;
struct feed;
struct frame;

struct feed_options {
    const char *run;   /* this run's name: letters and digits, shorter than MESSAGE_RUN_MAX */
    const char *build; /* the pages' build, told in snapshots; "" leaves it out */
    size_t max_deltas; /* how many the ring holds; 0: 1024 */
    size_t max_bytes;  /* and how many bytes of them at most; 0: 8 MiB */
};

/* What a subscriber has. Zeroed memory: nothing. */
struct feed_cursor {
    uint64_t seq;      /* the board it holds; 0: none */
    bool is_owed_tick; /* it came back and is told that it is up to date */
    bool is_late;      /* it was behind for long; the caller's to set, ends when it is up to date */
};

/* What feed_next found. */
enum feed_kind { FEED_NOTHING, FEED_SNAPSHOT, FEED_DELTA, FEED_TICK };

/* NULL without memory. */
struct feed *feed_create(const struct feed_options *options);
void feed_destroy(struct feed *feed);

/* Makes `board` the current one; takes a reference of its own. `patch` is the merge patch from
 * the board before, ignored for the first; empty if it would be too long to be held: whoever has an
 * older board gets the snapshot. `seq` is 1 for the first board and grows by one with
 * each (P5): ERR_INTERNAL otherwise. ERR_NO_MEMORY changes nothing. */
bool feed_publish(struct feed *feed, struct board *board, struct text patch, uint64_t seq,
                  int64_t at_ms, struct err *err);

/* The cursor of a client that says what it has. Another run, or a seq of the future: the empty
 * cursor. */
struct feed_cursor feed_resume(const struct feed *feed, const struct message_point *has);

/* The frame to send next, borrowed until the next call into the feed, and the cursor moved behind
 * it. FEED_NOTHING (and *frame NULL) if the cursor is up to date, no board was published yet, the
 * snapshot that it needs is still made, or without memory (then asked again it may succeed). */
enum feed_kind feed_next(struct feed *feed, struct feed_cursor *cursor, int64_t now_ms,
                         struct frame **frame);

/* The tick of the current board, borrowed as above. NULL before the first board and without
 * memory. */
struct frame *feed_tick(struct feed *feed, int64_t now_ms);

/* A snapshot of that board or a later one, as feed_next gives it. NULL as for feed_tick, and while
 * it is made: a long board takes several turns of the loop. */
struct frame *feed_snapshot(struct feed *feed, uint64_t min_seq, int64_t now_ms);

/* Whether a snapshot is in the making. Then feed_make goes on with it, for about a millisecond, and
 * returns whether there is more to do; in the end those who wait for it ask again. */
bool feed_is_making(const struct feed *feed);
bool feed_make(struct feed *feed, int64_t now_ms);

/* Run and seq of the current board; seq 0 before the first. */
const struct message_point *feed_point(const struct feed *feed);

#endif
