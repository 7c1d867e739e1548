/* SPDX-License-Identifier: MIT */
/*
 * An inbox, a store and a worker that takes files as the daemon does, on a clock that stands still.
 *
 * Two worlds to which the same happens show the same board, byte for byte: so one can be disturbed
 * and the other not.
 */
#ifndef PLUMB_TESTS_FAULT_JOB_WORLD_H
#define PLUMB_TESTS_FAULT_JOB_WORLD_H

#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config.h"
#include "app/job.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/text.h"
#include "ingest/template.h"
#include "model/board.h"
#include "unit.h"

/* 2025-10-08T09:00:00+08:00, after the days of which the templates speak. */
#define WORLD_BEGINS_MS INT64_C(1759885200000)

struct world {
    char root[256];
    char inbox[300];
    char state[300];
    struct config config;
    struct worker *worker;
    struct board *board; /* what is shown; NULL: nothing yet */
    int64_t seq;
    int64_t next_due_ms;
};

static inline int remove_one(const char *path, const struct stat *info, int type,
                             struct FTW *position)
{
    (void)info;
    (void)type;
    (void)position;
    return remove(path);
}

static inline void world_init(struct world *world)
{
    char words[][12] = {"plumbd", "serve", "--inbox", "--state", "--receipts"};
    char receipts[300];
    const char *temp = getenv("TMPDIR");
    struct err err = {0};

    *world = (struct world){0};
    (void)snprintf(world->root, sizeof(world->root), "%s/plumb-fault-XXXXXX", temp ? temp : "/tmp");
    assert_non_null(mkdtemp(world->root));
    (void)snprintf(world->inbox, sizeof(world->inbox), "%s/inbox", world->root);
    (void)snprintf(world->state, sizeof(world->state), "%s/state", world->root);
    (void)snprintf(receipts, sizeof(receipts), "%s/receipts", world->root);
    assert_int_equal(mkdir(world->inbox, 0755), 0);
    assert_int_equal(mkdir(world->state, 0755), 0);
    assert_int_equal(mkdir(receipts, 0755), 0);
    char *arguments[] = {words[0],     words[1], words[2], world->inbox, words[3],
                         world->state, words[4], receipts, NULL};
    assert_true(config_read(&world->config, 8, arguments, &err));
    assert_true(clock_set_zone(world->config.timezone, &err));
}

static inline void world_finish(struct world *world)
{
    worker_destroy(world->worker);
    board_release(world->board);
    config_finish(&world->config);
    assert_int_equal(nftw(world->root, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Writes the file; its identity is what a scan of the folder would say. */
static inline void world_write(const struct world *world, const char *name, struct text content)
{
    char path[600];

    (void)snprintf(path, sizeof(path), "%s/%s", world->inbox, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.at, 1, content.len, file), content.len);
    assert_int_equal(fclose(file), 0);
}

static inline void world_delete(const struct world *world, const char *name)
{
    char path[600];

    (void)snprintf(path, sizeof(path), "%s/%s", world->inbox, name);
    assert_int_equal(unlink(path), 0);
}

static inline void world_rename(const struct world *world, const char *from, const char *to)
{
    char paths[2][600];

    (void)snprintf(paths[0], sizeof(paths[0]), "%s/%s", world->inbox, from);
    (void)snprintf(paths[1], sizeof(paths[1]), "%s/%s", world->inbox, to);
    assert_int_equal(rename(paths[0], paths[1]), 0);
}

/* A job as the pipeline would make it. */
static inline struct job *world_job(enum job_kind kind, const char *name)
{
    struct job *job = job_create(kind, name, name);

    assert_non_null(job);
    job->is_inbox_available = true;
    return job;
}

/* Shows what the job has brought. Takes the job. */
static inline enum job_outcome world_show(struct world *world, struct job *job)
{
    enum job_outcome outcome = job->outcome;

    if (job->board) {
        assert_int_equal(job->seq, world->seq + 1);
        board_release(world->board);
        world->board = board_share(job->board);
        world->seq = job->seq;
    }
    if (outcome == JOB_DONE) {
        world->next_due_ms = job->next_due_ms;
    }
    job_destroy(job);
    return outcome;
}

/* Runs one job that must succeed. */
static inline void world_run(struct world *world, enum job_kind kind, const char *name)
{
    struct job *job = world_job(kind, name);

    job_run(world->worker, job);
    if (job->outcome == JOB_FAILED) {
        fail_msg("%s: %s", name ? name : "", job->err.text);
    }
    (void)world_show(world, job);
}

/* Starts the daemon's middle; what was shown by an earlier start is forgotten. */
static inline void world_start(struct world *world)
{
    struct err err = {0};

    worker_destroy(world->worker);
    board_release(world->board);
    world->board = NULL;
    world->seq = 0;
    world->worker = worker_create(&world->config, &err);
    if (!world->worker) {
        fail_msg("%s", err.text);
    }
    world_run(world, JOB_START, NULL);
}

static inline void assert_same_board(const struct world *a, const struct world *b)
{
    struct buffer texts[2] = {{0}};

    assert_true(board_append_json(a->board, &texts[0]));
    assert_true(board_append_json(b->board, &texts[1]));
    assert_string_equal(texts[0].bytes, texts[1].bytes);
    buffer_finish(&texts[0]);
    buffer_finish(&texts[1]);
}

/* The database is whole, by SQLite's own check. */
static inline void assert_whole_database(const struct world *world)
{
    char path[600];
    sqlite3 *database = NULL;
    sqlite3_stmt *check = NULL;

    (void)snprintf(path, sizeof(path), "%s/plumb.db", world->state);
    assert_int_equal(sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, "PRAGMA integrity_check", -1, &check, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
    (void)sqlite3_finalize(check);
    (void)sqlite3_close(database);
}

#endif
