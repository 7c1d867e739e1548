/* SPDX-License-Identifier: MIT */
/*
 * Ranking without pretending: who differs from the rest by more than chance, and who does not.
 *
 * Units are held against the pooled rate of all. Those outside the limits of a funnel (D. J.
 * Spiegelhalter, Statistics in Medicine 24, 2005) stand out; all others are one group without a
 * significant difference and share a range of ranks. Limits are exact binomial ones, so that the
 * funnel and the verdict on a unit never disagree, however small n is.
 */
#ifndef PLUMB_COMPUTE_STATS_RANK_H
#define PLUMB_COMPUTE_STATS_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compute/stats.h"

/* Rates inside their limits are ordinary; below lo or above hi they are not. */
struct stats_funnel {
    struct stats_interval notice; /* 95 % */
    struct stats_interval alarm;  /* 99.8 % */
};

/* The limits at n around a pooled rate. With X ~ Bin(n, rate): lo = a/n for the smallest a with
 * P(X <= a) > tail, hi = b/n for the largest b with P(X >= b) > tail; tail 0.025 and 0.001.
 * Domain: 1 <= n <= 1e9, 0 <= rate <= 1. Exact up to the accuracy of stats_binomial_tails. */
struct stats_funnel stats_funnel_at(int64_t n, double rate);

enum stats_standing {
    STATS_STANDING_APART, /* fewer than 10 inspected: listed apart, no rank */
    STATS_STANDING_ALARM_LOW,
    STATS_STANDING_NOTICE_LOW,
    STATS_STANDING_USUAL, /* no significant difference */
    STATS_STANDING_NOTICE_HIGH,
    STATS_STANDING_ALARM_HIGH
};

/* The name in lower case: "notice_low". */
const char *stats_standing_name(enum stats_standing standing);

struct stats_rank {
    enum stats_standing standing;
    int rank;  /* by the rate, 1 is best; ties share it and the next is skipped; 0 when apart */
    int first; /* the range: of the whole group without difference, else the rank itself */
    int last;
};

/* Ranks `count` units into ranks[] (the caller's). Rates are compared exactly as ratios. Units
 * with fewer than 10 inspected, or none, stand apart but count in the pooled rate.
 * The work is count^2: meant for the units of one place, up to a few thousand. */
void stats_rank_rates(const struct stats_counts *units, size_t count, bool higher_is_better,
                      struct stats_rank *ranks);

/* Plain ranks of values (completion, reporting): 1 is best, ties share a rank and the next is
 * skipped, NaN gets 0. */
void stats_rank_values(const double *values, size_t count, bool higher_is_better, int *ranks);

#endif
