/* SPDX-License-Identifier: MIT */
/*
 * Wall time, monotonic time, and civil days of the office's time zone.
 *
 * A day is counted from 1970-01-01 (day 0) in the proleptic Gregorian calendar
 * and has no time zone; an instant is milliseconds of UTC since 1970.
 */
#ifndef PLUMB_BASE_CLOCK_H
#define PLUMB_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

enum { CLOCK_TEXT_MAX = 40 };

/* Sets the office's zone for the process (e.g. "Asia/Shanghai"). Call once,
 * before any thread starts. ERR_USAGE if the system does not know the zone. */
bool clock_set_zone(const char *zone, struct err *err);

/* Wall time in milliseconds of UTC. */
int64_t clock_utc_ms(void);

/* Milliseconds and microseconds that never go back; only differences mean anything. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void);

/* Tests: fixes the wall time at utc_ms; a negative value lets it run again. */
void clock_fix_for_test(int64_t utc_ms);

/* The civil day in the office's zone at that instant, and the instant at which that
 * day begins there. */
int32_t clock_day(int64_t utc_ms);
int64_t clock_day_start_ms(int32_t day);

/* Day number of a date, and back. is_valid: a real date of the years 1900 to 2999. */
int32_t clock_day_of(int year, int month, int day);
void clock_date_of(int32_t day, int *year, int *month, int *day_of_month);
bool clock_is_valid_date(int year, int month, int day);
int clock_days_in_month(int year, int month);

/* RFC 3339 with milliseconds and the zone's offset: 2026-09-16T10:15:02.113+08:00. */
void clock_format(int64_t utc_ms, char out[CLOCK_TEXT_MAX]);

/* Reads RFC 3339 (seconds may have a fraction; `Z` or an offset; a space is taken for the T and
 * for the + of the offset, which a query string turns into one). A bare date is its first moment in
 * the office's zone. False if it is none of these. */
bool clock_parse(const char *text, int64_t *utc_ms);

/* 2026-09-16. */
void clock_format_day(int32_t day, char out[CLOCK_TEXT_MAX]);

#endif
