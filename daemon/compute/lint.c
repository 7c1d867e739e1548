/* SPDX-License-Identifier: MIT */
#include "compute/lint.h"

#include <math.h>
#include <stdlib.h>

#include "compute/display.h"
#include "compute/unit.h"

enum { RUN_OF_SAME = 5, USUAL_MIN = 3, USUAL_MAX = 12, PARTS_MAX = 500, TIMES_THE_USUAL = 10 };

static void add(struct arena *arena, struct doubt **doubts, enum fault_kind kind, struct text zh,
                struct text en)
{
    struct doubt *doubt = arena_take(arena, sizeof(*doubt));

    if (doubt) {
        *doubt = (struct doubt){.next = *doubts, .kind = kind, .text = {zh, en}};
        *doubts = doubt;
    }
}

static int year_of(struct period period)
{
    char label[PERIOD_TEXT_MAX];

    (void)period_format(period, label);
    return (int)strtol(label, NULL, 10);
}

/* ---- 累计 that falls ---------------------------------------------------------------------- */

static void lint_fall(struct arena *arena, const struct point *const *alike, size_t count,
                      struct doubt **doubts)
{
    const struct point *now = alike[count - 1];
    struct decimal value;

    if (count < 2 || !now->figure.has_amount) {
        return;
    }
    const struct point *before = alike[count - 2];
    if (year_of(now->period) != year_of(before->period) || !before->figure.has_amount ||
        !amount_value_in(&before->figure.amount, now->figure.amount.unit, &value) ||
        decimal_compare(now->figure.amount.value, value) >= 0) {
        return;
    }
    add(arena, doubts, FAULT_LINT_CUMULATIVE_FALLS,
        arena_printf(arena, "累计数由上期的 %.*s 降为 %.*s", TEXT_ARG(before->display),
                     TEXT_ARG(now->display)),
        arena_printf(arena, "A cumulative figure fell from %.*s to %.*s", TEXT_ARG(before->display),
                     TEXT_ARG(now->display)));
}

/* ---- the same again ----------------------------------------------------------------------- */

static bool is_same(const struct figure *a, const struct figure *b)
{
    if (a->has_counts || b->has_counts) {
        return a->has_counts && b->has_counts && a->counts.passed == b->counts.passed &&
               a->counts.inspected == b->counts.inspected;
    }
    return amount_equal(&a->amount, &b->amount);
}

/* Nothing at all, and all of it, are often the same for long. */
static bool may_well_repeat(const struct figure *figure)
{
    double value = figure_value(figure);

    if (figure->has_counts) {
        return figure->counts.inspected == 0;
    }
    return value == 0 || (value == 100 && unit_is_ratio(figure->amount.unit));
}

static void lint_same(struct arena *arena, const struct point *const *alike, size_t count,
                      struct doubt **doubts)
{
    const struct point *now = alike[count - 1];

    if (count < RUN_OF_SAME || may_well_repeat(&now->figure)) {
        return;
    }
    for (size_t i = count - RUN_OF_SAME; i + 1 < count; i++) {
        if (!is_same(&alike[i]->figure, &now->figure)) {
            return;
        }
    }
    add(arena, doubts, FAULT_LINT_SAME_AGAIN,
        arena_printf(arena, "连续 %d 期都是 %.*s", RUN_OF_SAME, TEXT_ARG(now->display)),
        arena_printf(arena, "%.*s for %d periods running", TEXT_ARG(now->display), RUN_OF_SAME));
}

/* ---- ten times the usual ------------------------------------------------------------------ */

/* A handful, by insertion. */
static void sort(double *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        double value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--) {
            values[at] = values[at - 1];
        }
        values[at] = value;
    }
}

/* How much there was of it: the number, or how many were inspected. */
static double size_of_figure(const struct figure *figure)
{
    int exponent = 0;

    if (figure->has_counts) {
        return (double)figure->counts.inspected;
    }
    if (figure->amount.is_range || unit_is_ratio(figure->amount.unit)) {
        return NAN;
    }
    (void)unit_base(figure->amount.unit, &exponent);
    return amount_to_double(&figure->amount) * pow(10, exponent);
}

static void lint_ten_times(struct arena *arena, const struct point *const *alike, size_t count,
                           struct doubt **doubts)
{
    double usual[USUAL_MAX];
    size_t found = 0;
    const struct point *now = alike[count - 1];

    for (size_t i = count - 1; i > 0 && found < USUAL_MAX; i--) {
        double size = size_of_figure(&alike[i - 1]->figure);
        if (!isnan(size)) {
            usual[found++] = size;
        }
    }
    if (found < USUAL_MIN) {
        return;
    }
    sort(usual, found);
    double median = (usual[(found - 1) / 2] + usual[found / 2]) / 2;
    double size = size_of_figure(&now->figure);
    if (isnan(size) || median <= 0 || size < TIMES_THE_USUAL * median) {
        return;
    }
    struct text common = display_number(arena, median, 1);
    struct text shown = display_number(arena, size, 1);
    add(arena, doubts, FAULT_LINT_TEN_TIMES,
        arena_printf(arena, "本期 %.*s,是往期通常 %.*s 的十倍以上", TEXT_ARG(shown),
                     TEXT_ARG(common)),
        arena_printf(arena, "%.*s is ten times the usual %.*s or more", TEXT_ARG(shown),
                     TEXT_ARG(common)));
}

/* ---- Simpson ------------------------------------------------------------------------------ */

static bool is_same_part(const struct figure *a, const struct figure *b, enum part_kind kind)
{
    switch (kind) {
    case PART_PLACE:
        return text_equal(a->place, b->place);
    case PART_ITEM:
        return text_equal(a->item, b->item);
    case PART_DEPARTMENT:
        return text_equal(a->department, b->department) && text_equal(a->level, b->level);
    case PART_NONE:
        break;
    }
    return false;
}

/* No counts are none: {0, 0}. */
static struct stats_counts counts_of(const struct figure *part)
{
    return part && part->has_counts ? part->counts : (struct stats_counts){0};
}

/* Parts have the same order before and now, but some may have come or gone. */
static const struct figure *find_part(const struct figure *whole, const struct figure *part,
                                      size_t about, enum part_kind kind)
{
    if (about < whole->part_count && is_same_part(whole->parts[about], part, kind)) {
        return whole->parts[about];
    }
    for (size_t i = 0; i < whole->part_count; i++) {
        if (is_same_part(whole->parts[i], part, kind)) {
            return whole->parts[i];
        }
    }
    return NULL;
}

void lint_parts(struct arena *arena, const struct figure *now, const struct figure *before,
                struct doubt **doubts)
{
    if (!now || !before || !now->has_counts) {
        return;
    }
    size_t count = now->part_count < PARTS_MAX ? now->part_count : PARTS_MAX;
    struct stats_part *parts = arena_take(arena, count * sizeof(*parts));
    for (size_t i = 0; parts && i < count; i++) {
        parts[i] = (struct stats_part){
            .now = counts_of(now->parts[i]),
            .before = counts_of(find_part(before, now->parts[i], i, now->part_kind)),
        };
    }
    if (parts && stats_is_reversed(parts, count)) {
        add(arena, doubts, FAULT_LINT_SIMPSON,
            TEXT("合计的升降与各组成部分相反,系构成变化所致(辛普森悖论)"),
            TEXT("The whole moved against all of its parts: their weights changed (Simpson)"));
    }
}

void lint_series(const struct series *series, enum nature nature, struct doubt **doubts)
{
    size_t count = 0;
    const struct point **alike = series_alike(series, USUAL_MAX + 1, &count);

    if (!alike || count == 0) {
        return;
    }
    if (nature == NATURE_CUMULATIVE) {
        lint_fall(series->arena, alike, count, doubts);
    }
    if (nature != NATURE_STOCK && nature != NATURE_MILESTONE) {
        lint_same(series->arena, alike, count, doubts);
        lint_ten_times(series->arena, alike, count, doubts);
    }
}
