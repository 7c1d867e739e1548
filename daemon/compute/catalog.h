/* SPDX-License-Identifier: MIT */
/*
 * What the 指标目录 sheets say of one indicator: its attributes and its targets.
 *
 * A target belongs to its place and period; it is inherited downwards in the tree only where it is
 * a rate, an index or a growth (a county's plan of 40 is not each town's plan of 40). Attributes
 * (area, nature, lead ...) are taken from the nearest row that gives them: the place's own, its
 * larger places', a row without a place; what an indicator is by nature, from any row.
 */
#ifndef PLUMB_COMPUTE_CATALOG_H
#define PLUMB_COMPUTE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "compute/tree.h"
#include "store/store.h"

struct target {
    struct target_record record; /* texts live in the arena */
    int64_t drop_order;
    uint32_t line;
    int64_t taken_utc_ms;
    struct text file;
};

struct catalog {
    struct arena *arena;
    struct target *targets;
    size_t count;
    size_t capacity;
    const struct target **by_place; /* the same in the order of their places */
};

/* Reads the rows of the indicator in force; the arena must outlive the catalog. */
bool catalog_load(struct catalog *catalog, struct arena *arena, struct store *store,
                  struct text indicator, struct err *err);

struct attributes {
    struct text area;
    enum nature nature;
    struct text unit;
    struct text lead;
    struct text departments; /* partners, as written */
    struct text frequency;
    struct text due;
    struct text definition;
    struct text version;
    struct text document;
    struct text note;
    bool has_direction;
    bool lower_is_better;
};

/* What is said of the indicator at that place; rows whose period holds `period` come first. */
void catalog_attributes(const struct catalog *catalog, const struct tree *tree, struct text place,
                        struct period period, struct attributes *out);

/* The target for a figure of that period: of those that hold it the shortest; NULL if there is
 * none. A milestone may be reached before or after its time: the next one to come, else the last.
 * The undated period is held by an undated target, or by the only dated one. `item` is "" for the
 * whole. */
const struct target *catalog_target(const struct catalog *catalog, const struct tree *tree,
                                    struct text place, struct text item, struct period period,
                                    int assessment_year);

/* The target that stands alone while there is no figure: the newest one of that very place, of the
 * assessment year if there is one. */
const struct target *catalog_standing(const struct catalog *catalog, struct text place,
                                      int assessment_year);

/* True if the row sets something to be reached. */
bool target_is_set(const struct target *target);

/* True if that is a number, and not 完成. */
bool target_has_number(const struct target *target);

/* True for natures of which a larger place's target holds for its parts too. */
bool nature_is_intensive(enum nature nature);

#endif
