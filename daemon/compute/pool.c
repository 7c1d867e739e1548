/* SPDX-License-Identifier: MIT */
/*
 * How parts become a whole: counts are summed, never rates averaged; numbers are summed with
 * their qualifiers; what is never recomputed stays apart, and only its parts are listed.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "compute/display.h"
#include "compute/figure.h"
#include "compute/unit.h"

/* A rate stated with one decimal may lie this far outside its parts without contradicting them. */
static const double rounding_points = 0.05;

static bool holds_rates(const struct figure *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i]->has_counts || parts[i]->is_rate) {
            return true;
        }
    }
    return false;
}

static bool holds_ratios(const struct figure *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i]->has_amount && unit_is_ratio(parts[i]->amount.unit)) {
            return true;
        }
    }
    return false;
}

enum pooling pooling_of(enum nature nature, const struct figure *const *parts, size_t count)
{
    switch (nature) {
    case NATURE_WEIGHTED_RATE:
    case NATURE_INDEX:
    case NATURE_GROWTH:
        return POOL_NEVER;
    case NATURE_MILESTONE:
        return POOL_ALL;
    case NATURE_SAMPLED_RATE:
    case NATURE_CENSUS_RATE:
        return POOL_COUNTS;
    case NATURE_FLOW:
    case NATURE_CUMULATIVE:
    case NATURE_STOCK:
        return holds_rates(parts, count) ? POOL_COUNTS : POOL_SUM;
    case NATURE_UNSTATED:
        break;
    }
    if (holds_rates(parts, count)) {
        return POOL_COUNTS;
    }
    return holds_ratios(parts, count) ? POOL_NEVER : POOL_SUM;
}

/* ---- what every whole takes from its parts ------------------------------------------------ */

static void take_traces(struct arena *arena, struct figure *out)
{
    size_t count = 0;

    for (size_t i = 0; i < out->part_count; i++) {
        count += out->parts[i]->trace_count;
    }
    out->traces = arena_take(arena, count * sizeof(*out->traces));
    out->trace_count = 0;
    for (size_t i = 0; out->traces && i < out->part_count; i++) {
        const struct figure *part = out->parts[i];
        if (part->trace_count > 0) {
            memcpy(&out->traces[out->trace_count], part->traces,
                   part->trace_count * sizeof(*out->traces));
            out->trace_count += part->trace_count;
        }
    }
}

/* What is doubtful about a part is so about the whole; once it says about which part. */
static void take_doubt(struct arena *arena, struct figure *out, const struct figure *part,
                       const struct doubt *doubt)
{
    struct trace trace = {.file = doubt->file, .line = doubt->line};
    bool is_shown_apart = out->part_kind == PART_ITEM || out->part_kind == PART_PLACE;
    struct sentence text = doubt->text;

    if (is_shown_apart && !doubt->is_of_part) {
        struct text name = out->part_kind == PART_ITEM ? part->item : part->place;
        text = doubt_about(arena, name, text);
    }
    figure_doubt(arena, out, doubt->kind, text, &trace);
    if (out->doubts) {
        out->doubts->is_of_part = is_shown_apart || doubt->is_of_part;
    }
}

static void take_common(struct arena *arena, struct figure *out, const struct figure *part)
{
    if (part->updated_utc_ms > out->updated_utc_ms) {
        out->updated_utc_ms = part->updated_utc_ms;
    }
    out->is_rate = out->is_rate || part->is_rate;
    for (const struct doubt *doubt = part->doubts; doubt; doubt = doubt->next) {
        take_doubt(arena, out, part, doubt);
    }
}

/* ---- the three ways ----------------------------------------------------------------------- */

static bool pool_counts(struct figure *out)
{
    struct stats_pool pool = {0};

    for (size_t i = 0; i < out->part_count; i++) {
        const struct figure *part = out->parts[i];
        if (part->has_counts) {
            stats_pool_add(&pool, part->counts);
        } else if (part->has_amount) {
            stats_pool_add_rate_only(&pool);
        }
        pool.rate_only += part->rate_only;
    }
    out->rate_only = pool.rate_only;
    out->has_counts = pool.parts > 0;
    out->counts = pool.counts;
    return out->has_counts;
}

static bool pool_sum(struct figure *out)
{
    for (size_t i = 0; i < out->part_count; i++) {
        const struct figure *part = out->parts[i];
        if (!figure_has_number(part)) {
            continue;
        }
        if (!out->has_amount) {
            out->amount = part->amount;
            out->amount.display = (struct text){0};
            out->has_amount = true;
        } else if (!amount_add(&out->amount, &part->amount)) {
            out->has_amount = false;
            return false;
        }
    }
    return out->has_amount;
}

/* A milestone of several is reached when the last one has reached it. */
static bool pool_all(struct figure *out)
{
    for (size_t i = 0; i < out->part_count; i++) {
        const struct figure *part = out->parts[i];
        if (!figure_has_number(part)) {
            out->has_amount = false;
            return false;
        }
        if (!out->has_amount || decimal_compare(part->amount.value, out->amount.value) < 0) {
            out->amount = part->amount;
            out->has_amount = true;
        }
    }
    return out->has_amount;
}

/* A sum in which a part is still missing is a lower bound. */
static void bound_below(struct figure *out)
{
    bool is_missing = out->has_coverage && !out->is_complete;

    for (size_t i = 0; i < out->part_count; i++) {
        is_missing = is_missing || out->parts[i]->presence == PRESENCE_UNREPORTED;
    }
    if (is_missing && out->has_amount && !out->has_counts) {
        out->amount.qualifier = qualifier_of_sum(out->amount.qualifier, QUALIFIER_GE);
    }
}

static enum presence presence_of(const struct figure *out)
{
    enum presence presence = PRESENCE_NOT_APPLICABLE;

    for (size_t i = 0; i < out->part_count; i++) {
        if (out->parts[i]->presence == PRESENCE_FIGURE) {
            return PRESENCE_FIGURE;
        }
        if (out->parts[i]->presence == PRESENCE_UNREPORTED) {
            presence = PRESENCE_UNREPORTED;
        }
    }
    return presence;
}

bool figure_pool(struct arena *arena, struct figure *out, struct figure **parts, size_t count,
                 enum part_kind kind, enum nature nature)
{
    out->parts = parts;
    out->part_count = count;
    out->part_kind = kind;
    out->population = -1;
    out->amount.denominator = 1;
    out->presence = presence_of(out);
    take_traces(arena, out);
    for (size_t i = 0; i < count; i++) {
        take_common(arena, out, parts[i]);
    }
    bool is_pooled = false;
    switch (pooling_of(nature, (const struct figure *const *)parts, count)) {
    case POOL_COUNTS:
        is_pooled = pool_counts(out);
        break;
    case POOL_SUM:
        is_pooled = pool_sum(out);
        break;
    case POOL_ALL:
        is_pooled = pool_all(out);
        break;
    case POOL_NEVER:
        break;
    }
    out->is_pooled = is_pooled;
    if (is_pooled) {
        bound_below(out);
    }
    return is_pooled;
}

/* ---- an own figure and its parts ---------------------------------------------------------- */

static bool rates_disagree(const struct figure *own, struct figure **parts, size_t count)
{
    struct stats_counts sum = {0};
    bool all_counted = own->has_counts;
    double lowest = INFINITY;
    double highest = -INFINITY;

    for (size_t i = 0; i < count; i++) {
        double rate = figure_value(parts[i]);
        if (!isnan(rate)) {
            lowest = fmin(lowest, rate);
            highest = fmax(highest, rate);
        }
        all_counted = all_counted && parts[i]->has_counts;
        sum.passed += parts[i]->has_counts ? parts[i]->counts.passed : 0;
        sum.inspected += parts[i]->has_counts ? parts[i]->counts.inspected : 0;
    }
    if (all_counted && sum.inspected == own->counts.inspected) {
        return sum.passed != own->counts.passed;
    }
    double rate = figure_value(own);
    return !isnan(rate) && lowest <= highest &&
           (rate < lowest - rounding_points || rate > highest + rounding_points);
}

static bool sums_disagree(struct arena *arena, const struct figure *own, struct figure **parts,
                          size_t count)
{
    struct figure sum = {.place = own->place};
    struct decimal value;

    for (size_t i = 0; i < count; i++) {
        if (!figure_has_number(parts[i])) {
            return false;
        }
    }
    if (!own->has_amount || own->amount.is_range ||
        !figure_pool(arena, &sum, parts, count, PART_NONE, NATURE_FLOW) || !sum.has_amount ||
        !amount_value_in(&sum.amount, own->amount.unit, &value)) {
        return false;
    }
    int order = decimal_compare(value, own->amount.value);
    if (own->amount.qualifier == QUALIFIER_EQ && sum.amount.qualifier == QUALIFIER_EQ) {
        return order != 0;
    }
    bool is_floor = own->amount.qualifier == QUALIFIER_GE || own->amount.qualifier == QUALIFIER_GT;
    return is_floor && sum.amount.qualifier == QUALIFIER_EQ && order < 0;
}

void figure_check_parts(struct arena *arena, struct figure *own, struct figure **parts,
                        size_t count, enum nature nature)
{
    bool disagrees = false;

    if (count == 0 || !figure_has_number(own)) {
        return;
    }
    switch (pooling_of(nature, (const struct figure *const *)parts, count)) {
    case POOL_COUNTS:
        disagrees = rates_disagree(own, parts, count);
        break;
    case POOL_SUM:
        disagrees = sums_disagree(arena, own, parts, count);
        break;
    case POOL_NEVER:
    case POOL_ALL:
        break;
    }
    if (disagrees) {
        struct text shown = display_figure(arena, own, NULL, NULL);
        struct sentence text = {
            arena_printf(arena, "自报的 %.*s 与各组成部分不符", TEXT_ARG(shown)),
            arena_printf(arena, "The stated %.*s disagrees with its parts", TEXT_ARG(shown)),
        };
        figure_doubt(arena, own, FAULT_LINT_PARTS_DISAGREE, text,
                     own->trace_count > 0 ? &own->traces[0] : NULL);
    }
}
