/* SPDX-License-Identifier: MIT */
/*
 * What looks wrong across files and periods, although each file is fine by itself. Warnings for
 * the person who knows the figure, never a refusal.
 */
#ifndef PLUMB_COMPUTE_LINT_H
#define PLUMB_COMPUTE_LINT_H

#include "compute/figure.h"
#include "compute/series.h"

/* Adds what is doubtful about the chosen figure to *doubts (in front): 累计 that falls, the same
 * figure five periods running, ten times the usual. */
void lint_series(const struct series *series, enum nature nature, struct doubt **doubts);

/* The same for a whole that moved against all of its parts (Simpson); either figure may be NULL. */
void lint_parts(struct arena *arena, const struct figure *now, const struct figure *before,
                struct doubt **doubts);

#endif
