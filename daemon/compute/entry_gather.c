/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "compute/detail.h"
#include "compute/entry.h"
#include "compute/unit.h"

static bool load_point(struct entry *entry, struct err *err)
{
    struct entry_job *job = entry->job;

    if (!series_load(&entry->series, job->store, job->points_max, err)) {
        return false;
    }
    job->points_expected = entry->series.count;
    entry->point = entry->series.chosen;
    return arena_check(entry->arena, err);
}

/* The figure behind a point. It lives on the shelf, but its period is not lost to a second one. */
static bool load_figure(struct entry *entry, const struct point *point, const struct figure **out,
                        struct err *err)
{
    const struct figures *figures = NULL;

    if (!shelf_take(entry->job->shelf, point->period, &figures, err)) {
        return false;
    }
    *out = figures_find(figures, entry->series.place, entry->series.item);
    return true;
}

/* What the rows say beside the number; of the figure before only what a comparison needs. */
static bool load_detail(struct entry *entry, struct err *err)
{
    const struct point *previous = entry->series.previous;

    if (!entry->point) {
        return true;
    }
    if (!load_figure(entry, entry->point, &entry->figure, err)) {
        return false;
    }
    if (!entry->figure) {
        return true;
    }
    bool is_compared = previous && entry->figure->part_count > 0 && entry->figure->has_counts;
    return !is_compared || load_figure(entry, previous, &entry->before, err);
}

static void find_target(struct entry *entry, struct text place, struct text item)
{
    const struct entry_job *job = entry->job;
    int year = job->options->assessment_year;
    bool has_number = entry->point && figure_has_number(&entry->point->figure);

    if (has_number) {
        entry->target =
            catalog_target(job->catalog, job->tree, place, item, entry->point->period, year);
    } else if (item.len == 0) {
        entry->target = catalog_standing(job->catalog, place, year);
        if (!entry->target && entry->point) {
            entry->target =
                catalog_target(job->catalog, job->tree, place, item, entry->point->period, year);
        }
    }
}

static struct period period_of_entry(const struct entry *entry)
{
    if (entry->point && figure_has_number(&entry->point->figure)) {
        return entry->point->period;
    }
    return entry->target ? entry->target->record.period : period_undated();
}

/* Without a figure the target's own unit tells. */
static enum nature nature_of(const struct entry *entry)
{
    if (entry->point) {
        struct figure figure = entry->point->figure;
        figure.is_rate = entry->figure && entry->figure->is_rate;
        return figure_nature(entry->attributes.nature, &figure);
    }
    if (entry->attributes.nature != NATURE_UNSTATED || !entry->target) {
        return entry->attributes.nature;
    }
    if (entry->target->record.is_milestone_target) {
        return NATURE_MILESTONE;
    }
    struct text unit = entry->target->record.target.unit;
    bool is_ratio = unit_is_ratio(unit.len > 0 ? unit : entry->attributes.unit);
    return is_ratio ? NATURE_UNSTATED : NATURE_FLOW;
}

static const struct period *target_period(const struct entry *entry)
{
    return entry->target ? &entry->target->record.period : NULL;
}

static const struct period *newest_period(const struct entry *entry)
{
    for (size_t i = 0; i < entry->series.count; i++) {
        if (figure_has_number(&entry->series.points[i].figure)) {
            return &entry->series.points[i].period;
        }
    }
    return NULL;
}

static void judge_entry(struct entry *entry, const struct due_rule *rule)
{
    const struct entry_job *job = entry->job;
    struct amount done;
    size_t periods = 0;
    struct judging judging = {
        .arena = entry->arena,
        .options = job->options,
        .intervals = job->intervals,
        .figure = entry->point ? &entry->point->figure : NULL,
        .target = entry->target,
        .attributes = &entry->attributes,
        .nature = entry->nature,
        .is_incomplete = detail_is_incomplete(entry->figure),
        .today = job->today,
        .deadline = due_day_of(rule, target_period(entry)),
    };
    struct figure covered;

    if (judging.is_incomplete) {
        covered = entry->point->figure;
        covered.reported = entry->figure->reported;
        covered.must = entry->figure->must;
        judging.figure = &covered;
    }
    bool is_flow = entry->nature == NATURE_FLOW && entry->target && entry->point &&
                   !period_is_undated(entry->target->record.period);
    if (is_flow &&
        series_sum_within(&entry->series, entry->target->record.period, &done, &periods) &&
        periods > 1) {
        judging.done = &done;
    }
    judge(&judging, &entry->judgement);
    if (entry->judgement.changes_day < INT32_MAX) {
        entry_note_change(entry, clock_day_start_ms(entry->judgement.changes_day));
    }
}

static void find_due(struct entry *entry, const struct due_rule *rule)
{
    struct entry_job *job = entry->job;

    entry->due = due_next(rule, newest_period(entry), target_period(entry), job->today);
    bool is_deadline = rule->cycle == DUE_FIXED || rule->cycle == DUE_YEARLY_DAY;
    if (is_deadline && !rule->says_every && strcmp(entry->judgement.status, "done") == 0) {
        entry->due.is_known = false;
    }
    entry->is_overdue = entry->due.is_known && job->now_utc_ms >= entry->due.at_utc_ms;
    if (entry->due.is_known) {
        entry_note_change(entry, entry->due.at_utc_ms);
        entry_note_change(entry, clock_day_start_ms(job->today + 1)); /* it counts the days */
    }
}

void entry_note_change(struct entry *entry, int64_t at_utc_ms)
{
    if (at_utc_ms > entry->job->now_utc_ms && at_utc_ms < entry->note.changes_utc_ms) {
        entry->note.changes_utc_ms = at_utc_ms;
    }
}

bool entry_gather(struct entry *entry, struct entry_job *job, struct text place, struct text item,
                  struct err *err)
{
    *entry =
        (struct entry){.job = job, .arena = job->arena, .note = {.changes_utc_ms = BOARD_NEVER}};
    entry->series = (struct series){
        .arena = job->arena,
        .key = aggregate_key(job->arena, place, job->indicator, item),
        .indicator = job->indicator,
        .place = place,
        .item = item,
        .assessment_year = job->options->assessment_year,
        .expected = job->points_expected,
        .periods = job->periods,
    };
    if (!load_point(entry, err)) {
        return false;
    }
    find_target(entry, place, item);
    catalog_attributes(job->catalog, job->tree, place, period_of_entry(entry), &entry->attributes);
    if (!load_detail(entry, err)) {
        return false;
    }
    entry->nature = nature_of(entry);
    entry->has_rate_target =
        judge_rate_target(entry->target, &entry->attributes, &entry->rate_target);
    struct due_rule rule = due_read(entry->attributes.due);
    judge_entry(entry, &rule);
    find_due(entry, &rule);
    return arena_check(entry->arena, err);
}
