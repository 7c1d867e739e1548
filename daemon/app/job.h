/* SPDX-License-Identifier: MIT */
/*
 * What the worker does with a file, from its bytes to the next board, as straight code.
 *
 * A job is made on the loop thread, moved to the worker, run there once, and moved back with what
 * came of it. The worker belongs to at most one job at a time, so nothing in it is locked. All
 * that a job changes is one transaction: rows, faults, receipt, aggregates, the published board.
 */
#ifndef PLUMB_APP_JOB_H
#define PLUMB_APP_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/name.h"
#include "model/file_identity.h"
#include "store/store.h"

struct board;
struct config;
struct worker;

enum { RUN_NAME_MAX = 16 };

/* Opens the store in config->state and makes the worker. NULL and err as store_open. The config
 * is copied where it is needed. */
struct worker *worker_create(const struct config *config, struct err *err);

/* Accepts NULL. No job may be running. */
void worker_destroy(struct worker *worker);

/* This run's name, made when the worker was. */
const char *worker_run(const struct worker *worker);

/* Calls visit for each file that the store knows as being in the folder, before the first job. */
bool worker_each_file(struct worker *worker,
                      bool (*visit)(void *owner, const char *name,
                                    const struct file_identity *identity, struct err *err),
                      void *owner, struct err *err);

enum job_kind {
    JOB_START,    /* the first board of the run */
    JOB_TAKE,     /* a file is ready */
    JOB_WITHDRAW, /* a file is gone */
    JOB_REFRESH,  /* time passed, the inbox came or went, or the settings changed */
    JOB_TIDY,     /* does what a job left for after its board is shown */
};

/* What became of it. */
enum job_outcome {
    JOB_DONE,    /* committed; board and patch are there if the board changed */
    JOB_NOTHING, /* nothing to do: the content is known, or the file is gone again */
    JOB_CHANGED, /* the file changed while it was read: look again */
    JOB_UNWHOLE, /* its content is not whole: wait for the rest, then take it as it is */
    JOB_FAILED   /* err says why; nothing was changed */
};

/* How long the rest of a content that is not whole is waited for. */
enum { WAIT_FOR_REST_MS = 3000 };

/* What a job leaves to a JOB_TIDY: the board before, which may be large, is freed when the loop no
 * longer shows it; the board is put down whole when the patches to it are many; the WAL is brought
 * into the database when it is long. */
enum job_rest {
    JOB_REST_NONE,
    JOB_REST_SOME, /* when there is nothing else to do */
    JOB_REST_MUCH  /* before any other job */
};

struct job {
    struct job *next; /* the queue's, as these: */
    int64_t queued_ms;
    int64_t not_before_ms;
    enum job_kind kind;
    /* JOB_TAKE and JOB_WITHDRAW */
    char *name;      /* NFC, below the inbox */
    char *open_path; /* exact bytes, below the inbox */
    enum name_class name_class;
    struct file_identity identity;
    int64_t seen_utc_ms;
    bool is_check;     /* only to see whether the bytes are still the same */
    bool is_last_look; /* the rest was waited for: take or refuse it as it is */
    char **missing;    /* names of files that are missing now: candidates for a renaming */
    size_t missing_count;
    bool lacks_missing; /* ... but there was no memory for all of them */
    /* all kinds */
    bool is_inbox_available;
    uint32_t waiting;                /* files that wait besides this one */
    const struct config *new_config; /* JOB_REFRESH: take these settings; NULL: none */

    enum job_outcome outcome;
    struct err err;
    struct drop_result drop; /* JOB_TAKE and JOB_WITHDRAW that are done */
    bool has_drop;
    char first_fault[256]; /* of a drop that is not whole, for the log */
    uint32_t faults;
    bool is_unread; /* it could not be read, which may be over without its being changed */
    int64_t took_ms;
    char *renamed_from;  /* the history came from this name; NULL */
    struct board *board; /* the next board, one reference; NULL if it did not change */
    struct buffer patch; /* from the board before; empty if it would be very long */
    int64_t seq;
    int64_t at_utc_ms;
    int64_t next_due_ms; /* when the board changes by itself; 0: unknown */
    enum job_rest rest;
};

/* NULL without memory; name and open_path are copied and may be NULL. */
struct job *job_create(enum job_kind kind, const char *name, const char *open_path);
bool job_add_missing(struct job *job, const char *name);
void job_destroy(struct job *job);

/* Forgets what came of it, so that it can be run again. */
void job_reset(struct job *job);

/* Runs it; on the worker's thread. */
void job_run(struct worker *worker, struct job *job);

#endif
