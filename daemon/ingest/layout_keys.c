/* SPDX-License-Identifier: MIT */
/*
 * Open addressing. Nearly every look at the table of a large sheet misses the processor's cache, so
 * an entry has four bytes: the place, and in the bits that are left above it some of the hash,
 * which save the look at the hash of another key.
 */
#include "ingest/layout_keys.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/large.h"

enum { FIRST_ENTRIES = 1024, AHEAD = 16 };

/* How many keys there may be: three quarters of the entries. */
static size_t room_of(uint32_t mask)
{
    return ((size_t)mask + 1) / 4 * 3;
}

static uint32_t tag_of(const struct layout_keys *keys, uint64_t hash)
{
    return (uint32_t)(hash >> 32) & ~keys->mask;
}

/* The entry that holds the hash, or the free one where it belongs. */
static uint32_t *find_entry(const struct layout_keys *keys, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & keys->mask;
    uint32_t tag = tag_of(keys, hash);

    while (keys->table[at] != 0 && ((keys->table[at] & ~keys->mask) != tag ||
                                    keys->hashes[(keys->table[at] & keys->mask) - 1] != hash)) {
        at = (at + 1) & keys->mask;
    }
    return &keys->table[at];
}

static void fill_table(struct layout_keys *keys)
{
    for (uint32_t i = 0; i < keys->count; i++) {
        if (i + AHEAD < keys->count) {
            layout_keys_fetch(keys, keys->hashes[i + AHEAD]);
        }
        *find_entry(keys, keys->hashes[i]) = tag_of(keys, keys->hashes[i]) | (i + 1);
    }
}

static bool grow(struct layout_keys *keys)
{
    uint32_t mask = keys->mask == 0 ? FIRST_ENTRIES - 1 : keys->mask * 2 + 1;
    size_t room = room_of(mask);

    uint64_t *hashes = mask < UINT32_MAX ? realloc(keys->hashes, room * sizeof(*hashes)) : NULL;
    if (!hashes) {
        return false;
    }
    keys->hashes = hashes;
    uint32_t *lines = realloc(keys->lines, room * sizeof(*lines));
    if (!lines) {
        return false;
    }
    keys->lines = lines;
    uint32_t *table = large_calloc(((size_t)mask + 1) * sizeof(*table));
    if (!table) {
        return false;
    }
    free(keys->table);
    keys->table = table;
    keys->mask = mask;
    fill_table(keys);
    return true;
}

void layout_keys_fetch(const struct layout_keys *keys, uint64_t hash)
{
    if (keys->table) {
        __builtin_prefetch(&keys->table[(uint32_t)hash & keys->mask], 1);
    }
}

bool layout_keys_put(struct layout_keys *keys, uint64_t hash, uint32_t line, uint32_t *earlier,
                     struct err *err)
{
    if ((!keys->table || keys->count >= room_of(keys->mask)) && !grow(keys)) {
        return err_set(err, ERR_NO_MEMORY, "%zu keys", (size_t)keys->count);
    }
    uint32_t *entry = find_entry(keys, hash);
    uint32_t place = (*entry & keys->mask) - 1;
    *earlier = *entry == 0 ? 0 : keys->lines[place];
    if (*entry == 0) {
        place = keys->count++;
        *entry = tag_of(keys, hash) | (place + 1);
        keys->hashes[place] = hash;
        keys->seen[hash >> 58] |= UINT64_C(1) << (hash >> 52 & 63);
    }
    keys->lines[place] = line;
    return true;
}

bool layout_keys_have(const struct layout_keys *keys, uint64_t hash)
{
    return keys->count > 0 && *find_entry(keys, hash) != 0;
}

void layout_keys_finish(struct layout_keys *keys)
{
    free(keys->table);
    free(keys->hashes);
    free(keys->lines);
    *keys = (struct layout_keys){0};
}
