/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>

#include "unit.h"

#include "compute/stats_rank.h"

static void whoever_stands_out_has_a_rank_and_the_rest_a_range(void **state)
{
    (void)state;
    static const struct stats_counts units[] = {
        {95, 100}, {94, 100}, {940, 1000}, {70, 100}, {1000, 1000}, {9, 9}, {0, 0}, {93, 100},
    };
    struct stats_rank ranks[8];

    stats_rank_rates(units, 8, true, ranks);

    assert_int_equal(ranks[4].standing, STATS_STANDING_ALARM_HIGH);
    assert_int_equal(ranks[4].rank, 1);
    assert_int_equal(ranks[3].standing, STATS_STANDING_ALARM_LOW);
    assert_int_equal(ranks[3].rank, 6);
    assert_int_equal(ranks[3].first, 6);
    assert_int_equal(ranks[5].standing, STATS_STANDING_APART);
    assert_int_equal(ranks[5].rank, 0);
    assert_int_equal(ranks[6].standing, STATS_STANDING_APART);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(stats_standing_name(ranks[i].standing),
                            i == 2 ? "notice_low" : "usual");
    }
    assert_int_equal(ranks[0].first, 2);
    assert_int_equal(ranks[0].last, 5);
    assert_int_equal(ranks[7].first, 2);
    assert_int_equal(ranks[7].last, 5);
}

static void equal_ratios_share_a_rank(void **state)
{
    (void)state;
    static const struct stats_counts units[] = {{19, 20}, {38, 40}, {10, 10}, {9, 10}};
    struct stats_rank ranks[4];

    stats_rank_rates(units, 4, true, ranks);

    assert_int_equal(ranks[2].rank, 1);
    assert_int_equal(ranks[0].rank, 2);
    assert_int_equal(ranks[1].rank, 2);
    assert_int_equal(ranks[3].rank, 4);
    assert_int_equal(ranks[1].first, 1);
    assert_int_equal(ranks[1].last, 4);
}

static void all_tied_share_the_whole_range(void **state)
{
    (void)state;
    static const struct stats_counts units[] = {{19, 20}, {19, 20}, {19, 20}};
    struct stats_rank ranks[3];

    stats_rank_rates(units, 3, true, ranks);

    assert_int_equal(ranks[2].rank, 1);
    assert_int_equal(ranks[2].first, 1);
    assert_int_equal(ranks[2].last, 3);
}

static void lower_can_be_better(void **state)
{
    (void)state;
    static const struct stats_counts units[] = {{1, 20}, {3, 20}};
    struct stats_rank ranks[2];

    stats_rank_rates(units, 2, false, ranks);

    assert_int_equal(ranks[0].rank, 1);
    assert_int_equal(ranks[1].rank, 2);
}

static void the_funnel_and_the_standing_agree(void **state)
{
    (void)state;
    for (int64_t n = 10; n <= 90; n += 8) {
        struct stats_counts units[2] = {{9000, 10000}, {0, n}};
        for (int64_t x = 0; x <= n; x++) {
            struct stats_rank ranks[2];
            units[1].passed = x;
            stats_rank_rates(units, 2, true, ranks);
            double pooled = (double)(9000 + x) / (double)(10000 + n);
            struct stats_funnel funnel = stats_funnel_at(n, pooled);
            double rate = (double)x / (double)n;
            enum stats_standing standing = ranks[1].standing;

            assert_int_equal(standing < STATS_STANDING_USUAL, rate < funnel.notice.lo);
            assert_int_equal(standing > STATS_STANDING_USUAL, rate > funnel.notice.hi);
            assert_int_equal(standing == STATS_STANDING_ALARM_LOW, rate < funnel.alarm.lo);
            assert_int_equal(standing == STATS_STANDING_ALARM_HIGH, rate > funnel.alarm.hi);
        }
    }
}

static void the_funnel_narrows_and_holds_the_rate(void **state)
{
    (void)state;
    double last = 1;
    for (int64_t n = 10; n <= 1000000000; n *= 10) {
        struct stats_funnel funnel = stats_funnel_at(n, 0.9);
        double width = funnel.notice.hi - funnel.notice.lo;
        assert_true(funnel.alarm.lo <= funnel.notice.lo && funnel.notice.lo <= 0.9);
        assert_true(funnel.alarm.hi >= funnel.notice.hi && funnel.notice.hi >= 0.9);
        assert_true(width < last);
        last = width;
    }
}

static void where_all_passed_the_funnel_is_a_line(void **state)
{
    (void)state;
    static const struct stats_counts units[] = {{20, 20}, {35, 35}};
    struct stats_rank ranks[2];

    stats_rank_rates(units, 2, true, ranks);

    assert_int_equal(ranks[0].standing, STATS_STANDING_USUAL);
    assert_true(stats_funnel_at(20, 1).alarm.lo == 1);
}

static void plain_values_rank_with_ties_and_gaps(void **state)
{
    (void)state;
    double values[] = {85, 100, 85, NAN, 20};
    int ranks[5];

    stats_rank_values(values, 5, true, ranks);

    static const int expected[] = {2, 1, 2, 0, 4};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(ranks[i], expected[i]);
    }
    stats_rank_values(values, 5, false, ranks);
    assert_int_equal(ranks[4], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_stands_out_has_a_rank_and_the_rest_a_range),
        cmocka_unit_test(equal_ratios_share_a_rank),
        cmocka_unit_test(all_tied_share_the_whole_range),
        cmocka_unit_test(lower_can_be_better),
        cmocka_unit_test(the_funnel_and_the_standing_agree),
        cmocka_unit_test(the_funnel_narrows_and_holds_the_rate),
        cmocka_unit_test(where_all_passed_the_funnel_is_a_line),
        cmocka_unit_test(plain_values_rank_with_ties_and_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
