/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "base/arena.h"
#include "compute/due.h"

static int32_t day(const char *date)
{
    return clock_day(at(date));
}

static int set_zone(void **state)
{
    struct err err = {0};

    (void)state;
    return clock_set_zone("Asia/Shanghai", &err) ? 0 : -1;
}

static void the_next_report_follows_the_newest_figure(void **state)
{
    (void)state;
    struct {
        const char *rule;
        const char *newest;
        const char *target;
        const char *due; /* NULL: none */
    } cases[] = {
        {"次月5日", "2017-08", "2017", "2017-10-05"},
        {"次月5日前", "2017-08", "2017", "2017-10-05"},
        {"每月5日", "2017-08", "", "2017-10-05"},
        {"次月31日", "2017-12", "", "2018-02-28"},
        {"季后10日", "2017-Q2", "2017", "2017-10-10"},
        {"季后10日", "2017-05", "2017", "2017-07-10"},
        {"季度后10个工作日内", "2017-Q2", "", "2017-10-13"},
        {"月后5个工作日", "2017-08", "", "2017-10-06"},
        {"季度终了后10日内", "2017-Q2", "", "2017-10-10"},
        {"每季度首月10日前", "2017-Q2", "", "2017-10-10"},
        {"每季度末月25日前", "2017-Q2", "", "2017-09-25"},
        {"当月25日", "2017-08", "", "2017-09-25"},
        {"当月31日", "2017-08", "", "2017-09-30"},
        {"次月五日前报送", "2017-08", "", "2017-10-05"},
        {"次月十五日", "2017-08", "", "2017-10-15"},
        {"每周五", "2017-09-10", "", "2017-09-15"},
        {"每周五下班前", "2017-09-11..2017-09-17", "", "2017-09-22"},
        {"次日上午10点前", "2017-09-15", "", "2017-09-17"},
        {"12月底前", "2017-05", "2017", "2017-12-31"},
        {"每年6月底", "2017", "", "2018-06-30"},
        {"次年2月底", "2016", "", "2018-02-28"},
        {"2017年11月底前完成", "2017-05", "2017", "2017-11-30"},
        {"每周一", "2017-09-10", "", NULL},
        {"次月0日", "2017-08", "", NULL},
        {"13月底", "2017-08", "", NULL},
        {"半年后15日", "2017-H1", "", "2018-01-15"},
        {"每季度", "2017-Q2", "", "2017-09-30"},
        {"每年", "2016", "", "2017-12-31"},
        {"12-31", "2016", "", "2017-12-31"},
        {"12-31", "2017-05", "2017", "2017-12-31"},
        {"每年12月31日", "2017", "", "2018-12-31"},
        {"次年1月10日", "2016", "", "2018-01-10"},
        {"2017-06-30", "2017-03", "2017", "2017-06-30"},
        {"2017年6月30日", "2017-07", "2017", NULL},
        {"及时报送", "2017-08", "2017", NULL},
        {"", "2017-08", "2017", NULL},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct due_rule rule = due_read(text_of(cases[i].rule));
        struct period newest = label(cases[i].newest);
        struct period target = label(cases[i].target);
        struct due due = due_next(&rule, &newest, &target, day("2017-09-16"));
        assert_int_equal(due.is_known, cases[i].due != NULL);
        if (cases[i].due && due.day != day(cases[i].due)) {
            char found[CLOCK_TEXT_MAX];
            clock_format_day(due.day, found);
            fail_msg("%s after %s: %s, wanted %s", cases[i].rule, cases[i].newest, found,
                     cases[i].due);
        }
    }
}

static void without_a_figure_the_target_s_time_tells(void **state)
{
    (void)state;
    struct due_rule rule = due_read(TEXT("12-31"));
    struct period target = label("2014");
    struct due due = due_next(&rule, NULL, &target, day("2017-09-16"));

    assert_int_equal(due.day, day("2014-12-31"));
    assert_int_equal(due.at_utc_ms, at("2015-01-01"));
    /* With neither, only what is still to come is due. */
    due = due_next(&rule, NULL, NULL, day("2017-09-16"));
    assert_int_equal(due.day, day("2017-12-31"));
}

static void of_several_missed_reports_the_last_is_counted_from(void **state)
{
    (void)state;
    struct {
        const char *rule;
        const char *newest;
        const char *target;
        const char *due;
        const char *since;
        int missed;
    } cases[] = {
        {"每年12-31", "", "2014", "2016-12-31", "2015-01-01", 3},
        {"每季度", "2016", "2017", "2017-06-30", "2017-04-01", 2},
        {"次月5日", "2014", "", "2017-09-05", "2015-02-06", 32},
        {"次月5日", "2017-07", "", "2017-09-05", "2017-09-06", 1},
        {"每周", "2017-08-27", "", "2017-09-10", "2017-09-04", 2},
        {"每日", "2017-09-10", "", "2017-09-15", "2017-09-12", 5},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct due_rule rule = due_read(text_of(cases[i].rule));
        struct period newest = label(cases[i].newest);
        struct period target = label(cases[i].target);
        struct due due = due_next(&rule, &newest, &target, day("2017-09-16"));
        assert_int_equal(due.day, day(cases[i].due));
        assert_int_equal(due.since_utc_ms, at(cases[i].since));
        assert_int_equal(due.missed, cases[i].missed);
    }
}

static void a_day_beside_a_target_is_due_once(void **state)
{
    (void)state;
    struct due_rule rule = due_read(TEXT("12-31"));
    struct period target = label("2014");
    struct period newest = label("2014");

    assert_false(due_next(&rule, &newest, &target, day("2017-09-16")).is_known);
    assert_int_equal(due_day_of(&rule, &target), day("2014-12-31"));
}

static void a_time_of_day_is_kept(void **state)
{
    (void)state;
    struct due_rule rule = due_read(TEXT("次月5日17:30前"));
    struct period newest = label("2017-08");
    struct due due = due_next(&rule, &newest, NULL, day("2017-09-16"));

    assert_int_equal(due.at_utc_ms, at("2017-10-05T17:30:00+08:00"));
}

static void a_deadline_is_a_date_or_the_cycle_as_written(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct {
        const char *text;
        const char *target;
        const char *deadline;
    } cases[] = {
        {"2017-06-30", "2017", "2017-06-30"},
        {"2017年6月30日", "", "2017-06-30"},
        {"12-31", "2017", "2017-12-31"},
        {"12-31", "", "12-31"},
        {"每年12-31", "2014", "每年12-31"},
        {"每季度", "", "每季度"},
        {"每年", "2017", "每年"},
        {"次月5日", "2017", "次月5日"},
        {"", "2017", ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct period target = label(cases[i].target);
        struct text found = due_deadline(&arena, text_of(cases[i].text), &target);
        assert_true(text_equal_str(found, cases[i].deadline));
    }
    arena_finish(&arena);
}

static void frequencies_make_figures_stale_after_a_grace(void **state)
{
    (void)state;
    struct period newest = label("2017-06");

    assert_int_equal(due_stale_at(due_read_frequency(TEXT("月")), &newest, 15), at("2017-08-16"));
    assert_int_equal(due_stale_at(due_read_frequency(TEXT("季")), &newest, 15), at("2017-10-16"));
    assert_int_equal(due_stale_at(due_read_frequency(TEXT("半年")), &newest, 0), at("2018-01-01"));
    assert_int_equal(due_stale_at(due_read_frequency(TEXT("")), &newest, 15), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_report_follows_the_newest_figure),
        cmocka_unit_test(without_a_figure_the_target_s_time_tells),
        cmocka_unit_test(of_several_missed_reports_the_last_is_counted_from),
        cmocka_unit_test(a_day_beside_a_target_is_due_once),
        cmocka_unit_test(a_time_of_day_is_kept),
        cmocka_unit_test(a_deadline_is_a_date_or_the_cycle_as_written),
        cmocka_unit_test(frequencies_make_figures_stale_after_a_grace),
    };

    return cmocka_run_group_tests(tests, set_zone, NULL);
}
