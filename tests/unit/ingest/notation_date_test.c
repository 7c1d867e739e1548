/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/clock.h"
#include "ingest/notation.h"
#include "notation_table.h"

static const char *result_word(enum notation_date result)
{
    switch (result) {
    case NOTATION_DATE_READ:
        return "read";
    case NOTATION_DATE_OPEN:
        return "open";
    case NOTATION_DATE_NO_YEAR:
        return "no_year";
    case NOTATION_DATE_MISSING:
        return "missing";
    case NOTATION_DATE_AMBIGUOUS:
        return "ambiguous";
    case NOTATION_DATE_WRONG_WEEKDAY:
        return "wrong_weekday";
    case NOTATION_DATE_UNKNOWN:
        return "unknown";
    }
    return "";
}

static void complain(const char *text, const char *found, const char *label, const char *due)
{
    print_error("%s: %s [%s], should be %s\n", text, found, label, due);
    if (!getenv("NOTATION_GO_ON")) {
        fail();
    }
}

/* periods.csv: text,ok,kind,start,end,days */
static void check_period_row(const struct table_row *row)
{
    struct period period = period_undated();
    char from[CLOCK_TEXT_MAX] = "";
    char to[CLOCK_TEXT_MAX] = "";

    enum notation_date result = notation_read_period(text_of(row->cells[0]), 0, &period);

    bool is_ok = strcmp(row->cells[1], "1") == 0;
    if (is_ok != (result == NOTATION_DATE_READ)) {
        complain(row->cells[0], result_word(result), "", row->cells[1]);
        return;
    }
    if (is_ok) {
        clock_format_day(period.from, from);
        clock_format_day(period.to, to);
        if (strcmp(from, row->cells[3]) != 0 || strcmp(to, row->cells[4]) != 0) {
            complain(row->cells[0], from, to, row->cells[3]);
        }
    }
}

static void reads_and_refuses_the_periods_of_the_reference(void **state)
{
    (void)state;

    assert_int_equal(table_each(TEST_DATA_DIR "/notation/periods.csv", check_period_row), 50);
}

static const char *period_kind_word(struct period period)
{
    static const char *const words[] = {
        [PERIOD_UNDATED] = "undated", [PERIOD_DAY] = "date",       [PERIOD_MONTH] = "month",
        [PERIOD_QUARTER] = "quarter", [PERIOD_HALF] = "half-year", [PERIOD_YEAR] = "year",
        [PERIOD_RANGE] = "range",
    };

    return words[period_kind(period)];
}

/* The reference writes a date with a time in full, and --09-16 without a year. */
static bool is_same_value(struct period period, const char *value)
{
    struct period expected = {0};
    char day[16] = "1904";

    if (strncmp(value, "--", 2) == 0) {
        (void)snprintf(day, sizeof(day), "1904-%.5s", value + 2);
        value = day;
    }
    const char *dots = strstr(value, "..");
    struct text first = {value, dots ? (size_t)(dots - value) : strlen(value)};
    struct period last = {0};
    first.len = first.len > 10 ? 10 : first.len;
    if (!period_read_label(first, &expected)) {
        return false;
    }
    if (!dots) {
        return period_equal(period, expected);
    }
    return period_read_label(text_of(dots + 2), &last) && period.from == expected.from &&
           period.to == last.to;
}

static enum notation_date result_due(const struct table_row *row)
{
    const char *qualifier = row->cells[3];

    if (strcmp(qualifier, "ambiguous") == 0) {
        return NOTATION_DATE_AMBIGUOUS;
    }
    if (strcmp(qualifier, "missing") == 0) {
        return NOTATION_DATE_MISSING;
    }
    if (strcmp(qualifier, "ge") == 0) {
        return NOTATION_DATE_OPEN;
    }
    if (strcmp(qualifier, "invalid") == 0) {
        bool is_weekday = strstr(row->cells[4], "weekday") != NULL;
        return is_weekday ? NOTATION_DATE_WRONG_WEEKDAY : NOTATION_DATE_UNKNOWN;
    }
    return strncmp(row->cells[1], "--", 2) == 0 ? NOTATION_DATE_NO_YEAR : NOTATION_DATE_READ;
}

static void check_reference_row(const struct table_row *row)
{
    static const char *const units[] = {"date",    "datetime",  "month",
                                        "quarter", "half-year", "year"};
    struct period period = period_undated();
    bool is_date = false;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        is_date = is_date || strcmp(row->cells[2], units[i]) == 0;
    }
    if (!is_date) {
        return;
    }
    enum notation_date result = notation_read_day(text_of(row->cells[0]), 0, &period);
    char label[PERIOD_TEXT_MAX];
    (void)period_format(period, label);
    if (result != result_due(row) ||
        (row->cells[1][0] != '\0' && !is_same_value(period, row->cells[1]))) {
        complain(row->cells[0], result_word(result), label, row->cells[1]);
    }
    if (strcmp(row->cells[3], "eq") == 0 && strcmp(row->cells[2], "datetime") != 0) {
        assert_string_equal(period_kind_word(period), row->cells[2]);
    }
}

static void reads_every_date_of_the_reference(void **state)
{
    (void)state;

    assert_int_equal(table_each(TEST_DATA_DIR "/notation/notations.csv", check_reference_row), 172);
}

/* dates.csv: text,column,hint,result,label */
static void check_date_row(const struct table_row *row)
{
    struct period period = period_undated();
    char label[PERIOD_TEXT_MAX] = "";
    int hint = (int)strtol(row->cells[2], NULL, 10);
    bool is_day = strcmp(row->cells[1], "day") == 0;

    enum notation_date result = is_day
                                    ? notation_read_day(text_of(row->cells[0]), hint, &period)
                                    : notation_read_period(text_of(row->cells[0]), hint, &period);

    if (result <= NOTATION_DATE_NO_YEAR) {
        (void)period_format(period, label);
    }
    if (strcmp(result_word(result), row->cells[3]) != 0 || strcmp(label, row->cells[4]) != 0) {
        char due[128];
        (void)snprintf(due, sizeof(due), "%s [%s]", row->cells[3], row->cells[4]);
        complain(row->cells[0], result_word(result), label, due);
    }
}

static void reads_the_families_of_dates(void **state)
{
    (void)state;

    assert_true(table_each(TEST_DATA_DIR "/notation/dates.csv", check_date_row) > 100);
}

static void reads_a_year_only_where_it_is_a_whole_one(void **state)
{
    (void)state;
    int year = 0;

    assert_true(notation_read_year(TEXT(" 2018年 "), &year));
    assert_int_equal(year, 2018);
    assert_true(notation_read_year(TEXT("二〇一七年"), &year));
    assert_int_equal(year, 2017);
    assert_true(notation_read_year(TEXT("2016年度"), &year));
    assert_int_equal(year, 2016);
    assert_false(notation_read_year(TEXT("18年"), &year));
    assert_false(notation_read_year(TEXT("2018-09"), &year));
    assert_false(notation_read_year(TEXT(""), &year));
    assert_int_equal(year, 2016);
}

static void a_title_gives_a_year_if_it_names_only_one(void **state)
{
    (void)state;
    static const struct {
        const char *title;
        int year;
    } cases[] = {
        {"青岩县2018年9月食品监督抽检结果汇总表", 2018},
        {"食品监督抽检-2018年9月.csv", 2018},
        {"抽检结果_201809.csv", 2018},
        {"抽检结果20180916.csv", 2018},
        {"2017质量月台账", 2017},
        {"2017Q3", 2017},
        {"二〇一七年质量工作", 2017},
        {"2018年9月（填报2018-10-08）", 2018},
        {"2016-2017年", 0},
        {"2017年与2018年对比", 0},
        {"抽检2000批次", 0},
        {"各镇工作量-5月.csv", 0},
        {"", 0},
        {"12017", 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (notation_only_year(text_of(cases[i].title)) != cases[i].year) {
            fail_msg("%s: %d", cases[i].title, notation_only_year(text_of(cases[i].title)));
        }
    }
}

static void every_refusal_has_its_sentence_in_two_languages(void **state)
{
    (void)state;

    assert_null(notation_date_reason_zh(NOTATION_DATE_READ));
    for (int i = NOTATION_DATE_OPEN; i <= NOTATION_DATE_UNKNOWN; i++) {
        assert_non_null(notation_date_reason_zh((enum notation_date)i));
        assert_non_null(notation_date_reason_en((enum notation_date)i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_refuses_the_periods_of_the_reference),
        cmocka_unit_test(reads_every_date_of_the_reference),
        cmocka_unit_test(reads_the_families_of_dates),
        cmocka_unit_test(reads_a_year_only_where_it_is_a_whole_one),
        cmocka_unit_test(a_title_gives_a_year_if_it_names_only_one),
        cmocka_unit_test(every_refusal_has_its_sentence_in_two_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
