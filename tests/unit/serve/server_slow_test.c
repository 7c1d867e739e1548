/* SPDX-License-Identifier: MIT */
#include "serve/push_client.h"

/* Publishes boards of 8 kB to a display that does not read and to one that does. */
static void publish_large(struct harness *of, int count, int reader, struct buffer *in)
{
    struct buffer large = {0};
    struct buffer payload = {0};

    for (int i = 0; i < count; i++) {
        buffer_clear(&large);
        (void)buffer_printf(&large, "\"%08d%8000s\"", i, "");
        harness_publish(of, large.bytes);
        assert_int_equal(push_take(of, reader, in, &payload), 1);
    }
    assert_true(harness_counters(of).slow > 0);
    buffer_finish(&large);
    buffer_finish(&payload);
}

/* Whole messages, numbers that only rise, and the newest at the end. */
static void assert_wakes(struct harness *of, int stuck, struct buffer *in)
{
    struct buffer payload = {0};
    uint64_t last = 0;

    while (last < of->seq) {
        assert_int_equal(push_take(of, stuck, in, &payload), 1);
        cJSON *message = cJSON_Parse(payload.bytes);
        assert_non_null(message);
        uint64_t seq = (uint64_t)cJSON_GetObjectItemCaseSensitive(message, "seq")->valuedouble;
        cJSON *from = cJSON_GetObjectItemCaseSensitive(message, "from");
        assert_true(from ? (uint64_t)from->valuedouble == last && seq == last + 1 : seq > last);
        last = seq;
        cJSON_Delete(message);
    }
    buffer_finish(&payload);
}

/* P8: it costs no memory, delays nobody, and gets the newest board whole when it wakes, be it that
 * what it missed is no longer held, or longer than the board. */
static void a_stuck_display_wakes_to_the_newest_board(void **state)
{
    (void)state;
    static const struct {
        int boards;
        uint32_t late_ms;
    } cases[] = {{2000, 3600000}, {300, 1}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct harness own;
        struct server_options options = harness_options();
        struct buffer stuck_in = {0};
        struct buffer in = {0};
        options.late_ms = cases[i].late_ms;
        harness_start(&own, &options);
        harness_publish(&own, "1");
        int stuck = push_open(&own, "/api/push", &stuck_in);
        int reader = push_open(&own, "/api/push", &in);
        assert_next(&own, reader, &in, "\"type\":\"snapshot\"");

        publish_large(&own, cases[i].boards, reader, &in);
        assert_wakes(&own, stuck, &stuck_in);

        assert_true(harness_counters(&own).skipped > 0);
        harness_stop(&own);
        (void)close(stuck);
        (void)close(reader);
        buffer_finish(&stuck_in);
        buffer_finish(&in);
    }
}

static void one_that_stays_stuck_is_closed_after_its_time(void **state)
{
    (void)state;
    struct harness own;
    struct server_options options = harness_options();
    struct buffer in = {0};
    struct buffer large = {0};
    options.stuck_timeout_ms = 50;

    harness_start(&own, &options);
    harness_publish(&own, "1");
    int client = push_open(&own, "/api/push", &in);
    (void)buffer_printf(&large, "\"%8000000s\"", "");
    harness_publish(&own, large.bytes);
    while (harness_counters(&own).websockets > 0) {
        (void)uv_run(&own.loop, UV_RUN_ONCE);
    }

    assert_int_equal(harness_counters(&own).closed_stuck, 1);
    harness_stop(&own);
    (void)close(client);
    buffer_finish(&in);
    buffer_finish(&large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stuck_display_wakes_to_the_newest_board),
        cmocka_unit_test(one_that_stays_stuck_is_closed_after_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
