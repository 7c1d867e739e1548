/* SPDX-License-Identifier: MIT */
/* Times of day behind a date. They are checked, so that 25:00 is found, and dropped. */
#include "ingest/notation_point.h"

static bool take_part_of_day(struct span *span)
{
    static const char *const parts[] = {"上午", "下午", "早上", "晚上", "中午",
                                        "凌晨", "傍晚", "夜间", "早晨", "晚间",
                                        "早",   "晚",   "全天", "AM",   "PM"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (span_take(span, parts[i])) {
            return true;
        }
    }
    return false;
}

static void take_fraction(struct span *span)
{
    if (span_front(*span, 0) == '.' && glyph_is_digit(span_front(*span, 1))) {
        *span = span_skip(*span, 1 + span_count_digits(span_skip(*span, 1)));
    }
}

/* 14:05, 14:05:09, 14:05:09.5 behind the hour. */
static bool take_colon_minutes(struct span *span, int *minute, int *second)
{
    int digits = 0;

    if (!span_take(span, ":") || !point_take_number(span, minute, &digits) || digits != 2) {
        return false;
    }
    if (span_take(span, ":")) {
        if (!point_take_number(span, second, &digits) || digits != 2) {
            return false;
        }
        take_fraction(span);
    }
    return true;
}

/* 9时, 9时30分, 9点半 behind the hour. */
static bool take_worded_minutes(struct span *span, int *minute, int *second)
{
    struct span rest = *span;
    int digits = 0;

    if (!span_take(&rest, "时") && !span_take(&rest, "点")) {
        return false;
    }
    *span = rest;
    if (span_take(span, "整") || span_take(span, "许") || span_take(span, "半")) {
        return true;
    }
    if (point_take_number(&rest, minute, &digits) && span_take(&rest, "分")) {
        *span = rest;
        if (point_take_number(&rest, second, &digits) && span_take(&rest, "秒")) {
            *span = rest;
        }
    }
    return true;
}

/* One time of day, perhaps only 上午. */
static bool take_one_time(struct span *span)
{
    struct span rest = *span;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int digits = 0;

    (void)(span_take(&rest, " ") || span_take(&rest, "T"));
    bool has_part = take_part_of_day(&rest);
    struct span number = rest;
    if (point_take_number(&number, &hour, &digits) &&
        (take_colon_minutes(&number, &minute, &second) ||
         (span_front(number, 0) != ':' && take_worded_minutes(&number, &minute, &second)))) {
        (void)take_part_of_day(&number);
        *span = number;
        return hour <= 24 && minute < 60 && second <= 60;
    }
    if (has_part) {
        *span = rest;
    }
    return has_part;
}

bool point_take_time(struct span *span)
{
    struct span rest = *span;

    if (!take_one_time(&rest)) {
        return false;
    }
    *span = rest;
    if (point_take_joint(&rest) != 0 && take_one_time(&rest)) {
        *span = rest;
    }
    return true;
}
