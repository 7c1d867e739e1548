/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "serve/websocket.h"

/* What the reader says of some bytes, event by event: "T:payload P: C1000 F1002". */
static void describe(struct websocket_reader *reader, struct text bytes, struct buffer *out)
{
    static const char letters[] = "NTPQCF";

    while (bytes.len > 0) {
        struct websocket_input input;
        enum websocket_event event = websocket_read(reader, &bytes, &input);
        if (event == WEBSOCKET_NOTHING || event == WEBSOCKET_FAULT || event == WEBSOCKET_CLOSE) {
            if (event != WEBSOCKET_NOTHING) {
                (void)buffer_printf(out, "%c%d ", letters[event], input.code);
            }
            return;
        }
        (void)buffer_printf(out, "%c:%.*s ", letters[event], TEXT_ARG(input.payload));
    }
}

static void add_frame(struct buffer *out, unsigned first, const char *payload)
{
    static const unsigned char mask[4] = {0x37, 0xFA, 0x21, 0x3D};
    unsigned char head[2] = {(unsigned char)first, (unsigned char)(0x80U | strlen(payload))};

    (void)buffer_append(out, head, 2);
    (void)buffer_append(out, mask, 4);
    for (size_t i = 0; payload[i] != '\0'; i++) {
        char byte = (char)(payload[i] ^ mask[i & 3U]);
        (void)buffer_append(out, &byte, 1);
    }
}

/* Several messages, fragments with control frames between them, a close. */
static struct buffer conversation(void)
{
    struct buffer bytes = {0};

    add_frame(&bytes, 0x81, "one");
    add_frame(&bytes, 0x01, "中");
    add_frame(&bytes, 0x89, "ping");
    add_frame(&bytes, 0x00, "\xE6\x96");
    add_frame(&bytes, 0x8A, "");
    add_frame(&bytes, 0x80, "\x87");
    add_frame(&bytes, 0x81, "");
    add_frame(&bytes, 0x88, "\x03\xE8 bye");
    return bytes;
}

static const char said[] = "T:one P:ping Q: T:中文 T: C1000 ";

static void reads_the_same_in_any_portions(void **state)
{
    (void)state;
    struct buffer bytes = conversation();

    for (size_t portion = 1; portion <= bytes.len; portion++) {
        struct websocket_reader reader = {.left = 0};
        struct buffer out = {0};
        for (size_t at = 0; at < bytes.len; at += portion) {
            describe(&reader, text_part(buffer_text(&bytes), at, portion), &out);
        }
        assert_string_equal(out.bytes, said);
        websocket_reader_finish(&reader);
        buffer_finish(&out);
    }
    buffer_finish(&bytes);
}

static void keeps_nothing_while_nothing_is_under_way(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    struct buffer out = {0};
    struct websocket_reader reader = {.left = 0};

    add_frame(&bytes, 0x81, "one");
    describe(&reader, buffer_text(&bytes), &out);
    describe(&reader, (struct text){"\x81", 1}, &out);

    assert_null(reader.message.bytes);
    assert_null(reader.control.bytes);
    websocket_reader_finish(&reader);
    buffer_finish(&bytes);
    buffer_finish(&out);
}

/* A text that is cut inside a character is refused wherever the cut is. */
static void refuses_utf8_that_is_cut_at_any_byte(void **state)
{
    (void)state;
    static const char text[] = "é中😀";

    for (size_t len = 1; len < sizeof(text); len++) {
        struct buffer bytes = {0};
        struct buffer out = {0};
        struct websocket_reader reader = {.left = 0};
        char part[sizeof(text)] = "";
        memcpy(part, text, len);
        add_frame(&bytes, 0x81, part);

        describe(&reader, buffer_text(&bytes), &out);

        bool is_whole = len == 2 || len == 5 || len == 9;
        assert_int_equal(out.bytes[0], is_whole ? 'T' : 'F');
        assert_int_equal(strstr(out.bytes, "F1007") != NULL, !is_whole);
        websocket_reader_finish(&reader);
        buffer_finish(&bytes);
        buffer_finish(&out);
    }
}

static void takes_messages_up_to_the_limit_and_no_byte_more(void **state)
{
    (void)state;
    static const struct {
        unsigned len;
        bool is_taken;
    } cases[] = {{125, true}, {126, true}, {4096, true}, {4097, false}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct websocket_reader reader = {.left = 0};
        struct buffer bytes = {0};
        struct websocket_input input;
        unsigned len = cases[i].len;
        unsigned char head[8] = {0x81, (unsigned char)(0x80U | (len < 126 ? len : 126)),
                                 (unsigned char)(len >> 8), (unsigned char)len};
        (void)buffer_append(&bytes, head, len < 126 ? 2 : 4);
        (void)buffer_append(&bytes, "\0\0\0\0", 4);
        for (unsigned at = 0; at < len; at++) {
            (void)buffer_append_str(&bytes, "a");
        }
        struct text rest = buffer_text(&bytes);

        enum websocket_event event = websocket_read(&reader, &rest, &input);

        assert_int_equal(event, cases[i].is_taken ? WEBSOCKET_TEXT : WEBSOCKET_FAULT);
        assert_int_equal(cases[i].is_taken ? input.payload.len : (size_t)input.code,
                         cases[i].is_taken ? len : 1009);
        websocket_reader_finish(&reader);
        buffer_finish(&bytes);
    }
}

static void every_close_code_is_known_or_refused(void **state)
{
    (void)state;

    for (int code = 0; code < 6000; code++) {
        struct websocket_reader reader = {.left = 0};
        struct websocket_input input;
        unsigned char frame[8] = {
            0x88, 0x82, 0, 0, 0, 0, (unsigned char)(code >> 8), (unsigned char)code};
        struct text bytes = {(const char *)frame, sizeof(frame)};
        bool is_known = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                        (code >= 3000 && code <= 4999);

        enum websocket_event event = websocket_read(&reader, &bytes, &input);

        assert_int_equal(event, is_known ? WEBSOCKET_CLOSE : WEBSOCKET_FAULT);
        assert_int_equal(input.code, is_known ? code : 1002);
        websocket_reader_finish(&reader);
    }
}

static void makes_close_frames_that_fit(void **state)
{
    (void)state;
    unsigned char out[WEBSOCKET_FRAME_MAX];
    char reason[301] = "";

    for (int i = 0; i < 100; i++) {
        memcpy(reason + 3 * i, "中", 4);
    }
    assert_int_equal(websocket_make_close(WEBSOCKET_NO_CODE, "", out), 2);
    size_t len = websocket_make_close(1001, reason, out);
    assert_int_equal(len, 4 + 123);
    assert_int_equal(out[1], 125);
    assert_int_equal(websocket_make_pong(TEXT("hi"), out), 4);
    assert_memory_equal(out, "\x8A\x02hi", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_same_in_any_portions),
        cmocka_unit_test(keeps_nothing_while_nothing_is_under_way),
        cmocka_unit_test(refuses_utf8_that_is_cut_at_any_byte),
        cmocka_unit_test(takes_messages_up_to_the_limit_and_no_byte_more),
        cmocka_unit_test(every_close_code_is_known_or_refused),
        cmocka_unit_test(makes_close_frames_that_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
