/* SPDX-License-Identifier: MIT */
/*
 * Every period is two day numbers; its kind is never stored but seen from them, so that
 * `2017-07..2017-09` and `2017-Q3` cannot be two periods.
 */
#include "model/period.h"

#include "base/clock.h"

struct date {
    int year;
    int month;
    int day;
};

static struct date date_of(int32_t day_number)
{
    struct date date = {0};

    clock_date_of(day_number, &date.year, &date.month, &date.day);
    return date;
}

static bool is_last_of_month(struct date date)
{
    return date.day == clock_days_in_month(date.year, date.month);
}

/* Months first to last of one year. */
static struct period months_of(int year, int first, int last)
{
    return (struct period){
        .from = clock_day_of(year, first, 1),
        .to = clock_day_of(year, last, clock_days_in_month(year, last)),
    };
}

struct period period_undated(void)
{
    return (struct period){INT32_MIN, INT32_MIN};
}

bool period_is_undated(struct period period)
{
    return period.from == INT32_MIN && period.to == INT32_MIN;
}

struct period period_of_year(int year)
{
    return months_of(year, 1, 12);
}

struct period period_of_half(int year, int half)
{
    return months_of(year, 6 * half - 5, 6 * half);
}

struct period period_of_quarter(int year, int quarter)
{
    return months_of(year, 3 * quarter - 2, 3 * quarter);
}

struct period period_of_month(int year, int month)
{
    return months_of(year, month, month);
}

struct period period_of_day(int32_t day)
{
    return (struct period){day, day};
}

static bool is_whole_months(struct period period)
{
    return date_of(period.from).day == 1 && is_last_of_month(date_of(period.to));
}

/* How many months a stretch of so many days can be; 0: none that has a name. */
static int months_in(int32_t days)
{
    if (days >= 28 && days <= 31) {
        return 1;
    }
    if (days >= 90 && days <= 92) {
        return 3;
    }
    if (days >= 181 && days <= 184) {
        return 6;
    }
    return days == 365 || days == 366 ? 12 : 0;
}

static enum period_kind kind_from(struct period period, struct date from)
{
    static const enum period_kind kinds[] = {
        [1] = PERIOD_MONTH, [3] = PERIOD_QUARTER, [6] = PERIOD_HALF, [12] = PERIOD_YEAR};
    int months = months_in(period.to - period.from + 1);

    if (period.from == period.to) {
        return PERIOD_DAY;
    }
    if (months == 0 || from.day != 1 || (from.month - 1) % months != 0) {
        return PERIOD_RANGE;
    }
    int next = from.month + months;
    int32_t end = next > 12 ? clock_day_of(from.year + 1, 1, 1) : clock_day_of(from.year, next, 1);
    return period.to + 1 == end ? kinds[months] : PERIOD_RANGE;
}

enum period_kind period_kind(struct period period)
{
    return period_is_undated(period) ? PERIOD_UNDATED : kind_from(period, date_of(period.from));
}

static size_t put_year(struct date date, char *out)
{
    return text_put_number((uint32_t)(date.year > 0 ? date.year : 0), 4, out);
}

static size_t put_month(struct date date, char *out)
{
    size_t len = put_year(date, out);

    out[len++] = '-';
    return len + text_put_number((uint32_t)date.month, 2, out + len);
}

static size_t put_day(struct date date, char *out)
{
    size_t len = put_month(date, out);

    out[len++] = '-';
    return len + text_put_number((uint32_t)date.day, 2, out + len);
}

/* A year with the number of one of its parts: 2017-Q3. */
static size_t put_part(struct date date, char letter, int part, char *out)
{
    size_t len = put_year(date, out);

    out[len++] = '-';
    out[len++] = letter;
    return len + text_put_number((uint32_t)part, 1, out + len);
}

static size_t put_range(struct period period, struct date from, char *out)
{
    size_t (*const put)(struct date, char *) = is_whole_months(period) ? put_month : put_day;
    size_t len = put(from, out);

    out[len++] = '.';
    out[len++] = '.';
    return len + put(date_of(period.to), out + len);
}

static size_t put_label(struct period period, char *out)
{
    struct date from = date_of(period.from);

    switch (kind_from(period, from)) {
    case PERIOD_DAY:
        return put_day(from, out);
    case PERIOD_MONTH:
        return put_month(from, out);
    case PERIOD_QUARTER:
        return put_part(from, 'Q', (from.month + 2) / 3, out);
    case PERIOD_HALF:
        return put_part(from, 'H', from.month > 6 ? 2 : 1, out);
    case PERIOD_YEAR:
        return put_year(from, out);
    case PERIOD_UNDATED:
    case PERIOD_RANGE:
        break;
    }
    return put_range(period, from, out);
}

size_t period_format(struct period period, char out[PERIOD_TEXT_MAX])
{
    size_t len = period_is_undated(period) ? 0 : put_label(period, out);

    out[len] = '\0';
    return len;
}

/* The number that the `count` digits at `at` give, or -1. */
static int digits_at(struct text label, size_t at, size_t count)
{
    int number = 0;

    if (at + count > label.len) {
        return -1;
    }
    for (size_t i = at; i < at + count; i++) {
        if (label.at[i] < '0' || label.at[i] > '9') {
            return -1;
        }
        number = number * 10 + (label.at[i] - '0');
    }
    return number;
}

/* One end of a label: year, half, quarter, month or day. What else is not right with it shows
 * when the result is written again. */
static bool read_simple(struct text label, struct period *out)
{
    int year = digits_at(label, 0, 4);
    int month = digits_at(label, 5, 2);
    int part = digits_at(label, 6, 1);

    if (year < 0) {
        return false;
    }
    if (label.len == 4) {
        *out = period_of_year(year);
    } else if (label.len == 7 && label.at[5] == 'H' && part >= 1 && part <= 2) {
        *out = period_of_half(year, part);
    } else if (label.len == 7 && label.at[5] == 'Q' && part >= 1 && part <= 4) {
        *out = period_of_quarter(year, part);
    } else if (label.len == 7 && month >= 1 && month <= 12) {
        *out = period_of_month(year, month);
    } else if (label.len == 10 && clock_is_valid_date(year, month, digits_at(label, 8, 2))) {
        *out = period_of_day(clock_day_of(year, month, digits_at(label, 8, 2)));
    } else {
        return false;
    }
    return true;
}

static bool read_range(struct text label, size_t dots, struct period *out)
{
    struct period first = {0};
    struct period last = {0};

    if (!read_simple(text_part(label, 0, dots), &first) ||
        !read_simple(text_part(label, dots + 2, label.len), &last) || first.from > last.to) {
        return false;
    }
    *out = (struct period){first.from, last.to};
    return true;
}

bool period_read_label(struct text label, struct period *out)
{
    ptrdiff_t dots = text_find(label, "..");
    struct period period = period_undated();
    char again[PERIOD_TEXT_MAX];

    if (label.len > 0 && dots < 0 && !read_simple(label, &period)) {
        return false;
    }
    if (dots >= 0 && !read_range(label, (size_t)dots, &period)) {
        return false;
    }
    size_t len = period_format(period, again);
    if (!text_equal(label, (struct text){again, len})) {
        return false;
    }
    *out = period;
    return true;
}

bool period_equal(struct period a, struct period b)
{
    return a.from == b.from && a.to == b.to;
}

bool period_contains(struct period outer, struct period inner)
{
    return outer.from <= inner.from && inner.to <= outer.to;
}

int32_t period_days(struct period period)
{
    return period_is_undated(period) ? 0 : period.to - period.from + 1;
}

int period_compare_newest_first(struct period a, struct period b)
{
    if (a.to != b.to) {
        return a.to > b.to ? -1 : 1;
    }
    return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

/* The same date of another year; 29 February becomes the 28th. */
static int32_t same_date_in(struct date date, int year)
{
    int days = clock_days_in_month(year, date.month);

    return clock_day_of(year, date.month, date.day > days ? days : date.day);
}

struct period period_year_before(struct period period)
{
    if (period_is_undated(period)) {
        return period;
    }
    struct date from = date_of(period.from);
    struct date to = date_of(period.to);
    struct period before = {same_date_in(from, from.year - 1), same_date_in(to, to.year - 1)};

    /* A stretch of whole months ends with its month: 2017-02 gives 2016-02-29. */
    if (is_whole_months(period)) {
        before.to = clock_day_of(to.year - 1, to.month, clock_days_in_month(to.year - 1, to.month));
    }
    return before;
}

static struct period before_by_days(struct period period)
{
    return (struct period){period.from - period_days(period), period.from - 1};
}

struct period period_before(struct period period)
{
    if (period_is_undated(period)) {
        return period;
    }
    struct date end = date_of(period.from - 1);

    switch (period_kind(period)) {
    case PERIOD_UNDATED:
    case PERIOD_DAY:
    case PERIOD_RANGE:
        return before_by_days(period);
    case PERIOD_MONTH:
        return period_of_month(end.year, end.month);
    case PERIOD_QUARTER:
        return months_of(end.year, end.month - 2, end.month);
    case PERIOD_HALF:
        return months_of(end.year, end.month - 5, end.month);
    case PERIOD_YEAR:
        return period_of_year(end.year);
    }
    return before_by_days(period);
}
