/* SPDX-License-Identifier: MIT */
/*
 * Remembers which key stood on which line, to notice two rows that say the same thing.
 *
 * A key is kept as a hash of 64 bits and its line, 12 bytes: a million keys take 25 MB. Two
 * different keys with one hash are less likely than one in ten million for a million rows, and
 * would only cause a warning too many.
 */
#ifndef PLUMB_INGEST_LAYOUT_KEYS_H
#define PLUMB_INGEST_LAYOUT_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct err;

/* Zeroed memory is an empty set. */
struct layout_keys {
    uint64_t *hashes; /* 0: free */
    uint32_t *lines;
    size_t capacity; /* a power of two */
    size_t count;
};

/* The key's hash, for layout_keys_put. Its place in the set is fetched ahead, because in a large
 * one it is rarely in the cache: put it a little later. */
uint64_t layout_keys_hash(const struct layout_keys *keys, struct text key);

/* Notes that the key stands on `line`. *earlier becomes the line on which it stood before, 0 if it
 * is new. False only without memory. */
bool layout_keys_put(struct layout_keys *keys, uint64_t hash, uint32_t line, uint32_t *earlier,
                     struct err *err);

/* Accepts zeroed memory. */
void layout_keys_finish(struct layout_keys *keys);

#endif
