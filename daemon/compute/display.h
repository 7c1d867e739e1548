/* SPDX-License-Identifier: MIT */
/*
 * What the wall shows of a number: the sheet's own notation where the sheet states it, our
 * rounding where it was computed.
 *
 * Stated: the cell as it was written, with the unit if that stood in another column: `20余次`,
 * `近20个`, `15.49亿元`. Rates from counts: rounded as stats_round says, or only the counts
 * (`3/3`) while the sample is too small. Sums: `≥1 240份`, grouped by thousands.
 */
#ifndef PLUMB_COMPUTE_DISPLAY_H
#define PLUMB_COMPUTE_DISPLAY_H

#include <stdbool.h>

#include "base/text.h"
#include "model/amount.h"

struct arena;
struct compute_options;
struct figure;
struct stats_counts;
struct stats_target;

/* "" if there is no number. target and options may be NULL. Lives in the arena. */
struct text display_figure(struct arena *arena, const struct figure *figure,
                           const struct stats_target *target,
                           const struct compute_options *options);

/* A rate from counts, never as counts only: `96%`. inspected > 0. */
struct text display_rate(struct arena *arena, const struct stats_counts *counts,
                         const struct stats_target *target, const struct compute_options *options);

/* An amount as the sheet states it, else composed from its parts. */
struct text display_amount(struct arena *arena, const struct amount *amount);

/* A target: `≥95%`, `95%以上`, `100%`, `19个`. unit: where the cell names none. */
struct text display_target(struct arena *arena, const struct amount *target, struct text unit);

/* A computed number in the wall's own way: `1 240`, `34.5`; at most `decimals` places. */
struct text display_number(struct arena *arena, double value, int decimals);

/* True if the sample allows only its counts to be shown, and the interval's ends in percent. */
bool display_is_counts_only(const struct stats_counts *counts,
                            const struct compute_options *options);

#endif
