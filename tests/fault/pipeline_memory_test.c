/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation of the loop's thread fails while a file is dropped, deleted, or the settings
 * change, for n = 1, 2, 3 ...: what the watch saw and the queue was to hold is not lost. The file
 * is on the board in the end, and off it when it is gone.
 */
#include <uv.h>

#include "job_world.h"

#include "app/pipeline.h"
#include "base/log.h"

#include "failing_memory.h"

/* Only ends a test that would hang. */
enum { LIMIT_MS = 90000 };

/* What is shown, and what has ended. */
struct scene {
    struct world world;
    uv_loop_t loop;
    struct pipeline *pipeline;
    uv_timer_t guard;
    bool is_too_late;
    bool is_ready;
    bool is_stopped;
    unsigned boards;
};

static void on_board(void *owner, struct board *board, struct text patch, int64_t seq,
                     int64_t at_utc_ms)
{
    struct scene *scene = owner;
    (void)patch;
    (void)at_utc_ms;

    assert_int_equal(seq, scene->world.seq + 1);
    board_release(scene->world.board);
    scene->world.board = board_share(board);
    scene->world.seq = seq;
    scene->boards++;
}

static void on_receipt(void *owner, const char *name)
{
    (void)owner;
    (void)name;
}

static void on_ready(void *owner)
{
    struct scene *scene = owner;

    scene->is_ready = true;
}

static void on_failed(void *owner, const struct err *err)
{
    (void)owner;
    fail_msg("%s", err->text);
}

static void on_stopped(void *owner)
{
    struct scene *scene = owner;

    scene->is_stopped = true;
}

static void on_too_late(uv_timer_t *guard)
{
    struct scene *scene = guard->data;

    scene->is_too_late = true;
}

/* Turns the loop until that holds. */
static void turn_until(struct scene *scene, bool (*holds)(const struct scene *scene, const char *),
                       const char *what)
{
    scene->is_too_late = false;
    (void)uv_timer_start(&scene->guard, on_too_late, LIMIT_MS, 0);
    while (!holds(scene, what)) {
        if (scene->is_too_late) {
            (void)fail_end();
            fail_msg("the board never shows: %s", what);
        }
        (void)uv_run(&scene->loop, UV_RUN_ONCE);
    }
    (void)uv_timer_stop(&scene->guard);
}

static bool is_ready(const struct scene *scene, const char *what)
{
    (void)what;
    return scene->is_ready;
}

static bool has_text(const struct scene *scene, const char *what)
{
    unsigned paused = fail_pause();
    struct buffer text = {0};

    assert_true(board_append_json(scene->world.board, &text));
    bool found = text_find(buffer_text(&text), what) >= 0;
    buffer_finish(&text);
    fail_resume(paused);
    return found;
}

static bool shows(const struct scene *scene, const char *what)
{
    return has_text(scene, what);
}

static bool shows_not(const struct scene *scene, const char *what)
{
    return !has_text(scene, what);
}

static int make_scene(void **state)
{
    static const struct pipeline_events events = {.on_board = on_board,
                                                  .on_receipt = on_receipt,
                                                  .on_ready = on_ready,
                                                  .on_failed = on_failed};
    struct scene *scene = calloc(1, sizeof(*scene));
    struct err err = {0};

    log_set_level(LOG_ERROR);
    world_init(&scene->world);
    scene->world.config.settle_ms = 5;
    scene->world.config.rescan_ms = 40;
    scene->world.config.withdraw_after_s = 0;
    scene->world.worker = worker_create(&scene->world.config, &err);
    assert_non_null(scene->world.worker);
    assert_int_equal(uv_loop_init(&scene->loop), 0);
    assert_int_equal(uv_timer_init(&scene->loop, &scene->guard), 0);
    scene->guard.data = scene;
    scene->pipeline = pipeline_start(&scene->loop, &scene->world.config, scene->world.worker,
                                     &events, scene, &err);
    assert_non_null(scene->pipeline);
    turn_until(scene, is_ready, "");
    *state = scene;
    return 0;
}

static int remove_scene(void **state)
{
    struct scene *scene = *state;

    pipeline_stop(scene->pipeline, on_stopped, scene);
    uv_close((uv_handle_t *)&scene->guard, NULL);
    while (uv_run(&scene->loop, UV_RUN_ONCE) != 0) {
    }
    assert_true(scene->is_stopped);
    assert_int_equal(uv_loop_close(&scene->loop), 0);
    assert_whole_database(&scene->world);
    world_finish(&scene->world);
    free(scene);
    return 0;
}

static void drop(struct scene *scene, unsigned number)
{
    char text[200];

    (void)snprintf(text, sizeof(text), "指标,时期,地区,数值\n甲数,2025-09,东镇,%u\n", number);
    world_write(&scene->world, "抽检.csv", text_of(text));
}

static void a_drop_that_the_loop_has_no_memory_for_is_taken_later(void **state)
{
    struct scene *scene = *state;
    unsigned was_spared = 0;
    unsigned number = 1000;

    /* Scans go on for ever, so there is no last allocation: a drop needs far fewer. */
    for (unsigned nth = 1; was_spared < 5; nth++) {
        char shown[40];
        (void)snprintf(shown, sizeof(shown), "\"value\":%u", ++number);
        fail_nth(nth);
        drop(scene, number);
        turn_until(scene, shows, shown);
        was_spared = fail_end() ? 0 : was_spared + 1;
    }
    assert_true(number > 1010);
}

static void a_loss_that_the_loop_has_no_memory_for_is_told_later(void **state)
{
    struct scene *scene = *state;
    unsigned was_spared = 0;
    unsigned rounds = 0;

    for (unsigned nth = 1; was_spared < 5; nth++, rounds++) {
        drop(scene, nth);
        turn_until(scene, shows, "\"东镇/甲数\":{");
        fail_nth(nth);
        world_delete(&scene->world, "抽检.csv");
        turn_until(scene, shows_not, "\"东镇/甲数\":{");
        was_spared = fail_end() ? 0 : was_spared + 1;
    }
    assert_true(rounds >= 7);
}

/* All that follow fail too, for a while: longer than a scan, a settling and a job. */
static void a_drop_in_a_famine_is_taken_when_it_is_over(void **state)
{
    struct scene *scene = *state;

    for (unsigned nth = 1; nth <= 15; nth += 7) {
        char shown[40];
        (void)snprintf(shown, sizeof(shown), "\"value\":%u", 2000 + nth);
        fail_from(nth);
        drop(scene, 2000 + nth);
        for (unsigned turns = 0; turns < 30; turns++) {
            (void)uv_run(&scene->loop, UV_RUN_ONCE);
        }
        assert_true(fail_end());
        turn_until(scene, shows, shown);
    }
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, make_scene, remove_scene)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SCENE_TEST(a_drop_that_the_loop_has_no_memory_for_is_taken_later),
        SCENE_TEST(a_loss_that_the_loop_has_no_memory_for_is_told_later),
        SCENE_TEST(a_drop_in_a_famine_is_taken_when_it_is_over),
    };

    fail_only_here();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
