/* SPDX-License-Identifier: MIT */
/* Jobs as values: made, filled and freed on either thread. What they do is in job.c. */
#include <stdlib.h>

#include "app/job.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/board.h"

struct job *job_create(enum job_kind kind, const char *name, const char *open_path)
{
    struct job *job = calloc(1, sizeof(*job));

    if (!job) {
        return NULL;
    }
    job->kind = kind;
    job->seen_utc_ms = clock_utc_ms();
    job->name = name ? text_dup(text_of(name)) : NULL;
    job->open_path = open_path ? text_dup(text_of(open_path)) : NULL;
    if ((name && !job->name) || (open_path && !job->open_path)) {
        job_destroy(job);
        return NULL;
    }
    return job;
}

bool job_add_missing(struct job *job, const char *name)
{
    char **missing = realloc(job->missing, (job->missing_count + 1) * sizeof(*missing));

    if (!missing) {
        return false;
    }
    job->missing = missing;
    missing[job->missing_count] = text_dup(text_of(name));
    if (!missing[job->missing_count]) {
        return false;
    }
    job->missing_count++;
    return true;
}

void job_reset(struct job *job)
{
    for (size_t i = 0; i < job->missing_count; i++) {
        free(job->missing[i]);
    }
    free(job->missing);
    free(job->renamed_from);
    board_release(job->board);
    buffer_finish(&job->patch);
    *job = (struct job){.kind = job->kind,
                        .name = job->name,
                        .open_path = job->open_path,
                        .name_class = job->name_class,
                        .identity = job->identity,
                        .seen_utc_ms = job->seen_utc_ms,
                        .is_check = job->is_check,
                        .is_last_look = job->is_last_look,
                        .new_config = job->new_config};
}

void job_destroy(struct job *job)
{
    if (!job) {
        return;
    }
    job_reset(job);
    free(job->name);
    free(job->open_path);
    free(job);
}
