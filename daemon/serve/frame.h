/* SPDX-License-Identifier: MIT */
/*
 * A message that is ready to be sent: framed once, shared by all who get it.
 *
 * For a WebSocket that is one text frame, unmasked, header and payload in one piece; for
 * Server-Sent Events `id: run:seq`, `data: payload` and a blank line, made when the first such
 * client needs it. Loop thread only: the references are not counted atomically.
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

/* The bytes for a WebSocket, for an event stream (empty without memory), and the payload. Borrowed
 * from the frame. */
struct text frame_websocket(const struct frame *frame);
struct text frame_event(struct frame *frame);
struct text frame_payload(const struct frame *frame);

#endif
