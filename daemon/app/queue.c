/* SPDX-License-Identifier: MIT */
#include "app/queue.h"

#include <string.h>

#include "app/job.h"

/* Where the file already waits to be taken: what points to that job; NULL if it does not wait, or
 * if the last that is to be done with it is something else. */
static struct job **find_place(struct queue *queue, const struct job *job)
{
    struct job **place = NULL;

    if (job->kind != JOB_TAKE) {
        return NULL;
    }
    for (struct job **at = &queue->first; *at; at = &(*at)->next) {
        if ((*at)->name && strcmp((*at)->name, job->name) == 0) {
            place = (*at)->kind == JOB_TAKE ? at : NULL;
        }
    }
    return place;
}

/* A look at the bytes is not enough where a new content was reported before. */
static void take_place(struct queue *queue, struct job **place, struct job *job)
{
    struct job *present = *place;

    job->is_check = job->is_check && present->is_check;
    job->queued_ms = present->queued_ms;
    job->not_before_ms = present->not_before_ms;
    job->next = present->next;
    *place = job;
    if (queue->last == present) {
        queue->last = job;
    }
    job_destroy(present);
}

void queue_put(struct queue *queue, struct job *job, int64_t now_ms, int64_t delay_ms)
{
    struct job **place = find_place(queue, job);

    if (place) {
        take_place(queue, place, job);
        return;
    }
    job->next = NULL;
    job->queued_ms = now_ms;
    job->not_before_ms = now_ms + delay_ms;
    if (queue->last) {
        queue->last->next = job;
    } else {
        queue->first = job;
    }
    queue->last = job;
    queue->count++;
}

/* The smallest file first, unless somebody has waited too long. */
static struct job *choose(const struct queue *queue, int64_t now_ms)
{
    struct job *chosen = NULL;

    for (struct job *job = queue->first; job; job = job->next) {
        if (job->not_before_ms > now_ms) {
            continue;
        }
        if (now_ms - job->queued_ms > QUEUE_PATIENCE_MS) {
            return job;
        }
        if (!chosen || job->identity.size < chosen->identity.size) {
            chosen = job;
        }
    }
    return chosen;
}

static struct job *take_out(struct queue *queue, struct job *wanted)
{
    struct job *before = NULL;

    for (struct job *job = queue->first; job != wanted; job = job->next) {
        before = job;
    }
    if (before) {
        before->next = wanted->next;
    } else {
        queue->first = wanted->next;
    }
    if (queue->last == wanted) {
        queue->last = before;
    }
    queue->count--;
    wanted->next = NULL;
    return wanted;
}

struct job *queue_take(struct queue *queue, int64_t now_ms)
{
    struct job *job = choose(queue, now_ms);

    return job ? take_out(queue, job) : NULL;
}

void queue_each(const struct queue *queue, void (*visit)(void *owner, const struct job *job),
                void *owner)
{
    for (const struct job *job = queue->first; job; job = job->next) {
        visit(owner, job);
    }
}

void queue_finish(struct queue *queue)
{
    while (queue->first) {
        job_destroy(take_out(queue, queue->first));
    }
}
