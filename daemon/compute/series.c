/* SPDX-License-Identifier: MIT */
#include "compute/series.h"

#include <stdlib.h>

#include "base/err.h"
#include "compute/unit.h"

static bool on_aggregate(void *owner, const struct aggregate *aggregate, struct err *err);

static bool is_in_year(const struct series *series, struct period period)
{
    return series->assessment_year == 0 ||
           period_contains(period_of_year(series->assessment_year), period);
}

static bool on_aggregate(void *owner, const struct aggregate *aggregate, struct err *err)
{
    struct series *series = owner;
    size_t at = series->count;
    struct point *grown =
        arena_grow(series->arena, series->points, at, &series->capacity, sizeof(*grown));

    if (grown) {
        series->points = grown;
        series->count++;
        aggregate_read_point(series->arena, aggregate, series->periods,
                             at > 0 ? &grown[at - 1] : NULL, &grown[at]);
    }
    return arena_check(series->arena, err);
}

/* Points are large: an array that grows to its size would be copied as often. */
static void expect_points(struct series *series)
{
    if (series->expected > 0) {
        series->points = arena_take(series->arena, series->expected * sizeof(*series->points));
        series->capacity = series->points ? series->expected : 0;
    }
}

static void choose(struct series *series)
{
    const struct point *newest = NULL;

    for (size_t i = 0; i < series->count; i++) {
        const struct point *point = &series->points[i];
        if (!figure_has_number(&point->figure)) {
            continue;
        }
        newest = newest ? newest : point;
        if (is_in_year(series, point->period)) {
            series->chosen = point;
            return;
        }
    }
    series->chosen = newest ? newest : (series->count > 0 ? &series->points[0] : NULL);
}

static void choose_previous(struct series *series)
{
    const struct point *chosen = series->chosen;

    if (!chosen || period_is_undated(chosen->period)) {
        return;
    }
    struct period year_before = period_year_before(chosen->period);
    for (const struct point *point = chosen + 1; point < series->points + series->count; point++) {
        if (!figure_has_number(&point->figure) || point->kind != chosen->kind) {
            continue;
        }
        if (period_equal(point->period, year_before)) {
            series->previous = point;
            series->is_year_before = true;
            return;
        }
        if (!series->previous && chosen->kind != PERIOD_RANGE &&
            point->period.to < chosen->period.from) {
            series->previous = point;
        }
    }
}

bool series_load(struct series *series, struct store *store, size_t limit, struct err *err)
{
    expect_points(series);
    if (!store_each_aggregate(store, series->indicator, series->place, series->item, limit,
                              on_aggregate, series, err)) {
        return false;
    }
    choose(series);
    choose_previous(series);
    return true;
}

const struct point **series_alike(const struct series *series, size_t limit, size_t *count)
{
    const struct point *end = series->points + series->count;
    size_t found = 0;

    *count = 0;
    if (!series->chosen || !figure_has_number(&series->chosen->figure)) {
        return NULL;
    }
    const struct point **alike =
        arena_take(series->arena, series->count * sizeof(const struct point *));
    enum period_kind kind = series->chosen->kind;
    for (const struct point *point = series->chosen; alike && point < end && found < limit;
         point++) {
        if (figure_has_number(&point->figure) && point->kind == kind) {
            alike[found++] = point;
        }
    }
    for (size_t i = 0; alike && i < found / 2; i++) {
        const struct point *swapped = alike[i];
        alike[i] = alike[found - 1 - i];
        alike[found - 1 - i] = swapped;
    }
    *count = alike ? found : 0;
    return alike;
}

static int by_length(const void *a, const void *b)
{
    const struct point *const *first = a;
    const struct point *const *second = b;
    int32_t first_days = period_days((*first)->period);
    int32_t second_days = period_days((*second)->period);

    if (first_days != second_days) {
        return first_days > second_days ? -1 : 1;
    }
    return period_compare_newest_first((*first)->period, (*second)->period);
}

static bool overlaps(const struct point *const *taken, size_t count, struct period period)
{
    for (size_t i = 0; i < count; i++) {
        if (taken[i]->period.from <= period.to && period.from <= taken[i]->period.to) {
            return true;
        }
    }
    return false;
}

bool series_sum_within(const struct series *series, struct period period, struct amount *sum,
                       size_t *periods)
{
    const struct point **within =
        arena_take(series->arena, series->count * sizeof(const struct point *));
    size_t count = 0;
    size_t taken = 0;

    for (size_t i = 0; within && i < series->count; i++) {
        const struct point *point = &series->points[i];
        if (point->figure.has_amount && figure_has_number(&point->figure) &&
            !period_is_undated(point->period) && period_contains(period, point->period)) {
            within[count++] = point;
        }
    }
    if (!within || count == 0) {
        return false;
    }
    qsort(within, count, sizeof(within[0]), by_length);
    for (size_t i = 0; i < count; i++) {
        if (overlaps(within, taken, within[i]->period)) {
            continue;
        }
        const struct amount *amount = &within[i]->figure.amount;
        if (taken == 0) {
            *sum = *amount;
        } else if (!amount_add(sum, amount)) {
            return false;
        }
        within[taken++] = within[i];
    }
    *periods = taken;
    return true;
}
