/* SPDX-License-Identifier: MIT */
#include "compute/due.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/arena.h"

enum { CELL_MAX = 96, MINUTE_MS = 60 * 1000 };

/* ---- reading the cell --------------------------------------------------------------------- */

/* Takes a word from the front. */
static bool skip(struct text *text, const char *word)
{
    if (!text_starts_with(*text, word)) {
        return false;
    }
    *text = text_trim(text_part(*text, strlen(word), text->len));
    return true;
}

static bool skip_any(struct text *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (skip(text, words[i])) {
            return true;
        }
    }
    return false;
}

static bool take_number(struct text *text, int *out)
{
    int value = 0;
    size_t digits = 0;

    while (digits < text->len && digits < 4 && text->at[digits] >= '0' && text->at[digits] <= '9') {
        value = value * 10 + (text->at[digits] - '0');
        digits++;
    }
    if (digits == 0) {
        return false;
    }
    *text = text_trim(text_part(*text, digits, text->len));
    *out = value;
    return true;
}

static bool skip_separator(struct text *text)
{
    static const char *const separators[] = {"-", "/", ".", "年", "月"};

    return skip_any(text, separators, sizeof(separators) / sizeof(separators[0]));
}

static bool skip_day_word(struct text *text)
{
    static const char *const words[] = {"个工作日", "日", "号", "天"};

    return skip_any(text, words, sizeof(words) / sizeof(words[0]));
}

/* 17:00, 17时, 17点30分; nothing is the end of the day. False for anything else. */
static bool take_time(struct text *text, int *minute)
{
    static const char *const hours[] = {":", "时", "点"};
    int hour = 0;
    int part = 0;

    *minute = -1;
    (void)skip(text, "前");
    if (text->len == 0) {
        return true;
    }
    if (!take_number(text, &hour) || hour > 24 ||
        !skip_any(text, hours, sizeof(hours) / sizeof(hours[0]))) {
        return false;
    }
    (void)take_number(text, &part);
    (void)skip(text, "分");
    (void)skip(text, "前");
    *minute = hour * 60 + part;
    return text->len == 0 && part < 60;
}

struct opening {
    const char *word;
    enum due_cycle cycle;
};

/* N days after the end of each of these. */
static const struct opening followed[] = {
    {"次月", DUE_MONTHLY},     {"下月", DUE_MONTHLY},     {"每月后", DUE_MONTHLY},
    {"月后", DUE_MONTHLY},     {"每月", DUE_MONTHLY},     {"每季度后", DUE_QUARTERLY},
    {"季度后", DUE_QUARTERLY}, {"每季后", DUE_QUARTERLY}, {"季后", DUE_QUARTERLY},
    {"次季度", DUE_QUARTERLY}, {"次季", DUE_QUARTERLY},   {"半年后", DUE_HALFLY},
    {"年后", DUE_YEARLY},
};

/* The last day of each of these. */
static const struct opening closed[] = {
    {"每日", DUE_DAILY},       {"每天", DUE_DAILY},     {"每周", DUE_WEEKLY},
    {"每月底", DUE_MONTHLY},   {"每月末", DUE_MONTHLY}, {"每月", DUE_MONTHLY},
    {"月底", DUE_MONTHLY},     {"月末", DUE_MONTHLY},   {"每季度末", DUE_QUARTERLY},
    {"每季度", DUE_QUARTERLY}, {"每季", DUE_QUARTERLY}, {"季度末", DUE_QUARTERLY},
    {"季末", DUE_QUARTERLY},   {"每半年", DUE_HALFLY},  {"半年末", DUE_HALFLY},
    {"每年底", DUE_YEARLY},    {"每年末", DUE_YEARLY},  {"每年", DUE_YEARLY},
    {"年底", DUE_YEARLY},      {"年末", DUE_YEARLY},
};

static bool read_followed(struct text text, struct due_rule *rule)
{
    for (size_t i = 0; i < sizeof(followed) / sizeof(followed[0]); i++) {
        struct text rest = text;
        int days = 0;
        if (skip(&rest, followed[i].word) && take_number(&rest, &days) && days >= 1 && days <= 92 &&
            skip_day_word(&rest) && (skip(&rest, "内"), true) && take_time(&rest, &rule->minute)) {
            rule->cycle = followed[i].cycle;
            rule->days_after = days;
            return true;
        }
    }
    return false;
}

static bool read_closed(struct text text, struct due_rule *rule)
{
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
        struct text rest = text;
        if (skip(&rest, closed[i].word) && take_time(&rest, &rule->minute)) {
            rule->cycle = closed[i].cycle;
            return true;
        }
    }
    return false;
}

/* 2017-06-30, 12-31, 每年12月31日, 次年1月10日. */
static bool read_date(struct text text, struct due_rule *rule)
{
    int parts[3] = {0};
    int count = 0;

    rule->says_every = skip(&text, "每年");
    rule->is_next_year = !rule->says_every && skip(&text, "次年");
    while (count < 3 && take_number(&text, &parts[count])) {
        count++;
        if (!skip_separator(&text)) {
            break;
        }
    }
    (void)skip_day_word(&text);
    if (count < 2 || !take_time(&text, &rule->minute)) {
        return false;
    }
    bool has_year = count == 3;
    int year = has_year ? parts[0] : 2000;
    if (!clock_is_valid_date(year, parts[count - 2], parts[count - 1]) ||
        (has_year && (rule->says_every || rule->is_next_year))) {
        return false;
    }
    rule->cycle = has_year ? DUE_FIXED : DUE_YEARLY_DAY;
    rule->day = has_year ? clock_day_of(year, parts[1], parts[2]) : 0;
    rule->month = parts[count - 2];
    rule->month_day = parts[count - 1];
    return true;
}

/* 5日 beside a monthly frequency. */
static bool read_bare_day(struct text text, struct due_rule *rule)
{
    int days = 0;

    if (take_number(&text, &days) && days >= 1 && days <= 31 && skip_day_word(&text) &&
        take_time(&text, &rule->minute)) {
        rule->cycle = DUE_MONTHLY;
        rule->days_after = days;
        return true;
    }
    return false;
}

struct due_rule due_read(struct text text)
{
    char half[CELL_MAX];
    struct due_rule rule = {.minute = -1};
    struct due_rule found;

    size_t len = text_to_half_width(text, true, half, sizeof(half));
    struct text cell = text_trim((struct text){half, len});
    bool (*const readers[])(struct text, struct due_rule *) = {read_followed, read_closed,
                                                               read_date, read_bare_day};
    for (size_t i = 0; cell.len > 0 && i < sizeof(readers) / sizeof(readers[0]); i++) {
        found = rule;
        if (readers[i](cell, &found)) {
            return found;
        }
    }
    return rule;
}

enum due_cycle due_read_frequency(struct text text)
{
    static const struct opening words[] = {
        {"半年", DUE_HALFLY},   {"日", DUE_DAILY},          {"天", DUE_DAILY},
        {"周", DUE_WEEKLY},     {"月", DUE_MONTHLY},        {"季", DUE_QUARTERLY},
        {"年", DUE_YEARLY},     {"day", DUE_DAILY},         {"week", DUE_WEEKLY},
        {"month", DUE_MONTHLY}, {"quarter", DUE_QUARTERLY}, {"half", DUE_HALFLY},
        {"year", DUE_YEARLY},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_find(text, words[i].word) >= 0) {
            return words[i].cycle;
        }
    }
    return DUE_NONE;
}

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
