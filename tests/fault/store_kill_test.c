/* SPDX-License-Identifier: MIT */
/*
 * A child takes version after version and is killed at a moment nobody chose: the store opens
 * again, is sound, and shows exactly the version whose board it published last.
 */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "store_job.h"

enum { KILLS = 60 };

/* Never returns. Tells through the pipe that it has begun. */
static void take_versions(const struct fixture *fixture, int started)
{
    struct err err = {0};
    struct store *store = store_open(fixture->folder, NULL, &err);

    if (!store || write(started, "!", 1) != 1) {
        _exit(1);
    }
    for (unsigned n = newest_version(store) + 1;; n++) {
        if (!run_version(store, n, &err)) {
            _exit(1);
        }
    }
}

static void kill_after(struct fixture *fixture, long ns)
{
    int started[2];
    int status = 0;
    char byte;
    struct timespec pause = {.tv_nsec = ns};

    assert_int_equal(pipe(started), 0);
    pid_t child = fork();
    if (child == 0) {
        take_versions(fixture, started[1]);
    }
    (void)close(started[1]);
    assert_int_equal(read(started[0], &byte, 1), 1);
    (void)close(started[0]);
    (void)nanosleep(&pause, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void a_kill_at_any_moment_leaves_a_whole_version(void **state)
{
    struct fixture *fixture = *state;
    unsigned before = 0;
    struct err err = {0};

    for (int i = 0; i < KILLS; i++) {
        store_close(fixture->store);
        fixture->store = NULL;
        kill_after(fixture, (long)(i * 7919 % 20000) * 1000);

        fixture->store = store_open(fixture->folder, NULL, &err);
        assert_non_null(fixture->store);
        unsigned version = newest_version(fixture->store);
        assert_true(version >= before);
        before = version;
        if (i % 6 == 0) {
            assert_whole(fixture, version);
        }
        assert_sound(fixture);
    }
    assert_true(before > 0);
    assert_whole(fixture, before);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_kill_at_any_moment_leaves_a_whole_version, make_fixture,
                                        remove_fixture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
