/* SPDX-License-Identifier: MIT */
/*
 * A campaign's numbers: done and planned, pace and projection, by day and by unit.
 */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "compute/campaign.h"
#include "compute/display.h"
#include "compute/judge.h"
#include "compute/stats_pace.h"
#include "compute/stats_rank.h"
#include "compute/unit.h"
#include "compute/words.h"

/* One metric while it is written. */
struct metering {
    const struct campaign *campaign;
    const struct units *units;
    struct draft *draft;
    struct draft_value *object;
    struct text name;
    struct text unit;
    int days;
    int elapsed; /* complete days */
    struct amount done;
    double done_value;
    bool has_plan;
    struct amount planned;
    double plan_value;
    struct stats_pace pace;
    bool has_pace;
};

static int32_t last_complete_day(const struct campaign *campaign)
{
    return campaign->book->today - 1;
}

static int elapsed_days(const struct campaign *campaign)
{
    int32_t elapsed = campaign->book->today - campaign->window->from;
    int32_t days = campaign->window->to - campaign->window->from + 1;

    elapsed = elapsed < 0 ? 0 : elapsed;
    return elapsed > days ? days : elapsed;
}

/* ---- done and plan ------------------------------------------------------------------------ */

static void take_done(struct metering *metering)
{
    struct text all = {0};
    const struct units *units = metering->units;

    metering->done = (struct amount){.denominator = 1};
    (void)campaign_done(metering->campaign, metering->name, all,
                        last_complete_day(metering->campaign), &metering->done);
    if (units->must > 0 && units->reported < units->must) {
        metering->done.qualifier = qualifier_of_sum(metering->done.qualifier, QUALIFIER_GE);
    }
    metering->done_value = amount_to_double(&metering->done);
    if (metering->done.unit.len > 0) {
        metering->unit = metering->done.unit;
    } else {
        metering->unit = campaign_metric_unit(metering->name);
    }
    metering->done.unit = (struct text){0};
    metering->done.display = (struct text){0};
}

static void put_done(struct metering *metering)
{
    struct draft *draft = metering->draft;
    const struct campaign *campaign = metering->campaign;
    struct text all = {0};
    struct amount until_today = {.denominator = 1};

    draft_text(draft, metering->object, "unit", metering->unit);
    draft_number(draft, metering->object, "done", metering->done_value);
    draft_str(draft, metering->object, "qualifier", qualifier_name(metering->done.qualifier));
    draft_text(draft, metering->object, "display",
               display_amount(campaign->book->arena, &metering->done));
    (void)campaign_done(campaign, metering->name, all, campaign->book->today, &until_today);
    bool is_running = campaign->book->today >= campaign->window->from &&
                      campaign->book->today <= campaign->window->to;
    if (is_running) {
        draft_number(draft, metering->object, "today",
                     amount_to_double(&until_today) - metering->done_value);
    }
}

static void put_progress(struct metering *metering)
{
    struct draft *draft = metering->draft;
    const struct compute_options *options = metering->campaign->book->options;
    struct stats_progress progress = {.done = metering->done_value,
                                      .plan = metering->plan_value,
                                      .elapsed = metering->elapsed,
                                      .total = metering->days};
    struct stats_light_limits limits = {options->behind_points, options->far_behind_points};

    draft_number(draft, metering->object, "time_progress", stats_time_percent(&progress));
    if (!metering->has_plan || metering->plan_value <= 0) {
        draft_str(draft, metering->object, "status", "none");
        return;
    }
    draft_number(draft, metering->object, "plan", metering->plan_value);
    draft_number(draft, metering->object, "progress", stats_completion_percent(&progress));
    draft_number(draft, metering->object, "deviation", stats_deviation(&progress));
    bool has_begun = metering->campaign->book->today >= metering->campaign->window->from;
    enum stats_plan_status status = stats_plan_status(&progress, limits);
    draft_str(draft, metering->object, "status",
              has_begun ? stats_plan_status_name(status) : "none");
    if (has_begun) {
        struct sentence verdict =
            judge_plan_words(metering->campaign->book->arena, status, stats_deviation(&progress));
        draft_sentence(draft, metering->object, "verdict", &verdict);
    }
}

/* ---- pace --------------------------------------------------------------------------------- */

static bool take_pace(struct metering *metering)
{
    const struct campaign *campaign = metering->campaign;
    size_t count = (size_t)metering->elapsed;
    double *daily = arena_take(campaign->book->arena, (count ? count : 1) * sizeof(*daily));

    if (!daily || campaign->window->origin == WINDOW_LOOSE) {
        return false;
    }
    for (size_t i = 0; i < campaign->activity_count; i++) {
        const struct activity *activity = campaign->activities[i];
        const struct amount *amount = activity_metric(activity, metering->name);
        int32_t at = campaign_day_of(campaign, activity) - campaign->window->from;
        bool is_counted =
            amount && activity->days.from <= last_complete_day(campaign) && at < metering->elapsed;
        if (is_counted) {
            double value = amount_to_double(amount);
            daily[at] += value > 0 ? value : 0;
        }
    }
    double plan = metering->has_plan && metering->plan_value > 0 ? metering->plan_value : 1;
    metering->pace = stats_pace(daily, metering->elapsed, metering->days, plan);
    return true;
}

static struct text with_unit(const struct metering *metering, double value, int decimals)
{
    struct arena *arena = metering->campaign->book->arena;
    struct text number = display_number(arena, value, decimals);

    return arena_printf(arena, "%.*s%.*s", TEXT_ARG(number), TEXT_ARG(metering->unit));
}

static enum words projection_words(const struct campaign *campaign)
{
    int year = 0;
    int month = 0;
    int day = 0;

    clock_date_of(campaign->window->to, &year, &month, &day);
    return day == clock_days_in_month(year, month) ? WORDS_PROJECTION_MONTH : WORDS_PROJECTION_END;
}

static struct sentence pace_words(const struct metering *metering)
{
    struct arena *arena = metering->campaign->book->arena;
    const struct stats_pace *pace = &metering->pace;
    struct text nothing = {0};
    struct sentence said = {0};

    if (metering->done_value >= metering->plan_value) {
        return words_of(WORDS_PACE_DONE);
    }
    if (pace->has_needed && metering->elapsed > 0) {
        said = words_say(arena, WORDS_PACE_NEEDED, with_unit(metering, pace->pace, 1),
                         with_unit(metering, pace->needed, 1), nothing);
    }
    if (pace->has_forecast) {
        struct text low = display_number(arena, round(pace->low), 0);
        struct text high = display_number(arena, round(pace->high), 0);
        struct text range = arena_printf(arena, "%.*s–%.*s", TEXT_ARG(low), TEXT_ARG(high));
        said = words_join(arena, said,
                          words_say(arena, projection_words(metering->campaign),
                                    with_unit(metering, round(pace->projected), 0), range,
                                    with_unit(metering, metering->plan_value, 1)));
    }
    if (pace->has_forecast && pace->has_turned) {
        said =
            words_join(arena, said,
                       words_say(arena, WORDS_PROJECTION_TURNED, with_unit(metering, pace->pace, 1),
                                 with_unit(metering, pace->pace7, 1), nothing));
    }
    return said;
}

static void put_pace(struct metering *metering)
{
    struct draft *draft = metering->draft;
    const struct stats_pace *pace = &metering->pace;

    if (metering->elapsed == 0 || metering->elapsed >= metering->days || !take_pace(metering)) {
        return;
    }
    draft_number(draft, metering->object, "pace", pace->pace);
    draft_number(draft, metering->object, "pace7", pace->pace7);
    if (pace->has_forecast) {
        draft_number(draft, metering->object, "projected", pace->projected);
        draft_pair(draft, metering->object, "range", pace->low, pace->high);
        if (pace->has_turned) {
            draft_bool(draft, metering->object, "turned", true);
        }
    }
    if (!metering->has_plan || metering->plan_value <= 0) {
        return;
    }
    if (pace->has_needed) {
        draft_number(draft, metering->object, "needed", pace->needed);
    }
    if (pace->has_forecast && pace->eta != STATS_NEVER) {
        draft_integer(draft, metering->object, "eta_days", pace->eta);
    }
    struct sentence text = pace_words(metering);
    draft_sentence(draft, metering->object, "text", &text);
}

/* What it came to, when all days are over. */
static void put_total(struct metering *metering)
{
    struct arena *arena = metering->campaign->book->arena;

    if (metering->elapsed < metering->days || !metering->has_plan || metering->plan_value <= 0) {
        return;
    }
    struct text done = display_amount(arena, &metering->done);
    struct sentence text =
        words_say(arena, WORDS_CAMPAIGN_TOTAL,
                  arena_printf(arena, "%.*s%.*s", TEXT_ARG(done), TEXT_ARG(metering->unit)),
                  with_unit(metering, metering->plan_value, 1),
                  display_number(arena, 100 * metering->done_value / metering->plan_value, 1));
    draft_sentence(metering->draft, metering->object, "text", &text);
}

/* ---- metrics ------------------------------------------------------------------------------ */

static void put_metric(struct draft *draft, struct draft_value *metrics,
                       const struct campaign *campaign, const struct units *units, struct text name)
{
    struct text all = {0};
    struct metering metering = {
        .campaign = campaign,
        .units = units,
        .draft = draft,
        .object = draft_object_at(draft, metrics, name),
        .name = name,
        .days = campaign->window->to - campaign->window->from + 1,
        .elapsed = elapsed_days(campaign),
    };

    take_done(&metering);
    metering.has_plan = campaign_plan_at(campaign, name, all, INT64_MAX - 1, &metering.planned);
    metering.plan_value = metering.has_plan ? amount_to_double(&metering.planned) : 0;
    if (metering.unit.len == 0 && metering.has_plan) {
        metering.unit = metering.planned.unit;
    }
    put_done(&metering);
    put_progress(&metering);
    put_pace(&metering);
    put_total(&metering);
}

void campaign_put_metrics(struct draft *draft, const struct campaign *campaign,
                          const struct units *units)
{
    struct text *names = NULL;
    size_t count = campaign_metric_names(campaign, &names);
    struct draft_value *metrics = draft_object(draft, draft->root, "metrics");

    for (size_t i = 0; i < count; i++) {
        put_metric(draft, metrics, campaign, units, names[i]);
    }
}

/* ---- units -------------------------------------------------------------------------------- */

static void put_unit(struct draft *draft, struct draft_value *object,
                     const struct campaign *campaign, const struct unit *unit,
                     const struct text *names, size_t count)
{
    draft_str(draft, object, "state", unit_state_name(unit->state));
    if (unit->rows > 0) {
        draft_time(draft, object, "reported_at", unit->reported_utc_ms);
        draft_bool(draft, object, "on_time", unit_is_on_time(unit));
    }
    if (unit->late_entries > 0) {
        draft_integer(draft, object, "late_entries", (int64_t)unit->late_entries);
    }
    struct draft_value *metrics = draft_object(draft, object, "metrics");
    for (size_t i = 0; i < count; i++) {
        struct amount amount = {.denominator = 1};
        if (campaign_done(campaign, names[i], unit->name, campaign->book->today, &amount)) {
            draft_number_at(draft, metrics, names[i], amount_to_double(&amount));
        }
    }
    struct draft_value *plan = NULL;
    for (size_t i = 0; unit->is_place && i < count; i++) {
        struct amount amount = {.denominator = 1};
        if (campaign_plan_at(campaign, names[i], unit->name, INT64_MAX - 1, &amount)) {
            plan = plan ? plan : draft_object(draft, object, "plan");
            draft_number_at(draft, plan, names[i], amount_to_double(&amount));
        }
    }
}

/* The metric that units are ranked by: 场次 if it is planned, else the first planned one. */
static bool ranking_metric(const struct campaign *campaign, const struct units *units,
                           const struct text *names, size_t count, struct text *metric)
{
    bool has_any = false;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < units->count; k++) {
            struct amount planned;
            bool is_planned =
                units->at[k].is_place &&
                campaign_plan_at(campaign, names[i], units->at[k].name, INT64_MAX - 1, &planned);
            if (is_planned && (!has_any || text_equal_str(names[i], "场次"))) {
                *metric = names[i];
                has_any = true;
            }
        }
    }
    return has_any;
}

struct ranked {
    struct text unit;
    double done;
    double plan;
    double progress;
    int rank;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *first = a;
    const struct ranked *second = b;

    if (first->rank != second->rank) {
        return first->rank < second->rank ? -1 : 1;
    }
    return text_compare(first->unit, second->unit);
}

static size_t collect_ranked(const struct campaign *campaign, const struct units *units,
                             struct text metric, struct ranked *ranked)
{
    size_t count = 0;

    for (size_t i = 0; i < units->count; i++) {
        struct amount planned;
        struct amount done = {.denominator = 1};
        if (!units->at[i].is_place ||
            !campaign_plan_at(campaign, metric, units->at[i].name, INT64_MAX - 1, &planned)) {
            continue;
        }
        (void)campaign_done(campaign, metric, units->at[i].name, campaign->book->today, &done);
        double plan = amount_to_double(&planned);
        if (plan > 0) {
            double value = amount_to_double(&done);
            ranked[count++] =
                (struct ranked){units->at[i].name, value, plan, 100 * value / plan, 0};
        }
    }
    return count;
}

static void put_ranking(struct draft *draft, const struct campaign *campaign,
                        const struct units *units, struct text metric)
{
    struct arena *arena = campaign->book->arena;
    struct ranked *ranked = arena_take(arena, units->count * sizeof(*ranked));
    double *values = arena_take(arena, units->count * sizeof(*values));
    int *ranks = arena_take(arena, units->count * sizeof(*ranks));

    if (!ranked || !values || !ranks) {
        return;
    }
    size_t count = collect_ranked(campaign, units, metric, ranked);
    for (size_t i = 0; i < count; i++) {
        values[i] = ranked[i].progress;
    }
    stats_rank_values(values, count, true, ranks);
    for (size_t i = 0; i < count; i++) {
        ranked[i].rank = ranks[i];
    }
    qsort(ranked, count, sizeof(*ranked), by_rank);
    struct draft_value *array = draft_array(draft, draft->root, "ranking");
    for (size_t i = 0; i < count; i++) {
        struct draft_value *object = draft_push_object(draft, array);
        draft_text(draft, object, "unit", ranked[i].unit);
        draft_text(draft, object, "metric", metric);
        draft_number(draft, object, "progress", ranked[i].progress);
        draft_integer(draft, object, "rank", ranked[i].rank);
        draft_number(draft, object, "done", ranked[i].done);
        draft_number(draft, object, "plan", ranked[i].plan);
    }
}

void campaign_put_units(struct draft *draft, const struct campaign *campaign,
                        const struct units *units)
{
    struct text *names = NULL;
    struct text metric;
    size_t count = campaign_metric_names(campaign, &names);

    if (units->count == 0) {
        return;
    }
    struct draft_value *object = draft_object(draft, draft->root, "units");
    for (size_t i = 0; i < units->count; i++) {
        put_unit(draft, draft_object_at(draft, object, units->at[i].name), campaign, &units->at[i],
                 names, count);
    }
    if (ranking_metric(campaign, units, names, count, &metric)) {
        put_ranking(draft, campaign, units, metric);
    }
}
