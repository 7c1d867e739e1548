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

/* sum += value; what does not fit makes it vague. */
static void add(struct layout_sum *sum, struct decimal all, struct decimal counted, bool is_vague)
{
    if (is_vague || !decimal_add(sum->all, all, &sum->all) ||
        !decimal_add(sum->counted, counted, &sum->counted)) {
        sum->is_vague = true;
    }
}

static bool is_small(int64_t digits)
{
    const int64_t small = (int64_t)1 << 56;

    return digits > -small && digits < small;
}

/* The same for whole numbers, which need no more than an addition. False: it was not done. */
static bool add_whole(struct layout_sum *sum, struct decimal value)
{
    if ((sum->all.scale | sum->counted.scale | value.scale) != 0 || !is_small(sum->all.digits) ||
        !is_small(sum->counted.digits) || !is_small(value.digits)) {
        return false;
    }
    sum->all.digits += value.digits;
    sum->counted.digits += value.digits;
    return true;
}

void layout_totals_end_row(struct layout_totals *totals, bool is_faulty, bool is_counted)
{
    totals->has_gap = totals->has_gap || is_faulty;
    for (size_t i = 0; i < totals->noted_count; i++) {
        struct layout_column_sum *sum = &totals->columns[totals->noted[i]];
        bool is_plain = is_counted && !sum->is_row_vague && !is_faulty;
        if (!is_faulty && (!is_plain || !add_whole(&sum->since_subtotal, sum->row))) {
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
