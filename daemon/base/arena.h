/* SPDX-License-Identifier: MIT */
/*
 * Memory that one computation takes piece by piece and gives back at once.
 *
 * Rows are borrowed from the store only until a callback returns; what has to outlive it is
 * copied here. Zeroed memory is an empty arena. A failed allocation is remembered (has_failed), so
 * that a builder may go on and look once at the end; whatever returns a pointer returns NULL then.
 */
#ifndef PLUMB_BASE_ARENA_H
#define PLUMB_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena_block;
struct err;

struct arena {
    struct arena_block *blocks;
    size_t total;      /* bytes asked of the system */
    size_t next_bytes; /* of the next block at least; 0: the usual */
    bool has_failed;
};

/* Frees all that was taken. The arena is empty again. */
void arena_finish(struct arena *arena);

/* Takes back all that was taken, for what comes next: an arena that is filled again and again soon
 * asks the system for nothing more. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for anything. NULL without memory. */
void *arena_take(struct arena *arena, size_t size);

/* A NUL-terminated copy; the empty text without memory. */
struct text arena_text(struct arena *arena, struct text text);
struct text arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The texts, one behind the other; a whole number in decimal. As arena_printf gives them, at a
 * tenth of its cost. */
struct text arena_join(struct arena *arena, const struct text *texts, size_t count);
struct text arena_integer(struct arena *arena, int64_t number);

/* A NUL-terminated copy, of the empty text too. False without memory. */
bool arena_copy(struct arena *arena, struct text text, struct text *copy);

/* Room for one more element in an array that lives in the arena: returns the array, moved if it
 * had to grow, with *capacity raised; NULL without memory (the old array stays). */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);

/* True if nothing failed; else false with ERR_NO_MEMORY. */
bool arena_check(const struct arena *arena, struct err *err);

#endif
