/* SPDX-License-Identifier: MIT */
/*
 * From rows to the figures of the board: departments of one place, items, then larger places.
 */
#include <stdlib.h>

#include "base/err.h"
#include "compute/figure.h"

/* A stretch of rows or figures, as an array in the arena. */
struct group {
    struct figure **at;
    size_t count;
};

static struct group group_of(struct arena *arena, struct figure **from, size_t count)
{
    struct group group = {arena_take(arena, count * sizeof(struct figure *)), count};

    for (size_t i = 0; group.at && i < count; i++) {
        group.at[i] = from[i];
    }
    group.count = group.at ? count : 0;
    return group;
}

static enum nature stated_nature(const struct catalog *catalog, const struct tree *tree,
                                 struct text place, struct period period)
{
    struct attributes attributes;

    catalog_attributes(catalog, tree, place, period, &attributes);
    return attributes.nature;
}

static struct figure *new_figure(struct arena *arena, struct text place, struct text item)
{
    struct figure *figure = arena_take(arena, sizeof(*figure));

    if (figure) {
        figure->place = place;
        figure->item = item;
        figure->population = -1;
    }
    return figure;
}

/* ---- departments -------------------------------------------------------------------------- */

static size_t count_blank(const struct group *rows)
{
    size_t count = 0;

    while (count < rows->count && rows->at[count]->department.len == 0) {
        count++;
    }
    return count;
}

/* One row is the figure; several are pooled and become its parts. */
static struct figure *whole_of(struct arena *arena, const struct group *rows, enum nature nature)
{
    if (rows->count == 1) {
        return rows->at[0];
    }
    struct figure *whole = new_figure(arena, rows->at[0]->place, rows->at[0]->item);
    if (whole) {
        (void)figure_pool(arena, whole, rows->at, rows->count, PART_DEPARTMENT, nature);
    }
    return whole;
}

/* Rows without a department (they come first) are the place's own figure where others name one. */
static void pool_departments(struct figures *figures, struct group rows, enum nature nature)
{
    struct arena *arena = figures->arena;
    size_t blank = count_blank(&rows);
    struct figure *whole = NULL;

    if (blank == 0 || blank == rows.count) {
        whole = whole_of(arena, &rows, nature);
    } else {
        struct group own = group_of(arena, rows.at, blank);
        struct group parts = group_of(arena, rows.at + blank, rows.count - blank);
        whole = own.count > 0 ? whole_of(arena, &own, nature) : NULL;
        if (whole && !figure_has_number(whole)) {
            whole = whole_of(arena, &parts, nature);
        } else if (whole && whole->part_kind == PART_NONE) {
            whole->parts = parts.at;
            whole->part_count = parts.count;
            whole->part_kind = PART_DEPARTMENT;
            figure_check_parts(arena, whole, parts.at, parts.count, nature);
        }
    }
    if (whole) {
        figures_add(figures, whole);
    }
}

static void pool_all_departments(struct figures *figures, const struct catalog *catalog,
                                 const struct tree *tree, struct period period)
{
    for (size_t begin = 0; begin < figures->row_count;) {
        struct text place = figures->rows[begin]->place;
        struct text item = figures->rows[begin]->item;
        size_t end = begin + 1;
        while (end < figures->row_count && text_equal(figures->rows[end]->place, place) &&
               text_equal(figures->rows[end]->item, item)) {
            end++;
        }
        struct group rows = group_of(figures->arena, figures->rows + begin, end - begin);
        if (rows.count > 0) {
            pool_departments(figures, rows, stated_nature(catalog, tree, place, period));
        }
        begin = end;
    }
}

/* ---- items -------------------------------------------------------------------------------- */

static void pool_items(struct figures *figures, struct group items, enum nature nature)
{
    struct arena *arena = figures->arena;
    struct figure *own = figures_find(figures, items.at[0]->place, (struct text){0});

    if (own && figure_has_number(own)) {
        if (own->part_kind == PART_NONE) {
            own->parts = items.at;
            own->part_count = items.count;
            own->part_kind = PART_ITEM;
        }
        figure_check_parts(arena, own, items.at, items.count, nature);
        return;
    }
    struct figure *whole = new_figure(arena, items.at[0]->place, (struct text){0});
    if (!whole || !figure_pool(arena, whole, items.at, items.count, PART_ITEM, nature)) {
        return;
    }
    if (own) {
        *own = *whole;
    } else {
        figures_add(figures, whole);
    }
}

/* The figures are by place, then item, so the whole ("") comes before the items. */
static void pool_all_items(struct figures *figures, const struct catalog *catalog,
                           const struct tree *tree, struct period period)
{
    struct group all = group_of(figures->arena, figures->at, figures->count);

    for (size_t begin = 0; begin < all.count;) {
        struct text place = all.at[begin]->place;
        size_t end = begin;
        while (end < all.count && text_equal(all.at[end]->place, place)) {
            end++;
        }
        size_t first = begin + (all.at[begin]->item.len == 0 ? 1 : 0);
        struct group items = group_of(figures->arena, all.at + first, end - first);
        if (items.count > 0 && items.at) {
            pool_items(figures, items, stated_nature(catalog, tree, place, period));
        }
        begin = end;
    }
}

bool figures_pool(struct figures *figures, const struct catalog *catalog, const struct tree *tree,
                  struct period period, struct err *err)
{
    pool_all_departments(figures, catalog, tree, period);
    pool_all_items(figures, catalog, tree, period);
    return arena_check(figures->arena, err) && figures_roll_up(figures, catalog, tree, period, err);
}
