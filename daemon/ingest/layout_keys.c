/* SPDX-License-Identifier: MIT */
#include "ingest/layout_keys.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/err.h"

enum { FIRST_CAPACITY = 1024 };

/* The slot that holds the hash, or the free one where it belongs. */
static size_t find_slot(const struct layout_keys *keys, uint64_t hash)
{
    size_t slot = (size_t)hash & (keys->capacity - 1);

    while (keys->hashes[slot] != 0 && keys->hashes[slot] != hash) {
        slot = (slot + 1) & (keys->capacity - 1);
    }
    return slot;
}

/* Makes room for one more: a set is at most three quarters full. */
static bool make_room(struct layout_keys *keys, struct err *err)
{
    if (keys->count < keys->capacity / 4 * 3) {
        return true;
    }
    struct layout_keys larger = {
        .capacity = keys->capacity == 0 ? FIRST_CAPACITY : keys->capacity * 2,
        .count = keys->count,
    };
    larger.hashes = calloc(larger.capacity, sizeof(*larger.hashes));
    larger.lines = malloc(larger.capacity * sizeof(*larger.lines));
    if (!larger.hashes || !larger.lines) {
        layout_keys_finish(&larger);
        return err_set(err, ERR_NO_MEMORY, "%zu keys", keys->count);
    }
    for (size_t i = 0; i < keys->capacity; i++) {
        if (keys->hashes[i] != 0) {
            size_t slot = find_slot(&larger, keys->hashes[i]);
            larger.hashes[slot] = keys->hashes[i];
            larger.lines[slot] = keys->lines[i];
        }
    }
    struct layout_keys old = *keys;
    *keys = larger;
    layout_keys_finish(&old);
    return true;
}

uint64_t layout_keys_hash(const struct layout_keys *keys, struct text key)
{
    uint64_t hash = XXH3_64bits(key.at ? key.at : "", key.len);

    hash = hash == 0 ? 1 : hash;
    if (keys->capacity > 0) {
        size_t slot = (size_t)hash & (keys->capacity - 1);
        __builtin_prefetch(&keys->hashes[slot]);
        __builtin_prefetch(&keys->lines[slot], 1);
    }
    return hash;
}

bool layout_keys_put(struct layout_keys *keys, uint64_t hash, uint32_t line, uint32_t *earlier,
                     struct err *err)
{
    if (!make_room(keys, err)) {
        return false;
    }
    size_t slot = find_slot(keys, hash);
    *earlier = keys->hashes[slot] == 0 ? 0 : keys->lines[slot];
    keys->count += keys->hashes[slot] == 0;
    keys->hashes[slot] = hash;
    keys->lines[slot] = line;
    return true;
}

void layout_keys_finish(struct layout_keys *keys)
{
    free(keys->hashes);
    free(keys->lines);
    *keys = (struct layout_keys){0};
}
