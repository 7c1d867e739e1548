/* SPDX-License-Identifier: MIT */
#include "app/queue.h"

#include <stdlib.h>
#include <string.h>

#include "app/job.h"

struct queue_entry {
    struct queue_entry *next;
    struct job *job;
    int64_t queued_ms;
    int64_t not_before_ms;
};

/* The place of a file that waits to be taken; NULL if it has none, or if the last that is to be
 * done with it is something else. */
static struct queue_entry *find_place(const struct queue *queue, const struct job *job)
{
    struct queue_entry *place = NULL;

    if (!job || job->kind != JOB_TAKE) {
        return NULL;
    }
    for (struct queue_entry *entry = queue->first; entry; entry = entry->next) {
        if (entry->job->name && strcmp(entry->job->name, job->name) == 0) {
            place = entry->job->kind == JOB_TAKE ? entry : NULL;
        }
    }
    return place;
}

/* A look at the bytes is not enough where a new content was reported before. */
static void take_place(struct queue_entry *entry, struct job *job)
{
    job->is_check = job->is_check && entry->job->is_check;
    job_destroy(entry->job);
    entry->job = job;
}

bool queue_put(struct queue *queue, struct job *job, int64_t now_ms, int64_t delay_ms)
{
    struct queue_entry *place = find_place(queue, job);

    if (place) {
        take_place(place, job);
        return true;
    }
    struct queue_entry *entry = job ? calloc(1, sizeof(*entry)) : NULL;

    if (!entry) {
        job_destroy(job);
        return false;
    }
    entry->job = job;
    entry->queued_ms = now_ms;
    entry->not_before_ms = now_ms + delay_ms;
    if (queue->last) {
        queue->last->next = entry;
    } else {
        queue->first = entry;
    }
    queue->last = entry;
    queue->count++;
    return true;
}

/* The smallest file first, unless somebody has waited too long. */
static struct queue_entry *choose(const struct queue *queue, int64_t now_ms)
{
    struct queue_entry *chosen = NULL;

    for (struct queue_entry *entry = queue->first; entry; entry = entry->next) {
        if (entry->not_before_ms > now_ms) {
            continue;
        }
        if (now_ms - entry->queued_ms > QUEUE_PATIENCE_MS) {
            return entry;
        }
        if (!chosen || entry->job->identity.size < chosen->job->identity.size) {
            chosen = entry;
        }
    }
    return chosen;
}

static struct job *take_out(struct queue *queue, struct queue_entry *wanted)
{
    struct queue_entry *before = NULL;
    struct job *job = wanted->job;

    for (struct queue_entry *entry = queue->first; entry != wanted; entry = entry->next) {
        before = entry;
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
    free(wanted);
    return job;
}

struct job *queue_take(struct queue *queue, int64_t now_ms)
{
    struct queue_entry *entry = choose(queue, now_ms);

    return entry ? take_out(queue, entry) : NULL;
}

void queue_each(const struct queue *queue, void (*visit)(void *owner, const struct job *job),
                void *owner)
{
    for (const struct queue_entry *entry = queue->first; entry; entry = entry->next) {
        visit(owner, entry->job);
    }
}

void queue_finish(struct queue *queue)
{
    while (queue->first) {
        job_destroy(take_out(queue, queue->first));
    }
}
