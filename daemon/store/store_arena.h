/* SPDX-License-Identifier: MIT */
/*
 * Memory that is only ever freed as a whole: texts that live as long as their owner.
 * Zeroed memory is an empty arena.
 */
#ifndef PLUMB_STORE_STORE_ARENA_H
#define PLUMB_STORE_STORE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena_block;

struct arena {
    struct arena_block *newest;
    size_t total; /* bytes asked of the system */
};

void arena_finish(struct arena *arena);

/* Aligned for any type. NULL without memory. */
void *arena_take(struct arena *arena, size_t len);

/* A copy followed by a NUL. False without memory. */
bool arena_copy(struct arena *arena, struct text text, struct text *copy);

#endif
