/* SPDX-License-Identifier: MIT */
/*
 * A number with all that stands around it:
 *
 *     同比增长  约 ￥ -    1500余万    ~ 20   元/亩   左右
 *     change    words     number      range  unit    words
 */
#ifndef PLUMB_INGEST_NOTATION_QUANTITY_H
#define PLUMB_INGEST_NOTATION_QUANTITY_H

#include "ingest/notation.h"
#include "ingest/notation_glyph.h"

/* Fills kind, amount (but for display), tolerance, flags and reason of *out. The span has no
 * remark any more and is none of the words of notation_words. */
void quantity_read(struct span span, bool is_change_column, struct notation *out);

#endif
