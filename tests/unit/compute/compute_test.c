/* SPDX-License-Identifier: MIT */
/*
 * Claims about the board as a whole: what it depends on, and what it does not.
 */
#include "fixture.h"

#define NOW "2017-09-16T10:15:00+08:00"

static void drop_targets(struct office *office)
{
    DROP(office, "目录.csv", target("合格率", "东县", NATURE_SAMPLED_RATE, "95", "%", "2017"),
         due(target("次数", "东县", NATURE_FLOW, "40", "次", "2017"), "月", "次月5日"));
}

static void drop_places(struct office *office)
{
    DROP(office, "地区.csv", place("东县", "", true), place("甲镇", "东县", true),
         place("乙镇", "东县", true));
}

static void drop_rates(struct office *office)
{
    DROP(office, "合格率.csv", rate("合格率", "甲镇", "2017-08", 40, 50),
         rate("合格率", "乙镇", "2017-08", 50, 50),
         of(rate("合格率", "乙镇", "2017-07", 9, 9), "肉"));
}

static void drop_numbers(struct office *office)
{
    DROP(office, "数量.csv", quantity("次数", "甲镇", "2017-07", "5", "次"),
         said(quantity("次数", "甲镇", "2017-08", "20", "次"), QUALIFIER_GT, "20余"),
         quantity("次数", "乙镇", "2017-08", "7", "次"));
}

static void (*const drops[])(struct office *office) = {drop_targets, drop_places, drop_rates,
                                                       drop_numbers};

static void the_order_of_drops_does_not_matter(void **state)
{
    (void)state;
    static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}};
    char *first = NULL;

    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        struct office *office = usual_office(NOW);
        for (size_t k = 0; k < 4; k++) {
            drops[orders[i][k]](office);
        }
        char *text = board_text(office);
        if (!first) {
            first = text;
        } else {
            assert_string_equal(text, first);
            free(text);
        }
        expect_same_as_full(office);
        close_office(office);
    }
    free(first);
}

static void a_drop_and_its_withdrawal_leave_the_board_as_it_was(void **state)
{
    (void)state;
    static const char *const files[] = {"目录.csv", "地区.csv", "合格率.csv", "数量.csv"};

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct office *office = usual_office(NOW);
        for (size_t k = 0; k < 4; k++) {
            if (k != i) {
                drops[k](office);
            }
        }
        char *before = board_text(office);
        drops[i](office);
        withdraw(office, files[i]);
        char *after = board_text(office);
        assert_string_equal(after, before);
        free(before);
        free(after);
        close_office(office);
    }
}

/* Where a figure comes from differs, of course. */
static char *figures_only(const struct office *office)
{
    char *text = board_text(office);
    cJSON *board = cJSON_Parse(text);
    cJSON *entry = NULL;

    free(text);
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(board, "indicators"))
    {
        cJSON_DeleteItemFromObject(entry, "source");
    }
    text = cJSON_PrintUnformatted(board);
    cJSON_Delete(board);
    return text;
}

static void splitting_a_sheet_in_two_does_not_matter(void **state)
{
    (void)state;
    struct office *whole = usual_office(NOW);
    struct office *split = usual_office(NOW);

    DROP(whole, "a.csv", by(rate("合格率", "东镇", "2017", 40, 50), "甲局"),
         by(rate("合格率", "东镇", "2017", 50, 50), "乙局"),
         quantity("次数", "东镇", "2017", "3", "次"), quantity("次数", "西镇", "2017", "4", "次"));
    DROP(split, "a1.csv", by(rate("合格率", "东镇", "2017", 40, 50), "甲局"),
         quantity("次数", "西镇", "2017", "4", "次"));
    DROP(split, "a2.csv", by(rate("合格率", "东镇", "2017", 50, 50), "乙局"),
         quantity("次数", "东镇", "2017", "3", "次"));

    char *one = figures_only(whole);
    char *two = figures_only(split);
    assert_string_equal(one, two);
    free(one);
    free(two);
    close_office(whole);
    close_office(split);
}

static void only_touched_entries_are_made_again(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", quantity("甲", "东镇", "2017", "1", "次"));
    DROP(office, "b.csv", quantity("乙", "东镇", "2017", "1", "次"));
    const cJSON *untouched = indicator(office, "东镇/甲");
    struct board *held = board_share(office->board);
    DROP(office, "b.csv", quantity("乙", "东镇", "2017", "2", "次"));

    assert_ptr_equal(indicator(office, "东镇/甲"), untouched);
    board_release(held);
    close_office(office);
}

static void what_moved_is_told_once_and_shown_today(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 45, 50));
    assert_string_equal(office->moved.bytes, "东镇/合格率 2017 >90%;");
    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 48, 50));
    assert_string_equal(office->moved.bytes, "东镇/合格率 2017 90%>96% revised;");
    const cJSON *moved = board_get(office->board, BOARD_MEMBER, TEXT("moved"));
    expect_text(moved, "0.indicator", "东镇/合格率");
    expect_text(moved, "0.from", "90%");
    expect_text(moved, "0.to", "96%");
    expect_text(moved, "0.file", "a.csv");
    withdraw(office, "a.csv");
    assert_string_equal(office->moved.bytes, "东镇/合格率 2017 96%>;");
    pass_time_to(office, "2017-09-17T00:00:00+08:00");
    assert_int_equal(cJSON_GetArraySize(board_get(office->board, BOARD_MEMBER, TEXT("moved"))), 0);
    close_office(office);
}

static void a_revised_figure_says_so_for_seven_days(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 45, 50));
    expect_false(indicator(office, "东镇/合格率"), "revised");
    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 48, 50));
    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_true(entry, "revised");
    expect_text(entry, "revised_from", "90%");
    assert_int_equal(compute_next_due(office->board, office->now_ms), at("2017-09-17"));
    pass_time_to(office, "2017-09-23T10:14:00+08:00");
    expect_true(indicator(office, "东镇/合格率"), "revised");
    assert_int_equal(compute_next_due(office->board, office->now_ms), at(NOW) + 7 * 86400000LL);
    pass_time_to(office, "2017-09-23T10:15:00+08:00");
    expect_false(indicator(office, "东镇/合格率"), "revised");
    expect_none(indicator(office, "东镇/合格率"), "revised_from");
    expect_same_as_full(office);
    close_office(office);
}

static void what_was_changed_back_is_not_revised(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 45, 50));
    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 48, 50));
    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 45, 50));
    expect_false(indicator(office, "东镇/合格率"), "revised");
    close_office(office);
}

static void a_figure_goes_stale_at_its_due_by_itself(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv",
         due(target("次数", "东镇", NATURE_FLOW, "40", "次", "2017"), "月", "次月5日17:00"));
    DROP(office, "a.csv", quantity("次数", "东镇", "2017-08", "30", "次"));
    const cJSON *entry = indicator(office, "东镇/次数");
    expect_false(entry, "stale");
    expect_text(entry, "due.date", "2017-10-05");
    expect_number(entry, "due.days_left", 19);
    expect_text(entry, "due.text.zh", "还有 19 天");
    pass_time_to(office, "2017-10-05T00:00:00+08:00");
    expect_text(indicator(office, "东镇/次数"), "due.text.zh", "今天截止");
    assert_int_equal(compute_next_due(office->board, office->now_ms),
                     at("2017-10-05T17:00:00+08:00"));
    pass_time_to(office, "2017-10-05T16:59:59+08:00");
    expect_false(indicator(office, "东镇/次数"), "stale");
    pass_time_to(office, "2017-10-05T17:00:00+08:00");
    entry = indicator(office, "东镇/次数");
    expect_true(entry, "stale");
    expect_true(entry, "due.overdue");
    expect_text(entry, "stale_since", "2017-10-05T17:00:00.000+08:00");
    expect_text(entry, "due.text.zh", "今天已过截止");
    expect_same_as_full(office);
    DROP(office, "b.csv", quantity("次数", "东镇", "2017-09", "5", "次"));
    expect_false(indicator(office, "东镇/次数"), "stale");
    expect_text(indicator(office, "东镇/次数"), "due.date", "2017-11-05");
    close_office(office);
}

/* Plans under way, not begun and over; a milestone; reports by the month; one changed and changed
 * back: each changes at other midnights. */
static void every_day_the_board_is_as_if_made_anew(void **state)
{
    (void)state;
    struct office *office = usual_office("2017-08-20T10:00:00+08:00");
    struct record milestone =
        due(target("考评", "东镇", NATURE_MILESTONE, "", "", "2017"), "", "2017-08-30");

    milestone.target.is_milestone_target = true;
    DROP(office, "目录.csv", target("场次", "东镇", NATURE_FLOW, "40", "场", "2017-08"),
         target("场次", "西镇", NATURE_FLOW, "40", "场", "2017-09"),
         due(target("次数", "东镇", NATURE_FLOW, "40", "次", "2017"), "月", "次月5日17:00"),
         at_most(target("事故", "东镇", NATURE_FLOW, "0", "起", "2017-08")), milestone);
    DROP(office, "a.csv", quantity("场次", "东镇", "2017-08", "30", "场"),
         quantity("场次", "西镇", "2017-09", "1", "场"),
         quantity("事故", "东镇", "2017-08", "0", "起"),
         quantity("次数", "东镇", "2017-07", "5", "次"), rate("合格率", "东镇", "2017", 45, 50));
    pass_time_to(office, "2017-08-25T00:00:00+08:00");
    DROP(office, "b.csv", rate("抽检率", "东镇", "2017", 45, 50));
    pass_time_to(office, "2017-08-25T12:00:00+08:00");
    DROP(office, "b.csv", rate("抽检率", "东镇", "2017", 48, 50));
    pass_time_to(office, "2017-08-26T12:00:00+08:00");
    DROP(office, "b.csv", rate("抽检率", "东镇", "2017", 45, 50));

    for (int day = 0; day < 50; day++) {
        pass_time_until(office, compute_next_due(office->board, office->now_ms));
        struct board *stepwise = board_share(office->board);
        expect_same_as_full(office);
        board_release(office->board);
        office->board = stepwise;
    }
    close_office(office);
}

/* Each from the nearest that says it; of other places only what is so by nature. */
static void attributes_come_from_the_place_then_larger_ones_then_any(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct record own = target("合格率", "东镇", NATURE_UNSTATED, "", "", "2017");
    struct record larger = target("合格率", "东县", NATURE_SAMPLED_RATE, "", "%", "2017");
    struct record blank = target("合格率", "", NATURE_UNSTATED, "", "", "2017");
    struct record other = at_most(target("合格率", "西镇", NATURE_UNSTATED, "", "", "2017"));

    own.target.frequency = TEXT("月");
    larger.target.frequency = TEXT("季");
    larger.target.area = TEXT("县里的");
    blank.target.area = TEXT("各地的");
    blank.target.definition = TEXT("各地的定义");
    other.target.lead = TEXT("西镇的局");
    other.target.definition = TEXT("西镇的定义");
    DROP(office, "地区.csv", place("东县", "", false), place("东镇", "东县", true));
    DROP(office, "目录.csv", other, blank, larger, own);
    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 45, 50));

    const cJSON *entry = indicator(office, "东镇/合格率");
    expect_text(entry, "frequency", "月");
    expect_text(entry, "area", "县里的");
    expect_text(entry, "definition", "各地的定义");
    expect_text(entry, "better", "lower");
    expect_none(entry, "lead");
    close_office(office);
}

static void what_counts_no_days_is_not_made_again_at_midnight(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "目录.csv", target("合格率", "东镇", NATURE_SAMPLED_RATE, "95", "%", "2017"),
         due(target("次数", "东镇", NATURE_FLOW, "40", "次", "2017"), "月", "次月5日17:00"));
    DROP(office, "a.csv", rate("合格率", "东镇", "2017", 45, 50),
         quantity("次数", "东镇", "2017-08", "30", "次"));
    const cJSON *rate_before = indicator(office, "东镇/合格率");
    pass_time_to(office, "2017-09-17T00:00:00+08:00");

    assert_ptr_equal(indicator(office, "东镇/合格率"), rate_before);
    expect_number(indicator(office, "东镇/次数"), "due.days_left", 18);
    close_office(office);
}

static void a_clock_that_is_put_back_a_day_is_followed(void **state)
{
    (void)state;
    struct office *office = usual_office("2017-10-05T18:00:00+08:00");

    DROP(office, "目录.csv",
         due(target("次数", "东镇", NATURE_FLOW, "40", "次", "2017"), "月", "次月5日17:00"));
    DROP(office, "a.csv", quantity("次数", "东镇", "2017-08", "30", "次"));
    expect_true(indicator(office, "东镇/次数"), "due.overdue");
    pass_time_to(office, "2017-10-04T18:00:00+08:00");

    expect_false(indicator(office, "东镇/次数"), "due.overdue");
    expect_same_as_full(office);
    close_office(office);
}

static void a_job_that_is_rolled_back_is_forgotten(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct err err = {0};
    struct compute_inbox inbox = {.is_available = true};
    struct board *lost = NULL;

    DROP(office, "目录.csv",
         due(target("次数", "东镇", NATURE_FLOW, "40", "次", "2017"), "月", "次月5日17:00"));
    DROP(office, "a.csv", quantity("次数", "东镇", "2017-08", "30", "次"));
    office->now_ms = at("2017-10-05T17:00:00+08:00");
    check(store_begin(office->store, &err), &err);
    check(compute_next(office->compute, office->store, office->board, office->now_ms, &inbox, NULL,
                       NULL, &lost, &err),
          &err);
    store_rollback(office->store);
    board_release(lost);

    pass_time_to(office, "2017-10-05T17:00:01+08:00");
    expect_true(indicator(office, "东镇/次数"), "stale");
    close_office(office);
}

static void a_rolled_back_tree_is_read_again(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct err err = {0};
    struct compute_inbox inbox = {.is_available = true};
    struct board *lost = NULL;
    struct record rows[] = {place("东县", "", true), place("甲镇", "东县", true)};

    drop_job(office, "地区.csv", rows, 2);
    check(compute_next(office->compute, office->store, office->board, office->now_ms, &inbox, NULL,
                       NULL, &lost, &err),
          &err);
    store_rollback(office->store);
    board_release(lost);
    DROP(office, "a.csv", rate("合格率", "甲镇", "2017", 40, 50));

    assert_null(indicator(office, "东县/合格率"));
    close_office(office);
}

static void leads_and_partners_are_read_as_written(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct record list = target("甲", "区", NATURE_FLOW, "1", "项", "");
    struct record pair = target("乙", "区", NATURE_FLOW, "1", "项", "");
    struct record partners = target("丙", "区", NATURE_FLOW, "1", "项", "");

    list.target.lead = TEXT("农牧厅、质监局、国资委");
    pair.target.lead = TEXT("各行署、拉萨市人民政府");
    pair.target.departments = TEXT("各成员单位；统计局");
    partners.target.departments = TEXT("公安、农牧");
    DROP(office, "目录.csv", list, pair, partners);
    DROP(office, "a.csv", by(quantity("丁", "区", "2017", "1", "项"), "区农牧局"),
         by(quantity("戊", "区", "2017", "1", "项"), "公安；农牧"));

    expect_text(indicator(office, "区/甲"), "lead", "农牧厅");
    expect_text(indicator(office, "区/甲"), "departments.2", "国资委");
    expect_text(indicator(office, "区/乙"), "lead", "各行署、拉萨市人民政府");
    expect_text(indicator(office, "区/乙"), "departments.2", "统计局");
    expect_none(indicator(office, "区/丙"), "lead");
    expect_text(indicator(office, "区/丙"), "departments.0", "公安");
    expect_text(indicator(office, "区/丁"), "lead", "区农牧局");
    expect_none(indicator(office, "区/戊"), "lead");
    expect_text(indicator(office, "区/戊"), "departments.1", "农牧");
    close_office(office);
}

static void a_sign_too_many_in_a_list_of_departments_loses_none(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    struct record list = target("甲", "区", NATURE_FLOW, "1", "项", "");

    list.target.departments = TEXT("、公安、、农牧、");
    DROP(office, "目录.csv", list);

    expect_text(indicator(office, "区/甲"), "departments.0", "公安");
    expect_text(indicator(office, "区/甲"), "departments.1", "农牧");
    close_office(office);
}

static void a_key_is_read_back_whatever_the_names(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    DROP(office, "a.csv", quantity("东镇", "东镇", "2017", "1", "次"),
         of(quantity("次数", "东镇", "2017", "2", "次"), "次数"),
         of(quantity("次数", "", "2017", "3", "次"), "甲/乙"));
    expect_text(indicator(office, "东镇/东镇"), "place", "东镇");
    expect_none(indicator(office, "东镇/东镇"), "item");
    expect_text(indicator(office, "东镇/次数/次数"), "item", "次数");
    expect_text(indicator(office, "次数/甲/乙"), "item", "甲/乙");
    expect_none(indicator(office, "次数/甲/乙"), "place");
    close_office(office);
}

static void the_single_members_are_there(void **state)
{
    (void)state;
    struct compute_options options = compute_default_options();
    options.title = "东县质量工作看板";
    options.place = "东县";
    struct office *office = open_office(&options, NOW);
    struct err err = {0};
    struct compute_inbox inbox = {.is_available = true,
                                  .taken = 2,
                                  .refused = 1,
                                  .last_taken_utc_ms = office->now_ms,
                                  .last_refused_file = "坏.csv",
                                  .last_refused_utc_ms = office->now_ms};
    struct board *board = NULL;

    check(store_begin(office->store, &err), &err);
    check(compute_next(office->compute, office->store, office->board, office->now_ms, &inbox, NULL,
                       NULL, &board, &err),
          &err);
    store_rollback(office->store);
    const cJSON *value = board_get(board, BOARD_MEMBER, TEXT("inbox"));
    expect_true(value, "available");
    expect_number(value, "taken", 2);
    expect_text(value, "last_refused.file", "坏.csv");
    expect_number(value, "doubts", 0);
    assert_string_equal(board_get(board, BOARD_MEMBER, TEXT("title"))->valuestring,
                        "东县质量工作看板");
    assert_string_equal(board_get(board, BOARD_MEMBER, TEXT("place"))->valuestring, "东县");
    assert_string_equal(board_get(board, BOARD_MEMBER, TEXT("today"))->valuestring, "2017-09-16");
    board_release(board);
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_drops_does_not_matter),
        cmocka_unit_test(a_drop_and_its_withdrawal_leave_the_board_as_it_was),
        cmocka_unit_test(splitting_a_sheet_in_two_does_not_matter),
        cmocka_unit_test(only_touched_entries_are_made_again),
        cmocka_unit_test(what_moved_is_told_once_and_shown_today),
        cmocka_unit_test(a_revised_figure_says_so_for_seven_days),
        cmocka_unit_test(what_was_changed_back_is_not_revised),
        cmocka_unit_test(a_figure_goes_stale_at_its_due_by_itself),
        cmocka_unit_test(every_day_the_board_is_as_if_made_anew),
        cmocka_unit_test(attributes_come_from_the_place_then_larger_ones_then_any),
        cmocka_unit_test(what_counts_no_days_is_not_made_again_at_midnight),
        cmocka_unit_test(a_clock_that_is_put_back_a_day_is_followed),
        cmocka_unit_test(a_job_that_is_rolled_back_is_forgotten),
        cmocka_unit_test(a_rolled_back_tree_is_read_again),
        cmocka_unit_test(leads_and_partners_are_read_as_written),
        cmocka_unit_test(a_sign_too_many_in_a_list_of_departments_loses_none),
        cmocka_unit_test(a_key_is_read_back_whatever_the_names),
        cmocka_unit_test(the_single_members_are_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
