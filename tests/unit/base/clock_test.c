/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/clock.h"
#include "base/err.h"

static int set_shanghai(void **state)
{
    (void)state;
    struct err err;

    return clock_set_zone("Asia/Shanghai", &err) ? 0 : -1;
}

static void counts_days_across_leap_years_and_centuries(void **state)
{
    (void)state;

    assert_int_equal(clock_day_of(1970, 1, 1), 0);
    assert_int_equal(clock_day_of(2016, 3, 1) - clock_day_of(2016, 2, 28), 2);
    assert_int_equal(clock_day_of(2100, 3, 1) - clock_day_of(2100, 2, 28), 1);
    for (int32_t day = clock_day_of(1899, 12, 1); day < clock_day_of(2101, 1, 1); day++) {
        int year = 0;
        int month = 0;
        int date = 0;
        clock_date_of(day, &year, &month, &date);
        assert_int_equal(clock_day_of(year, month, date), day);
    }
}

static void knows_which_dates_are_real(void **state)
{
    (void)state;

    assert_true(clock_is_valid_date(2016, 2, 29));
    assert_false(clock_is_valid_date(2017, 2, 29));
    assert_false(clock_is_valid_date(2017, 13, 1));
    assert_false(clock_is_valid_date(2017, 9, 31));
}

static void writes_and_reads_an_instant_with_the_offices_offset(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_MAX];
    int64_t instant = 0;

    assert_true(clock_parse("2026-09-16T02:15:02.113Z", &instant));
    clock_format(instant, text);

    assert_string_equal(text, "2026-09-16T10:15:02.113+08:00");
}

static void takes_a_space_where_a_query_string_lost_the_plus(void **state)
{
    (void)state;
    int64_t plus = 0;
    int64_t space = 0;

    assert_true(clock_parse("2026-09-16T10:15:02+08:00", &plus));
    assert_true(clock_parse("2026-09-16T10:15:02 08:00", &space));

    assert_int_equal(plus, space);
}

static void refuses_what_is_no_instant(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "now",
                                        "2026-9-16",
                                        "2026-09-31",
                                        "2026-09-16T",
                                        "2026-09-16T10:15",
                                        "2026-09-16T25:00Z"};
    int64_t instant = 0;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(clock_parse(texts[i], &instant));
    }
}

static void a_day_begins_at_midnight_of_the_office(void **state)
{
    (void)state;
    int32_t day = clock_day_of(2026, 9, 16);
    int64_t start = clock_day_start_ms(day);

    assert_int_equal(clock_day(start), day);
    assert_int_equal(clock_day(start - 1), day - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_days_across_leap_years_and_centuries),
        cmocka_unit_test(knows_which_dates_are_real),
        cmocka_unit_test(writes_and_reads_an_instant_with_the_offices_offset),
        cmocka_unit_test(takes_a_space_where_a_query_string_lost_the_plus),
        cmocka_unit_test(refuses_what_is_no_instant),
        cmocka_unit_test(a_day_begins_at_midnight_of_the_office),
    };

    return cmocka_run_group_tests(tests, set_shanghai, NULL);
}
