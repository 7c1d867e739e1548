/* SPDX-License-Identifier: MIT */
/*
 * Open addressing. An entry is a place + 1 in the low bits, and in those that are left a few bits
 * of the hash: with a million rows in any order nearly each look is a miss of the processor's
 * cache, and those bits save the look at a row that is another one.
 *
 * Equal rows hang on the first of them, so that a thousand of them cost no thousand looks each.
 */
#include "store/store_match.h"

#include <stdlib.h>

#include "base/large.h"

enum { HEADS_MIN = 1024, ENTRIES_MIN = 2048, AHEAD = 16 };

/* ---- by hash --------------------------------------------------------------------------------- */

void match_finish(struct match_table *table)
{
    free(table->entries);
    free(table->heads);
    *table = (struct match_table){0};
}

static uint32_t tag_of(uint64_t hash, uint32_t mask)
{
    return (uint32_t)(hash >> 32) & ~mask;
}

static struct match_entry *entry_of(const struct match_table *table, uint32_t head)
{
    return &table->entries[(head & table->mask) - 1];
}

/* The head of that hash, or the free one where it would be. */
static uint32_t *find_head(const struct match_table *table, XXH128_hash_t hash)
{
    uint32_t at = (uint32_t)hash.low64 & table->mask;
    uint32_t tag = tag_of(hash.low64, table->mask);

    while (table->heads[at] != 0 &&
           ((table->heads[at] & ~table->mask) != tag ||
            !match_is_same(entry_of(table, table->heads[at])->hash, hash))) {
        at = (at + 1) & table->mask;
    }
    return &table->heads[at];
}

static bool grow_heads(struct match_table *table)
{
    struct match_table grown = *table;

    grown.mask = table->heads ? table->mask * 2 + 1 : HEADS_MIN - 1;
    grown.heads = calloc((size_t)grown.mask + 1, sizeof(*grown.heads));
    if (!grown.heads) {
        return false;
    }
    for (uint32_t i = 0; table->heads && i <= table->mask; i++) {
        if (table->heads[i] != 0) {
            uint32_t place = table->heads[i] & table->mask;
            XXH128_hash_t hash = table->entries[place - 1].hash;
            *find_head(&grown, hash) = tag_of(hash.low64, grown.mask) | place;
        }
    }
    free(table->heads);
    *table = grown;
    return true;
}

static bool grow_entries(struct match_table *table)
{
    uint32_t capacity = table->capacity == 0 ? HEADS_MIN / 2 : table->capacity * 2;
    struct match_entry *entries = realloc(table->entries, capacity * sizeof(*entries));

    if (!entries) {
        return false;
    }
    table->entries = entries;
    table->capacity = capacity;
    return true;
}

bool match_add(struct match_table *table, XXH128_hash_t hash, uint32_t slot)
{
    if ((table->count == table->capacity && !grow_entries(table)) ||
        ((!table->heads || table->count >= table->mask / 4 * 3) && !grow_heads(table))) {
        return false;
    }
    uint32_t *head = find_head(table, hash);
    uint32_t next = *head & table->mask;
    struct match_entry *before = NULL;
    while (next != 0 && table->entries[next - 1].slot < slot) {
        before = &table->entries[next - 1];
        next = before->next;
    }
    table->entries[table->count++] = (struct match_entry){hash, slot, next};
    if (before) {
        before->next = table->count;
    } else {
        *head = tag_of(hash.low64, table->mask) | table->count;
    }
    return true;
}

bool match_any(const struct match_table *table, XXH128_hash_t hash)
{
    return table->heads && *find_head(table, hash) != 0;
}

bool match_has(const struct match_table *table, XXH128_hash_t hash, uint32_t slot)
{
    const uint32_t *head = table->heads ? find_head(table, hash) : NULL;
    uint32_t place = head ? *head & table->mask : 0;

    while (place != 0 && table->entries[place - 1].slot < slot) {
        place = table->entries[place - 1].next;
    }
    return place != 0 && table->entries[place - 1].slot == slot;
}

bool match_find(struct match_table *table, const struct manifest_row *rows, XXH128_hash_t hash,
                uint32_t *slot)
{
    uint32_t *head = table->heads ? find_head(table, hash) : NULL;

    if (!head || *head == 0) {
        return false;
    }
    const struct match_entry *entry = entry_of(table, *head);
    /* Those matched by the way are taken off the chain; the last one stays to hold the place. */
    while (rows[entry->slot].line != 0 && entry->next != 0) {
        *head = tag_of(hash.low64, table->mask) | entry->next;
        entry = entry_of(table, *head);
    }
    *slot = entry->slot;
    return rows[entry->slot].line == 0;
}

uint32_t match_line(const struct match_table *table, const struct manifest_row *rows,
                    XXH128_hash_t hash, uint32_t slot)
{
    const uint32_t *head = table->heads ? find_head(table, hash) : NULL;
    uint32_t place = head ? *head & table->mask : 0;
    uint32_t line = 0;

    while (place != 0) {
        const struct match_entry *entry = &table->entries[place - 1];
        if (entry->slot != slot && rows[entry->slot].line > line) {
            line = rows[entry->slot].line;
        }
        place = entry->next;
    }
    return line;
}

/* ---- by bytes -------------------------------------------------------------------------------- */

void raw_index_finish(struct raw_index *index)
{
    free(index->entries);
    *index = (struct raw_index){0};
}

static bool is_missing(const struct manifest_row *row)
{
    return row->is_plain && row->line == 0;
}

void raw_index_fetch(const struct raw_index *index, uint64_t raw)
{
    __builtin_prefetch(&index->entries[(uint32_t)raw & index->mask], 1);
}

bool raw_index_make(struct raw_index *index, const struct manifest_row *rows, uint32_t count)
{
    uint32_t len = ENTRIES_MIN;

    while (len < count + count / 2) {
        len *= 2;
    }
    index->entries = large_calloc(len * sizeof(*index->entries));
    if (!index->entries) {
        return false;
    }
    index->mask = len - 1; /* more than count + 1 fits */
    for (uint32_t slot = 0; slot < count; slot++) {
        uint64_t raw = rows[slot].hash.low64;
        if (slot + AHEAD < count) {
            raw_index_fetch(index, rows[slot + AHEAD].hash.low64);
        }
        if (!is_missing(&rows[slot])) {
            continue;
        }
        uint32_t at = (uint32_t)raw & index->mask;
        while (index->entries[at] != 0) {
            at = (at + 1) & index->mask;
        }
        index->entries[at] = tag_of(raw, index->mask) | (slot + 1);
    }
    return true;
}

void raw_index_approach(const struct raw_index *index, const struct manifest_row *rows,
                        uint64_t raw)
{
    uint32_t at = (uint32_t)raw & index->mask;
    uint32_t tag = tag_of(raw, index->mask);

    while (index->entries[at] != 0 && (index->entries[at] & ~index->mask) != tag) {
        at = (at + 1) & index->mask;
    }
    if (index->entries[at] != 0) {
        __builtin_prefetch(&rows[(index->entries[at] & index->mask) - 1], 1);
    }
}

bool raw_index_find(const struct raw_index *index, const struct manifest_row *rows, uint64_t raw,
                    uint32_t *slot)
{
    uint32_t tag = tag_of(raw, index->mask);

    for (uint32_t at = (uint32_t)raw & index->mask; index->entries[at] != 0;
         at = (at + 1) & index->mask) {
        uint32_t found = (index->entries[at] & index->mask) - 1;
        if ((index->entries[at] & ~index->mask) == tag && is_missing(&rows[found]) &&
            rows[found].hash.low64 == raw) {
            *slot = found;
            return true;
        }
    }
    return false;
}
