/* SPDX-License-Identifier: MIT */
/*
 * One board key over its periods, newest first, and which of them the board shows.
 */
#ifndef PLUMB_COMPUTE_SERIES_H
#define PLUMB_COMPUTE_SERIES_H

#include <stddef.h>

#include "compute/aggregate.h"
#include "base/arena.h"

struct cJSON;
struct err;

struct series {
    struct arena *arena;
    struct text key;
    struct text indicator;
    struct text place;
    struct text item;
    int assessment_year;
    size_t expected; /* points, about */
    struct period_memo *periods;
    struct point *points; /* newest first */
    size_t count;
    size_t capacity;
    const struct point *chosen;   /* the newest with a figure; else the newest; NULL: no point */
    const struct point *previous; /* what it is compared with; NULL: nothing */
    bool is_year_before;          /* previous is the same part of the year before */
};

/* Reads the aggregates of the newest `limit` periods (0: all) and chooses. All above `points` is
 * set by the caller. */
bool series_load(struct series *series, struct store *store, size_t limit, struct err *err);

/* The points of the chosen one's kind of period that have a figure, oldest first, at most `limit`
 * of the newest; the last one is the chosen point. NULL without memory or a chosen figure. */
const struct point **series_alike(const struct series *series, size_t limit, size_t *count);

/* What came within a target's period towards a flow: the sum of the figures in it that do not
 * overlap, the longer before the shorter. False if there is none. */
bool series_sum_within(const struct series *series, struct period period, struct amount *sum,
                       size_t *periods);

#endif
