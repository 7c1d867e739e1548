/* SPDX-License-Identifier: MIT */
#include "ingest/layout_rate.h"

#include "ingest/layout_keys.h"
#include "unit.h"

/* The vectors of tests/data/spc/rate_consistency.csv: kind,rate_pct,n,possible,x_min,x_max. */
static void tells_which_rates_counts_can_give(void **state)
{
    (void)state;
    FILE *file = fopen(TEST_DATA_DIR "/spc/rate_consistency.csv", "r");
    char line[256];
    size_t checked = 0;

    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        char rate[32];
        int n = 0;
        int possible = 0;
        struct decimal percent;
        if (sscanf(line, "check,%31[^,],%d,%d", rate, &n, &possible) != 3) {
            continue;
        }
        assert_true(decimal_parse(text_of(rate), &percent));
        if (layout_rate_is_possible(n, percent) != (possible == 1)) {
            fail_msg("%s", line);
        }
        checked++;
    }
    (void)fclose(file);
    assert_true(checked >= 15);
}

static void agrees_with_every_rate_that_rounds_to_it(void **state)
{
    (void)state;
    static const struct {
        int64_t passed;
        int64_t inspected;
        struct decimal percent;
        bool agrees;
    } rates[] = {
        {35, 36, {972, 1}, true},  {35, 36, {9722, 2}, true},    {35, 36, {97, 0}, true},
        {35, 36, {973, 1}, false}, {39, 40, {975, 1}, true},     {39, 40, {98, 0}, true},
        {39, 40, {97, 0}, true},   {39, 40, {989, 1}, false},    {0, 5, {0, 0}, true},
        {5, 5, {100, 0}, true},    {1, 3, {333333333, 7}, true},
    };

    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        assert_int_equal(layout_rate_agrees(rates[i].passed, rates[i].inspected, rates[i].percent),
                         rates[i].agrees);
    }
}

static void does_not_overflow_for_a_billion(void **state)
{
    (void)state;
    int64_t inspected = INT64_C(1000000000);

    assert_true(layout_rate_agrees(inspected - 1, inspected, (struct decimal){999999999, 7}));
    assert_false(layout_rate_agrees(inspected / 2, inspected, (struct decimal){999999999, 7}));
    assert_true(layout_rate_is_possible(inspected, (struct decimal){12345678, 7}));
}

/* Sixteen hashes each begin at the same entry of the table, and some of these have the same bits
 * beside the place there. */
static void a_set_of_many_keys_finds_each_again(void **state)
{
    (void)state;
    struct layout_keys keys = {0};
    uint32_t earlier = 0;

    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 1; i <= 20000; i++) {
            uint64_t hash = (uint64_t)(i % 16) << 46 | i / 16 * 64;
            layout_keys_fetch(&keys, hash);
            assert_true(layout_keys_put(&keys, hash, i, &earlier, NULL));
            assert_int_equal(earlier, round == 0 ? 0 : i);
        }
    }
    layout_keys_finish(&keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_which_rates_counts_can_give),
        cmocka_unit_test(agrees_with_every_rate_that_rounds_to_it),
        cmocka_unit_test(does_not_overflow_for_a_billion),
        cmocka_unit_test(a_set_of_many_keys_finds_each_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
