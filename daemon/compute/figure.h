/* SPDX-License-Identifier: MIT */
/*
 * The figures of one indicator in one period: what its rows say, one a key, and what follows.
 *
 *   rows -> one figure a key (newest file, later row) -> departments of one place and item pooled
 *        -> items pooled where the sheet gives no figure of the whole
 *        -> larger places pooled from their parts where they give none themselves
 *
 * An own figure always wins over its parts; where they disagree it carries a doubt. A figure that
 * was pooled lists its parts. Everything lives in one arena.
 */
#ifndef PLUMB_COMPUTE_FIGURE_H
#define PLUMB_COMPUTE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "compute/catalog.h"
#include "compute/draft.h"
#include "compute/stats.h"
#include "compute/tree.h"
#include "model/fault.h"
#include "store/store.h"

/* Where a row stands. */
struct trace {
    struct text file;
    uint32_t version;
    uint32_t line;
    int32_t cell_index;
    int64_t file_id;
    int64_t drop_order;
    uint32_t print; /* of the row's key and number: the same row saying the same has the same */
};

/* Something about a figure that is to be verified. */
struct doubt {
    struct doubt *next;
    enum fault_kind kind;
    struct sentence text;
    struct text file;
    uint32_t line;
    bool is_of_part; /* about a place or an item that has a figure of its own */
};

enum part_kind { PART_NONE, PART_DEPARTMENT, PART_ITEM, PART_PLACE };

struct figure {
    struct text place;
    struct text item;
    struct text department;
    struct text level;
    struct stats_counts counts;
    int64_t population; /* -1: not stated */
    struct amount amount;
    struct decimal yoy;
    struct text note;
    struct text document;
    int64_t updated_utc_ms;
    struct trace *traces;
    size_t trace_count;
    struct doubt *doubts;
    struct figure **parts;
    size_t part_count;
    int64_t rate_only; /* parts left out of the pool because they gave no counts */
    size_t reported;   /* with has_coverage: of the parts that must report */
    size_t must;
    struct text *absent; /* places */
    size_t absent_count;
    enum presence presence;
    enum part_kind part_kind;
    bool is_rate;
    bool is_census; /* its counts are shown as a rate, however few */
    bool has_counts;
    bool has_amount;
    bool has_yoy;
    bool is_pooled;    /* from its parts */
    bool has_coverage; /* a larger place: how many of its parts that must report did */
    bool is_complete;
};

struct figures {
    struct arena *arena;
    struct figure **rows; /* one a key, in the store's order */
    size_t row_count;
    size_t row_capacity;
    struct figure **at; /* what the board shows: by place, item, each pair once */
    size_t count;
    size_t capacity;
};

/* Reads the rows in force, one figure a key of place, item, department and level. */
bool figures_load(struct figures *figures, struct arena *arena, struct store *store,
                  struct text indicator, struct period period, struct err *err);

/* Pools departments, items and places. */
bool figures_pool(struct figures *figures, const struct catalog *catalog, const struct tree *tree,
                  struct period period, struct err *err);

/* Adds a figure to those of the board, whose place and item it does not have yet. */
void figures_add(struct figures *figures, struct figure *figure);

/* NULL if there is none. */
struct figure *figures_find(const struct figures *figures, struct text place, struct text item);

/* ---- one figure --------------------------------------------------------------------------- */

/* What the figure is by nature: as stated, else seen from what it holds. */
enum nature figure_nature(enum nature stated, const struct figure *figure);

/* True if there is a number, counts included. */
bool figure_has_number(const struct figure *figure);

/* The rate in percent, or the number; NAN if there is none. */
double figure_value(const struct figure *figure);

/* How figures of a nature become one. */
enum pooling { POOL_NEVER, POOL_COUNTS, POOL_SUM, POOL_ALL };
enum pooling pooling_of(enum nature nature, const struct figure *const *parts, size_t count);

/* Fills `out` (its place and item are set) from its parts. False without anything to pool: then
 * only the parts are set. */
bool figure_pool(struct arena *arena, struct figure *out, struct figure **parts, size_t count,
                 enum part_kind kind, enum nature nature);

/* Adds a doubt; texts are copied. */
void figure_doubt(struct arena *arena, struct figure *figure, enum fault_kind kind,
                  struct sentence text, const struct trace *trace);

/* The same sentence with the name of what it is about in front. Lives in the arena. */
struct sentence doubt_about(struct arena *arena, struct text name, struct sentence text);

/* True if the figure says a number that is not pooled from parts of that kind: what is wrong with
 * them does not move it. */
bool figure_stands_alone(const struct figure *figure, enum part_kind kind);

/* Doubts an own figure that its parts contradict. */
void figure_check_parts(struct arena *arena, struct figure *own, struct figure **parts,
                        size_t count, enum nature nature);

/* Larger places from their parts; called by figures_pool. */
bool figures_roll_up(struct figures *figures, const struct catalog *catalog,
                     const struct tree *tree, struct period period, struct err *err);

#endif
