/* SPDX-License-Identifier: MIT */
#include "compute/due.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/arena.h"

enum { MINUTE_MS = 60 * 1000, WEEK = 7, SATURDAY = 5 };

/* ---- counting ----------------------------------------------------------------------------- */

/* The period of the cycle that holds the day. */
static struct period period_holding(enum due_cycle cycle, int32_t day)
{
    int year = 0;
    int month = 0;
    int month_day = 0;

    clock_date_of(day, &year, &month, &month_day);
    switch (cycle) {
    case DUE_WEEKLY: {
        int32_t monday = day - (day + 3) % 7; /* day 0 was a Thursday */
        return (struct period){monday, monday + 6};
    }
    case DUE_MONTHLY:
        return period_of_month(year, month);
    case DUE_QUARTERLY:
        return period_of_quarter(year, (month + 2) / 3);
    case DUE_HALFLY:
        return period_of_half(year, month <= 6 ? 1 : 2);
    case DUE_YEARLY:
    case DUE_YEARLY_DAY:
        return period_of_year(year);
    case DUE_NONE:
    case DUE_FIXED:
    case DUE_DAILY:
        break;
    }
    return period_of_day(day);
}

static int32_t yearly_day(const struct due_rule *rule, int year)
{
    int wanted = year + (rule->is_next_year ? 1 : 0);
    int last = clock_days_in_month(wanted, rule->month);

    return clock_day_of(wanted, rule->month, rule->month_day < last ? rule->month_day : last);
}

/* So many Mondays to Fridays after that day. */
static int32_t after_working_days(int32_t day, int32_t count)
{
    while (count > 0) {
        day++;
        count -= ((day + 3) % WEEK + WEEK) % WEEK < SATURDAY ? 1 : 0; /* day 0 was a Thursday */
    }
    return day;
}

static int32_t day_within(const struct due_rule *rule, struct period period)
{
    int year = 0;
    int month = 0;
    int day = 0;

    clock_date_of(period.to, &year, &month, &day);
    return clock_day_of(year, month, rule->month_day < day ? rule->month_day : day);
}

/* The day on which the report on that period is due. */
static int32_t due_of_period(const struct due_rule *rule, struct period period)
{
    if (rule->cycle == DUE_YEARLY_DAY) {
        int year = 0;
        int month = 0;
        int day = 0;
        clock_date_of(period.from, &year, &month, &day);
        return yearly_day(rule, year);
    }
    if (rule->month_day > 0) {
        return day_within(rule, period);
    }
    if (rule->is_working_days) {
        return after_working_days(period.to, rule->days_after);
    }
    if (rule->cycle == DUE_MONTHLY && rule->days_after > 0) {
        int32_t longest = period_days(period_holding(DUE_MONTHLY, period.to + 1));
        return period.to + (rule->days_after < longest ? rule->days_after : longest);
    }
    return period.to + rule->days_after;
}

static bool is_dated(const struct period *period)
{
    return period && !period_is_undated(*period);
}

/* The first period on which no report has come. */
static struct period expected(const struct due_rule *rule, const struct period *newest,
                              const struct period *target, int32_t today)
{
    if (is_dated(newest)) {
        struct period held = period_holding(rule->cycle, newest->to);
        int32_t last = rule->cycle == DUE_YEARLY_DAY && !rule->is_next_year
                           ? due_of_period(rule, held)
                           : held.to;
        return newest->to >= last ? period_holding(rule->cycle, held.to + 1) : held;
    }
    if (is_dated(target)) {
        return period_holding(rule->cycle, target->from);
    }
    struct period now = period_holding(rule->cycle, today);
    struct period before = period_holding(rule->cycle, now.from - 1);
    if (due_of_period(rule, before) >= today) {
        return before;
    }
    return due_of_period(rule, now) >= today ? now : period_holding(rule->cycle, now.to + 1);
}

/* The newest period whose report was due before today. */
static struct period newest_missed(const struct due_rule *rule, int32_t today)
{
    struct period period = period_holding(rule->cycle, today);

    while (due_of_period(rule, period) >= today) {
        period = period_holding(rule->cycle, period.from - 1);
    }
    return period;
}

/* How many periods of the cycle lie from a to b, both counted. */
static int32_t periods_between(enum due_cycle cycle, struct period a, struct period b)
{
    int32_t count = 1;

    if (cycle == DUE_DAILY || cycle == DUE_WEEKLY) {
        return 1 + (b.from - a.from) / period_days(a);
    }
    for (; a.from < b.from; count++) {
        a = period_holding(cycle, a.to + 1);
    }
    return count;
}

static struct due due_on(int32_t day, int minute)
{
    int64_t at = minute < 0 ? clock_day_start_ms(day + 1)
                            : clock_day_start_ms(day) + (int64_t)minute * MINUTE_MS;

    return (struct due){
        .is_known = true, .day = day, .at_utc_ms = at, .since_utc_ms = at, .missed = 1};
}

/* 12-31 beside a dated target is one day, that of the target's year. */
static bool is_once(const struct due_rule *rule, const struct period *target)
{
    return rule->cycle == DUE_FIXED ||
           (rule->cycle == DUE_YEARLY_DAY && !rule->says_every && is_dated(target));
}

int32_t due_day_of(const struct due_rule *rule, const struct period *target)
{
    if (rule->cycle == DUE_FIXED) {
        return rule->day;
    }
    return rule->cycle == DUE_YEARLY_DAY && is_dated(target)
               ? due_of_period(rule, period_holding(DUE_YEARLY, target->from))
               : INT32_MAX;
}

static struct due due_once(const struct due_rule *rule, const struct period *newest,
                           const struct period *target)
{
    int32_t day = due_day_of(rule, target);
    int32_t reported_to = rule->is_next_year ? target->to : day;
    bool has_come = is_dated(newest) && newest->to >= reported_to;

    if (has_come) {
        return (struct due){0};
    }
    return due_on(day, rule->minute);
}

struct due due_next(const struct due_rule *rule, const struct period *newest,
                    const struct period *target, int32_t today)
{
    if (rule->cycle == DUE_NONE) {
        return (struct due){0};
    }
    if (is_once(rule, target)) {
        return due_once(rule, newest, target);
    }
    struct period first = expected(rule, newest, target, today);
    struct period missed = newest_missed(rule, today);
    bool is_long = missed.from > first.from;
    struct due due = due_on(due_of_period(rule, is_long ? missed : first), rule->minute);

    due.since_utc_ms = due_on(due_of_period(rule, first), rule->minute).at_utc_ms;
    due.missed = is_long ? periods_between(rule->cycle, first, missed) : 1;
    return due;
}

int64_t due_stale_at(enum due_cycle frequency, const struct period *newest, int grace_days)
{
    if (frequency == DUE_NONE || !is_dated(newest)) {
        return 0;
    }
    struct period held = period_holding(frequency, newest->to);
    struct period next = newest->to >= held.to ? period_holding(frequency, held.to + 1) : held;
    return clock_day_start_ms(next.to + 1 + grace_days);
}

struct text due_deadline(struct arena *arena, struct text text, const struct period *target)
{
    struct due_rule rule = due_read(text);
    char date[CLOCK_TEXT_MAX];
    int32_t day = rule.day;

    bool is_day_of_target = rule.cycle == DUE_YEARLY_DAY && !rule.says_every && is_dated(target);
    if (rule.cycle != DUE_FIXED && !is_day_of_target) {
        return arena_text(arena, text_trim(text));
    }
    if (is_day_of_target) {
        struct period year = period_holding(DUE_YEARLY, target->to);
        day = due_of_period(&rule, year);
    }
    clock_format_day(day, date);
    return arena_text(arena, text_of(date));
}
