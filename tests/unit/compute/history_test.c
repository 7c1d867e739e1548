/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW "2018-09-16T10:15:00+08:00"

static cJSON *history(const struct office *office, const char *key)
{
    struct buffer out = {0};
    struct err err = {0};

    check(compute_history(compute_options(office->compute), office->store, text_of(key),
                          office->now_ms, &out, &err),
          &err);
    cJSON *value = cJSON_Parse(out.bytes);
    assert_non_null(value);
    buffer_finish(&out);
    return value;
}

static void drop_months(struct office *office, int months, int64_t last_passed)
{
    struct record rows[24];
    char month[16];

    for (int i = 0; i < months; i++) {
        (void)snprintf(month, sizeof(month), "%d-%02d", 2017 + i / 12, i % 12 + 1);
        int64_t passed = i + 1 == months ? last_passed : 470 + i % 5;
        rows[i] = rate("合格率", "东镇", month, passed, 500);
    }
    drop(office, "a.csv", rows, (size_t)months);
}

static void a_history_has_limits_alarms_and_one_sentence(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_months(office, 14, 420);
    cJSON *value = history(office, "东镇/合格率");
    expect_text(value, "id", "东镇/合格率");
    assert_int_equal(cJSON_GetArraySize(below(value, "points")), 14);
    expect_text(value, "points.0.period", "2017-01");
    expect_number(value, "points.0.passed", 470);
    expect_true(value, "points.13.alarm");
    expect_false(value, "points.0.alarm");
    assert_non_null(below(value, "points.0.lcl"));
    assert_non_null(below(value, "points.0.interval.1"));
    expect_text(value, "chart.type", "p");
    assert_non_null(strstr(below(value, "chart.sentence")->valuestring, "本期明显偏低"));
    cJSON_Delete(value);

    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_true(entry, "chart.alarm");
    assert_int_equal(cJSON_GetArraySize(below(entry, "trend")), 12);
    expect_true(entry, "trend.11.alarm");
    close_office(office);
}

static void below_twelve_points_there_are_no_limits(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_months(office, 11, 470);
    cJSON *value = history(office, "东镇/合格率");
    expect_none(value, "points.0.lcl");
    expect_text(value, "chart.sentence", "仅11期,满12期才画控制图");
    cJSON_Delete(value);
    expect_none(indicator(office, "东镇/合格率"), "chart");
    close_office(office);
}

/* Complaints of so many months, as many as the table says in turn. */
static void drop_events(struct office *office, const char *unit, const int *counts, int months)
{
    struct record rows[24];
    char month[24][16];
    char value[24][16];

    for (int i = 0; i < months; i++) {
        (void)snprintf(month[i], sizeof(month[i]), "%d-%02d", 2017 + i / 12, i % 12 + 1);
        (void)snprintf(value[i], sizeof(value[i]), "%d", counts[i]);
        rows[i] = quantity("投诉", "东镇", month[i], value[i], unit);
    }
    drop(office, "a.csv", rows, (size_t)months);
}

/* A mean of 16 has the limits 4 and 28 (NIST/SEMATECH e-Handbook, 6.3.3.1). */
static void a_number_of_events_has_a_c_chart(void **state)
{
    (void)state;
    static const int counts[] = {16, 14, 18, 16, 15, 17, 16, 12, 20, 16, 16, 16, 13, 19};
    static const int jump[] = {16, 14, 18, 16, 15, 17, 16, 12, 20, 16, 16, 16, 13, 60};
    struct office *office = usual_office(NOW);

    drop_events(office, "件", counts, 14);
    cJSON *value = history(office, "东镇/投诉");
    expect_text(value, "chart.type", "c");
    expect_number(value, "chart.center", 16);
    expect_number(value, "points.3.center", 16);
    expect_number(value, "points.3.lcl", 4);
    expect_number(value, "points.3.ucl", 28);
    expect_text(value, "chart.sentence", "波动正常;控制限为暂定");
    expect_none(value, "points.3.interval");
    cJSON_Delete(value);
    expect_text(indicator(office, "东镇/投诉"), "chart.type", "c");

    drop_events(office, "件", jump, 14);
    expect_true(indicator(office, "东镇/投诉"), "chart.alarm");
    expect_true(indicator(office, "东镇/投诉"), "trend.11.alarm");
    close_office(office);
}

static void what_is_no_number_of_events_has_no_chart(void **state)
{
    (void)state;
    static const int counts[] = {16, 14, 18, 16, 15, 17, 16, 12, 20, 16, 16, 16, 13, 19};
    struct office *office = usual_office(NOW);

    drop_events(office, "万元", counts, 14);
    expect_none(indicator(office, "东镇/投诉"), "chart");
    drop_events(office, "人次", counts, 14);
    expect_none(indicator(office, "东镇/投诉"), "chart");
    drop_events(office, "件", counts, 14);
    DROP(office, "目录.csv", target("投诉", "东镇", NATURE_STOCK, "", "件", ""));
    expect_none(indicator(office, "东镇/投诉"), "chart");
    close_office(office);
}

static void events_that_vary_more_than_chance_have_a_laney_chart(void **state)
{
    (void)state;
    static const int counts[] = {900, 1100, 800, 1200, 1000, 950, 1150, 700, 1300, 1000, 900, 1120};
    struct office *office = usual_office(NOW);

    drop_events(office, "次", counts, 12);
    cJSON *value = history(office, "东镇/投诉");
    expect_text(value, "chart.type", "u'");
    assert_non_null(strstr(below(value, "chart.sentence")->valuestring, "Laney u′"));
    expect_false(value, "points.8.alarm");
    cJSON_Delete(value);
    close_office(office);
}

static void periods_of_different_length_have_a_u_chart(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct record rows[12];
    char range[12][32];
    char value[12][16];

    for (int i = 0; i < 12; i++) {
        int days = i % 2 ? 10 : 20;
        (void)snprintf(range[i], sizeof(range[i]), "2017-%02d-01..2017-%02d-%d", i + 1, i + 1,
                       days);
        (void)snprintf(value[i], sizeof(value[i]), "%d", 2 * days + i % 3 - 1);
        rows[i] = quantity("投诉", "东镇", range[i], value[i], "起");
    }
    drop(office, "a.csv", rows, 12);
    cJSON *shown = history(office, "东镇/投诉");
    expect_text(shown, "chart.type", "u");
    expect_none(shown, "chart.center");
    expect_number(shown, "points.0.center", 40);
    expect_number(shown, "points.0.ucl", 40 + 3 * 6.3245553203367587);
    expect_number(shown, "points.1.center", 20);
    expect_number(shown, "points.1.lcl", 20 - 3 * 4.4721359549995794);
    cJSON_Delete(shown);
    close_office(office);
}

/* Twenty good days, then sixty that are worse: they do not become the measure of themselves. */
static void the_base_of_a_long_chart_stays_the_first_twenty(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct record rows[80];
    char days[80][16];

    for (int i = 0; i < 80; i++) {
        (void)snprintf(days[i], sizeof(days[i]), "2017-%02d-%02d", 1 + i / 28, 1 + i % 28);
        rows[i] = rate("合格率", "东镇", days[i], i < 20 ? 480 + i % 3 : 400 + i % 3, 500);
    }
    drop(office, "a.csv", rows, 80);
    cJSON *value = history(office, "东镇/合格率");
    expect_number(value, "chart.base", 20);
    expect_true(value, "points.79.alarm");
    cJSON_Delete(value);
    expect_true(indicator(office, "东镇/合格率"), "chart.alarm");
    expect_true(indicator(office, "东镇/合格率"), "trend.11.alarm");
    close_office(office);
}

static void revisions_and_doubts_are_listed(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", quantity("次数", "东镇", "2017-01", "5", "次"));
    DROP(office, "a.csv", quantity("次数", "东镇", "2017-01", "6", "次"));
    DROP(office, "b.csv", quantity("次数", "东镇", "2017-01", "7", "次"));
    cJSON *value = history(office, "东镇/次数");
    expect_text(value, "revisions.0.from", "6次");
    expect_text(value, "revisions.0.to", "7次");
    expect_text(value, "revisions.0.file", "b.csv");
    expect_text(value, "revisions.2.to", "5次");
    expect_text(value, "doubts.0.kind", "other_file");
    expect_text(value, "doubts.0.file", "a.csv");
    cJSON_Delete(value);
    close_office(office);
}

static void a_target_has_a_history_and_nothing_else_has(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct buffer out = {0};
    struct err err = {0};

    DROP(office, "目录.csv", target("合格率", "东镇", NATURE_SAMPLED_RATE, "95", "%", "2017"));
    cJSON *value = history(office, "东镇/合格率");
    assert_int_equal(cJSON_GetArraySize(below(value, "points")), 0);
    cJSON_Delete(value);
    assert_false(compute_history(compute_options(office->compute), office->store, TEXT("东镇/没有"),
                                 office->now_ms, &out, &err));
    assert_int_equal(err.kind, ERR_NOT_FOUND);
    buffer_finish(&out);
    close_office(office);
}

static void tables_open_right_and_hold_no_formula(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct buffer out = {0};
    struct err err = {0};

    DROP(office, "a.csv", rate("=cmd()", "东,镇", "2017", 48, 50),
         quantity("增速", "东镇", "2017", "-7.9", "%"));
    check(compute_board_csv(office->board, &out, &err), &err);
    assert_memory_equal(out.bytes,
                        "\xEF\xBB\xBF"
                        "地区,指标,",
                        16);
    assert_non_null(strstr(out.bytes, "\r\n\"东,镇\",'=cmd(),,,2017,96,%,eq,96%,48,50,"));
    assert_non_null(strstr(out.bytes, ",-7.9,%,eq,-7.9%,"));
    buffer_clear(&out);
    check(compute_history_csv(compute_options(office->compute), office->store, TEXT("东,镇/=cmd()"),
                              office->now_ms, &out, &err),
          &err);
    assert_non_null(strstr(out.bytes, "\"东,镇\",'=cmd(),,2017,96,%,96%,48,50,"));
    buffer_finish(&out);
    close_office(office);
}

static void a_change_is_in_points_and_honest_about_noise(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", rate("甲", "东镇", "2016", 47, 50), rate("甲", "东镇", "2017", 48, 50),
         rate("乙", "东镇", "2017-Q1", 300, 500), rate("乙", "东镇", "2017-Q2", 450, 500),
         quantity("丙", "东镇", "2016", "10", "次"), quantity("丙", "东镇", "2017", "12", "次"));
    const cJSON *entry = indicator(office, "东镇/甲");
    expect_text(entry, "previous.period", "2016");
    expect_number(entry, "previous.value", 94);
    expect_number(entry, "previous.change", 2);
    expect_text(entry, "previous.change_unit", "百分点");
    expect_text(entry, "previous.verdict", "within_noise");
    expect_text(entry, "previous.text.zh", "与上年同期无显著差异");
    entry = indicator(office, "东镇/乙");
    expect_text(entry, "previous.verdict", "up");
    expect_text(entry, "previous.text.zh", "比上期高 30 个百分点");
    entry = indicator(office, "东镇/丙");
    expect_number(entry, "previous.change", 2);
    expect_text(entry, "previous.change_unit", "次");
    close_office(office);
}

static void across_two_definitions_no_change_is_shown(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct record old = target("甲", "东镇", NATURE_SAMPLED_RATE, "95", "%", "2016");
    struct record new = target("甲", "东镇", NATURE_SAMPLED_RATE, "95", "%", "2017");

    old.target.definition_version = TEXT("2016版");
    new.target.definition_version = TEXT("2017版");
    DROP(office, "目录.csv", old, new);
    DROP(office, "a.csv", rate("甲", "东镇", "2016", 47, 50), rate("甲", "东镇", "2017", 48, 50));
    expect_none(indicator(office, "东镇/甲"), "previous");
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history_has_limits_alarms_and_one_sentence),
        cmocka_unit_test(below_twelve_points_there_are_no_limits),
        cmocka_unit_test(a_number_of_events_has_a_c_chart),
        cmocka_unit_test(what_is_no_number_of_events_has_no_chart),
        cmocka_unit_test(events_that_vary_more_than_chance_have_a_laney_chart),
        cmocka_unit_test(periods_of_different_length_have_a_u_chart),
        cmocka_unit_test(the_base_of_a_long_chart_stays_the_first_twenty),
        cmocka_unit_test(revisions_and_doubts_are_listed),
        cmocka_unit_test(a_target_has_a_history_and_nothing_else_has),
        cmocka_unit_test(tables_open_right_and_hold_no_formula),
        cmocka_unit_test(a_change_is_in_points_and_honest_about_noise),
        cmocka_unit_test(across_two_definitions_no_change_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
