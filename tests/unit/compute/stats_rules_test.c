/* SPDX-License-Identifier: MIT */
#include "compute/spc.h"

#include "compute/stats_rules.h"

enum { POINTS_MAX = 64 };

static struct stats_signal signals[POINTS_MAX];

static size_t read_sequence(const char *seq)
{
    struct spc row;
    size_t count = 0;
    for (spc_open(&row, "run_rules_input.csv"); spc_next(&row);) {
        if (strcmp(spc_text(&row, "seq"), seq) == 0) {
            double z = spc_number(&row, "z");
            signals[count++] = (struct stats_signal){z, z};
        }
    }
    return count;
}

/* The side that the vectors expect at point i (from 1), or NULL. */
static const char *expected_side(const char *seq, const char *set, int rule, size_t i)
{
    static struct spc row;
    const char *side = NULL;
    for (spc_open(&row, "run_rules_expected.csv"); spc_next(&row);) {
        if (strcmp(spc_text(&row, "seq"), seq) == 0 &&
            strcmp(spc_text(&row, "rule_set"), set) == 0 && spc_integer(&row, "rule") == rule &&
            spc_integer(&row, "i") == (int64_t)i) {
            static char found[16];
            (void)snprintf(found, sizeof(found), "%s", spc_text(&row, "side"));
            side = found;
        }
    }
    return side;
}

static const char *side_text(enum stats_side side)
{
    switch (side) {
    case STATS_SIDE_NONE:
        return NULL;
    case STATS_SIDE_LOW:
        return "low";
    case STATS_SIDE_HIGH:
        return "high";
    case STATS_SIDE_BOTH:
        return "";
    }
    return NULL;
}

static void check_rule(const char *seq, size_t count, const char *set, int number, int rule)
{
    for (size_t i = 0; i < count; i++) {
        const char *expected = expected_side(seq, set, number, i + 1);
        const char *actual = side_text(stats_rule_at((enum stats_rule)rule, signals, i));
        if ((expected == NULL) != (actual == NULL) || (expected && strcmp(expected, actual) != 0)) {
            fail_msg("%s %s %d at %zu: %s, expected %s", seq, set, number, i + 1,
                     actual ? actual : "no hit", expected ? expected : "no hit");
        }
    }
}

static void check_sequence(const char *seq)
{
    size_t count = read_sequence(seq);
    for (int number = 1; number <= 4; number++) {
        check_rule(seq, count, "WE", number, stats_rule_of_western_electric(number));
    }
    for (int number = 1; number <= 8; number++) {
        check_rule(seq, count, "NEL", number, stats_rule_of_nelson(number));
    }
}

static void every_hit_of_the_vectors_and_no_other(void **state)
{
    (void)state;
    struct spc row;

    for (spc_open(&row, "run_rules_input.csv"); spc_next(&row);) {
        if (spc_integer(&row, "i") == 1) {
            check_sequence(spc_text(&row, "seq"));
        }
    }
}

static void a_mirrored_chart_has_mirrored_hits(void **state)
{
    (void)state;
    struct stats_signal mirrored[POINTS_MAX];
    unsigned seed = 7;
    for (size_t i = 0; i < POINTS_MAX; i++) {
        seed = seed * 1103515245u + 12345u;
        double z = (double)(seed >> 16 & 1023) / 128 - 4;
        signals[i] = (struct stats_signal){z, z};
        mirrored[i] = (struct stats_signal){-z, -z};
    }

    for (int rule = 0; rule < STATS_RULES; rule++) {
        for (size_t i = 0; i < POINTS_MAX; i++) {
            enum stats_side a = stats_rule_at((enum stats_rule)rule, signals, i);
            enum stats_side b = stats_rule_at((enum stats_rule)rule, mirrored, i);
            assert_int_equal(a == STATS_SIDE_LOW, b == STATS_SIDE_HIGH);
            assert_int_equal(a == STATS_SIDE_HIGH, b == STATS_SIDE_LOW);
            assert_int_equal(a == STATS_SIDE_BOTH, b == STATS_SIDE_BOTH);
        }
    }
}

static void no_rule_applies_where_nothing_varies(void **state)
{
    (void)state;
    for (size_t i = 0; i < POINTS_MAX; i++) {
        signals[i] = (struct stats_signal){1, 0};
    }

    for (int rule = 0; rule < STATS_RULES; rule++) {
        for (size_t i = 0; i < POINTS_MAX; i++) {
            assert_int_equal(stats_rule_at((enum stats_rule)rule, signals, i), STATS_SIDE_NONE);
        }
    }
}

static void numbers_outside_a_set_are_no_rules(void **state)
{
    (void)state;
    assert_int_equal(stats_rule_of_western_electric(0), -1);
    assert_int_equal(stats_rule_of_western_electric(5), -1);
    assert_int_equal(stats_rule_of_nelson(0), -1);
    assert_int_equal(stats_rule_of_nelson(9), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hit_of_the_vectors_and_no_other),
        cmocka_unit_test(a_mirrored_chart_has_mirrored_hits),
        cmocka_unit_test(no_rule_applies_where_nothing_varies),
        cmocka_unit_test(numbers_outside_a_set_are_no_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
