/* SPDX-License-Identifier: MIT */
#include "model/due_rule.h"

#include <string.h>

#include "base/clock.h"

enum { CELL_MAX = 96, LONGEST_DAYS = 92, WEEK = 7 };

/* ---- small steps -------------------------------------------------------------------------- */

/* Takes a word from the front. */
static bool skip(struct text *text, const char *word)
{
    if (!text_starts_with(*text, word)) {
        return false;
    }
    *text = text_trim(text_part(*text, strlen(word), text->len));
    return true;
}

static bool skip_any(struct text *text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (skip(text, words[i])) {
            return true;
        }
    }
    return false;
}

/* 1 to 9 for 一 to 九 at the front; else 0. */
static int take_hanzi_digit(struct text *text)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};

    for (int i = 0; i < 9; i++) {
        if (skip(text, digits[i])) {
            return i + 1;
        }
    }
    return 0;
}

/* 五, 十, 十五, 二十五. */
static bool take_hanzi_number(struct text *text, int *out)
{
    int first = take_hanzi_digit(text);

    if (!skip(text, "十")) {
        *out = first;
        return first > 0;
    }
    *out = (first > 0 ? first : 1) * 10 + take_hanzi_digit(text);
    return true;
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
        return take_hanzi_number(text, out);
    }
    *text = text_trim(text_part(*text, digits, text->len));
    *out = value;
    return true;
}

static bool skip_separator(struct text *text)
{
    static const char *const separators[] = {"-", "/", ".", "年", "月", NULL};

    return skip_any(text, separators);
}

static bool skip_day_word(struct text *text)
{
    static const char *const words[] = {"日", "号", "天", NULL};

    return skip_any(text, words);
}

/* 17:00, 17时, 17点30分, 上午10点; nothing is the end of the day. False for anything else. */
static bool take_time(struct text *text, int *minute)
{
    static const char *const hours[] = {":", "时", "点", NULL};
    int hour = 0;
    int part = 0;

    *minute = -1;
    (void)skip(text, "前");
    if (text->len == 0) {
        return true;
    }
    bool is_afternoon = skip(text, "下午");
    (void)(is_afternoon || skip(text, "上午"));
    if (!take_number(text, &hour) || hour > 24 || !skip_any(text, hours)) {
        return false;
    }
    (void)take_number(text, &part);
    (void)skip(text, "分");
    (void)skip(text, "前");
    hour += is_afternoon && hour < 12 ? 12 : 0;
    *minute = hour * 60 + part;
    return text->len == 0 && part < 60;
}

/* ---- cycles ------------------------------------------------------------------------------- */

struct opening {
    const char *word;
    enum due_cycle cycle;
};

/* The first of the openings that the text begins with; DUE_NONE if it begins with none. */
static enum due_cycle take_opening(struct text *text, const struct opening *openings)
{
    for (size_t i = 0; openings[i].word; i++) {
        if (skip(text, openings[i].word)) {
            return openings[i].cycle;
        }
    }
    return DUE_NONE;
}

/* N days after the end of each of these; longer words before their beginnings. */
static const struct opening followed[] = {
    {"次日", DUE_DAILY},
    {"次月", DUE_MONTHLY},
    {"下月", DUE_MONTHLY},
    {"每月终了后", DUE_MONTHLY},
    {"每月结束后", DUE_MONTHLY},
    {"月度终了后", DUE_MONTHLY},
    {"月终了后", DUE_MONTHLY},
    {"每月后", DUE_MONTHLY},
    {"月后", DUE_MONTHLY},
    {"每月", DUE_MONTHLY},
    {"每季度终了后", DUE_QUARTERLY},
    {"每季度结束后", DUE_QUARTERLY},
    {"季度终了后", DUE_QUARTERLY},
    {"季度结束后", DUE_QUARTERLY},
    {"每季度首月", DUE_QUARTERLY},
    {"每季首月", DUE_QUARTERLY},
    {"每季度后", DUE_QUARTERLY},
    {"季度后", DUE_QUARTERLY},
    {"每季后", DUE_QUARTERLY},
    {"季后", DUE_QUARTERLY},
    {"次季度", DUE_QUARTERLY},
    {"次季", DUE_QUARTERLY},
    {"半年度终了后", DUE_HALFLY},
    {"半年终了后", DUE_HALFLY},
    {"半年后", DUE_HALFLY},
    {"年度终了后", DUE_YEARLY},
    {"年终了后", DUE_YEARLY},
    {"年后", DUE_YEARLY},
    {NULL, DUE_NONE},
};

/* The last day of each of these. */
static const struct opening closed[] = {
    {"每日", DUE_DAILY},         {"每天", DUE_DAILY},       {"每周末", DUE_WEEKLY},
    {"每周", DUE_WEEKLY},        {"每月底", DUE_MONTHLY},   {"每月末", DUE_MONTHLY},
    {"每月", DUE_MONTHLY},       {"月底", DUE_MONTHLY},     {"月末", DUE_MONTHLY},
    {"每季度末", DUE_QUARTERLY}, {"每季末", DUE_QUARTERLY}, {"每季度", DUE_QUARTERLY},
    {"每季", DUE_QUARTERLY},     {"季度末", DUE_QUARTERLY}, {"季末", DUE_QUARTERLY},
    {"每半年", DUE_HALFLY},      {"半年末", DUE_HALFLY},    {"每年底", DUE_YEARLY},
    {"每年末", DUE_YEARLY},      {"每年", DUE_YEARLY},      {"年底", DUE_YEARLY},
    {"年末", DUE_YEARLY},        {NULL, DUE_NONE},
};

/* A day of the last month of each of these. */
static const struct opening within[] = {
    {"当月", DUE_MONTHLY},       {"本月", DUE_MONTHLY}, {"每季度末月", DUE_QUARTERLY},
    {"每季末月", DUE_QUARTERLY}, {NULL, DUE_NONE},
};

static bool read_followed(struct text text, struct due_rule *rule)
{
    enum due_cycle cycle = take_opening(&text, followed);
    int days = 1;

    bool is_next_day = cycle == DUE_DAILY;
    if (cycle == DUE_NONE || (!is_next_day && !take_number(&text, &days))) {
        return false;
    }
    rule->is_working_days = !is_next_day && skip(&text, "个工作日");
    if (days < 1 || days > LONGEST_DAYS ||
        (!is_next_day && !rule->is_working_days && !skip_day_word(&text))) {
        return false;
    }
    (void)(skip(&text, "之内") || skip(&text, "以内") || skip(&text, "内"));
    rule->cycle = cycle;
    rule->days_after = days;
    return take_time(&text, &rule->minute);
}

static bool read_closed(struct text text, struct due_rule *rule)
{
    rule->cycle = take_opening(&text, closed);
    return rule->cycle != DUE_NONE && take_time(&text, &rule->minute);
}

static bool read_within(struct text text, struct due_rule *rule)
{
    rule->cycle = take_opening(&text, within);
    return rule->cycle != DUE_NONE && take_number(&text, &rule->month_day) &&
           rule->month_day >= 1 && rule->month_day <= 31 && skip_day_word(&text) &&
           take_time(&text, &rule->minute);
}

/* 每周五, 每周五下班前. A day early in the week may be meant of the next one: it is not read. */
static bool read_weekday(struct text text, struct due_rule *rule)
{
    static const char *const days[] = {"周四", "周五", "周六", "周日"};

    (void)(skip(&text, "每") || skip(&text, "当"));
    for (int i = 0; i < 4; i++) {
        if (skip(&text, days[i])) {
            (void)skip(&text, "下班");
            rule->cycle = DUE_WEEKLY;
            rule->days_after = 4 + i - WEEK;
            return take_time(&text, &rule->minute);
        }
    }
    return false;
}

/* ---- dates -------------------------------------------------------------------------------- */

struct date {
    int parts[3];
    int count;
};

/* 2017-06-30, 12-31, 12月底: the last day of the month is put in. */
static bool take_date(struct text *text, struct date *date)
{
    *date = (struct date){0};
    while (date->count < 3 && take_number(text, &date->parts[date->count])) {
        date->count++;
        bool is_month = text_starts_with(*text, "月");
        if (!skip_separator(text)) {
            break;
        }
        if (is_month && date->count < 3 && (skip(text, "底") || skip(text, "末"))) {
            int month = date->parts[date->count - 1];
            int year = date->count == 2 ? date->parts[0] : 2000;
            bool is_valid = clock_is_valid_date(year, month, 1);
            date->parts[date->count++] = is_valid ? clock_days_in_month(year, month) : 0;
            break;
        }
    }
    (void)skip_day_word(text);
    return date->count >= 2;
}

/* 2017-06-30, 12-31, 每年12月31日, 次年1月10日. */
static bool read_date(struct text text, struct due_rule *rule)
{
    struct date date;

    rule->says_every = skip(&text, "每年");
    rule->is_next_year = !rule->says_every && skip(&text, "次年");
    if (!take_date(&text, &date) || !take_time(&text, &rule->minute)) {
        return false;
    }
    const int *parts = date.parts;
    bool has_year = date.count == 3;
    int year = has_year ? parts[0] : 2000;
    if (!clock_is_valid_date(year, parts[date.count - 2], parts[date.count - 1]) ||
        (has_year && (rule->says_every || rule->is_next_year))) {
        return false;
    }
    rule->cycle = has_year ? DUE_FIXED : DUE_YEARLY_DAY;
    rule->day = has_year ? clock_day_of(year, parts[1], parts[2]) : 0;
    rule->month = parts[date.count - 2];
    rule->month_day = parts[date.count - 1];
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

/* ---- the whole ---------------------------------------------------------------------------- */

/* 次月5日前报送: what is to be done says nothing of when. */
static struct text without_verb(struct text cell)
{
    static const char *const verbs[] = {"报送", "上报", "填报", "报告", "提交", "完成", "报", NULL};

    for (size_t i = 0; verbs[i]; i++) {
        size_t len = strlen(verbs[i]);
        if (cell.len > len && text_ends_with(cell, verbs[i])) {
            return text_trim(text_part(cell, 0, cell.len - len));
        }
    }
    return cell;
}

struct due_rule due_read(struct text text)
{
    bool (*const readers[])(struct text, struct due_rule *) = {
        read_followed, read_closed, read_within, read_weekday, read_date, read_bare_day};
    char half[CELL_MAX];
    struct due_rule rule = {.minute = -1};
    struct due_rule found;

    size_t len = text_to_half_width(text, true, half, sizeof(half));
    struct text cell = without_verb(text_trim((struct text){half, len}));
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

bool due_is_open(struct text text)
{
    static const char *const words[] = {"随时", "即时", "及时", "实时", "按需",   "不定期",
                                        "长期", "常年", "持续", "根据", "视情况", "按要求"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_find(text, words[i]) >= 0) {
            return true;
        }
    }
    return false;
}
