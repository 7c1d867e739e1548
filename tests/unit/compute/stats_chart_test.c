/* SPDX-License-Identifier: MIT */
#include "compute/spc.h"

#include "compute/stats_chart.h"

enum { POINTS_MAX = 128 };

/* One chart of the vectors, read and drawn. */
static struct stats_chart_point points[POINTS_MAX];
static struct stats_chart_mark marks[POINTS_MAX];
static unsigned alarms[POINTS_MAX];
static struct stats_signal signals[POINTS_MAX];
static struct stats_chart chart;

static void draw(enum stats_chart_type type, size_t count)
{
    assert_true(stats_chart_draw(type, points, count, &chart, signals));
    for (size_t i = 0; i < count; i++) {
        marks[i] = stats_chart_mark(&chart, &points[i]);
        alarms[i] = stats_chart_alarms(&chart, points, signals, i);
    }
}

static enum stats_chart_type type_of(const char *text)
{
    static const char *const names[] = {"p", "np", "c", "u", "p'", "u'"};
    for (size_t i = 0; i < 6; i++) {
        if (strcmp(text, names[i]) == 0) {
            return (enum stats_chart_type)i;
        }
    }
    fail_msg("no chart type %s", text);
    return STATS_CHART_P;
}

static size_t draw_named(const char *name, enum stats_chart_type type)
{
    struct spc row;
    size_t count = 0;
    for (spc_open(&row, "attribute_points.csv"); spc_next(&row);) {
        if (strcmp(spc_text(&row, "chart"), name) == 0) {
            points[count++] = (struct stats_chart_point){
                spc_integer(&row, "x"), spc_number(&row, "n"), spc_integer(&row, "in_base") == 1};
        }
    }
    draw(type, count);
    return count;
}

static void check_points(const char *name)
{
    static const char *const lower[] = {"lcl1", "lcl2", "lcl3"};
    static const char *const upper[] = {"ucl1", "ucl2", "ucl3"};
    struct spc row;
    size_t i = 0;
    for (spc_open(&row, "attribute_points.csv"); spc_next(&row);) {
        if (strcmp(spc_text(&row, "chart"), name) != 0) {
            continue;
        }
        spc_assert_near(&row, "value", signals[i].value);
        spc_assert_near(&row, "z", signals[i].z);
        spc_assert_near(&row, "center", marks[i].center);
        spc_assert_near(&row, "sigma", marks[i].sigma);
        for (int k = 0; k < 3; k++) {
            spc_assert_near(&row, lower[k], marks[i].lcl[k]);
            spc_assert_near(&row, upper[k], marks[i].ucl[k]);
        }
        assert_int_equal(stats_chart_has_tails(chart.type), spc_has(&row, "tail_le"));
        if (stats_chart_has_tails(chart.type)) {
            struct stats_tails tails = stats_chart_tails(&chart, &points[i]);
            spc_assert_near(&row, "tail_le", tails.le);
            spc_assert_near(&row, "tail_ge", tails.ge);
        }
        i++;
    }
}

/* The indices (from 1) where a rule hits, as the vectors write them: "15 23". */
static void list_hits(enum stats_rule rule, size_t count, char *out, size_t size)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (stats_rule_at(rule, signals, i) != STATS_SIDE_NONE) {
            len += (size_t)snprintf(out + len, size - len, "%s%zu", len > 0 ? " " : "", i + 1);
        }
    }
}

static void charts_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;
    char hits[512];

    for (spc_open(&row, "attribute_charts.csv"); spc_next(&row);) {
        enum stats_chart_type type = type_of(spc_text(&row, "type"));
        size_t count = draw_named(spc_text(&row, "chart"), type);

        assert_int_equal(count, spc_integer(&row, "points"));
        assert_int_equal(chart.base_points, spc_integer(&row, "base_points"));
        spc_assert_near(&row, "center_overall", chart.center);
        if (spc_has(&row, "laney_sigma_z")) {
            spc_assert_near(&row, "laney_sigma_z", chart.sigma_z);
        }
        list_hits(STATS_RULE_BEYOND_3, count, hits, sizeof(hits));
        spc_assert_text(&row, "beyond_3sigma_at", hits);
        list_hits(STATS_RULE_EIGHT_ON_ONE_SIDE, count, hits, sizeof(hits));
        spc_assert_text(&row, "run_of_8_at", hits);
        check_points(spc_text(&row, "chart"));
    }
}

/* Looks one hit of ours up in the vectors. */
static bool is_expected(const char *name, const char *set, int number, size_t i, const char *side)
{
    struct spc row;
    bool is_found = false;
    for (spc_open(&row, "attribute_rule_hits.csv"); spc_next(&row);) {
        is_found =
            is_found ||
            (strcmp(spc_text(&row, "chart"), name) == 0 &&
             strcmp(spc_text(&row, "rule_set"), set) == 0 && spc_integer(&row, "rule") == number &&
             spc_integer(&row, "i") == (int64_t)i && strcmp(spc_text(&row, "side"), side) == 0);
    }
    return is_found;
}

static size_t count_hits(const char *name, const char *set, int number, int rule, size_t count)
{
    static const char *const sides[] = {"none", "low", "high", ""};
    size_t hits = 0;
    for (size_t i = 0; i < count; i++) {
        enum stats_side side = stats_rule_at((enum stats_rule)rule, signals, i);
        if (side == STATS_SIDE_NONE) {
            continue;
        }
        if (!is_expected(name, set, number, i + 1, sides[side])) {
            fail_msg("%s: %s %d hits at %zu", name, set, number, i + 1);
        }
        hits++;
    }
    return hits;
}

static void rule_hits_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;
    size_t hits = 0;
    size_t expected = 0;

    for (spc_open(&row, "attribute_charts.csv"); spc_next(&row);) {
        const char *name = spc_text(&row, "chart");
        size_t count = draw_named(name, type_of(spc_text(&row, "type")));
        for (int number = 1; number <= 4; number++) {
            hits += count_hits(name, "WE", number, stats_rule_of_western_electric(number), count);
        }
        for (int number = 1; number <= 8; number++) {
            hits += count_hits(name, "NEL", number, stats_rule_of_nelson(number), count);
        }
    }

    for (spc_open(&row, "attribute_rule_hits.csv"); spc_next(&row);) {
        expected++;
    }
    assert_int_equal(hits, expected);
}

/* Months of 60 items at 98 %: 55 passed lies beyond 3 sigma but is not rare enough to accuse. */
static void beyond_3_sigma_alone_is_no_alarm(void **state)
{
    (void)state;
    size_t count = 0;
    for (; count < 20; count++) {
        points[count] = (struct stats_chart_point){count % 5 == 0 ? 58 : 59, 60, true};
    }
    points[count - 1].x = 60;
    points[count] = (struct stats_chart_point){55, 60, false};
    points[count + 1] = (struct stats_chart_point){50, 60, false};

    draw(STATS_CHART_P, count + 2);

    assert_int_equal(stats_rule_at(STATS_RULE_BEYOND_3, signals, count), STATS_SIDE_LOW);
    assert_true(stats_chart_tails(&chart, &points[count]).le > 0.00135);
    assert_int_equal(alarms[count] & STATS_ALARM_BEYOND_LOW, 0);
    assert_int_equal(alarms[count + 1] & STATS_ALARM_BEYOND_LOW, STATS_ALARM_BEYOND_LOW);
    assert_int_equal(stats_chart_verdict(alarms[count + 1]), STATS_CHART_LATEST_LOW);
}

/* The next of a row of numbers below `limit` that are always the same. */
static int64_t next_number(uint32_t *seed, uint32_t limit)
{
    *seed = *seed * 1103515245U + 12345U;
    return (int64_t)((*seed >> 8) % limit);
}

static bool is_alarm_by(enum stats_side side, size_t i)
{
    struct stats_tails tails = stats_chart_tails(&chart, &points[i]);
    bool is_far = signals[i].z * (side == STATS_SIDE_LOW ? -1 : 1) > 3 + 1e-9;

    return is_far && (side == STATS_SIDE_LOW ? tails.le : tails.ge) <= 0.00135;
}

static void an_alarm_lies_beyond_3_sigma_and_is_rare_whatever_the_chart(void **state)
{
    (void)state;
    static const enum stats_chart_type types[] = {STATS_CHART_P, STATS_CHART_NP, STATS_CHART_C,
                                                  STATS_CHART_U};
    uint32_t seed = 7;
    size_t found = 0;

    for (int round = 0; round < 2000; round++) {
        uint32_t n = 20 + (uint32_t)next_number(&seed, 300);
        uint32_t failures = 1 + (uint32_t)next_number(&seed, n / 2);
        for (size_t i = 0; i < 24; i++) {
            uint32_t most = next_number(&seed, 12) == 0 ? n : failures;
            points[i] = (struct stats_chart_point){n - next_number(&seed, most + 1), n, i < 20};
        }

        draw(types[round % 4], 24);

        for (size_t i = 0; i < 24; i++) {
            bool is_low = (alarms[i] & STATS_ALARM_BEYOND_LOW) != 0;
            bool is_high = (alarms[i] & STATS_ALARM_BEYOND_HIGH) != 0;
            assert_int_equal(is_low, is_alarm_by(STATS_SIDE_LOW, i));
            assert_int_equal(is_high, is_alarm_by(STATS_SIDE_HIGH, i));
            found += is_low || is_high ? 1 : 0;
        }
    }
    assert_true(found > 100);
}

static void eight_on_one_side_are_an_alarm(void **state)
{
    (void)state;
    for (size_t i = 0; i < 28; i++) {
        int64_t x = i < 20 ? 90 + (int64_t)(i % 2) * 2 : 92;
        points[i] = (struct stats_chart_point){x, 100, i < 20};
    }

    draw(STATS_CHART_P, 28);

    assert_int_equal(alarms[25], 0);
    assert_int_equal(stats_chart_verdict(alarms[27]), STATS_CHART_RUN_HIGH);
    assert_int_equal(stats_chart_verdict(0), STATS_CHART_STEADY);
}

static void a_billion_items_are_drawn_with_finite_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        points[i] = (struct stats_chart_point){999999000 + (int64_t)i * 150, 1e9, true};
    }

    for (int type = STATS_CHART_P; type <= STATS_CHART_U_LANEY; type++) {
        draw((enum stats_chart_type)type, 12);
        for (size_t i = 0; i < 12; i++) {
            assert_true(isfinite(signals[i].z) && isfinite(marks[i].lcl[2]));
            assert_true(isfinite(marks[i].ucl[2]) && marks[i].lcl[2] <= marks[i].ucl[2]);
            struct stats_tails tails = stats_chart_tails(&chart, &points[i]);
            assert_true(tails.le >= 0 && tails.le <= 1);
        }
    }
}

static void limits_narrow_as_n_grows(void **state)
{
    (void)state;
    for (size_t i = 0; i < 20; i++) {
        int64_t n = 50 + (int64_t)i * 50;
        points[i] = (struct stats_chart_point){n * 9 / 10, (double)n, true};
    }

    draw(STATS_CHART_P, 20);

    for (size_t i = 1; i < 20; i++) {
        assert_true(marks[i].lcl[2] > marks[i - 1].lcl[2]);
        assert_true(marks[i].lcl[2] < marks[i].lcl[1] && marks[i].lcl[1] < marks[i].lcl[0]);
    }
}

static void too_much_spread_asks_for_laney(void **state)
{
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        points[i] = (struct stats_chart_point){i % 2 ? 9000 : 9500, 10000, true};
    }

    draw(STATS_CHART_P, 12);
    assert_true(stats_chart_wants_laney(&chart));
    draw(STATS_CHART_P, 11);
    assert_false(stats_chart_wants_laney(&chart));
}

static void a_chart_without_a_base_is_refused(void **state)
{
    (void)state;
    points[0] = (struct stats_chart_point){9, 10, false};

    assert_false(stats_chart_draw(STATS_CHART_P, points, 1, &chart, signals));
    assert_false(stats_chart_draw(STATS_CHART_P, points, 0, &chart, signals));
}

static void the_base_grows_to_twenty_and_is_then_frozen(void **state)
{
    (void)state;
    assert_int_equal(stats_chart_state(11), STATS_CHART_NONE);
    assert_int_equal(stats_chart_base(11), 0);
    assert_int_equal(stats_chart_state(12), STATS_CHART_PROVISIONAL);
    assert_int_equal(stats_chart_base(19), 19);
    assert_int_equal(stats_chart_state(20), STATS_CHART_FROZEN);
    assert_int_equal(stats_chart_base(400), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charts_equal_the_vectors),
        cmocka_unit_test(rule_hits_equal_the_vectors),
        cmocka_unit_test(beyond_3_sigma_alone_is_no_alarm),
        cmocka_unit_test(an_alarm_lies_beyond_3_sigma_and_is_rare_whatever_the_chart),
        cmocka_unit_test(eight_on_one_side_are_an_alarm),
        cmocka_unit_test(a_billion_items_are_drawn_with_finite_numbers),
        cmocka_unit_test(limits_narrow_as_n_grows),
        cmocka_unit_test(too_much_spread_asks_for_laney),
        cmocka_unit_test(a_chart_without_a_base_is_refused),
        cmocka_unit_test(the_base_grows_to_twenty_and_is_then_frozen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
