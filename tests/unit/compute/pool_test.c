/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW "2017-09-16T10:15:00+08:00"

static void departments_of_one_place_pool_into_it(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", by(rate("合格率", "东镇", "2017", 3, 3), "甲局"),
         by(rate("合格率", "东镇", "2017", 450, 500), "乙局"));

    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_number(entry, "passed", 453);
    expect_number(entry, "inspected", 503);
    expect_number(entry, "value", 100.0 * 453 / 503);
    expect_text(entry, "display", "90.1%");
    expect_text(entry, "nature", "sampled_rate");
    expect_number(entry, "source.lines.1", 3);
    /* A department with three is shown in counts, and without a rank. */
    expect_text(entry, "parts.1.department", "甲局");
    expect_text(entry, "parts.1.display", "3/3");
    expect_text(entry, "parts.1.status", "too_few");
    expect_none(entry, "parts.1.rank");
    expect_none(entry, "lead");
    close_office(office);
}

static void a_rate_without_counts_stays_out_and_is_counted(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", by(rate("合格率", "东镇", "2017", 45, 50), "甲局"),
         by(stated_rate("合格率", "东镇", "2017", "100"), "乙局"));

    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_number(entry, "value", 90);
    expect_number(entry, "rate_only", 1);
    expect_text(entry, "parts.0.missing", "no_base");
    close_office(office);
}

static void rates_alone_are_never_averaged(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", of(stated_rate("合格率", "东镇", "2017", "96"), "蔬菜"),
         of(stated_rate("合格率", "东镇", "2017", "98"), "水果"));

    assert_null(indicator(office, "东镇/合格率"));
    expect_text(indicator(office, "东镇/合格率/蔬菜"), "display", "96%");
    expect_text(indicator(office, "东镇/合格率/蔬菜"), "missing", "no_base");
    close_office(office);
}

static void items_pool_unless_the_whole_is_stated(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", of(rate("甲", "东镇", "2017", 40, 50), "蔬菜"),
         of(rate("甲", "东镇", "2017", 50, 50), "水果"), rate("乙", "东镇", "2017", 100, 100),
         of(rate("乙", "东镇", "2017", 40, 50), "蔬菜"));

    expect_number(indicator(office, "东镇/甲"), "value", 90);
    expect_text(indicator(office, "东镇/甲"), "parts.1.item", "蔬菜");
    expect_number(indicator(office, "东镇/甲/蔬菜"), "value", 80);
    expect_text(indicator(office, "东镇/甲/蔬菜"), "item", "蔬菜");
    expect_number(indicator(office, "东镇/乙"), "value", 100);
    expect_number(indicator(office, "东镇/乙"), "doubts", 1);
    close_office(office);
}

static void sums_carry_their_qualifiers(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv",
         by(said(quantity("份数", "东镇", "2017", "20", "份"), QUALIFIER_GT, "20余"), "甲局"),
         by(quantity("份数", "东镇", "2017", "1220", "份"), "乙局"));

    const cJSON *entry = indicator(office, "东镇/份数");
    expect_number(entry, "value", 1240);
    expect_text(entry, "qualifier", "gt");
    expect_text(entry, "display", ">1 240份");
    expect_text(entry, "parts.1.display", "20余份");
    close_office(office);
}

static void money_adds_up_across_its_units(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", by(quantity("投入", "东镇", "2017", "1.5", "亿元"), "甲局"),
         by(quantity("投入", "东镇", "2017", "300", "万元"), "乙局"));

    expect_number(indicator(office, "东镇/投入"), "value", 153000000);
    expect_text(indicator(office, "东镇/投入"), "unit", "元");
    close_office(office);
}

static void things_are_counted_whatever_their_word(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv", target("示范点", "东镇", NATURE_FLOW, "10", "个", ""));
    DROP(office, "a.csv", by(quantity("示范点", "东镇", "2017", "4", "家"), "甲局"),
         by(quantity("示范点", "东镇", "2017", "6", "处"), "乙局"));

    expect_number(indicator(office, "东镇/示范点"), "value", 10);
    expect_text(indicator(office, "东镇/示范点"), "status", "done");
    close_office(office);
}

static void indices_and_growth_are_never_summed(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv", target("满意度", "东镇", NATURE_INDEX, "", "分", ""));
    DROP(office, "a.csv", by(quantity("满意度", "东镇", "2017", "85", "分"), "甲局"),
         by(quantity("满意度", "东镇", "2017", "87", "分"), "乙局"),
         by(quantity("增速", "东镇", "2017", "3", "%"), "甲局"),
         by(quantity("增速", "东镇", "2017", "4", "%"), "乙局"));

    expect_none(indicator(office, "东镇/满意度"), "value");
    expect_text(indicator(office, "东镇/满意度"), "parts.0.display", "87分");
    expect_none(indicator(office, "东镇/增速"), "value");
    close_office(office);
}

static void the_newer_file_counts_and_the_other_is_a_doubt(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 45, 50));
    DROP(office, "b.csv", rate("合格率", "东镇", "2017", 48, 50));

    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_number(entry, "passed", 48);
    expect_number(entry, "doubts", 1);
    expect_text(entry, "source.file", "b.csv");
    assert_non_null(strstr(below(entry, "doubt_texts.0.zh")->valuestring, "a.csv"));

    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 48, 50));
    expect_number(indicator(office, "东镇/合格率"), "doubts", 0);
    expect_same_as_full(office);
    close_office(office);
}

static void a_blank_row_hides_no_figure_of_another_file(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", quantity("次数", "东镇", "2017", "12", "次"));
    DROP(office, "b.csv", absent("次数", "东镇", "2017", PRESENCE_UNREPORTED));

    expect_text(indicator(office, "东镇/次数"), "display", "12次");
    expect_number(indicator(office, "东镇/次数"), "doubts", 0);
    close_office(office);
}

static void two_levels_are_two_rows_of_one_figure(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct record national = rate("合格率", "东镇", "2017", 50, 50);
    struct record provincial = rate("合格率", "东镇", "2017", 40, 50);

    national.figure.level = TEXT("国抽");
    provincial.figure.level = TEXT("省抽");
    DROP(office, "a.csv", national, provincial);

    expect_number(indicator(office, "东镇/合格率"), "value", 90);
    assert_int_equal(cJSON_GetArraySize(below(indicator(office, "东镇/合格率"), "parts")), 2);
    close_office(office);
}

static void missing_is_not_zero(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", absent("甲", "东镇", "2017", PRESENCE_UNREPORTED),
         absent("乙", "东镇", "2017", PRESENCE_NOT_APPLICABLE),
         quantity("丙", "东镇", "2017", "0", "起"),
         said(quantity("丁", "东镇", "2017", "500", "人"), QUALIFIER_APPROX, "约500人"));

    expect_text(indicator(office, "东镇/甲"), "missing", "unreported");
    expect_none(indicator(office, "东镇/甲"), "value");
    expect_text(indicator(office, "东镇/乙"), "missing", "not_applicable");
    expect_text(indicator(office, "东镇/丙"), "missing", "zero_report");
    expect_number(indicator(office, "东镇/丙"), "value", 0);
    expect_text(indicator(office, "东镇/丁"), "missing", "approximate");
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(departments_of_one_place_pool_into_it),
        cmocka_unit_test(a_rate_without_counts_stays_out_and_is_counted),
        cmocka_unit_test(rates_alone_are_never_averaged),
        cmocka_unit_test(items_pool_unless_the_whole_is_stated),
        cmocka_unit_test(sums_carry_their_qualifiers),
        cmocka_unit_test(money_adds_up_across_its_units),
        cmocka_unit_test(things_are_counted_whatever_their_word),
        cmocka_unit_test(indices_and_growth_are_never_summed),
        cmocka_unit_test(the_newer_file_counts_and_the_other_is_a_doubt),
        cmocka_unit_test(a_blank_row_hides_no_figure_of_another_file),
        cmocka_unit_test(two_levels_are_two_rows_of_one_figure),
        cmocka_unit_test(missing_is_not_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
