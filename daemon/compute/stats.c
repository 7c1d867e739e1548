/* SPDX-License-Identifier: MIT */
#include "compute/stats.h"

#include <math.h>

#include "compute/stats_dist.h"

/* An accusation by mistake at most this often. */
static const double CLEAR = 0.025;

/* A tail that equals CLEAR exactly (0 of 1 against 97.5 %) must not be lost to the last bit. */
static const double CLEAR_SLACK = 1e-12;

static const int64_t COUNTS_ONLY_BELOW = 10;
static const int64_t SMALL_BELOW = 30;
static const double WIDE_INTERVAL = 0.30;
static const double LARGEST_SAMPLE = 1e15;

static bool is_clear(double tail)
{
    return tail <= CLEAR * (1 + CLEAR_SLACK);
}

/* --- Intervals --- */

static struct stats_interval wilson_interval(struct stats_counts counts, double tail)
{
    double n = (double)counts.inspected;
    double p = (double)counts.passed / n;
    double failed = (double)(counts.inspected - counts.passed) / n;
    double z = stats_normal_upper(tail);
    double share = z * z / n;
    double half = z * sqrt(p * failed / n + share / (4 * n));

    struct stats_interval interval = {(p + share / 2 - half) / (1 + share),
                                      (p + share / 2 + half) / (1 + share)};
    if (counts.passed == 0) {
        interval.lo = 0;
    }
    if (counts.passed == counts.inspected) {
        interval.hi = 1;
    }
    return interval;
}

static struct stats_interval exact_interval(struct stats_counts counts, double tail)
{
    struct stats_interval interval = {0, 1};
    if (counts.passed > 0) {
        interval.lo = stats_binomial_lower(counts.passed, counts.inspected, tail);
    }
    if (counts.passed < counts.inspected) {
        int64_t failed = counts.inspected - counts.passed;
        interval.hi = 1 - stats_binomial_lower(failed, counts.inspected, tail);
    }
    return interval;
}

struct stats_interval stats_interval(struct stats_counts counts, double conf,
                                     enum stats_method method)
{
    double tail = (1 - conf) / 2;
    return method == STATS_EXACT ? exact_interval(counts, tail) : wilson_interval(counts, tail);
}

/* --- Verdict --- */

const char *stats_status_name(enum stats_status status)
{
    switch (status) {
    case STATS_MET_CLEAR:
        return "met_clear";
    case STATS_MET_UNCERTAIN:
        return "met_uncertain";
    case STATS_MISSED_UNCERTAIN:
        return "missed_uncertain";
    case STATS_MISSED_CLEAR:
        return "missed_clear";
    case STATS_MET_ALL_TESTED:
        return "met_all_tested";
    case STATS_MET:
        return "met";
    case STATS_MISSED:
        return "missed";
    }
    return "";
}

/* A percentage as the exact fraction part/whole. */
struct share {
    __int128 part;
    __int128 whole;
};

static struct share share_of(struct decimal percent)
{
    struct share share = {percent.digits, 100};
    for (int i = 0; i < percent.scale; i++) {
        share.whole *= 10;
    }
    return share;
}

static double share_value(__int128 part, __int128 whole)
{
    double value = (double)part / (double)whole;
    return fmin(1, fmax(0, value));
}

int stats_compare_rate(struct stats_counts counts, struct decimal percent)
{
    struct share share = share_of(percent);
    __int128 rate = counts.passed * share.whole;
    __int128 bound = counts.inspected * share.part;
    return (rate > bound) - (rate < bound);
}

bool stats_is_met(struct stats_counts counts, const struct stats_target *target)
{
    int side = stats_compare_rate(counts, target->percent);
    return target->at_most ? side <= 0 : side >= 0;
}

/* "At most 5 % fail" is "at least 95 % do not": the question turned to the good side. */
struct question {
    struct stats_counts counts;
    struct share target;
};

static struct question question_of(struct stats_counts counts, const struct stats_target *target)
{
    struct question question = {counts, share_of(target->percent)};
    if (target->at_most) {
        question.counts.passed = counts.inspected - counts.passed;
        question.target.part = question.target.whole - question.target.part;
    }
    return question;
}

static struct stats_tails question_tails(const struct question *question)
{
    struct share target = question->target;
    double p = share_value(target.part, target.whole);
    double q = share_value(target.whole - target.part, target.whole);
    return stats_binomial_tails(question->counts.passed, question->counts.inspected, p, q);
}

static enum stats_status exact_status(const struct question *question, bool is_met)
{
    struct stats_tails tails = question_tails(question);
    if (is_met) {
        return is_clear(tails.ge) ? STATS_MET_CLEAR : STATS_MET_UNCERTAIN;
    }
    return is_clear(tails.le) ? STATS_MISSED_CLEAR : STATS_MISSED_UNCERTAIN;
}

static enum stats_status wilson_status(const struct question *question, bool is_met)
{
    struct stats_interval interval = wilson_interval(question->counts, CLEAR);
    double target = share_value(question->target.part, question->target.whole);
    if (is_met) {
        return interval.lo >= target ? STATS_MET_CLEAR : STATS_MET_UNCERTAIN;
    }
    return interval.hi < target ? STATS_MISSED_CLEAR : STATS_MISSED_UNCERTAIN;
}

enum stats_status stats_verdict(struct stats_counts counts, const struct stats_target *target,
                                enum stats_method method)
{
    struct question question = question_of(counts, target);
    bool is_met = stats_is_met(counts, target);
    if (question.target.part >= question.target.whole) {
        return is_met ? STATS_MET_ALL_TESTED : STATS_MISSED;
    }
    return method == STATS_EXACT ? exact_status(&question, is_met)
                                 : wilson_status(&question, is_met);
}

enum stats_status stats_verdict_of_census(struct stats_counts counts,
                                          const struct stats_target *target)
{
    return stats_is_met(counts, target) ? STATS_MET : STATS_MISSED;
}

void stats_tails_at_target(struct stats_counts counts, const struct stats_target *target,
                           double *le, double *ge)
{
    struct question question = question_of(counts, target);
    struct stats_tails tails = question_tails(&question);
    *le = target->at_most ? tails.ge : tails.le;
    *ge = target->at_most ? tails.le : tails.ge;
}

/* Whether n of n would be a clear verdict: the very test that the verdict makes. */
static bool would_confirm(int64_t n, double p, double q)
{
    return is_clear(stats_binomial_tails(n, n, p, q).ge);
}

int64_t stats_needed_all_pass(const struct stats_target *target)
{
    struct question question = question_of((struct stats_counts){0, 1}, target);
    double p = share_value(question.target.part, question.target.whole);
    double q = share_value(question.target.whole - question.target.part, question.target.whole);
    if (q <= 0) {
        return 0;
    }
    double log_p = p > 0.5 ? log1p(-q) : log(p);
    double guess = ceil(log(CLEAR) / log_p);
    if (guess >= LARGEST_SAMPLE) {
        return 0;
    }
    int64_t n = guess < 1 ? 1 : (int64_t)guess;
    while (n > 1 && would_confirm(n - 1, p, q)) {
        n--;
    }
    while (!would_confirm(n, p, q)) {
        n++;
    }
    return n;
}

/* --- Size of a sample --- */

enum stats_sample stats_sample_class(int64_t n, struct stats_interval interval)
{
    if (n <= 0) {
        return STATS_SAMPLE_NONE;
    }
    if (n < COUNTS_ONLY_BELOW || interval.hi - interval.lo >= WIDE_INTERVAL) {
        return STATS_SAMPLE_COUNTS_ONLY;
    }
    return n < SMALL_BELOW ? STATS_SAMPLE_SMALL : STATS_SAMPLE_ENOUGH;
}

/* For n from COUNTS_ONLY_BELOW on: how many must have passed and how many failed for an interval of
 * 30 points or more. It is the wider the nearer the rate is to one half. */
static const unsigned char wide_exact[] = {0, 1,  1,  1,  1,  1,  1,  2,  2,  2,  2, 3, 3,
                                           3, 4,  4,  4,  5,  5,  6,  6,  6,  7,  8, 8, 9,
                                           9, 10, 11, 12, 13, 13, 15, 16, 17, 19, 21};
static const unsigned char wide_wilson[] = {1, 1, 1, 1, 1, 2, 2, 2,  3,  3,  3,  4,  4,  4, 5,
                                            5, 6, 6, 7, 8, 8, 9, 10, 11, 11, 12, 14, 15, 17};

bool stats_is_counts_only(struct stats_counts counts, enum stats_method method)
{
    bool is_exact = method == STATS_EXACT;
    const unsigned char *from = is_exact ? wide_exact : wide_wilson;
    int64_t known = is_exact ? (int64_t)sizeof(wide_exact) : (int64_t)sizeof(wide_wilson);
    int64_t failed = counts.inspected - counts.passed;
    int64_t fewer = counts.passed < failed ? counts.passed : failed;

    if (counts.inspected < COUNTS_ONLY_BELOW) {
        return counts.inspected > 0;
    }
    int64_t at = counts.inspected - COUNTS_ONLY_BELOW;
    return at < known && fewer >= from[at];
}

/* --- Change --- */

const char *stats_direction_name(enum stats_direction direction)
{
    switch (direction) {
    case STATS_WITHIN_NOISE:
        return "within_noise";
    case STATS_UP:
        return "up";
    case STATS_DOWN:
        return "down";
    }
    return "";
}

/* a - b as the exact fraction numerator/denominator. */
static __int128 rate_difference(struct stats_counts a, struct stats_counts b)
{
    return (__int128)a.passed * b.inspected - (__int128)b.passed * a.inspected;
}

struct stats_change stats_change(struct stats_counts now, struct stats_counts before, double conf)
{
    struct stats_interval a = wilson_interval(now, (1 - conf) / 2);
    struct stats_interval b = wilson_interval(before, (1 - conf) / 2);
    double p1 = (double)now.passed / (double)now.inspected;
    double p2 = (double)before.passed / (double)before.inspected;
    double difference =
        (double)rate_difference(now, before) / ((double)now.inspected * (double)before.inspected);

    struct stats_change change = {
        .points = 100 * difference,
        .lo = 100 * (difference - hypot(p1 - a.lo, b.hi - p2)),
        .hi = 100 * (difference + hypot(a.hi - p1, p2 - b.lo)),
        .verdict = STATS_WITHIN_NOISE,
    };
    if (change.lo > 0) {
        change.verdict = STATS_UP;
    } else if (change.hi < 0) {
        change.verdict = STATS_DOWN;
    }
    return change;
}

/* --- Pooling --- */

void stats_pool_add(struct stats_pool *pool, struct stats_counts counts)
{
    pool->counts.passed += counts.passed;
    pool->counts.inspected += counts.inspected;
    pool->parts++;
}

void stats_pool_add_rate_only(struct stats_pool *pool)
{
    pool->rate_only++;
}

bool stats_pool_rate(const struct stats_pool *pool, double *rate)
{
    if (pool->counts.inspected <= 0) {
        return false;
    }
    *rate = (double)pool->counts.passed / (double)pool->counts.inspected;
    return true;
}

/* --- Simpson's reversal --- */

static int rate_movement(const struct stats_part *part)
{
    __int128 difference = rate_difference(part->now, part->before);
    return (difference > 0) - (difference < 0);
}

bool stats_is_reversed(const struct stats_part *parts, size_t count)
{
    struct stats_part whole = {0};
    size_t compared = 0;
    bool has_up = false;
    bool has_down = false;

    for (size_t i = 0; i < count; i++) {
        bool has_now = parts[i].now.inspected > 0;
        bool has_before = parts[i].before.inspected > 0;
        if (has_now != has_before) {
            return false;
        }
        if (!has_now) {
            continue;
        }
        compared++;
        whole.now.passed += parts[i].now.passed;
        whole.now.inspected += parts[i].now.inspected;
        whole.before.passed += parts[i].before.passed;
        whole.before.inspected += parts[i].before.inspected;
        has_up = has_up || rate_movement(&parts[i]) > 0;
        has_down = has_down || rate_movement(&parts[i]) < 0;
    }
    if (compared < 2) {
        return false;
    }
    int movement = rate_movement(&whole);
    return (movement > 0 && has_down && !has_up) || (movement < 0 && has_up && !has_down);
}
