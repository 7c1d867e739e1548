/* SPDX-License-Identifier: MIT */
/*
 * The control chart of an indicator over its periods, and the one sentence it says.
 *
 * A sampled rate has a p chart. A number of events (起, 件, 次 ...: a flow in whole, exact numbers)
 * has a c chart; where its periods differ in length (ranges of days), a u chart of events a day.
 * Where periods differ by more than chance, Laney's p' or u' takes their place. Nothing else has a
 * chart: of money, people or copies one does not bring the next at random.
 */
#ifndef PLUMB_COMPUTE_CHART_H
#define PLUMB_COMPUTE_CHART_H

#include <stddef.h>

#include "compute/draft.h"
#include "compute/series.h"
#include "compute/stats_chart.h"

struct chart {
    bool is_drawn; /* 12 points or more */
    enum stats_chart_state state;
    struct stats_chart stats;
    struct stats_chart_mark *marks; /* one a point, in the figure's unit; for points left out all
                                       zero */
    bool *is_plotted;               /* inspected anything, or counted exactly */
    bool has_center;                /* one for all points: not where they differ in length */
    double center;                  /* in the figure's unit */
    size_t count;
    bool is_alarm; /* at the newest point */
    struct sentence sentence;
};

/* True if figures of that nature may have a chart. */
bool chart_is_for(enum nature nature);

/* Draws the points (oldest first). Not drawn, but with its sentence, below 12; empty if nothing can
 * be plotted. */
void chart_draw(struct arena *arena, enum nature nature, const struct point *const *points,
                size_t count, struct chart *chart);

/* p, c, u, p' or u'. */
const char *chart_type_name(const struct chart *chart);

#endif
