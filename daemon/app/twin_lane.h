/* SPDX-License-Identifier: MIT */
/*
 * Writes the text twins of receipts behind the walls' back.
 *
 * They often lie on a share that is slow or gone: so they are written one after the other on a
 * thread of the pool that nobody waits for, from a connection to the store that can only read.
 */
#ifndef PLUMB_APP_TWIN_LANE_H
#define PLUMB_APP_TWIN_LANE_H

struct config;
struct err;
struct twin_lane;
struct uv_loop_s;

/* Opens the reading connection; the store must exist already. The config is borrowed until
 * twin_lane_stop has reported. NULL and err if it cannot be opened, or without memory. */
struct twin_lane *twin_lane_start(struct uv_loop_s *loop, const struct config *config,
                                  struct err *err);

void twin_lane_set_config(struct twin_lane *lane, const struct config *config);

/* Has the newest receipt of that file written, if the settings ask for twins. */
void twin_lane_put(struct twin_lane *lane, const char *name);

/* Goes on with what waits for a short while, ends, and reports. Accepts NULL (and reports at
 * once). */
void twin_lane_stop(struct twin_lane *lane, void (*on_stopped)(void *owner), void *owner);

#endif
