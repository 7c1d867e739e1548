/* SPDX-License-Identifier: MIT */
/*
 * Rows that stay in force because a fault of the new version stands in their place.
 *
 * A fault agrees with a row if it agrees in all that could be read of the row's key: at least the
 * indicator or the place, and one thing more.
 */
#ifndef PLUMB_STORE_STORE_KEEP_H
#define PLUMB_STORE_STORE_KEEP_H

#include "store/store_take.h"

struct kept_row {
    uint32_t row;
    uint32_t version; /* the newest that holds it */
    uint32_t line;
};

struct keeper {
    struct take *take;
    struct source_file file;     /* as it was before this drop */
    const struct fault **faults; /* that can concern the subject at work */
    size_t fault_count;
    struct kept_row *rows;
    size_t count;
    size_t capacity;
};

bool keeper_init(struct keeper *keeper, struct take *take, struct err *err);

/* Accepts a zeroed keeper. */
void keeper_finish(struct keeper *keeper);

/* Chooses the faults that can concern rows of that subject, so that a thousand faults and a
 * million rows do not meet each other one by one. */
void keeper_choose(struct keeper *keeper, const struct subject_key *subject);

/* Whether a chosen fault stands in place of the record. */
bool keeper_is_in_doubt(struct keeper *keeper, const struct record *record, bool *in_doubt,
                        struct err *err);

/* Notes a row that stays, with the line it had. */
bool keeper_add(struct keeper *keeper, uint32_t row, struct err *err);

/* Writes the rows that stay; those that were kept before and are not now have come back or left. */
bool keeper_write(struct keeper *keeper, struct err *err);

#endif
