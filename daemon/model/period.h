/* SPDX-License-Identifier: MIT */
/*
 * A stretch of whole days for which a figure was reported; both ends count.
 *
 * Days are numbers as in base/clock. A figure whose document gives no time has the undated
 * period, which comes before every other.
 */
#ifndef PLUMB_MODEL_PERIOD_H
#define PLUMB_MODEL_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct period {
    int32_t from;
    int32_t to;
};

enum { PERIOD_TEXT_MAX = 32 };

enum period_kind {
    PERIOD_UNDATED,
    PERIOD_DAY,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_HALF,
    PERIOD_YEAR,
    PERIOD_RANGE /* any other stretch */
};

struct period period_undated(void);
bool period_is_undated(struct period period);

/* The periods of the calendar. month 1-12, quarter 1-4, half 1-2. */
struct period period_of_year(int year);
struct period period_of_half(int year, int half);
struct period period_of_quarter(int year, int quarter);
struct period period_of_month(int year, int month);
struct period period_of_day(int32_t day);

enum period_kind period_kind(struct period period);

/* 2017, 2017-H1, 2017-Q3, 2017-09, 2017-09-16, and A..B for other stretches, where A and B are
 * months if the stretch is whole months, else days. Undated: the empty text. Returns the length. */
size_t period_format(struct period period, char out[PERIOD_TEXT_MAX]);

/* Reads exactly what period_format writes. */
bool period_read_label(struct text label, struct period *out);

bool period_equal(struct period a, struct period b);
bool period_contains(struct period outer, struct period inner);
int32_t period_days(struct period period);

/* The newest first: a later end, of equal ends the longer. <0 if a comes before b. */
int period_compare_newest_first(struct period a, struct period b);

/* The same part of the year before: 2017-Q3 gives 2016-Q3, 2016-02-29 gives 2015-02-28. */
struct period period_year_before(struct period period);

/* The period of the same kind just before: 2017-09 gives 2017-08; a range gives the same number
 * of days before it. */
struct period period_before(struct period period);

#endif
