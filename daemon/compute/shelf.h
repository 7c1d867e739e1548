/* SPDX-License-Identifier: MIT */
/*
 * The figures of one indicator by period, made from their rows when they are first asked for, and
 * kept for whoever asks next: what was computed for the store is not read again for the board.
 *
 * Only a few periods are kept. Boards show the newest, so the oldest makes room.
 */
#ifndef PLUMB_COMPUTE_SHELF_H
#define PLUMB_COMPUTE_SHELF_H

#include "base/arena.h"
#include "compute/figure.h"

enum { SHELF_PERIODS = 4 };

struct shelf {
    struct store *store;
    const struct tree *tree;
    const struct catalog *catalog;
    struct text indicator;
    size_t last; /* the place that was asked for last */
    struct shelf_place {
        bool is_taken;
        struct period period;
        struct arena arena;
        struct figures figures;
    } places[SHELF_PERIODS];
};

/* The figures of that period, pooled and as they are shown. Borrowed until the call after the
 * next one; shelf->store, tree, catalog and indicator are set by the caller. */
bool shelf_take(struct shelf *shelf, struct period period, const struct figures **out,
                struct err *err);

/* Frees the figures. */
void shelf_finish(struct shelf *shelf);

#endif
