/* SPDX-License-Identifier: MIT */
/*
 * Figures on their way into the store and back: one aggregate a board key and period.
 *
 * An aggregate holds the number that was shown, and in its detail the prints of the rows behind
 * it, so that a later job can tell a figure that was completed from one that was revised. Where it
 * comes from, its parts, its coverage and its doubts are made from the rows for the one period
 * that the board shows.
 */
#ifndef PLUMB_COMPUTE_AGGREGATE_H
#define PLUMB_COMPUTE_AGGREGATE_H

#include "compute/catalog.h"
#include "compute/settings.h"
#include "compute/figure.h"
#include "compute/period_memo.h"
#include "compute/shelf.h"

/* The board key: place/name, place/name/item; name alone where there is no place. */
struct text aggregate_key(struct arena *arena, struct text place, struct text indicator,
                          struct text item);

/* What a recomputation of one indicator and period needs. */
struct recompute {
    const struct compute_options *options;
    struct shelf *shelf;
    struct period period;
    /* NULL: nobody wants to know. */
    bool (*on_moved)(void *owner, struct text indicator, const struct moved_figure *moved,
                     size_t count, struct err *err);
    void *owner;
};

/* Computes the aggregates of the shelf's indicator in one period from its rows, writes those that
 * differ, removes those that are gone, and reports what moved. */
bool aggregate_recompute(const struct recompute *recompute, struct err *err);

/* One period of one key, read back. */
struct point {
    struct period period;
    enum period_kind kind; /* of the period */
    struct figure figure;  /* number, presence, place, item; no parts */
    struct text display;
};

/* Copies an aggregate into the arena and into *out, which is zeroed, but for place and item, which
 * are borrowed from it. `like`, which may be NULL, is another point of that series in that arena:
 * their unit is mostly one. */
void aggregate_read_point(struct arena *arena, const struct aggregate *aggregate,
                          struct period_memo *periods, const struct point *like, struct point *out);

#endif
