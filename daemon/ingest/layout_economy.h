/* SPDX-License-Identifier: MIT */
/*
 * Doubts taxes or investment that exceed the product of the same place and period: usually a unit
 * or a period is wrong. The newest LAYOUT_ECONOMY_MAX such figures of the file are compared.
 */
#ifndef PLUMB_INGEST_LAYOUT_ECONOMY_H
#define PLUMB_INGEST_LAYOUT_ECONOMY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/record.h"

struct err;
struct layout_report;

enum { LAYOUT_ECONOMY_MAX = 64, LAYOUT_ECONOMY_TEXT = 96 };

struct layout_economic {
    uint32_t line; /* 0: none */
    int32_t column;
    bool is_product; /* 地区生产总值; else tax or investment */
    struct period period;
    struct decimal yuan;
    char column_name[LAYOUT_ECONOMY_TEXT];
    char indicator[LAYOUT_ECONOMY_TEXT];
    char place[LAYOUT_ECONOMY_TEXT];
    char display[LAYOUT_ECONOMY_TEXT];
};

/* Zeroed memory remembers none. */
struct layout_economy {
    struct layout_economic figures[LAYOUT_ECONOMY_MAX];
    size_t next;
};

/* Takes a figure; those of other indicators are ignored, as are all that layout_economy_may_be is
 * false for. *is_taken says whether it was none of these. */
static inline bool layout_economy_may_be(const struct figure_record *figure)
{
    return !figure->is_rate && figure->has_amount && figure->item.len == 0;
}
bool layout_economy_take(struct layout_economy *economy, const struct figure_record *figure,
                         uint32_t line, int32_t column, struct text column_name,
                         struct layout_report *report, bool *is_taken, struct err *err);

#endif
