/* SPDX-License-Identifier: MIT */
/*
 * Exact rounding, and texts of a rate that claim nothing false.
 *
 * Rounding is that of GB/T 8170-2008: in one step, half to even, on the exact decimal or the exact
 * ratio of two counts, never on a double. Half up (away from zero) is there for offices that round
 * so. Everything here is integer arithmetic and exact.
 */
#ifndef PLUMB_COMPUTE_STATS_ROUND_H
#define PLUMB_COMPUTE_STATS_ROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compute/stats.h"
#include "model/decimal.h"

enum stats_rounding { STATS_HALF_EVEN, STATS_HALF_UP };

enum {
    STATS_DECIMALS_MAX = 6, /* a rate is never shown with more */
    STATS_TEXT_MAX = 64     /* room for any text written here */
};

/* value at `decimals` places behind the point, 0 to 18; a value with fewer places is widened.
 * False if the result needs more than 18 digits. */
bool stats_round_decimal(struct decimal value, int decimals, enum stats_rounding rounding,
                         struct decimal *out);

/* The same for a decimal text such as "-0.0365", "1e-7", of at most 36 digits, to -18 to 18 places:
 * -3 rounds to thousands. Never writes a negative zero. False if the text is no such number, or
 * the result needs more than 38 digits. */
bool stats_round_text(const char *text, int decimals, enum stats_rounding rounding,
                      char out[STATS_TEXT_MAX]);

/* 100 passed / inspected at `decimals` places, 0 to 6. Domain: 0 <= x <= n, 1 <= n <= 1e15. */
struct decimal stats_round_percent(struct stats_counts counts, int decimals,
                                   enum stats_rounding rounding);

/* How many places a rate from n starts with: one below 2000, two from there on. */
int stats_rate_decimals(int64_t n);

/* The rate to show: rounded to `decimals` places, and to more, up to six, while the text would say
 * 100 with a failure or 0 with a pass, or would lie on the other side of the target than the rate
 * (8996 of 10000 against 90 % is 89.96). Where six do not suffice the sixth is rounded towards the
 * truth. target may be NULL. Domain: as above, decimals 0 to 6. */
struct decimal stats_rate_display(struct stats_counts counts, int decimals,
                                  const struct stats_target *target, enum stats_rounding rounding);

/* Writes all places, zeros too: {960, 1} is "96.0". Returns the length. */
size_t stats_format_fixed(struct decimal value, char out[STATS_TEXT_MAX]);

/* --- From a stated rate alone ------------------------------------------------------------- */

/* Whether some x of n rounds to the stated percentage, and the smallest and largest such x. The
 * scale is that of the text: 96.0 is a sharper claim than 96. Both ends of the rounding cell count
 * as inside. Outputs change only on true. Domain: 1 <= n <= 1e15, percent >= 0. */
bool stats_rate_is_possible(struct decimal percent, int64_t n, int64_t *x_min, int64_t *x_max);

/* The smallest n that can give the stated percentage (61 for 98.4), or 0 if none can. It is the
 * denominator of the simplest fraction in the rounding cell, found by its continued fraction
 * (the Stern-Brocot tree). Domain: percent >= 0. */
int64_t stats_rate_smallest_n(struct decimal percent);

#endif
