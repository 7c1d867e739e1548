/* SPDX-License-Identifier: MIT */
/*
 * The jobs that wait for the worker, and which of them is next.
 *
 * The smallest file goes first, so that a line of text need not wait behind a table of a year; but
 * a job that waited longer than QUEUE_PATIENCE_MS goes before all, the oldest first. A job may be
 * put off: it is not chosen before its time. A file is read as it is when its turn comes, so it has
 * one place in the queue however often it was saved meanwhile.
 */
#ifndef PLUMB_APP_QUEUE_H
#define PLUMB_APP_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job;

enum { QUEUE_PATIENCE_MS = 10000 };

/* Zero is an empty queue. */
struct queue {
    struct job *first;
    struct job *last;
    size_t count;
};

/* Takes the job. A file that waits to be taken keeps its place, and the newer job stands there.
 * Needs no memory, so that what failed for want of it can be put off. Times are of the monotonic
 * clock. */
void queue_put(struct queue *queue, struct job *job, int64_t now_ms, int64_t delay_ms);

/* The next job, passed to the caller; NULL if none waits or all are put off. */
struct job *queue_take(struct queue *queue, int64_t now_ms);

/* From the oldest to the newest. */
void queue_each(const struct queue *queue, void (*visit)(void *owner, const struct job *job),
                void *owner);

/* Destroys the jobs. */
void queue_finish(struct queue *queue);

#endif
