/* SPDX-License-Identifier: MIT */
#include "compute/spc.h"

#include "compute/stats.h"

static const int64_t BILLION = 1000000000;

static struct stats_target at_least(const char *percent)
{
    return (struct stats_target){spc_decimal_of(percent), false};
}

static struct stats_target at_most(const char *percent)
{
    return (struct stats_target){spc_decimal_of(percent), true};
}

static struct stats_counts counts_of(int64_t passed, int64_t inspected)
{
    return (struct stats_counts){passed, inspected};
}

static void intervals_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;

    for (spc_open(&row, "intervals.csv"); spc_next(&row);) {
        struct stats_counts counts = {spc_integer(&row, "x"), spc_integer(&row, "n")};
        double conf = spc_number(&row, "conf");

        struct stats_interval wilson = stats_interval(counts, conf, STATS_WILSON);
        struct stats_interval exact = stats_interval(counts, conf, STATS_EXACT);

        spc_assert_near(&row, "wilson_lo", wilson.lo);
        spc_assert_near(&row, "wilson_hi", wilson.hi);
        spc_assert_near(&row, "cp_lo", exact.lo);
        spc_assert_near(&row, "cp_hi", exact.hi);
    }
}

static void verdicts_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;

    for (spc_open(&row, "target_status.csv"); spc_next(&row);) {
        struct stats_counts counts = {spc_integer(&row, "x"), spc_integer(&row, "n")};
        struct stats_target target = at_least(spc_text(&row, "target_pct"));
        double le = 0;
        double ge = 0;
        stats_tails_at_target(counts, &target, &le, &ge);

        assert_int_equal(stats_is_met(counts, &target), spc_integer(&row, "met_point"));
        spc_assert_near(&row, "p_le_x_at_target", le);
        spc_assert_near(&row, "p_ge_x_at_target", ge);
        struct stats_interval exact = stats_interval(counts, 0.95, STATS_EXACT);
        spc_assert_near(&row, "cp95_lo", exact.lo);
        spc_assert_near(&row, "cp95_hi", exact.hi);
        struct stats_interval wilson = stats_interval(counts, 0.95, STATS_WILSON);
        spc_assert_near(&row, "wilson95_lo", wilson.lo);
        spc_assert_near(&row, "wilson95_hi", wilson.hi);
        spc_assert_text(&row, "status_exact",
                        stats_status_name(stats_verdict(counts, &target, STATS_EXACT)));
        spc_assert_text(&row, "status_wilson",
                        stats_status_name(stats_verdict(counts, &target, STATS_WILSON)));
    }
}

static void small_tails_are_right_relatively_too(void **state)
{
    (void)state;
    struct stats_target target = at_least("90");
    double le = 0;
    double ge = 0;

    stats_tails_at_target(counts_of(24789, 28265), &target, &le, &ge);

    assert_true(fabs(le / 5.36463510279832e-36 - 1) < 1e-11);
}

static void changes_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;

    for (spc_open(&row, "two_proportions.csv"); spc_next(&row);) {
        struct stats_counts now = {spc_integer(&row, "x1"), spc_integer(&row, "n1")};
        struct stats_counts before = {spc_integer(&row, "x2"), spc_integer(&row, "n2")};

        struct stats_change change = stats_change(now, before, spc_number(&row, "conf"));

        spc_assert_near(&row, "diff_pp", change.points);
        spc_assert_near(&row, "lo_pp", change.lo);
        spc_assert_near(&row, "hi_pp", change.hi);
        spc_assert_text(&row, "verdict", stats_direction_name(change.verdict));
    }
}

/* Pools the rows of one group of aggregate_input.csv. */
static struct stats_pool pool_of_group(const char *group)
{
    struct stats_pool pool = {0};
    struct spc row;
    for (spc_open(&row, "aggregate_input.csv"); spc_next(&row);) {
        if (strcmp(spc_text(&row, "group"), group) != 0) {
            continue;
        }
        if (spc_has(&row, "inspected")) {
            struct stats_counts counts = {spc_integer(&row, "passed"),
                                          spc_integer(&row, "inspected")};
            stats_pool_add(&pool, counts);
        } else {
            stats_pool_add_rate_only(&pool);
        }
    }
    return pool;
}

static void pools_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;

    for (spc_open(&row, "aggregate_expected.csv"); spc_next(&row);) {
        struct stats_pool pool = pool_of_group(spc_text(&row, "group"));
        double rate = -1;
        bool has_rate = stats_pool_rate(&pool, &rate);

        assert_int_equal(has_rate, spc_has(&row, "pooled_pct"));
        assert_int_equal(pool.rate_only, spc_integer(&row, "rate_only_rows_excluded"));
        if (!has_rate) {
            assert_true(rate == -1);
            continue;
        }
        assert_int_equal(pool.counts.passed, spc_integer(&row, "sum_passed"));
        assert_int_equal(pool.counts.inspected, spc_integer(&row, "sum_inspected"));
        spc_assert_near(&row, "pooled_pct", rate * 100);
        struct stats_interval wilson = stats_interval(pool.counts, 0.95, STATS_WILSON);
        spc_assert_near(&row, "wilson95_lo_pct", wilson.lo * 100);
        spc_assert_near(&row, "wilson95_hi_pct", wilson.hi * 100);
    }
}

static void the_exact_bar_never_contradicts_the_verdict(void **state)
{
    (void)state;
    struct stats_target target = at_least("95");

    for (int64_t n = 1; n <= 120; n++) {
        for (int64_t x = 0; x <= n; x++) {
            struct stats_interval bar = stats_interval(counts_of(x, n), 0.95, STATS_EXACT);
            enum stats_status status = stats_verdict(counts_of(x, n), &target, STATS_EXACT);
            assert_int_equal(status == STATS_MET_CLEAR, bar.lo >= 0.95);
            assert_int_equal(status == STATS_MISSED_CLEAR, bar.hi <= 0.95);
        }
    }
}

static void intervals_are_mirrored_and_hold_the_rate(void **state)
{
    (void)state;
    for (int64_t n = 1; n <= 3000000; n = n * 3 + 1) {
        for (int64_t step = 0; step <= 8; step++) {
            int64_t x = n * step / 8;
            for (int method = STATS_EXACT; method <= STATS_WILSON; method++) {
                struct stats_interval a =
                    stats_interval(counts_of(x, n), 0.95, (enum stats_method)method);
                struct stats_interval b =
                    stats_interval(counts_of(n - x, n), 0.95, (enum stats_method)method);
                double rate = (double)x / (double)n;
                assert_true(a.lo >= 0 && a.lo <= rate && rate <= a.hi && a.hi <= 1);
                assert_true(fabs(a.lo - (1 - b.hi)) < 1e-12 && fabs(a.hi - (1 - b.lo)) < 1e-12);
            }
        }
    }
}

static void more_confidence_is_a_wider_interval(void **state)
{
    (void)state;
    struct stats_interval inner = stats_interval(counts_of(48, 50), 0.5, STATS_EXACT);
    for (double conf = 0.6; conf < 0.9999; conf += 0.05) {
        struct stats_interval outer = stats_interval(counts_of(48, 50), conf, STATS_EXACT);
        assert_true(outer.lo < inner.lo && outer.hi > inner.hi);
        inner = outer;
    }
}

static void a_billion_inspected_is_still_judged(void **state)
{
    (void)state;
    struct stats_target target = at_least("99.9999999");
    struct stats_interval bar = stats_interval(counts_of(BILLION - 1, BILLION), 0.95, STATS_EXACT);

    assert_true(bar.lo < 1 - 1e-9 && bar.hi > 1 - 1e-9 && bar.hi < 1);
    assert_true(fabs((1 - bar.lo) * 1e9 - 5.57164339) < 1e-5);
    assert_int_equal(stats_verdict(counts_of(BILLION - 1, BILLION), &target, STATS_EXACT),
                     STATS_MET_UNCERTAIN);
    assert_int_equal(stats_verdict(counts_of(BILLION - 2, BILLION), &target, STATS_EXACT),
                     STATS_MISSED_UNCERTAIN);
    assert_int_equal(stats_verdict(counts_of(BILLION - 9, BILLION), &target, STATS_EXACT),
                     STATS_MISSED_CLEAR);
}

static void more_passed_is_never_a_worse_verdict(void **state)
{
    (void)state;
    static const enum stats_status order[] = {STATS_MISSED_CLEAR, STATS_MISSED_UNCERTAIN,
                                              STATS_MET_UNCERTAIN, STATS_MET_CLEAR};
    struct stats_target target = at_least("97.5");
    size_t last = 0;

    for (int64_t x = 0; x <= 400; x++) {
        enum stats_status status = stats_verdict(counts_of(x, 400), &target, STATS_EXACT);
        size_t place = 0;
        while (order[place] != status) {
            place++;
        }
        assert_true(place >= last);
        last = place;
    }
    assert_int_equal(last, 3);
}

static void the_point_is_compared_exactly(void **state)
{
    (void)state;
    int64_t n = 1000000000000000;
    struct decimal third = {333333333333333333, 16}; /* 33.33... % */

    assert_int_equal(stats_compare_rate(counts_of(1, 3), third), 1);
    assert_int_equal(stats_compare_rate(counts_of(n * 9 / 10, n), spc_decimal_of("90.0")), 0);
    assert_int_equal(stats_compare_rate(counts_of(n * 9 / 10 - 1, n), spc_decimal_of("90")), -1);
    assert_int_equal(stats_compare_rate(counts_of(n * 9 / 10 + 1, n), spc_decimal_of("90")), 1);
}

static void a_tail_of_exactly_the_limit_is_clear(void **state)
{
    (void)state;
    struct stats_target target = at_least("97.5");
    struct stats_target mirrored = at_most("2.5");

    assert_int_equal(stats_verdict(counts_of(0, 1), &target, STATS_EXACT), STATS_MISSED_CLEAR);
    assert_int_equal(stats_verdict(counts_of(1, 1), &mirrored, STATS_EXACT), STATS_MISSED_CLEAR);
}

static void not_more_than_is_the_mirror_of_at_least(void **state)
{
    (void)state;
    struct stats_target good = at_least("95");
    struct stats_target bad = at_most("5");

    for (int64_t x = 0; x <= 80; x++) {
        for (int method = STATS_EXACT; method <= STATS_WILSON; method++) {
            assert_int_equal(stats_verdict(counts_of(x, 80), &good, (enum stats_method)method),
                             stats_verdict(counts_of(80 - x, 80), &bad, (enum stats_method)method));
        }
    }
    assert_int_equal(stats_needed_all_pass(&bad), stats_needed_all_pass(&good));
}

static void nothing_can_prove_all_and_one_failure_refutes_it(void **state)
{
    (void)state;
    struct stats_target all = at_least("100.0");
    struct stats_target none = at_most("0");
    struct stats_target more = at_least("100.5");

    assert_int_equal(stats_verdict(counts_of(7, 7), &all, STATS_EXACT), STATS_MET_ALL_TESTED);
    assert_int_equal(stats_verdict(counts_of(6, 7), &all, STATS_EXACT), STATS_MISSED);
    assert_int_equal(stats_verdict(counts_of(0, 7), &none, STATS_EXACT), STATS_MET_ALL_TESTED);
    assert_int_equal(stats_verdict(counts_of(1, 7), &none, STATS_EXACT), STATS_MISSED);
    assert_int_equal(stats_verdict(counts_of(7, 7), &more, STATS_EXACT), STATS_MISSED);
    assert_int_equal(stats_needed_all_pass(&all), 0);
}

static void a_census_is_judged_by_the_point(void **state)
{
    (void)state;
    struct stats_target target = at_least("95");

    assert_string_equal(stats_status_name(stats_verdict_of_census(counts_of(19, 20), &target)),
                        "met");
    assert_string_equal(stats_status_name(stats_verdict_of_census(counts_of(18, 20), &target)),
                        "missed");
}

static void says_how_many_would_have_to_pass(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        int64_t needed;
    } cases[] = {{"95", 72},  {"90", 36}, {"80", 17}, {"98", 183},
                 {"99", 368}, {"2.5", 1}, {"0", 1}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct stats_target target = at_least(cases[i].target);
        assert_int_equal(stats_needed_all_pass(&target), cases[i].needed);
    }
}

static void what_is_said_to_suffice_suffices_and_one_less_does_not(void **state)
{
    (void)state;
    for (int64_t permille = 500; permille < 1000; permille++) {
        struct stats_target target = {{permille, 1}, false};
        int64_t n = stats_needed_all_pass(&target);
        assert_int_equal(stats_verdict(counts_of(n, n), &target, STATS_EXACT), STATS_MET_CLEAR);
        assert_int_equal(stats_verdict(counts_of(n - 1, n - 1), &target, STATS_EXACT),
                         STATS_MET_UNCERTAIN);
    }
}

static void samples_are_classed_by_size_and_width(void **state)
{
    (void)state;
    static const struct {
        int64_t x, n;
        enum stats_sample expected;
    } cases[] = {
        {9, 9, STATS_SAMPLE_COUNTS_ONLY},   {3, 3, STATS_SAMPLE_COUNTS_ONLY},
        {17, 20, STATS_SAMPLE_COUNTS_ONLY}, {20, 20, STATS_SAMPLE_SMALL},
        {29, 29, STATS_SAMPLE_SMALL},       {30, 30, STATS_SAMPLE_ENOUGH},
        {15, 30, STATS_SAMPLE_COUNTS_ONLY}, {48, 50, STATS_SAMPLE_ENOUGH},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct stats_interval bar =
            stats_interval(counts_of(cases[i].x, cases[i].n), 0.95, STATS_EXACT);
        assert_int_equal(stats_sample_class(cases[i].n, bar), cases[i].expected);
    }
    assert_int_equal(stats_sample_class(0, (struct stats_interval){0, 0}), STATS_SAMPLE_NONE);
}

static void knows_samples_for_counts_only_as_their_intervals_do(void **state)
{
    (void)state;
    static const enum stats_method methods[] = {STATS_EXACT, STATS_WILSON};

    for (size_t i = 0; i < 2; i++) {
        assert_false(stats_is_counts_only((struct stats_counts){0, 0}, methods[i]));
        for (int64_t n = 1; n < 120; n++) {
            for (int64_t passed = 0; passed <= n; passed++) {
                struct stats_counts counts = {passed, n};
                enum stats_sample sample =
                    stats_sample_class(n, stats_interval(counts, 0.95, methods[i]));
                assert_int_equal(stats_is_counts_only(counts, methods[i]),
                                 sample == STATS_SAMPLE_COUNTS_ONLY);
            }
        }
    }
}

static void a_change_reversed_in_time_is_mirrored(void **state)
{
    (void)state;
    struct stats_change a = stats_change(counts_of(48, 50), counts_of(190, 200), 0.95);
    struct stats_change b = stats_change(counts_of(190, 200), counts_of(48, 50), 0.95);
    struct stats_change big = stats_change(counts_of(BILLION - 5, BILLION), counts_of(3, 3), 0.95);

    assert_true(fabs(a.points + b.points) < 1e-12);
    assert_true(fabs(a.lo + b.hi) < 1e-12 && fabs(a.hi + b.lo) < 1e-12);
    assert_true(isfinite(big.points) && isfinite(big.lo) && isfinite(big.hi));
}

static void simpsons_pair_is_flagged(void **state)
{
    (void)state;
    struct stats_part parts[] = {{{46, 50}, {180, 200}}, {{164, 200}, {8, 10}}};

    assert_true(stats_is_reversed(parts, 2));
    struct stats_part turned[] = {{parts[0].before, parts[0].now}, {parts[1].before, parts[1].now}};
    assert_true(stats_is_reversed(turned, 2));
}

static void no_reversal_where_one_part_moves_with_the_whole(void **state)
{
    (void)state;
    struct stats_part mixed[] = {{{46, 50}, {180, 200}}, {{164, 200}, {9, 10}}};
    struct stats_part one_sided[] = {{{46, 50}, {180, 200}}, {{164, 200}, {0, 0}}};
    struct stats_part alone[] = {{{46, 50}, {180, 200}}, {{0, 0}, {0, 0}}};

    assert_false(stats_is_reversed(mixed, 2));
    assert_false(stats_is_reversed(one_sided, 2));
    assert_false(stats_is_reversed(alone, 2));
    assert_false(stats_is_reversed(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_equal_the_vectors),
        cmocka_unit_test(verdicts_equal_the_vectors),
        cmocka_unit_test(small_tails_are_right_relatively_too),
        cmocka_unit_test(changes_equal_the_vectors),
        cmocka_unit_test(pools_equal_the_vectors),
        cmocka_unit_test(the_exact_bar_never_contradicts_the_verdict),
        cmocka_unit_test(intervals_are_mirrored_and_hold_the_rate),
        cmocka_unit_test(more_confidence_is_a_wider_interval),
        cmocka_unit_test(a_billion_inspected_is_still_judged),
        cmocka_unit_test(more_passed_is_never_a_worse_verdict),
        cmocka_unit_test(the_point_is_compared_exactly),
        cmocka_unit_test(a_tail_of_exactly_the_limit_is_clear),
        cmocka_unit_test(not_more_than_is_the_mirror_of_at_least),
        cmocka_unit_test(nothing_can_prove_all_and_one_failure_refutes_it),
        cmocka_unit_test(a_census_is_judged_by_the_point),
        cmocka_unit_test(says_how_many_would_have_to_pass),
        cmocka_unit_test(what_is_said_to_suffice_suffices_and_one_less_does_not),
        cmocka_unit_test(samples_are_classed_by_size_and_width),
        cmocka_unit_test(knows_samples_for_counts_only_as_their_intervals_do),
        cmocka_unit_test(a_change_reversed_in_time_is_mirrored),
        cmocka_unit_test(simpsons_pair_is_flagged),
        cmocka_unit_test(no_reversal_where_one_part_moves_with_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
