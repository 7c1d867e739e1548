/* SPDX-License-Identifier: MIT */
#include "compute/aggregate.h"

#include "base/err.h"
#include "compute/detail.h"
#include "compute/display.h"
#include "compute/judge.h"

static bool on_old_aggregate(void *owner, const struct aggregate *aggregate, struct err *err);

struct text aggregate_key(struct arena *arena, struct text place, struct text indicator,
                          struct text item)
{
    return arena_printf(arena, "%.*s%s%.*s%s%.*s", TEXT_ARG(place), place.len > 0 ? "/" : "",
                        TEXT_ARG(indicator), item.len > 0 ? "/" : "", TEXT_ARG(item));
}

/* ---- the aggregates that were there ------------------------------------------------------- */

struct old {
    struct text key;
    struct text display;
    struct text detail;
    bool is_kept;
};

struct job {
    const struct recompute *recompute;
    struct arena arena;
    struct old *olds;
    size_t count;
    size_t capacity;
};

static bool on_old_aggregate(void *owner, const struct aggregate *aggregate, struct err *err)
{
    struct job *job = owner;
    struct old *grown =
        arena_grow(&job->arena, job->olds, job->count, &job->capacity, sizeof(*grown));

    if (grown) {
        job->olds = grown;
        grown[job->count++] =
            (struct old){.key = arena_text(&job->arena, aggregate->key),
                         .display = arena_text(&job->arena, aggregate->amount.display),
                         .detail = arena_text(&job->arena, aggregate->detail)};
    }
    return arena_check(&job->arena, err);
}

static struct old *find_old(struct job *job, struct text key)
{
    size_t low = 0;
    size_t high = job->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(job->olds[middle].key, key);
        if (order == 0) {
            return &job->olds[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* figure: what there is now; NULL: nothing. */
static bool report(struct job *job, const struct old *old, struct text key, struct text display,
                   const struct figure *figure, struct err *err)
{
    const struct recompute *recompute = job->recompute;
    struct text before = old ? old->display : (struct text){0};
    char label[PERIOD_TEXT_MAX];

    if (!recompute->on_moved || text_equal(before, display)) {
        return true;
    }
    size_t len = period_format(recompute->period, label);
    struct moved_figure moved = {
        .indicator = key,
        .period = {label, len},
        .from = before,
        .to = display,
        .is_revision =
            before.len > 0 && display.len > 0 && !detail_is_completed(old->detail, figure),
    };
    return recompute->on_moved(recompute->owner, &moved, err);
}

static struct text shown(struct job *job, const struct figure *figure,
                         const struct attributes *attributes)
{
    const struct recompute *recompute = job->recompute;
    const struct target *target =
        catalog_target(recompute->shelf->catalog, recompute->shelf->tree, figure->place,
                       figure->item, recompute->period, recompute->options->assessment_year);
    struct stats_target rate;
    bool has_rate = judge_rate_target(target, attributes, &rate);
    struct figure copy = *figure;

    copy.is_census = figure_nature(attributes->nature, figure) != NATURE_SAMPLED_RATE;
    return display_figure(&job->arena, &copy, has_rate ? &rate : NULL, recompute->options);
}

/* Counts are kept with the rate that is shown for them, so that a later job can say what it was. */
static struct amount rate_as_shown(struct text display)
{
    return (struct amount){.denominator = 1, .unit = TEXT("%"), .display = display};
}

static bool put_one(struct job *job, const struct figure *figure, struct err *err)
{
    const struct recompute *recompute = job->recompute;
    const struct shelf *shelf = recompute->shelf;
    struct attributes attributes;
    struct buffer detail = {0};

    catalog_attributes(shelf->catalog, shelf->tree, figure->place, recompute->period, &attributes);
    struct aggregate aggregate = {
        .key = aggregate_key(&job->arena, figure->place, shelf->indicator, figure->item),
        .indicator = shelf->indicator,
        .place = figure->place,
        .item = figure->item,
        .period = recompute->period,
        .presence = figure->presence,
        .has_counts = figure->has_counts,
        .passed = figure->counts.passed,
        .inspected = figure->counts.inspected,
        .has_amount = figure->has_amount,
        .amount = figure->amount,
        .updated_utc_ms = figure->updated_utc_ms,
    };
    aggregate.amount.display = shown(job, figure, &attributes);
    if (figure->has_counts) {
        aggregate.has_amount = true;
        aggregate.amount = rate_as_shown(aggregate.amount.display);
    }
    bool ok = detail_append(&detail, figure, err);
    aggregate.detail = buffer_text(&detail);
    struct old *old = find_old(job, aggregate.key);
    if (old) {
        old->is_kept = true;
    }
    ok = ok && arena_check(&job->arena, err) &&
         store_put_aggregate(shelf->store, &aggregate, err) &&
         report(job, old, aggregate.key, aggregate.amount.display, figure, err);
    buffer_finish(&detail);
    return ok;
}

static bool remove_gone(struct job *job, struct err *err)
{
    const struct recompute *recompute = job->recompute;

    for (size_t i = 0; i < job->count; i++) {
        const struct old *old = &job->olds[i];
        if (old->is_kept) {
            continue;
        }
        if (!store_remove_aggregate(recompute->shelf->store, old->key, recompute->period, err) ||
            !report(job, old, old->key, (struct text){0}, NULL, err)) {
            return false;
        }
    }
    return true;
}

bool aggregate_recompute(const struct recompute *recompute, struct err *err)
{
    struct job job = {.recompute = recompute};
    struct shelf *shelf = recompute->shelf;
    const struct figures *figures = NULL;

    bool ok = store_each_aggregate_of(shelf->store, shelf->indicator, recompute->period,
                                      on_old_aggregate, &job, err) &&
              shelf_take(shelf, recompute->period, &figures, err);
    for (size_t i = 0; ok && i < figures->count; i++) {
        ok = put_one(&job, figures->at[i], err);
    }
    ok = ok && remove_gone(&job, err);
    arena_finish(&job.arena);
    return ok;
}

struct point aggregate_point(struct arena *arena, const struct aggregate *aggregate)
{
    struct point point = {
        .period = aggregate->period,
        .display = arena_text(arena, aggregate->amount.display),
        .figure =
            {
                .place = arena_text(arena, aggregate->place),
                .item = arena_text(arena, aggregate->item),
                .presence = aggregate->presence,
                .has_counts = aggregate->has_counts,
                .counts = {aggregate->passed, aggregate->inspected},
                .has_amount = aggregate->has_amount && !aggregate->has_counts,
                .amount = aggregate->amount,
                .population = -1,
                .updated_utc_ms = aggregate->updated_utc_ms,
            },
    };

    point.figure.amount.unit = arena_text(arena, aggregate->amount.unit);
    point.figure.amount.display = point.display;
    return point;
}
