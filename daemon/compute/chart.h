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
    struct stats_chart_point *points; /* those that inspected anything, or counted exactly */
    struct stats_signal *signals;     /* one for each of them */
    size_t plotted_count;
    size_t *plotted_at; /* of each point given, where it stands in these; SIZE_MAX: left out */
    bool has_center;    /* one for all points: not where they differ in length */
    double center;      /* in the figure's unit */
    bool is_alarm;      /* at the newest point */
    struct sentence sentence;
};

/* True if figures of that nature may have a chart. */
bool chart_is_for(enum nature nature);

/* Draws the points (oldest first). Not drawn, but with its sentence, below 12; empty if nothing can
 * be plotted. */
void chart_draw(struct arena *arena, enum nature nature, const struct point *const *points,
                size_t count, struct chart *chart);

/* What is drawn for the point at i of those given, in the figure's unit. False if it was left out,
 * or nothing is drawn. */
bool chart_mark(const struct chart *chart, size_t i, struct stats_chart_mark *mark);

/* Whether that point is an alarm. */
bool chart_is_alarm(const struct chart *chart, size_t i);

/* p, c, u, p' or u'. */
const char *chart_type_name(const struct chart *chart);

#endif
