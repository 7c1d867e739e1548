/* SPDX-License-Identifier: MIT */
/*
 * Rows of 合格率: counts, a stated rate, or both.
 *
 * Counts stand in 抽检数 with 合格数 or 不合格数, or as `48/50` in 合格率. Where a rate is stated
 * besides, the counts count; where it is stated alone, it is shown as stated.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ingest/layout_figure.h"
#include "ingest/layout_rate.h"

/* The figure cells of one row. */
struct cells {
    int32_t inspected_column;
    int32_t passed_column;
    int32_t failed_column;
    int32_t rate_column;
    enum layout_state inspected_state;
    enum layout_state passed_state;
    enum layout_state failed_state;
    enum layout_state rate_state;
    int64_t inspected;
    int64_t passed;
    int64_t failed;
    bool is_ratio; /* `48/50` stood in the rate's cell: */
    int64_t ratio_passed;
    int64_t ratio_inspected;
    bool is_fraction; /* a bare 0.96 in the rate's cell */
    struct amount rate;
};

static enum layout_state read_count(struct layout *layout, int32_t column, int64_t *out)
{
    if (column < 0) {
        return LAYOUT_MISSING;
    }
    enum layout_state state = layout_count(layout, column, out);
    if (state == LAYOUT_FIGURE) {
        layout_totals_add(&layout->totals, (size_t)column, decimal_of(*out), true);
    }
    return state;
}

/* Makes percent of what was stated: 960‰, 三分之二. False if it would need too many digits. */
static bool to_percent(struct amount *rate)
{
    if (text_equal_str(rate->unit, "‰")) {
        return decimal_shift(rate->value, -1, &rate->value) &&
               decimal_shift(rate->high, -1, &rate->high);
    }
    if (rate->denominator != 1) {
        return decimal_shift(rate->value, 2, &rate->value);
    }
    return true;
}

static bool is_bare_fraction(const struct amount *rate)
{
    return rate->unit.len == 0 && rate->denominator == 1 &&
           decimal_compare(rate->value, decimal_of(0)) > 0 &&
           decimal_compare(rate->value, decimal_of(1)) <= 0;
}

static bool is_out_of_range(const struct amount *rate)
{
    struct decimal most = decimal_of(100);

    return decimal_compare(rate->value, decimal_of(0)) < 0 ||
           !decimal_times(most, rate->denominator, &most) ||
           decimal_compare(rate->value, most) > 0 ||
           (rate->is_range && decimal_compare(rate->high, most) > 0);
}

/* The rate with its percent sign, as it is shown. */
static void show_percent(struct layout *layout, struct amount *rate)
{
    struct buffer *display = &layout->row.display;

    if (rate->unit.len > 0 || rate->denominator != 1) {
        return;
    }
    buffer_clear(display);
    (void)buffer_append_text(display, rate->display);
    (void)buffer_append_str(display, "%");
    rate->display = buffer_text(display);
}

static enum layout_state read_stated_rate(struct layout *layout, struct cells *cells)
{
    struct notation notation;
    enum layout_state state = layout_notation(layout, cells->rate_column, false, &notation);

    if (state != LAYOUT_FIGURE) {
        return state;
    }
    cells->rate = notation.amount;
    cells->is_fraction = is_bare_fraction(&cells->rate);
    if (!to_percent(&cells->rate) || is_out_of_range(&cells->rate)) {
        (void)layout_fault(layout, cells->rate_column, FAULT_RATE_OUT_OF_RANGE);
        return LAYOUT_FAULTY;
    }
    show_percent(layout, &cells->rate);
    cells->rate.unit = TEXT("%");
    return LAYOUT_FIGURE;
}

static bool may_be_ratio(struct text cell)
{
    return cell.len >= 3 && (memchr(cell.at, '/', cell.len) != NULL || text_find(cell, "／") >= 0);
}

static void read_cells(struct layout *layout, struct cells *cells)
{
    *cells = (struct cells){.inspected_column = layout_column(layout, FIELD_INSPECTED),
                            .passed_column = layout_column(layout, FIELD_PASSED),
                            .failed_column = layout_column(layout, FIELD_FAILED),
                            .rate_column = layout_column(layout, FIELD_RATE),
                            .rate_state = LAYOUT_MISSING};
    cells->inspected_state = read_count(layout, cells->inspected_column, &cells->inspected);
    cells->passed_state = read_count(layout, cells->passed_column, &cells->passed);
    cells->failed_state = read_count(layout, cells->failed_column, &cells->failed);
    if (cells->rate_column < 0) {
        return;
    }
    struct text cell = layout_cell(layout, cells->rate_column);
    if (may_be_ratio(cell) &&
        notation_read_ratio(cell, &cells->ratio_passed, &cells->ratio_inspected)) {
        cells->is_ratio = true;
        return;
    }
    cells->rate_state = read_stated_rate(layout, cells);
}

/* Notes the fault if more passed than were inspected. */
static bool is_too_many(struct layout *layout, int32_t column, int64_t passed, int64_t inspected)
{
    if (passed <= inspected) {
        return false;
    }
    layout_note_numbers(layout_fault(layout, column, FAULT_PASSED_EXCEEDS_INSPECTED), passed,
                        inspected);
    return true;
}

/* Notes that the counts do not add up. */
static void note_disagreement(struct layout *layout, int32_t column, int64_t passed, int64_t failed,
                              int64_t inspected)
{
    char sum[64];
    char whole[32];
    int sum_len = snprintf(sum, sizeof(sum), "%" PRId64 " + %" PRId64, passed, failed);
    int whole_len = snprintf(whole, sizeof(whole), "%" PRId64, inspected);

    layout_note_texts(layout_fault(layout, column, FAULT_COUNTS_DISAGREE),
                      (struct text){sum, (size_t)sum_len}, (struct text){whole, (size_t)whole_len});
}

/* Takes the counts of 抽检数, 合格数 and 不合格数, as far as two of them are there. */
static void take_counts(struct layout *layout, const struct cells *cells,
                        struct figure_record *figure)
{
    bool has_inspected = cells->inspected_state == LAYOUT_FIGURE;
    bool has_passed = cells->passed_state == LAYOUT_FIGURE;
    bool has_failed = cells->failed_state == LAYOUT_FIGURE;

    if (has_passed + has_failed + has_inspected < 2) {
        return;
    }
    figure->inspected = has_inspected ? cells->inspected : cells->passed + cells->failed;
    figure->passed = has_passed ? cells->passed : figure->inspected - cells->failed;
    if (has_passed &&
        is_too_many(layout, cells->passed_column, figure->passed, figure->inspected)) {
        return;
    }
    if (has_failed && figure->passed != figure->inspected - cells->failed) {
        note_disagreement(layout, cells->failed_column, figure->passed, cells->failed,
                          figure->inspected);
    } else if (figure->passed < 0) {
        note_disagreement(layout, cells->failed_column, 0, cells->failed, figure->inspected);
    }
    figure->has_counts = true;
}

/* Takes `48/50`; beside other counts it must say the same. */
static void take_ratio(struct layout *layout, const struct cells *cells,
                       struct figure_record *figure)
{
    if (is_too_many(layout, cells->rate_column, cells->ratio_passed, cells->ratio_inspected)) {
        return;
    }
    bool differs =
        (cells->inspected_state == LAYOUT_FIGURE && cells->inspected != cells->ratio_inspected) ||
        (cells->passed_state == LAYOUT_FIGURE && cells->passed != cells->ratio_passed) ||
        (cells->failed_state == LAYOUT_FIGURE &&
         cells->failed != cells->ratio_inspected - cells->ratio_passed);
    if (differs) {
        layout_note_texts(layout_fault(layout, cells->rate_column, FAULT_COUNTS_DISAGREE),
                          layout_cell(layout, cells->rate_column),
                          layout_cell(layout, cells->inspected_column));
        return;
    }
    figure->has_counts = true;
    figure->passed = cells->ratio_passed;
    figure->inspected = cells->ratio_inspected;
}

/* A rate beside its counts is only compared with them. */
static void compare_rate(struct layout *layout, const struct cells *cells,
                         const struct figure_record *figure)
{
    if (cells->is_fraction) {
        (void)layout_warn(layout, cells->rate_column, FAULT_BARE_FRACTION);
        return;
    }
    if (figure->inspected == 0 || cells->rate.qualifier != QUALIFIER_EQ || cells->rate.is_range ||
        cells->rate.denominator != 1 ||
        layout_rate_agrees(figure->passed, figure->inspected, cells->rate.value)) {
        return;
    }
    char rate[DECIMAL_TEXT_MAX + 1];
    char counts[48];
    size_t len = decimal_format(layout_rate_of(figure->passed, figure->inspected), rate);
    rate[len] = '%';
    int counts_len =
        snprintf(counts, sizeof(counts), "%" PRId64 "/%" PRId64, figure->passed, figure->inspected);
    layout_note_texts(layout_warn(layout, cells->rate_column, FAULT_RATE_DIFFERS),
                      (struct text){rate, len + 1}, (struct text){counts, (size_t)counts_len});
    if (!layout_rate_is_possible(figure->inspected, cells->rate.value)) {
        layout_note_numbers(layout_warn(layout, cells->rate_column, FAULT_RATE_NOT_FROM_COUNTS),
                            figure->passed, figure->inspected);
    }
}

/* A rate alone is shown as stated, if it is clear what it states. */
static void take_rate(struct layout *layout, const struct cells *cells,
                      struct figure_record *figure)
{
    if (cells->is_fraction) {
        (void)layout_fault(layout, cells->rate_column, FAULT_BARE_FRACTION);
        return;
    }
    figure->has_amount = true;
    figure->amount = cells->rate;
    if (cells->inspected_state == LAYOUT_FIGURE && cells->inspected > 0 &&
        cells->rate.qualifier == QUALIFIER_EQ && !cells->rate.is_range &&
        cells->rate.denominator == 1 &&
        !layout_rate_is_possible(cells->inspected, cells->rate.value)) {
        layout_note_numbers(layout_warn(layout, cells->rate_column, FAULT_LINT_IMPOSSIBLE_RATE), 0,
                            cells->inspected);
    }
}

static bool is_not_applicable(const struct cells *cells)
{
    return cells->inspected_state == LAYOUT_NOT_APPLICABLE ||
           cells->passed_state == LAYOUT_NOT_APPLICABLE ||
           cells->rate_state == LAYOUT_NOT_APPLICABLE;
}

/* Puts together what the cells say. */
static void take_cells(struct layout *layout, const struct cells *cells,
                       struct figure_record *figure)
{
    if (cells->is_ratio) {
        take_ratio(layout, cells, figure);
    } else {
        take_counts(layout, cells, figure);
    }
    if (cells->rate_state == LAYOUT_FIGURE) {
        if (figure->has_counts) {
            compare_rate(layout, cells, figure);
        } else {
            take_rate(layout, cells, figure);
        }
    }
    bool is_baseless =
        !figure->has_counts && !figure->has_amount && !cells->is_ratio &&
        (cells->passed_state == LAYOUT_FIGURE || cells->failed_state == LAYOUT_FIGURE) &&
        (cells->inspected_state == LAYOUT_MISSING ||
         cells->inspected_state == LAYOUT_NOT_APPLICABLE);
    if (is_baseless) {
        int32_t column = cells->inspected_column;
        (void)layout_fault(layout, column >= 0 ? column : cells->rate_column,
                           FAULT_MISSING_REQUIRED);
    }
    if (figure->has_counts || figure->has_amount) {
        figure->presence = PRESENCE_FIGURE;
    } else if (is_not_applicable(cells)) {
        figure->presence = PRESENCE_NOT_APPLICABLE;
    }
}

/* 单位 may be the office that reports, but also the unit of the counts. */
static bool is_unit_of_counts(struct text department)
{
    static const char *const units[] = {"%", "％", "批次", "批", "个", "家", "件", "次", "台"};

    for (size_t i = 0; department.len <= 6 && i < sizeof(units) / sizeof(units[0]); i++) {
        if (text_equal_str(department, units[i])) {
            return true;
        }
    }
    return false;
}

bool layout_read_inspection(struct layout *layout, struct err *err)
{
    struct record record;
    struct figure_record *figure = &record.figure;
    struct cells cells;
    int64_t population = 0;

    layout_figure_begin(layout, &record);
    layout_figure_period(layout, figure);
    figure->is_rate = true;
    if (is_unit_of_counts(figure->department)) {
        figure->department = (struct text){0};
    }
    read_cells(layout, &cells);
    take_cells(layout, &cells, figure);
    if (read_count(layout, layout_column(layout, FIELD_POPULATION), &population) == LAYOUT_FIGURE) {
        figure->population = population;
    }
    int32_t column = cells.rate_column >= 0 ? cells.rate_column : cells.passed_column;
    return layout_figure_emit(layout, &record, column, false, err);
}
