/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW "2018-09-16T10:15:00+08:00"

/* Twelve months of a number, as many as are not NULL. */
static const cJSON *months(struct office *office, enum nature nature, const char *const *values)
{
    struct record rows[12];
    char month[16];
    size_t count = 0;

    for (; count < 12 && values[count]; count++) {
        (void)snprintf(month, sizeof(month), "2017-%02zu", count + 1);
        rows[count] = quantity("次数", "东镇", month, values[count], "次");
    }
    DROP(office, "目录.csv", target("次数", "东镇", nature, "", "次", ""));
    drop(office, "a.csv", rows, count);
    return indicator(office, "东镇/次数");
}

static void a_cumulative_figure_that_falls_is_doubted(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    const char *const values[] = {"10", "20", "15", NULL};

    const cJSON *entry = months(office, NATURE_CUMULATIVE, values);
    expect_number(entry, "doubts", 1);
    expect_text(entry, "doubt_texts.0.zh", "累计数由上期的 20次 降为 15次");
    expect_number(months(office, NATURE_FLOW, values), "doubts", 0);
    close_office(office);
}

static void five_times_the_same_is_doubted(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    const char *const five[] = {"9", "12", "12", "12", "12", "12", NULL};
    const char *const four[] = {"12", "9", "12", "12", "12", "12", NULL};
    const char *const nought[] = {"0", "0", "0", "0", "0", NULL};

    expect_number(months(office, NATURE_FLOW, five), "doubts", 1);
    expect_number(months(office, NATURE_STOCK, five), "doubts", 0);
    expect_number(months(office, NATURE_FLOW, four), "doubts", 0);
    expect_number(months(office, NATURE_FLOW, nought), "doubts", 0);
    close_office(office);
}

static void ten_times_the_usual_is_doubted(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);
    const char *const tenfold[] = {"10", "12", "11", "115", NULL};
    const char *const more[] = {"10", "12", "11", "60", NULL};

    expect_number(months(office, NATURE_FLOW, tenfold), "doubts", 1);
    expect_number(months(office, NATURE_FLOW, more), "doubts", 0);
    close_office(office);
}

static void simpson_s_pair_is_flagged(void **state)
{
    (void)state;
    struct office *office = usual_office(NOW);

    /* Both parts rise, the whole falls: the weights changed. */
    DROP(office, "a.csv", of(rate("率", "东镇", "2016", 81, 87), "小"),
         of(rate("率", "东镇", "2016", 192, 263), "大"),
         of(rate("率", "东镇", "2017", 262, 270), "小"),
         of(rate("率", "东镇", "2017", 70, 80), "大"));
    expect_number(indicator(office, "东镇/率"), "doubts", 0);
    DROP(office, "a.csv", of(rate("率", "东镇", "2016", 234, 270), "小"),
         of(rate("率", "东镇", "2016", 55, 80), "大"), of(rate("率", "东镇", "2017", 81, 87), "小"),
         of(rate("率", "东镇", "2017", 192, 263), "大"));
    const cJSON *entry = indicator(office, "东镇/率");
    expect_number(entry, "doubts", 1);
    assert_non_null(strstr(below(entry, "doubt_texts.0.zh")->valuestring, "辛普森"));
    assert_int_equal(board_get(office->board, BOARD_MEMBER, TEXT("doubts"))->valuedouble, 1);
    close_office(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cumulative_figure_that_falls_is_doubted),
        cmocka_unit_test(five_times_the_same_is_doubted),
        cmocka_unit_test(ten_times_the_usual_is_doubted),
        cmocka_unit_test(simpson_s_pair_is_flagged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
