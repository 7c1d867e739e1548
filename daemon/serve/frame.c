/* SPDX-License-Identifier: MIT */
#include "serve/frame.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct frame {
    unsigned references;
    struct buffer bytes; /* FRAME_HEADER_MAX bytes, of which the last header_len count; payload */
    size_t header_len;
    struct buffer *more; /* the payload's further pieces */
    size_t more_count;
    size_t payload_len; /* of all */
    size_t board_at;    /* in bytes */
    size_t behind_board;
    /* Of one piece: the whole event; else what stands before the payload. Empty until an event
     * stream needs it. */
    struct buffer event;
    struct message_point point;
    size_t *held_bytes; /* where it is counted in; NULL */
};

bool frame_begin(struct buffer *payload)
{
    static const char room[FRAME_HEADER_MAX] = {0};

    return buffer_append(payload, room, sizeof(room));
}

/* Writes the header of a whole text frame so that it ends where the payload begins. */
static size_t write_header(unsigned char *payload, size_t len)
{
    size_t length_bytes = len < 126 ? 0 : len < 65536 ? 2 : 8;
    unsigned char *at = payload - 2 - length_bytes;

    at[0] = 0x81;
    at[1] = (unsigned char)(length_bytes == 0 ? len : length_bytes == 2 ? 126 : 127);
    for (size_t i = 0; i < length_bytes; i++) {
        at[1 + length_bytes - i] = (unsigned char)((uint64_t)len >> (8 * i));
    }
    return 2 + length_bytes;
}

static void end_header(struct frame *frame)
{
    frame->header_len =
        write_header((unsigned char *)frame->bytes.bytes + FRAME_HEADER_MAX, frame->payload_len);
}

struct frame *frame_create(struct buffer *payload, const struct message_point *point)
{
    struct frame *frame = payload->has_failed ? NULL : calloc(1, sizeof(*frame));

    if (!frame) {
        buffer_finish(payload);
        return NULL;
    }
    frame->references = 1;
    frame->point = *point;
    frame->bytes = *payload;
    *payload = (struct buffer){0};
    frame->payload_len = frame->bytes.len - FRAME_HEADER_MAX;
    frame->board_at = FRAME_HEADER_MAX;
    end_header(frame);
    return frame;
}

bool frame_add(struct frame *frame, struct buffer *more)
{
    struct buffer *grown =
        more->has_failed ? NULL
                         : realloc(frame->more, (frame->more_count + 1) * sizeof(*frame->more));

    if (!grown) {
        buffer_finish(more);
        return false;
    }
    frame->more = grown;
    frame->more[frame->more_count++] = *more;
    frame->payload_len += more->len;
    *more = (struct buffer){0};
    end_header(frame);
    return true;
}

void frame_set_board(struct frame *frame, size_t before, size_t behind)
{
    frame->board_at = FRAME_HEADER_MAX + before;
    frame->behind_board = behind;
}

void frame_count_in(struct frame *frame, size_t *held_bytes)
{
    frame->held_bytes = held_bytes;
    *held_bytes += frame->payload_len;
}

struct frame *frame_share(struct frame *frame)
{
    frame->references++;
    return frame;
}

void frame_release(struct frame *frame)
{
    if (!frame || --frame->references > 0) {
        return;
    }
    if (frame->held_bytes) {
        *frame->held_bytes -= frame->payload_len;
    }
    for (size_t i = 0; i < frame->more_count; i++) {
        buffer_finish(&frame->more[i]);
    }
    free(frame->more);
    buffer_finish(&frame->bytes);
    buffer_finish(&frame->event);
    free(frame);
}

const struct message_point *frame_point(const struct frame *frame)
{
    return &frame->point;
}

/* --- forms --- */

static const char event_end[] = "\n\n";

/* The payload is compact JSON: it has no line break that the stream's format would see. */
static const struct buffer *event_of(struct frame *frame)
{
    struct buffer *event = &frame->event;

    if (event->len > 0) {
        return event;
    }
    (void)buffer_printf(event, "id: %s:%" PRIu64 "\ndata: ", frame->point.run, frame->point.seq);
    if (frame->more_count == 0) {
        (void)buffer_append(event, frame->bytes.bytes + FRAME_HEADER_MAX, frame->payload_len);
        (void)buffer_append_str(event, event_end);
    }
    if (event->has_failed) {
        buffer_finish(event);
    }
    return event;
}

size_t frame_len(const struct frame *frame, enum frame_form form)
{
    size_t around = frame->board_at - FRAME_HEADER_MAX + frame->behind_board;

    return form == FRAME_BOARD ? frame->payload_len - around
                               : frame->header_len + frame->payload_len;
}

size_t frame_piece_count(const struct frame *frame, enum frame_form form)
{
    bool has_ends = form == FRAME_EVENT && frame->more_count > 0;

    return 1 + frame->more_count + (has_ends ? 2 : 0);
}

/* The first piece has room for the header before `start`. */
static struct text payload_piece(const struct frame *frame, size_t index, size_t start)
{
    return index == 0 ? text_part(buffer_text(&frame->bytes), start, frame->bytes.len)
                      : buffer_text(&frame->more[index - 1]);
}

static struct text event_piece(struct frame *frame, size_t index)
{
    if (index == 0) {
        return buffer_text(event_of(frame));
    }
    return index <= frame->more_count + 1 ? payload_piece(frame, index - 1, FRAME_HEADER_MAX)
                                          : text_of(event_end);
}

static struct text board_piece(struct frame *frame, size_t index)
{
    struct text piece = payload_piece(frame, index, frame->board_at);

    return index == frame->more_count ? text_part(piece, 0, piece.len - frame->behind_board)
                                      : piece;
}

struct text frame_piece(struct frame *frame, enum frame_form form, size_t index)
{
    switch (form) {
    case FRAME_WEBSOCKET:
        break;
    case FRAME_EVENT:
        return event_piece(frame, index);
    case FRAME_BOARD:
        return board_piece(frame, index);
    }
    return payload_piece(frame, index, FRAME_HEADER_MAX - frame->header_len);
}
