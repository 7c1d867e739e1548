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
        cmocka_unit_test(revisions_and_doubts_are_listed),
        cmocka_unit_test(a_target_has_a_history_and_nothing_else_has),
        cmocka_unit_test(tables_open_right_and_hold_no_formula),
        cmocka_unit_test(a_change_is_in_points_and_honest_about_noise),
        cmocka_unit_test(across_two_definitions_no_change_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
