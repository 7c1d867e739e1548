/* SPDX-License-Identifier: MIT */
/*
 * Finds rows by the hash of what they say: one of those that no row of the new version has
 * matched yet.
 */
#ifndef PLUMB_STORE_STORE_MATCH_H
#define PLUMB_STORE_STORE_MATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <xxhash.h>

/* A row as it lies in memory: together, because shuffled rows are looked up all over. A hash of
 * zero is no row; a line of zero is a row that the new version has not (yet) shown. */
struct manifest_row {
    XXH128_hash_t hash;
    uint32_t subject;
    uint32_t line;
};

static inline bool match_is_same(XXH128_hash_t a, XXH128_hash_t b)
{
    return a.low64 == b.low64 && a.high64 == b.high64;
}

static inline bool match_is_zero(XXH128_hash_t hash)
{
    return hash.low64 == 0 && hash.high64 == 0;
}

struct match_table {
    uint32_t *entries; /* NULL: not made yet */
    uint32_t *twins;   /* place + 1: the next row of the same hash; 0: none */
    uint32_t mask;     /* number of entries - 1 */
    uint32_t place_mask;
};

/* Accepts a zeroed table. */
void match_finish(struct match_table *table);

/* Makes the table of rows[0] to rows[count - 1] that are missing. False without memory. */
bool match_make(struct match_table *table, const struct manifest_row *rows, uint32_t count);

/* The place of a row with that hash that is still missing, the first one of several. */
bool match_find(struct match_table *table, const struct manifest_row *rows, XXH128_hash_t hash,
                uint32_t *place);

#endif
