/* SPDX-License-Identifier: MIT */
/*
 * `plumbd serve`: starts the parts, connects their events, stops them in reverse order.
 */
#ifndef PLUMB_APP_DAEMON_H
#define PLUMB_APP_DAEMON_H

#include <stddef.h>

#include "base/asset.h"

struct config;

/* What daemon_run needs besides the settings. */
struct daemon_start {
    struct config *config; /* taken: replaced on SIGHUP, finished at the end */
    int argc;              /* to read the settings again */
    char **argv;
    const struct asset *assets;
    size_t asset_count;
};

/* Runs until SIGTERM or SIGINT. Returns the exit status. */
int daemon_run(const struct daemon_start *start);

#endif
