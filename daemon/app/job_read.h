/* SPDX-License-Identifier: MIT */
/* What a job reads of a file goes into the store, and the job remembers what was wrong with it. */
#ifndef PLUMB_APP_JOB_READ_H
#define PLUMB_APP_JOB_READ_H

#include <stdbool.h>

struct config;
struct err;
struct job;
struct sheet_summary;
struct source;
struct store;

/* Reads the rows into the drop that was begun, or, if the file is `unreadable`, the one fault of
 * it. *is_unwhole: it looks like a copy under way. False and err if that failed. */
bool job_read_rows(struct store *store, const struct config *config, struct job *job,
                   struct source *source, const struct err *unreadable,
                   struct sheet_summary *summary, bool *is_unwhole, struct err *err);

#endif
