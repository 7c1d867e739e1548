/* SPDX-License-Identifier: MIT */
/*
 * 报送截止 as sheets write it: by when a report must have come.
 *
 * 次月5日, 季后10日 follow each month or quarter, 季后10个工作日 counts Mondays to Fridays; 每季度,
 * 每年 are their last days; 当月25日 is a day of the month itself, 每周五 one of the week, 次日10时
 * an hour of the next day; 12-31 and 每年12-31 are that day of each year; 2017-06-30 is that day,
 * 12月底 the last of the month. A time (17:00) may follow; without one the whole day still counts.
 */
#ifndef PLUMB_MODEL_DUE_RULE_H
#define PLUMB_MODEL_DUE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

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
    bool says_every;   /* 每年12-31, not 12-31 */
    int32_t day;       /* fixed */
    int month;         /* yearly day */
    int month_day;     /* yearly day; else of the last month of the period itself: 当月25日; 0 */
    bool is_next_year; /* 次年1月10日: of the year after the one reported on */
    int32_t days_after; /* cycles: after the period's last day; 每周五 is 2 days before it */
    bool is_working_days;
    int minute; /* of the day; -1: its end */
};

/* Reads the cell. */
struct due_rule due_read(struct text text);

/* Reads 报送频次 (日 周 月 季 半年 年) as a cycle. */
enum due_cycle due_read_frequency(struct text text);

/* True for words that name no day on purpose: 随时, 按需, 长期坚持. */
bool due_is_open(struct text text);

#endif
