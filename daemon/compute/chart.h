/* SPDX-License-Identifier: MIT */
/*
 * The control chart of a sampled rate over its periods, and the one sentence it says.
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
    struct stats_chart_mark *marks; /* one a point; for points left out all zero */
    bool *is_plotted;               /* inspected anything */
    size_t count;
    bool is_alarm; /* at the newest point */
    struct sentence sentence;
};

/* Draws the points (oldest first). Not drawn, but with its sentence, below 12. */
void chart_draw(struct arena *arena, const struct point *const *points, size_t count,
                struct chart *chart);

/* p or p'. */
const char *chart_type_name(const struct chart *chart);

#endif
