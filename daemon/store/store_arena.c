/* SPDX-License-Identifier: MIT */
#include "store/store_arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_LEN = 32 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t len;
    size_t used;
    alignas(max_align_t) char bytes[];
};

void arena_finish(struct arena *arena)
{
    struct arena_block *block = arena->newest;

    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    *arena = (struct arena){0};
}

static bool add_block(struct arena *arena, size_t len)
{
    size_t room = len > BLOCK_LEN ? len : BLOCK_LEN;
    struct arena_block *block = malloc(sizeof(*block) + room);

    if (!block) {
        return false;
    }
    block->older = arena->newest;
    block->len = room;
    block->used = 0;
    arena->newest = block;
    arena->total += room;
    return true;
}

void *arena_take(struct arena *arena, size_t len)
{
    size_t need = (len + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);

    if ((!arena->newest || arena->newest->len - arena->newest->used < need) &&
        !add_block(arena, need)) {
        return NULL;
    }
    void *at = arena->newest->bytes + arena->newest->used;
    arena->newest->used += need;
    return at;
}

bool arena_copy(struct arena *arena, struct text text, struct text *copy)
{
    char *at = arena_take(arena, text.len + 1);

    if (!at) {
        return false;
    }
    if (text.len > 0) {
        memcpy(at, text.at, text.len);
    }
    at[text.len] = '\0';
    *copy = (struct text){at, text.len};
    return true;
}
