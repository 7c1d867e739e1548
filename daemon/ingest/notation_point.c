/* SPDX-License-Identifier: MIT */
/*
 * A point is taken from the coarse to the fine: year, then half, quarter, month, day. A hyphen
 * may separate the numbers of one date or two dates; it is the former only while the separator
 * stays the same and the next number can be a month or a day.
 */
#include "ingest/notation_point.h"

#include "base/clock.h"
#include "ingest/notation_numeral.h"

enum { CIRCLE = 0x25CB, LARGE_CIRCLE = 0x25EF, LIST_COMMA = 0x3001 };

/* ---- numbers ---- */

/* A digit of a year read out: 二〇一七, 二○一七. */
static int year_digit(int32_t code)
{
    return code == CIRCLE || code == LARGE_CIRCLE || code == 'O' ? 0 : numeral_hanzi_digit(code);
}

static bool take_hanzi_year(struct span *span, int *year)
{
    int value = 0;

    for (size_t i = 0; i < 4; i++) {
        int digit = year_digit(span_front(*span, i));
        if (digit < 0) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (span_front(*span, 0) == 'O' || !span_starts(span_skip(*span, 4), "年")) {
        return false;
    }
    *year = value;
    *span = span_skip(*span, 4);
    return true;
}

static int value_of_digits(struct span span, size_t from, size_t count)
{
    int value = 0;

    for (size_t i = from; i < from + count; i++) {
        value = value * 10 + (span_front(span, i) - '0');
    }
    return value;
}

bool point_take_year(struct span *span, int *year)
{
    if (span_count_digits(*span) != 4) {
        return take_hanzi_year(span, year);
    }
    *year = value_of_digits(*span, 0, 4);
    *span = span_skip(*span, 4);
    return true;
}

static bool take_hanzi_number(struct span *span, int *number)
{
    struct numeral numeral = {0};
    struct span rest = *span;

    if (glyph_is_digit(span_front(rest, 0)) || numeral_take(&rest, &numeral) != NUMERAL_READ ||
        !numeral.is_hanzi || numeral.is_pair || numeral.is_bare ||
        numeral.qualifier != QUALIFIER_EQ || numeral.value.scale > 0 || numeral.value.digits > 99) {
        return false;
    }
    *number = (int)numeral.value.digits;
    *span = rest;
    return true;
}

bool point_take_number(struct span *span, int *number, int *digits)
{
    size_t count = span_count_digits(*span);

    if (count == 0) {
        *digits = 0;
        return take_hanzi_number(span, number);
    }
    if (count > 2) {
        return false;
    }
    *digits = (int)count;
    *number = value_of_digits(*span, 0, count);
    *span = span_skip(*span, count);
    return true;
}

int32_t point_take_joint(struct span *span)
{
    int32_t code = span_front(*span, 0);
    size_t count = 0;

    if (code == '~' || glyph_is_dash(code)) {
        count = span_front(*span, 1) == code ? 2 : 1;
    } else if (span_starts(*span, "至") || span_starts(*span, "到")) {
        count = 1;
    } else if (span_starts(*span, "..")) {
        count = 2;
    }
    *span = span_skip(*span, count);
    return count > 0 ? code : 0;
}

static bool take_either(struct span *span, const char *word, const char *other)
{
    return span_take(span, word) || span_take(span, other);
}

/* `3`, `1-9` or `16、17`, and behind it one of two words. */
static bool take_numbers(struct span *span, const char *word, const char *other, int *first,
                         int *last)
{
    struct span rest = *span;
    int digits = 0;

    if (!point_take_number(&rest, first, &digits)) {
        return false;
    }
    *last = *first;
    if (!take_either(&rest, word, other)) {
        bool is_list = span_front(rest, 0) == LIST_COMMA;
        if (is_list) {
            rest = span_skip(rest, 1);
        } else if (point_take_joint(&rest) == 0) {
            return false;
        }
        if (!point_take_number(&rest, last, &digits) || !take_either(&rest, word, other) ||
            *last <= *first || (is_list && *last != *first + 1)) {
            return false;
        }
    }
    *span = rest;
    return true;
}

/* ---- parts of a year ---- */

static bool take_compact(struct span *span, struct point *point)
{
    size_t count = span_count_digits(*span);
    struct span digits = *span;

    if (count != 8 && count != 6) {
        return false;
    }
    point->has_year = true;
    point->year = value_of_digits(digits, 0, 4);
    point->month = value_of_digits(digits, 4, 2);
    point->level = count == 8 ? POINT_DAY : POINT_MONTH;
    point->first = count == 8 ? value_of_digits(digits, 6, 2) : point->month;
    point->last = point->first;
    *span = span_skip(digits, count);
    return true;
}

static bool take_half(struct span *span, struct point *point)
{
    int half = take_either(span, "上半年", "H1") ? 1 : take_either(span, "下半年", "H2") ? 2 : 0;

    point->level = POINT_HALF;
    point->first = half;
    point->last = half;
    return half > 0;
}

/* The letter and one digit: Q3. */
static bool take_lettered_quarter(struct span *span, int *quarter)
{
    int32_t digit = span_front(*span, 1);

    if (!span_starts(*span, "Q") || !glyph_is_digit(digit) ||
        glyph_is_digit(span_front(*span, 2))) {
        return false;
    }
    *quarter = digit - '0';
    *span = span_skip(*span, 2);
    return true;
}

/* 前三季度, 前9个月: from the first to that one. */
static bool take_first_ones(struct span *span, const char *word, const char *other, int *first,
                            int *last)
{
    struct span rest = *span;

    if (!span_take(&rest, "前") || !take_numbers(&rest, word, other, first, last) ||
        *first != *last) {
        return false;
    }
    *first = 1;
    *span = rest;
    return true;
}

static bool take_quarter(struct span *span, struct point *point)
{
    struct span rest = *span;

    point->level = POINT_QUARTER;
    if (take_lettered_quarter(&rest, &point->first)) {
        point->last = point->first;
    } else if (!take_first_ones(&rest, "季度", "个季度", &point->first, &point->last)) {
        (void)span_take(&rest, "第");
        if (!take_numbers(&rest, "季度", "季", &point->first, &point->last)) {
            return false;
        }
    }
    *span = rest;
    return true;
}

/* ---- months and days ---- */

static void set_days(struct point *point, int month, int first, int last)
{
    point->level = POINT_DAY;
    point->month = month;
    point->first = first;
    point->last = last;
}

/* What follows 9月: 上旬, 底, 16日, 16、17日, 16. */
static void take_part_of_month(struct span *span, struct point *point)
{
    static const char *const tens[] = {"上旬", "中旬", "下旬"};
    int month = point->first;
    int first = 0;
    int last = 0;
    int digits = 0;

    for (int i = 0; i < 3; i++) {
        if (span_take(span, tens[i])) {
            set_days(point, month, i + 1, i + 1);
            point->level = POINT_TEN_DAYS;
            return;
        }
    }
    if (take_either(span, "底", "末")) {
        set_days(point, month, POINT_MONTH_END, POINT_MONTH_END);
    } else if (take_numbers(span, "日", "号", &first, &last)) {
        set_days(point, month, first, last);
    } else if (point_take_number(span, &first, &digits)) {
        set_days(point, month, first, first);
    }
}

static bool take_named_months(struct span *span, struct point *point)
{
    struct span rest = *span;

    point->level = POINT_MONTH;
    if (span_take(&rest, "元月")) {
        point->first = 1;
        point->last = 1;
    } else if (!take_first_ones(&rest, "个月", "月", &point->first, &point->last) &&
               !take_numbers(&rest, "月", "月", &point->first, &point->last)) {
        return false;
    }
    (void)span_take(&rest, "份");
    if (point->first == point->last) {
        take_part_of_month(&rest, point);
    }
    *span = rest;
    return true;
}

static bool is_separator(int32_t code)
{
    return code == '-' || code == '/' || code == '.';
}

/* The second number of 9-16, behind the same separator as before, if there was one. */
static bool take_second_number(struct span *span, int32_t *separator, int *number, int *digits)
{
    struct span rest = span_skip(*span, 1);
    int32_t code = span_front(*span, 0);

    if (!is_separator(code) || (*separator != 0 && code != *separator) ||
        !glyph_is_digit(span_front(rest, 0)) || !point_take_number(&rest, number, digits)) {
        return false;
    }
    *separator = code;
    *span = rest;
    return true;
}

/* 9-16, 9, 20日. Behind a year a lone number is a month. */
static bool take_numeric(struct span *span, struct point *point, int32_t separator)
{
    struct span rest = *span;
    int first = 0;
    int second = 0;
    int digits = 0;
    int second_digits = 0;

    if (!glyph_is_digit(span_front(rest, 0)) || !point_take_number(&rest, &first, &digits)) {
        return false;
    }
    point->separator = separator;
    if (take_second_number(&rest, &point->separator, &second, &second_digits)) {
        set_days(point, first, second, second);
        point->has_padding = digits == 2 && second_digits == 2;
        bool is_said = take_either(&rest, "日", "号");
        if (is_said && !point->has_year && point->separator == '-') {
            return false; /* 9-16日 may be two days of some month */
        }
    } else if (!point->has_year && take_either(&rest, "日", "号")) {
        set_days(point, 0, first, first);
    } else {
        point->level = point->has_year ? POINT_MONTH : POINT_BARE;
        point->has_padding = digits == 2;
        point->first = first;
        point->last = first;
    }
    *span = rest;
    return true;
}

/* ---- weekday ---- */

static void take_weekday(struct span *span, struct point *point)
{
    static const char *const days[] = {"一", "二", "三", "四", "五", "六", "日"};
    struct span rest = *span;

    (void)span_take(&rest, " ");
    if (!span_take(&rest, "星期") && !span_take(&rest, "周") && !span_take(&rest, "礼拜")) {
        return;
    }
    int weekday = span_take(&rest, "天") ? 7 : 0;
    for (int i = 0; i < 7 && weekday == 0; i++) {
        weekday = span_take(&rest, days[i]) ? i + 1 : 0;
    }
    if (weekday > 0) {
        point->weekday = weekday;
        *span = rest;
    }
}

/* ---- the whole ---- */

/* 年, 年度, 全年, or the separator of a numeric date. */
static void take_behind_year(struct span *span, int32_t *separator)
{
    if (span_take(span, "年度") || span_take(span, "年")) {
        return;
    }
    int32_t code = span_front(*span, 0);
    if (is_separator(code) || code == ' ') {
        *separator = code == ' ' ? 0 : code;
        *span = span_skip(*span, 1);
    }
}

static bool take_part(struct span *span, struct point *point, int32_t separator)
{
    return take_half(span, point) || take_quarter(span, point) || take_named_months(span, point) ||
           take_numeric(span, point, separator);
}

/* A year that nothing follows, in its words: 2017年度, 2017全年, 2017年底, 2017年年底.
 */
static bool take_bare_year(struct span *span, struct point *point)
{
    (void)span_take(span, "年");
    point->level = POINT_YEAR;
    if (take_either(span, "底", "末") || take_either(span, "年底", "年末")) {
        set_days(point, 12, 31, 31);
        return true;
    }
    (void)span_take(span, "全年");
    (void)(span_take(span, "年度") || span_take(span, "度"));
    return true;
}

/* Q3 2017. */
static void take_year_behind(struct span *span, struct point *point)
{
    struct span rest = *span;

    if (!point->has_year && point->level != POINT_BARE && span_take(&rest, " ") &&
        point_take_year(&rest, &point->year)) {
        point->has_year = true;
        *span = rest;
    }
}

static void take_tail(struct span *span, struct point *point)
{
    if (point->level == POINT_QUARTER || point->level == POINT_HALF) {
        take_year_behind(span, point);
    }
    if (point->level == POINT_DAY) {
        take_weekday(span, point);
        (void)point_take_time(span);
        if (point->weekday == 0) {
            take_weekday(span, point);
        }
    }
}

static bool take_whole_year_words(struct span *span, struct point *point)
{
    point->level = POINT_YEAR;
    return span_take(span, "全年度") || span_take(span, "全年");
}

bool point_take(struct span *span, struct point *out)
{
    struct span rest = *span;
    struct point point = {0};
    int32_t separator = 0;

    if (!take_compact(&rest, &point)) {
        point.has_year = point_take_year(&rest, &point.year);
        struct span behind = rest;
        if (point.has_year) {
            take_behind_year(&behind, &separator);
        }
        if (take_part(&behind, &point, separator)) {
            rest = behind;
        } else if (point.has_year) {
            (void)take_bare_year(&rest, &point);
        } else if (!take_whole_year_words(&rest, &point)) {
            return false;
        }
    }
    take_tail(&rest, &point);
    *out = point;
    *span = rest;
    return true;
}

static bool is_between(const struct point *point, int most)
{
    return point->first >= 1 && point->first <= point->last && point->last <= most;
}

static bool days_of_month(const struct point *point, struct period *out)
{
    int days = 0;
    int first = point->first;
    int last = point->last;

    if (point->month < 1 || point->month > 12) {
        return false;
    }
    days = clock_days_in_month(point->year, point->month);
    if (point->level == POINT_TEN_DAYS) {
        last = first == 3 ? days : 10 * first;
        first = 10 * first - 9;
    } else if (first == POINT_MONTH_END) {
        first = days;
        last = days;
    }
    if (first < 1 || last > days || first > last) {
        return false;
    }
    *out = (struct period){
        .from = clock_day_of(point->year, point->month, first),
        .to = clock_day_of(point->year, point->month, last),
    };
    return true;
}

static struct period join(struct period first, struct period last)
{
    return (struct period){first.from, last.to};
}

bool point_period(const struct point *point, struct period *out)
{
    int year = point->year;
    struct period period = {0};

    if (!clock_is_valid_date(year, 1, 1)) {
        return false;
    }
    switch (point->level) {
    case POINT_BARE:
        return false;
    case POINT_YEAR:
        *out = period_of_year(year);
        return true;
    case POINT_HALF:
        if (!is_between(point, 2)) {
            return false;
        }
        *out = period_of_half(year, point->first);
        return true;
    case POINT_QUARTER:
        if (!is_between(point, 4)) {
            return false;
        }
        *out = join(period_of_quarter(year, point->first), period_of_quarter(year, point->last));
        return true;
    case POINT_MONTH:
        if (!is_between(point, 12)) {
            return false;
        }
        *out = join(period_of_month(year, point->first), period_of_month(year, point->last));
        return true;
    case POINT_TEN_DAYS:
    case POINT_DAY:
        if (!days_of_month(point, &period)) {
            return false;
        }
        *out = period;
        return true;
    }
    return false;
}
