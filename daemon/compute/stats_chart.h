/* SPDX-License-Identifier: MIT */
/*
 * Control charts for counts: what is ordinary variation and what is not.
 *
 * A centre line from the base points, limits at 1, 2 and 3 sigma that step with n and are clipped
 * to what can occur (W. A. Shewhart; D. C. Montgomery, Introduction to Statistical Quality
 * Control). Where a rate varies more, or less, between periods than its counts explain, Laney's
 * p' and u' widen or narrow all limits by one factor (D. B. Laney, Quality Engineering 14, 2002).
 *
 * An alarm needs both a point beyond 3 sigma and an exact tail of at most 0.00135: at high pass
 * rates the plain limits accuse far too often. Eight points in a row on one side are one as well.
 */
#ifndef PLUMB_COMPUTE_STATS_CHART_H
#define PLUMB_COMPUTE_STATS_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compute/stats_dist.h"
#include "compute/stats_rules.h"

enum stats_chart_type {
    STATS_CHART_P,       /* rate: x of n */
    STATS_CHART_NP,      /* count: x of n, drawn as a count */
    STATS_CHART_C,       /* count on an equal area each time; n is not read */
    STATS_CHART_U,       /* count per area: x on n */
    STATS_CHART_P_LANEY, /* p with limits scaled by sigma_z */
    STATS_CHART_U_LANEY  /* u likewise */
};

struct stats_chart_point {
    int64_t x;    /* what is counted */
    double n;     /* of how many, a whole number up to 1e9; u: the area, any number > 0 */
    bool in_base; /* enters the centre line and sigma_z */
};

/* Bits of what stats_chart_alarms says. */
enum {
    STATS_ALARM_BEYOND_LOW = 1,
    STATS_ALARM_BEYOND_HIGH = 2,
    STATS_ALARM_RUN_LOW = 4, /* the last eight below the centre */
    STATS_ALARM_RUN_HIGH = 8
};

/* What is drawn for one point. */
struct stats_chart_mark {
    double center;
    double sigma;
    double lcl[3]; /* at 1, 2, 3 sigma; clipped to [0, 1] for p, [0, n] for np, [0, inf) else */
    double ucl[3];
};

struct stats_chart {
    enum stats_chart_type type;
    double center;     /* np: the rate, not n times it */
    double complement; /* 1 - center, for p and np: the difference would lose what matters near 1 */
    double sigma_z; /* mean |z_i - z_(i-1)| / 1.128 over the base; 0 with fewer than two points */
    int base_points;
};

/* Computes the chart and a signal for each point (an array of `count`, the caller's), which is what
 * stats_rule_at reads. With z = 0 wherever sigma is 0.
 * p: centre sum x / sum n, sigma sqrt(c(1-c)/n). np: n c, sqrt(n c(1-c)). c: mean x, sqrt(c).
 * u: sum x / sum n, sqrt(c/n). Laney: times sigma_z.
 * Domain: x >= 0, n > 0, x <= n for p and np. False, and nothing written, if no point is in the
 * base. Accuracy 1e-12. */
bool stats_chart_draw(enum stats_chart_type type, const struct stats_chart_point *points,
                      size_t count, struct stats_chart *chart, struct stats_signal *signals);

/* Draws the plain p or u chart of the same points again as Laney's. */
void stats_chart_widen(struct stats_chart *chart, const struct stats_chart_point *points,
                       size_t count, struct stats_signal *signals);

/* What is drawn for one point of it. */
struct stats_chart_mark stats_chart_mark(const struct stats_chart *chart,
                                         const struct stats_chart_point *point);

/* The alarms of the point at i, as bits. */
unsigned stats_chart_alarms(const struct stats_chart *chart, const struct stats_chart_point *points,
                            const struct stats_signal *signals, size_t i);

/* How rare a point of the chart is: P(X <= x) and P(X >= x) under Bin(n, center) or
 * Poisson(center n). Not for Laney's charts, which assume no distribution. */
bool stats_chart_has_tails(enum stats_chart_type type);
struct stats_tails stats_chart_tails(const struct stats_chart *chart,
                                     const struct stats_chart_point *point);

/* Whether a plain p or u chart should be drawn as Laney's: sigma_z above 1.2 over 12 base points
 * or more. Then say so beside the chart. */
bool stats_chart_wants_laney(const struct stats_chart *chart);

enum stats_chart_state {
    STATS_CHART_NONE,        /* fewer than 12 points: no limits */
    STATS_CHART_PROVISIONAL, /* fewer than 20: all points are the base */
    STATS_CHART_FROZEN       /* the first 20 are the base and stay it */
};

enum stats_chart_state stats_chart_state(size_t count);

/* How many points from the first on are the base: 0, count, or 20. */
size_t stats_chart_base(size_t count);

enum stats_chart_verdict {
    STATS_CHART_STEADY,
    STATS_CHART_LATEST_LOW, /* the latest point is an alarm below */
    STATS_CHART_LATEST_HIGH,
    STATS_CHART_RUN_LOW, /* the latest eight lie below the centre */
    STATS_CHART_RUN_HIGH
};

/* The one sentence of a chart, from the alarms of its latest point; a point beyond the limits says
 * more than a run. */
enum stats_chart_verdict stats_chart_verdict(unsigned latest_alarms);

#endif
