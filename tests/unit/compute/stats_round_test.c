/* SPDX-License-Identifier: MIT */
#include "compute/spc.h"

#include "compute/stats_round.h"

static void check_ratio(const struct spc *row)
{
    char *slash = NULL;
    struct stats_counts counts = {strtoll(spc_text(row, "input"), &slash, 10), 0};
    counts.inspected = strtoll(slash + 1, NULL, 10);
    int decimals = (int)spc_integer(row, "decimals");
    char text[STATS_TEXT_MAX];

    stats_format_fixed(stats_round_percent(counts, decimals, STATS_HALF_EVEN), text);
    spc_assert_text(row, "gbt8170", text);
    stats_format_fixed(stats_round_percent(counts, decimals, STATS_HALF_UP), text);
    spc_assert_text(row, "half_up", text);
    stats_format_fixed(stats_rate_display(counts, decimals, NULL, STATS_HALF_EVEN), text);
    spc_assert_text(row, "guarded_display", text);
}

static void check_decimal(const struct spc *row)
{
    int decimals = (int)spc_integer(row, "decimals");
    char text[STATS_TEXT_MAX];

    assert_true(stats_round_text(spc_text(row, "input"), decimals, STATS_HALF_EVEN, text));
    spc_assert_text(row, "gbt8170", text);
    spc_assert_text(row, "guarded_display", text);
    assert_true(stats_round_text(spc_text(row, "input"), decimals, STATS_HALF_UP, text));
    spc_assert_text(row, "half_up", text);
}

static void rounding_equals_the_vectors(void **state)
{
    (void)state;
    struct spc row;

    for (spc_open(&row, "rounding.csv"); spc_next(&row);) {
        if (strcmp(spc_text(&row, "kind"), "ratio_pct") == 0) {
            check_ratio(&row);
        } else {
            check_decimal(&row);
        }
    }
}

static void displays_against_a_target_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;
    char text[STATS_TEXT_MAX];

    for (spc_open(&row, "target_status.csv"); spc_next(&row);) {
        struct stats_counts counts = {spc_integer(&row, "x"), spc_integer(&row, "n")};
        struct stats_target target = {spc_decimal_of(spc_text(&row, "target_pct")), false};

        stats_format_fixed(stats_round_percent(counts, 1, STATS_HALF_EVEN), text);
        spc_assert_text(&row, "rate_pct_1dp", text);
        stats_format_fixed(stats_rate_display(counts, 1, &target, STATS_HALF_EVEN), text);
        spc_assert_text(&row, "rate_display", text);
    }
}

static void pooled_rates_round_as_the_vectors(void **state)
{
    (void)state;
    struct spc row;
    char text[STATS_TEXT_MAX];

    for (spc_open(&row, "aggregate_expected.csv"); spc_next(&row);) {
        if (spc_has(&row, "pooled_pct")) {
            struct stats_counts counts = {spc_integer(&row, "sum_passed"),
                                          spc_integer(&row, "sum_inspected")};
            stats_format_fixed(stats_round_percent(counts, 2, STATS_HALF_EVEN), text);
            spc_assert_text(&row, "pooled_pct_2dp", text);
        }
    }
}

static void stated_rates_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;

    for (spc_open(&row, "rate_consistency.csv"); spc_next(&row);) {
        struct decimal rate = spc_decimal_of(spc_text(&row, "rate_pct"));
        int64_t n = spc_integer(&row, "n");
        int64_t x_min = -1;
        int64_t x_max = -1;

        if (strcmp(spc_text(&row, "kind"), "min_n") == 0) {
            assert_int_equal(stats_rate_smallest_n(rate), n);
        }
        bool is_possible = stats_rate_is_possible(rate, n, &x_min, &x_max);
        assert_int_equal(is_possible, spc_integer(&row, "possible"));
        if (is_possible) {
            assert_int_equal(x_min, spc_integer(&row, "x_min"));
            assert_int_equal(x_max, spc_integer(&row, "x_max"));
        }
    }
}

static void the_smallest_n_is_the_first_that_is_possible(void **state)
{
    (void)state;
    int64_t x_min = 0;
    int64_t x_max = 0;

    for (int64_t digits = 0; digits <= 1000; digits++) {
        struct decimal rate = {digits, 1};
        int64_t n = 1;
        while (!stats_rate_is_possible(rate, n, &x_min, &x_max)) {
            n++;
        }
        assert_int_equal(stats_rate_smallest_n(rate), n);
    }
}

static void more_than_all_comes_from_no_count(void **state)
{
    (void)state;
    int64_t x_min = 7;
    int64_t x_max = 7;

    assert_int_equal(stats_rate_smallest_n((struct decimal){1004, 1}), 0);
    assert_false(stats_rate_is_possible((struct decimal){1004, 1}, 50, &x_min, &x_max));
    assert_int_equal(x_min, 7);
    assert_int_equal(x_max, 7);
}

/* Whatever is shown, the reader who trusts the text must not be misled. */
static void assert_tells_the_truth(struct stats_counts counts, const struct stats_target *target)
{
    struct decimal shown =
        stats_rate_display(counts, stats_rate_decimals(counts.inspected), target, STATS_HALF_EVEN);
    struct stats_counts as_shown = {shown.digits, 100};
    for (int i = 0; i < shown.scale; i++) {
        as_shown.inspected *= 10;
    }
    assert_true(as_shown.passed < as_shown.inspected || counts.passed == counts.inspected);
    assert_true(as_shown.passed > 0 || counts.passed == 0);
    assert_int_equal(stats_is_met(as_shown, target), stats_is_met(counts, target));
}

static void no_display_contradicts_what_it_shows(void **state)
{
    (void)state;
    static const struct stats_target targets[] = {
        {{90, 0}, false}, {{984, 1}, false}, {{100, 0}, false},      {{33333333, 6}, false},
        {{5, 0}, true},   {{0, 0}, true},    {{333333333, 7}, true},
    };

    for (size_t t = 0; t < sizeof(targets) / sizeof(targets[0]); t++) {
        for (int64_t n = 1; n < 400; n += 7) {
            for (int64_t x = 0; x <= n; x++) {
                assert_tells_the_truth((struct stats_counts){x, n}, &targets[t]);
            }
        }
        for (int64_t off = -2; off <= 2; off++) {
            assert_tells_the_truth((struct stats_counts){900000000 + off, 1000000000}, &targets[t]);
            assert_tells_the_truth((struct stats_counts){50000000 + off, 1000000000}, &targets[t]);
            assert_tells_the_truth((struct stats_counts){999999997 + off, 1000000000}, &targets[t]);
            assert_tells_the_truth((struct stats_counts){2 + off, 1000000000}, &targets[t]);
        }
    }
}

static void one_failure_in_a_billion_is_not_all(void **state)
{
    (void)state;
    char text[STATS_TEXT_MAX];

    stats_format_fixed(
        stats_rate_display((struct stats_counts){999999999, 1000000000}, 2, NULL, STATS_HALF_EVEN),
        text);

    assert_string_equal(text, "99.999999");
}

static void starts_with_one_place_below_two_thousand(void **state)
{
    (void)state;
    assert_int_equal(stats_rate_decimals(1999), 1);
    assert_int_equal(stats_rate_decimals(2000), 2);
}

static void rounding_up_and_down_is_symmetric_about_zero(void **state)
{
    (void)state;
    for (int64_t digits = -5000; digits <= 5000; digits++) {
        struct decimal a = {0};
        struct decimal b = {0};
        assert_true(stats_round_decimal((struct decimal){digits, 3}, 1, STATS_HALF_EVEN, &a));
        assert_true(stats_round_decimal((struct decimal){-digits, 3}, 1, STATS_HALF_EVEN, &b));
        assert_int_equal(a.digits, -b.digits);
        assert_int_equal(a.scale, 1);
        assert_true(llabs(a.digits * 100 - digits) <= 50);
    }
}

static void refuses_what_has_no_room_or_is_no_number(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "", "-", ".", "1e", "1.2.3", "12a", "1e5000", "1234567890123456789012345678901234567",
    };
    struct decimal out = {7, 0};
    char text[STATS_TEXT_MAX] = "kept";

    assert_false(stats_round_decimal((struct decimal){99, 0}, 18, STATS_HALF_EVEN, &out));
    assert_int_equal(out.digits, 7);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(stats_round_text(refused[i], 1, STATS_HALF_EVEN, text));
        assert_string_equal(text, "kept");
    }
    assert_true(stats_round_text("1e-300", 18, STATS_HALF_EVEN, text));
    assert_string_equal(text, "0.000000000000000000");
    assert_true(stats_round_text("999999999999999999999999999999999999", 0, STATS_HALF_UP, text));
    assert_string_equal(text, "999999999999999999999999999999999999");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_equals_the_vectors),
        cmocka_unit_test(displays_against_a_target_equal_the_vectors),
        cmocka_unit_test(pooled_rates_round_as_the_vectors),
        cmocka_unit_test(stated_rates_equal_the_vectors),
        cmocka_unit_test(the_smallest_n_is_the_first_that_is_possible),
        cmocka_unit_test(more_than_all_comes_from_no_count),
        cmocka_unit_test(no_display_contradicts_what_it_shows),
        cmocka_unit_test(one_failure_in_a_billion_is_not_all),
        cmocka_unit_test(starts_with_one_place_below_two_thousand),
        cmocka_unit_test(rounding_up_and_down_is_symmetric_about_zero),
        cmocka_unit_test(refuses_what_has_no_room_or_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
