/* SPDX-License-Identifier: MIT */
/*
 * Open addressing. An entry is the row's place + 1 in the low bits, and in those that are left a
 * few bits of its hash: with a million rows in any order nearly each look is a miss of the
 * processor's cache, and those bits save the look at a row that is another one.
 *
 * Equal rows hang on the first of them, so that a thousand of them cost no thousand looks each.
 */
#include "store/store_match.h"

#include <stdlib.h>

enum { ENTRIES_MIN = 2048, AHEAD = 16 };

void match_finish(struct match_table *table)
{
    free(table->entries);
    free(table->twins);
    *table = (struct match_table){0};
}

static uint32_t start_of(const struct match_table *table, XXH128_hash_t hash)
{
    return (uint32_t)hash.low64 & table->mask;
}

static uint32_t tag_of(const struct match_table *table, XXH128_hash_t hash)
{
    return (uint32_t)(hash.low64 >> 32) & ~table->place_mask;
}

static uint32_t place_of(const struct match_table *table, uint32_t entry)
{
    return (entry & table->place_mask) - 1;
}

/* The entry of that hash, or the free one where it would be. */
static uint32_t *find_entry(struct match_table *table, const struct manifest_row *rows,
                            XXH128_hash_t hash)
{
    uint32_t at = start_of(table, hash);
    uint32_t tag = tag_of(table, hash);

    while (table->entries[at] != 0 &&
           ((table->entries[at] & ~table->place_mask) != tag ||
            !match_is_same(rows[place_of(table, table->entries[at])].hash, hash))) {
        at = (at + 1) & table->mask;
    }
    return &table->entries[at];
}

static bool is_missing(const struct manifest_row *row)
{
    return row->line == 0 && !match_is_zero(row->hash);
}

static void put(struct match_table *table, const struct manifest_row *rows, uint32_t place)
{
    uint32_t *entry = find_entry(table, rows, rows[place].hash);

    table->twins[place] = *entry & table->place_mask;
    *entry = tag_of(table, rows[place].hash) | (place + 1);
}

bool match_make(struct match_table *table, const struct manifest_row *rows, uint32_t count)
{
    uint32_t len = ENTRIES_MIN;

    while (len < count + count / 2) {
        len *= 2;
    }
    table->entries = calloc(len, sizeof(*table->entries));
    table->twins = calloc((size_t)count + 1, sizeof(*table->twins));
    if (!table->entries || !table->twins) {
        match_finish(table);
        return false;
    }
    table->mask = len - 1;
    table->place_mask = len - 1; /* more than count + 1 fits */
    /* From the last to the first, so that the first of equal rows is found first. */
    for (uint32_t place = count; place-- > 0;) {
        if (place >= AHEAD) {
            __builtin_prefetch(&table->entries[start_of(table, rows[place - AHEAD].hash)], 1);
        }
        if (is_missing(&rows[place])) {
            put(table, rows, place);
        }
    }
    return true;
}

bool match_find(struct match_table *table, const struct manifest_row *rows, XXH128_hash_t hash,
                uint32_t *place)
{
    uint32_t *entry = find_entry(table, rows, hash);

    if (*entry == 0) {
        return false;
    }
    uint32_t found = place_of(table, *entry);
    /* Those matched by the way are taken off the chain; the last one stays to hold the place. */
    while (rows[found].line != 0 && table->twins[found] != 0) {
        *entry = tag_of(table, hash) | table->twins[found];
        found = place_of(table, *entry);
    }
    *place = found;
    return rows[found].line == 0;
}
