/* SPDX-License-Identifier: MIT */
#include "compute/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store.h"

enum { DEPTH_MAX = 16 }; /* deeper than any administration: the rows form a circle */

static bool on_place(void *owner, const struct stored_place *place, struct err *err);

static int by_name(const void *a, const void *b)
{
    return text_compare(((const struct tree_node *)a)->name, ((const struct tree_node *)b)->name);
}

static int by_order(const void *a, const void *b)
{
    const struct tree_node *const *first = a;
    const struct tree_node *const *second = b;

    if ((*first)->order != (*second)->order) {
        return (*first)->order < (*second)->order ? -1 : 1;
    }
    return text_compare((*first)->name, (*second)->name);
}

static int by_depth(const void *a, const void *b)
{
    const struct tree_node *const *first = a;
    const struct tree_node *const *second = b;

    if ((*first)->depth != (*second)->depth) {
        return (*first)->depth > (*second)->depth ? -1 : 1;
    }
    return text_compare((*first)->name, (*second)->name);
}

static struct tree_node *find(const struct tree *tree, struct text name)
{
    size_t low = 0;
    size_t high = tree->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(tree->nodes[middle].name, name);
        if (order == 0) {
            return &tree->nodes[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static struct tree_node *add_node(struct tree *tree)
{
    struct tree_node *grown =
        arena_grow(&tree->arena, tree->nodes, tree->count, &tree->capacity, sizeof(*grown));

    if (!grown) {
        return NULL;
    }
    tree->nodes = grown;
    struct tree_node *node = &grown[tree->count++];
    *node = (struct tree_node){.order = INT32_MAX};
    return node;
}

static bool on_place(void *owner, const struct stored_place *place, struct err *err)
{
    struct tree *tree = owner;
    struct tree_node *node = add_node(tree);

    if (node) {
        const struct place_record *record = &place->record;
        node->name = arena_text(&tree->arena, record->name);
        node->parent_name = arena_text(&tree->arena, record->parent);
        node->code = arena_text(&tree->arena, record->code);
        node->aliases = arena_text(&tree->arena, record->aliases);
        node->tier = arena_text(&tree->arena, record->tier);
        node->order = record->order;
        node->must_report = record->must_report;
        node->drop_order = place->source.drop_order;
    }
    return arena_check(&tree->arena, err);
}

/* Of two rows for one place the one from the newer file counts. Needs the order by name. */
static void drop_doubles(struct tree *tree)
{
    size_t kept = 0;

    for (size_t i = 0; i < tree->count; i++) {
        struct tree_node *last = kept > 0 ? &tree->nodes[kept - 1] : NULL;
        if (!last || !text_equal(last->name, tree->nodes[i].name)) {
            tree->nodes[kept++] = tree->nodes[i];
        } else if (tree->nodes[i].drop_order >= last->drop_order) {
            *last = tree->nodes[i];
        }
    }
    tree->count = kept;
}

static bool has_alias(struct text aliases, struct text name)
{
    while (aliases.len > 0) {
        ptrdiff_t end = text_find(aliases, "、");
        size_t len = end < 0 ? aliases.len : (size_t)end;
        if (text_equal(text_trim(text_part(aliases, 0, len)), name)) {
            return true;
        }
        aliases =
            end < 0 ? (struct text){NULL, 0} : text_part(aliases, len + strlen("、"), aliases.len);
    }
    return false;
}

/* A 上级 may be given by name, code or alias. */
static const struct tree_node *find_named(const struct tree *tree, struct text name)
{
    const struct tree_node *node = find(tree, name);

    for (size_t i = 0; !node && i < tree->count; i++) {
        if (text_equal(tree->nodes[i].code, name) || has_alias(tree->nodes[i].aliases, name)) {
            node = &tree->nodes[i];
        }
    }
    return node;
}

static void name_parents(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct tree_node *node = &tree->nodes[i];
        if (node->parent_name.len > 0) {
            const struct tree_node *parent = find_named(tree, node->parent_name);
            node->parent_name = parent ? parent->name : node->parent_name;
        }
    }
}

static bool add_unlisted_parents(struct tree *tree)
{
    size_t listed = tree->count;

    for (size_t i = 0; i < listed; i++) {
        struct text parent = tree->nodes[i].parent_name;
        bool is_known = parent.len == 0;
        for (size_t k = 0; !is_known && k < tree->count; k++) {
            is_known = text_equal(tree->nodes[k].name, parent);
        }
        struct tree_node *node = is_known ? NULL : add_node(tree);
        if (node) {
            node->name = parent;
        }
    }
    qsort(tree->nodes, tree->count, sizeof(*tree->nodes), by_name);
    return !tree->arena.has_failed;
}

static void link_parents(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct tree_node *node = &tree->nodes[i];
        struct tree_node *parent = node->parent_name.len ? find(tree, node->parent_name) : NULL;
        size_t depth = 0;
        for (struct tree_node *up = parent; up && depth <= DEPTH_MAX; depth++) {
            up = up == node ? up : (up->parent_name.len ? find(tree, up->parent_name) : NULL);
        }
        node->parent = depth > DEPTH_MAX ? NULL : parent;
        node->depth = depth > DEPTH_MAX ? 0 : depth;
        if (node->parent) {
            node->parent->child_count++;
        }
    }
}

static bool link_children(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct tree_node *node = &tree->nodes[i];
        node->children = arena_take(&tree->arena, node->child_count * sizeof(struct tree_node *));
        if (!node->children) {
            return false;
        }
        node->child_count = 0;
    }
    for (size_t i = 0; i < tree->count; i++) {
        struct tree_node *parent = tree->nodes[i].parent;
        if (parent) {
            parent->children[parent->child_count++] = &tree->nodes[i];
        }
    }
    for (size_t i = 0; i < tree->count; i++) {
        qsort(tree->nodes[i].children, tree->nodes[i].child_count, sizeof(struct tree_node *),
              by_order);
    }
    return true;
}

static bool list_deepest_first(struct tree *tree)
{
    tree->deepest_first = arena_take(&tree->arena, tree->count * sizeof(struct tree_node *));
    if (!tree->deepest_first) {
        return false;
    }
    for (size_t i = 0; i < tree->count; i++) {
        tree->deepest_first[i] = &tree->nodes[i];
    }
    qsort(tree->deepest_first, tree->count, sizeof(struct tree_node *), by_depth);
    return true;
}

bool tree_load(struct tree *tree, struct store *store, struct err *err)
{
    *tree = (struct tree){0};
    if (!store_each_place(store, on_place, tree, err)) {
        tree_finish(tree);
        return false;
    }
    if (tree->count == 0) {
        return true;
    }
    qsort(tree->nodes, tree->count, sizeof(*tree->nodes), by_name);
    drop_doubles(tree);
    name_parents(tree);
    bool ok = add_unlisted_parents(tree);
    if (ok) {
        link_parents(tree);
        ok = link_children(tree) && list_deepest_first(tree);
    }
    if (!ok) {
        tree_finish(tree);
        return err_set(err, ERR_NO_MEMORY, "places");
    }
    return true;
}

void tree_finish(struct tree *tree)
{
    arena_finish(&tree->arena);
    *tree = (struct tree){0};
}

const struct tree_node *tree_find(const struct tree *tree, struct text name)
{
    return find(tree, name);
}

bool tree_is_within(const struct tree *tree, struct text place, struct text ancestor)
{
    if (text_equal(place, ancestor)) {
        return true;
    }
    const struct tree_node *node = tree_find(tree, place);
    for (node = node ? node->parent : NULL; node; node = node->parent) {
        if (text_equal(node->name, ancestor)) {
            return true;
        }
    }
    return false;
}
