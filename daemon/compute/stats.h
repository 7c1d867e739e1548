/* SPDX-License-Identifier: MIT */
/*
 * What may be said about a rate: its interval, its verdict against a target, its change.
 *
 * Pure arithmetic on counts: x passed of n inspected. Rates are fractions in [0, 1] here, targets
 * are exact decimals in percent, changes are percentage points. Domain of all functions unless
 * said otherwise: 0 <= x <= n, 1 <= n <= 1e15 for exact comparisons, n <= 1e9 where an interval or
 * a tail is formed. Which side of a target a rate lies on is decided on integers, never on a
 * rounded or floating number.
 */
#ifndef PLUMB_COMPUTE_STATS_H
#define PLUMB_COMPUTE_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/decimal.h"

struct stats_counts {
    int64_t passed;
    int64_t inspected;
};

/* --- Intervals --------------------------------------------------------------------------- */

enum stats_method {
    STATS_EXACT, /* Clopper-Pearson; agrees with the exact verdict */
    STATS_WILSON /* score interval without continuity correction */
};

struct stats_interval {
    double lo;
    double hi;
};

/* The two-sided interval of a rate at confidence `conf`, 0 < conf < 1.
 * Exact: lo is the p with P(X >= x) = (1 - conf)/2, hi the p with P(X <= x) = (1 - conf)/2
 * (Clopper and Pearson, Biometrika 26, 1934).
 * Wilson: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n) (Wilson, JASA 22, 1927).
 * lo is 0 when x = 0, hi is 1 when x = n. Accuracy 1e-12 absolute. */
struct stats_interval stats_interval(struct stats_counts counts, double conf,
                                     enum stats_method method);

/* --- Verdict against a target ------------------------------------------------------------- */

struct stats_target {
    struct decimal percent; /* exact: 95, 98.4 */
    bool at_most;           /* "not more than": the rate should lie at or below */
};

enum stats_status {
    STATS_MET_CLEAR,        /* at target, and chance alone is no explanation */
    STATS_MET_UNCERTAIN,    /* at target, within what chance explains */
    STATS_MISSED_UNCERTAIN, /* short of target, within what chance explains */
    STATS_MISSED_CLEAR,     /* short of target, and chance is no explanation */
    STATS_MET_ALL_TESTED,   /* target 100 %: all that were tested passed */
    STATS_MET,              /* by the point alone */
    STATS_MISSED            /* by the point alone, or target 100 % and one failed */
};

/* The name in lower case as on the board: "met_clear". */
const char *stats_status_name(enum stats_status status);

/* <0, 0, >0 as x/n lies below, at, above the percentage. Exact in 128-bit integers. */
int stats_compare_rate(struct stats_counts counts, struct decimal percent);

/* Whether the point alone reaches the target. Exact. */
bool stats_is_met(struct stats_counts counts, const struct stats_target *target);

/* The verdict on a sample. With X ~ Bin(n, target) the exact method says met_clear if
 * P(X >= x) <= 0.025, missed_clear if P(X <= x) <= 0.025, so that it accuses a unit that is at
 * target at most 25 times in 1000; the Wilson method compares the ends of the 95 % interval.
 * "Not more than" is the same question about the failures. A target that nothing can pass
 * (100 % or more, or at most 0 %) gives met_all_tested or missed only. */
enum stats_status stats_verdict(struct stats_counts counts, const struct stats_target *target,
                                enum stats_method method);

/* The verdict on a census or an index: met or missed, by the point. */
enum stats_status stats_verdict_of_census(struct stats_counts counts,
                                          const struct stats_target *target);

/* Both tails under the target, each including x. Accuracy as stats_binomial_tails. */
void stats_tails_at_target(struct stats_counts counts, const struct stats_target *target,
                           double *le, double *ge);

/* The smallest n which, all passing, would be met_clear: the smallest n with T^n <= 0.025 (72 for
 * 95 %). For "at most": none of n failing. 0 if no sample can confirm the target
 * (100 % or more, or so near that 1e15 would not do) and 1 if every sample does. */
int64_t stats_needed_all_pass(const struct stats_target *target);

/* --- Size of a sample --------------------------------------------------------------------- */

enum stats_sample {
    STATS_SAMPLE_NONE,        /* n = 0 */
    STATS_SAMPLE_COUNTS_ONLY, /* n < 10, or an interval of 30 points or more */
    STATS_SAMPLE_SMALL,       /* n < 30 */
    STATS_SAMPLE_ENOUGH
};

/* What a sample of n with this interval may be shown as. n >= 0; the interval of n = 0 is not
 * read. */
enum stats_sample stats_sample_class(int64_t n, struct stats_interval interval);

/* Whether that of the 95 % interval is STATS_SAMPLE_COUNTS_ONLY, without computing it. */
bool stats_is_counts_only(struct stats_counts counts, enum stats_method method);

/* --- Change ------------------------------------------------------------------------------- */

enum stats_direction { STATS_WITHIN_NOISE, STATS_UP, STATS_DOWN };

const char *stats_direction_name(enum stats_direction direction);

struct stats_change {
    double points; /* now - before in percentage points, from unrounded rates */
    double lo;     /* Newcombe's interval, percentage points */
    double hi;
    enum stats_direction verdict; /* within noise where the interval holds 0 */
};

/* The change of a rate, with the hybrid score interval (R. G. Newcombe, Statistics in Medicine
 * 17, 1998, method 10): d - sqrt((p1-l1)^2 + (u2-p2)^2) to d + sqrt((u1-p1)^2 + (p2-l2)^2), where
 * l and u are the ends of the Wilson intervals. Both n >= 1 and <= 1e9. Accuracy 1e-11. */
struct stats_change stats_change(struct stats_counts now, struct stats_counts before, double conf);

/* --- Pooling ------------------------------------------------------------------------------ */

/* A sum of counts. Starts as {0}. A rate without counts cannot enter: it is only counted. */
struct stats_pool {
    struct stats_counts counts;
    int64_t parts;     /* rows with counts */
    int64_t rate_only; /* rows left out because they gave no counts */
};

void stats_pool_add(struct stats_pool *pool, struct stats_counts counts);
void stats_pool_add_rate_only(struct stats_pool *pool);

/* Sum passed / sum inspected, never a mean of rates. False, and *rate unchanged, if nothing was
 * inspected. */
bool stats_pool_rate(const struct stats_pool *pool, double *rate);

/* --- Simpson's reversal ------------------------------------------------------------------- */

struct stats_part {
    struct stats_counts now;
    struct stats_counts before;
};

/* Whether the pooled rate moved one way while no part moved that way and at least one moved the
 * other. Exact on integers, each count <= 1e15. Parts without counts in both periods are ignored;
 * with a part that has counts in only one of them like is not compared with like, and with fewer
 * than two parts nothing can reverse: false. (E. H. Simpson, JRSS B 13, 1951.) */
bool stats_is_reversed(const struct stats_part *parts, size_t count);

#endif
