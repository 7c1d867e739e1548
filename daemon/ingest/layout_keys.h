/* SPDX-License-Identifier: MIT */
/*
 * Remembers which key stood on which line, to notice two rows that say the same thing.
 *
 * A key is kept as a hash of 64 bits and its line, in the order in which keys came; a table finds
 * their places by hash. A million keys take 20 MB. Two different keys with one hash are less likely
 * than one in ten million for a million rows, and would only cause a warning too many.
 */
#ifndef PLUMB_INGEST_LAYOUT_KEYS_H
#define PLUMB_INGEST_LAYOUT_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* Zeroed memory is an empty set. */
struct layout_keys {
    uint32_t *table; /* place + 1 of a key, and above it bits of its hash; 0: free */
    uint32_t mask;   /* entries of the table - 1, a power of two - 1; 0: none */
    uint64_t *hashes;
    uint32_t *lines;
    uint32_t count;
    uint64_t seen[64]; /* a bit for the highest bits of each key */
};

/* The key will soon be put. Its entry is fetched ahead, because in a large set it is rarely in the
 * cache. */
void layout_keys_fetch(const struct layout_keys *keys, uint64_t hash);

/* Notes that the key stands on `line`. *earlier becomes the line on which it stood before, 0 if it
 * is new. False only without memory. */
bool layout_keys_put(struct layout_keys *keys, uint64_t hash, uint32_t line, uint32_t *earlier,
                     struct err *err);

/* Whether the key was put; the first answers at a glance, where few were. */
static inline bool layout_keys_may_have(const struct layout_keys *keys, uint64_t hash)
{
    return (keys->seen[hash >> 58] >> (hash >> 52 & 63) & 1) != 0;
}
bool layout_keys_have(const struct layout_keys *keys, uint64_t hash);

/* Accepts zeroed memory. */
void layout_keys_finish(struct layout_keys *keys);

#endif
