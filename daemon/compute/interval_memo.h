/* SPDX-License-Identifier: MIT */
/*
 * The 95 % intervals of rates, with those that were asked for lately.
 *
 * Most samples are small, so that the same counts come again at many places; an exact interval
 * costs as much as half of all else that an entry of the board does.
 */
#ifndef PLUMB_COMPUTE_INTERVAL_MEMO_H
#define PLUMB_COMPUTE_INTERVAL_MEMO_H

#include "compute/settings.h"
#include "compute/stats.h"

enum { INTERVAL_MEMO_PLACES = 1024 }; /* a power of two */

/* Zeroed memory is an empty one; for one set of options. */
struct interval_memo {
    struct remembered_interval {
        struct stats_counts counts; /* of none inspected: an empty place */
        struct stats_interval interval;
    } places[INTERVAL_MEMO_PLACES];
};

/* By the method of the options. inspected > 0. memo may be NULL. */
struct stats_interval interval_memo_ask(struct interval_memo *memo, struct stats_counts counts,
                                        const struct compute_options *options);

#endif
