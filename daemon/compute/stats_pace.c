/* SPDX-License-Identifier: MIT */
#include "compute/stats_pace.h"

#include <math.h>

#include "compute/stats_dist.h"

enum { WEEK = 7, FORECAST_FROM = 7, ACTIVE_DAYS_FROM = 3 };

static const double RANGE_TAIL = 0.10; /* on each side of an 80 % range */
static const double TURNED = 0.5;

/* --- Lights --- */

struct stats_light_limits stats_light_limits_usual(void)
{
    return (struct stats_light_limits){-10, -30};
}

double stats_completion_percent(const struct stats_progress *progress)
{
    return 100 * progress->done / progress->plan;
}

double stats_time_percent(const struct stats_progress *progress)
{
    return 100 * progress->elapsed / progress->total;
}

/* The deviation times plan times total: whole for whole numbers, so that -10 is -10. */
static double scaled_deviation(const struct stats_progress *progress)
{
    double ahead = 100 * (progress->done * progress->total - progress->elapsed * progress->plan);
    return progress->at_most ? -ahead : ahead;
}

double stats_deviation(const struct stats_progress *progress)
{
    return scaled_deviation(progress) / (progress->plan * progress->total);
}

enum stats_light stats_light(const struct stats_progress *progress,
                             struct stats_light_limits limits)
{
    double deviation = scaled_deviation(progress);
    double scale = progress->plan * progress->total;
    if (deviation > limits.behind * scale) {
        return STATS_ON_TRACK;
    }
    return deviation < limits.far_behind * scale ? STATS_FAR_BEHIND : STATS_BEHIND;
}

const char *stats_plan_status_name(enum stats_plan_status status)
{
    switch (status) {
    case STATS_PLAN_DONE:
        return "done";
    case STATS_PLAN_ON_TRACK:
        return "on_track";
    case STATS_PLAN_BEHIND:
        return "behind";
    case STATS_PLAN_FAR_BEHIND:
        return "far_behind";
    case STATS_PLAN_OVERDUE:
        return "overdue";
    }
    return "";
}

static enum stats_plan_status status_of_light(enum stats_light light)
{
    switch (light) {
    case STATS_ON_TRACK:
        return STATS_PLAN_ON_TRACK;
    case STATS_BEHIND:
        return STATS_PLAN_BEHIND;
    case STATS_FAR_BEHIND:
        return STATS_PLAN_FAR_BEHIND;
    }
    return STATS_PLAN_ON_TRACK;
}

enum stats_plan_status stats_plan_status(const struct stats_progress *progress,
                                         struct stats_light_limits limits)
{
    bool is_over = progress->elapsed >= progress->total;
    if (progress->at_most) {
        if (progress->done > progress->plan) {
            return STATS_PLAN_FAR_BEHIND;
        }
        return is_over ? STATS_PLAN_DONE : status_of_light(stats_light(progress, limits));
    }
    if (progress->done >= progress->plan) {
        return STATS_PLAN_DONE;
    }
    return is_over ? STATS_PLAN_OVERDUE : status_of_light(stats_light(progress, limits));
}

/* --- Pace and projection --- */

static double sum_of(const double *daily, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        sum += daily[i];
    }
    return sum;
}

static int active_days(const double *daily, int count)
{
    int active = 0;
    for (int i = 0; i < count; i++) {
        active += daily[i] != 0 ? 1 : 0;
    }
    return active;
}

/* Sample standard deviation; exactly 0 where all days are alike. */
static double deviation_of(const double *daily, int count)
{
    double mean = sum_of(daily, count) / count;
    double sum = 0;
    bool is_constant = true;
    for (int i = 0; i < count; i++) {
        sum += (daily[i] - mean) * (daily[i] - mean);
        is_constant = is_constant && daily[i] == daily[0];
    }
    return is_constant ? 0 : sqrt(sum / (count - 1));
}

/* How far the sum of m further days may stray from pace m. */
static double spread_after(double days, double elapsed, double scatter)
{
    return scatter * sqrt(days + days * days / elapsed);
}

/* The smallest m with A + pace m + side t s sqrt(m + m^2/e) >= T, all multiplied by e. */
static int days_until(const struct stats_pace *pace, int elapsed, double plan, double scatter)
{
    for (int m = 0; m <= STATS_ETA_DAYS_MAX; m++) {
        double reached = pace->done * (elapsed + m);
        double stray = elapsed * spread_after(m, elapsed, fabs(scatter));
        if (reached + copysign(stray, scatter) >= plan * elapsed) {
            return m;
        }
    }
    return STATS_NEVER;
}

static void add_forecast(struct stats_pace *pace, const double *daily, int elapsed, int days,
                         double plan)
{
    double left = days - elapsed;
    pace->quantile = stats_student_upper(RANGE_TAIL, elapsed - 1);
    double scatter = pace->quantile * deviation_of(daily, elapsed);
    double stray = spread_after(left, elapsed, scatter);

    pace->has_forecast = true;
    pace->projected = pace->done + pace->done * left / elapsed;
    pace->low = fmax(pace->done, pace->projected - stray);
    pace->high = pace->projected + stray;
    pace->eta_early = days_until(pace, elapsed, plan, scatter);
    pace->eta = days_until(pace, elapsed, plan, 0);
    pace->eta_late = days_until(pace, elapsed, plan, -scatter);
}

struct stats_pace stats_pace(const double *daily, int elapsed, int days, double plan)
{
    struct stats_pace pace = {.done = sum_of(daily, elapsed)};
    int left = days - elapsed;
    int recent = elapsed < WEEK ? elapsed : WEEK;
    if (elapsed > 0) {
        pace.pace = pace.done / elapsed;
        pace.pace7 = sum_of(daily + elapsed - recent, recent) / recent;
        pace.has_turned = fabs(pace.pace7 - pace.pace) > TURNED * pace.pace;
    }
    if (left >= 1) {
        pace.has_needed = true;
        pace.needed = fmax(0, plan - pace.done) / left;
    }
    if (elapsed >= FORECAST_FROM && active_days(daily, elapsed) >= ACTIVE_DAYS_FROM && left >= 1) {
        add_forecast(&pace, daily, elapsed, days, plan);
    }
    return pace;
}
