/* SPDX-License-Identifier: MIT */
#include "compute/interval_memo.h"

#include "compute/compute.h"
#include "unit.h"

static void remembered_intervals_are_those_that_are_computed(void **state)
{
    (void)state;
    static struct interval_memo memo;
    struct compute_options options = compute_default_options();

    for (int round = 0; round < 2; round++) {
        options.uses_wilson = round == 1;
        enum stats_method method = round == 1 ? STATS_WILSON : STATS_EXACT;
        memo = (struct interval_memo){0};
        for (int again = 0; again < 2; again++) {
            for (int64_t n = 1; n < 80; n++) { /* more pairs than places */
                for (int64_t passed = 0; passed <= n; passed++) {
                    struct stats_counts counts = {passed, n};
                    struct stats_interval expected = stats_interval(counts, 0.95, method);
                    struct stats_interval first = interval_memo_ask(&memo, counts, &options);
                    struct stats_interval second = interval_memo_ask(&memo, counts, &options);
                    assert_memory_equal(&first, &expected, sizeof(expected));
                    assert_memory_equal(&second, &expected, sizeof(expected));
                }
            }
        }
    }
}

static void without_a_memo_it_is_computed(void **state)
{
    (void)state;
    struct compute_options options = compute_default_options();
    struct stats_counts counts = {48, 50};
    struct stats_interval expected = stats_interval(counts, 0.95, STATS_EXACT);
    struct stats_interval interval = interval_memo_ask(NULL, counts, &options);

    assert_memory_equal(&interval, &expected, sizeof(expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembered_intervals_are_those_that_are_computed),
        cmocka_unit_test(without_a_memo_it_is_computed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
