/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/clock.h"
#include "model/period.h"

static struct period label(const char *str)
{
    struct period period = {0};

    if (!period_read_label(text_of(str), &period)) {
        fail_msg("not read: %s", str);
    }
    return period;
}

static void assert_label(struct period period, const char *expected)
{
    char out[PERIOD_TEXT_MAX];
    size_t len = period_format(period, out);

    assert_string_equal(out, expected);
    assert_int_equal(len, strlen(expected));
}

static void writes_each_kind_and_reads_it_back(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        enum period_kind kind;
        int32_t days;
    } cases[] = {
        {"", PERIOD_UNDATED, 0},
        {"2017", PERIOD_YEAR, 365},
        {"2016-H1", PERIOD_HALF, 182},
        {"2017-Q3", PERIOD_QUARTER, 92},
        {"2016-02", PERIOD_MONTH, 29},
        {"2016-02-29", PERIOD_DAY, 1},
        {"2016-07..2017-06", PERIOD_RANGE, 365},
        {"2017-09-16..2017-09-20", PERIOD_RANGE, 5},
        {"2016-01..2017-12", PERIOD_RANGE, 731},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct period period = label(cases[i].label);
        assert_label(period, cases[i].label);
        assert_int_equal(period_kind(period), cases[i].kind);
        assert_int_equal(period_days(period), cases[i].days);
    }
}

/* The kind by comparing with all periods of the calendar. */
static enum period_kind kind_by_comparison(struct period period)
{
    for (int year = 2015; year <= 2018; year++) {
        for (int part = 1; part <= 12; part++) {
            if (period_equal(period, period_of_month(year, part))) {
                return PERIOD_MONTH;
            }
            if (part <= 4 && period_equal(period, period_of_quarter(year, part))) {
                return PERIOD_QUARTER;
            }
            if (part <= 2 && period_equal(period, period_of_half(year, part))) {
                return PERIOD_HALF;
            }
        }
        if (period_equal(period, period_of_year(year))) {
            return PERIOD_YEAR;
        }
    }
    return period.from == period.to ? PERIOD_DAY : PERIOD_RANGE;
}

static void sees_the_kind_of_every_stretch_of_days(void **state)
{
    (void)state;
    int32_t first = clock_day_of(2015, 12, 20);

    for (int32_t from = first; from < first + 400; from++) {
        for (int32_t to = from; to < from + 400; to++) {
            struct period period = {from, to};
            assert_int_equal(period_kind(period), kind_by_comparison(period));
        }
    }
}

static void reads_only_what_it_writes(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "2017-13", "2017-02-29",       "2017-Q5",          "2017-H3",
        "2017-9",  "2017-01..2017-03", "2017..2018",       "2017-06..2016-07",
        "20170",   "2017/09",          "2017-01..2017-12", "2017-01-01..2017-01-31",
        "..",      "2017-Q3x",         "未注明",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct period period = {0};
        assert_false(period_read_label(text_of(cases[i]), &period));
    }
}

static void the_year_before_is_the_same_part_of_it(void **state)
{
    (void)state;

    assert_label(period_year_before(label("2017-Q3")), "2016-Q3");
    assert_label(period_year_before(label("2017-02")), "2016-02");
    assert_label(period_year_before(label("2016-02")), "2015-02");
    assert_label(period_year_before(label("2016-02-29")), "2015-02-28");
    assert_label(period_year_before(label("2016-07..2017-06")), "2015-07..2016-06");
    assert_label(period_year_before(period_undated()), "");
}

static void the_period_before_is_of_the_same_kind(void **state)
{
    (void)state;

    assert_label(period_before(label("2017-01")), "2016-12");
    assert_label(period_before(label("2017-03-01")), "2017-02-28");
    assert_label(period_before(label("2017-Q1")), "2016-Q4");
    assert_label(period_before(label("2017-H2")), "2017-H1");
    assert_label(period_before(label("2017")), "2016");
    assert_label(period_before(label("2017-09-16..2017-09-20")), "2017-09-11..2017-09-15");
    assert_label(period_before(period_undated()), "");
}

static void the_newest_comes_first_and_the_undated_last(void **state)
{
    (void)state;

    assert_true(period_compare_newest_first(label("2017-09"), label("2017-08")) < 0);
    assert_true(period_compare_newest_first(label("2017-Q3"), label("2017-09")) < 0);
    assert_true(period_compare_newest_first(label("2017"), label("2017")) == 0);
    assert_true(period_compare_newest_first(period_undated(), label("1900")) > 0);
}

static void a_quarter_contains_its_months(void **state)
{
    (void)state;

    assert_true(period_contains(label("2017-Q3"), label("2017-08")));
    assert_false(period_contains(label("2017-Q3"), label("2017-10")));
    assert_true(period_equal(label("2017-09-16"), period_of_day(clock_day_of(2017, 9, 16))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_each_kind_and_reads_it_back),
        cmocka_unit_test(sees_the_kind_of_every_stretch_of_days),
        cmocka_unit_test(reads_only_what_it_writes),
        cmocka_unit_test(the_year_before_is_the_same_part_of_it),
        cmocka_unit_test(the_period_before_is_of_the_same_kind),
        cmocka_unit_test(the_newest_comes_first_and_the_undated_last),
        cmocka_unit_test(a_quarter_contains_its_months),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
