/* SPDX-License-Identifier: MIT */
#include "compute/interval_memo.h"

static const double confidence = 0.95;

static struct remembered_interval *place_of(struct interval_memo *memo, struct stats_counts counts)
{
    uint64_t hash = (uint64_t)counts.inspected * 0x9E3779B97F4A7C15U ^ (uint64_t)counts.passed;

    hash *= 0xff51afd7ed558ccdU;
    return &memo->places[hash >> 32 & (INTERVAL_MEMO_PLACES - 1)];
}

static struct stats_interval computed(struct stats_counts counts,
                                      const struct compute_options *options)
{
    enum stats_method method = options->uses_wilson ? STATS_WILSON : STATS_EXACT;

    return stats_interval(counts, confidence, method);
}

struct stats_interval interval_memo_ask(struct interval_memo *memo, struct stats_counts counts,
                                        const struct compute_options *options)
{
    if (!memo) {
        return computed(counts, options);
    }
    struct remembered_interval *place = place_of(memo, counts);
    if (place->counts.inspected != counts.inspected || place->counts.passed != counts.passed) {
        *place = (struct remembered_interval){counts, computed(counts, options)};
    }
    return place->interval;
}
