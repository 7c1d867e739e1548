/* SPDX-License-Identifier: MIT */
/*
 * When the next report is due: 报送截止 as the sheet writes it, counted from what has come.
 *
 * 次月5日, 季后10日 follow each month or quarter; 每季度, 每年 are their last days; 12-31 and
 * 每年12-31 are that day of each year; 2017-06-30 is that day. A time (17:00) may follow; without
 * one the whole day still counts. The report that is due is the one after the newest figure; of
 * several that never came it is the last, and how many are missing is said beside it. 12-31 beside
 * a target is a deadline: that day of the target's year, and none after it.
 */
#ifndef PLUMB_COMPUTE_DUE_H
#define PLUMB_COMPUTE_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/period.h"

struct arena;

enum due_cycle {
    DUE_NONE, /* blank, or not understood: shown as written, never overdue */
    DUE_FIXED,
    DUE_YEARLY_DAY, /* a day of each year */
    DUE_DAILY,
    DUE_WEEKLY,
    DUE_MONTHLY,
    DUE_QUARTERLY,
    DUE_HALFLY,
    DUE_YEARLY
};

struct due_rule {
    enum due_cycle cycle;
    bool says_every; /* 每年12-31, not 12-31 */
    int32_t day;     /* fixed */
    int month;       /* yearly day */
    int month_day;
    bool is_next_year;  /* 次年1月10日: of the year after the one reported on */
    int32_t days_after; /* cycles: after the period's last day; 0: that day */
    int minute;         /* of the day; -1: its end */
};

/* Reads the cell. */
struct due_rule due_read(struct text text);

/* Reads 报送频次 (日 周 月 季 半年 年) as a cycle. */
enum due_cycle due_read_frequency(struct text text);

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
