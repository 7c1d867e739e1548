/* SPDX-License-Identifier: MIT */
/*
 * Rows of 合格率 and 数量.
 */
#include "layout_check.h"

#define COUNTED "指标,时期,抽检数,合格数,不合格数,合格率\n"
#define RATED "指标,时期,合格率\n"
#define NUMBERED "指标,时期,数值,单位\n"

static void counts_come_from_any_two_of_three_columns_or_a_ratio(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {COUNTED "a,2018,50,48,,\n", "{\"passed\":48,\"inspected\":50}", NULL, NULL},
        {COUNTED "a,2018,50,,2,\n", "{\"passed\":48,\"inspected\":50}", NULL, NULL},
        {COUNTED "a,2018,,48,2,\n", "{\"passed\":48,\"inspected\":50}", NULL, NULL},
        {COUNTED "a,2018,50,48,2,96%\n", "{\"passed\":48,\"inspected\":50}", NULL, NULL},
        {COUNTED "a,2018,,,,48/50\n", "{\"passed\":48,\"inspected\":50}", NULL, NULL},
        {COUNTED "a,2018,50批次,48批次,,\n", "{\"passed\":48,\"inspected\":50}", NULL, NULL},
        {COUNTED "a,2018,\"1,240\",\"1,200\",,\n", "{\"passed\":1200,\"inspected\":1240}", NULL,
         NULL},
        {COUNTED "a,2018,0,0,,\n", "{\"passed\":0,\"inspected\":0,\"presence\":0}", NULL, NULL},
        {"指标,时期,合格数,抽检数,总数\na,2018,48,50,1860\n", "{\"passed\":48}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void counts_that_cannot_be_are_faults(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {COUNTED "b,2018,1,1,,\na,2018,50,52,,\n",
         .fault = "{\"kind\":\"passed_exceeds_inspected\",\"column\":\"合格数\",\"cell\":\"52\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,,,,52/50\n",
         .fault = "{\"kind\":\"passed_exceeds_inspected\",\"column\":\"合格率\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,50,48,3,\n",
         .fault = "{\"kind\":\"counts_disagree\",\"column\":\"不合格数\",\"first\":\"48 + 3\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,50,,51,\n",
         .fault = "{\"kind\":\"counts_disagree\",\"column\":\"不合格数\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,50,47,,48/50\n",
         .fault = "{\"kind\":\"counts_disagree\",\"column\":\"合格率\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,-5,1,,\n",
         .fault = "{\"kind\":\"not_a_count\",\"column\":\"抽检数\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,50.5,1,,\n", .fault = "{\"kind\":\"not_a_count\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,约50,1,,\n", .fault = "{\"kind\":\"not_a_count\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,########,1,,\n",
         .fault = "{\"kind\":\"not_a_number\",\"cell\":\"########\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,1.5w,1,,\n", .fault = "{\"kind\":\"ambiguous_number\"}"},
        {COUNTED "b,2018,1,1,,\na,2018,,48,,\n",
         .fault = "{\"kind\":\"missing_required\",\"column\":\"抽检数\"}"},
    };

    EXPECT_CASES(cases);
}

static void a_rate_alone_is_kept_as_stated(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {RATED "a,2018,98.4%\n", "{\"value\":98.4,\"unit\":\"%\",\"display\":\"98.4%\"}", NULL,
         NULL},
        {RATED "a,2018,96.5\n", "{\"value\":96.5,\"unit\":\"%\",\"display\":\"96.5%\"}", NULL,
         NULL},
        {RATED "a,2018,95%以上\n", "{\"value\":95,\"qualifier\":\"ge\",\"display\":\"95%以上\"}",
         NULL, NULL},
        {RATED "a,2018,960‰\n", "{\"value\":96,\"unit\":\"%\",\"display\":\"960‰\"}", NULL, NULL},
        {RATED "a,2018,三成\n", "{\"value\":30,\"unit\":\"%\"}", NULL, NULL},
        {"指标,时期,合格率（％）\na,2018,96.7\n", "{\"value\":96.7,\"display\":\"96.7%\"}", NULL,
         NULL},
        {RATED "a,2018,0%\n", "{\"value\":0}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void a_rate_that_may_mean_two_things_is_asked_about(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {RATED "b,2018,1%\na,2018,0.96\n",
         .fault = "{\"kind\":\"bare_fraction\",\"column\":\"合格率\",\"cell\":\"0.96\"}"},
        {RATED "b,2018,1%\na,2018,1\n", .fault = "{\"kind\":\"bare_fraction\"}"},
        {COUNTED "a,2018,50,48,,0.96\n", "{\"passed\":48}",
         .warning = "{\"kind\":\"bare_fraction\"}"},
        {RATED "b,2018,1%\na,2018,101%\n", .fault = "{\"kind\":\"rate_out_of_range\"}"},
        {RATED "b,2018,1%\na,2018,合格\n", .fault = "{\"kind\":\"not_a_number\"}"},
        {"指标,时期,合格率(%)\nb,2018,1%\na,2018,x\n",
         .fault = "{\"kind\":\"not_a_number\",\"column\":\"合格率\"}"},
    };

    EXPECT_CASES(cases);
}

static void a_rate_beside_counts_is_compared_with_them(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {COUNTED "a,2018,36,35,,97.2%\n", NULL, NULL, NULL},
        {COUNTED "a,2018,50,47,,96%\n", "{\"passed\":47}",
         .warning = "{\"kind\":\"rate_differs\",\"column\":\"合格率\",\"first\":\"94%\","
                    "\"second\":\"47/50\"}"},
        {COUNTED "a,2018,40,39,,98.9%\n", "{\"passed\":39}",
         .warning = "{\"kind\":\"rate_not_from_counts\",\"cell\":\"98.9%\"}"},
        {COUNTED "a,2018,40,,,98.9%\n", "{\"value\":98.9}",
         .warning = "{\"kind\":\"lint_impossible_rate\",\"second\":\"40\"}"},
        {COUNTED "a,2018,61,,,98.4%\n", "{\"value\":98.4}", NULL, NULL},
        {COUNTED "a,2018,0,0,,—\n", "{\"inspected\":0}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void missing_is_not_zero(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {NUMBERED "a,2018,0,起\n", "{\"value\":0,\"presence\":0,\"display\":\"0起\"}", NULL, NULL},
        {NUMBERED "a,2018,,起\n", "{\"presence\":1}", NULL, NULL},
        {NUMBERED "a,2018,—,起\n", "{\"presence\":1}", NULL, NULL},
        {NUMBERED "a,2018,无,起\n", "{\"presence\":1}", NULL, NULL},
        {NUMBERED "a,2018,不适用,起\n", "{\"presence\":2}", NULL, NULL},
        {COUNTED "a,2018,未报,,,\n", "{\"presence\":1}", NULL, NULL},
        {COUNTED "a,2018,不适用,,,\n", "{\"presence\":2}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void a_short_row_without_a_figure_may_have_lost_a_delimiter(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,地区,部门,抽检数,合格数\na,2018,东镇甲局,50,48\n", "{\"presence\":1}", NULL,
         "{\"kind\":\"ragged_row\",\"line\":2,\"first\":\"5\",\"second\":\"6\"}"},
        {"指标,时期,抽检数,合格数,备注\na,2018,50,48\n", "{\"passed\":48}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void a_number_keeps_the_notation_of_the_sheet(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {NUMBERED "a,2018,20余次,次\n",
         "{\"value\":20,\"qualifier\":\"gt\",\"unit\":\"次\",\"display\":\"20余次\"}", NULL, NULL},
        {NUMBERED "a,2018,20余,次\n", "{\"value\":20,\"display\":\"20余次\"}", NULL, NULL},
        {NUMBERED "a,2018,\"1,305\",人次\n", "{\"value\":1305,\"display\":\"1,305人次\"}", NULL,
         NULL},
        {NUMBERED "a,2018,15.49亿元,\n",
         "{\"value\":1549000000,\"unit\":\"元\",\"display\":\"15.49亿元\"}", NULL, NULL},
        {NUMBERED "a,2018,1549,万元\n",
         "{\"value\":1549,\"unit\":\"万元\",\"display\":\"1549万元\"}", NULL, NULL},
        {NUMBERED "a,2018,3万,元\n", "{\"value\":30000,\"unit\":\"元\"}", NULL, NULL},
        {NUMBERED "a,2018,3万,万元\n", "{\"value\":30000,\"unit\":\"元\"}", NULL, NULL},
        {"指标,时期,数值(万元)\na,2018,1549\n", "{\"value\":1549,\"unit\":\"万元\"}", NULL, NULL},
        {"指标,时期,数值（单位：件）\na,2018,15\n", "{\"value\":15,\"unit\":\"件\"}", NULL, NULL},
        {NUMBERED "a,2018,\"(1,234)\",元\n", "{\"value\":-1234}", NULL, NULL},
        {"指标,时期,数值,同比\na,2018,3,下降7.9%\n", "{\"yoy\":-7.9}", NULL, NULL},
        {"指标,时期,数值,同比\na,2018,3,12.5%\n", "{\"yoy\":12.5}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void a_wide_row_gives_a_figure_for_each_period_or_place(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,地区,单位,2018-07,2018-08\na,东镇,次,3,4\n",
         "{\"place\":\"东镇\",\"from\":\"2018-08-01\",\"to\":\"2018-08-31\",\"value\":4,"
         "\"unit\":\"次\"}",
         NULL, NULL},
        {"指标,2018/7/1,2018/8/1\na,3,4\n", "{\"from\":\"2018-08-01\",\"to\":\"2018-08-31\"}", NULL,
         NULL},
        {"指标,时期,东镇,西街道\na,2018,3,4\n", "{\"place\":\"西街道\",\"value\":4}", NULL, NULL},
        {"指标,2018年一季度（万元）,2018年二季度（万元）\na,3,4\n",
         "{\"unit\":\"万元\",\"from\":\"2018-04-01\"}", NULL, NULL},
        {"指标,2018-07,2018-08\nb,1,2\na,3,x\n",
         .fault = "{\"column\":\"2018-08\",\"kind\":\"not_a_number\",\"line\":3}"},
    };

    EXPECT_CASES(cases);
}

static void a_faulty_cell_sets_its_wide_row_aside_as_a_whole(void **state)
{
    (void)state;
    struct recording recording;

    record_text(&recording, "指标,2018-07,2018-08\nb,1,2\na,3,x\n");

    assert_int_equal(cJSON_GetArraySize(recording.figures), 2);
    assert_int_equal(recording.summary.rows_read, 2);
    recording_finish(&recording);
}

static void a_month_to_come_is_no_gap(void **state)
{
    (void)state;
    struct recording recording;

    record_text(&recording, "指标,2018-11,2018-12,2019-01\na,3,,\n");

    assert_int_equal(cJSON_GetArraySize(recording.figures), 2);
    recording_finish(&recording);
}

static void months_of_no_year_are_told_as_such(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,地区,1月,2月\na,东镇,3,4\n",
         .fault = "{\"kind\":\"unknown_period\",\"line\":1,\"cell\":\"1月\"}"},
        {"统计表,,\n指标,第一季度,第二季度\na,3,4\n",
         .fault = "{\"kind\":\"unknown_period\",\"line\":2,\"cell\":\"第一季度\"}"},
        {"2018年统计表,,\n指标,第一季度,第二季度\na,3,4\n", "{\"to\":\"2018-03-31\"}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void known_places_make_a_sheet_wide(void **state)
{
    (void)state;
    static const struct text places[] = {{"Dong", 4}, {"Xi", 2}};
    static const char text[] = "指标,时期,Dong,Xi\na,2018,3,4\n";
    struct reader_options options = {.places = places, .place_count = 2};
    struct recording recording;
    struct err err;

    record_source(&recording, source_from_bytes(text, strlen(text), &err), &options);

    expect_in(recording.figures, "{\"place\":\"Xi\",\"value\":4}", text);
    recording_finish(&recording);
}

static void periods_that_cannot_be_read_are_explained(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {NUMBERED "b,2018,1,\na,2018-13,1,\n", .fault = "{\"kind\":\"unknown_period\"}"},
        {NUMBERED "b,2018,1,\na,18.8.16,1,\n", .fault = "{\"kind\":\"ambiguous_date\"}"},
        {NUMBERED "b,2018,1,\na,9月,1,\n", .fault = "{\"kind\":\"unknown_period\"}"},
        {NUMBERED "b,2018,1,\na,,1,\n", .fault = "{\"kind\":\"missing_required\"}"},
        {NUMBERED "b,2018,1,\na,43252,1,\n", .fault = "{\"column\":\"时期\"}"},
        {"指标,日期,数值\na,43252,1\n", "{\"from\":\"2018-06-01\",\"to\":\"2018-06-01\"}", NULL,
         NULL},
        {NUMBERED "a,未注明,1,\n", "{\"value\":1}", NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void a_unit_column_in_a_sheet_of_rates_is_an_office_or_a_unit(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,单位,抽检数,合格数\na,2018,卫健局,2,1\n", "{\"department\":\"卫健局\"}", NULL,
         NULL},
        {"指标,时期,单位,抽检数,合格数\na,2018,批次,2,1\n", "{\"department\":\"\"}", NULL, NULL},
        {"指标,时期,部门,单位,抽检数,合格数\na,2018,卫健局,批次,2,1\n",
         "{\"department\":\"卫健局\"}", .warning = "{\"kind\":\"unknown_column\"}"},
    };

    EXPECT_CASES(cases);
}

static void a_milestone_is_reported_in_words(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {NUMBERED "a,2018,已完成,\n", "{\"value\":1,\"display\":\"已完成\"}", NULL, NULL},
        {NUMBERED "a,2018,未完成,\n", "{\"value\":0,\"display\":\"未完成\"}", NULL, NULL},
        {NUMBERED "b,2018,1,家\na,2018,完成,家\n", .fault = "{\"kind\":\"not_a_number\"}"},
    };

    EXPECT_CASES(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_come_from_any_two_of_three_columns_or_a_ratio),
        cmocka_unit_test(counts_that_cannot_be_are_faults),
        cmocka_unit_test(a_rate_alone_is_kept_as_stated),
        cmocka_unit_test(a_rate_that_may_mean_two_things_is_asked_about),
        cmocka_unit_test(a_rate_beside_counts_is_compared_with_them),
        cmocka_unit_test(missing_is_not_zero),
        cmocka_unit_test(a_short_row_without_a_figure_may_have_lost_a_delimiter),
        cmocka_unit_test(a_number_keeps_the_notation_of_the_sheet),
        cmocka_unit_test(a_wide_row_gives_a_figure_for_each_period_or_place),
        cmocka_unit_test(a_faulty_cell_sets_its_wide_row_aside_as_a_whole),
        cmocka_unit_test(a_month_to_come_is_no_gap),
        cmocka_unit_test(months_of_no_year_are_told_as_such),
        cmocka_unit_test(known_places_make_a_sheet_wide),
        cmocka_unit_test(periods_that_cannot_be_read_are_explained),
        cmocka_unit_test(a_unit_column_in_a_sheet_of_rates_is_an_office_or_a_unit),
        cmocka_unit_test(a_milestone_is_reported_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
