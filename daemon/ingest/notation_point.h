/* SPDX-License-Identifier: MIT */
/*
 * One end of a period: `2017年9月16日（周六）上午9时`, `2017Q3`, `1-9月`, `下旬`, and parts of one
 * that its other end completes (`20日` of 9月16日至20日).
 */
#ifndef PLUMB_INGEST_NOTATION_POINT_H
#define PLUMB_INGEST_NOTATION_POINT_H

#include <stdbool.h>

#include "ingest/notation_glyph.h"
#include "model/period.h"

enum point_level {
    POINT_BARE, /* a number that may be a month or a day: first */
    POINT_YEAR,
    POINT_HALF,
    POINT_QUARTER,
    POINT_MONTH,
    POINT_TEN_DAYS, /* 上旬 中旬 下旬: 1 to 3 of month */
    POINT_DAY
};

enum { POINT_MONTH_END = -1 }; /* as a day: 9月底 */

struct point {
    enum point_level level;
    bool has_year;
    int year;
    int month;         /* of a day or ten days; 0: not stated */
    int first;         /* half, quarter, month, ten days or day */
    int last;          /* equal to first, or greater: 1-9月, 前三季度, 16、17日 */
    int weekday;       /* 1 Monday to 7 Sunday; 0: not stated */
    int32_t separator; /* of a numeric date: - / . ; else 0 */
    bool has_padding;  /* 09-16, 2017.09: its numbers have two digits */
};

/* Takes one off the front. False, with *span unchanged, if there is none. Whether such a day
 * exists is not checked. */
bool point_take(struct span *span, struct point *out);

/* Takes ~ - — 至 到 .. off the front. Returns the glyph, 0 if there is none. */
int32_t point_take_joint(struct span *span);

/* Takes a time of day, or two (9:00-11:30), off the front, if there is one. */
bool point_take_time(struct span *span);

/* 4 digits, in Hanzi also 二〇一七. */
bool point_take_year(struct span *span, int *year);

/* One or two digits, or a Hanzi number below 100. *digits is how many glyphs it has. */
bool point_take_number(struct span *span, int *number, int *digits);

/* The days from the point's first to its last. False if there are no such days. The point has a
 * year, and a month where it needs one. */
bool point_period(const struct point *point, struct period *out);

#endif
