/* SPDX-License-Identifier: MIT */
/*
 * One making of the next board, from the touched rows to the finished entries.
 */
#ifndef PLUMB_COMPUTE_PASS_H
#define PLUMB_COMPUTE_PASS_H

#include "base/arena.h"
#include "compute/settings.h"
#include "compute/tree.h"
#include "model/board.h"

struct cJSON;
struct interval_memo;
struct period_memo;

/* A place that has data, and an entry that came or went. */
struct pass_key {
    struct text key;
    struct text place;
    bool is_gone;
};

struct pass {
    const struct compute_options *options;
    struct store *store;
    const struct tree *tree;
    const struct compute_inbox *inbox;
    struct board *previous; /* NULL: none */
    struct board_builder *builder;
    const struct compute_events *events; /* NULL: nobody listens */
    void *owner;
    int64_t now_utc_ms;
    int32_t today;
    bool is_full;           /* everything is made again */
    bool is_new_day;        /* since previous */
    bool is_day_before;     /* ... and the clock was put back */
    struct cJSON *unplaced; /* how many doubts name a figure that the board does not have, by
                               indicator; NULL: as on the previous board */
    struct arena arena;     /* for the pass as a whole */
    struct interval_memo *intervals; /* in the arena; NULL: no entry was made yet */
    struct period_memo *periods;     /* likewise */
    struct pass_key *keys;
    size_t key_count;
    size_t key_capacity;
    struct text *places; /* that have data; filled by members_gather_places, by name */
    size_t place_count;
    size_t place_capacity;
    bool places_changed;
};

/* Computes the indicator again: the aggregates of these periods, then the entries of all its keys.
 * all_periods: also those of all periods
 * with rows, and the entries of targets that are gone. */
bool pass_indicator(struct pass *pass, struct text indicator, const struct period *periods,
                    size_t count, bool all_periods, struct err *err);

/* Makes again the entries that time has changed since the previous board, but for those of
 * indicators that are made again anyway. */
bool pass_time(struct pass *pass, bool (*is_touched)(const void *owner, struct text indicator),
               const void *owner, struct err *err);

/* Puts the campaigns; those that are no longer there go. */
bool pass_campaigns(struct pass *pass, struct err *err);

/* Finds out which places have data now. */
bool pass_places(struct pass *pass, struct err *err);

/* Puts title, place, today, doubts, inbox, places, moved ... */
bool pass_members(struct pass *pass, struct err *err);

#endif
