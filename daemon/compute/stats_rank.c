/* SPDX-License-Identifier: MIT */
#include "compute/stats_rank.h"

#include <math.h>

#include "compute/stats_dist.h"

static const int64_t RANKED_FROM = 10;
static const double NOTICE_TAIL = 0.025;
static const double ALARM_TAIL = 0.001;

/* The smallest a in [0, n] with P(X <= a) > tail. */
static int64_t lowest_usual(int64_t n, double rate, double complement, double tail)
{
    int64_t low = 0;
    int64_t high = n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (stats_binomial_tails(middle, n, rate, complement).le > tail) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* The upper end is the lower end of the failures. */
static struct stats_interval usual_rates(int64_t n, double rate, double complement, double tail)
{
    int64_t low = lowest_usual(n, rate, complement, tail);
    int64_t failed = lowest_usual(n, complement, rate, tail);
    return (struct stats_interval){(double)low / (double)n, (double)(n - failed) / (double)n};
}

struct stats_funnel stats_funnel_at(int64_t n, double rate)
{
    return (struct stats_funnel){usual_rates(n, rate, 1 - rate, NOTICE_TAIL),
                                 usual_rates(n, rate, 1 - rate, ALARM_TAIL)};
}

const char *stats_standing_name(enum stats_standing standing)
{
    switch (standing) {
    case STATS_STANDING_APART:
        return "apart";
    case STATS_STANDING_ALARM_LOW:
        return "alarm_low";
    case STATS_STANDING_NOTICE_LOW:
        return "notice_low";
    case STATS_STANDING_USUAL:
        return "usual";
    case STATS_STANDING_NOTICE_HIGH:
        return "notice_high";
    case STATS_STANDING_ALARM_HIGH:
        return "alarm_high";
    }
    return "";
}

/* The same tails that make the funnel. */
static enum stats_standing standing_of(struct stats_counts unit, double rate)
{
    if (unit.inspected < RANKED_FROM) {
        return STATS_STANDING_APART;
    }
    struct stats_tails tails = stats_binomial_tails(unit.passed, unit.inspected, rate, 1 - rate);
    if (tails.le <= NOTICE_TAIL) {
        return tails.le <= ALARM_TAIL ? STATS_STANDING_ALARM_LOW : STATS_STANDING_NOTICE_LOW;
    }
    if (tails.ge <= NOTICE_TAIL) {
        return tails.ge <= ALARM_TAIL ? STATS_STANDING_ALARM_HIGH : STATS_STANDING_NOTICE_HIGH;
    }
    return STATS_STANDING_USUAL;
}

static double pooled_rate(const struct stats_counts *units, size_t count)
{
    struct stats_pool pool = {0};
    double rate = 0;
    for (size_t i = 0; i < count; i++) {
        stats_pool_add(&pool, units[i]);
    }
    (void)stats_pool_rate(&pool, &rate);
    return rate;
}

/* Whether a has the better rate, exactly. */
static bool is_better(struct stats_counts a, struct stats_counts b, bool higher_is_better)
{
    __int128 left = (__int128)a.passed * b.inspected;
    __int128 right = (__int128)b.passed * a.inspected;
    return higher_is_better ? left > right : left < right;
}

static int rank_of(const struct stats_counts *units, size_t count, size_t i, bool higher_is_better)
{
    int rank = 1;
    for (size_t j = 0; j < count; j++) {
        bool is_ranked = units[j].inspected >= RANKED_FROM;
        rank += is_ranked && is_better(units[j], units[i], higher_is_better) ? 1 : 0;
    }
    return rank;
}

/* How many share the rank of i, itself included. */
static int ties_of(const struct stats_rank *ranks, size_t count, size_t i)
{
    int ties = 0;
    for (size_t j = 0; j < count; j++) {
        ties += ranks[j].rank == ranks[i].rank ? 1 : 0;
    }
    return ties;
}

/* Gives all without a difference the range that they cover together. */
static void spread_usual_range(struct stats_rank *ranks, size_t count)
{
    int first = 0;
    int last = 0;
    for (size_t i = 0; i < count; i++) {
        if (ranks[i].standing != STATS_STANDING_USUAL) {
            continue;
        }
        int end = ranks[i].rank + ties_of(ranks, count, i) - 1;
        first = first == 0 || ranks[i].rank < first ? ranks[i].rank : first;
        last = end > last ? end : last;
    }
    for (size_t i = 0; i < count; i++) {
        if (ranks[i].standing == STATS_STANDING_USUAL) {
            ranks[i].first = first;
            ranks[i].last = last;
        }
    }
}

void stats_rank_rates(const struct stats_counts *units, size_t count, bool higher_is_better,
                      struct stats_rank *ranks)
{
    double rate = pooled_rate(units, count);
    for (size_t i = 0; i < count; i++) {
        ranks[i] = (struct stats_rank){.standing = standing_of(units[i], rate)};
        if (ranks[i].standing != STATS_STANDING_APART) {
            ranks[i].rank = rank_of(units, count, i, higher_is_better);
            ranks[i].first = ranks[i].rank;
            ranks[i].last = ranks[i].rank;
        }
    }
    spread_usual_range(ranks, count);
}

void stats_rank_values(const double *values, size_t count, bool higher_is_better, int *ranks)
{
    for (size_t i = 0; i < count; i++) {
        ranks[i] = isnan(values[i]) ? 0 : 1;
        for (size_t j = 0; j < count && ranks[i] > 0; j++) {
            bool is_behind = higher_is_better ? values[j] > values[i] : values[j] < values[i];
            ranks[i] += is_behind ? 1 : 0;
        }
    }
}
