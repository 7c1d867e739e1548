/* SPDX-License-Identifier: MIT */
/*
 * Rows of 指标目录, 活动台账, 活动计划, 地区 and 日历.
 */
#include "layout_check.h"

#define TARGET "指标,性质,单位,目标,目标期,方向\n"
#define ACTIVITY "编号,日期,活动名称,状态,场次,参与人次,公开,联系电话\n"
#define PLAN "活动,年度,指标,地区,计划数,开始,结束,应报\n"
#define CALENDAR "名称,开始,结束,类型\n"

static void a_target_says_at_least_or_at_most(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {TARGET "a,抽样率,%,95,2018,\n",
         "{\"value\":95,\"qualifier\":\"ge\",\"unit\":\"%\",\"display\":\"≥95%\"}", NULL, NULL},
        {TARGET "a,抽样率,,>=95,2018,\n",
         "{\"qualifier\":\"ge\",\"unit\":\"%\",\"display\":\"≥95%\"}", NULL, NULL},
        {TARGET "a,抽样率,%,95%以上,2018,\n", "{\"qualifier\":\"ge\",\"display\":\"95%以上\"}",
         NULL, NULL},
        {TARGET "a,全数率,%,100%,2018,\n", "{\"qualifier\":\"ge\",\"display\":\"100%\"}", NULL,
         NULL},
        {TARGET "a,当期数,起,<=0,2018,\n",
         "{\"value\":0,\"qualifier\":\"le\",\"display\":\"≤0起\",\"direction\":\"越低越好\"}", NULL,
         NULL},
        {TARGET "a,当期数,起,5,2018,越低越好\n", "{\"qualifier\":\"le\",\"display\":\"≤5起\"}",
         NULL, NULL},
        {TARGET "a,当期数,起,不超过5起,2018,\n",
         "{\"value\":5,\"qualifier\":\"le\",\"display\":\"不超过5起\"}", NULL, NULL},
        {TARGET "a,当期数,个,19个,2018,\n", "{\"qualifier\":\"eq\",\"display\":\"19个\"}", NULL,
         NULL},
        {TARGET "a,全数率,%,达到100%,2018,\n", "{\"qualifier\":\"eq\",\"display\":\"达到100%\"}",
         NULL, NULL},
        {TARGET "a,当期数,亿元,18亿元,2018,\n",
         "{\"value\":18,\"unit\":\"亿元\",\"qualifier\":\"eq\",\"display\":\"18亿元\"}", NULL,
         NULL},
        {TARGET "a,里程碑,,完成,2018-06,\n", "{\"display\":\"完成\",\"from\":\"2018-06-01\"}", NULL,
         NULL},
        {TARGET "a,抽样率,%,,2018,\n", "{\"nature\":\"sampled_rate\"}", NULL, NULL},
        {TARGET "a,当期数,万元,1000,2018,\n", "{\"unit\":\"万元\",\"display\":\"≥1000万元\"}", NULL,
         NULL},
    };

    EXPECT_CASES(cases);
}

static void a_target_period_may_be_blank_or_a_cycle(void **state)
{
    (void)state;
    struct recording recording;

    record_text(&recording, TARGET "a,抽样率,%,95,,\nb,当期数,次,1,每季度,\n");

    expect_in(recording.figures, "{\"indicator\":\"b\",\"due\":\"每季度\"}", "cycle");
    const cJSON *first = cJSON_GetArrayItem(recording.figures, 0);
    assert_null(cJSON_GetObjectItemCaseSensitive(first, "from"));
    recording_finish(&recording);
}

static void a_single_day_is_a_deadline_and_holds_its_year_until_then(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {TARGET "a,当期数,场,100,2018-06-30,\n",
         "{\"from\":\"2018-01-01\",\"to\":\"2018-06-30\",\"due\":\"2018-06-30\"}", NULL, NULL},
        {"指标,目标,目标期,报送频次\na,100,2018-06-30,日\n",
         "{\"from\":\"2018-06-30\",\"to\":\"2018-06-30\"}", NULL, NULL},
        {"指标,目标,目标期,报送截止\na,100,2018-06-30,次月5日\n",
         "{\"from\":\"2018-01-01\",\"due\":\"次月5日\"}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void a_deadline_is_read_as_plans_write_it(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {TARGET "a,里程碑,,完成,2018年12月31日前,\n",
         "{\"from\":\"2018-01-01\",\"to\":\"2018-12-31\",\"due\":\"2018-12-31\"}", NULL, NULL},
        {TARGET "a,里程碑,,完成,2018年11月底前完成,\n",
         "{\"from\":\"2018-01-01\",\"to\":\"2018-11-30\",\"due\":\"2018-11-30\"}", NULL, NULL},
        {"2018年要点\n" TARGET "a,里程碑,,完成,年底前,\n",
         "{\"from\":\"2018-01-01\",\"to\":\"2018-12-31\",\"due\":\"2018-12-31\"}", NULL, NULL},
        {"2018年要点\n" TARGET "a,里程碑,,完成,9月20日之前,\n",
         "{\"to\":\"2018-09-20\",\"due\":\"2018-09-20\"}", NULL, NULL},
        {TARGET "a,抽样率,%,95,长期坚持,\n", "{\"due\":\"长期坚持\"}", NULL, NULL},
        {TARGET "b,指数,,1,,\na,里程碑,,完成,12月31日前,\n",
         .fault = "{\"kind\":\"unknown_period\",\"column\":\"目标期\"}"},
        {TARGET "b,指数,,1,,\na,里程碑,,完成,2018年11月前,\n",
         .fault = "{\"kind\":\"unknown_period\",\"column\":\"目标期\"}"},
    };

    EXPECT_CASES(cases);
}

static void a_blank_target_period_takes_the_only_year_of_the_titles(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"2018年目标\n" TARGET "a,抽样率,%,95,,\n", "{\"from\":\"2018-01-01\"}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void words_that_are_not_allowed_are_faults(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {TARGET "b,指数,,1,,\na,比例,%,95,2018,\n",
         .fault = "{\"kind\":\"unknown_word\",\"column\":\"性质\"}"},
        {TARGET "b,指数,,1,,\na,抽样率,%,95,2018,好\n",
         .fault = "{\"kind\":\"unknown_word\",\"column\":\"方向\"}"},
        {TARGET "b,指数,,1,,\na,抽样率,%,优秀,2018,\n",
         .fault = "{\"kind\":\"not_a_number\",\"column\":\"目标\"}"},
        {TARGET "b,指数,,1,,\na,抽样率,%,0.95,2018,\n", .fault = "{\"kind\":\"bare_fraction\"}"},
        {ACTIVITY "1,2018-09-01,b,,,,,\n2,2018-09-01,a,好,,,,\n",
         .fault = "{\"kind\":\"unknown_word\",\"column\":\"状态\"}"},
        {ACTIVITY "1,2018-09-01,b,,,,,\n2,2018-09-01,a,,,,也许,\n",
         .fault = "{\"kind\":\"unknown_word\",\"column\":\"公开\"}"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct recording recording;

        record_text(&recording, cases[i].sheet);

        expect_in(recording.faults, cases[i].fault, cases[i].sheet);
        assert_int_equal(recording.summary.rows_faulty, 1);
        recording_finish(&recording);
    }
}

static void the_first_department_of_a_list_leads(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,类别,牵头部门,配合部门\na,产品,甲局,乙局、丙局\n",
         "{\"lead\":\"甲局\",\"departments\":\"乙局、丙局\"}", NULL, NULL},
        {"指标,类别,责任单位\na,产品,甲局、乙局、丙局\n",
         "{\"lead\":\"甲局\",\"departments\":\"乙局、丙局\"}", NULL, NULL},
        {"指标,类别,牵头部门,配合部门\na,产品,甲局、乙局,丙局\n",
         "{\"lead\":\"甲局\",\"departments\":\"乙局、丙局\"}", NULL, NULL},
        {"指标,类别,部门\na,产品,甲局、所；乙局\n",
         "{\"lead\":\"甲局、所\",\"departments\":\"乙局\"}", NULL, NULL},
        {"指标,类别,牵头部门,配合部门\na,产品,,乙局\n", "{\"lead\":\"\",\"departments\":\"乙局\"}",
         NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void an_activity_has_its_metrics(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {ACTIVITY "1,2018-09-01,a,,,200余人次,是,\n",
         "{\"indicator\":\"参与人次\",\"value\":200,\"qualifier\":\"gt\",\"done\":true}", NULL,
         .warning = "{\"column\":\"联系电话\"}"},
        {"日期,活动名称\n2018-09-01,a\n",
         "{\"indicator\":\"场次\",\"value\":1,\"display\":\"1\",\"public\":true}", NULL, NULL},
        {"日期,活动名称,场次\n2018-09-01,a,0\n", "{\"indicator\":\"场次\",\"value\":0}", NULL,
         NULL},
        {"日期,活动名称,发放礼品数(份)\n2018-09-01,a,30\n",
         "{\"indicator\":\"发放礼品数\",\"value\":30,\"unit\":\"份\",\"display\":\"30\"}", NULL,
         NULL},
        {"日期,活动名称,参加人员\n2018-09-01,a,全体\n",
         "{\"extra\":\"参加人员\\u001f全体\\u001e\"}", NULL,
         .warning = "{\"kind\":\"unknown_column\",\"column\":\"参加人员\",\"line\":1}"},
        {"日期,活动名称,participants\n2018-09-01,a,30\n", "{\"indicator\":\"参与人次\"}", NULL,
         NULL},
        {"日期,活动名称\n2018-09-10~2018-09-12,a\n",
         "{\"from\":\"2018-09-10\",\"to\":\"2018-09-12\"}", NULL, NULL},
        {"日期,活动名称\n43252,a\n", "{\"from\":\"2018-06-01\"}", NULL, NULL},
        {"日期,活动名称,状态\n2019-09-10,a,计划\n", "{\"done\":false}", NULL, NULL},
        {"日期,活动名称\n2019-09-10,a\n", NULL, NULL, .warning = "{\"kind\":\"lint_future\"}"},
    };

    EXPECT_CASES(cases);
}

static void an_activity_needs_a_day_a_title_and_sound_numbers(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"日期,活动名称,参与人次\n2018-09-01,b,1\n,a,1\n",
         .fault = "{\"kind\":\"missing_required\",\"column\":\"日期\"}"},
        {"日期,活动名称,参与人次\n2018-09-01,b,1\n2018-09-01,,1\n",
         .fault = "{\"kind\":\"missing_required\",\"column\":\"活动名称\"}"},
        {"日期,活动名称,参与人次\n2018-09-01,b,1\n2018-09-01,a,见附件\n",
         .fault = "{\"kind\":\"not_a_number\",\"column\":\"参与人次\"}"},
        {"日期,活动名称,参与人次\n2018-09-01,b,1\n2018-09-01,a,-3\n",
         .fault = "{\"kind\":\"not_a_count\"}"},
    };

    EXPECT_CASES(cases);
}

static void a_plan_row_has_a_year_and_a_number(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {PLAN "质量月,2018,场次,东镇,4,9月1日,9月30日,否\n",
         "{\"campaign\":\"质量月\",\"indicator\":\"场次\",\"value\":4,\"from\":\"2018-01-01\","
         "\"has_days\":true,\"must_report\":false}",
         NULL, NULL},
        {"活动,年度,指标,单位,计划数\n质量月,2018年,场次,卫健局,4\n",
         "{\"place\":\"卫健局\",\"must_report\":true}", NULL, NULL},
        {PLAN "a,2018,场次,,4,,,\n质量月,今年,场次,东镇,4,,,\n",
         .fault = "{\"kind\":\"unknown_period\",\"column\":\"年度\"}"},
        {PLAN "a,2018,场次,,4,,,\n质量月,2018,场次,东镇,—,,,\n",
         .fault = "{\"kind\":\"missing_required\",\"column\":\"计划数\"}"},
        {PLAN "a,2018,场次,,4,,,\n质量月,2018,场次,东镇,4,2018-09-30,2018-09-01,\n",
         .fault = "{\"kind\":\"unknown_period\",\"column\":\"结束\"}"},
        {"活动,年度,指标,地区,计划数,报送截止\n质量月,2018,场次,东镇,4,9月10日\n",
         "{\"value\":4,\"due\":\"9月10日\"}", NULL, NULL},
        {"活动,年度,指标,地区,计划数,报送截止\n质量月,2018,场次,东镇,4,每周五\n",
         "{\"due\":\"每周五\"}", NULL,
         .warning = "{\"kind\":\"unknown_due\",\"column\":\"报送截止\"}"},
    };

    EXPECT_CASES(cases);
}

static void a_calendar_row_may_come_every_year(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {CALENDAR "节,2018-10-01,2018-10-07,休\n",
         "{\"from\":\"2018-10-01\",\"to\":\"2018-10-07\",\"type\":\"休\",\"yearly\":false}", NULL,
         NULL},
        {CALENDAR "质量月,09-01,09-30,\n",
         "{\"from\":\"1904-09-01\",\"to\":\"1904-09-30\",\"type\":\"活动\",\"yearly\":true}", NULL,
         NULL},
        {CALENDAR "过年,12月20日,1月10日,活动\n",
         "{\"from\":\"1904-12-20\",\"to\":\"1905-01-10\",\"yearly\":true}", NULL, NULL},
        {CALENDAR "日,3月15日,,活动\n", "{\"from\":\"1904-03-15\",\"to\":\"1904-03-15\"}", NULL,
         NULL},
        {CALENDAR "b,03-15,,\na,2018-10-07,2018-10-01,休\n",
         .fault = "{\"kind\":\"unknown_period\",\"column\":\"结束\"}"},
        {CALENDAR "b,03-15,,\na,03-15,,游行\n", .fault = "{\"kind\":\"unknown_word\"}"},
    };

    EXPECT_CASES(cases);
}

static void a_place_has_its_parent_and_order(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"代码,地区,上级,层级,应报,别名,排序\n990102,柳河镇,青岩县,镇,是,柳河,1\n",
         "{\"place\":\"柳河镇\",\"code\":\"990102\",\"parent\":\"青岩县\",\"tier\":\"镇\","
         "\"alias\":\"柳河\",\"must_report\":true}",
         NULL, NULL},
        {"地区,上级,排序\n甲,乙,1\n丙,乙,第一\n", .fault = "{\"column\":\"排序\",\"line\":3}"},
    };

    EXPECT_CASES(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_says_at_least_or_at_most),
        cmocka_unit_test(a_target_period_may_be_blank_or_a_cycle),
        cmocka_unit_test(a_single_day_is_a_deadline_and_holds_its_year_until_then),
        cmocka_unit_test(a_deadline_is_read_as_plans_write_it),
        cmocka_unit_test(a_blank_target_period_takes_the_only_year_of_the_titles),
        cmocka_unit_test(words_that_are_not_allowed_are_faults),
        cmocka_unit_test(the_first_department_of_a_list_leads),
        cmocka_unit_test(an_activity_has_its_metrics),
        cmocka_unit_test(an_activity_needs_a_day_a_title_and_sound_numbers),
        cmocka_unit_test(a_plan_row_has_a_year_and_a_number),
        cmocka_unit_test(a_calendar_row_may_come_every_year),
        cmocka_unit_test(a_place_has_its_parent_and_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
