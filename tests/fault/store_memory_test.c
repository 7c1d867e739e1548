/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation fails, the store's own or SQLite's, for n = 1, 2, 3 ...: the job says so and
 * leaves nothing, and the next one succeeds.
 */
#include "store_job.h"

#include "failing_memory.h"

static int hook_sqlite(void **state)
{
    (void)state;
    return fail_hook_sqlite() ? 0 : -1;
}

static void a_job_without_memory_leaves_nothing(void **state)
{
    (void)state;
    struct buffer before = {0};
    struct buffer shown = {0};
    write_expected(2, &before);

    for (unsigned nth = 1;; nth += 1 + nth / 40) {
        struct fixture *fixture = NULL;
        struct err err = {0};
        (void)make_fixture((void **)&fixture);
        assert_true(run_version(fixture->store, 1, &err));
        assert_true(run_version(fixture->store, 2, &err));
        reopen(fixture); /* nothing remembered: every path allocates */

        fail_nth(nth);
        bool ok = run_version(fixture->store, 3, &err);
        bool reached = fail_end();

        if (!ok) {
            assert_int_equal(err.kind, ERR_NO_MEMORY);
            assert_int_equal(newest_version(fixture->store), 2);
            assert_string_equal(in_force_of(fixture->store, &shown), before.bytes);
            assert_true(run_version(fixture->store, 3, &err));
        }
        if (nth % 10 == 1) {
            assert_whole(fixture, 3);
        }
        (void)remove_fixture((void **)&fixture);
        if (!reached) {
            assert_true(ok);
            break;
        }
    }
    buffer_finish(&before);
    buffer_finish(&shown);
}

static void opening_without_memory_says_so(void **state)
{
    (void)state;
    struct fixture *fixture = NULL;
    struct err err = {0};
    (void)make_fixture((void **)&fixture);
    assert_true(run_version(fixture->store, 1, &err));
    store_close(fixture->store);

    for (unsigned nth = 1;; nth++) {
        fail_nth(nth);
        fixture->store = store_open(fixture->folder, NULL, &err);
        bool reached = fail_end();
        if (fixture->store && !reached) {
            break;
        }
        if (!fixture->store) {
            assert_int_equal(err.kind, ERR_NO_MEMORY);
        }
        store_close(fixture->store);
    }

    assert_whole(fixture, 1);
    (void)remove_fixture((void **)&fixture);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_without_memory_leaves_nothing),
        cmocka_unit_test(opening_without_memory_says_so),
    };

    return cmocka_run_group_tests(tests, hook_sqlite, NULL);
}
