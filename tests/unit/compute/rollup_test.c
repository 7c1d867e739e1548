/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW "2017-09-16T10:15:00+08:00"

static void drop_tree(struct office *office)
{
    DROP(office, "地区.csv", place("东县", "", false), place("甲镇", "东县", true),
         place("乙镇", "东县", true), place("丙镇", "东县", true), place("丁镇", "东县", false));
}

static void parts_that_cover_a_place_make_its_figure(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_tree(office);
    DROP(office, "a.csv", rate("合格率", "甲镇", "2017", 40, 50),
         rate("合格率", "乙镇", "2017", 50, 50), rate("合格率", "丙镇", "2017", 45, 50));

    const cJSON *entry = indicator(office, "东县/合格率");
    expect_number(entry, "value", 90);
    expect_number(entry, "coverage.reported", 3);
    expect_number(entry, "coverage.must", 3);
    expect_none(entry, "coverage.missing");
    expect_text(entry, "source.pooled_from.0", "丙镇");
    expect_text(entry, "parts.0.place", "丙镇");
    expect_same_as_full(office);
    close_office(office);
}

static void an_incomplete_place_has_a_lower_bound_and_no_verdict(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_tree(office);
    DROP(office, "目录.csv", target("合格率", "东县", NATURE_SAMPLED_RATE, "95", "%", "2017"),
         target("份数", "东县", NATURE_FLOW, "1000", "份", "2017"));
    DROP(office, "a.csv", rate("合格率", "甲镇", "2017", 40, 50),
         quantity("份数", "甲镇", "2017", "1200", "份"),
         quantity("份数", "乙镇", "2017", "40", "份"));

    const cJSON *rate_entry = indicator(office, "东县/合格率");
    expect_text(rate_entry, "status", "none");
    expect_text(rate_entry, "verdict.zh", "已报 1/3,不作判定");
    expect_text(rate_entry, "coverage.missing.0", "丙镇");
    const cJSON *sum = indicator(office, "东县/份数");
    expect_text(sum, "display", "≥1 240份");
    expect_text(sum, "qualifier", "ge");
    expect_text(sum, "status", "none");
    expect_number(sum, "coverage.reported", 2);
    close_office(office);
}

enum { MANY = 520, LISTED = 512, NAME = 16 };

/* A county of so many townships, all of which must report, and `reporting` of them that do. */
static void drop_county(struct office *office, size_t count, size_t reporting)
{
    static char names[MANY][NAME];
    static struct record places[MANY + 1];
    static struct record rates[MANY];

    places[0] = place("东县", "", false);
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(names[i], NAME, "镇%03zu", i);
        places[i + 1] = place(names[i], "东县", true);
        rates[i] = rate("合格率", names[i], "2017", 40, 50);
    }
    drop(office, "地区.csv", places, count + 1);
    drop(office, "a.csv", rates, reporting);
}

static size_t length(const cJSON *value, const char *path)
{
    return (size_t)cJSON_GetArraySize(below(value, path));
}

static void a_place_of_two_hundred_units_lists_them_all(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_county(office, 200, 200);

    const cJSON *entry = indicator(office, "东县/合格率");
    assert_int_equal(length(entry, "parts"), 200);
    assert_int_equal(length(entry, "source.pooled_from"), 200);
    expect_text(entry, "source.pooled_from.199", "镇199");
    expect_none(entry, "part_count");
    expect_none(entry, "source.pooled_count");
    close_office(office);
}

static void where_a_list_is_cut_the_number_of_all_stands_beside_it(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_county(office, MANY, MANY);
    const cJSON *entry = indicator(office, "东县/合格率");
    assert_int_equal(length(entry, "parts"), LISTED);
    expect_number(entry, "part_count", MANY);
    assert_int_equal(length(entry, "source.pooled_from"), LISTED);
    expect_number(entry, "source.pooled_count", MANY);
    assert_int_equal(length(entry, "source.lines"), 20);
    expect_number(entry, "source.line_count", MANY);

    drop_county(office, MANY, 2);
    entry = indicator(office, "东县/合格率");
    assert_int_equal(length(entry, "coverage.missing"), LISTED);
    expect_number(entry, "coverage.missing_count", MANY - 2);
    close_office(office);
}

static void a_figure_of_many_files_lists_64_of_them_and_says_how_many(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    for (int i = 0; i < 66; i++) {
        char file[NAME];
        char department[NAME];
        (void)snprintf(file, sizeof(file), "f%02d.csv", i);
        (void)snprintf(department, sizeof(department), "d%02d", i);
        DROP(office, file, by(rate("合格率", "东镇", "2017", 9, 10), department),
             by(rate("抽样率", "东镇", "2017", 9, 10), department));
        if (i == 63) {
            expect_none(indicator(office, "东镇/合格率"), "source.file_count");
        }
    }

    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_text(entry, "source.file", "f65.csv");
    assert_int_equal(length(entry, "source.others"), 63);
    expect_text(entry, "source.others.0.file", "f00.csv");
    expect_number(entry, "source.file_count", 66);
    expect_number(entry, "inspected", 660);
    close_office(office);
}

static void an_own_figure_wins_and_parts_that_disagree_are_a_doubt(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_tree(office);
    DROP(office, "a.csv", quantity("次数", "东县", "2017", "30", "次"),
         quantity("次数", "甲镇", "2017", "10", "次"), quantity("次数", "乙镇", "2017", "10", "次"),
         quantity("次数", "丙镇", "2017", "11", "次"));

    const cJSON *entry = indicator(office, "东县/次数");
    expect_text(entry, "display", "30次");
    expect_number(entry, "doubts", 1);
    expect_none(entry, "source.pooled_from");
    expect_number(entry, "parts.1.value", 10);
    close_office(office);
}

static void without_a_part_that_must_report_nothing_is_derived(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "地区.csv", place("东县", "", true), place("丁镇", "东县", false));
    DROP(office, "a.csv", quantity("次数", "丁镇", "2017", "10", "次"));
    DROP(office, "b.csv", quantity("次数", "西镇", "2017", "10", "次"));

    assert_null(indicator(office, "东县/次数"));
    close_office(office);
}

static void a_rate_alone_is_never_rolled_up(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "地区.csv", place("东县", "", true), place("甲镇", "东县", true));
    DROP(office, "a.csv", stated_rate("合格率", "甲镇", "2017", "96"));

    assert_null(indicator(office, "东县/合格率"));
    close_office(office);
}

static void months_and_their_quarter_are_never_added(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv", target("次数", "东镇", NATURE_FLOW, "100", "次", "2017"));
    DROP(office, "a.csv", quantity("次数", "东镇", "2017-01", "5", "次"),
         quantity("次数", "东镇", "2017-02", "6", "次"),
         quantity("次数", "东镇", "2017-Q1", "20", "次"),
         quantity("次数", "东镇", "2017-04", "7", "次"));

    const cJSON *entry = indicator(office, "东镇/次数");
    expect_text(entry, "period", "2017-04");
    expect_number(entry, "value", 7);
    expect_number(entry, "done.value", 27);
    expect_number(entry, "progress", 27);
    close_office(office);
}

static void the_tree_may_come_after_the_figures(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", rate("合格率", "甲镇", "2017", 40, 50));
    DROP(office, "地区.csv", place("东县", "", true), place("甲镇", "东县", true));
    expect_number(indicator(office, "东县/合格率"), "value", 80);
    expect_text(board_get(office->board, BOARD_MEMBER, TEXT("places")), "甲镇.parent", "东县");

    withdraw(office, "地区.csv");
    assert_null(indicator(office, "东县/合格率"));
    expect_none(board_get(office->board, BOARD_MEMBER, TEXT("places")), "东县");
    close_office(office);
}

static void three_tiers_roll_up_to_the_top(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "地区.csv", place("省", "", true), place("市", "省", true),
         place("县", "市", true), place("市二", "省", true));
    DROP(office, "a.csv", quantity("次数", "县", "2017", "10", "次"));

    expect_text(indicator(office, "市/次数"), "display", "10次");
    expect_text(indicator(office, "省/次数"), "display", "≥10次");
    expect_number(indicator(office, "省/次数"), "coverage.reported", 1);
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_that_cover_a_place_make_its_figure),
        cmocka_unit_test(an_incomplete_place_has_a_lower_bound_and_no_verdict),
        cmocka_unit_test(a_place_of_two_hundred_units_lists_them_all),
        cmocka_unit_test(where_a_list_is_cut_the_number_of_all_stands_beside_it),
        cmocka_unit_test(a_figure_of_many_files_lists_64_of_them_and_says_how_many),
        cmocka_unit_test(an_own_figure_wins_and_parts_that_disagree_are_a_doubt),
        cmocka_unit_test(without_a_part_that_must_report_nothing_is_derived),
        cmocka_unit_test(a_rate_alone_is_never_rolled_up),
        cmocka_unit_test(months_and_their_quarter_are_never_added),
        cmocka_unit_test(the_tree_may_come_after_the_figures),
        cmocka_unit_test(three_tiers_roll_up_to_the_top),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
