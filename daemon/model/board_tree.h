/* SPDX-License-Identifier: MIT */
/*
 * A set of entries in the order of their keys, of which a changed copy costs what was changed:
 * copies share what they have in common.
 *
 * Beside each entry stands a note of whoever made it, which is never shown; over all notes there
 * is a total, so that what changes next is found without looking at what does not.
 */
#ifndef PLUMB_MODEL_BOARD_TREE_H
#define PLUMB_MODEL_BOARD_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/board.h"
#include "model/board_entry.h"

struct board_node;

/* NULL is the empty tree. */
struct board_tree {
    struct board_node *root;
};

struct board_tree board_tree_share(struct board_tree tree);
void board_tree_release(struct board_tree *tree); /* makes it empty */

size_t board_tree_count(struct board_tree tree);
struct board_note board_tree_total(struct board_tree tree);

/* Borrowed; NULL if there is none. *note, which may be NULL, is its note. */
struct board_entry *board_tree_find(struct board_tree tree, struct text key,
                                    struct board_note *note);

/* Where an entry is, and what stands there. */
enum { BOARD_PLACE_DEPTH_MAX = 64 };
struct board_place {
    struct board_entry *entry; /* borrowed; NULL: none has that key */
    struct board_note note;
    uint64_t rights; /* on the way from the root: one bit for each step, set where it goes right */
    size_t depth;
};

/* Whether there is one with that key. */
bool board_tree_find_place(struct board_tree tree, struct text key, struct board_place *place);

/* Puts the entry in place of the one that was found there since the tree changed last, and which
 * has its key. As board_tree_put, without another search. */
bool board_tree_replace(struct board_tree *tree, const struct board_place *place,
                        struct board_entry *entry, const struct board_note *note);

/* Puts the entry, to be shared, in place of the one with its key. False without memory: the tree
 * holds what it held. */
bool board_tree_put(struct board_tree *tree, struct board_entry *entry,
                    const struct board_note *note);

/* Takes an entry out, if it is there. False without memory, as before. */
bool board_tree_remove(struct board_tree *tree, struct text key);

/* Visits the entries whose key begins so, in order, until visit returns false. Returns whether it
 * never did. */
typedef bool board_tree_visit(void *owner, struct board_entry *entry);
bool board_tree_each(struct board_tree tree, struct text prefix, board_tree_visit *visit,
                     void *owner);

/* The same for entries that change until that instant; costs what they are. */
bool board_tree_each_due(struct board_tree tree, int64_t until_utc_ms, board_tree_visit *visit,
                         void *owner);

/* A walk over all entries in order that can rest between any two. Zeroed memory, which
 * board_walk_end ends in any case; the tree must live as long. */
struct board_walk {
    struct board_walk_part *parts;
    size_t count;
    size_t capacity;
};

/* False without memory. */
bool board_walk_begin(struct board_walk *walk, struct board_tree tree);
/* Sets *entry to the next one, borrowed from the tree; NULL behind the last. False without memory.
 */
bool board_walk_next(struct board_walk *walk, struct board_entry **entry);
void board_walk_end(struct board_walk *walk);

/* Visits, in order, each key with two different entries, or with one in only one of the trees (the
 * other is NULL). Costs what differs if one tree was made of the other. False without memory. */
bool board_tree_each_difference(struct board_tree previous, struct board_tree next,
                                void (*visit)(void *owner, struct board_entry *previous,
                                              struct board_entry *next),
                                void *owner);

#endif
