/* SPDX-License-Identifier: MIT */
/*
 * The places as the 地区 sheets have them: who is part of whom, and who must report.
 *
 * A place that is only named as somebody's 上级 is in the tree too, but need not report. Without a
 * 地区 sheet the tree is empty and nothing is rolled up.
 */
#ifndef PLUMB_COMPUTE_TREE_H
#define PLUMB_COMPUTE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/arena.h"

struct err;
struct store;

struct tree_node {
    struct text name;
    struct text parent_name; /* as written; "" for a root */
    struct text code;
    struct text aliases;
    struct text tier;
    int32_t order; /* INT32_MAX: none */
    bool must_report;
    int64_t drop_order;
    struct tree_node *parent;    /* NULL: a root */
    size_t depth;                /* 0: a root */
    struct tree_node **children; /* by order, then name */
    size_t child_count;
};

struct tree {
    struct arena arena;
    struct tree_node *nodes; /* by name */
    size_t count;
    size_t capacity;
    struct tree_node **deepest_first;
};

/* Reads the places in force. The tree must be zeroed or finished. */
bool tree_load(struct tree *tree, struct store *store, struct err *err);
void tree_finish(struct tree *tree);

/* NULL if the tree does not know the place. */
const struct tree_node *tree_find(const struct tree *tree, struct text name);

/* True if `place` is `ancestor` or below it. */
bool tree_is_within(const struct tree *tree, struct text place, struct text ancestor);

#endif
