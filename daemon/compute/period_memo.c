/* SPDX-License-Identifier: MIT */
#include "compute/period_memo.h"

static const struct remembered_period *remember(struct period_memo *memo, struct period period)
{
    uint64_t hash = (uint64_t)(uint32_t)period.to << 32 | (uint32_t)period.from;

    hash *= 0xff51afd7ed558ccdU;
    struct remembered_period *place = &memo->places[hash >> 32 & (PERIOD_MEMO_PLACES - 1)];
    if (!place->is_known || !period_equal(place->period, period)) {
        place->period = period;
        place->is_known = true;
        place->kind = period_kind(period);
        place->label_len = period_format(period, place->label);
    }
    return place;
}

enum period_kind period_memo_kind(struct period_memo *memo, struct period period)
{
    return remember(memo, period)->kind;
}

struct text period_memo_label(struct period_memo *memo, struct period period)
{
    const struct remembered_period *known = remember(memo, period);

    return (struct text){known->label, known->label_len};
}
