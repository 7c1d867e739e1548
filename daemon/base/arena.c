/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { BLOCK_BYTES = 16 * 1024, INTEGER_MAX = 20 };

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) char bytes[];
};

static size_t round_up(size_t size)
{
    size_t unit = alignof(max_align_t);

    return (size + unit - 1) / unit * unit;
}

static bool add_block(struct arena *arena, size_t size)
{
    size_t usual = arena->next_bytes > 0 ? arena->next_bytes : BLOCK_BYTES;
    size_t wanted = size > usual ? size : usual;
    struct arena_block *block = malloc(sizeof(*block) + wanted);

    if (!block) {
        arena->has_failed = true;
        return false;
    }
    *block = (struct arena_block){.next = arena->blocks, .size = wanted};
    arena->blocks = block;
    arena->total += wanted;
    arena->next_bytes = 0;
    return true;
}

void arena_finish(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    *arena = (struct arena){0};
}

/* Several blocks make room for one that holds as much. */
void arena_reset(struct arena *arena)
{
    size_t total = arena->total;

    if (arena->blocks && !arena->blocks->next) {
        arena->blocks->used = 0;
        arena->has_failed = false;
        return;
    }
    arena_finish(arena);
    arena->next_bytes = total;
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t wanted = round_up(size ? size : 1);

    if (!arena->blocks || arena->blocks->size - arena->blocks->used < wanted) {
        if (!add_block(arena, wanted)) {
            return NULL;
        }
    }
    void *taken = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += wanted;
    return memset(taken, 0, wanted);
}

struct text arena_text(struct arena *arena, struct text text)
{
    char *copy = text.len > 0 ? arena_take(arena, text.len + 1) : NULL;

    if (!copy) {
        return (struct text){0};
    }
    memcpy(copy, text.at, text.len);
    return (struct text){copy, text.len};
}

struct text arena_join(struct arena *arena, const struct text *texts, size_t count)
{
    size_t len = 0;
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        len += texts[i].len;
    }
    char *bytes = len > 0 ? arena_take(arena, len + 1) : NULL;
    if (!bytes) {
        return (struct text){0};
    }
    for (size_t i = 0; i < count; i++) {
        if (texts[i].len > 0) {
            memcpy(bytes + at, texts[i].at, texts[i].len);
            at += texts[i].len;
        }
    }
    return (struct text){bytes, len};
}

struct text arena_integer(struct arena *arena, int64_t number)
{
    char digits[INTEGER_MAX];
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        digits[--at] = '-';
    }
    return arena_text(arena, (struct text){digits + at, sizeof(digits) - at});
}

bool arena_copy(struct arena *arena, struct text text, struct text *copy)
{
    char *bytes = arena_take(arena, text.len + 1);

    if (!bytes) {
        return false;
    }
    if (text.len > 0) {
        memcpy(bytes, text.at, text.len);
    }
    *copy = (struct text){bytes, text.len};
    return true;
}

struct text arena_printf(struct arena *arena, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *bytes = len > 0 ? arena_take(arena, (size_t)len + 1) : NULL;
    if (!bytes) {
        return (struct text){0};
    }
    va_start(list, format);
    (void)vsnprintf(bytes, (size_t)len + 1, format, list);
    va_end(list);
    return (struct text){bytes, (size_t)len};
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return array;
    }
    size_t more = *capacity ? *capacity * 2 : 8;
    void *grown = arena_take(arena, more * size);
    if (!grown) {
        return NULL;
    }
    if (count > 0) {
        memcpy(grown, array, count * size);
    }
    *capacity = more;
    return grown;
}

bool arena_check(const struct arena *arena, struct err *err)
{
    if (arena->has_failed) {
        return err_set(err, ERR_NO_MEMORY, "arena");
    }
    return true;
}
