/* SPDX-License-Identifier: MIT */
/*
 * The stored aggregates of the indicators that were asked for lately, of each all periods:
 * computing asks for them series by series, and puts them period by period; and the next drop often
 * brings the same indicators. What is kept is bounded.
 */
#ifndef PLUMB_STORE_STORE_AGGREGATE_CACHE_H
#define PLUMB_STORE_STORE_AGGREGATE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "model/period.h"

struct aggregate_cache {
    uint32_t indicator; /* word; NO_WORD: none */
    struct buffer bytes;
    struct cached_period {
        struct period period;
        size_t at; /* in bytes */
        size_t len;
    } * periods; /* newest first */
    size_t count;
    size_t capacity;
};

enum { AGGREGATE_CACHES = 32, AGGREGATE_BYTES_MAX = 4 * 1024 * 1024 };

struct aggregate_caches {
    struct aggregate_cache at[AGGREGATE_CACHES];
    size_t next; /* the one that makes room */
};

/* Those of an indicator (a word); NULL: none are kept. Lent until others make room. */
struct aggregate_cache *aggregates_of(struct aggregate_caches *caches, uint32_t indicator);

/* An empty one. Others are forgotten for it, while what is kept is too much. */
struct aggregate_cache *aggregates_make_room(struct aggregate_caches *caches);

/* The same for what the present job need not keep. */
void aggregates_trim(struct aggregate_caches *caches);

void aggregates_forget(struct aggregate_cache *cache);
void aggregates_forget_all(struct aggregate_caches *caches);

/* The stored bytes of a period. Borrowed until the cache is changed. */
struct text aggregates_body(const struct aggregate_cache *cache, size_t i);

/* Whether the period is there, and at which place it is or belongs. */
bool aggregates_find(const struct aggregate_cache *cache, struct period period, size_t *at);

/* Adds one that is older than all that are there. False without memory. */
bool aggregates_append(struct aggregate_cache *cache, struct period period, struct text body);

/* What has just been written, or, without a body, deleted. What was there before stays in the bytes
 * until the cache is forgotten. False without memory: then it is to be forgotten. */
bool aggregates_replace(struct aggregate_cache *cache, struct period period, struct text body);

#endif
