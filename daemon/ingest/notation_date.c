/* SPDX-License-Identifier: MIT */
/*
 * Dates and periods: words in place of one, shapes that have two readings, then one point or two
 * with a joint between them. What the second point leaves out it has from the first.
 */
#include "ingest/notation.h"

#include "base/clock.h"
#include "ingest/notation_glyph.h"
#include "ingest/notation_point.h"
#include "ingest/notation_words.h"

/* Serial days of the 1900 system: 25569 is 1970-01-01. Those of 1990 to 2099 are meant. */
enum { SERIAL_EPOCH = 25569, SERIAL_FIRST = 32874, SERIAL_LAST = 73050, SERIAL_DIGITS = 5 };
enum { LIST_COMMA = 0x3001, FULL_STOP = 0x3002, ROMAN_ONE = 0x2160, QUARTER = 0x5B63 /* 季 */ };

struct sentence {
    const char *zh;
    const char *en;
};

static const struct sentence sentences[] = {
    [NOTATION_DATE_READ] = {NULL, NULL},
    [NOTATION_DATE_OPEN] = {"只有起始，没有截止日期", "has a beginning but no end"},
    [NOTATION_DATE_NO_YEAR] = {"没有写年份", "the year is missing"},
    [NOTATION_DATE_MISSING] = {"没有填日期或时期", "the date or period is not filled in"},
    [NOTATION_DATE_AMBIGUOUS] = {"日期有两种读法，请写四位年份，如 2017-09-16",
                                 "a date with two readings; write four digits for the year, "
                                 "e.g. 2017-09-16"},
    [NOTATION_DATE_WRONG_WEEKDAY] = {"日期和星期对不上", "the date does not fall on that weekday"},
    [NOTATION_DATE_UNKNOWN] = {"不是认得的日期或时期", "no date or period that is known"},
};

const char *notation_date_reason_zh(enum notation_date result)
{
    return sentences[result].zh;
}

const char *notation_date_reason_en(enum notation_date result)
{
    return sentences[result].en;
}

/* ---- words ---- */

static bool is_undated(struct span span)
{
    static const char *const words[] = {
        "未注明",     "未标明",     "未说明",     "未载明",     "未写明",     "不详",   "年份不详",
        "日期不详",   "时间不详",   "时期不详",   "年份未注明", "时间未注明", "无年份", "无日期",
        "未注明年份", "未注明时间", "未注明日期", "undated",    NULL};

    return span_is_any(span, words);
}

static bool is_missing(struct span span)
{
    struct span unit = {0};
    enum notation_kind kind = word_kind(span, &unit);

    return kind == NOTATION_MISSING || kind == NOTATION_NOT_APPLICABLE ||
           kind == NOTATION_NONE_STATED;
}

/* 截至: words before a date that change nothing. */
static void take_front_words(struct span *span)
{
    (void)(span_take(span, "截至到") || span_take(span, "截止到") || span_take(span, "截至") ||
           span_take(span, "截止") || span_take(span, "公元"));
}

/* 自2017年9月: without an end it is as open as one with 起 behind it. */
static bool take_since(struct span *span)
{
    return span_take(span, "自") || span_take(span, "从");
}

/* 12月31日前: in a column of dates it is the date. */
static void drop_before(struct span *span)
{
    (void)(span_drop(span, "之前") || span_drop(span, "以前") || span_drop(span, "前"));
}

/* 起, 至今: the end is not stated. */
static bool drop_open_end(struct span *span)
{
    static const char *const words[] = {"起至今", "至今", "迄今", "以来",
                                        "起",     "开始", "以后", "之后"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (span_drop(span, words[i])) {
            if (!span_is_empty(*span) &&
                (span_back(*span, 0) == '~' || glyph_is_dash(span_back(*span, 0)))) {
                *span = span_shorten(*span, 1);
            }
            return true;
        }
    }
    return false;
}

/* ---- shapes with two readings ---- */

struct triple {
    int numbers[3];
    int digits[3];
};

/* n.n.n with one separator; the last may have four digits. A time may follow. */
static bool take_triple(struct span *span, struct triple *triple)
{
    struct span rest = *span;
    int32_t separator = 0;

    for (int i = 0; i < 3; i++) {
        int32_t code = span_front(rest, 0);
        if (i > 0) {
            bool is_fit = code == '-' || code == '/' || code == '.';
            if (!is_fit || (i == 2 && code != separator)) {
                return false;
            }
            separator = code;
            rest = span_skip(rest, 1);
        }
        triple->digits[i] = (int)span_count_digits(rest);
        if (i == 2 && triple->digits[i] == 4) {
            (void)point_take_year(&rest, &triple->numbers[i]);
        } else if (triple->digits[i] == 0 ||
                   !point_take_number(&rest, &triple->numbers[i], &triple->digits[i])) {
            return false;
        }
    }
    (void)(span_take(&rest, "日") || span_take(&rest, "号"));
    (void)point_take_time(&rest);
    *span = rest;
    return span_is_empty(rest);
}

static bool is_date(int year, int month, int day)
{
    return clock_is_valid_date(year < 100 ? year + 2000 : year, month, day);
}

/* 18.8.16 and 9/10/2017 have two readings; 9/16/2017 has one. */
static enum notation_date read_triple(const struct triple *triple, struct period *out)
{
    const int *n = triple->numbers;

    if (triple->digits[2] != 4) {
        bool is_any =
            is_date(n[0], n[1], n[2]) || is_date(n[2], n[0], n[1]) || is_date(n[2], n[1], n[0]);
        return is_any ? NOTATION_DATE_AMBIGUOUS : NOTATION_DATE_UNKNOWN;
    }
    bool is_month_first = is_date(n[2], n[0], n[1]);
    bool is_day_first = is_date(n[2], n[1], n[0]);
    if (is_month_first && is_day_first && n[0] != n[1]) {
        return NOTATION_DATE_AMBIGUOUS;
    }
    /* A year of four digits means what it says: 0017 is none of ours. */
    if ((!is_month_first && !is_day_first) || n[2] < 100) {
        return NOTATION_DATE_UNKNOWN;
    }
    *out = period_of_day(is_month_first ? clock_day_of(n[2], n[0], n[1])
                                        : clock_day_of(n[2], n[1], n[0]));
    return NOTATION_DATE_READ;
}

static int two_digits(struct span span, size_t place)
{
    return (span_front(span, place) - '0') * 10 + span_front(span, place + 1) - '0';
}

/* 170916, but not 201709. */
static bool is_short_compact(struct span span)
{
    struct point point = {0};
    struct period period = {0};
    bool is_short = is_date(two_digits(span, 0), two_digits(span, 2), two_digits(span, 4));

    return is_short && (!point_take(&span, &point) || !point_period(&point, &period));
}

/* 17年9月, '17, 17Q3, 17-09, 170916: the year has two digits, or is none. */
static bool has_short_year(struct span span)
{
    int first = 0;
    int second = 0;
    int digits = 0;

    if (span_take(&span, "'") || span_take(&span, "’")) {
        return span_count_digits(span) == 2;
    }
    if (span_count_digits(span) == 6) {
        return is_short_compact(span);
    }
    if (span_count_digits(span) != 2 || !point_take_number(&span, &first, &digits)) {
        return false;
    }
    if (span_starts(span, "年") || span_starts(span, "Q") || span_starts(span, "-Q")) {
        return true;
    }
    int32_t code = span_front(span, 0);
    span = span_skip(span, 1);
    return first > 12 && (code == '-' || code == '.' || code == '/') &&
           point_take_number(&span, &second, &digits) && second >= 1 && second <= 12 &&
           span_is_empty(span);
}

/* ---- English ---- */

static int take_month_name(struct span *span)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    static const char *const short_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    for (int i = 0; i < 12; i++) {
        if (span_take(span, names[i]) || span_take(span, short_names[i])) {
            return i + 1;
        }
    }
    return 0;
}

static void skip_marks(struct span *span)
{
    while (span_front(*span, 0) == ' ' || span_front(*span, 0) == '-' ||
           span_front(*span, 0) == '/' || span_front(*span, 0) == '.') {
        *span = span_skip(*span, 1);
    }
}

/* 16-Sep-2017, Sep 16 2017, September 2017. Without four digits of a year it has two readings.
 * False if there is no month's name. */
static bool read_english(struct span span, enum notation_date *result, struct period *out)
{
    int day = 0;
    int digits = 0;
    int year = 0;

    bool has_year = span_count_digits(span) == 4 && point_take_year(&span, &year);
    (void)(glyph_is_digit(span_front(span, 0)) && point_take_number(&span, &day, &digits));
    skip_marks(&span);
    int month = take_month_name(&span);
    if (month == 0) {
        return false;
    }
    skip_marks(&span);
    if (day == 0 && span_count_digits(span) <= 2) {
        (void)point_take_number(&span, &day, &digits);
        skip_marks(&span);
    }
    if ((!has_year && !point_take_year(&span, &year)) || !span_is_empty(span)) {
        *result = day > 0 && (span_is_empty(span) || span_count_digits(span) == 2)
                      ? NOTATION_DATE_AMBIGUOUS
                      : NOTATION_DATE_UNKNOWN;
        return true;
    }
    if (!clock_is_valid_date(year, month, day > 0 ? day : 1)) {
        *result = NOTATION_DATE_UNKNOWN;
        return true;
    }
    *out = day > 0 ? period_of_day(clock_day_of(year, month, day)) : period_of_month(year, month);
    *result = NOTATION_DATE_READ;
    return true;
}

/* ---- serial days ---- */

/* 42994 and 42994.5. Any other lone number that is no date could be one, but is not meant so. */
static bool read_serial(struct span span, enum notation_date *result, struct period *out)
{
    size_t count = span_count_digits(span);
    int serial = 0;

    if (count == 0 || count > SERIAL_DIGITS || count == 4) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        serial = serial * 10 + (span_front(span, i) - '0');
    }
    span = span_skip(span, count);
    if (count == SERIAL_DIGITS && span_front(span, 0) == '.') {
        span = span_skip(span, 1 + span_count_digits(span_skip(span, 1)));
    }
    if (!span_is_empty(span)) {
        return false;
    }
    bool is_meant = serial >= SERIAL_FIRST && serial <= SERIAL_LAST;
    if (is_meant) {
        *out = period_of_day(serial - SERIAL_EPOCH);
    }
    *result = is_meant ? NOTATION_DATE_READ : NOTATION_DATE_AMBIGUOUS;
    return true;
}

/* ---- points ---- */

/* 1900/1/0 and its kin: an empty cell that was shown as a date. */
static bool is_zero_date(const struct point *point)
{
    if (point->level != POINT_DAY || !point->has_year) {
        return false;
    }
    return (point->year == 1900 && point->first == 0) ||
           (point->year == 1899 && point->month == 12 && point->first >= 30) ||
           (point->year == 0 && point->month == 0 && point->first == 0);
}

/* What the right end leaves out. */
static bool complete(struct point *right, const struct point *left, int32_t joint)
{
    if (right->level == POINT_BARE) {
        if ((left->level != POINT_DAY && left->level != POINT_MONTH) ||
            (left->separator != 0 && left->separator == joint)) {
            return false;
        }
        right->level = left->level;
    }
    if (right->level == POINT_DAY && right->month == 0) {
        right->month = left->month;
    }
    if (!right->has_year) {
        right->has_year = left->has_year;
        right->year = left->year;
    }
    return true;
}

/* A lone list comma joins neighbours: 9月16日、17日. */
static int32_t take_joint(struct span *span)
{
    if (span_front(*span, 0) == LIST_COMMA) {
        *span = span_skip(*span, 1);
        return LIST_COMMA;
    }
    (void)span_take(span, " ");
    return point_take_joint(span);
}

static bool has_right_weekday(const struct point *point, struct period period)
{
    /* Day 0, 1970-01-01, was a Thursday. */
    int weekday = (int)(((int64_t)period.from + 3) % 7 + 7) % 7 + 1;

    return point->weekday == 0 || point->weekday == weekday;
}

struct ends {
    struct point left;
    struct point right;
    int32_t joint; /* 0: there is only the left */
};

/* A number that may be anything, or 20日 of no month, begins nothing. */
static bool may_be_left(const struct point *point)
{
    return point->level != POINT_BARE &&
           (point->level != POINT_DAY || point->month > 0 || point->has_year);
}

static bool take_ends(struct span span, struct ends *ends)
{
    if (!point_take(&span, &ends->left) || !may_be_left(&ends->left)) {
        return false;
    }
    (void)span_take(&span, "止");
    if (span_is_empty(span)) {
        ends->right = ends->left;
        return true;
    }
    ends->joint = take_joint(&span);
    if (ends->joint == 0 || !point_take(&span, &ends->right)) {
        return false;
    }
    (void)span_take(&span, "止");
    return span_is_empty(span) && complete(&ends->right, &ends->left, ends->joint);
}

static bool add_year(struct ends *ends, int year_hint)
{
    bool has_year = ends->left.has_year || ends->right.has_year || year_hint > 0;
    int year = year_hint > 0 ? year_hint : NOTATION_YEARLY;

    year = ends->right.has_year ? ends->right.year : year;
    if (!ends->left.has_year) {
        ends->left.year = year;
        ends->left.has_year = true;
    }
    if (!ends->right.has_year) {
        ends->right.year = ends->left.year;
        ends->right.has_year = true;
    }
    return has_year;
}

static enum notation_date join_ends(struct ends *ends, int year_hint, struct period *out)
{
    struct period first = {0};
    struct period last = {0};
    bool has_year = add_year(ends, year_hint);

    if (ends->joint == 0 && is_zero_date(&ends->left)) {
        return NOTATION_DATE_MISSING;
    }
    if (!point_period(&ends->left, &first) || !point_period(&ends->right, &last) ||
        first.from > last.from || first.to > last.to ||
        (ends->joint != 0 && period_equal(first, last)) ||
        (ends->joint == LIST_COMMA && last.from != first.to + 1)) {
        return NOTATION_DATE_UNKNOWN;
    }
    if (has_year &&
        (!has_right_weekday(&ends->left, first) || !has_right_weekday(&ends->right, last))) {
        return NOTATION_DATE_WRONG_WEEKDAY;
    }
    *out = (struct period){first.from, last.to};
    return has_year ? NOTATION_DATE_READ : NOTATION_DATE_NO_YEAR;
}

/* 1-9 under 时期: a day, or months. */
static bool is_bare_pair(const struct ends *ends)
{
    return ends->joint == 0 && ends->left.level == POINT_DAY && !ends->left.has_year &&
           ends->left.separator != 0 && !ends->left.has_padding;
}

/* 2017.1: a spreadsheet shows 2017.10, typed as a number, like that. */
static bool may_have_lost_zero(const struct ends *ends)
{
    return ends->joint == 0 && ends->left.level == POINT_MONTH && ends->left.separator == '.' &&
           ends->left.first == 1 && !ends->left.has_padding;
}

static enum notation_date read_points(struct span span, int year_hint, bool is_day_column,
                                      struct period *out)
{
    struct ends ends = {0};

    bool is_since = take_since(&span);
    take_front_words(&span);
    bool is_open = drop_open_end(&span);
    if (is_day_column) {
        drop_before(&span);
    }
    if (!take_ends(span, &ends)) {
        return NOTATION_DATE_UNKNOWN;
    }
    if ((is_bare_pair(&ends) && !is_day_column) || may_have_lost_zero(&ends)) {
        return NOTATION_DATE_AMBIGUOUS;
    }
    enum notation_date result = join_ends(&ends, year_hint, out);
    is_open = is_open || (is_since && ends.joint == 0);
    return is_open && result == NOTATION_DATE_READ ? NOTATION_DATE_OPEN : result;
}

/* Brackets, commas and a full stop say nothing in a date: 2017年9月16日（周六）, Sep 16, 2017.
 * Quarters may have Roman numbers: 第Ⅲ季度. */
static void drop_marks(struct glyphs *glyphs)
{
    size_t kept = 0;

    for (size_t i = 0; i < glyphs->count; i++) {
        int32_t code = glyphs->code[i];
        bool is_last = i + 1 == glyphs->count;
        if (code >= ROMAN_ONE && code < ROMAN_ONE + 4 && !is_last &&
            glyphs->code[i + 1] == QUARTER) {
            code += '1' - ROMAN_ONE;
        }
        if ((code == FULL_STOP && is_last) || code == '(' || code == ')' || code == '[' ||
            code == ']') {
            continue;
        }
        bool follows_space = kept > 0 && glyphs->code[kept - 1] == ' ';
        if ((code == ',' || code == GLYPH_NO_BREAK || code == ' ') && follows_space) {
            continue;
        }
        glyphs->code[kept] = code == ',' || code == GLYPH_NO_BREAK ? ' ' : code;
        glyphs->begin[kept] = glyphs->begin[i];
        glyphs->end[kept] = glyphs->end[i];
        kept++;
    }
    glyphs->count = kept;
}

static enum notation_date read_date(struct text cell, int year_hint, bool is_day_column,
                                    struct period *out)
{
    struct glyphs glyphs;
    struct triple triple = {0};
    enum notation_date result = NOTATION_DATE_UNKNOWN;

    if (!glyphs_read(text_trim(cell), &glyphs)) {
        return NOTATION_DATE_UNKNOWN;
    }
    struct span span = span_of(&glyphs);
    if (is_undated(span)) {
        *out = period_undated();
        return NOTATION_DATE_READ;
    }
    if (is_missing(span)) {
        return NOTATION_DATE_MISSING;
    }
    drop_marks(&glyphs);
    span = span_of(&glyphs);
    if (is_day_column && read_serial(span, &result, out)) {
        return result;
    }
    struct span rest = span;
    if (take_triple(&rest, &triple)) {
        return read_triple(&triple, out);
    }
    if (has_short_year(span)) {
        return NOTATION_DATE_AMBIGUOUS;
    }
    if (read_english(span, &result, out)) {
        return result;
    }
    return read_points(span, year_hint, is_day_column, out);
}

enum notation_date notation_read_period(struct text cell, int year_hint, struct period *out)
{
    return read_date(cell, year_hint, false, out);
}

enum notation_date notation_read_day(struct text cell, int year_hint, struct period *out)
{
    return read_date(cell, year_hint, true, out);
}

/* ---- years ---- */

bool notation_read_year(struct text cell, int *year)
{
    struct period period = {0};
    int month = 0;
    int day = 0;

    if (notation_read_period(cell, 0, &period) != NOTATION_DATE_READ ||
        period_kind(period) != PERIOD_YEAR) {
        return false;
    }
    clock_date_of(period.from, year, &month, &day);
    return true;
}

/* 2000批次 is no year, 2017质量月 is one. */
static bool may_follow_year(struct span behind)
{
    static const char *const counts[] = {"批", "家", "次", "人", "份", "个", "台",
                                         "件", "户", "项", "起", "场", "元", "万",
                                         "亿", "余", "多", "吨", "米", "公"};

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        if (span_starts(behind, counts[i])) {
            return false;
        }
    }
    return span_front(behind, 0) != '%' && span_front(behind, 0) != ',';
}

/* The year at the front: 2017, 二〇一七年, 201709, 20170916. Else 0. */
static int year_at_front(struct span span)
{
    size_t count = span_count_digits(span);
    struct point point = {0};
    struct period period = {0};
    struct span rest = span;
    int year = 0;

    if (count == 6 || count == 8) {
        year = point_take(&rest, &point) && point_period(&point, &period) ? point.year : 0;
    } else if (!point_take_year(&rest, &year) || !may_follow_year(rest)) {
        year = 0;
    }
    return year >= 1990 && year <= 2099 ? year : 0;
}

int notation_only_year(struct text title)
{
    struct glyphs glyphs;
    int found = 0;

    if (!glyphs_read(title, &glyphs)) {
        return 0;
    }
    for (struct span span = span_of(&glyphs); !span_is_empty(span); span = span_skip(span, 1)) {
        int32_t before = span.from > 0 ? glyphs.code[span.from - 1] : GLYPH_END;
        int year = glyph_is_digit(before) || glyph_is_letter(before) ? 0 : year_at_front(span);
        if (year != 0 && found != 0 && year != found) {
            return 0;
        }
        found = year != 0 ? year : found;
    }
    return found;
}
