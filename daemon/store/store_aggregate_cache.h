/* SPDX-License-Identifier: MIT */
/*
 * The stored aggregates of the indicator that was asked for last, all periods of it: computing
 * asks for them series by series, and puts them period by period.
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

void aggregates_forget(struct aggregate_cache *cache);

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
