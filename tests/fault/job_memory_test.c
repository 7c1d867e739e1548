/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation of a whole job fails, for n = 1, 2, 3 ...: reading, the store and SQLite, the
 * figures, the board, its difference. A job that fails says that memory is missing and changes
 * nothing; the next one brings the very board that a worker shows to whom nothing ever happened.
 */
#include <cjson/cJSON.h>

#include "job_world.h"

#include "failing_memory.h"

/* What is disturbed. */
struct trial {
    struct world disturbed;
    struct world calm;
    enum job_kind kind;
    const char *name;
    const char *missing; /* a file that is gone at the same time; NULL: none */
    /* Makes things so that the job has something to do, in both worlds; `round` counts from 0. */
    void (*prepare)(struct trial *trial, unsigned round);
    unsigned tries;    /* of two one lets only one fail, the other all that follow */
    bool is_cold;      /* the worker is a new one each time: nothing is remembered */
    char names[2][32]; /* of a file that is renamed again and again */
};

/* All of them with FAULT_EVERY=1 in the environment, which takes minutes with the sanitizers; else
 * the first hundreds, and then ever fewer. */
static unsigned after(unsigned nth, unsigned dense)
{
    return getenv("FAULT_EVERY") ? nth + 1 : nth + 1 + nth / dense;
}

/* A template's content with other figures: the digit behind the first `5` differs with the round,
 * and the second round leaves the last row off. */
static void write_both(struct trial *trial, const char *name, unsigned round)
{
    struct text content = template_get(text_of(name))->content;
    struct buffer bytes = {0};
    ptrdiff_t header = text_find(content, "\r\n");

    buffer_append_text(&bytes, content);
    for (size_t i = (size_t)header; i + 1 < bytes.len; i++) {
        if (bytes.bytes[i] == ',' && bytes.bytes[i + 1] >= '1' && bytes.bytes[i + 1] <= '9' &&
            bytes.bytes[i + 2] != '0' && memcmp(bytes.bytes + i + 1, "2025", 4) != 0) {
            bytes.bytes[i + 1] = (char)('1' + round % 4);
        }
    }
    buffer_printf(&bytes, "\r\n");
    for (unsigned i = 0; i < round; i++) {
        buffer_append_str(&bytes, "\r\n"); /* blank lines: another content in any case */
    }
    assert_false(bytes.has_failed);
    world_write(&trial->disturbed, name, buffer_text(&bytes));
    world_write(&trial->calm, name, buffer_text(&bytes));
    buffer_finish(&bytes);
}

static void run_both(struct trial *trial, enum job_kind kind, const char *name)
{
    world_run(&trial->disturbed, kind, name);
    world_run(&trial->calm, kind, name);
}

static void trial_begin(struct trial *trial)
{
    size_t count = 0;
    const struct template_file *templates = template_list(&count);

    clock_fix_for_test(WORLD_BEGINS_MS);
    world_init(&trial->disturbed);
    world_init(&trial->calm);
    world_start(&trial->disturbed);
    world_start(&trial->calm);
    for (size_t i = 0; i < count; i++) {
        write_both(trial, templates[i].name, 0);
        run_both(trial, JOB_TAKE, templates[i].name);
    }
    assert_same_board(&trial->disturbed, &trial->calm);
}

static void trial_end(struct trial *trial)
{
    assert_same_board(&trial->disturbed, &trial->calm);
    world_start(&trial->disturbed);
    world_start(&trial->calm);
    assert_same_board(&trial->disturbed, &trial->calm);
    assert_whole_database(&trial->disturbed);
    world_finish(&trial->disturbed);
    world_finish(&trial->calm);
    clock_fix_for_test(-1);
}

static struct job *job_of(const struct trial *trial)
{
    struct job *job = world_job(trial->kind, trial->name);

    if (trial->missing) {
        assert_true(job_add_missing(job, trial->missing));
    }
    return job;
}

/* One try. True if some allocation was still to fail; *is_done: the job has come about. */
static bool fails_soundly_at(struct trial *trial, unsigned nth, bool *is_done)
{
    if (trial->is_cold) {
        world_start(&trial->disturbed);
        world_start(&trial->calm);
    }
    struct job *job = job_of(trial);

    (trial->tries++ % 2 == 0 ? fail_nth : fail_from)(nth);
    job_run(trial->disturbed.worker, job);
    bool was_reached = fail_end();
    if (job->outcome == JOB_FAILED) {
        assert_true(was_reached);
        if (job->err.kind != ERR_NO_MEMORY) {
            fail_msg("allocation %u: %s", nth, job->err.text);
        }
        assert_null(job->board);
    }
    *is_done = world_show(&trial->disturbed, job) != JOB_FAILED;
    return was_reached;
}

static void disturb(struct trial *trial)
{
    bool is_done = true;
    bool was_reached = true;
    unsigned round = 0;
    unsigned nth = 1;

    for (; was_reached; nth = after(nth, trial->is_cold ? 60 : 200)) {
        if (is_done) {
            trial->prepare(trial, ++round);
        }
        was_reached = fails_soundly_at(trial, nth, &is_done);
        if (is_done) {
            struct job *job = job_of(trial);
            job_run(trial->calm.worker, job);
            assert_int_equal(world_show(&trial->calm, job), JOB_DONE);
            assert_same_board(&trial->disturbed, &trial->calm);
        }
    }
    print_message("    %d %s: %u allocations, done in spite of %u\n", trial->kind,
                  trial->name ? trial->name : "", nth, round - 1);
    assert_true(nth > 50);
}

static void prepare_version(struct trial *trial, unsigned round)
{
    write_both(trial, trial->name, round);
}

static void taking_a_version_without_memory_changes_nothing(void **state)
{
    (void)state;
    struct trial trial = {.kind = JOB_TAKE, .prepare = prepare_version};
    size_t count = 0;
    const struct template_file *templates = template_list(&count);

    trial_begin(&trial);
    for (size_t i = 0; i < count; i++) {
        trial.name = templates[i].name;
        disturb(&trial);
    }
    trial_end(&trial);
}

static void a_worker_that_remembers_nothing_changes_nothing_either(void **state)
{
    (void)state;
    struct trial trial = {.kind = JOB_TAKE, .prepare = prepare_version, .is_cold = true};

    trial_begin(&trial);
    trial.name = "inspections.csv";
    disturb(&trial);
    trial.name = "activities.csv";
    disturb(&trial);
    trial_end(&trial);
}

static void prepare_loss(struct trial *trial, unsigned round)
{
    write_both(trial, trial->name, round);
    run_both(trial, JOB_TAKE, trial->name);
    world_delete(&trial->disturbed, trial->name);
    world_delete(&trial->calm, trial->name);
}

static void withdrawing_without_memory_changes_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"inspections.csv", "activities.csv", "places.csv"};
    struct trial trial = {.kind = JOB_WITHDRAW, .prepare = prepare_loss};

    trial_begin(&trial);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        trial.name = names[i];
        disturb(&trial);
    }
    trial_end(&trial);
}

static void prepare_renaming(struct trial *trial, unsigned round)
{
    char *from = trial->names[(round - 1) % 2];
    char *to = trial->names[round % 2];

    if (round == 1) {
        (void)snprintf(from, sizeof(trial->names[0]), "0.csv");
        write_both(trial, "inspections.csv", 7);
        world_rename(&trial->disturbed, "inspections.csv", from);
        world_rename(&trial->calm, "inspections.csv", from);
        run_both(trial, JOB_TAKE, from);
    }
    (void)snprintf(to, sizeof(trial->names[0]), "%u.csv", round);
    world_rename(&trial->disturbed, from, to);
    world_rename(&trial->calm, from, to);
    trial->name = to;
    trial->missing = from;
}

static void renaming_without_memory_changes_nothing(void **state)
{
    (void)state;
    struct trial trial = {.kind = JOB_TAKE, .prepare = prepare_renaming};

    trial_begin(&trial);
    disturb(&trial);
    trial_end(&trial);
}

static void prepare_time(struct trial *trial, unsigned round)
{
    (void)round;
    clock_fix_for_test(trial->calm.next_due_ms);
}

static void time_that_passes_without_memory_changes_nothing(void **state)
{
    (void)state;
    struct trial trial = {.kind = JOB_REFRESH, .prepare = prepare_time};

    trial_begin(&trial);
    disturb(&trial);
    trial_end(&trial);
}

/* worker_create and the first job. True if that went well. */
static bool start_disturbed(struct trial *trial, struct err *err)
{
    struct world *world = &trial->disturbed;
    bool ok = false;

    world->worker = worker_create(&world->config, err);
    if (world->worker) {
        struct job *job = job_create(JOB_START, NULL, NULL);
        if (!job) {
            return err_set(err, ERR_NO_MEMORY, "job");
        }
        job->is_inbox_available = true;
        job_run(world->worker, job);
        *err = job->err;
        ok = job->outcome != JOB_FAILED;
        world->board = board_share(job->board);
        world->seq = job->seq;
        job_destroy(job);
    }
    return ok;
}

static void a_start_without_memory_says_so(void **state)
{
    (void)state;
    struct trial trial = {0};
    bool was_reached = true;

    trial_begin(&trial);
    for (unsigned nth = 1; was_reached; nth = after(nth, 200)) {
        struct err err = {0};
        worker_destroy(trial.disturbed.worker);
        board_release(trial.disturbed.board);
        trial.disturbed.board = NULL;

        (trial.tries++ % 2 == 0 ? fail_nth : fail_from)(nth);
        bool ok = start_disturbed(&trial, &err);
        was_reached = fail_end();

        if (ok) {
            assert_same_board(&trial.disturbed, &trial.calm);
        } else {
            assert_int_equal(err.kind, ERR_NO_MEMORY);
        }
    }
    trial_end(&trial);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(taking_a_version_without_memory_changes_nothing),
        cmocka_unit_test(a_worker_that_remembers_nothing_changes_nothing_either),
        cmocka_unit_test(withdrawing_without_memory_changes_nothing),
        cmocka_unit_test(renaming_without_memory_changes_nothing),
        cmocka_unit_test(time_that_passes_without_memory_changes_nothing),
        cmocka_unit_test(a_start_without_memory_says_so),
    };

    fail_hook_cjson();
    if (!fail_hook_sqlite()) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
