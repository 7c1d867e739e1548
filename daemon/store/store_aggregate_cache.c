/* SPDX-License-Identifier: MIT */
#include "store/store_aggregate_cache.h"

#include <stdlib.h>
#include <string.h>

void aggregates_forget(struct aggregate_cache *cache)
{
    buffer_finish(&cache->bytes);
    free(cache->periods);
    *cache = (struct aggregate_cache){0};
}

void aggregates_forget_all(struct aggregate_caches *caches)
{
    for (size_t i = 0; i < AGGREGATE_CACHES; i++) {
        aggregates_forget(&caches->at[i]);
    }
}

struct aggregate_cache *aggregates_of(struct aggregate_caches *caches, uint32_t indicator)
{
    for (size_t i = 0; i < AGGREGATE_CACHES; i++) {
        if (caches->at[i].indicator == indicator) {
            return &caches->at[i];
        }
    }
    return NULL;
}

static size_t bytes_kept(const struct aggregate_caches *caches)
{
    size_t sum = 0;

    for (size_t i = 0; i < AGGREGATE_CACHES; i++) {
        sum += caches->at[i].bytes.capacity;
    }
    return sum;
}

void aggregates_trim(struct aggregate_caches *caches)
{
    for (size_t i = 0; i < AGGREGATE_CACHES && bytes_kept(caches) > AGGREGATE_BYTES_MAX; i++) {
        aggregates_forget(&caches->at[caches->next]);
        caches->next = (caches->next + 1) % AGGREGATE_CACHES;
    }
}

struct aggregate_cache *aggregates_make_room(struct aggregate_caches *caches)
{
    aggregates_trim(caches);
    struct aggregate_cache *cache = &caches->at[caches->next];
    caches->next = (caches->next + 1) % AGGREGATE_CACHES;
    aggregates_forget(cache);
    return cache;
}

struct text aggregates_body(const struct aggregate_cache *cache, size_t i)
{
    const struct cached_period *period = &cache->periods[i];

    return text_part(buffer_text(&cache->bytes), period->at, period->len);
}

bool aggregates_find(const struct aggregate_cache *cache, struct period period, size_t *at)
{
    size_t low = 0;
    size_t high = cache->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (period_compare_newest_first(cache->periods[middle].period, period) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *at = low;
    return low < cache->count && period_equal(cache->periods[low].period, period);
}

bool aggregates_append(struct aggregate_cache *cache, struct period period, struct text body)
{
    if (cache->count == cache->capacity) {
        size_t capacity = cache->capacity == 0 ? 16 : cache->capacity * 2;
        struct cached_period *grown = realloc(cache->periods, capacity * sizeof(*grown));
        if (!grown) {
            return false;
        }
        cache->periods = grown;
        cache->capacity = capacity;
    }
    cache->periods[cache->count] =
        (struct cached_period){.period = period, .at = cache->bytes.len, .len = body.len};
    if (!buffer_append_text(&cache->bytes, body)) {
        return false;
    }
    cache->count++;
    return true;
}

bool aggregates_replace(struct aggregate_cache *cache, struct period period, struct text body)
{
    size_t at = 0;
    bool is_there = aggregates_find(cache, period, &at);

    if (body.len == 0 && !is_there) {
        return true;
    }
    if (body.len == 0) {
        cache->count--;
        memmove(&cache->periods[at], &cache->periods[at + 1],
                (cache->count - at) * sizeof(*cache->periods));
        return true;
    }
    if (is_there) {
        cache->periods[at].at = cache->bytes.len;
        cache->periods[at].len = body.len;
        return buffer_append_text(&cache->bytes, body);
    }
    if (!aggregates_append(cache, period, body)) {
        return false;
    }
    struct cached_period added = cache->periods[cache->count - 1];
    memmove(&cache->periods[at + 1], &cache->periods[at],
            (cache->count - 1 - at) * sizeof(*cache->periods));
    cache->periods[at] = added;
    return true;
}
