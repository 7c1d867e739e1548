/* SPDX-License-Identifier: MIT */
/*
 * The only place that knows what the wire says, both ways.
 *
 * Boards and patches come as ready JSON and are spliced in, never parsed again.
 */
#ifndef PLUMB_SERVE_MESSAGE_H
#define PLUMB_SERVE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

enum { MESSAGE_RUN_MAX = 32, MESSAGE_HELLO_MAX = 4096, MESSAGE_WORD_MAX = 200 };

/* A moment of a daemon's life: the run, and the number of the board. */
struct message_point {
    char run[MESSAGE_RUN_MAX];
    uint64_t seq;
};

/* What a display says of itself; "" where it does not. Cut to MESSAGE_WORD_MAX - 1 bytes, never
 * inside a character. */
struct message_hello {
    char display[MESSAGE_WORD_MAX];
    char screen[MESSAGE_WORD_MAX];
    char page[MESSAGE_WORD_MAX];
};

/* How long the end of a snapshot is. */
enum { MESSAGE_SNAPSHOT_END_LEN = 1 };

/* {"type":"snapshot",...,"board": and then, once the caller has appended the board, the end.
 * `build`
 * "" is left out. False without memory, as all below. */
bool message_begin_snapshot(struct buffer *out, const struct message_point *point,
                            int64_t sent_at_ms, const char *build);
bool message_end_snapshot(struct buffer *out);

/* {"type":"delta",...,"patch":{...}}: from the board before the point to the point. */
bool message_append_delta(struct buffer *out, const struct message_point *point, int64_t sent_at_ms,
                          struct text patch);

/* {"type":"tick",...} */
bool message_append_tick(struct buffer *out, const struct message_point *point, int64_t sent_at_ms);

/* {"error":{"kind":...,"text":...}} */
bool message_append_error(struct buffer *out, const char *kind, const char *text);

/* Reads what a client sent: UTF-8 text of at most MESSAGE_HELLO_MAX bytes. False if it is not a
 * hello: no object, too deep, another type, a member that is no text. */
bool message_read_hello(struct text text, struct message_hello *hello);

/* Reads `run:seq` as in Last-Event-ID. False if it is not that. */
bool message_read_point(struct text text, struct message_point *point);

/* Takes run and seq apart as in ?run=R&seq=N. False if they are not a run and a number. */
bool message_make_point(struct text run, struct text seq, struct message_point *point);

#endif
