/* SPDX-License-Identifier: MIT */
/*
 * What the operator's monitoring reads: Prometheus text.
 */
#ifndef PLUMB_APP_METRICS_H
#define PLUMB_APP_METRICS_H

#include <stdbool.h>

struct board;
struct buffer;
struct pipeline;
struct server;

/* Each part may be NULL: then its figures are left out. */
bool metrics_append(struct buffer *out, const struct pipeline *pipeline,
                    const struct server *server, const struct board *board);

#endif
