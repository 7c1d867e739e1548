/* SPDX-License-Identifier: MIT */
/*
 * Progress against a plan: how far, how fast, and where the pace leads.
 *
 * A campaign of D days has e elapsed (complete days only) and r = D - e to go; A is done, T is
 * planned. Counts are doubles so that sums of decimal quantities fit; with whole numbers below
 * 2^53 every comparison here is exact, because it is made without a division.
 */
#ifndef PLUMB_COMPUTE_STATS_PACE_H
#define PLUMB_COMPUTE_STATS_PACE_H

#include <stdbool.h>
#include <stddef.h>

/* --- Lights ------------------------------------------------------------------------------- */

enum stats_light { STATS_ON_TRACK, STATS_BEHIND, STATS_FAR_BEHIND };

/* Thresholds of the deviation in percentage points. */
struct stats_light_limits {
    double behind;     /* on track only above this: -10 */
    double far_behind; /* far behind only below this: -30 */
};

struct stats_light_limits stats_light_limits_usual(void);

struct stats_progress {
    double done;    /* A, >= 0 */
    double plan;    /* T, > 0 */
    double elapsed; /* e, >= 0 */
    double total;   /* D, > 0 */
    bool at_most;   /* "not more than": what is used up must not run ahead of the time */
};

/* 100 A/T and 100 e/D. */
double stats_completion_percent(const struct stats_progress *progress);
double stats_time_percent(const struct stats_progress *progress);

/* Completion minus time progress, percentage points; with at_most time minus completion, so that
 * a negative number is always the bad side. */
double stats_deviation(const struct stats_progress *progress);

/* The light of the deviation: on track above limits.behind, far behind below limits.far_behind,
 * behind from one to the other inclusive. Source: published municipal rules. */
enum stats_light stats_light(const struct stats_progress *progress,
                             struct stats_light_limits limits);

enum stats_plan_status {
    STATS_PLAN_DONE,
    STATS_PLAN_ON_TRACK,
    STATS_PLAN_BEHIND,
    STATS_PLAN_FAR_BEHIND,
    STATS_PLAN_OVERDUE
};

/* The name in lower case as on the board: "far_behind". */
const char *stats_plan_status_name(enum stats_plan_status status);

/* Done when A >= T, overdue when not done and e >= D, otherwise the light. With at_most: far behind
 * once A > T, done when the time is over without that. */
enum stats_plan_status stats_plan_status(const struct stats_progress *progress,
                                         struct stats_light_limits limits);

/* --- Pace and projection ------------------------------------------------------------------ */

enum { STATS_NEVER = -1, STATS_ETA_DAYS_MAX = 3660 };

struct stats_pace {
    double done;       /* A */
    double pace;       /* A/e; 0 before the first complete day */
    double pace7;      /* mean of the last seven complete days, or of as many as there are */
    bool has_needed;   /* days are left */
    double needed;     /* (T - A)/r, 0 when done */
    bool has_turned;   /* pace7 differs from pace by more than half of it: show both */
    bool has_forecast; /* e >= 7, at least 3 days with something, r >= 1 */

    /* Only with a forecast: what comes out if the pace stays. */
    double quantile;  /* Student's t 0.90 with e - 1 degrees of freedom */
    double projected; /* A + pace r */
    double low;       /* 80 % range; never below A */
    double high;
    int eta_early; /* whole days from now until the plan is reached, or STATS_NEVER */
    int eta;
    int eta_late;
};

/* From the counts of the complete days, oldest first (elapsed of them).
 * With s the sample standard deviation of the daily counts and t the quantile:
 * range projected -+ t s sqrt(r + r^2/e) (a sum of r new days and the error of the mean); eta is
 * the smallest whole m with A + pace m >= T, early and late the same with +- t s sqrt(m + m^2/e),
 * never if not within 3660 days.
 * Domain: days >= elapsed, plan > 0, daily counts >= 0. Accuracy 1e-11 relative. Source: the
 * prediction interval of a sum of independent days, e.g. G. J. Hahn and W. Q. Meeker, Statistical
 * Intervals (1991), chapter 4. */
struct stats_pace stats_pace(const double *daily, int elapsed, int days, double plan);

#endif
