/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/clock.h"
#include "base/err.h"
#include "serve/frame.h"
#include "serve/message.h"

static const struct message_point point = {.run = "k3f9", .seq = 42};
static const int64_t at_ms = 1789524902113; /* 2026-09-16T10:15:02.113+08:00 */

static int set_shanghai(void **state)
{
    (void)state;
    struct err err;

    return clock_set_zone("Asia/Shanghai", &err) ? 0 : -1;
}

static void assert_golden(const char *name, const struct buffer *message)
{
    char path[512];
    char golden[4096];

    (void)snprintf(path, sizeof(path), "%s/messages/%s", TEST_DATA_DIR, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(golden, 1, sizeof(golden) - 1, file);
    (void)fclose(file);
    golden[len] = '\0';
    golden[strcspn(golden, "\n")] = '\0';
    assert_string_equal(message->bytes, golden);
}

static void a_snapshot_is_the_golden_one(void **state)
{
    (void)state;
    struct buffer out = {0};

    assert_true(message_begin_snapshot(&out, &point, at_ms, "9f2c"));
    (void)buffer_append_str(&out, "{\"title\":\"看板\"}");
    assert_true(message_end_snapshot(&out));

    assert_golden("snapshot.json", &out);
    buffer_finish(&out);
}

static void a_delta_is_the_golden_one(void **state)
{
    (void)state;
    struct buffer out = {0};

    assert_true(message_append_delta(&out, &point, at_ms, TEXT("{\"title\":null}")));

    assert_golden("delta.json", &out);
    buffer_finish(&out);
}

static void a_tick_is_the_golden_one(void **state)
{
    (void)state;
    struct buffer out = {0};

    assert_true(message_append_tick(&out, &point, at_ms));

    assert_golden("tick.json", &out);
    buffer_finish(&out);
}

static void an_error_escapes_its_text(void **state)
{
    (void)state;
    struct buffer out = {0};

    assert_true(message_append_error(&out, "not_found", "没有 \"a\"\n"));

    assert_string_equal(out.bytes,
                        "{\"error\":{\"kind\":\"not_found\",\"text\":\"没有 \\\"a\\\"\\n\"}}");
    buffer_finish(&out);
}

static void reads_what_a_display_says_of_itself(void **state)
{
    (void)state;
    struct message_hello hello;

    assert_true(message_read_hello(TEXT(" {\"type\":\"hello\",\"display\":\"三楼会议室\","
                                        "\"screen\":\"1920x1080\",\"more\":[1]}\n"),
                                   &hello));

    assert_string_equal(hello.display, "三楼会议室");
    assert_string_equal(hello.screen, "1920x1080");
    assert_string_equal(hello.page, "");
}

static void refuses_what_is_no_hello(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "hello",
        "[]",
        "{}",
        "null",
        "{\"type\":\"snapshot\"}",
        "{\"type\":1}",
        "{\"type\":\"hello\",\"page\":7}",
        "{\"type\":\"hello\"} {}",
        "{\"type\":\"hello\"",
        "{\"type\":\"hello\",\"deep\":[[[[]]]]}",
    };
    struct message_hello hello;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(message_read_hello(text_of(texts[i]), &hello));
    }
}

static void a_long_name_is_cut_between_characters(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct message_hello hello;

    (void)buffer_append_str(&out, "{\"type\":\"hello\",\"display\":\"");
    for (int i = 0; i < 300; i++) {
        (void)buffer_append_str(&out, "室");
    }
    (void)buffer_append_str(&out, "\"}");

    assert_true(message_read_hello(buffer_text(&out), &hello));
    assert_int_equal(strlen(hello.display), 198);
    buffer_finish(&out);
}

static void reads_the_point_to_resume_from(void **state)
{
    (void)state;
    struct message_point read;

    assert_true(message_read_point(TEXT("k3f9:41"), &read));
    assert_string_equal(read.run, "k3f9");
    assert_int_equal(read.seq, 41);
    assert_false(message_read_point(TEXT("k3f9"), &read));
    assert_false(message_read_point(TEXT("k3f9:"), &read));
    assert_false(message_read_point(TEXT(":41"), &read));
    assert_false(message_read_point(TEXT("k3\"9:41"), &read));
    assert_false(message_read_point(TEXT("k3f9:9999999999999999999"), &read));
    assert_false(message_read_point(TEXT("k3f9:-1"), &read));
}

static struct frame *frame_of(size_t len)
{
    struct buffer payload = {0};

    (void)frame_begin(&payload);
    for (size_t i = 0; i < len; i++) {
        (void)buffer_append_str(&payload, "x");
    }
    return frame_create(&payload, &point);
}

static void a_frame_has_the_shortest_header(void **state)
{
    (void)state;
    static const struct {
        size_t len;
        size_t header_len;
        unsigned char header[10];
    } cases[] = {
        {2, 2, {0x81, 2}},
        {125, 2, {0x81, 125}},
        {126, 4, {0x81, 126, 0, 126}},
        {65535, 4, {0x81, 126, 0xFF, 0xFF}},
        {65536, 10, {0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct frame *frame = frame_of(cases[i].len);
        struct text bytes = frame_piece(frame, FRAME_WEBSOCKET, 0);
        assert_int_equal(bytes.len, cases[i].header_len + cases[i].len);
        assert_memory_equal(bytes.at, cases[i].header, cases[i].header_len);
        frame_release(frame);
    }
}

static void the_same_frame_serves_event_streams(void **state)
{
    (void)state;
    struct frame *frame = frame_of(3);

    struct text event = frame_piece(frame, FRAME_EVENT, 0);

    assert_int_equal(frame_piece_count(frame, FRAME_EVENT), 1);
    assert_true(text_equal_str(event, "id: k3f9:42\ndata: xxx\n\n"));
    assert_ptr_equal(event.at, frame_piece(frame, FRAME_EVENT, 0).at);

    frame_release(frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_is_the_golden_one),
        cmocka_unit_test(a_delta_is_the_golden_one),
        cmocka_unit_test(a_tick_is_the_golden_one),
        cmocka_unit_test(an_error_escapes_its_text),
        cmocka_unit_test(reads_what_a_display_says_of_itself),
        cmocka_unit_test(refuses_what_is_no_hello),
        cmocka_unit_test(a_long_name_is_cut_between_characters),
        cmocka_unit_test(reads_the_point_to_resume_from),
        cmocka_unit_test(a_frame_has_the_shortest_header),
        cmocka_unit_test(the_same_frame_serves_event_streams),
    };

    return cmocka_run_group_tests(tests, set_shanghai, NULL);
}
