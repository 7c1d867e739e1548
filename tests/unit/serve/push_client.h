/* SPDX-License-Identifier: MIT */
/* A WebSocket client of the push, spoken by hand over a raw socket. */
#ifndef PLUMB_TESTS_SERVE_PUSH_CLIENT_H
#define PLUMB_TESTS_SERVE_PUSH_CLIENT_H

#include "serve/harness.h"

static const char handshake[] = "Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                "Sec-WebSocket-Version: 13\r\n";

/* Forgets so many bytes at the front. */
static inline void drop_front(struct buffer *in, size_t len)
{
    struct buffer rest = {0};

    (void)buffer_append_text(&rest, text_part(buffer_text(in), len, in->len));
    buffer_finish(in);
    *in = rest;
}

static inline int push_open(struct harness *of, const char *path, struct buffer *in)
{
    struct buffer request = {0};
    int client = client_open(of);

    (void)buffer_printf(&request, "GET %s HTTP/1.1\r\n%sSec-WebSocket-Protocol: plumb.v1\r\n\r\n",
                        path, handshake);
    client_send(client, buffer_text(&request));
    client_await(of, client, in, "\r\n\r\n");
    assert_int_equal(status_of(in->bytes), 101);
    drop_front(in, (size_t)text_find(buffer_text(in), "\r\n\r\n") + 4);
    buffer_finish(&request);
    return client;
}

/* Takes one whole frame from the front of in, reading as needed. Returns its opcode, -1 at the end
 * of the connection. The payload is NUL-terminated; the caller frees it. */
static inline int push_take(struct harness *of, int client, struct buffer *in,
                            struct buffer *payload)
{
    for (;;) {
        const unsigned char *at = (const unsigned char *)in->bytes;
        size_t head = in->len < 2 ? 2 : (at[1] & 0x7F) == 126 ? 4 : (at[1] & 0x7F) == 127 ? 10 : 2;
        size_t len = 0;
        if (in->len >= head) {
            assert_int_equal(at[1] & 0x80, 0); /* a server does not mask */
            for (size_t i = 2; i < head; i++) {
                len = len << 8 | at[i];
            }
            len = head == 2 ? at[1] & 0x7FU : len;
            if (in->len >= head + len) {
                int opcode = at[0] & 0x0F;
                assert_int_equal(at[0] & 0xF0, 0x80);
                buffer_clear(payload);
                (void)buffer_append(payload, in->bytes + head, len);
                drop_front(in, head + len);
                return opcode;
            }
        }
        if (!client_read_some(of, client, in)) {
            return -1;
        }
    }
}

static inline void assert_next(struct harness *of, int client, struct buffer *in, const char *text)
{
    struct buffer payload = {0};

    assert_int_equal(push_take(of, client, in, &payload), 1);
    if (text_find(buffer_text(&payload), text) < 0) {
        fail_msg("%s instead of %s", payload.bytes ? payload.bytes : "", text);
    }
    buffer_finish(&payload);
}

/* A masked frame. */
static inline void push_send(int client, int first, struct text payload)
{
    static const unsigned char mask[4] = {1, 2, 3, 4};
    struct buffer frame = {0};
    unsigned char head[4] = {(unsigned char)first, (unsigned char)(0x80U | payload.len)};
    size_t head_len = 2;

    if (payload.len > 125) {
        head[1] = 0x80U | 126;
        head[2] = (unsigned char)(payload.len >> 8);
        head[3] = (unsigned char)payload.len;
        head_len = 4;
    }
    (void)buffer_append(&frame, head, head_len);
    (void)buffer_append(&frame, mask, 4);
    for (size_t i = 0; i < payload.len; i++) {
        char byte = (char)(payload.at[i] ^ mask[i & 3U]);
        (void)buffer_append(&frame, &byte, 1);
    }
    client_send(client, buffer_text(&frame));
    buffer_finish(&frame);
}

/* The server must say goodbye with this code, and end. */
static inline void assert_closes(struct harness *of, int client, struct buffer *in, int code)
{
    struct buffer payload = {0};
    int opcode = 0;

    do {
        opcode = push_take(of, client, in, &payload);
    } while (opcode == 1);
    assert_int_equal(opcode, 8);
    assert_true(payload.len >= 2);
    const unsigned char *said = (const unsigned char *)(payload.len >= 2 ? payload.bytes : "\0");
    assert_int_equal(said[0] << 8 | said[1], code);
    assert_int_equal(push_take(of, client, in, &payload), -1);
    (void)close(client);
    buffer_finish(&payload);
    buffer_finish(in);
}

#endif
