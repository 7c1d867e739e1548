/* SPDX-License-Identifier: MIT */
/*
 * Kinds and labels of periods, with those that were asked for lately: all figures of an indicator
 * have much the same periods.
 */
#ifndef PLUMB_COMPUTE_PERIOD_MEMO_H
#define PLUMB_COMPUTE_PERIOD_MEMO_H

#include <stdbool.h>

#include "base/text.h"
#include "model/period.h"

enum { PERIOD_MEMO_PLACES = 256 }; /* a power of two */

/* Zeroed memory is an empty one. */
struct period_memo {
    struct remembered_period {
        struct period period;
        bool is_known; /* else an empty place */
        enum period_kind kind;
        size_t label_len;
        char label[PERIOD_TEXT_MAX];
    } places[PERIOD_MEMO_PLACES];
};

/* As period_kind says. */
enum period_kind period_memo_kind(struct period_memo *memo, struct period period);

/* As period_format writes it; borrowed until the next period is asked for. */
struct text period_memo_label(struct period_memo *memo, struct period period);

#endif
