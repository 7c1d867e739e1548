/* SPDX-License-Identifier: MIT */
/*
 * A message that is ready to be sent: framed once, shared by all who get it.
 *
 * For a WebSocket that is one text frame, unmasked, header and payload behind each other; for
 * Server-Sent Events `id: run:seq`, `data: payload` and a blank line. A long payload lies in
 * several pieces of memory, so that it is made, sent and freed without moving it as a whole. Loop
 * thread only: the references are not counted atomically.
 */
#ifndef PLUMB_SERVE_FRAME_H
#define PLUMB_SERVE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"
#include "serve/message.h"

struct frame;

/* Room that a frame's header needs in front of its payload. */
enum { FRAME_HEADER_MAX = 10 };

/* Begins a payload: appends the room for the header. Call on an empty buffer. */
bool frame_begin(struct buffer *payload);

/* Takes the buffer begun with frame_begin and makes a frame with one reference of it. The point
 * is its event's id. NULL without memory; the buffer is emptied in any case. */
struct frame *frame_create(struct buffer *payload, const struct message_point *point);

struct frame *frame_share(struct frame *frame);
void frame_release(struct frame *frame);

/* Adds to the payload of a frame that nobody else has yet; takes the buffer. False without memory
 * (and the buffer emptied). */
bool frame_add(struct frame *frame, struct buffer *more);

/* Says that a board stands inside the payload: all but so many bytes before and behind it. */
void frame_set_board(struct frame *frame, size_t before, size_t behind);

/* Adds its payload's length to *held_bytes, and takes it away again when the frame is freed: until
 * then the number must live. Once, when the payload is whole. */
void frame_count_in(struct frame *frame, size_t *held_bytes);

/* What is sent of it. */
enum frame_form { FRAME_WEBSOCKET, FRAME_EVENT, FRAME_BOARD };

/* How long the board is; in any other form, the WebSocket's frame. */
size_t frame_len(const struct frame *frame, enum frame_form form);

/* In how many pieces it is sent, and one of them: borrowed from the frame, never empty but without
 * memory. */
size_t frame_piece_count(const struct frame *frame, enum frame_form form);
struct text frame_piece(struct frame *frame, enum frame_form form, size_t index);

const struct message_point *frame_point(const struct frame *frame);

#endif
