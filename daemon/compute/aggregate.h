/* SPDX-License-Identifier: MIT */
/*
 * Figures on their way into the store and back: one aggregate a board key and period.
 *
 * What the store does not know of itself travels as JSON in the aggregate's detail: where the
 * figure comes from, its parts, its coverage, its doubts. The members are written as the board
 * shows them, so that an entry copies them.
 */
#ifndef PLUMB_COMPUTE_AGGREGATE_H
#define PLUMB_COMPUTE_AGGREGATE_H

#include "compute/catalog.h"
#include "compute/settings.h"
#include "compute/figure.h"

/* The board key: place/name, place/name/item; name alone where there is no place. */
struct text aggregate_key(struct arena *arena, struct text place, struct text indicator,
                          struct text item);

/* What a recomputation of one indicator and period needs. */
struct recompute {
    const struct compute_options *options;
    struct store *store;
    const struct tree *tree;
    const struct catalog *catalog;
    struct text indicator;
    struct period period;
    /* NULL: nobody wants to know. */
    bool (*on_moved)(void *owner, const struct moved_figure *moved, struct err *err);
    void *owner;
};

/* Computes the aggregates of one indicator and period from its rows, writes those that differ,
 * removes those that are gone, and reports what moved. */
bool aggregate_recompute(const struct recompute *recompute, struct err *err);

/* One period of one key, read back. */
struct point {
    struct period period;
    struct figure figure; /* number, presence, place, item; no parts */
    struct text display;
    struct text detail; /* JSON; only where it was asked for */
    bool has_detail;
};

/* Copies an aggregate into the arena, without its detail. */
struct point aggregate_point(struct arena *arena, const struct aggregate *aggregate);

#endif
