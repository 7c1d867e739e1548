/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW "2017-09-16T10:15:00+08:00"

enum { METRICS = 3 };

/* 活动台账. The metrics are borrowed for the length of the test. */
static struct record activity(const char *day, const char *place, const char *title,
                              const char *campaign, struct metric_amount *metrics, int64_t sessions)
{
    int32_t number = clock_day(at(day));

    metrics[0] =
        (struct metric_amount){TEXT("场次"), {.value = decimal_of(sessions), .denominator = 1}};
    return (struct record){.sheet = SHEET_ACTIVITIES,
                           .activity = {.days = {number, number},
                                        .place = text_of(place),
                                        .title = text_of(title),
                                        .campaign = text_of(campaign),
                                        .is_public = true,
                                        .metric_count = 1,
                                        .metrics = metrics}};
}

static struct record with_metric(struct record record, struct metric_amount *metrics,
                                 const char *name, const char *value, enum qualifier qualifier)
{
    metrics[record.activity.metric_count++] =
        (struct metric_amount){text_of(name), amount_of(value, "", qualifier, value)};
    return record;
}

static struct record plan(const char *campaign, int year, const char *metric, const char *place,
                          const char *planned)
{
    return (struct record){.sheet = SHEET_PLAN,
                           .plan = {.campaign = text_of(campaign),
                                    .year = year,
                                    .metric = text_of(metric),
                                    .place = text_of(place),
                                    .planned = amount_of(planned, "", QUALIFIER_EQ, planned),
                                    .must_report = true}};
}

static struct record calendar(const char *name, const char *from, const char *to, bool is_yearly)
{
    return (struct record){.sheet = SHEET_CALENDAR,
                           .calendar = {.name = text_of(name),
                                        .days = {clock_day(at(from)), clock_day(at(to))},
                                        .is_yearly = is_yearly,
                                        .type = CALENDAR_CAMPAIGN}};
}

static const cJSON *campaign(const struct office *office, const char *key)
{
    return board_get(office->board, BOARD_CAMPAIGN, text_of(key));
}

static struct office *office_of(const char *place, const char *now)
{
    struct compute_options options = compute_default_options();

    options.place = place;
    return open_office(&options, now);
}

/* The first fifteen days of a month of thirty: the case qm_mid of the reference. */
static const int64_t half_a_month[] = {2, 3, 5, 4, 1, 0, 6, 4, 5, 3, 2, 0, 4, 5, 6};

static void drop_half_a_month(struct office *office, int first_day)
{
    static struct metric_amount metrics[15][METRICS];
    struct record rows[15];
    char day[32];
    size_t count = 0;

    for (int i = 0; i < 15; i++) {
        (void)snprintf(day, sizeof(day), "2017-09-%02d", first_day + i);
        rows[count++] = activity(day, "", "活动", "质量月", metrics[i], half_a_month[i]);
        rows[count - 1].activity.host = text_of(day);
    }
    drop(office, "台账.csv", rows, count);
}

static void a_running_campaign_is_projected_from_complete_days(void **state)
{
    (void)state;
    struct office *office = office_of("东县", NOW);

    drop_half_a_month(office, 1);
    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "东县", "120"));

    const cJSON *entry = campaign(office, "东县/2017 质量月");
    expect_text(entry, "phase", "running");
    expect_number(entry, "day", 16);
    expect_number(entry, "days", 30);
    expect_number(entry, "days_left", 14);
    const cJSON *metric = below(entry, "metrics.场次");
    expect_number(metric, "done", 50);
    expect_text(metric, "unit", "场");
    expect_number(metric, "plan", 120);
    expect_number(metric, "progress", 100.0 * 50 / 120);
    expect_number(metric, "time_progress", 50);
    expect_text(metric, "status", "on_track");
    expect_number(metric, "projected", 100);
    expect_number(metric, "range.0", 85.3538958480388);
    expect_number(metric, "range.1", 114.646104151961);
    expect_number(metric, "needed", 70.0 / 15);
    expect_text(metric, "text.zh",
                "目前每天3.3场,需每天4.7场;按目前节奏,月底约100场(85–115),计划120场");
    expect_number(entry, "daily.2017-09-03.场次", 5);
    expect_same_as_full(office);
    close_office(office);
}

static void an_ended_campaign_says_what_it_came_to(void **state)
{
    (void)state;
    struct office *office = office_of("东县", "2017-10-01T08:00:00+08:00");

    drop_half_a_month(office, 1);
    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "东县", "120"));
    const cJSON *metric = below(campaign(office, "东县/2017 质量月"), "metrics.场次");
    expect_text(metric, "status", "overdue");
    expect_text(metric, "verdict.zh", "到期未完成");
    expect_text(metric, "text.zh", "共完成50场,计划120场,完成率41.7%");
    expect_none(metric, "projected");

    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "东县", "50"));
    metric = below(campaign(office, "东县/2017 质量月"), "metrics.场次");
    expect_text(metric, "status", "done");
    expect_text(metric, "verdict.zh", "已完成");
    expect_text(metric, "text.zh", "共完成50场,计划50场,完成率100%");
    expect_same_as_full(office);
    close_office(office);
}

static void today_is_shown_beside_and_enters_tomorrow(void **state)
{
    (void)state;
    struct office *office = office_of("东县", NOW);
    struct metric_amount metrics[2][METRICS];

    DROP(office, "台账.csv", activity("2017-09-10", "", "甲", "质量月", metrics[0], 2),
         activity("2017-09-16", "", "乙", "质量月", metrics[1], 3));
    const cJSON *metric = below(campaign(office, "东县/2017 质量月"), "metrics.场次");
    expect_number(metric, "done", 2);
    expect_number(metric, "today", 3);
    expect_text(campaign(office, "东县/2017 质量月"), "latest.0.title", "乙");

    pass_time_to(office, "2017-09-17T00:00:00+08:00");
    metric = below(campaign(office, "东县/2017 质量月"), "metrics.场次");
    expect_number(metric, "done", 5);
    expect_number(metric, "today", 0);
    expect_same_as_full(office);
    close_office(office);
}

static void units_are_covered_ranked_and_overdue_only_when_it_is_time(void **state)
{
    (void)state;
    struct office *office = office_of("", NOW);
    struct metric_amount metrics[2][METRICS];

    DROP(office, "地区.csv", place("东县", "", false), place("甲镇", "东县", true),
         place("乙镇", "东县", true), place("丙镇", "东县", true), place("丁镇", "东县", false));
    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "甲镇", "4"),
         plan("质量月", 2017, "场次", "乙镇", "2"));
    DROP(office, "台账.csv", activity("2017-09-15", "甲镇", "进校园", "", metrics[0], 3),
         activity("2017-09-02", "乙镇", "进社区", "", metrics[1], 0));

    const cJSON *entry = campaign(office, "东县/2017 质量月");
    expect_number(entry, "metrics.场次.plan", 6);
    expect_text(entry, "metrics.场次.display", "≥3");
    expect_number(entry, "coverage.reported", 2);
    expect_number(entry, "coverage.must", 3);
    expect_number(entry, "coverage.overdue", 0);
    expect_text(entry, "units.甲镇.state", "reported_today");
    expect_true(entry, "units.甲镇.on_time");
    expect_text(entry, "units.乙镇.state", "zero_report");
    expect_number(entry, "units.乙镇.late_entries", 1);
    expect_text(entry, "units.丙镇.state", "waiting");
    expect_text(entry, "units.丁镇.state", "not_required");
    expect_number(entry, "units.甲镇.plan.场次", 4);
    expect_text(entry, "ranking.0.unit", "甲镇");
    expect_number(entry, "ranking.0.progress", 75);
    /* A unit is a part, not a campaign of its own. */
    assert_null(campaign(office, "甲镇/2017 质量月"));

    pass_time_to(office, "2017-10-03T00:00:00+08:00");
    expect_text(campaign(office, "东县/2017 质量月"), "units.丙镇.state", "waiting");
    pass_time_to(office, "2017-10-04T00:00:00+08:00");
    entry = campaign(office, "东县/2017 质量月");
    expect_text(entry, "units.丙镇.state", "overdue");
    expect_text(entry, "units.甲镇.state", "reported");
    expect_text(entry, "phase", "ended");
    expect_text(entry, "metrics.场次.status", "overdue");
    expect_text(entry, "verdict.zh", "已结束;已报 2/3");
    close_office(office);
}

static void a_unit_is_overdue_from_the_day_that_its_plan_names(void **state)
{
    (void)state;
    struct office *office = office_of("", "2017-09-10T09:00:00+08:00");
    struct metric_amount metrics[METRICS];
    struct record due = plan("质量月", 2017, "场次", "乙镇", "2");
    struct record yearly = plan("质量月", 2017, "场次", "丙镇", "2");

    due.plan.due = text_of("2017-09-10");
    yearly.plan.due = text_of("9月12日");
    DROP(office, "地区.csv", place("东县", "", false), place("甲镇", "东县", true),
         place("乙镇", "东县", true), place("丙镇", "东县", true));
    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "甲镇", "4"), due, yearly);
    expect_text(campaign(office, "东县/2017 质量月"), "units.乙镇.state", "waiting");

    pass_time_to(office, "2017-09-11T00:00:00+08:00");
    const cJSON *entry = campaign(office, "东县/2017 质量月");
    expect_text(entry, "units.甲镇.state", "waiting");
    expect_text(entry, "units.乙镇.state", "overdue");
    expect_text(entry, "units.丙镇.state", "waiting");
    expect_number(entry, "coverage.overdue", 1);

    pass_time_to(office, "2017-09-13T09:00:00+08:00");
    expect_text(campaign(office, "东县/2017 质量月"), "units.丙镇.state", "overdue");
    DROP(office, "台账.csv", activity("2017-09-12", "乙镇", "进校园", "", metrics, 3));
    entry = campaign(office, "东县/2017 质量月");
    expect_text(entry, "units.乙镇.state", "reported_today");
    expect_false(entry, "units.乙镇.on_time");
    expect_number(entry, "coverage.overdue", 1);
    close_office(office);
}

static void nobody_owes_a_report_on_a_date_in_a_calendar(void **state)
{
    (void)state;
    struct office *office = office_of("", "2018-10-16T08:00:00+08:00");

    DROP(office, "地区.csv", place("东县", "", false), place("甲镇", "东县", true));
    DROP(office, "东县/日历.csv", calendar("食品安全宣传周", "2018-07-16", "2018-07-22", false));
    const cJSON *entry = campaign(office, "东县/2018 食品安全宣传周");
    expect_text(entry, "phase", "ended");
    expect_none(entry, "coverage");
    expect_none(entry, "units");
    close_office(office);
}

static void without_a_tree_the_folder_is_the_larger_place(void **state)
{
    (void)state;
    struct office *office = office_of("", NOW);
    struct metric_amount metrics[2][METRICS];

    DROP(office, "达孜区/台账.csv", activity("2017-09-15", "德庆镇", "进校园", "", metrics[0], 1),
         activity("2017-09-14", "", "启动", "", metrics[1], 1));
    const cJSON *entry = campaign(office, "达孜区/2017 质量月");
    expect_number(entry, "metrics.场次.done", 2);
    expect_text(entry, "units.德庆镇.state", "reported_today");
    expect_text(entry, "latest.0.unit", "德庆镇");
    expect_text(entry, "latest.1.unit", "达孜区");
    close_office(office);
}

static void an_activity_belongs_to_what_it_names_else_to_the_shortest_window(void **state)
{
    (void)state;
    struct office *office = office_of("东县", "2018-09-20T08:00:00+08:00");
    struct metric_amount metrics[6][METRICS];

    DROP(office, "日历.csv", calendar("食品安全宣传周", "2018-09-10", "2018-09-16", false));
    DROP(office, "台账.csv", activity("2018-09-12", "", "甲", "", metrics[0], 1),
         activity("2018-09-12", "", "乙", "“质量月”活动", metrics[1], 1),
         activity("2018-08-30", "", "丙", "质量月", metrics[2], 1),
         activity("2018-03-15", "", "丁", "", metrics[3], 1),
         activity("2018-03-16", "", "戊", "3·15消费者权益保护日", metrics[4], 1),
         activity("2018-07-07", "", "己", "", metrics[5], 1));

    expect_number(campaign(office, "东县/2018 食品安全宣传周"), "metrics.场次.done", 1);
    expect_number(campaign(office, "东县/2018 质量月"), "metrics.场次.done", 2);
    expect_number(campaign(office, "东县/2018 质量月"), "daily.2018-09-01.场次", 1);
    expect_number(campaign(office, "东县/2018 国际消费者权益日"), "metrics.场次.done", 2);
    close_office(office);
}

static void a_campaign_may_cross_new_year(void **state)
{
    (void)state;
    struct office *office = office_of("东县", "2018-01-05T08:00:00+08:00");
    struct metric_amount metrics[2][METRICS];

    DROP(office, "日历.csv", calendar("冬季行动", "1904-12-15", "1904-01-15", true));
    DROP(office, "台账.csv", activity("2017-12-20", "", "甲", "", metrics[0], 1),
         activity("2018-01-03", "", "乙", "", metrics[1], 1));

    const cJSON *entry = campaign(office, "东县/2017 冬季行动");
    expect_text(entry, "start", "2017-12-15");
    expect_text(entry, "end", "2018-01-15");
    expect_text(entry, "phase", "running");
    expect_number(entry, "day", 22);
    expect_number(entry, "metrics.场次.done", 2);
    close_office(office);
}

static void known_campaigns_come_and_go_by_themselves(void **state)
{
    (void)state;
    struct office *office = office_of("东县", "2018-08-01T08:00:00+08:00");

    expect_text(campaign(office, "东县/2018 质量月"), "phase", "upcoming");
    expect_number(campaign(office, "东县/2018 质量月"), "days_to_start", 31);
    assert_null(campaign(office, "东县/2018 世界标准日"));
    pass_time_to(office, "2018-08-15T08:00:00+08:00");
    assert_non_null(campaign(office, "东县/2018 世界标准日"));
    pass_time_to(office, "2018-10-31T00:00:00+08:00");
    assert_null(campaign(office, "东县/2018 质量月"));
    close_office(office);
}

static void a_calendar_s_own_dates_replace_the_known_ones(void **state)
{
    (void)state;
    struct office *office = office_of("东县", "2018-03-01T08:00:00+08:00");

    DROP(office, "日历.csv", calendar("3.15消费者权益保护日", "1904-03-15", "1904-03-15", true));
    assert_non_null(campaign(office, "东县/2018 3.15消费者权益保护日"));
    assert_null(campaign(office, "东县/2018 国际消费者权益日"));
    withdraw(office, "日历.csv");
    assert_non_null(campaign(office, "东县/2018 国际消费者权益日"));
    close_office(office);
}

static void a_plan_that_changes_in_the_middle_is_a_step(void **state)
{
    (void)state;
    struct office *office = office_of("东县", "2017-09-01T08:00:00+08:00");

    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "东县", "20"));
    expect_none(campaign(office, "东县/2017 质量月"), "plan_steps");
    office->now_ms = at("2017-09-12T08:00:00+08:00");
    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "东县", "30"));

    const cJSON *entry = campaign(office, "东县/2017 质量月");
    expect_number(entry, "metrics.场次.plan", 30);
    expect_text(entry, "plan_steps.场次.0.date", "2017-09-01");
    expect_number(entry, "plan_steps.场次.0.plan", 20);
    expect_text(entry, "plan_steps.场次.1.date", "2017-09-12");
    expect_number(entry, "plan_steps.场次.1.plan", 30);
    close_office(office);
}

static void a_corrected_activity_came_when_it_was_first_entered(void **state)
{
    (void)state;
    struct office *office = office_of("东县", "2017-09-03T08:00:00+08:00");
    struct metric_amount metrics[2][METRICS];

    DROP(office, "台账.csv", activity("2017-09-02", "甲镇", "甲", "质量月", metrics[0], 2));
    office->now_ms = at("2017-09-12T08:00:00+08:00");
    DROP(office, "台账.csv", activity("2017-09-02", "甲镇", "甲", "质量月", metrics[0], 3),
         activity("2017-09-03", "甲镇", "乙", "质量月", metrics[1], 1));

    const cJSON *entry = campaign(office, "东县/2017 质量月");
    expect_number(entry, "units.甲镇.late_entries", 1);
    expect_true(entry, "latest.0.late");
    expect_none(entry, "latest.1.late");
    expect_number(entry, "metrics.场次.done", 4);
    close_office(office);
}

static void sums_of_metrics_carry_their_qualifiers(void **state)
{
    (void)state;
    struct office *office = office_of("东县", NOW);
    struct metric_amount metrics[2][METRICS];

    DROP(office, "台账.csv",
         with_metric(activity("2017-09-10", "", "甲", "质量月", metrics[0], 1), metrics[0],
                     "参与人次", "200", QUALIFIER_GT),
         with_metric(activity("2017-09-11", "", "乙", "质量月", metrics[1], 1), metrics[1],
                     "参与人次", "1100", QUALIFIER_EQ));
    const cJSON *metric = below(campaign(office, "东县/2017 质量月"), "metrics.参与人次");
    expect_number(metric, "done", 1300);
    expect_text(metric, "qualifier", "gt");
    expect_text(metric, "display", ">1 300");
    expect_text(metric, "unit", "人次");
    close_office(office);
}

static void planned_and_cancelled_activities_add_nothing(void **state)
{
    (void)state;
    struct office *office = office_of("东县", NOW);
    struct metric_amount metrics[2][METRICS];
    struct record planned = activity("2017-09-10", "", "甲", "质量月", metrics[0], 1);
    struct record cancelled = activity("2017-09-11", "", "乙", "质量月", metrics[1], 1);

    planned.activity.status = ACTIVITY_PLANNED;
    cancelled.activity.status = ACTIVITY_CANCELLED;
    DROP(office, "台账.csv", planned, cancelled);
    expect_none(campaign(office, "东县/2017 质量月"), "metrics.场次");
    close_office(office);
}

static void no_telephone_number_and_no_firm_goes_on_the_wall(void **state)
{
    (void)state;
    struct office *office = office_of("东县", NOW);
    struct metric_amount metrics[2][METRICS];
    struct record raid =
        with_metric(activity("2017-09-11", "", "查处某某食品厂", "质量月", metrics[1], 1),
                    metrics[1], "查处件数", "1", QUALIFIER_EQ);

    raid.activity.is_public = false;
    DROP(office, "台账.csv",
         activity("2017-09-10", "", "咨询13800001111张老师2017", "质量月", metrics[0], 1), raid);
    const cJSON *entry = campaign(office, "东县/2017 质量月");
    expect_text(entry, "latest.0.title", "执法检查");
    expect_text(entry, "latest.1.title", "咨询张老师2017");
    close_office(office);
}

static void a_drop_of_activities_and_its_withdrawal_leave_no_trace(void **state)
{
    (void)state;
    struct office *office = office_of("东县", NOW);
    char *before = board_text(office);

    drop_half_a_month(office, 1);
    DROP(office, "计划.csv", plan("质量月", 2017, "场次", "东县", "120"));
    withdraw(office, "台账.csv");
    withdraw(office, "计划.csv");
    char *after = board_text(office);
    assert_string_equal(after, before);
    free(before);
    free(after);
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_running_campaign_is_projected_from_complete_days),
        cmocka_unit_test(an_ended_campaign_says_what_it_came_to),
        cmocka_unit_test(today_is_shown_beside_and_enters_tomorrow),
        cmocka_unit_test(units_are_covered_ranked_and_overdue_only_when_it_is_time),
        cmocka_unit_test(a_unit_is_overdue_from_the_day_that_its_plan_names),
        cmocka_unit_test(nobody_owes_a_report_on_a_date_in_a_calendar),
        cmocka_unit_test(without_a_tree_the_folder_is_the_larger_place),
        cmocka_unit_test(an_activity_belongs_to_what_it_names_else_to_the_shortest_window),
        cmocka_unit_test(a_campaign_may_cross_new_year),
        cmocka_unit_test(known_campaigns_come_and_go_by_themselves),
        cmocka_unit_test(a_calendar_s_own_dates_replace_the_known_ones),
        cmocka_unit_test(a_plan_that_changes_in_the_middle_is_a_step),
        cmocka_unit_test(a_corrected_activity_came_when_it_was_first_entered),
        cmocka_unit_test(sums_of_metrics_carry_their_qualifiers),
        cmocka_unit_test(planned_and_cancelled_activities_add_nothing),
        cmocka_unit_test(no_telephone_number_and_no_firm_goes_on_the_wall),
        cmocka_unit_test(a_drop_of_activities_and_its_withdrawal_leave_no_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
