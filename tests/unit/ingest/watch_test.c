/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/err.h"
#include "ingest/watch.h"

/* A folder, a loop, and everything that the watch said, as one line each. */
struct fixture {
    char folder[64];
    uv_loop_t loop;
    struct watch_options options;
    struct watch *watch;
    char said[4096];
    char open_path[256]; /* of the last one that was ready */
    size_t ready;
    size_t scans;
    unsigned refuses; /* reports that nobody can take note of */
    size_t settling;
    bool is_stopped;
    uv_timer_t guard;
    bool is_too_late;
};

static void say(struct fixture *fixture, const char *what, const char *name)
{
    size_t len = strlen(fixture->said);

    if (len + 1 == sizeof(fixture->said)) {
        return; /* full: thousands are only counted */
    }
    (void)snprintf(fixture->said + len, sizeof(fixture->said) - len, "%s %s\n", what, name);
}

static bool on_file_ready(void *owner, const struct watch_file *file)
{
    struct fixture *fixture = owner;

    if (fixture->refuses > 0) {
        fixture->refuses--;
        return false;
    }
    if (!file->is_check) {
        fixture->ready++;
        (void)snprintf(fixture->open_path, sizeof(fixture->open_path), "%s", file->open_path);
        say(fixture, "ready", file->name);
    }
    return true;
}

static bool on_file_gone(void *owner, const char *name)
{
    struct fixture *fixture = owner;

    if (fixture->refuses > 0) {
        fixture->refuses--;
        return false;
    }
    say(owner, "gone", name);
    return true;
}

static void on_state(void *owner, enum watch_state state, const char *reason)
{
    static const char *const names[] = {"available", "missing", "lost"};
    (void)reason;

    say(owner, "state", names[state]);
}

static void on_scanned(void *owner, size_t settling)
{
    struct fixture *fixture = owner;

    fixture->scans++;
    fixture->settling = settling;
}

static void on_stopped(void *owner)
{
    struct fixture *fixture = owner;

    fixture->is_stopped = true;
}

static void on_too_late(uv_timer_t *guard)
{
    struct fixture *fixture = guard->data;

    fixture->is_too_late = true;
}

static void start(struct fixture *fixture)
{
    static const struct watch_events events = {on_file_ready, on_file_gone, on_state, on_scanned};
    struct err err;

    fixture->watch = watch_start(&fixture->loop, &fixture->options, &events, fixture, &err);
    assert_non_null(fixture->watch);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    (void)snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/plumb-watch-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    assert_int_equal(uv_loop_init(&fixture->loop), 0);
    (void)uv_timer_init(&fixture->loop, &fixture->guard);
    fixture->guard.data = fixture;
    fixture->options = watch_default_options(fixture->folder);
    fixture->options.settle_ms = 20;
    fixture->options.unclosed_ms = 60;
    fixture->options.rescan_ms = 50;
    fixture->options.gone_ms = 100;
    fixture->options.poll_settle_ms = 60;
    *state = fixture;
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;

    return remove(path);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    watch_stop(fixture->watch, on_stopped, fixture);
    uv_close((uv_handle_t *)&fixture->guard, NULL);
    (void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
    assert_true(fixture->is_stopped);
    assert_int_equal(uv_loop_close(&fixture->loop), 0);
    (void)nftw(fixture->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    assert_int_not_equal(access(fixture->folder, F_OK), 0);
    free(fixture);
    return 0;
}

/* Runs the loop until the watch has said it; fails after ten seconds. */
static void wait_for(struct fixture *fixture, const char *line)
{
    fixture->is_too_late = false;
    (void)uv_timer_start(&fixture->guard, on_too_late, 10000, 0);
    while (!strstr(fixture->said, line) && !fixture->is_too_late) {
        (void)uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    (void)uv_timer_stop(&fixture->guard);
    if (fixture->is_too_late) {
        fail_msg("never said: %s\nsaid:\n%s", line, fixture->said);
    }
}

static void wait_for_scans(struct fixture *fixture, size_t count)
{
    size_t wanted = fixture->scans + count;

    while (fixture->scans < wanted) {
        (void)uv_run(&fixture->loop, UV_RUN_ONCE);
    }
}

static const char *path_of(const struct fixture *fixture, const char *name)
{
    static char path[256];

    (void)snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
    return path;
}

static void write_file(const struct fixture *fixture, const char *name, const char *text)
{
    FILE *file = fopen(path_of(fixture, name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static size_t count_of(const struct fixture *fixture, const char *line)
{
    size_t count = 0;

    for (const char *at = strstr(fixture->said, line); at; at = strstr(at + 1, line)) {
        count++;
    }
    return count;
}

static void reports_a_file_that_was_there_before(void **state)
{
    struct fixture *fixture = *state;

    write_file(fixture, "a.csv", "x");
    start(fixture);

    wait_for(fixture, "ready a.csv\n");
}

static void reports_a_file_that_is_dropped_and_one_renamed_into_place(void **state)
{
    struct fixture *fixture = *state;
    char from[256];

    start(fixture);
    wait_for_scans(fixture, 1);
    write_file(fixture, "a.csv", "x");
    wait_for(fixture, "ready a.csv\n");
    write_file(fixture, "b.csv.tmp", "x");
    (void)snprintf(from, sizeof(from), "%s", path_of(fixture, "b.csv.tmp"));
    assert_int_equal(rename(from, path_of(fixture, "b.csv")), 0);

    wait_for(fixture, "ready b.csv\n");
}

static void does_not_report_a_file_that_a_writer_has_open(void **state)
{
    struct fixture *fixture = *state;

    start(fixture);
    wait_for_scans(fixture, 1);
    int fd = open(path_of(fixture, "a.csv"), O_CREAT | O_WRONLY, 0644);
    assert_int_equal(write(fd, "half", 4), 4);
    wait_for_scans(fixture, 6);
    assert_null(strstr(fixture->said, "ready"));
    assert_int_equal(write(fd, "whole", 5), 5);
    (void)close(fd);

    wait_for(fixture, "ready a.csv\n");
    assert_int_equal(count_of(fixture, "ready a.csv\n"), 1);
}

static void reports_each_change_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;

    start(fixture);
    write_file(fixture, "a.csv", "x");
    wait_for(fixture, "ready a.csv\n");
    wait_for_scans(fixture, 4);
    assert_int_equal(count_of(fixture, "ready a.csv\n"), 1);
    fixture->said[0] = '\0';
    write_file(fixture, "a.csv", "y");

    wait_for(fixture, "ready a.csv\n");
}

static void looks_into_folders_that_come_later(void **state)
{
    struct fixture *fixture = *state;

    start(fixture);
    wait_for_scans(fixture, 1);
    assert_int_equal(mkdir(path_of(fixture, "东镇"), 0755), 0);
    write_file(fixture, "东镇/a.csv", "x");
    wait_for(fixture, "ready 东镇/a.csv\n");
    write_file(fixture, "东镇/b.csv", "x");

    wait_for(fixture, "ready 东镇/b.csv\n");
}

static void ignores_what_is_no_sheet(void **state)
{
    struct fixture *fixture = *state;
    char target[256];

    write_file(fixture, "~$a.csv", "x");
    write_file(fixture, ".~lock.a.csv#", "x");
    write_file(fixture, "a.csv.part", "x");
    write_file(fixture, ".hidden.csv", "x");
    write_file(fixture, "notes.pdf", "x");
    write_file(fixture, "a.csv.回执.txt", "x");
    assert_int_equal(mkdir(path_of(fixture, "folder.csv"), 0755), 0);
    assert_int_equal(mkfifo(path_of(fixture, "fifo.csv"), 0644), 0);
    (void)snprintf(target, sizeof(target), "/etc/hostname");
    assert_int_equal(symlink(target, path_of(fixture, "outside.csv")), 0);
    start(fixture);
    wait_for_scans(fixture, 6);

    assert_string_equal(fixture->said, "");
}

static void follows_a_link_that_stays_inside(void **state)
{
    struct fixture *fixture = *state;

    write_file(fixture, "a.csv", "x");
    assert_int_equal(symlink("a.csv", path_of(fixture, "b.csv")), 0);
    start(fixture);

    wait_for(fixture, "ready b.csv\n");
}

static void waits_before_it_calls_a_file_gone(void **state)
{
    struct fixture *fixture = *state;

    start(fixture);
    write_file(fixture, "a.csv", "x");
    wait_for(fixture, "ready a.csv\n");
    assert_int_equal(unlink(path_of(fixture, "a.csv")), 0);
    wait_for_scans(fixture, 1);
    assert_true(watch_is_missing(fixture->watch, "a.csv"));

    wait_for(fixture, "gone a.csv\n");
}

/* Root may read everything, so the test becomes somebody else. */
static void keeps_the_files_of_a_folder_that_cannot_be_read(void **state)
{
    struct fixture *fixture = *state;
    bool is_root = geteuid() == 0;

    assert_int_equal(chmod(fixture->folder, 0777), 0);
    assert_true(!is_root || seteuid(65534) == 0);
    assert_int_equal(mkdir(path_of(fixture, "东镇"), 0700), 0);
    write_file(fixture, "东镇/a.csv", "x");
    start(fixture);
    wait_for(fixture, "ready 东镇/a.csv\n");
    assert_int_equal(chmod(path_of(fixture, "东镇"), 0), 0);
    wait_for_scans(fixture, 6);
    bool is_gone = strstr(fixture->said, "gone") != NULL;
    assert_int_equal(chmod(path_of(fixture, "东镇"), 0700), 0);
    fixture->said[0] = '\0';
    write_file(fixture, "东镇/a.csv", "y");
    wait_for(fixture, "ready 东镇/a.csv\n");
    assert_true(!is_root || seteuid(0) == 0);

    assert_false(is_gone);
}

/* A share shows both names as one file: the one that came later is meant, and it stays so. */
static void takes_the_newer_of_two_names_that_differ_in_case(void **state)
{
    struct fixture *fixture = *state;

    start(fixture);
    write_file(fixture, "A.csv", "x");
    wait_for(fixture, "ready A.csv\n");
    fixture->said[0] = '\0';
    write_file(fixture, "a.csv", "y");
    wait_for(fixture, "ready A.csv\n");
    wait_for_scans(fixture, 6);

    assert_int_equal(count_of(fixture, "ready A.csv\n"), 1);
    assert_string_equal(fixture->open_path, "a.csv");
}

static void withdraws_nothing_when_most_files_vanish_at_once(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"a.csv", "b.csv", "c.csv", "d.csv"};

    start(fixture);
    for (size_t i = 0; i < 4; i++) {
        char line[32];
        write_file(fixture, names[i], "x");
        (void)snprintf(line, sizeof(line), "ready %s\n", names[i]);
        wait_for(fixture, line);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(unlink(path_of(fixture, names[i])), 0);
    }
    wait_for(fixture, "state lost\n");
    wait_for_scans(fixture, 6);
    assert_null(strstr(fixture->said, "gone"));
    write_file(fixture, "a.csv", "x");

    wait_for(fixture, "state available\n");
}

static void waits_anew_for_each_file_when_a_loss_is_over(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"a.csv", "b.csv", "c.csv", "d.csv"};

    fixture->options.gone_ms = 300;
    start(fixture);
    for (size_t i = 0; i < 4; i++) {
        char line[32];
        write_file(fixture, names[i], "x");
        (void)snprintf(line, sizeof(line), "ready %s\n", names[i]);
        wait_for(fixture, line);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(unlink(path_of(fixture, names[i])), 0);
    }
    wait_for(fixture, "state lost\n");
    int64_t lost_ms = clock_monotonic_ms();
    while (clock_monotonic_ms() - lost_ms < 2 * fixture->options.gone_ms) {
        wait_for_scans(fixture, 1);
    }
    write_file(fixture, "a.csv", "x");
    write_file(fixture, "b.csv", "x");
    wait_for(fixture, "state available\n");
    assert_null(strstr(fixture->said, "gone"));

    wait_for(fixture, "gone d.csv\n");
}

static void believes_a_loss_that_is_meant(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"a.csv", "b.csv", "c.csv", "d.csv"};

    start(fixture);
    for (size_t i = 0; i < 4; i++) {
        char line[32];
        write_file(fixture, names[i], "x");
        (void)snprintf(line, sizeof(line), "ready %s\n", names[i]);
        wait_for(fixture, line);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(unlink(path_of(fixture, names[i])), 0);
    }
    wait_for(fixture, "state lost\n");
    watch_accept_losses(fixture->watch);

    wait_for(fixture, "gone a.csv\n");
    wait_for(fixture, "gone d.csv\n");
}

static void says_when_the_folder_goes_and_comes_back(void **state)
{
    struct fixture *fixture = *state;

    start(fixture);
    write_file(fixture, "a.csv", "x");
    wait_for(fixture, "ready a.csv\n");
    assert_int_equal(unlink(path_of(fixture, "a.csv")), 0);
    assert_int_equal(rmdir(fixture->folder), 0);
    wait_for(fixture, "state missing\n");
    assert_int_equal(mkdir(fixture->folder, 0755), 0);
    wait_for(fixture, "state lost\n");
    assert_null(strstr(fixture->said, "gone"));
    fixture->said[0] = '\0';
    write_file(fixture, "a.csv", "x");

    wait_for(fixture, "state available\n");
    wait_for(fixture, "ready a.csv\n");
}

static void finds_files_by_scans_alone(void **state)
{
    struct fixture *fixture = *state;

    fixture->options.force_polling = true;
    start(fixture);
    assert_true(watch_is_polling(fixture->watch));
    write_file(fixture, "a.csv", "x");

    wait_for(fixture, "ready a.csv\n");
}

static void knows_a_file_again_that_was_expected(void **state)
{
    struct fixture *fixture = *state;
    struct stat stat_buffer;
    struct err err;

    write_file(fixture, "a.csv", "x");
    assert_int_equal(stat(path_of(fixture, "a.csv"), &stat_buffer), 0);
    struct file_identity identity = {
        .size = stat_buffer.st_size,
        .mtime_ns = (int64_t)stat_buffer.st_mtim.tv_sec * 1000000000 + stat_buffer.st_mtim.tv_nsec,
        .ctime_ns = (int64_t)stat_buffer.st_ctim.tv_sec * 1000000000 + stat_buffer.st_ctim.tv_nsec,
        .inode = stat_buffer.st_ino,
        .device = stat_buffer.st_dev,
    };
    start(fixture);
    assert_true(watch_expect(fixture->watch, "a.csv", &identity, &err));
    wait_for_scans(fixture, 4);

    assert_string_equal(fixture->said, "");
}

static void reports_a_file_again_when_asked_to(void **state)
{
    struct fixture *fixture = *state;

    start(fixture);
    write_file(fixture, "a.csv", "x");
    wait_for(fixture, "ready a.csv\n");
    fixture->said[0] = '\0';
    watch_look_again(fixture->watch, "a.csv", 30);

    wait_for(fixture, "ready a.csv\n");
}

static void reports_again_what_nobody_could_take_note_of(void **state)
{
    struct fixture *fixture = *state;

    fixture->refuses = 2;
    start(fixture);
    write_file(fixture, "a.csv", "x");
    wait_for(fixture, "ready a.csv\n");
    assert_int_equal(fixture->refuses, 0);

    fixture->refuses = 2;
    assert_int_equal(unlink(path_of(fixture, "a.csv")), 0);
    wait_for(fixture, "gone a.csv\n");
    assert_int_equal(fixture->refuses, 0);
}

static void misses_none_of_twenty_thousand_while_the_loop_is_busy(void **state)
{
    struct fixture *fixture = *state;
    char name[32];

    start(fixture);
    wait_for_scans(fixture, 1);
    for (int i = 0; i < 20000; i++) { /* more events than the kernel's queue holds */
        (void)snprintf(name, sizeof(name), "f%05d.csv", i);
        write_file(fixture, name, "x");
    }
    fixture->is_too_late = false;
    (void)uv_timer_start(&fixture->guard, on_too_late, 60000, 0);
    while (fixture->ready < 20000 && !fixture->is_too_late) {
        (void)uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    (void)uv_timer_stop(&fixture->guard);

    assert_int_equal(fixture->ready, 20000);
}

#define WATCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(reports_a_file_that_was_there_before),
        WATCH_TEST(reports_a_file_that_is_dropped_and_one_renamed_into_place),
        WATCH_TEST(does_not_report_a_file_that_a_writer_has_open),
        WATCH_TEST(reports_each_change_and_nothing_else),
        WATCH_TEST(looks_into_folders_that_come_later),
        WATCH_TEST(ignores_what_is_no_sheet),
        WATCH_TEST(follows_a_link_that_stays_inside),
        WATCH_TEST(waits_before_it_calls_a_file_gone),
        WATCH_TEST(keeps_the_files_of_a_folder_that_cannot_be_read),
        WATCH_TEST(takes_the_newer_of_two_names_that_differ_in_case),
        WATCH_TEST(withdraws_nothing_when_most_files_vanish_at_once),
        WATCH_TEST(waits_anew_for_each_file_when_a_loss_is_over),
        WATCH_TEST(believes_a_loss_that_is_meant),
        WATCH_TEST(says_when_the_folder_goes_and_comes_back),
        WATCH_TEST(finds_files_by_scans_alone),
        WATCH_TEST(knows_a_file_again_that_was_expected),
        WATCH_TEST(reports_a_file_again_when_asked_to),
        WATCH_TEST(reports_again_what_nobody_could_take_note_of),
        WATCH_TEST(misses_none_of_twenty_thousand_while_the_loop_is_busy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
