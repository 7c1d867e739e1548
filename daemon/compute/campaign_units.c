/* SPDX-License-Identifier: MIT */
/*
 * Who takes part in a campaign, who has reported, and what is planned and done.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "compute/campaign.h"
#include "compute/unit.h"

/* ---- days --------------------------------------------------------------------------------- */

int32_t campaign_day_of(const struct campaign *campaign, const struct activity *activity)
{
    int32_t day = activity->days.from;

    if (day < campaign->window->from) {
        return campaign->window->from;
    }
    return day > campaign->window->to ? campaign->window->to : day;
}

/* Dated late in the window but still to come: it is not done yet. */
static bool has_come(const struct activity *activity, int32_t until)
{
    return activity->days.from <= until;
}

/* ---- units -------------------------------------------------------------------------------- */

struct text campaign_unit_of(const struct place_chain *chain, struct text host, struct text place,
                             bool *is_place)
{
    *is_place = true;
    for (size_t i = 1; i < chain->count; i++) {
        if (text_equal(chain->at[i], place)) {
            return chain->at[i - 1];
        }
    }
    *is_place = false;
    return text_equal(host, place) ? (struct text){NULL, 0} : host;
}

static struct unit *require_unit(struct arena *arena, struct units *units, struct text name)
{
    size_t low = 0;
    size_t high = units->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(units->at[middle].name, name);
        if (order == 0) {
            return &units->at[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    struct unit *grown =
        arena_grow(arena, units->at, units->count, &units->capacity, sizeof(*grown));
    if (!grown) {
        return NULL;
    }
    units->at = grown;
    for (size_t i = units->count; i > low; i--) {
        grown[i] = grown[i - 1];
    }
    grown[low] = (struct unit){.name = name, .due_day = INT32_MAX, .first_day = INT32_MAX};
    units->count++;
    return &grown[low];
}

/* Nobody owes a report on a campaign that is only a date in a calendar. */
static void add_places(const struct campaign *campaign, struct units *units)
{
    const struct tree_node *node = tree_find(campaign->book->tree, campaign->place);
    bool is_only_a_date = campaign->activity_count == 0 && campaign->plan_count == 0;

    if (is_only_a_date) {
        return;
    }
    for (size_t i = 0; node && i < node->child_count; i++) {
        struct unit *unit = require_unit(campaign->book->arena, units, node->children[i]->name);
        if (unit) {
            unit->is_place = true;
            unit->must_report = node->children[i]->must_report;
        }
    }
}

/* A plan names a unit, and so asks it to report unless it says 应报 否; the plan of a place further
 * down says nothing about the unit above it. */
static void add_planned(const struct campaign *campaign, struct units *units)
{
    struct text nothing = {0};

    for (size_t i = 0; i < campaign->plan_count; i++) {
        const struct plan *plan = campaign->plans[i];
        bool is_place = false;
        struct text name = campaign_unit_of(&plan->chain, nothing, campaign->place, &is_place);
        if (plan->to_utc_ms != INT64_MAX || name.len == 0 || !text_equal(name, plan->chain.at[0])) {
            continue;
        }
        struct unit *unit = require_unit(campaign->book->arena, units, name);
        if (unit) {
            unit->is_place = true;
            unit->must_report = true;
            unit->says_not = unit->says_not || !plan->must_report;
            unit->due_day = plan->due_day < unit->due_day ? plan->due_day : unit->due_day;
        }
    }
}

static void add_activity(const struct campaign *campaign, struct units *units,
                         const struct activity *activity)
{
    bool is_place = false;
    struct text name =
        campaign_unit_of(&activity->chain, activity->host, campaign->place, &is_place);
    struct unit *unit = name.len > 0 ? require_unit(campaign->book->arena, units, name) : NULL;

    if (!unit) {
        return;
    }
    const struct amount *sessions = activity_metric(activity, TEXT("场次"));
    int32_t late_days = campaign->book->options->late_days;
    unit->is_place = unit->is_place || is_place;
    unit->rows++;
    unit->sessions += sessions ? amount_to_double(sessions) : 1;
    int32_t came = clock_day(activity->first_utc_ms);
    unit->first_day = came < unit->first_day ? came : unit->first_day;
    if (came - activity->days.to > late_days) {
        unit->late_entries++;
    }
    if (activity->taken_utc_ms > unit->reported_utc_ms) {
        unit->reported_utc_ms = activity->taken_utc_ms;
    }
}

static enum unit_state state_of(const struct campaign *campaign, const struct unit *unit)
{
    const struct campaign_book *book = campaign->book;

    if (unit->rows > 0 && unit->sessions == 0) {
        return UNIT_ZERO_REPORT;
    }
    if (unit->rows > 0) {
        bool is_today = clock_day(unit->reported_utc_ms) == book->today;
        return is_today ? UNIT_REPORTED_TODAY : UNIT_REPORTED;
    }
    if (!unit->must_report) {
        return UNIT_NOT_REQUIRED;
    }
    int32_t after = campaign->window->to + book->options->late_days;
    int32_t due = unit->due_day != INT32_MAX ? unit->due_day : after;
    return book->today > due ? UNIT_OVERDUE : UNIT_WAITING;
}

bool unit_is_on_time(const struct unit *unit)
{
    return unit->rows > 0 && unit->late_entries == 0 && unit->first_day <= unit->due_day;
}

static void count_unit(struct units *units, const struct unit *unit)
{
    if (!unit->must_report) {
        return;
    }
    units->must++;
    units->reported += unit->rows > 0;
    units->overdue += unit->state == UNIT_OVERDUE;
    units->on_time += unit_is_on_time(unit);
}

void campaign_count_units(const struct campaign *campaign, struct units *units)
{
    *units = (struct units){0};
    add_places(campaign, units);
    add_planned(campaign, units);
    for (size_t i = 0; i < campaign->activity_count; i++) {
        add_activity(campaign, units, campaign->activities[i]);
    }
    for (size_t i = 0; i < units->count; i++) {
        struct unit *unit = &units->at[i];
        unit->must_report = unit->must_report && !unit->says_not;
        unit->state = state_of(campaign, unit);
        count_unit(units, unit);
    }
}

const char *unit_state_name(enum unit_state state)
{
    static const char *const names[] = {
        [UNIT_REPORTED] = "reported",       [UNIT_REPORTED_TODAY] = "reported_today",
        [UNIT_ZERO_REPORT] = "zero_report", [UNIT_WAITING] = "waiting",
        [UNIT_OVERDUE] = "overdue",         [UNIT_NOT_REQUIRED] = "not_required",
    };

    return names[state];
}

/* ---- metrics ------------------------------------------------------------------------------ */

const struct amount *activity_metric(const struct activity *activity, struct text metric)
{
    for (size_t i = 0; i < activity->metric_count; i++) {
        if (text_equal(activity->metrics[i].name, metric)) {
            return &activity->metrics[i].amount;
        }
    }
    return NULL;
}

static void add_name(struct arena *arena, struct text **names, size_t *count, size_t *capacity,
                     struct text name)
{
    for (size_t i = 0; i < *count; i++) {
        if (text_equal((*names)[i], name)) {
            return;
        }
    }
    struct text *grown = arena_grow(arena, *names, *count, capacity, sizeof(*grown));
    if (grown) {
        *names = grown;
        grown[(*count)++] = name;
    }
}

size_t campaign_metric_names(const struct campaign *campaign, struct text **names)
{
    struct arena *arena = campaign->book->arena;
    size_t count = 0;
    size_t capacity = 0;

    *names = NULL;
    for (size_t i = 0; i < campaign->plan_count; i++) {
        if (campaign->plans[i]->to_utc_ms == INT64_MAX) {
            add_name(arena, names, &count, &capacity, campaign->plans[i]->metric);
        }
    }
    for (size_t i = 0; i < campaign->activity_count; i++) {
        const struct activity *activity = campaign->activities[i];
        for (size_t k = 0; k < activity->metric_count; k++) {
            add_name(arena, names, &count, &capacity, activity->metrics[k].name);
        }
    }
    return count;
}

struct text campaign_metric_unit(struct text metric)
{
    static const char *const units[] = {"人次", "家次", "场次", "份", "件", "条",
                                        "期",   "个",   "户",   "家", "人", "次"};
    static const char *const fixed[][2] = {{"场次", "场"}, {"媒体报道", "篇"}};

    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        if (text_equal_str(metric, fixed[i][0])) {
            return text_of(fixed[i][1]);
        }
    }
    struct text name = metric;
    if (text_ends_with(name, "数") && name.len > 3) {
        name.len -= 3;
    }
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (text_ends_with(name, units[i])) {
            return text_of(units[i]);
        }
    }
    return (struct text){0};
}

bool campaign_done(const struct campaign *campaign, struct text metric, struct text unit,
                   int32_t until, struct amount *done)
{
    bool has_any = false;

    for (size_t i = 0; i < campaign->activity_count; i++) {
        const struct activity *activity = campaign->activities[i];
        const struct amount *amount = activity_metric(activity, metric);
        bool is_place = false;
        if (!amount || !has_come(activity, until) ||
            (unit.len > 0 && !text_equal(campaign_unit_of(&activity->chain, activity->host,
                                                          campaign->place, &is_place),
                                         unit))) {
            continue;
        }
        if (!has_any) {
            *done = *amount;
            has_any = true;
        } else if (!amount_add(done, amount)) {
            done->qualifier = QUALIFIER_APPROX;
        }
    }
    return has_any;
}

/* ---- plans -------------------------------------------------------------------------------- */

static bool is_in_force(const struct plan *plan, int64_t at_utc_ms)
{
    return plan->from_utc_ms <= at_utc_ms && at_utc_ms < plan->to_utc_ms;
}

/* The row that counts for one place or unit: the newest. */
static const struct plan *own_plan(const struct campaign *campaign, struct text metric,
                                   struct text place, int64_t at_utc_ms)
{
    const struct plan *best = NULL;

    for (size_t i = 0; i < campaign->plan_count; i++) {
        const struct plan *plan = campaign->plans[i];
        if (!text_equal(plan->metric, metric) || !text_equal(plan->chain.at[0], place) ||
            !is_in_force(plan, at_utc_ms)) {
            continue;
        }
        bool is_newer = !best || plan->drop_order > best->drop_order ||
                        (plan->drop_order == best->drop_order && plan->line > best->line);
        best = is_newer ? plan : best;
    }
    return best;
}

static bool is_first_below(const struct campaign *campaign, size_t index, struct text place,
                           struct text *below)
{
    const struct place_chain *chain = &campaign->plans[index]->chain;
    struct text nothing = {0};
    bool is_place = false;

    *below = campaign_unit_of(chain, nothing, place, &is_place);
    if (!is_place || below->len == 0) {
        return false;
    }
    for (size_t i = 0; i < index; i++) {
        struct text other = campaign_unit_of(&campaign->plans[i]->chain, nothing, place, &is_place);
        if (is_place && text_equal(other, *below)) {
            return false;
        }
    }
    return true;
}

static bool plan_of(const struct campaign *campaign, struct text metric, struct text place,
                    int64_t at_utc_ms, struct amount *planned)
{
    const struct plan *own = own_plan(campaign, metric, place, at_utc_ms);
    bool has_any = false;

    if (own) {
        *planned = own->planned;
        return true;
    }
    for (size_t i = 0; i < campaign->plan_count; i++) {
        struct text below;
        struct amount part;
        if (!is_first_below(campaign, i, place, &below) ||
            !plan_of(campaign, metric, below, at_utc_ms, &part)) {
            continue;
        }
        if (!has_any) {
            *planned = part;
            has_any = true;
        } else {
            (void)amount_add(planned, &part);
        }
    }
    return has_any;
}

bool campaign_plan_at(const struct campaign *campaign, struct text metric, struct text unit,
                      int64_t at_utc_ms, struct amount *planned)
{
    return plan_of(campaign, metric, unit.len > 0 ? unit : campaign->place, at_utc_ms, planned);
}
