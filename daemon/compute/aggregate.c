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
    struct text slash = TEXT("/");
    struct text nothing = {0};
    const struct text pieces[] = {place, place.len > 0 ? slash : nothing, indicator,
                                  item.len > 0 ? slash : nothing, item};

    return arena_join(arena, pieces, 5);
}

/* ---- the aggregates that were there ------------------------------------------------------- */

struct old {
    struct text place;
    struct text item;
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
    size_t next; /* the old one that is expected next: figures come in the order of before */
    struct aggregate *made;
    size_t made_count;
    struct moved_figure *moved;
    size_t moved_count;
    size_t moved_capacity;
    size_t label_len;
    char label[PERIOD_TEXT_MAX]; /* of the period */
};

static bool on_old_aggregate(void *owner, const struct aggregate *aggregate, struct err *err)
{
    struct job *job = owner;
    struct old *grown =
        arena_grow(&job->arena, job->olds, job->count, &job->capacity, sizeof(*grown));

    if (grown) {
        job->olds = grown;
        grown[job->count++] =
            (struct old){.place = arena_text(&job->arena, aggregate->place),
                         .item = arena_text(&job->arena, aggregate->item),
                         .display = arena_text(&job->arena, aggregate->amount.display),
                         .detail = arena_text(&job->arena, aggregate->detail)};
    }
    return arena_check(&job->arena, err);
}

static struct old *find_old(struct job *job, struct text place, struct text item)
{
    for (size_t tried = 0; tried < job->count; tried++) {
        struct old *old = &job->olds[job->next];
        job->next = job->next + 1 < job->count ? job->next + 1 : 0;
        if (text_equal(old->place, place) && text_equal(old->item, item)) {
            return old;
        }
    }
    return NULL;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* figure: what there is now; NULL: nothing. */
static void note_moved(struct job *job, const struct old *old, struct text place, struct text item,
                       struct text display, const struct figure *figure)
{
    const struct recompute *recompute = job->recompute;
    struct text before = old ? old->display : (struct text){0};

    if (!recompute->on_moved || text_equal(before, display) ||
        store_skip_moved(recompute->shelf->store, before, display)) {
        return;
    }
    struct moved_figure *grown =
        arena_grow(&job->arena, job->moved, job->moved_count, &job->moved_capacity, sizeof(*grown));
    if (grown) {
        job->moved = grown;
        grown[job->moved_count++] = (struct moved_figure){
            .indicator = aggregate_key(&job->arena, place, recompute->shelf->indicator, item),
            .period = {job->label, job->label_len},
            .from = before,
            .to = display,
            .is_revision =
                before.len > 0 && display.len > 0 && !detail_is_completed(old->detail, figure),
        };
    }
}

static bool report(struct job *job, struct err *err)
{
    const struct recompute *recompute = job->recompute;

    return arena_check(&job->arena, err) &&
           (job->moved_count == 0 ||
            recompute->on_moved(recompute->owner, recompute->shelf->indicator, job->moved,
                                job->moved_count, err));
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

static void make_one(struct job *job, const struct figure *figure)
{
    const struct recompute *recompute = job->recompute;
    const struct shelf *shelf = recompute->shelf;
    struct attributes attributes;

    catalog_attributes(shelf->catalog, shelf->tree, figure->place, recompute->period, &attributes);
    struct aggregate *aggregate = &job->made[job->made_count++];
    *aggregate = (struct aggregate){
        .place = figure->place,
        .item = figure->item,
        .presence = figure->presence,
        .has_counts = figure->has_counts,
        .passed = figure->counts.passed,
        .inspected = figure->counts.inspected,
        .has_amount = figure->has_amount,
        .amount = figure->amount,
        .updated_utc_ms = figure->updated_utc_ms,
        .detail = detail_prints(&job->arena, figure),
    };
    aggregate->amount.display = shown(job, figure, &attributes);
    if (figure->has_counts) {
        aggregate->has_amount = true;
        aggregate->amount = rate_as_shown(aggregate->amount.display);
    }
    struct old *old = find_old(job, figure->place, figure->item);
    if (old) {
        old->is_kept = true;
    }
    note_moved(job, old, figure->place, figure->item, aggregate->amount.display, figure);
}

static bool make_all(struct job *job, const struct figures *figures, struct err *err)
{
    job->made = arena_take(&job->arena, figures->count * sizeof(*job->made));
    if (!job->made) {
        return arena_check(&job->arena, err);
    }
    for (size_t i = 0; i < figures->count; i++) {
        make_one(job, figures->at[i]);
    }
    return arena_check(&job->arena, err);
}

static void note_gone(struct job *job)
{
    struct text nothing = {0};

    for (size_t i = 0; i < job->count; i++) {
        const struct old *old = &job->olds[i];
        if (!old->is_kept) {
            note_moved(job, old, old->place, old->item, nothing, NULL);
        }
    }
}

bool aggregate_recompute(const struct recompute *recompute, struct err *err)
{
    struct job job = {.recompute = recompute};
    struct shelf *shelf = recompute->shelf;
    const struct figures *figures = NULL;

    job.label_len = period_format(recompute->period, job.label);
    bool ok = store_each_aggregate_of(shelf->store, shelf->indicator, recompute->period,
                                      on_old_aggregate, &job, err) &&
              shelf_take(shelf, recompute->period, &figures, err) && make_all(&job, figures, err);
    if (ok) {
        note_gone(&job);
    }
    ok = ok && report(&job, err) &&
         store_put_aggregates(shelf->store, shelf->indicator, recompute->period, job.made,
                              job.made_count, err);
    arena_finish(&job.arena);
    return ok;
}

void aggregate_read_point(struct arena *arena, const struct aggregate *aggregate,
                          struct period_memo *periods, const struct point *like, struct point *out)
{
    struct text unit = aggregate->amount.unit;
    struct figure *figure = &out->figure;

    out->period = aggregate->period;
    out->kind = period_memo_kind(periods, aggregate->period);
    out->display = arena_text(arena, aggregate->amount.display);
    figure->place = aggregate->place;
    figure->item = aggregate->item;
    figure->presence = aggregate->presence;
    figure->has_counts = aggregate->has_counts;
    figure->counts = (struct stats_counts){aggregate->passed, aggregate->inspected};
    figure->has_amount = aggregate->has_amount && !aggregate->has_counts;
    figure->amount = aggregate->amount;
    bool is_alike = like && text_equal(like->figure.amount.unit, unit);
    figure->amount.unit = is_alike ? like->figure.amount.unit : arena_text(arena, unit);
    figure->amount.display = out->display;
    figure->population = -1;
    figure->updated_utc_ms = aggregate->updated_utc_ms;
}
