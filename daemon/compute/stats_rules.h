/* SPDX-License-Identifier: MIT */
/*
 * Run rules: patterns of plotted points that chance seldom makes.
 *
 * Western Electric (Statistical Quality Control Handbook, 1956) and L. S. Nelson (Journal of
 * Quality Technology 16, 1984). Each point is judged by its own sigma, that is on z. "Beyond k"
 * means by more than 1e-9, so that a point exactly on a limit is inside; |z| <= 1e-12 lies on the
 * centre line and breaks a run on one side. A pattern ends with the point asked about, which must
 * belong to it. Where all points lie on the centre line (sigma is 0) no rule applies.
 */
#ifndef PLUMB_COMPUTE_STATS_RULES_H
#define PLUMB_COMPUTE_STATS_RULES_H

#include <stddef.h>

/* A plotted point as the rules see it. */
struct stats_signal {
    double value; /* as drawn */
    double z;     /* distance from the centre in its own sigmas, never clipped */
};

enum stats_rule {                           /* WE  Nelson */
                  STATS_RULE_BEYOND_3,      /* 1   1   beyond 3 */
                  STATS_RULE_TWO_BEYOND_2,  /* 2   5   2 of the last 3 beyond 2 on the same side */
                  STATS_RULE_FOUR_BEYOND_1, /* 3   6   4 of the last 5 beyond 1 on the same side */
                  STATS_RULE_EIGHT_ON_ONE_SIDE, /* 4       the last 8 on the same side */
                  STATS_RULE_NINE_ON_ONE_SIDE,  /*     2   the last 9 on the same side */
                  STATS_RULE_SIX_TREND, /*     3   the last 6 strictly rising or falling, as drawn
                                         */
                  STATS_RULE_FOURTEEN_ALTERNATE, /*     4   the last 14 up and down in turn, as
                                                    drawn */
                  STATS_RULE_FIFTEEN_WITHIN_1,   /*     7   none of the last 15 beyond 1 */
                  STATS_RULE_EIGHT_BEYOND_1 /*     8   the last 8 all beyond 1, on both sides */
};

enum { STATS_RULES = STATS_RULE_EIGHT_BEYOND_1 + 1 };

enum stats_side {
    STATS_SIDE_NONE, /* the rule does not apply here */
    STATS_SIDE_LOW,
    STATS_SIDE_HIGH,
    STATS_SIDE_BOTH /* a pattern that has no side: alternating, within 1, beyond 1 */
};

/* Whether the pattern is complete at signals[i] (i from 0), and on which side. A trend is high
 * when it rises. At the start of a chart "2 of 3" and "4 of 5" look at what there is. */
enum stats_side stats_rule_at(enum stats_rule rule, const struct stats_signal *signals, size_t i);

/* The rule with that number in a set, or -1 if the set has none. */
int stats_rule_of_western_electric(int number); /* 1 to 4 */
int stats_rule_of_nelson(int number);           /* 1 to 8 */

#endif
