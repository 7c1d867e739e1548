/* SPDX-License-Identifier: MIT */
#include "app/job_log.h"

#include <stdio.h>

#include "app/job.h"
#include "base/err.h"
#include "base/log.h"

static void log_drop(const struct job *job)
{
    const struct drop_result *drop = &job->drop;
    char event[32];
    bool is_good = drop->state == DROP_TAKEN || drop->state == DROP_WITHDRAWN;

    (void)snprintf(event, sizeof(event), "drop_%s", drop_state_name(drop->state));
    log_event(
        is_good ? LOG_INFO : LOG_WARN, event,
        "file=\"%s\" version=%u new=%u changed=%u same=%u removed=%u faults=%u took_ms=%lld%s%s",
        job->name, drop->version, drop->rows_new, drop->rows_changed, drop->rows_same,
        drop->rows_removed, job->faults, (long long)job->took_ms, job->first_fault[0] ? " " : "",
        job->first_fault);
}

void job_log(const struct job *job)
{
    if (job->outcome == JOB_FAILED && job->kind == JOB_TIDY) {
        log_event(LOG_WARN, "tidying_failed", "kind=%s reason=\"%s\"", err_kind_name(job->err.kind),
                  job->err.text);
    } else if (job->outcome == JOB_FAILED) {
        log_event(LOG_ERROR, "drop_failed", "file=\"%s\" kind=%s reason=\"%s\"",
                  job->name ? job->name : "", err_kind_name(job->err.kind), job->err.text);
    } else if (job->outcome == JOB_UNWHOLE) {
        log_event(LOG_INFO, "drop_not_whole", "file=\"%s\" wait_ms=%d %s", job->name,
                  WAIT_FOR_REST_MS, job->first_fault);
    } else if (job->outcome == JOB_DONE && job->renamed_from) {
        log_event(LOG_INFO, "file_renamed", "from=\"%s\" to=\"%s\"", job->renamed_from, job->name);
    } else if (job->outcome == JOB_DONE && job->has_drop) {
        log_drop(job);
    }
}
