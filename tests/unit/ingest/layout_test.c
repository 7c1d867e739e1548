/* SPDX-License-Identifier: MIT */
/*
 * Sheets as wholes: header, titles, totals, repeated rows, what is refused.
 */
#include "layout_check.h"

static void knows_a_sheet_by_its_header(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum sheet sheet;
    } sheets[] = {
        {"指标,时期,抽检数,合格数\na,2018,2,1\n", SHEET_INSPECTIONS},
        {"指标,时期,抽检数,不合格数\na,2018,2,1\n", SHEET_INSPECTIONS},
        {"indicator,period,rate\na,2018,96%\n", SHEET_INSPECTIONS},
        {"Indicator,Period,Pass Rate\na,2018,96%\n", SHEET_INSPECTIONS},
        {"指標,時期,抽檢數,合格數\na,2018,2,1\n", SHEET_INSPECTIONS},
        {" 指 标 ,时期：,抽检数（批次）*,合格数【批次】\na,2018,2,1\n", SHEET_INSPECTIONS},
        {"指标,时期,数值,单位\na,2018,1,次\n", SHEET_QUANTITIES},
        {"indicator,period,value,unit\na,2018,1,次\n", SHEET_QUANTITIES},
        {"指标,2018-01,2018-02\na,1,2\n", SHEET_QUANTITIES},
        {"指标,2018Q1,2018Q2,2018Q3\na,1,2,3\n", SHEET_QUANTITIES},
        {"指标,时期,东镇,西镇\na,2018,1,2\n", SHEET_QUANTITIES},
        {"指标,类别\na,产品\n", SHEET_INDICATORS},
        {"指标,目标,目标期\na,95,2018\n", SHEET_INDICATORS},
        {"日期,活动名称\n2018-09-01,b\n", SHEET_ACTIVITIES},
        {"date,title,participants\n2018-09-01,b,3\n", SHEET_ACTIVITIES},
        {"活动,年度,指标,计划数\n质量月,2018,场次,3\n", SHEET_PLAN},
        {"campaign,year,metric,unit,planned\n质量月,2018,场次,东镇,3\n", SHEET_PLAN},
        {"地区,上级\n东镇,甲县\n", SHEET_PLACES},
        {"代码,名称,上级\n1,东镇,甲县\n", SHEET_PLACES},
        {"名称,开始\n节,2018-10-01\n", SHEET_CALENDAR},
        {"name,start,end,type\n节,2018-10-01,2018-10-02,holiday\n", SHEET_CALENDAR},
    };

    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        struct recording recording;

        record_text(&recording, sheets[i].text);

        if (recording.summary.sheet != sheets[i].sheet || recording.summary.fault_count > 0) {
            fail_msg("%s is %d: %s", sheets[i].text, recording.summary.sheet,
                     cJSON_Print(recording.faults));
        }
        assert_int_equal(cJSON_GetArraySize(recording.figures) > 0, true);
        recording_finish(&recording);
    }
}

static void refuses_what_is_no_sheet(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"a,b\n1,2\n", .fault = "{\"kind\":\"not_a_sheet\",\"line\":0}"},
        {"\n\n \n", .fault = "{\"kind\":\"empty\"}"},
        {"时期,抽检数,合格数\n2018,2,1\n",
         .fault = "{\"kind\":\"missing_column\",\"column\":\"指标\",\"line\":1}"},
        {"指标,时期,地区,抽检数\na,2018,东镇,2\n",
         .fault = "{\"kind\":\"missing_column\",\"column\":\"合格数\"}"},
        {"指标,时期,合格数,合格数,抽检数\na,2018,1,1,1\n",
         .fault = "{\"kind\":\"duplicate_column\",\"column\":\"合格数\",\"line\":1}"},
        {"指标,时期,抽检数,抽查批次,合格数\na,2018,1,1,1\n",
         .fault = "{\"kind\":\"duplicate_column\",\"column\":\"抽查批次\",\"first\":\"抽检数\"}"},
        {"指标,2018-01,2018年1月,2018-02\na,1,1,1\n",
         .fault = "{\"kind\":\"duplicate_column\",\"column\":\"2018年1月\"}"},
        {"指标,时期,数值\n", .fault = "{\"kind\":\"no_rows\",\"line\":1}"},
        {"指标,时期,数值\n,,\n合计,,3\n", .fault = "{\"kind\":\"no_rows\"}"},
        {"指标,时期,数值,备注\na,2018,3,\"b\n",
         .fault = "{\"kind\":\"open_quote\",\"line\":2,\"column\":\"备注\"}"},
        {"指标,时期,\"数值\na,2018,3\n",
         .fault = "{\"kind\":\"open_quote\",\"line\":1,\"cell_index\":2,\"column\":\"数值\"}"},
        {"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n指标,时期,数值\na,2018,3\n",
         .fault = "{\"kind\":\"not_a_sheet\"}"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct recording recording;

        record_text(&recording, cases[i].sheet);

        expect_in(recording.faults, cases[i].fault, cases[i].sheet);
        assert_int_equal(cJSON_GetArraySize(recording.faults), 1);
        assert_true(recording.summary.is_refused);
        recording_finish(&recording);
    }
}

static void refuses_a_broken_cell_of_the_header(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *fault;
    } sheets[] = {
        {TEXT("2018年\n指标,时期,东镇,西\0 镇\na,2018,1,2\n"),
         "{\"kind\":\"nul\",\"line\":2,\"cell_index\":3}"},
        {TEXT("指标,时期,数值,备注\0\na,2018,1,\n"),
         "{\"kind\":\"nul\",\"line\":1,\"cell_index\":3}"},
        {TEXT("指标,时\0期,数值\na,2018,1\n"), "{\"kind\":\"nul\",\"line\":1,\"cell_index\":1}"},
        {TEXT("指标,时期,\"东镇\"镇,西镇\na,2018,1,2\n"),
         "{\"kind\":\"text_after_quote\",\"line\":1,\"cell_index\":2,"
         "\"column\":\"\\\"东镇\\\"镇\"}"},
        {TEXT("a\n\"指\"标,时期,数值,单位\na,2018,1,\n"),
         "{\"kind\":\"text_after_quote\",\"line\":2,\"cell_index\":0,"
         "\"cell\":\"\\\"指\\\"标\"}"},
    };

    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        struct recording recording;
        struct err err = {0};

        record_source(&recording, source_from_bytes(sheets[i].text.at, sheets[i].text.len, &err),
                      NULL);

        expect_in(recording.faults, sheets[i].fault, sheets[i].text.at);
        assert_int_equal(cJSON_GetArraySize(recording.faults), 1);
        assert_int_equal(cJSON_GetArraySize(recording.figures), 0);
        assert_true(recording.summary.is_refused);
        recording_finish(&recording);
    }
}

static void a_bare_quote_in_the_header_is_told_where_it_is(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,东\"镇,西镇\na,2018,1,2\n", .figure = "{\"place\":\"东\\\"镇\",\"value\":1}",
         .warning = "{\"kind\":\"bare_quote\",\"line\":1,\"cell_index\":2}"},
        {"指标,时\"期,数值\na,2018,1\n", .figure = "{\"from\":\"2018-01-01\"}",
         .warning = "{\"kind\":\"bare_quote\",\"line\":1,\"cell_index\":1}"},
        {"指\"标x,时期,数值\na,2018,1\n",
         .fault = "{\"kind\":\"missing_column\",\"column\":\"指标\",\"line\":1}",
         .warning = "{\"kind\":\"bare_quote\",\"line\":1,\"cell_index\":0}"},
    };

    EXPECT_CASES(cases);
}

static void refuses_a_sheet_that_is_mostly_faulty_and_no_other(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_refused;
    } sheets[] = {
        {"指标,时期,数值\na,2018,x\nb,2018,1\n", false},
        {"指标,时期,数值\na,2018,x\nb,2018,y\nc,2018,1\n", true},
        {"指标,时期,数值\na,2018,x\n", true},
    };

    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        struct recording recording;

        record_text(&recording, sheets[i].text);

        assert_int_equal(recording.summary.is_refused, sheets[i].is_refused);
        recording_finish(&recording);
    }
}

static void a_faulty_row_has_one_fault_the_first_in_column_order(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,抽检数,合格数\nb,2018,1,1\n,x,y,z\n",
         .fault = "{\"kind\":\"missing_required\",\"column\":\"指标\",\"line\":3}"},
        {"合格数,抽检数,时期,指标\n1,1,2018,b\nz,y,x,\n",
         .fault = "{\"kind\":\"not_a_number\",\"column\":\"合格数\",\"line\":3}"},
        {"指标,时期,数值\nb,2018,1\na,2018,1,2\n",
         .fault = "{\"kind\":\"ragged_row\",\"line\":3,\"column\":\"\",\"first\":\"4\"}"},
        {"指标,时期,数值,备注\nb,2018,1,\na,2018,1,\"x\"y\n",
         .fault = "{\"kind\":\"text_after_quote\",\"line\":3,\"column\":\"备注\"}"},
        {"指标,时期,数值,备注\nb,2018,1,\na,2018,1,\"x\"\"\nc,2018,\"1\",\"d\"\n",
         .fault = "{\"kind\":\"text_after_quote\",\"line\":3,\"column\":\"备注\"}"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct recording recording;

        record_text(&recording, cases[i].sheet);

        expect_in(recording.faults, cases[i].fault, cases[i].sheet);
        assert_int_equal(cJSON_GetArraySize(recording.faults), 1);
        assert_int_equal(cJSON_GetArraySize(recording.figures), 1);
        recording_finish(&recording);
    }
}

static void a_fault_says_which_figure_it_would_have_moved(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,地区,抽检数,合格数\nb,2018,,1,1\na,2018-09,东镇,50,52\n",
         .fault = "{\"indicator\":\"a\",\"place\":\"东镇\",\"period\":\"2018-09\",\"cell\":\"52\","
                  "\"first\":\"52\",\"second\":\"50\"}"},
        {"指标,时期,数值\nb,2018,1\na,2018-13,1\n",
         .fault = "{\"indicator\":\"a\",\"period\":\"\",\"kind\":\"unknown_period\"}"},
    };

    EXPECT_CASES(cases);
}

static void totals_are_compared_and_are_no_data(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,数值\na,2018,1\nb,2018,2\n合 计,,3\n", NULL, NULL, NULL},
        {"序号,指标,时期,数值\n1,a,2018,1\n2,合计,,1\n", NULL, NULL,
         "{\"kind\":\"unknown_column\"}"},
        {"指标,时期,数值\na,2018,1\nb,2018,2\n总计,,\"4\"\n",
         .warning = "{\"kind\":\"total_differs\",\"line\":4,\"column\":\"数值\",\"cell\":\"4\","
                    "\"first\":\"3\"}"},
        {"指标,时期,数值\na,2018,1\n小计,,1\nb,2018,2\nc,2018,3\n小计,,5\n合计,,6\n", NULL, NULL,
         NULL},
        {"指标,时期,数值\na,2018,1\n小计,,1\nb,2018,2\n小计,,3\n",
         .warning = "{\"kind\":\"total_differs\",\"line\":5,\"first\":\"2\"}"},
        {"指标,时期,数值\na,2018,20余\nb,2018,2\n合计,,25\n", NULL, NULL, NULL},
        {"指标,时期,数值,备注\na,2018,5,\nb,2018,2,其中：甲\n合计,,5,\n", NULL, NULL, NULL},
        {"指标,时期,东镇,西镇,合计\na,2018,1,2,3\n", NULL, NULL, NULL},
        {"指标,时期,东镇,西镇,合计\na,2018,1,2,4\n",
         .warning = "{\"kind\":\"total_differs\",\"column\":\"合计\",\"line\":2}"},
        {"日期,活动名称,状态,参与人次\n2018-09-01,a,完成,3\n2018-09-02,b,取消,4\n合计,,,3\n", NULL,
         NULL, NULL},
    };

    EXPECT_CASES(cases);
}

static void a_wide_row_that_comes_twice_is_warned_of_once(void **state)
{
    (void)state;
    struct recording recording;

    record_text(&recording, "指标,2018-01,2018-02,2018-03\na,1,2,3\na,1,2,3\n");

    assert_int_equal(recording.summary.warning_count, 1);
    assert_int_equal(cJSON_GetArraySize(recording.figures), 6);
    recording_finish(&recording);
}

static void a_column_beside_the_one_that_is_meant_is_kept_as_it_is(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,部门,填报单位,抽检数,合格数\na,2018,甲局,乙所,2,1\n",
         "{\"department\":\"甲局\",\"extra\":\"填报单位\\u001f乙所\\u001e\"}", NULL,
         "{\"kind\":\"unknown_column\",\"column\":\"填报单位\"}"},
        {"指标,目标,目标期,年度\na,95,2018,2017\n", "{\"from\":\"2018-01-01\"}", NULL,
         "{\"kind\":\"unknown_column\",\"column\":\"年度\"}"},
    };

    EXPECT_CASES(cases);
}

static void rows_that_say_the_same_are_warned_of(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,数值\na,2018,1\nb,2018,1\na,2018年,2\n",
         .warning = "{\"kind\":\"duplicate_key\",\"line\":4,\"first\":\"2\"}"},
        {"指标,时期,层级,抽检数,合格数\na,2018,国抽,1,1\na,2018,省抽,1,1\n", NULL, NULL, NULL},
        {"编号,日期,活动名称\nA1,2018-09-01,a\nA1,2018-09-02,b\n",
         .warning = "{\"kind\":\"duplicate_key\",\"line\":3}"},
        {"日期,活动名称,地区\n2018-09-01,a,东镇\n2018-09-01,a,西镇\n", NULL, NULL, NULL},
        {"指标,2018-01,2018-02\na,1,2\na,3,4\n",
         .warning = "{\"kind\":\"duplicate_key\",\"line\":3}"},
        {"指标,时期,数值\na,2018,1\n指标,时期,数值\nb,2018,1\n",
         .warning = "{\"kind\":\"repeated_header\",\"line\":3}"},
    };

    EXPECT_CASES(cases);
}

static void odd_text_is_taken_with_a_warning(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"指标,时期,数值,备注\na,2018,1,贴\"绿\"字\n",
         .warning = "{\"kind\":\"bare_quote\",\"line\":2,\"column\":\"备注\"}"},
        {"指标,时期,数值,备注\na,2018,1,李?商行\n", .figure = "{\"note\":\"李?商行\"}",
         .warning = "{\"kind\":\"lost_character\",\"column\":\"备注\"}"},
        {"指标,时期,数值,备注\na,2018,1,what?\n", NULL, NULL, NULL},
        {"指标,时期,数值,备注\na,2018,1.23457E+11,\n",
         .warning = "{\"kind\":\"digits_lost\",\"column\":\"数值\"}"},
        {"序号,指标,时期,数值,联系人\n1,a,2018,1,李\n",
         .figure = "{\"extra\":\"联系人\\u001f李\\u001e\"}",
         .warning = "{\"kind\":\"unknown_column\",\"column\":\"联系人\",\"line\":1}"},
        {"指标,时期,数值\na,2019,1\n",
         .warning = "{\"kind\":\"lint_future\",\"column\":\"时期\",\"line\":2}"},
    };

    EXPECT_CASES(cases);
}

static void a_year_comes_from_titles_or_the_file_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *text;
        const char *figure;
    } sheets[] = {
        {"a.csv", "2018年统计\n指标,时期,数值\na,9月,1\n", "{\"from\":\"2018-09-01\"}"},
        {"东镇/a-2018年.csv", "指标,时期,数值\na,9月,1\n", "{\"from\":\"2018-09-01\"}"},
        {"a.csv", "2018年统计\n指标,7月,8月\na,1,2\n", "{\"from\":\"2018-08-01\",\"value\":2}"},
    };

    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        struct recording recording;

        record_text_named(&recording, sheets[i].text, sheets[i].name);

        expect_in(recording.figures, sheets[i].figure, sheets[i].text);
        recording_finish(&recording);
    }
}

static void two_years_in_the_titles_are_no_hint(void **state)
{
    (void)state;
    static const struct layout_case cases[] = {
        {"2018年统计\n填报：2019年1月\n指标,时期,数值\na,9月,1\nb,2018,1\n",
         .fault = "{\"line\":4,\"column\":\"时期\",\"kind\":\"unknown_period\"}"},
    };

    EXPECT_CASES(cases);
}

static void keeps_a_thousand_faults_and_counts_all(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct recording recording;
    struct err err;

    (void)buffer_append_str(&text, "指标,时期,数值\n");
    for (int i = 0; i < 1500; i++) {
        (void)buffer_printf(&text, "a%d,2018,x\nb%d,2018,1\n", i, i);
    }
    record_source(&recording, source_from_bytes(text.bytes, text.len, &err), NULL);

    assert_int_equal(cJSON_GetArraySize(recording.faults), FAULTS_KEPT);
    assert_int_equal(recording.summary.fault_count, 1500);
    assert_int_equal(recording.summary.rows_faulty, 1500);
    assert_int_equal(recording.summary.rows_read, 3000);
    recording_finish(&recording);
    buffer_finish(&text);
}

static void a_workbook_is_refused_by_its_name_alone(void **state)
{
    (void)state;
    struct recording recording;

    record_text_named(&recording, "<html><table>", "东镇/季度.XLS");

    expect_in(recording.faults, "{\"kind\":\"spreadsheet_file\",\"first\":\"xls\"}", "xls");
    assert_true(recording.summary.is_refused);
    recording_finish(&recording);
}

static bool refuse_record(void *owner, const struct record *record, struct err *err)
{
    (void)owner;
    (void)record;
    return err_set(err, ERR_FULL, "no room");
}

static void ends_with_the_error_of_the_sink(void **state)
{
    (void)state;
    struct recording recording;
    struct record_sink sink = {&recording, refuse_record, on_fault};
    struct err err = {0};
    struct sheet_summary summary = {.rows_read = 77};
    static const char text[] = "指标,时期,数值\na,2018,1\n";
    struct source *source = source_from_bytes(text, strlen(text), &err);

    recording_init(&recording);
    assert_false(reader_read(source, NULL, &sink, &summary, &err));

    assert_int_equal(err.kind, ERR_FULL);
    assert_int_equal(summary.rows_read, 77);
    source_close(source);
    recording_finish(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_a_sheet_by_its_header),
        cmocka_unit_test(refuses_what_is_no_sheet),
        cmocka_unit_test(refuses_a_broken_cell_of_the_header),
        cmocka_unit_test(a_bare_quote_in_the_header_is_told_where_it_is),
        cmocka_unit_test(refuses_a_sheet_that_is_mostly_faulty_and_no_other),
        cmocka_unit_test(a_faulty_row_has_one_fault_the_first_in_column_order),
        cmocka_unit_test(a_fault_says_which_figure_it_would_have_moved),
        cmocka_unit_test(totals_are_compared_and_are_no_data),
        cmocka_unit_test(rows_that_say_the_same_are_warned_of),
        cmocka_unit_test(a_wide_row_that_comes_twice_is_warned_of_once),
        cmocka_unit_test(a_column_beside_the_one_that_is_meant_is_kept_as_it_is),
        cmocka_unit_test(odd_text_is_taken_with_a_warning),
        cmocka_unit_test(a_year_comes_from_titles_or_the_file_name),
        cmocka_unit_test(two_years_in_the_titles_are_no_hint),
        cmocka_unit_test(keeps_a_thousand_faults_and_counts_all),
        cmocka_unit_test(a_workbook_is_refused_by_its_name_alone),
        cmocka_unit_test(ends_with_the_error_of_the_sink),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
