/* SPDX-License-Identifier: MIT */
#include "compute/stats_rules.h"

#include <math.h>
#include <stdbool.h>

static const double ON_THE_LIMIT = 1e-9;
static const double ON_THE_CENTRE = 1e-12;

static bool is_above(double z, double limit)
{
    return z > limit + ON_THE_LIMIT;
}

static bool is_beyond(double z, double limit)
{
    return is_above(fabs(z), limit);
}

/* -1, 0, 1 as the point lies below, on, above the centre line. */
static int side_of(double z)
{
    return (z > ON_THE_CENTRE) - (z < -ON_THE_CENTRE);
}

static enum stats_side side_named(int side)
{
    if (side == 0) {
        return STATS_SIDE_NONE;
    }
    return side > 0 ? STATS_SIDE_HIGH : STATS_SIDE_LOW;
}

/* At least `needed` of the last `window` beyond the limit on the side of the last. */
static enum stats_side some_beyond(const struct stats_signal *signals, size_t i, size_t needed,
                                   size_t window, double limit)
{
    int side = side_of(signals[i].z);
    size_t first = i + 1 >= window ? i + 1 - window : 0;
    size_t count = 0;
    for (size_t at = first; at <= i; at++) {
        count += is_above(signals[at].z * side, limit) ? 1 : 0;
    }
    bool is_hit = is_above(signals[i].z * side, limit) && count >= needed;
    return is_hit ? side_named(side) : STATS_SIDE_NONE;
}

static enum stats_side all_on_one_side(const struct stats_signal *signals, size_t i, size_t window)
{
    if (i + 1 < window) {
        return STATS_SIDE_NONE;
    }
    int side = side_of(signals[i].z);
    for (size_t at = i + 1 - window; at < i; at++) {
        if (side_of(signals[at].z) != side) {
            return STATS_SIDE_NONE;
        }
    }
    return side_named(side);
}

/* -1, 0, 1 as the line falls, stays, rises into point `at`, which is not the first. */
static int slope_into(const struct stats_signal *signals, size_t at)
{
    double before = signals[at - 1].value;
    double now = signals[at].value;
    return (now > before) - (now < before);
}

/* The slopes of the last `window` points are all the same (turn 1) or change each time (turn -1);
 * returns the last slope, 0 if they are not. */
static int slopes_follow(const struct stats_signal *signals, size_t i, size_t window, int turn)
{
    if (i + 1 < window) {
        return 0;
    }
    int slope = slope_into(signals, i);
    for (size_t at = i; at > i + 2 - window; at--) {
        if (slope_into(signals, at - 1) != slope_into(signals, at) * turn) {
            return 0;
        }
    }
    return slope;
}

static enum stats_side all_within_1(const struct stats_signal *signals, size_t i, size_t window)
{
    bool has_spread = false;
    if (i + 1 < window) {
        return STATS_SIDE_NONE;
    }
    for (size_t at = i + 1 - window; at <= i; at++) {
        if (is_beyond(signals[at].z, 1)) {
            return STATS_SIDE_NONE;
        }
        has_spread = has_spread || side_of(signals[at].z) != 0;
    }
    return has_spread ? STATS_SIDE_BOTH : STATS_SIDE_NONE;
}

static enum stats_side all_beyond_1(const struct stats_signal *signals, size_t i, size_t window)
{
    bool has_low = false;
    bool has_high = false;
    if (i + 1 < window) {
        return STATS_SIDE_NONE;
    }
    for (size_t at = i + 1 - window; at <= i; at++) {
        if (!is_beyond(signals[at].z, 1)) {
            return STATS_SIDE_NONE;
        }
        has_low = has_low || signals[at].z < 0;
        has_high = has_high || signals[at].z > 0;
    }
    return has_low && has_high ? STATS_SIDE_BOTH : STATS_SIDE_NONE;
}

enum stats_side stats_rule_at(enum stats_rule rule, const struct stats_signal *signals, size_t i)
{
    switch (rule) {
    case STATS_RULE_BEYOND_3:
        return some_beyond(signals, i, 1, 1, 3);
    case STATS_RULE_TWO_BEYOND_2:
        return some_beyond(signals, i, 2, 3, 2);
    case STATS_RULE_FOUR_BEYOND_1:
        return some_beyond(signals, i, 4, 5, 1);
    case STATS_RULE_EIGHT_ON_ONE_SIDE:
        return all_on_one_side(signals, i, 8);
    case STATS_RULE_NINE_ON_ONE_SIDE:
        return all_on_one_side(signals, i, 9);
    case STATS_RULE_SIX_TREND:
        return side_named(slopes_follow(signals, i, 6, 1));
    case STATS_RULE_FOURTEEN_ALTERNATE:
        return slopes_follow(signals, i, 14, -1) != 0 ? STATS_SIDE_BOTH : STATS_SIDE_NONE;
    case STATS_RULE_FIFTEEN_WITHIN_1:
        return all_within_1(signals, i, 15);
    case STATS_RULE_EIGHT_BEYOND_1:
        return all_beyond_1(signals, i, 8);
    }
    return STATS_SIDE_NONE;
}

int stats_rule_of_western_electric(int number)
{
    static const enum stats_rule rules[] = {STATS_RULE_BEYOND_3, STATS_RULE_TWO_BEYOND_2,
                                            STATS_RULE_FOUR_BEYOND_1, STATS_RULE_EIGHT_ON_ONE_SIDE};
    return number >= 1 && number <= 4 ? (int)rules[number - 1] : -1;
}

int stats_rule_of_nelson(int number)
{
    static const enum stats_rule rules[] = {
        STATS_RULE_BEYOND_3,           STATS_RULE_NINE_ON_ONE_SIDE, STATS_RULE_SIX_TREND,
        STATS_RULE_FOURTEEN_ALTERNATE, STATS_RULE_TWO_BEYOND_2,     STATS_RULE_FOUR_BEYOND_1,
        STATS_RULE_FIFTEEN_WITHIN_1,   STATS_RULE_EIGHT_BEYOND_1,
    };
    return number >= 1 && number <= 8 ? (int)rules[number - 1] : -1;
}
