/* SPDX-License-Identifier: MIT */
/*
 * Answers what pages and programs ask besides the current board: files and receipts, history,
 * boards of the past, tables, templates, metrics.
 *
 * What needs the store is read on a thread of the pool, one question at a time, through a
 * connection that can only read; the loop never waits for a disk.
 */
#ifndef PLUMB_APP_QUERY_H
#define PLUMB_APP_QUERY_H

#include <stdbool.h>

struct board;
struct compute_options;
struct config;
struct err;
struct pipeline;
struct query_lane;
struct request;
struct server;
struct uv_loop_s;

/* Opens the reading connection; the store must exist already. */
struct query_lane *query_lane_start(struct uv_loop_s *loop, const struct config *config,
                                    struct err *err);

/* Whom to ask for live states and counters. Both may be NULL until they are there. */
void query_lane_set_parts(struct query_lane *lane, struct pipeline *pipeline,
                          const struct server *server);

/* The board that is shown; takes a reference of its own. */
void query_lane_set_board(struct query_lane *lane, struct board *board);

/* New settings, borrowed until query_lane_stop has reported. */
void query_lane_set_config(struct query_lane *lane, const struct config *config);

/* Answers it, now or later. */
void query_lane_take(struct query_lane *lane, struct request *request);

/* Answers what still waits with 503, ends, and reports. Accepts NULL (and reports at once). */
void query_lane_stop(struct query_lane *lane, void (*on_stopped)(void *owner), void *owner);

#endif
