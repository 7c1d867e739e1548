/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "app/job.h"
#include "app/queue.h"

static void put(struct queue *queue, const char *name, int64_t size, int64_t now_ms,
                int64_t delay_ms)
{
    struct job *job = job_create(JOB_TAKE, name, name);

    assert_non_null(job);
    job->identity.size = size;
    queue_put(queue, job, now_ms, delay_ms);
}

static void expect_next(struct queue *queue, int64_t now_ms, const char *name)
{
    struct job *job = queue_take(queue, now_ms);

    assert_non_null(job);
    assert_string_equal(job->name, name);
    job_destroy(job);
}

static void a_small_file_passes_a_large_one(void **state)
{
    (void)state;
    struct queue queue = {0};

    put(&queue, "large", 900, 0, 0);
    put(&queue, "small", 10, 5, 0);

    expect_next(&queue, 6, "small");
    expect_next(&queue, 6, "large");
    assert_null(queue_take(&queue, 6));
    queue_finish(&queue);
}

static void files_of_one_size_keep_their_order(void **state)
{
    (void)state;
    struct queue queue = {0};

    put(&queue, "first", 10, 0, 0);
    put(&queue, "second", 10, 0, 0);
    put(&queue, "third", 10, 0, 0);

    expect_next(&queue, 1, "first");
    expect_next(&queue, 1, "second");
    put(&queue, "fourth", 10, 1, 0);
    expect_next(&queue, 1, "third");
    expect_next(&queue, 1, "fourth");
    queue_finish(&queue);
}

static void no_file_is_passed_for_ever(void **state)
{
    (void)state;
    struct queue queue = {0};

    put(&queue, "large", 900, 0, 0);
    put(&queue, "small", 10, QUEUE_PATIENCE_MS, 0);

    expect_next(&queue, QUEUE_PATIENCE_MS + 1, "large");
    queue_finish(&queue);
}

static void a_job_that_is_put_off_waits_for_its_time(void **state)
{
    (void)state;
    struct queue queue = {0};

    put(&queue, "later", 1, 0, 100);
    put(&queue, "now", 900, 0, 0);

    expect_next(&queue, 99, "now");
    assert_null(queue_take(&queue, 99));
    expect_next(&queue, 100, "later");
    queue_finish(&queue);
}

static void a_file_saved_again_keeps_its_one_place(void **state)
{
    (void)state;
    struct queue queue = {0};

    put(&queue, "saved", 10, 0, 0);
    put(&queue, "other", 10, 1, 0);
    put(&queue, "saved", 10, 2, 0);

    assert_int_equal(queue.count, 2);
    expect_next(&queue, 3, "saved");
    expect_next(&queue, 3, "other");
    queue_finish(&queue);
}

static void a_file_that_came_back_after_its_end_has_a_new_place(void **state)
{
    (void)state;
    struct queue queue = {0};

    put(&queue, "file", 10, 0, 0);
    queue_put(&queue, job_create(JOB_WITHDRAW, "file", NULL), 1, 0);
    put(&queue, "file", 10, 2, 0);

    assert_int_equal(queue.count, 3);
    queue_finish(&queue);
}

static void a_look_at_the_bytes_does_not_replace_a_taking(void **state)
{
    (void)state;
    struct queue queue = {0};
    struct job *check = job_create(JOB_TAKE, "file", "file");

    put(&queue, "file", 10, 0, 0);
    check->is_check = true;
    queue_put(&queue, check, 1, 0);

    struct job *job = queue_take(&queue, 2);
    assert_false(job->is_check);
    job_destroy(job);
    assert_null(queue_take(&queue, 2));
}

static void counts_and_frees_what_is_left(void **state)
{
    (void)state;
    struct queue queue = {0};

    put(&queue, "one", 1, 0, 0);
    put(&queue, "two", 2, 0, 0);

    assert_int_equal(queue.count, 2);
    queue_finish(&queue);
    assert_int_equal(queue.count, 0);
    assert_null(queue_take(&queue, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_file_passes_a_large_one),
        cmocka_unit_test(files_of_one_size_keep_their_order),
        cmocka_unit_test(no_file_is_passed_for_ever),
        cmocka_unit_test(a_job_that_is_put_off_waits_for_its_time),
        cmocka_unit_test(a_file_saved_again_keeps_its_one_place),
        cmocka_unit_test(a_file_that_came_back_after_its_end_has_a_new_place),
        cmocka_unit_test(a_look_at_the_bytes_does_not_replace_a_taking),
        cmocka_unit_test(counts_and_frees_what_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
