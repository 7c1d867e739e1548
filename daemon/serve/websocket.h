/* SPDX-License-Identifier: MIT */
/*
 * RFC 6455 for a server that hardly listens: the opening handshake, a strict reader of what a
 * display sends, and the small frames that we send besides messages.
 *
 * The reader takes bytes in any portions, keeps nothing while no message is under way, and gives
 * whole text messages of at most WEBSOCKET_MESSAGE_MAX bytes. Pure: no sockets.
 */
#ifndef PLUMB_SERVE_WEBSOCKET_H
#define PLUMB_SERVE_WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

struct http_head;

#define WEBSOCKET_PROTOCOL "plumb.v1"

enum {
    WEBSOCKET_MESSAGE_MAX = 4096,
    WEBSOCKET_CONTROL_MAX = 125,
    WEBSOCKET_FRAME_MAX = WEBSOCKET_CONTROL_MAX + 2 /* of the frames made here */
};

enum websocket_close {
    WEBSOCKET_NORMAL = 1000,
    WEBSOCKET_GOING_AWAY = 1001,
    WEBSOCKET_PROTOCOL_ERROR = 1002,
    WEBSOCKET_NOT_TEXT = 1003,
    WEBSOCKET_NO_CODE = 1005, /* never on the wire: a close frame without a code */
    WEBSOCKET_NOT_UTF8 = 1007,
    WEBSOCKET_NOT_ALLOWED = 1008,
    WEBSOCKET_TOO_BIG = 1009
};

/* --- the handshake --- */

/* Whether the request wants to become a WebSocket at all. */
bool websocket_is_wanted(const struct http_head *head);

/* 0 if it may, by RFC 6455, version 13, with our subprotocol or none; else the status with which
 * to refuse it, and *reason. */
int websocket_check(const struct http_head *head, const char **reason);

/* Appends the answer that makes a WebSocket of the connection. False without memory. */
bool websocket_append_accept(struct buffer *out, const struct http_head *head);

/* --- reading --- */

enum websocket_event {
    WEBSOCKET_NOTHING, /* all bytes were taken; more are needed */
    WEBSOCKET_TEXT,    /* a whole message */
    WEBSOCKET_PING,
    WEBSOCKET_PONG,
    WEBSOCKET_CLOSE, /* `code` as the peer gave it, or WEBSOCKET_NO_CODE */
    WEBSOCKET_FAULT  /* `code` says why; nothing further can be read */
};

/* Zeroed memory is a reader at the start. */
struct websocket_reader {
    unsigned char head[14]; /* of the frame under way */
    uint8_t head_len;
    bool is_in_message; /* a fragment came that was not the last */
    uint64_t left;      /* payload bytes of the frame under way */
    uint64_t taken;
    struct buffer message;
    struct buffer control;
};

struct websocket_input {
    struct text payload; /* borrowed until the next call */
    int code;
    const char *reason; /* of a fault, in English, short */
};

/* Takes bytes from the front of *bytes until something is complete. */
enum websocket_event websocket_read(struct websocket_reader *reader, struct text *bytes,
                                    struct websocket_input *input);

/* Whether something began that is not complete: a frame, or a message of several frames. */
bool websocket_is_under_way(const struct websocket_reader *reader);

void websocket_reader_finish(struct websocket_reader *reader);

/* --- writing --- */

/* A close frame with that code and reason (cut), and the answer to a ping. Return the length. */
size_t websocket_make_close(int code, const char *reason, unsigned char out[WEBSOCKET_FRAME_MAX]);
size_t websocket_make_pong(struct text payload, unsigned char out[WEBSOCKET_FRAME_MAX]);

#endif
