/* SPDX-License-Identifier: MIT */
/*
 * Holds a figure against its target: status, verdict, word, and what progress a plan makes.
 *
 * A sampled rate is judged by its counts, a rate or index as stated by its value, a number as a
 * plan in time. What is incomplete is not judged.
 */
#ifndef PLUMB_COMPUTE_JUDGE_H
#define PLUMB_COMPUTE_JUDGE_H

#include "compute/catalog.h"
#include "compute/settings.h"
#include "compute/figure.h"
#include "compute/interval_memo.h"
#include "compute/stats_pace.h"

struct judging {
    struct arena *arena;
    const struct compute_options *options;
    struct interval_memo *intervals; /* NULL: none */
    const struct figure *figure;     /* NULL: nothing came yet */
    const struct target *target;     /* NULL: none */
    const struct attributes *attributes;
    enum nature nature; /* of the figure */
    bool is_incomplete;
    const struct amount *done; /* towards a plan, of the whole of the target's period; NULL: the
                                  figure's own amount */
    int32_t today;
    int32_t deadline; /* the last day for a plan or milestone; INT32_MAX: its period's last */
};

struct judgement {
    const char *status; /* as on the board; static */
    struct sentence verdict;
    struct sentence word;
    struct sentence needs;
    const char *sample; /* "small", "counts_only" or NULL; static */
    bool has_interval;
    double lo; /* percent */
    double hi;
    bool has_progress;
    double progress;
    bool has_time;
    double time_progress;
    double deviation;
    int32_t changes_day; /* the next day from which it is another, by time alone; INT32_MAX: none */
};

void judge(const struct judging *judging, struct judgement *out);

/* The target of a rate, for stats. False if it is none (no number, a milestone). */
bool judge_rate_target(const struct target *target, const struct attributes *attributes,
                       struct stats_target *out);

/* True if less is better: by the target's sign, else by the stated direction. */
bool judge_is_at_most(const struct target *target, const struct attributes *attributes);

/* What a plan's status is called. deviation: percentage points. Lives in the arena. */
struct sentence judge_plan_words(struct arena *arena, enum stats_plan_status status,
                                 double deviation);

/* True for a status in which nothing more is to be done. */
bool judge_is_settled(const char *status);

#endif
