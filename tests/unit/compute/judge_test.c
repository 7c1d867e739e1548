/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW "2017-09-16T10:15:00+08:00"

/* The entry of one rate against one target. */
static const cJSON *judged(struct office *office, enum nature nature, const char *percent,
                           int64_t passed, int64_t inspected)
{
    DROP(office, "目录.csv", target("合格率", "东镇", nature, percent, "%", "2017"));
    DROP(office, "a.csv", rate("合格率", "东镇", "2017-08", passed, inspected));
    return indicator(office, "东镇/合格率");
}

static void a_sample_is_judged_by_its_counts(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct {
        const char *percent;
        int64_t passed;
        int64_t inspected;
        const char *status;
        const char *verdict;
        const char *word;
        const char *display;
    } cases[] = {
        {"95", 48, 50, "met_uncertain", "达标,未超出抽样误差", "达标", "96%"},
        {"95", 189, 200, "missed_uncertain", "低于目标 0.5 个百分点,尚不能判定", "未达标", "94.5%"},
        {"95", 80, 100, "missed_clear", "明确低于目标", "未达标", "80%"},
        {"90", 200, 200, "met_clear", "明确达标", "达标", "100%"},
        {"100", 50, 50, "met_all_tested", "本次全部合格", "达标", "100%"},
        {"100", 3, 3, "met_all_tested", "本次全部合格", "达标", "3/3"},
        {"100", 49, 50, "missed", "未达100%", "未达标", "98%"},
        {"95", 3, 3, "too_few", "样本过小,只列件数", "达标", "3/3"},
        {"90", 8996, 10000, "missed_uncertain", "低于目标 0.04 个百分点,尚不能判定", "未达标",
         "89.96%"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const cJSON *entry = judged(office, NATURE_SAMPLED_RATE, cases[i].percent, cases[i].passed,
                                    cases[i].inspected);
        expect_text(entry, "status", cases[i].status);
        expect_text(entry, "verdict.zh", cases[i].verdict);
        expect_text(entry, "word.zh", cases[i].word);
        expect_text(entry, "display", cases[i].display);
    }
    close_office(office);
}

static void a_small_sample_says_what_would_suffice(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    const cJSON *entry = judged(office, NATURE_SAMPLED_RATE, "95", 28, 28);

    expect_text(entry, "sample", "small");
    expect_text(entry, "needs.zh", "目标95%,至少需72份全部合格才能确认");
    expect_number(entry, "interval.1", 100);
    entry = judged(office, NATURE_SAMPLED_RATE, "95", 4, 4);
    expect_text(entry, "sample", "counts_only");
    close_office(office);
}

static void nothing_inspected_is_no_verdict(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    const cJSON *entry = judged(office, NATURE_SAMPLED_RATE, "95", 0, 0);

    expect_text(entry, "status", "none");
    expect_text(entry, "verdict.zh", "本期未抽检");
    expect_none(entry, "value");
    expect_none(entry, "interval");
    close_office(office);
}

static void a_census_has_no_sampling_error(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    const cJSON *entry = judged(office, NATURE_CENSUS_RATE, "95", 5, 5);

    expect_text(entry, "status", "met");
    expect_text(entry, "display", "100%");
    expect_none(entry, "interval");
    expect_none(entry, "sample");
    close_office(office);
}

static void a_rate_as_stated_is_judged_by_its_value(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv", target("合格率", "东镇", NATURE_SAMPLED_RATE, "95", "%", "2017"));
    DROP(office, "a.csv", stated_rate("合格率", "东镇", "2017", "94.9"));

    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_text(entry, "status", "missed");
    expect_text(entry, "verdict.zh", "未达标(按报送值)");
    expect_text(entry, "target.display", "≥95%");
    expect_number(entry, "target.value", 95);
    expect_none(entry, "passed");
    close_office(office);
}

static const cJSON *planned(struct office *office, struct record row, const char *done)
{
    DROP(office, "目录.csv", row);
    DROP(office, "a.csv", quantity("次数", "东镇", "2017-08", done, "次"));
    return indicator(office, "东镇/次数");
}

static void a_plan_is_held_against_the_time(void **state)
{
    (void)state;
    /* 2017-07-02 begins with 182 of 365 days behind it. */
    struct office *office = usual_office("2017-07-02T08:00:00+08:00");
    struct record row = target("次数", "东镇", NATURE_FLOW, "100", "次", "2017");
    double time = 100.0 * 182 / 365;

    const cJSON *entry = planned(office, row, "40");
    expect_text(entry, "status", "on_track");
    expect_number(entry, "progress", 40);
    expect_number(entry, "time_progress", time);
    expect_number(entry, "deviation", 40 - time);
    expect_text(planned(office, row, "30"), "status", "behind");
    expect_text(planned(office, row, "19"), "status", "far_behind");
    expect_text(planned(office, row, "100"), "status", "done");
    planned(office, row, "99");
    pass_time_to(office, "2018-01-01T00:00:00+08:00");
    expect_text(indicator(office, "东镇/次数"), "status", "overdue");
    expect_text(indicator(office, "东镇/次数"), "verdict.zh", "到期未完成");
    expect_number(indicator(office, "东镇/次数"), "time_progress", 100);
    close_office(office);
}

static void not_more_than_runs_the_other_way(void **state)
{
    (void)state;
    struct office *office = usual_office("2017-07-02T08:00:00+08:00");
    struct record row = at_most(target("次数", "东镇", NATURE_FLOW, "10", "次", "2017"));

    expect_text(planned(office, row, "5"), "status", "on_track");
    expect_text(indicator(office, "东镇/次数"), "better", "lower");
    expect_text(indicator(office, "东镇/次数"), "verdict.zh", "目前达标,未超上限");
    expect_text(planned(office, row, "8"), "status", "far_behind");
    expect_text(indicator(office, "东镇/次数"), "verdict.zh", "占用上限快于时间进度 30.1 个百分点");
    const cJSON *entry = planned(office, row, "11");
    expect_text(entry, "status", "far_behind");
    expect_text(entry, "verdict.zh", "已突破上限");
    planned(office, row, "10");
    pass_time_to(office, "2018-01-01T00:00:00+08:00");
    expect_text(indicator(office, "东镇/次数"), "status", "done");
    expect_text(indicator(office, "东镇/次数"), "verdict.zh", "达标,未超上限");
    close_office(office);
}

static void no_accident_is_no_division_by_zero(void **state)
{
    (void)state;
    struct office *office = usual_office("2017-07-02T08:00:00+08:00");
    struct record row = at_most(target("次数", "东镇", NATURE_FLOW, "0", "起", "2017"));

    const cJSON *entry = planned(office, row, "0");
    expect_text(entry, "status", "on_track");
    expect_none(entry, "progress");
    expect_text(entry, "verdict.zh", "目前达标,未超上限");
    expect_text(planned(office, row, "1"), "status", "far_behind");
    close_office(office);
}

static void a_milestone_is_done_due_or_overdue(void **state)
{
    (void)state;
    struct office *office = usual_office("2017-06-01T08:00:00+08:00");
    struct record row = target("方案印发", "东镇", NATURE_MILESTONE, "", "", "2017");

    row.target.has_target = true;
    row.target.is_milestone_target = true;
    row.target.target.display = TEXT("完成");
    DROP(office, "目录.csv", due(row, "", "2017-06-30"));
    const cJSON *entry = indicator(office, "东镇/方案印发");
    expect_text(entry, "status", "unreported");
    expect_text(entry, "target.deadline", "2017-06-30");
    expect_text(entry, "target.display", "完成");
    expect_none(entry, "target.value");
    expect_number(entry, "due.days_left", 29);
    pass_time_to(office, "2017-07-01T00:00:00+08:00");
    expect_text(indicator(office, "东镇/方案印发"), "status", "overdue");
    DROP(office, "a.csv", quantity("方案印发", "东镇", "2017-07", "1", ""));
    expect_text(indicator(office, "东镇/方案印发"), "status", "done");
    expect_none(indicator(office, "东镇/方案印发"), "due");
    close_office(office);
}

static void a_target_without_a_figure_stands_alone(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv", target("合格率", "东镇", NATURE_SAMPLED_RATE, "95", "%", "2017"));
    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_text(entry, "status", "unreported");
    expect_text(entry, "missing", "unreported");
    expect_none(entry, "value");
    expect_none(entry, "period");
    expect_number(entry, "target.value", 95);

    withdraw(office, "目录.csv");
    assert_null(indicator(office, "东镇/合格率"));
    close_office(office);
}

static void a_figure_is_held_against_the_target_of_its_time(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv", target("合格率", "东镇", NATURE_SAMPLED_RATE, "90", "%", "2016"),
         target("合格率", "东镇", NATURE_SAMPLED_RATE, "95", "%", "2017"));
    DROP(office, "a.csv", stated_rate("合格率", "东镇", "2016", "92"));
    expect_text(indicator(office, "东镇/合格率"), "status", "met");
    expect_number(indicator(office, "东镇/合格率"), "target.value", 90);
    DROP(office, "b.csv", stated_rate("合格率", "东镇", "2017-Q1", "92"));
    expect_text(indicator(office, "东镇/合格率"), "status", "missed");
    close_office(office);
}

static void a_county_s_rate_target_holds_for_its_towns_and_its_plan_does_not(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "地区.csv", place("东县", "", true), place("甲镇", "东县", true));
    DROP(office, "目录.csv", target("合格率", "东县", NATURE_SAMPLED_RATE, "95", "%", "2017"),
         target("次数", "东县", NATURE_FLOW, "40", "次", "2017"));
    DROP(office, "a.csv", rate("合格率", "甲镇", "2017", 50, 50),
         quantity("次数", "甲镇", "2017", "4", "次"));

    expect_number(indicator(office, "甲镇/合格率"), "target.value", 95);
    expect_none(indicator(office, "甲镇/次数"), "target");
    expect_text(indicator(office, "甲镇/次数"), "status", "none");
    close_office(office);
}

static void the_assessment_year_comes_first(void **state)
{
    (void)state;
    struct compute_options options = compute_default_options();
    options.assessment_year = 2016;
    struct office *office = open_office(&options, NOW);

    DROP(office, "a.csv", quantity("次数", "东镇", "2016", "4", "次"),
         quantity("次数", "东镇", "2017-03", "5", "次"));
    expect_text(indicator(office, "东镇/次数"), "period", "2016");
    assert_int_equal(board_get(office->board, BOARD_MEMBER, TEXT("assessment_year"))->valuedouble,
                     2016);
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_is_judged_by_its_counts),
        cmocka_unit_test(a_small_sample_says_what_would_suffice),
        cmocka_unit_test(nothing_inspected_is_no_verdict),
        cmocka_unit_test(a_census_has_no_sampling_error),
        cmocka_unit_test(a_rate_as_stated_is_judged_by_its_value),
        cmocka_unit_test(a_plan_is_held_against_the_time),
        cmocka_unit_test(not_more_than_runs_the_other_way),
        cmocka_unit_test(no_accident_is_no_division_by_zero),
        cmocka_unit_test(a_milestone_is_done_due_or_overdue),
        cmocka_unit_test(a_target_without_a_figure_stands_alone),
        cmocka_unit_test(a_figure_is_held_against_the_target_of_its_time),
        cmocka_unit_test(a_county_s_rate_target_holds_for_its_towns_and_its_plan_does_not),
        cmocka_unit_test(the_assessment_year_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
