/* SPDX-License-Identifier: MIT */
/*
 * Compares rows named 合计 or 小计 with the sums of the rows above them.
 *
 * A 小计 covers the rows since the last one; a 合计 the whole file, or the rows since the last
 * 合计. Sums are kept twice: of all rows, and of those that count (no 其中, no cancelled activity),
 * because both are written. Where a row is faulty or a number is not exact, nothing is compared.
 */
#ifndef PLUMB_INGEST_LAYOUT_TOTALS_H
#define PLUMB_INGEST_LAYOUT_TOTALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/decimal.h"

struct err;

struct layout_sum {
    struct decimal all;
    struct decimal counted;
    bool is_vague; /* some number in it was not exact */
};

struct layout_column_sum {
    bool is_used;
    bool has_row; /* the row being read has a number here */
    struct decimal row;
    bool is_row_vague;
    struct layout_sum since_subtotal;
    struct layout_sum since_total; /* without since_subtotal */
    struct layout_sum file;        /* without both */
};

/* Zeroed memory has no columns. */
struct layout_totals {
    struct layout_column_sum *columns;
    size_t count;
    uint32_t *noted; /* the columns that have a number in the row being read */
    size_t noted_count;
    bool has_gap; /* a faulty row: sums are not known from here on */
};

bool layout_totals_init(struct layout_totals *totals, size_t count, struct err *err);

/* Accepts zeroed memory. */
void layout_totals_finish(struct layout_totals *totals);

/* Notes a number of the row being read. */
void layout_totals_add(struct layout_totals *totals, size_t column, struct decimal value,
                       bool is_exact);

/* Ends a row of data. */
void layout_totals_end_row(struct layout_totals *totals, bool is_faulty, bool is_counted);

/* Compares a number of a total row. False, and *expected, where it is not the sum. */
bool layout_totals_agree(const struct layout_totals *totals, size_t column, bool is_subtotal,
                         struct decimal stated, struct decimal *expected);

/* Ends a total row: what it covered is closed. */
void layout_totals_end_total(struct layout_totals *totals, bool is_subtotal);

#endif
