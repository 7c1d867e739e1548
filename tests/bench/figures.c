/* SPDX-License-Identifier: MIT */
/*
 * What it costs to bring one change to the board, job by job, on a store that is there already.
 *
 *   bench_figures INBOX STATE
 *
 * Takes the files it is told of as the daemon does, on a clock that stands still but where it is
 * told to go on. Reads lines, answers each with one:
 *
 *   take NAME   the file is ready          took CPU_MS WALL_MS ENTRIES
 *   time        it is when the board says that it changes next by itself; the same answer
 *   memory                                 memory PEAK_KB
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "app/config.h"
#include "app/job.h"
#include "base/clock.h"
#include "base/err.h"
#include "model/board.h"

enum { NAME_MAX_LEN = 200, SECOND_MS = 1000 };

/* 2026-03-10T09:00:00+08:00 */
static const int64_t first_instant = 1773104400000;

struct bench {
    struct worker *worker;
    int64_t now_utc_ms;
    int64_t next_due_ms;
    size_t entries;
};

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_figures: %s\n", what);
    exit(1);
}

static double now_ms(clockid_t clock)
{
    struct timespec time;

    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec * 1000.0 + (double)time.tv_nsec / 1e6;
}

static void run(struct bench *bench, enum job_kind kind, const char *name)
{
    struct job *job = job_create(kind, name, name);

    if (!job) {
        die("no memory");
    }
    job->is_inbox_available = true;
    clock_fix_for_test(bench->now_utc_ms);
    double cpu_ms = now_ms(CLOCK_PROCESS_CPUTIME_ID);
    double wall_ms = now_ms(CLOCK_MONOTONIC);
    job_run(bench->worker, job);
    cpu_ms = now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu_ms;
    wall_ms = now_ms(CLOCK_MONOTONIC) - wall_ms;
    if (job->outcome != JOB_DONE || !job->board) {
        die(job->outcome == JOB_FAILED ? job->err.text : "the board did not change");
    }
    bench->entries = board_count(job->board, BOARD_INDICATOR);
    bench->next_due_ms = job->next_due_ms;
    (void)printf("took %.4f %.4f %zu\n", cpu_ms, wall_ms, bench->entries);
    (void)fflush(stdout);
    job_destroy(job);
}

static void say_memory(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    (void)printf("memory %ld\n", usage.ru_maxrss);
    (void)fflush(stdout);
}

static void obey(struct bench *bench, char *line)
{
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "take ", 5) == 0) {
        bench->now_utc_ms += SECOND_MS;
        run(bench, JOB_TAKE, line + 5);
    } else if (strcmp(line, "time") == 0) {
        bench->now_utc_ms = bench->next_due_ms;
        run(bench, JOB_REFRESH, NULL);
    } else if (strcmp(line, "memory") == 0) {
        say_memory();
    } else {
        die("what is that?");
    }
}

int main(int argc, char **argv)
{
    char words[][8] = {"plumbd", "serve", "--inbox", "--state"};
    char line[NAME_MAX_LEN];
    struct bench bench = {.now_utc_ms = first_instant};
    struct config config = {0};
    struct err err;

    if (argc != 3) {
        die("usage: bench_figures INBOX STATE");
    }
    char *arguments[] = {words[0], words[1], words[2], argv[1], words[3], argv[2], NULL};
    if (!config_read(&config, 6, arguments, &err) || !clock_set_zone(config.timezone, &err)) {
        die(err.text);
    }
    (void)mkdir(argv[1], 0755);
    (void)mkdir(argv[2], 0755);
    bench.worker = worker_create(&config, &err);
    if (!bench.worker) {
        die(err.text);
    }
    run(&bench, JOB_START, NULL);
    while (fgets(line, sizeof(line), stdin)) {
        obey(&bench, line);
    }
    worker_destroy(bench.worker);
    config_finish(&config);
    return 0;
}
