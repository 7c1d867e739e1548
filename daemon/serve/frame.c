/* SPDX-License-Identifier: MIT */
#include "serve/frame.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct frame {
    unsigned references;
    struct buffer bytes; /* FRAME_HEADER_MAX bytes, of which the last header_len count; payload */
    size_t header_len;
    struct buffer event; /* empty until an event stream needs it */
    struct message_point point;
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
    frame->header_len = write_header((unsigned char *)frame->bytes.bytes + FRAME_HEADER_MAX,
                                     frame->bytes.len - FRAME_HEADER_MAX);
    return frame;
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
    buffer_finish(&frame->bytes);
    buffer_finish(&frame->event);
    free(frame);
}

struct text frame_websocket(const struct frame *frame)
{
    return text_part(buffer_text(&frame->bytes), FRAME_HEADER_MAX - frame->header_len,
                     frame->bytes.len);
}

struct text frame_payload(const struct frame *frame)
{
    return text_part(buffer_text(&frame->bytes), FRAME_HEADER_MAX, frame->bytes.len);
}

/* The payload is compact JSON: it has no line break that the stream's format would see. */
struct text frame_event(struct frame *frame)
{
    if (frame->event.len == 0) {
        struct text payload = frame_payload(frame);
        (void)buffer_reserve(&frame->event, payload.len + MESSAGE_RUN_MAX + 40);
        (void)buffer_printf(&frame->event, "id: %s:%" PRIu64 "\ndata: ", frame->point.run,
                            frame->point.seq);
        (void)buffer_append_text(&frame->event, payload);
        (void)buffer_append_str(&frame->event, "\n\n");
        if (frame->event.has_failed) {
            buffer_finish(&frame->event);
        }
    }
    return buffer_text(&frame->event);
}
