/* SPDX-License-Identifier: MIT */
#include "compute/stats_chart.h"

#include <math.h>

#include "compute/stats_dist.h"

/* The mean distance of two standard normal values. */
static const double MEAN_RANGE_OF_TWO = 1.128;

static const double ALARM_TAIL = 0.00135;
static const double DISPERSED = 1.2;

enum { CHART_FROM = 12, FROZEN_FROM = 20 };

/* The centre line with its complement: 1 - c would lose what matters near 100 %. */
struct base {
    double center;
    double complement; /* 1 - center, for p and np */
    int points;
};

static bool is_binomial(enum stats_chart_type type)
{
    return type == STATS_CHART_P || type == STATS_CHART_NP || type == STATS_CHART_P_LANEY;
}

static bool is_laney(enum stats_chart_type type)
{
    return type == STATS_CHART_P_LANEY || type == STATS_CHART_U_LANEY;
}

static double size_of(enum stats_chart_type type, const struct stats_chart_point *point)
{
    return type == STATS_CHART_C ? 1 : point->n;
}

static struct base base_of(enum stats_chart_type type, const struct stats_chart_point *points,
                           size_t count)
{
    double sum_x = 0;
    double sum_n = 0;
    struct base base = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        if (points[i].in_base) {
            sum_x += (double)points[i].x;
            sum_n += size_of(type, &points[i]);
            base.points++;
        }
    }
    if (base.points > 0) {
        base.center = sum_x / sum_n;
        base.complement = (sum_n - sum_x) / sum_n;
    }
    return base;
}

/* Sigma from the counts alone, and the point against it. */
static double own_sigma(enum stats_chart_type type, const struct base *base, double n)
{
    switch (type) {
    case STATS_CHART_P:
    case STATS_CHART_P_LANEY:
        return sqrt(base->center * base->complement / n);
    case STATS_CHART_NP:
        return sqrt(n * base->center * base->complement);
    case STATS_CHART_C:
        return sqrt(base->center);
    case STATS_CHART_U:
    case STATS_CHART_U_LANEY:
        return sqrt(base->center / n);
    }
    return 0;
}

static double own_center(enum stats_chart_type type, const struct base *base, double n)
{
    return type == STATS_CHART_NP ? n * base->center : base->center;
}

static struct stats_signal signal_of(enum stats_chart_type type, const struct base *base,
                                     const struct stats_chart_point *point, double factor)
{
    double n = size_of(type, point);
    double sigma = own_sigma(type, base, n) * factor;
    struct stats_signal signal = {(double)point->x, 0};
    if (type != STATS_CHART_NP) {
        signal.value /= n;
    }
    if (sigma > 0) {
        signal.z = (signal.value - own_center(type, base, n)) / sigma;
    }
    return signal;
}

static double sigma_z_of(enum stats_chart_type type, const struct base *base,
                         const struct stats_chart_point *points, size_t count)
{
    double sum = 0;
    double last = 0;
    int seen = 0;
    for (size_t i = 0; i < count; i++) {
        if (!points[i].in_base) {
            continue;
        }
        double z = signal_of(type, base, &points[i], 1).z;
        sum += seen > 0 ? fabs(z - last) : 0;
        last = z;
        seen++;
    }
    return seen < 2 ? 0 : sum / (seen - 1) / MEAN_RANGE_OF_TWO;
}

static double highest_value(enum stats_chart_type type, double n)
{
    if (type == STATS_CHART_NP) {
        return n;
    }
    return is_binomial(type) ? 1 : INFINITY;
}

static struct stats_tails tails_of(enum stats_chart_type type, const struct base *base,
                                   const struct stats_chart_point *point)
{
    if (is_binomial(type)) {
        return stats_binomial_tails(point->x, (int64_t)point->n, base->center, base->complement);
    }
    return stats_poisson_tails(point->x, base->center * size_of(type, point));
}

static struct stats_chart_mark mark_of(enum stats_chart_type type, const struct base *base,
                                       const struct stats_chart_point *point, double factor)
{
    double n = size_of(type, point);
    struct stats_chart_mark mark = {
        .center = own_center(type, base, n),
        .sigma = own_sigma(type, base, n) * factor,
        .has_tails = !is_laney(type),
    };
    for (int k = 0; k < 3; k++) {
        mark.lcl[k] = fmax(0, mark.center - (k + 1) * mark.sigma);
        mark.ucl[k] = fmin(highest_value(type, n), mark.center + (k + 1) * mark.sigma);
    }
    if (mark.has_tails) {
        struct stats_tails tails = tails_of(type, base, point);
        mark.tail_le = tails.le;
        mark.tail_ge = tails.ge;
    }
    return mark;
}

static unsigned alarms_at(const struct stats_chart_mark *mark, const struct stats_signal *signals,
                          size_t i)
{
    unsigned alarms = 0;
    enum stats_side beyond = stats_rule_at(STATS_RULE_BEYOND_3, signals, i);
    enum stats_side run = stats_rule_at(STATS_RULE_EIGHT_ON_ONE_SIDE, signals, i);
    if (beyond == STATS_SIDE_LOW && (!mark->has_tails || mark->tail_le <= ALARM_TAIL)) {
        alarms |= STATS_ALARM_BEYOND_LOW;
    }
    if (beyond == STATS_SIDE_HIGH && (!mark->has_tails || mark->tail_ge <= ALARM_TAIL)) {
        alarms |= STATS_ALARM_BEYOND_HIGH;
    }
    if (run == STATS_SIDE_LOW) {
        alarms |= STATS_ALARM_RUN_LOW;
    }
    if (run == STATS_SIDE_HIGH) {
        alarms |= STATS_ALARM_RUN_HIGH;
    }
    return alarms;
}

bool stats_chart_draw(enum stats_chart_type type, const struct stats_chart_point *points,
                      size_t count, struct stats_chart *chart, struct stats_chart_mark *marks,
                      struct stats_signal *signals)
{
    struct base base = base_of(type, points, count);
    if (base.points == 0) {
        return false;
    }
    double sigma_z = sigma_z_of(type, &base, points, count);
    double factor = is_laney(type) ? sigma_z : 1;
    for (size_t i = 0; i < count; i++) {
        signals[i] = signal_of(type, &base, &points[i], factor);
        marks[i] = mark_of(type, &base, &points[i], factor);
        marks[i].alarms = alarms_at(&marks[i], signals, i);
    }
    *chart = (struct stats_chart){type, base.center, sigma_z, base.points};
    return true;
}

bool stats_chart_wants_laney(const struct stats_chart *chart)
{
    return (chart->type == STATS_CHART_P || chart->type == STATS_CHART_U) &&
           chart->base_points >= CHART_FROM && chart->sigma_z > DISPERSED;
}

enum stats_chart_state stats_chart_state(size_t count)
{
    if (count < CHART_FROM) {
        return STATS_CHART_NONE;
    }
    return count < FROZEN_FROM ? STATS_CHART_PROVISIONAL : STATS_CHART_FROZEN;
}

size_t stats_chart_base(size_t count)
{
    switch (stats_chart_state(count)) {
    case STATS_CHART_NONE:
        return 0;
    case STATS_CHART_PROVISIONAL:
        return count;
    case STATS_CHART_FROZEN:
        return FROZEN_FROM;
    }
    return 0;
}

enum stats_chart_verdict stats_chart_verdict(unsigned latest_alarms)
{
    if (latest_alarms & STATS_ALARM_BEYOND_LOW) {
        return STATS_CHART_LATEST_LOW;
    }
    if (latest_alarms & STATS_ALARM_BEYOND_HIGH) {
        return STATS_CHART_LATEST_HIGH;
    }
    if (latest_alarms & STATS_ALARM_RUN_LOW) {
        return STATS_CHART_RUN_LOW;
    }
    return latest_alarms & STATS_ALARM_RUN_HIGH ? STATS_CHART_RUN_HIGH : STATS_CHART_STEADY;
}
