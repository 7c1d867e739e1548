/* SPDX-License-Identifier: MIT */
#include "compute/shelf.h"

#include "base/err.h"

static void clear(struct shelf_place *place)
{
    arena_finish(&place->arena);
    *place = (struct shelf_place){0};
}

/* The place to be filled: an empty one, else that of the oldest period; never the one that was
 * asked for last, so that two figures can be compared. */
static struct shelf_place *make_room(struct shelf *shelf)
{
    struct shelf_place *oldest = &shelf->places[shelf->last == 0 ? 1 : 0];

    for (size_t i = 0; i < SHELF_PERIODS; i++) {
        struct shelf_place *place = &shelf->places[i];
        if (!place->is_taken) {
            return place;
        }
        if (i != shelf->last && period_compare_newest_first(place->period, oldest->period) > 0) {
            oldest = place;
        }
    }
    clear(oldest);
    return oldest;
}

static struct shelf_place *find(struct shelf *shelf, struct period period)
{
    for (size_t i = 0; i < SHELF_PERIODS; i++) {
        if (shelf->places[i].is_taken && period_equal(shelf->places[i].period, period)) {
            return &shelf->places[i];
        }
    }
    return NULL;
}

/* What is never recomputed is shown as it was published, counts or not; what has no unit has the
 * one of the catalogue. */
static void show_as_stated(const struct shelf *shelf, struct period period, struct figure *figure)
{
    struct attributes attributes;

    catalog_attributes(shelf->catalog, shelf->tree, figure->place, period, &attributes);
    bool is_published = attributes.nature == NATURE_WEIGHTED_RATE ||
                        attributes.nature == NATURE_INDEX || attributes.nature == NATURE_GROWTH;
    if (is_published && figure->has_amount) {
        figure->has_counts = false;
        figure->counts = (struct stats_counts){0};
    }
    if (figure->has_amount && figure->amount.unit.len == 0) {
        figure->amount.unit = attributes.unit;
    }
}

bool shelf_take(struct shelf *shelf, struct period period, const struct figures **out,
                struct err *err)
{
    struct shelf_place *place = find(shelf, period);

    if (!place) {
        place = make_room(shelf);
        if (!figures_load(&place->figures, &place->arena, shelf->store, shelf->indicator, period,
                          err) ||
            !figures_pool(&place->figures, shelf->catalog, shelf->tree, period, err)) {
            clear(place);
            return false;
        }
        for (size_t i = 0; i < place->figures.count; i++) {
            show_as_stated(shelf, period, place->figures.at[i]);
        }
        place->period = period;
        place->is_taken = true;
    }
    shelf->last = (size_t)(place - shelf->places);
    *out = &place->figures;
    return true;
}

void shelf_finish(struct shelf *shelf)
{
    for (size_t i = 0; i < SHELF_PERIODS; i++) {
        clear(&shelf->places[i]);
    }
}
