/* SPDX-License-Identifier: MIT */
#include "compute/figure.h"

#include <math.h>
#include <string.h>

#include "compute/unit.h"

/* ---- one figure --------------------------------------------------------------------------- */

enum nature figure_nature(enum nature stated, const struct figure *figure)
{
    bool adds_up = stated == NATURE_FLOW || stated == NATURE_CUMULATIVE || stated == NATURE_STOCK;

    if (stated != NATURE_UNSTATED && !(adds_up && figure->has_counts)) {
        return stated;
    }
    if (figure->has_counts) {
        return NATURE_SAMPLED_RATE;
    }
    bool is_as_stated = figure->is_rate || unit_is_ratio(figure->amount.unit);
    return is_as_stated ? NATURE_UNSTATED : NATURE_FLOW;
}

bool figure_has_number(const struct figure *figure)
{
    return figure->presence == PRESENCE_FIGURE && (figure->has_counts || figure->has_amount);
}

double figure_value(const struct figure *figure)
{
    if (!figure_has_number(figure)) {
        return NAN;
    }
    if (figure->has_counts) {
        const struct stats_counts *counts = &figure->counts;
        return counts->inspected > 0 ? 100.0 * (double)counts->passed / (double)counts->inspected
                                     : NAN;
    }
    return figure->amount.is_range ? NAN : amount_to_double(&figure->amount);
}

void figure_doubt(struct arena *arena, struct figure *figure, enum fault_kind kind,
                  struct sentence text, const struct trace *trace)
{
    struct doubt *doubt = arena_take(arena, sizeof(*doubt));

    if (!doubt) {
        return;
    }
    *doubt = (struct doubt){.next = figure->doubts,
                            .kind = kind,
                            .text = {arena_text(arena, text.zh), arena_text(arena, text.en)},
                            .file = trace ? trace->file : (struct text){0},
                            .line = trace ? trace->line : 0};
    figure->doubts = doubt;
}

struct sentence doubt_about(struct arena *arena, struct text name, struct sentence text)
{
    return (struct sentence){
        arena_printf(arena, "%.*s：%.*s", TEXT_ARG(name), TEXT_ARG(text.zh)),
        arena_printf(arena, "%.*s: %.*s", TEXT_ARG(name), TEXT_ARG(text.en)),
    };
}

bool figure_stands_alone(const struct figure *figure, enum part_kind kind)
{
    return figure && figure_has_number(figure) && !(figure->is_pooled && figure->part_kind == kind);
}

static int compare_key(const struct figure *figure, struct text place, struct text item)
{
    int order = text_compare(figure->place, place);

    return order != 0 ? order : text_compare(figure->item, item);
}

static size_t find_at(const struct figures *figures, struct text place, struct text item)
{
    size_t low = 0;
    size_t high = figures->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_key(figures->at[middle], place, item) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void figures_add(struct figures *figures, struct figure *figure)
{
    struct figure **grown = arena_grow(figures->arena, figures->at, figures->count,
                                       &figures->capacity, sizeof(struct figure *));

    if (!grown) {
        return;
    }
    figures->at = grown;
    size_t at = find_at(figures, figure->place, figure->item);
    memmove(&grown[at + 1], &grown[at], (figures->count - at) * sizeof(struct figure *));
    grown[at] = figure;
    figures->count++;
}

struct figure *figures_find(const struct figures *figures, struct text place, struct text item)
{
    size_t at = find_at(figures, place, item);

    if (at == figures->count || compare_key(figures->at[at], place, item) != 0) {
        return NULL;
    }
    return figures->at[at];
}
