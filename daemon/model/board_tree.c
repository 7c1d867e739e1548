/* SPDX-License-Identifier: MIT */
/*
 * A treap: ordered by key from left to right, and by a hash of the key from the root down, so that
 * its shape follows from its keys alone and is shallow for any.
 *
 *   T1  A node that more than one tree or node holds never changes; what would change it works on
 *       a copy of the path from the root (own).
 *   T2  count and total of a node are those of all below and itself.
 *   T3  Trees of mostly the same keys have mostly the same shape, so that walking both side by side
 *       meets what they share as whole subtrees, which are passed over.
 */
#include "model/board_tree.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct board_node {
    atomic_uint references;
    uint64_t rank; /* larger is nearer to the root */
    size_t count;
    struct board_note total;
    struct board_note note;
    struct board_entry *entry;
    struct board_node *left;
    struct board_node *right;
};

/* ---- nodes --------------------------------------------------------------------------------- */

/* FNV-1a, its bits mixed once more. */
static uint64_t rank_of(struct text key)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.at[i]) * 1099511628211U;
    }
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;
    return hash ^ (hash >> 33);
}

static struct text key_of(const struct board_node *node)
{
    return board_entry_key(node->entry);
}

static struct board_node *share(struct board_node *node)
{
    if (node) {
        atomic_fetch_add(&node->references, 1);
    }
    return node;
}

static void release(struct board_node *node)
{
    if (node && atomic_fetch_sub(&node->references, 1) == 1) {
        release(node->left);
        release(node->right);
        board_entry_release(node->entry);
        free(node);
    }
}

/* Puts a copy that nobody else holds in place of a node that others hold too. */
static bool own(struct board_node **slot)
{
    struct board_node *node = *slot;

    if (atomic_load(&node->references) == 1) {
        return true;
    }
    struct board_node *copy = malloc(sizeof(*copy));
    if (!copy) {
        return false;
    }
    *copy = (struct board_node){.rank = node->rank,
                                .count = node->count,
                                .total = node->total,
                                .note = node->note,
                                .entry = board_entry_share(node->entry),
                                .left = share(node->left),
                                .right = share(node->right)};
    atomic_init(&copy->references, 1);
    release(node);
    *slot = copy;
    return true;
}

static void add_up(struct board_node *node)
{
    const struct board_node *below[] = {node->left, node->right};

    node->count = 1;
    node->total = node->note;
    for (size_t i = 0; i < 2; i++) {
        if (below[i]) {
            struct board_note total = below[i]->total;
            node->count += below[i]->count;
            node->total.doubts += total.doubts;
            if (total.changes_utc_ms < node->total.changes_utc_ms) {
                node->total.changes_utc_ms = total.changes_utc_ms;
            }
        }
    }
}

/* The same after a new one came below, without a look at the other side. */
static void add_one(struct board_node *node, const struct board_note *note)
{
    node->count++;
    node->total.doubts += note->doubts;
    if (note->changes_utc_ms < node->total.changes_utc_ms) {
        node->total.changes_utc_ms = note->changes_utc_ms;
    }
}

static struct board_node *create(struct board_entry *entry, const struct board_note *note)
{
    struct board_node *node = malloc(sizeof(*node));

    if (node) {
        *node = (struct board_node){.rank = rank_of(board_entry_key(entry)),
                                    .count = 1,
                                    .total = *note,
                                    .note = *note,
                                    .entry = board_entry_share(entry)};
        atomic_init(&node->references, 1);
    }
    return node;
}

/* The child on the left comes up in place of the node; both are owned. And the other way round. */
static void turn_right(struct board_node **slot)
{
    struct board_node *node = *slot;
    struct board_node *up = node->left;

    node->left = up->right;
    up->right = node;
    *slot = up;
    add_up(node);
    add_up(up);
}

static void turn_left(struct board_node **slot)
{
    struct board_node *node = *slot;
    struct board_node *up = node->right;

    node->right = up->left;
    up->left = node;
    *slot = up;
    add_up(node);
    add_up(up);
}

/* ---- trees --------------------------------------------------------------------------------- */

struct board_tree board_tree_share(struct board_tree tree)
{
    return (struct board_tree){share(tree.root)};
}

void board_tree_release(struct board_tree *tree)
{
    release(tree->root);
    tree->root = NULL;
}

size_t board_tree_count(struct board_tree tree)
{
    return tree.root ? tree.root->count : 0;
}

struct board_note board_tree_total(struct board_tree tree)
{
    return tree.root ? tree.root->total : (struct board_note){.changes_utc_ms = BOARD_NEVER};
}

static const struct board_node *find(struct board_tree tree, struct text key)
{
    const struct board_node *node = tree.root;

    while (node) {
        int order = text_compare(key, key_of(node));
        if (order == 0) {
            return node;
        }
        node = order < 0 ? node->left : node->right;
    }
    return NULL;
}

struct board_entry *board_tree_find(struct board_tree tree, struct text key,
                                    struct board_note *note)
{
    const struct board_node *node = find(tree, key);

    if (node && note) {
        *note = node->note;
    }
    return node ? node->entry : NULL;
}

bool board_tree_find_place(struct board_tree tree, struct text key, struct board_place *place)
{
    const struct board_node *node = tree.root;

    *place = (struct board_place){0};
    while (node) {
        int order = text_compare(key, key_of(node));
        if (order == 0) {
            place->entry = node->entry;
            place->note = node->note;
            return true;
        }
        if (place->depth < BOARD_PLACE_DEPTH_MAX) {
            place->rights |= (order > 0 ? UINT64_C(1) : 0) << place->depth;
        }
        place->depth++;
        node = order < 0 ? node->left : node->right;
    }
    return false;
}

static void replace(struct board_node *node, struct board_entry *entry,
                    const struct board_note *note)
{
    struct board_entry *old = node->entry;

    node->entry = board_entry_share(entry);
    node->note = *note;
    board_entry_release(old);
}

static bool put(struct board_node **slot, struct board_entry *entry, const struct board_note *note)
{
    if (!*slot) {
        *slot = create(entry, note);
        return *slot != NULL;
    }
    if (!own(slot)) {
        return false;
    }
    struct board_node *node = *slot;
    int order = text_compare(board_entry_key(entry), key_of(node));
    if (order == 0) {
        replace(node, entry, note);
        add_up(node);
        return true;
    }
    struct board_node **below = order < 0 ? &node->left : &node->right;
    size_t before = *below ? (*below)->count : 0;
    if (!put(below, entry, note)) {
        return false;
    }
    if ((*below)->count > before) {
        add_one(node, note);
    } else {
        add_up(node);
    }
    if (order < 0 && node->left->rank > node->rank) {
        turn_right(slot);
    } else if (order > 0 && node->right->rank > node->rank) {
        turn_left(slot);
    }
    return true;
}

/* Copies the path, then what is at its end. */
static bool replace_at(struct board_node **slot, const struct board_place *place, size_t depth,
                       struct board_entry *entry, const struct board_note *note)
{
    if (!own(slot)) {
        return false;
    }
    struct board_node *node = *slot;
    if (depth == place->depth) {
        replace(node, entry, note);
        add_up(node);
        return true;
    }
    bool is_right = (place->rights >> depth & 1) != 0;
    bool ok = replace_at(is_right ? &node->right : &node->left, place, depth + 1, entry, note);
    add_up(node);
    return ok;
}

bool board_tree_replace(struct board_tree *tree, const struct board_place *place,
                        struct board_entry *entry, const struct board_note *note)
{
    return place->depth < BOARD_PLACE_DEPTH_MAX ? replace_at(&tree->root, place, 0, entry, note)
                                                : board_tree_put(tree, entry, note);
}

bool board_tree_put(struct board_tree *tree, struct board_entry *entry,
                    const struct board_note *note)
{
    return put(&tree->root, entry, note);
}

/* Lets the node sink until a child can take its place. */
static bool sink(struct board_node **slot)
{
    struct board_node *node = *slot;

    if (node->left && node->right) {
        bool is_left_next = node->left->rank > node->right->rank;
        if (!own(is_left_next ? &node->left : &node->right)) {
            return false;
        }
        if (is_left_next) {
            turn_right(slot);
        } else {
            turn_left(slot);
        }
        struct board_node *up = *slot;
        bool ok = sink(is_left_next ? &up->right : &up->left);
        add_up(up);
        return ok;
    }
    *slot = share(node->left ? node->left : node->right);
    release(node);
    return true;
}

static bool take_out(struct board_node **slot, struct text key)
{
    if (!own(slot)) {
        return false;
    }
    struct board_node *node = *slot;
    int order = text_compare(key, key_of(node));
    if (order == 0) {
        return sink(slot);
    }
    bool ok = take_out(order < 0 ? &node->left : &node->right, key);
    add_up(node);
    return ok;
}

bool board_tree_remove(struct board_tree *tree, struct text key)
{
    return !find(*tree, key) || take_out(&tree->root, key);
}

/* ---- walks --------------------------------------------------------------------------------- */

static bool each(const struct board_node *node, struct text prefix, board_tree_visit *visit,
                 void *owner)
{
    if (!node) {
        return true;
    }
    int order = text_compare(text_part(key_of(node), 0, prefix.len), prefix);
    return (order < 0 || each(node->left, prefix, visit, owner)) &&
           (order != 0 || visit(owner, node->entry)) &&
           (order > 0 || each(node->right, prefix, visit, owner));
}

bool board_tree_each(struct board_tree tree, struct text prefix, board_tree_visit *visit,
                     void *owner)
{
    return each(tree.root, prefix, visit, owner);
}

static bool each_due(const struct board_node *node, int64_t until_utc_ms, board_tree_visit *visit,
                     void *owner)
{
    if (!node || node->total.changes_utc_ms > until_utc_ms) {
        return true;
    }
    return each_due(node->left, until_utc_ms, visit, owner) &&
           (node->note.changes_utc_ms > until_utc_ms || visit(owner, node->entry)) &&
           each_due(node->right, until_utc_ms, visit, owner);
}

bool board_tree_each_due(struct board_tree tree, int64_t until_utc_ms, board_tree_visit *visit,
                         void *owner)
{
    return each_due(tree.root, until_utc_ms, visit, owner);
}

/* ---- walks that rest ----------------------------------------------------------------------- */

/* What is left of a tree, the next on top: whole subtrees, and single nodes. */
struct board_walk_part {
    const struct board_node *node;
    bool is_whole;
};

static bool push(struct board_walk *rest, const struct board_node *node, bool is_whole)
{
    if (!node) {
        return true;
    }
    if (rest->count == rest->capacity) {
        size_t capacity = rest->capacity == 0 ? 64 : rest->capacity * 2;
        struct board_walk_part *grown = realloc(rest->parts, capacity * sizeof(*grown));
        if (!grown) {
            return false;
        }
        rest->parts = grown;
        rest->capacity = capacity;
    }
    rest->parts[rest->count++] = (struct board_walk_part){node, is_whole};
    return true;
}

static const struct board_walk_part *top(const struct board_walk *rest)
{
    return rest->count > 0 ? &rest->parts[rest->count - 1] : NULL;
}

/* A whole subtree becomes what is left of its root, the root, and what is right of it. */
static bool open_top(struct board_walk *rest)
{
    const struct board_node *node = rest->parts[--rest->count].node;

    return push(rest, node->right, true) && push(rest, node, false) && push(rest, node->left, true);
}

bool board_walk_begin(struct board_walk *walk, struct board_tree tree)
{
    return push(walk, tree.root, true);
}

bool board_walk_next(struct board_walk *walk, struct board_entry **entry)
{
    while (walk->count > 0 && walk->parts[walk->count - 1].is_whole) {
        if (!open_top(walk)) {
            return false;
        }
    }
    *entry = walk->count > 0 ? walk->parts[--walk->count].node->entry : NULL;
    return true;
}

void board_walk_end(struct board_walk *walk)
{
    free(walk->parts);
    *walk = (struct board_walk){0};
}

/* ---- the difference ------------------------------------------------------------------------ */

struct difference {
    struct board_walk previous;
    struct board_walk next;
    void (*visit)(void *owner, struct board_entry *previous, struct board_entry *next);
    void *owner;
};

/* Both tops are single nodes, or one tree is at its end. */
static void compare_tops(struct difference *difference)
{
    const struct board_walk_part *previous = top(&difference->previous);
    const struct board_walk_part *next = top(&difference->next);
    int order = previous && next ? text_compare(key_of(previous->node), key_of(next->node)) : 0;
    bool takes_old = previous && (!next || order <= 0);
    bool takes_new = next && (!previous || order >= 0);
    struct board_entry *before = takes_old ? previous->node->entry : NULL;
    struct board_entry *after = takes_new ? next->node->entry : NULL;

    if (before != after) {
        difference->visit(difference->owner, before, after);
    }
    difference->previous.count -= takes_old ? 1 : 0;
    difference->next.count -= takes_new ? 1 : 0;
}

/* One step. False without memory. */
static bool step(struct difference *difference)
{
    const struct board_walk_part *previous = top(&difference->previous);
    const struct board_walk_part *next = top(&difference->next);
    bool has_old = previous && previous->is_whole;
    bool has_new = next && next->is_whole;

    if (has_old && has_new && previous->node == next->node) {
        difference->previous.count--;
        difference->next.count--;
        return true;
    }
    if (!has_old && !has_new) {
        compare_tops(difference);
        return true;
    }
    bool is_old_first = has_old && (!has_new || previous->node->rank >= next->node->rank);
    bool is_new_first = has_new && (!has_old || next->node->rank >= previous->node->rank);
    return (!is_old_first || open_top(&difference->previous)) &&
           (!is_new_first || open_top(&difference->next));
}

bool board_tree_each_difference(struct board_tree previous, struct board_tree next,
                                void (*visit)(void *owner, struct board_entry *previous,
                                              struct board_entry *next),
                                void *owner)
{
    struct difference difference = {.visit = visit, .owner = owner};

    bool ok =
        push(&difference.previous, previous.root, true) && push(&difference.next, next.root, true);
    while (ok && (difference.previous.count > 0 || difference.next.count > 0)) {
        ok = step(&difference);
    }
    board_walk_end(&difference.previous);
    board_walk_end(&difference.next);
    return ok;
}
