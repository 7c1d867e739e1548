/* SPDX-License-Identifier: MIT */
#include "compute/spc.h"

#include "compute/stats_pace.h"

enum { DAYS_MAX = 64 };

static int read_daily(const char *text, double *daily)
{
    int count = 0;
    for (const char *at = text; at; at = strchr(at, ';')) {
        at += *at == ';' ? 1 : 0;
        assert_true(count < DAYS_MAX);
        daily[count++] = strtod(at, NULL);
    }
    return count;
}

static void check_eta(const struct spc *row, const char *column, int days)
{
    char text[16];
    (void)snprintf(text, sizeof(text), "%d", days);
    spc_assert_text(row, column, days == STATS_NEVER ? "never" : text);
}

static void check_forecast(const struct spc *row, const struct stats_pace *pace)
{
    spc_assert_near(row, "t_0.90", pace->quantile);
    spc_assert_near(row, "projected_total", pace->projected);
    spc_assert_near(row, "proj_lo80", pace->low);
    spc_assert_near(row, "proj_hi80", pace->high);
    check_eta(row, "eta_days_early", pace->eta_early);
    check_eta(row, "eta_days", pace->eta);
    check_eta(row, "eta_days_late", pace->eta_late);
}

static void check_progress(const struct spc *row, const struct stats_pace *pace)
{
    static const char *const lights[] = {"green", "yellow", "red"};
    struct stats_progress progress = {
        .done = pace->done,
        .plan = spc_number(row, "plan_total"),
        .elapsed = spc_number(row, "elapsed"),
        .total = spc_number(row, "campaign_days"),
    };
    spc_assert_near(row, "completion_pct", stats_completion_percent(&progress));
    spc_assert_near(row, "time_progress_pct", stats_time_percent(&progress));
    spc_assert_near(row, "deviation_pp", stats_deviation(&progress));
    spc_assert_text(row, "light", lights[stats_light(&progress, stats_light_limits_usual())]);
}

static void projections_equal_the_vectors(void **state)
{
    (void)state;
    struct spc row;
    double daily[DAYS_MAX];

    for (spc_open(&row, "projection.csv"); spc_next(&row);) {
        int elapsed = read_daily(spc_text(&row, "daily_done"), daily);
        int days = (int)spc_integer(&row, "campaign_days");
        assert_int_equal(elapsed, spc_integer(&row, "elapsed"));

        struct stats_pace pace = stats_pace(daily, elapsed, days, spc_number(&row, "plan_total"));

        spc_assert_near(&row, "done", pace.done);
        spc_assert_near(&row, "pace_all", pace.pace);
        spc_assert_near(&row, "pace_last7", pace.pace7);
        assert_int_equal(pace.has_needed, spc_has(&row, "required_pace"));
        spc_assert_near(&row, "required_pace", pace.needed);
        assert_int_equal(pace.has_forecast, spc_integer(&row, "projectable"));
        if (pace.has_forecast) {
            check_forecast(&row, &pace);
        }
        check_progress(&row, &pace);
    }
}

static void a_plan_out_of_reach_is_never_met(void **state)
{
    (void)state;
    double daily[] = {0, 1, 0, 1, 0, 1, 0, 0};

    struct stats_pace pace = stats_pace(daily, 8, 30, 1e6);

    assert_true(pace.has_forecast);
    assert_int_equal(pace.eta_early, STATS_NEVER);
    assert_int_equal(pace.eta, STATS_NEVER);
    assert_int_equal(pace.eta_late, STATS_NEVER);
}

static void before_the_first_complete_day_only_the_need_is_known(void **state)
{
    (void)state;
    double none[1] = {0};

    struct stats_pace pace = stats_pace(none, 0, 30, 60);

    assert_true(pace.pace == 0 && pace.pace7 == 0);
    assert_true(pace.has_needed && pace.needed == 2);
    assert_false(pace.has_forecast);
    assert_false(pace.has_turned);
}

static void says_when_the_last_week_went_another_way(void **state)
{
    (void)state;
    double slowed[14] = {4, 4, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 1};
    double steady[14] = {4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3};

    assert_true(stats_pace(slowed, 14, 30, 60).has_turned);
    assert_false(stats_pace(steady, 14, 30, 60).has_turned);
}

static void a_larger_plan_takes_no_less_time(void **state)
{
    (void)state;
    double daily[] = {2, 3, 5, 4, 1, 0, 6, 4};
    struct stats_pace last = stats_pace(daily, 8, 30, 1);

    for (double plan = 2; plan < 300; plan++) {
        struct stats_pace pace = stats_pace(daily, 8, 30, plan);
        assert_true(pace.eta >= last.eta && pace.eta_early <= pace.eta);
        assert_true(pace.eta_late >= pace.eta);
        assert_true(pace.low <= pace.projected && pace.projected <= pace.high);
        last = pace;
    }
}

static void a_billion_a_day_stays_finite(void **state)
{
    (void)state;
    double daily[] = {1e9, 2e9, 0, 1e9, 3e9, 1e9, 1e9, 1e9};

    struct stats_pace pace = stats_pace(daily, 8, 365, 1e12);

    assert_true(isfinite(pace.projected) && isfinite(pace.low) && isfinite(pace.high));
    assert_true(pace.eta > 0);
}

static void lights_change_exactly_at_their_thresholds(void **state)
{
    (void)state;
    struct stats_light_limits usual = stats_light_limits_usual();
    struct stats_light_limits strict = {-1, -2};
    struct stats_progress ten_behind = {.done = 70, .plan = 175, .elapsed = 15, .total = 30};
    struct stats_progress thirty_behind = {.done = 35, .plan = 175, .elapsed = 15, .total = 30};

    assert_int_equal(stats_light(&ten_behind, usual), STATS_BEHIND);
    assert_int_equal(stats_light(&thirty_behind, usual), STATS_BEHIND);
    assert_int_equal(stats_light(&ten_behind, strict), STATS_FAR_BEHIND);
    thirty_behind.done -= 1;
    assert_int_equal(stats_light(&thirty_behind, usual), STATS_FAR_BEHIND);
    ten_behind.done += 1;
    assert_int_equal(stats_light(&ten_behind, usual), STATS_ON_TRACK);
}

static void a_plan_is_done_or_overdue_before_its_light_counts(void **state)
{
    (void)state;
    struct stats_light_limits usual = stats_light_limits_usual();
    struct stats_progress progress = {.done = 20, .plan = 20, .elapsed = 30, .total = 30};

    assert_string_equal(stats_plan_status_name(stats_plan_status(&progress, usual)), "done");
    progress.done = 19;
    assert_string_equal(stats_plan_status_name(stats_plan_status(&progress, usual)), "overdue");
    progress.elapsed = 29;
    assert_string_equal(stats_plan_status_name(stats_plan_status(&progress, usual)), "on_track");
}

static void not_more_than_runs_the_other_way(void **state)
{
    (void)state;
    struct stats_light_limits usual = stats_light_limits_usual();
    struct stats_progress used = {
        .done = 9, .plan = 10, .elapsed = 15, .total = 30, .at_most = true};

    assert_int_equal(stats_plan_status(&used, usual), STATS_PLAN_FAR_BEHIND);
    used.done = 2;
    assert_int_equal(stats_plan_status(&used, usual), STATS_PLAN_ON_TRACK);
    used.elapsed = 30;
    assert_int_equal(stats_plan_status(&used, usual), STATS_PLAN_DONE);
    used.done = 11;
    assert_int_equal(stats_plan_status(&used, usual), STATS_PLAN_FAR_BEHIND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(projections_equal_the_vectors),
        cmocka_unit_test(a_plan_out_of_reach_is_never_met),
        cmocka_unit_test(before_the_first_complete_day_only_the_need_is_known),
        cmocka_unit_test(says_when_the_last_week_went_another_way),
        cmocka_unit_test(a_larger_plan_takes_no_less_time),
        cmocka_unit_test(a_billion_a_day_stays_finite),
        cmocka_unit_test(lights_change_exactly_at_their_thresholds),
        cmocka_unit_test(a_plan_is_done_or_overdue_before_its_light_counts),
        cmocka_unit_test(not_more_than_runs_the_other_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
