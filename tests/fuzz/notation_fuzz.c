/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a cell: nothing crashes, what is borrowed lies in the cell, and what was accepted
 * survives being written and read again.
 */
#include <stdlib.h>

#include "ingest/notation.h"

static void require(bool is_so)
{
    if (!is_so) {
        abort();
    }
}

static bool is_same(struct decimal a, struct decimal b)
{
    return decimal_compare(a, b) == 0;
}

static void check_number(struct text cell, bool is_change)
{
    struct notation first;
    struct notation again;
    char written[1024];

    notation_read(cell, &(struct notation_options){.is_change = is_change}, &first);
    require(first.amount.display.len <= cell.len);
    require(first.kind < NOTATION_ERROR || (first.reason_zh && first.reason_en));
    if (!notation_has_amount(first.kind)) {
        return;
    }
    require(notation_write(&first.amount, written, sizeof(written)));
    notation_read(text_of(written), NULL, &again);
    require(notation_has_amount(again.kind));
    require(is_same(first.amount.value, again.amount.value));
    require(is_same(first.amount.high, again.amount.high));
    require(first.amount.is_range == again.amount.is_range);
    require(first.amount.denominator == again.amount.denominator);
    require(first.amount.qualifier == again.amount.qualifier);
    require(text_equal(first.amount.unit, again.amount.unit));
}

static void check_period(enum notation_date result, struct period period)
{
    char label[PERIOD_TEXT_MAX];
    struct period again = {0};

    if (result > NOTATION_DATE_NO_YEAR || period_is_undated(period)) {
        return;
    }
    require(period.from <= period.to);
    struct text text = {label, period_format(period, label)};
    require(period_read_label(text, &again) && period_equal(period, again));
    require(notation_read_period(text, 0, &again) == NOTATION_DATE_READ);
    require(period_equal(period, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct text cell = {(const char *)bytes, len};
    struct period period = {0};
    int64_t passed = 0;
    int64_t inspected = 0;
    bool is_yes = false;
    int year = 0;

    check_number(cell, false);
    check_number(cell, true);
    check_period(notation_read_period(cell, 0, &period), period);
    check_period(notation_read_period(cell, 2017, &period), period);
    check_period(notation_read_day(cell, 0, &period), period);
    require(!notation_read_ratio(cell, &passed, &inspected) || (passed >= 0 && inspected >= 0));
    (void)notation_read_yes_no(cell, &is_yes);
    (void)notation_read_year(cell, &year);
    (void)notation_only_year(cell);
    return 0;
}
