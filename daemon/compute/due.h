/* SPDX-License-Identifier: MIT */
/*
 * When the next report is due, by the rule of 报送截止, counted from what has come.
 *
 * The report that is due is the one after the newest figure; of several that never came it is the
 * last, and how many are missing is said beside it. 12-31 beside a target is a deadline: that day
 * of the target's year, and none after it. Working days are Mondays to Fridays: of holidays, which
 * the state sets year by year, nothing is known here.
 */
#ifndef PLUMB_COMPUTE_DUE_H
#define PLUMB_COMPUTE_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/due_rule.h"
#include "model/period.h"

struct arena;

struct due {
    bool is_known;
    int32_t day;
    int64_t at_utc_ms;    /* from then on it is overdue */
    int64_t since_utc_ms; /* of several missed, when the first became overdue */
    int32_t missed;       /* of a cycle: how many reports are missing if this one is; else 1 */
};

/* The one day by which a plan must be reached; INT32_MAX if the rule names none. */
int32_t due_day_of(const struct due_rule *rule, const struct period *target);

/* The next due of the rule. newest: the period of the newest figure, NULL if there is none;
 * target: the target's period, NULL if there is none. Either may be undated. */
struct due due_next(const struct due_rule *rule, const struct period *newest,
                    const struct period *target, int32_t today);

/* When a figure of that period becomes stale by its frequency alone: grace_days after the end of
 * the period after it. 0: never. */
int64_t due_stale_at(enum due_cycle frequency, const struct period *newest, int grace_days);

/* The deadline as the board gives it: a date, or the cycle as written. "" if there is none. */
struct text due_deadline(struct arena *arena, struct text text, const struct period *target);

#endif
