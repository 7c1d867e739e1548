/* SPDX-License-Identifier: MIT */
/*
 * One connected socket: what is sent goes out in order and at once if the kernel takes it, and
 * waits here if not, without being copied.
 *
 * On the common way a send is one system call: no allocation, no copy, no request to be told when
 * the socket is writable. Only what the kernel did not take is remembered.
 *
 * Loop thread only. A line is part of its owner's memory; the owner finds itself from it.
 */
#ifndef PLUMB_SERVE_LINE_H
#define PLUMB_SERVE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/buffer.h"
#include "base/text.h"
#include "serve/frame.h"

struct line;
struct segment;

/* None runs inside a call into this module. After line_close only on_closed runs. */
struct line_events {
    void (*on_readable)(struct line *line); /* call line_read */
    void (*on_written)(
        struct line *line); /* some of what was waiting went out; all, if it is free */
    void (*on_broken)(struct line *line); /* the peer is gone; close it */
    void (*on_closed)(struct line *line); /* the memory is the owner's again */
};

struct line {
    uv_poll_t poll;
    const struct line_events *events;
    struct segment *first; /* waiting to be sent */
    struct segment *last;
    uint64_t *sent_bytes; /* counters of the owner's; see line_open */
    uint64_t *kept_bytes;
    int descriptor;
    int wanted; /* the poll events asked for */
    bool is_reading;
    bool is_watched; /* for its end, while nothing is read */
    bool is_closing;
};

enum line_result {
    LINE_SENT,    /* all of it is the kernel's */
    LINE_WAITING, /* the rest is kept and follows by itself */
    LINE_BROKEN   /* the peer is gone, or no memory; close it */
};

/* Takes the descriptor, which must not block. Adds what is sent to *sent_bytes, and has in
 * *kept_bytes what waits and is nobody else's. False (and the descriptor closed) if the loop cannot
 * watch it. */
bool line_open(struct line *line, uv_loop_t *loop, int descriptor, uint64_t *sent_bytes,
               uint64_t *kept_bytes, const struct line_events *events);

/* Closes the socket now, drops what is waiting; on_closed follows. */
void line_close(struct line *line);

/* Whether to be told that bytes came. */
void line_set_reading(struct line *line, bool is_reading);

/* While nothing is read: whether to be told (on_broken) if the peer breaks the connection. */
void line_watch_end(struct line *line, bool is_watched);

/* Reads what is there. 0: nothing now. -1: the peer has ended, or is gone. */
ptrdiff_t line_read(struct line *line, char *bytes, size_t size);

/* Nothing is waiting: what is sent next goes out next. */
bool line_is_free(const struct line *line);

/* Sends a frame, which is shared only if some of it has to wait. Of one that is long not more than
 * some in one turn of the loop: others have theirs. */
enum line_result line_send_frame(struct line *line, struct frame *frame, enum frame_form form);

/* Sends a buffer's bytes and takes them; the buffer is emptied. has_more: what belongs to them
 * follows at once. */
enum line_result line_send_taking(struct line *line, struct buffer *bytes, bool has_more);

/* Sends bytes that live as long as the program. */
enum line_result line_send_lasting(struct line *line, struct text bytes);

/* Sends a few bytes, copied if they have to wait. */
enum line_result line_send_copy(struct line *line, const void *bytes, size_t len);

/* How much the kernel may keep for a peer that does not take it; it allows itself twice that. */
void line_set_send_buffer(struct line *line, int bytes);

/* Says that nothing more will be sent. */
void line_end(struct line *line);

#endif
