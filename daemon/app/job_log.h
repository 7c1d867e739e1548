/* SPDX-License-Identifier: MIT */
/* What the log says of a job that has been run. */
#ifndef PLUMB_APP_JOB_LOG_H
#define PLUMB_APP_JOB_LOG_H

struct job;

/* One event, or none where there is nothing to say. */
void job_log(const struct job *job);

#endif
