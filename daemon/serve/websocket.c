/* SPDX-License-Identifier: MIT */
/*
 * A frame is read in two steps: its head, byte by byte into reader->head until the head says that
 * it is complete, and its payload, unmasked into the buffer of its kind. Whatever can be judged
 * from the head is judged there, before anything is stored.
 */
#include "serve/websocket.h"

#include <openssl/evp.h>
#include <string.h>

#include "serve/http.h"

enum opcode {
    OPCODE_CONTINUATION = 0,
    OPCODE_TEXT = 1,
    OPCODE_BINARY = 2,
    OPCODE_CLOSE = 8,
    OPCODE_PING = 9,
    OPCODE_PONG = 10
};

/* --- the handshake --- */

bool websocket_is_wanted(const struct http_head *head)
{
    return http_head_header(head, "upgrade").at != NULL ||
           http_head_header(head, "sec-websocket-key").at != NULL;
}

/* 16 bytes in base64: 22 digits and "==". */
static bool is_key(struct text key)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    if (key.len != 24 || key.at[22] != '=' || key.at[23] != '=') {
        return false;
    }
    for (size_t i = 0; i < 22; i++) {
        if (key.at[i] == '\0' || !strchr(digits, key.at[i])) {
            return false;
        }
    }
    return true;
}

int websocket_check(const struct http_head *head, const char **reason)
{
    struct text protocols = http_head_header(head, "sec-websocket-protocol");

    if (!http_equal_folded(http_head_header(head, "upgrade"), TEXT("websocket"))) {
        *reason = "只能升级到 websocket (only an upgrade to websocket is offered)";
        return 400;
    }
    if (!text_equal_str(http_head_header(head, "sec-websocket-version"), "13")) {
        *reason = "只支持 WebSocket 第 13 版 (only WebSocket version 13 is spoken)";
        return 426;
    }
    if (head->method != HTTP_GET ||
        !http_list_has(http_head_header(head, "connection"), "upgrade") ||
        !is_key(http_head_header(head, "sec-websocket-key"))) {
        *reason = "WebSocket 握手不合规范 (malformed WebSocket handshake)";
        return 400;
    }
    if (protocols.at && !http_list_has(protocols, WEBSOCKET_PROTOCOL)) {
        *reason = "只支持子协议 " WEBSOCKET_PROTOCOL " (only the subprotocol " WEBSOCKET_PROTOCOL
                  " is spoken)";
        return 400;
    }
    return 0;
}

bool websocket_append_accept(struct buffer *out, const struct http_head *head)
{
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    struct text key = http_head_header(head, "sec-websocket-key");
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned char accept[2 * EVP_MAX_MD_SIZE];
    unsigned digest_len = 0;
    char text[24 + sizeof(guid)];

    memcpy(text, key.at, 24);
    memcpy(text + 24, guid, sizeof(guid));
    if (EVP_Digest(text, 24 + sizeof(guid) - 1, digest, &digest_len, EVP_sha1(), NULL) != 1) {
        return false;
    }
    (void)EVP_EncodeBlock(accept, digest, (int)digest_len);
    (void)buffer_printf(out,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n",
                        (const char *)accept);
    if (http_head_header(head, "sec-websocket-protocol").at) {
        (void)buffer_append_str(out, "Sec-WebSocket-Protocol: " WEBSOCKET_PROTOCOL "\r\n");
    }
    return buffer_append_str(out, "\r\n");
}

/* --- the head of a frame --- */

static unsigned opcode_of(const struct websocket_reader *reader)
{
    return reader->head[0] & 0x0FU;
}

static bool is_control(const struct websocket_reader *reader)
{
    return (reader->head[0] & 0x08U) != 0;
}

static bool is_final(const struct websocket_reader *reader)
{
    return (reader->head[0] & 0x80U) != 0;
}

/* How long the head is, as far as its bytes so far say. */
static size_t head_len_needed(const struct websocket_reader *reader)
{
    unsigned short_len = reader->head[1] & 0x7FU;

    if (reader->head_len < 2) {
        return 2;
    }
    return 2U + (short_len == 126 ? 2U : short_len == 127 ? 8U : 0U) + 4U;
}

static uint64_t payload_len_of(const struct websocket_reader *reader)
{
    unsigned short_len = reader->head[1] & 0x7FU;
    size_t count = short_len == 126 ? 2 : short_len == 127 ? 8 : 0;
    uint64_t len = 0;

    for (size_t i = 0; i < count; i++) {
        len = len << 8 | reader->head[2 + i];
    }
    return count == 0 ? short_len : len;
}

static enum websocket_event fault(struct websocket_input *input, int code, const char *reason)
{
    input->code = code;
    input->reason = reason;
    return WEBSOCKET_FAULT;
}

/* Judges the first two bytes. */
static enum websocket_event check_start(const struct websocket_reader *reader,
                                        struct websocket_input *input)
{
    unsigned opcode = opcode_of(reader);

    if ((reader->head[0] & 0x70U) != 0) {
        return fault(input, WEBSOCKET_PROTOCOL_ERROR, "reserved bits");
    }
    if ((opcode > OPCODE_BINARY && opcode < OPCODE_CLOSE) || opcode > OPCODE_PONG) {
        return fault(input, WEBSOCKET_PROTOCOL_ERROR, "unknown opcode");
    }
    if ((reader->head[1] & 0x80U) == 0) {
        return fault(input, WEBSOCKET_PROTOCOL_ERROR, "not masked");
    }
    if (is_control(reader) && (!is_final(reader) || (reader->head[1] & 0x7FU) > 125)) {
        return fault(input, WEBSOCKET_PROTOCOL_ERROR, "malformed control frame");
    }
    if (!is_control(reader) && (opcode == OPCODE_CONTINUATION) != reader->is_in_message) {
        return fault(input, WEBSOCKET_PROTOCOL_ERROR, "fragments out of order");
    }
    if (opcode == OPCODE_BINARY) {
        return fault(input, WEBSOCKET_NOT_TEXT, "text only");
    }
    return WEBSOCKET_NOTHING;
}

/* Judges the complete head, and prepares for the payload. */
static enum websocket_event check_len(struct websocket_reader *reader,
                                      struct websocket_input *input)
{
    unsigned short_len = reader->head[1] & 0x7FU;
    uint64_t len = payload_len_of(reader);

    if ((short_len == 126 && len < 126) || (short_len == 127 && len < 65536) || len >> 63 != 0) {
        return fault(input, WEBSOCKET_PROTOCOL_ERROR, "malformed length");
    }
    if (!is_control(reader) && len + reader->message.len > WEBSOCKET_MESSAGE_MAX) {
        return fault(input, WEBSOCKET_TOO_BIG, "message too big");
    }
    reader->left = len;
    reader->taken = 0;
    return WEBSOCKET_NOTHING;
}

/* Takes bytes until the head is complete. */
static enum websocket_event take_head(struct websocket_reader *reader, struct text *bytes,
                                      struct websocket_input *input)
{
    while (bytes->len > 0 && reader->head_len < head_len_needed(reader)) {
        reader->head[reader->head_len++] = (unsigned char)bytes->at[0];
        *bytes = text_part(*bytes, 1, bytes->len);
        if (reader->head_len == 2 && check_start(reader, input) == WEBSOCKET_FAULT) {
            return WEBSOCKET_FAULT;
        }
        if (reader->head_len == head_len_needed(reader)) {
            return check_len(reader, input);
        }
    }
    return WEBSOCKET_NOTHING;
}

static bool is_head_complete(const struct websocket_reader *reader)
{
    return reader->head_len >= 2 && reader->head_len == head_len_needed(reader);
}

/* --- the payload --- */

static enum websocket_event take_payload(struct websocket_reader *reader, struct text *bytes,
                                         struct websocket_input *input)
{
    struct buffer *buffer = is_control(reader) ? &reader->control : &reader->message;
    const unsigned char *mask = reader->head + reader->head_len - 4;
    size_t len = bytes->len < reader->left ? bytes->len : (size_t)reader->left;

    if (!buffer_reserve(buffer, len)) {
        return fault(input, WEBSOCKET_TOO_BIG, "out of memory");
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes->at[i] ^ mask[(reader->taken + i) & 3U];
        buffer->bytes[buffer->len + i] = (char)byte;
    }
    buffer->len += len;
    reader->taken += len;
    reader->left -= len;
    *bytes = text_part(*bytes, len, bytes->len);
    return WEBSOCKET_NOTHING;
}

static bool is_valid_code(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

static enum websocket_event end_close(struct websocket_reader *reader,
                                      struct websocket_input *input)
{
    struct text payload = buffer_text(&reader->control);
    struct text reason = text_part(payload, 2, payload.len);

    input->code = WEBSOCKET_NO_CODE;
    if (payload.len == 0) {
        return WEBSOCKET_CLOSE;
    }
    if (payload.len >= 2) {
        input->code = (unsigned char)payload.at[0] << 8 | (unsigned char)payload.at[1];
    }
    if (payload.len == 1 || !is_valid_code(input->code)) {
        return fault(input, WEBSOCKET_PROTOCOL_ERROR, "malformed close");
    }
    if (text_valid_len(reason) != reason.len) {
        return fault(input, WEBSOCKET_NOT_UTF8, "not UTF-8");
    }
    return WEBSOCKET_CLOSE;
}

static enum websocket_event end_message(struct websocket_reader *reader,
                                        struct websocket_input *input)
{
    reader->is_in_message = !is_final(reader);
    if (reader->is_in_message) {
        return WEBSOCKET_NOTHING;
    }
    input->payload = buffer_text(&reader->message);
    if (text_valid_len(input->payload) != input->payload.len) {
        return fault(input, WEBSOCKET_NOT_UTF8, "not UTF-8");
    }
    return WEBSOCKET_TEXT;
}

/* The frame is complete. */
static enum websocket_event end_frame(struct websocket_reader *reader,
                                      struct websocket_input *input)
{
    reader->head_len = 0;
    if (!is_control(reader)) {
        return end_message(reader, input);
    }
    input->payload = buffer_text(&reader->control);
    switch (opcode_of(reader)) {
    case OPCODE_PING:
        return WEBSOCKET_PING;
    case OPCODE_PONG:
        return WEBSOCKET_PONG;
    default:
        return end_close(reader, input);
    }
}

/* What the last call lent is not needed any more; a message under way is. */
static void forget_lent(struct websocket_reader *reader)
{
    if (reader->head_len == 0) {
        buffer_finish(&reader->control);
        if (!reader->is_in_message) {
            buffer_finish(&reader->message);
        }
    }
}

enum websocket_event websocket_read(struct websocket_reader *reader, struct text *bytes,
                                    struct websocket_input *input)
{
    enum websocket_event event = WEBSOCKET_NOTHING;

    *input = (struct websocket_input){.reason = ""};
    forget_lent(reader);
    while (event == WEBSOCKET_NOTHING && bytes->len > 0) {
        if (!is_head_complete(reader)) {
            event = take_head(reader, bytes, input);
        }
        if (event == WEBSOCKET_NOTHING && is_head_complete(reader)) {
            event = take_payload(reader, bytes, input);
        }
        if (event == WEBSOCKET_NOTHING && is_head_complete(reader) && reader->left == 0) {
            event = end_frame(reader, input);
        }
    }
    return event;
}

bool websocket_is_under_way(const struct websocket_reader *reader)
{
    return reader->head_len > 0 || reader->is_in_message;
}

void websocket_reader_finish(struct websocket_reader *reader)
{
    buffer_finish(&reader->message);
    buffer_finish(&reader->control);
}

/* --- writing --- */

size_t websocket_make_close(int code, const char *reason, unsigned char out[WEBSOCKET_FRAME_MAX])
{
    struct text text = text_part(text_of(reason), 0, WEBSOCKET_CONTROL_MAX - 2);

    text.len = text_valid_len(text);
    out[0] = 0x80U | OPCODE_CLOSE;
    if (code == WEBSOCKET_NO_CODE) {
        out[1] = 0;
        return 2;
    }
    out[1] = (unsigned char)(2 + text.len);
    out[2] = (unsigned char)(code >> 8);
    out[3] = (unsigned char)(code & 0xFF);
    if (text.len > 0) {
        memcpy(out + 4, text.at, text.len);
    }
    return 4 + text.len;
}

size_t websocket_make_pong(struct text payload, unsigned char out[WEBSOCKET_FRAME_MAX])
{
    out[0] = 0x80U | OPCODE_PONG;
    out[1] = (unsigned char)payload.len;
    if (payload.len > 0) {
        memcpy(out + 2, payload.at, payload.len);
    }
    return 2 + payload.len;
}
