/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW "2017-09-16T10:15:00+08:00"

/* A row of 合格率 that could not be read. */
static struct fault faulty(const char *indicator, const char *place, const char *item,
                           const char *period, uint32_t line)
{
    return (struct fault){
        .kind = FAULT_PASSED_EXCEEDS_INSPECTED,
        .line = line,
        .cell_index = -1,
        .byte = -1,
        .first = TEXT("52"),
        .second = TEXT("50"),
        .indicator = text_of(indicator),
        .place = text_of(place),
        .item = text_of(item),
        .period = text_of(period),
    };
}

/* Takes a file of sound rows and one that is not. */
static void drop_with_fault(struct office *office, const char *file, struct record *records,
                            size_t count, const struct fault *fault)
{
    struct err err = {0};
    struct drop_result result = {0};
    struct sheet_summary summary = {.sheet = SHEET_INSPECTIONS,
                                    .rows_read = (uint32_t)count + 1,
                                    .rows_faulty = 1,
                                    .fault_count = 1};
    char sha256[65];

    (void)snprintf(sha256, sizeof(sha256), "%064u", ++office->drops);
    struct drop_info drop = {
        .file = text_of(file), .sha256 = sha256, .seen_utc_ms = office->now_ms};
    check(store_begin(office->store, &err), &err);
    check(store_take_begin(office->store, &drop, &err), &err);
    struct record_sink sink = store_take_sink(office->store);
    for (size_t i = 0; i < count; i++) {
        records[i].line = (uint32_t)i + 2;
        records[i].cell_index = -1;
        check(sink.on_record(sink.owner, &records[i], &err), &err);
    }
    check(sink.on_fault(sink.owner, fault, &err), &err);
    check(store_take_end(office->store, &summary, &result, &err), &err);
    office->drop_id = result.drop_id;
    check(store_set_times(office->store, result.drop_id, office->now_ms, 1, &err), &err);
    finish_job(office);
}

static double doubts(const struct office *office)
{
    return board_get(office->board, BOARD_MEMBER, TEXT("doubts"))->valuedouble;
}

static const cJSON *unplaced(const struct office *office)
{
    return board_get(office->board, BOARD_MEMBER, TEXT("unplaced_doubts"));
}

static void drop_tree(struct office *office)
{
    DROP(office, "地区.csv", place("市", "", false), place("东县", "市", true),
         place("甲镇", "东县", true), place("乙镇", "东县", true));
}

static void a_doubt_about_a_part_reaches_the_figures_pooled_from_it(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct fault fault = faulty("合格率", "甲镇", "", "2017", 9);

    drop_tree(office);
    DROP(office, "a.csv", rate("合格率", "甲镇", "2017", 40, 50),
         rate("合格率", "乙镇", "2017", 50, 50));
    assert_int_equal(doubts(office), 0);
    drop_with_fault(office, "a.csv", (struct record[]){rate("合格率", "乙镇", "2017", 50, 50)}, 1,
                    &fault);

    expect_number(indicator(office, "甲镇/合格率"), "value", 80);
    expect_number(indicator(office, "甲镇/合格率"), "doubts", 1);
    expect_none(indicator(office, "甲镇/合格率"), "doubts_of_parts");
    expect_number(indicator(office, "乙镇/合格率"), "doubts", 0);
    expect_number(indicator(office, "东县/合格率"), "doubts", 1);
    expect_number(indicator(office, "东县/合格率"), "doubts_of_parts", 1);
    expect_text(indicator(office, "东县/合格率"), "doubt_texts.0.zh",
                "甲镇：合格数 52 大于抽检数 50");
    expect_number(indicator(office, "市/合格率"), "doubts", 1);
    assert_int_equal(doubts(office), 1);
    expect_same_as_full(office);

    DROP(office, "a.csv", rate("合格率", "甲镇", "2017", 41, 50),
         rate("合格率", "乙镇", "2017", 50, 50));
    expect_number(indicator(office, "市/合格率"), "doubts", 0);
    assert_int_equal(doubts(office), 0);
    close_office(office);
}

static void who_states_a_figure_of_his_own_is_not_doubted_for_his_parts(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct fault fault = faulty("合格率", "甲镇", "", "2017", 9);
    struct record rows[] = {rate("合格率", "东县", "2017", 90, 100),
                            rate("合格率", "甲镇", "2017", 40, 50),
                            rate("合格率", "乙镇", "2017", 50, 50)};

    drop_tree(office);
    drop_with_fault(office, "a.csv", rows, 3, &fault);

    expect_number(indicator(office, "甲镇/合格率"), "doubts", 1);
    expect_number(indicator(office, "东县/合格率"), "doubts", 0);
    expect_number(indicator(office, "市/合格率"), "doubts", 0);
    assert_int_equal(doubts(office), 1);
    close_office(office);
}

static void a_doubt_about_an_item_reaches_the_whole_that_is_pooled(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct fault fault = faulty("合格率", "甲镇", "蔬菜", "2017", 9);
    struct record pooled[] = {of(rate("合格率", "甲镇", "2017", 40, 50), "蔬菜"),
                              of(rate("合格率", "甲镇", "2017", 50, 50), "水果")};
    struct record stated[] = {rate("合格率", "甲镇", "2017", 90, 100),
                              of(rate("合格率", "甲镇", "2017", 40, 50), "蔬菜")};

    drop_tree(office);
    drop_with_fault(office, "a.csv", pooled, 2, &fault);
    expect_number(indicator(office, "甲镇/合格率/蔬菜"), "doubts", 1);
    expect_number(indicator(office, "甲镇/合格率/水果"), "doubts", 0);
    expect_number(indicator(office, "甲镇/合格率"), "doubts_of_parts", 1);
    expect_text(indicator(office, "甲镇/合格率"), "doubt_texts.0.en",
                "蔬菜: 52 passed of only 50 inspected");
    expect_number(indicator(office, "东县/合格率"), "doubts", 1);
    assert_int_equal(doubts(office), 1);

    withdraw(office, "a.csv");
    drop_with_fault(office, "a.csv", stated, 2, &fault);
    expect_number(indicator(office, "甲镇/合格率/蔬菜"), "doubts", 1);
    expect_none(indicator(office, "甲镇/合格率"), "doubts_of_parts");
    close_office(office);
}

static void a_row_that_could_not_be_read_counts_though_its_figure_never_came(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct fault of_nothing = faulty("满意率", "西镇", "", "2017", 3);
    struct fault of_a_part = faulty("合格率", "乙镇", "", "2017", 3);

    drop_tree(office);
    drop_with_fault(office, "a.csv", (struct record[]){rate("合格率", "甲镇", "2017", 40, 50)}, 1,
                    &of_nothing);
    assert_null(indicator(office, "西镇/满意率"));
    expect_number(unplaced(office), "满意率", 1);
    assert_int_equal(doubts(office), 1);
    expect_same_as_full(office);

    drop_with_fault(office, "b.csv", (struct record[]){rate("抽样率", "甲镇", "2017", 40, 50)}, 1,
                    &of_a_part);
    expect_number(unplaced(office), "合格率", 1);
    expect_number(indicator(office, "东县/合格率"), "doubts_of_parts", 1);
    assert_int_equal(doubts(office), 2);
    expect_same_as_full(office);

    DROP(office, "c.csv", rate("满意率", "西镇", "2017", 4, 50));
    expect_none(unplaced(office), "满意率");
    expect_number(indicator(office, "西镇/满意率"), "doubts", 1);
    assert_int_equal(doubts(office), 2);
    expect_same_as_full(office);

    withdraw(office, "a.csv");
    withdraw(office, "b.csv");
    assert_null(unplaced(office));
    assert_int_equal(doubts(office), 0);
    close_office(office);
}

static void a_date_in_the_future_is_doubted_until_it_comes(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct fault fault = faulty("次数", "甲镇", "", "2017-10", 2);

    drop_tree(office);
    fault.kind = FAULT_LINT_FUTURE;
    fault.is_warning = true;
    drop_with_fault(office, "a.csv",
                    (struct record[]){quantity("次数", "甲镇", "2017-10", "5", "次")}, 1, &fault);
    expect_number(indicator(office, "甲镇/次数"), "doubts", 1);

    pass_time_to(office, "2017-09-30T10:00:00+08:00");
    expect_number(indicator(office, "甲镇/次数"), "doubts", 1);
    assert_int_equal(doubts(office), 1);
    pass_time_to(office, "2017-10-01T00:00:00+08:00");
    expect_number(indicator(office, "甲镇/次数"), "doubts", 0);
    assert_int_equal(doubts(office), 0);
    expect_same_as_full(office);
    close_office(office);
}

static void a_township_s_doubt_from_another_file_names_it_once(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    drop_tree(office);
    DROP(office, "a.csv", quantity("次数", "甲镇", "2017", "10", "次"));
    DROP(office, "b.csv", quantity("次数", "甲镇", "2017", "12", "次"),
         quantity("次数", "乙镇", "2017", "3", "次"));

    expect_number(indicator(office, "市/次数"), "value", 15);
    expect_number(indicator(office, "市/次数"), "doubts_of_parts", 1);
    expect_text(indicator(office, "市/次数"), "doubt_texts.0.zh",
                "甲镇：《a.csv》第 2 行报的是 10次，与采用的 12次 不同（以较新的文件为准）");
    assert_int_equal(doubts(office), 1);
    expect_same_as_full(office);
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_doubt_about_a_part_reaches_the_figures_pooled_from_it),
        cmocka_unit_test(who_states_a_figure_of_his_own_is_not_doubted_for_his_parts),
        cmocka_unit_test(a_doubt_about_an_item_reaches_the_whole_that_is_pooled),
        cmocka_unit_test(a_row_that_could_not_be_read_counts_though_its_figure_never_came),
        cmocka_unit_test(a_date_in_the_future_is_doubted_until_it_comes),
        cmocka_unit_test(a_township_s_doubt_from_another_file_names_it_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
