/* SPDX-License-Identifier: MIT */
/*
 * Headers of wide sheets: columns that are periods (2017-07, 2017-08) or places (东镇, 西镇).
 */
#ifndef PLUMB_INGEST_LAYOUT_WIDE_H
#define PLUMB_INGEST_LAYOUT_WIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest/layout_header.h"

/* How the columns whose keys are no words of a 数量 sheet are to be read: two or more periods, else
 * two or more places, else LAYOUT_LONG. */
enum layout_wide layout_wide_detect(const struct layout_header *header, const struct text *keys,
                                    const struct layout_header_context *context);

/* The first of two or more columns that would be periods if a year were known (1月, 2月); -1. */
int32_t layout_wide_find_yearless(const struct layout_header *header, const struct text *keys);

/* Marks the columns of a sheet that is wide in header->wide as FIELD_WIDE or FIELD_WIDE_TOTAL. */
void layout_wide_adopt(struct layout_header *header, const struct text *keys,
                       const struct layout_header_context *context);

/* Two columns of the same period or place; false if there are none. */
bool layout_wide_find_duplicate(const struct layout_header *header, size_t *first, size_t *second);

/* True for a cell that names a sum, spaces not counting: 合计 小计 总计 共计, total, subtotal. */
bool layout_is_total_word(struct text cell, bool *is_subtotal);

#endif
