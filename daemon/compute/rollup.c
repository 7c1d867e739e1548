/* SPDX-License-Identifier: MIT */
/*
 * Larger places from their parts, the deepest first.
 *
 * A place shows its own figure if it has one. Else its parts are pooled, if at least one of them
 * must report and has a figure; whoever of those is missing makes the whole incomplete, and that
 * is inherited upwards.
 */
#include <stdlib.h>

#include "base/err.h"
#include "compute/figure.h"
#include "compute/names.h"

/* A place counts as reported if it said anything, 不适用 included, and completely. */
static bool has_reported(const struct figure *figure)
{
    return figure && figure->presence != PRESENCE_UNREPORTED &&
           (!figure->has_coverage || figure->is_complete);
}

static void cover(struct arena *arena, struct figure *whole, const struct tree_node *node,
                  struct figure *const *of_child)
{
    whole->has_coverage = true;
    whole->absent = arena_take(arena, node->child_count * sizeof(struct text));
    for (size_t i = 0; whole->absent && i < node->child_count; i++) {
        if (!node->children[i]->must_report) {
            continue;
        }
        whole->must++;
        if (has_reported(of_child[i])) {
            whole->reported++;
        } else {
            whole->absent[whole->absent_count++] = node->children[i]->name;
        }
    }
    whole->is_complete = whole->reported == whole->must;
}

/* The figures of the node's children, one a child, NULL where there is none. */
static struct figure **children_of(const struct figures *figures, const struct tree_node *node,
                                   struct text item, size_t *must_with_figure)
{
    struct figure **found = arena_take(figures->arena, node->child_count * sizeof(struct figure *));

    *must_with_figure = 0;
    for (size_t i = 0; found && i < node->child_count; i++) {
        found[i] = figures_find(figures, node->children[i]->name, item);
        if (found[i] && node->children[i]->must_report && figure_has_number(found[i])) {
            (*must_with_figure)++;
        }
    }
    return found;
}

static size_t keep_present(struct arena *arena, struct figure *const *of_child, size_t count,
                           struct figure ***out)
{
    size_t kept = 0;

    *out = arena_take(arena, count * sizeof(struct figure *));
    for (size_t i = 0; *out && i < count; i++) {
        if (of_child[i]) {
            (*out)[kept++] = of_child[i];
        }
    }
    return kept;
}

/* What a roll-up of one indicator and period looks at. */
struct rolling {
    struct figures *figures;
    const struct catalog *catalog;
    const struct tree *tree;
    struct period period;
};

static enum nature stated_nature(const struct rolling *rolling, struct text place)
{
    struct attributes attributes;

    catalog_attributes(rolling->catalog, rolling->tree, place, rolling->period, &attributes);
    return attributes.nature;
}

static void keep_own(struct arena *arena, struct figure *own, const struct figure *whole,
                     struct figure **parts, size_t count, enum nature nature)
{
    if (whole->is_complete) {
        figure_check_parts(arena, own, parts, count, nature);
    }
    if (own->part_kind == PART_NONE) {
        own->parts = parts;
        own->part_count = count;
        own->part_kind = PART_PLACE;
    }
}

static void roll_up(const struct rolling *rolling, const struct tree_node *node, struct text item)
{
    struct figures *figures = rolling->figures;
    struct arena *arena = figures->arena;
    size_t must_with_figure = 0;
    struct figure **of_child = children_of(figures, node, item, &must_with_figure);
    struct figure *own = figures_find(figures, node->name, item);

    if (!of_child || must_with_figure == 0) {
        return;
    }
    struct figure **parts = NULL;
    size_t count = keep_present(arena, of_child, node->child_count, &parts);
    struct figure *whole = arena_take(arena, sizeof(*whole));
    if (!whole || !parts) {
        return;
    }
    *whole = (struct figure){.place = node->name, .item = item, .population = -1};
    cover(arena, whole, node, of_child);
    enum nature nature = stated_nature(rolling, node->name);
    if (own && figure_has_number(own)) {
        keep_own(arena, own, whole, parts, count, nature);
        return;
    }
    if (!figure_pool(arena, whole, parts, count, PART_PLACE, nature)) {
        return;
    }
    if (own) {
        *own = *whole;
    } else {
        figures_add(figures, whole);
    }
}

bool figures_roll_up(struct figures *figures, const struct catalog *catalog,
                     const struct tree *tree, struct period period, struct err *err)
{
    const struct rolling rolling = {figures, catalog, tree, period};
    struct names items = {0};

    for (size_t i = 0; i < figures->count && tree->count > 0; i++) {
        names_add(figures->arena, &items, figures->at[i]->item);
    }
    for (size_t i = 0; i < tree->count; i++) {
        const struct tree_node *node = tree->deepest_first[i];
        for (size_t k = 0; node->child_count > 0 && k < items.count; k++) {
            roll_up(&rolling, node, items.at[k]);
        }
    }
    return arena_check(figures->arena, err);
}
