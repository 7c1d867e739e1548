/* SPDX-License-Identifier: MIT */
#include "ingest/layout_totals.h"

#include <stdlib.h>

#include "base/err.h"

bool layout_totals_init(struct layout_totals *totals, size_t count, struct err *err)
{
    *totals = (struct layout_totals){.columns = calloc(count + 1, sizeof(*totals->columns)),
                                     .count = count,
                                     .noted = calloc(count + 1, sizeof(*totals->noted))};
    return (totals->columns && totals->noted) ||
           err_set(err, ERR_NO_MEMORY, "sums of %zu columns", count);
}

void layout_totals_finish(struct layout_totals *totals)
{
    free(totals->columns);
    free(totals->noted);
    *totals = (struct layout_totals){0};
}

void layout_totals_add(struct layout_totals *totals, size_t column, struct decimal value,
                       bool is_exact)
{
    struct layout_column_sum *sum = &totals->columns[column];

    if (!sum->has_row) {
        totals->noted[totals->noted_count++] = (uint32_t)column;
    }
    sum->is_used = true;
    sum->has_row = true;
    sum->row = value;
    sum->is_row_vague = !is_exact;
}

/* Whole numbers, as nearly all are, need no more than an addition. */
static inline bool add_to(struct decimal *sum, struct decimal value)
{
    const int64_t small = (int64_t)1 << 56;

    if (sum->scale == 0 && value.scale == 0 && sum->digits < small && sum->digits > -small &&
        value.digits < small && value.digits > -small) {
        sum->digits += value.digits;
        return true;
    }
    return decimal_add(*sum, value, sum);
}

/* sum += value; what does not fit makes it vague. */
static inline void add(struct layout_sum *sum, struct decimal all, struct decimal counted,
                       bool is_vague)
{
    if (is_vague || !add_to(&sum->all, all) || !add_to(&sum->counted, counted)) {
        sum->is_vague = true;
    }
}

void layout_totals_end_row(struct layout_totals *totals, bool is_faulty, bool is_counted)
{
    totals->has_gap = totals->has_gap || is_faulty;
    for (size_t i = 0; i < totals->noted_count; i++) {
        struct layout_column_sum *sum = &totals->columns[totals->noted[i]];
        if (!is_faulty) {
            add(&sum->since_subtotal, sum->row, is_counted ? sum->row : (struct decimal){0},
                sum->is_row_vague);
        }
        sum->has_row = false;
    }
    totals->noted_count = 0;
}

static bool is_sum(const struct layout_sum *sum, struct decimal stated)
{
    return sum->is_vague || decimal_compare(sum->all, stated) == 0 ||
           decimal_compare(sum->counted, stated) == 0;
}

bool layout_totals_agree(const struct layout_totals *totals, size_t column, bool is_subtotal,
                         struct decimal stated, struct decimal *expected)
{
    const struct layout_column_sum *sum = &totals->columns[column];
    struct layout_sum covered = sum->since_subtotal;

    if (!sum->is_used || totals->has_gap) {
        return true;
    }
    if (is_sum(&covered, stated) && is_subtotal) {
        return true;
    }
    if (!is_subtotal) {
        add(&covered, sum->since_total.all, sum->since_total.counted, sum->since_total.is_vague);
        if (is_sum(&covered, stated)) {
            return true;
        }
        add(&covered, sum->file.all, sum->file.counted, sum->file.is_vague);
        if (is_sum(&covered, stated)) {
            return true;
        }
    }
    *expected = covered.all;
    return false;
}

void layout_totals_end_total(struct layout_totals *totals, bool is_subtotal)
{
    for (size_t i = 0; i < totals->count; i++) {
        struct layout_column_sum *sum = &totals->columns[i];
        struct layout_sum done = sum->since_subtotal;
        sum->since_subtotal = (struct layout_sum){0};
        add(&sum->since_total, done.all, done.counted, done.is_vague);
        if (!is_subtotal) {
            done = sum->since_total;
            sum->since_total = (struct layout_sum){0};
            add(&sum->file, done.all, done.counted, done.is_vague);
        }
    }
}
