/* SPDX-License-Identifier: MIT */
#include "compute/stats_chart.h"

#include <math.h>

/* The mean distance of two standard normal values. */
static const double MEAN_RANGE_OF_TWO = 1.128;

static const double ALARM_TAIL = 0.00135;
static const double DISPERSED = 1.2;

enum { CHART_FROM = 12, FROZEN_FROM = 20 };

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

/* The chart without its sigma_z. */
static struct stats_chart base_of(enum stats_chart_type type,
                                  const struct stats_chart_point *points, size_t count)
{
    double sum_x = 0;
    double sum_n = 0;
    struct stats_chart chart = {.type = type};
    for (size_t i = 0; i < count; i++) {
        if (points[i].in_base) {
            sum_x += (double)points[i].x;
            sum_n += size_of(type, &points[i]);
            chart.base_points++;
        }
    }
    if (chart.base_points > 0) {
        chart.center = sum_x / sum_n;
        chart.complement = (sum_n - sum_x) / sum_n;
    }
    return chart;
}

/* Sigma from the counts alone, and the point against it. */
static double own_sigma(const struct stats_chart *chart, double n)
{
    switch (chart->type) {
    case STATS_CHART_P:
    case STATS_CHART_P_LANEY:
        return sqrt(chart->center * chart->complement / n);
    case STATS_CHART_NP:
        return sqrt(n * chart->center * chart->complement);
    case STATS_CHART_C:
        return sqrt(chart->center);
    case STATS_CHART_U:
    case STATS_CHART_U_LANEY:
        return sqrt(chart->center / n);
    }
    return 0;
}

static double own_center(const struct stats_chart *chart, double n)
{
    return chart->type == STATS_CHART_NP ? n * chart->center : chart->center;
}

/* By how much sigma is larger than the counts alone make it. */
static double factor_of(const struct stats_chart *chart)
{
    return is_laney(chart->type) ? chart->sigma_z : 1;
}

static struct stats_signal signal_of(const struct stats_chart *chart,
                                     const struct stats_chart_point *point)
{
    double n = size_of(chart->type, point);
    double sigma = own_sigma(chart, n) * factor_of(chart);
    struct stats_signal signal = {(double)point->x, 0};
    if (chart->type != STATS_CHART_NP) {
        signal.value /= n;
    }
    if (sigma > 0) {
        signal.z = (signal.value - own_center(chart, n)) / sigma;
    }
    return signal;
}

static void plot(const struct stats_chart *chart, const struct stats_chart_point *points,
                 size_t count, struct stats_signal *signals)
{
    for (size_t i = 0; i < count; i++) {
        signals[i] = signal_of(chart, &points[i]);
    }
}

/* From the signals of a plain chart. */
static double sigma_z_of(const struct stats_chart_point *points, size_t count,
                         const struct stats_signal *signals)
{
    double sum = 0;
    double last = 0;
    int seen = 0;
    for (size_t i = 0; i < count; i++) {
        if (!points[i].in_base) {
            continue;
        }
        sum += seen > 0 ? fabs(signals[i].z - last) : 0;
        last = signals[i].z;
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

struct stats_chart_mark stats_chart_mark(const struct stats_chart *chart,
                                         const struct stats_chart_point *point)
{
    double n = size_of(chart->type, point);
    struct stats_chart_mark mark = {
        .center = own_center(chart, n),
        .sigma = own_sigma(chart, n) * factor_of(chart),
    };
    for (int k = 0; k < 3; k++) {
        mark.lcl[k] = fmax(0, mark.center - (k + 1) * mark.sigma);
        mark.ucl[k] = fmin(highest_value(chart->type, n), mark.center + (k + 1) * mark.sigma);
    }
    return mark;
}

bool stats_chart_has_tails(enum stats_chart_type type)
{
    return !is_laney(type);
}

struct stats_tails stats_chart_tails(const struct stats_chart *chart,
                                     const struct stats_chart_point *point)
{
    if (is_binomial(chart->type)) {
        return stats_binomial_tails(point->x, (int64_t)point->n, chart->center, chart->complement);
    }
    return stats_poisson_tails(point->x, chart->center * size_of(chart->type, point));
}

/* Tails are asked for seldom: they cost more than all else of a point. */
static bool is_rare(const struct stats_chart *chart, const struct stats_chart_point *point,
                    enum stats_side side)
{
    if (!stats_chart_has_tails(chart->type)) {
        return true;
    }
    struct stats_tails tails = stats_chart_tails(chart, point);
    return (side == STATS_SIDE_LOW ? tails.le : tails.ge) <= ALARM_TAIL;
}

unsigned stats_chart_alarms(const struct stats_chart *chart, const struct stats_chart_point *points,
                            const struct stats_signal *signals, size_t i)
{
    unsigned alarms = 0;
    enum stats_side beyond = stats_rule_at(STATS_RULE_BEYOND_3, signals, i);
    enum stats_side run = stats_rule_at(STATS_RULE_EIGHT_ON_ONE_SIDE, signals, i);
    if (beyond != STATS_SIDE_NONE && is_rare(chart, &points[i], beyond)) {
        alarms |= beyond == STATS_SIDE_LOW ? STATS_ALARM_BEYOND_LOW : STATS_ALARM_BEYOND_HIGH;
    }
    if (run == STATS_SIDE_LOW) {
        alarms |= STATS_ALARM_RUN_LOW;
    }
    if (run == STATS_SIDE_HIGH) {
        alarms |= STATS_ALARM_RUN_HIGH;
    }
    return alarms;
}

static enum stats_chart_type laney_of(enum stats_chart_type type)
{
    return is_binomial(type) ? STATS_CHART_P_LANEY : STATS_CHART_U_LANEY;
}

static enum stats_chart_type plain_of(enum stats_chart_type type)
{
    if (!is_laney(type)) {
        return type;
    }
    return is_binomial(type) ? STATS_CHART_P : STATS_CHART_U;
}

bool stats_chart_draw(enum stats_chart_type type, const struct stats_chart_point *points,
                      size_t count, struct stats_chart *chart, struct stats_signal *signals)
{
    struct stats_chart drawn = base_of(plain_of(type), points, count);
    if (drawn.base_points == 0) {
        return false;
    }
    plot(&drawn, points, count, signals);
    drawn.sigma_z = sigma_z_of(points, count, signals);
    *chart = drawn;
    if (is_laney(type)) {
        stats_chart_widen(chart, points, count, signals);
    }
    return true;
}

void stats_chart_widen(struct stats_chart *chart, const struct stats_chart_point *points,
                       size_t count, struct stats_signal *signals)
{
    chart->type = laney_of(chart->type);
    plot(chart, points, count, signals);
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
