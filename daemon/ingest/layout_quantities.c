/* SPDX-License-Identifier: MIT */
/*
 * Rows of 数量: one figure in 数值, or one in each column of a period or place.
 */
#include "ingest/layout_figure.h"

/* The unit of a column's figures: the row's own, else that in the header's brackets. */
static struct text unit_of(struct layout *layout, int32_t column)
{
    struct text unit = layout_text(layout, FIELD_UNIT);

    return unit.len > 0 || column < 0 ? unit : layout->header.columns[column].unit;
}

static bool is_exact(const struct amount *amount)
{
    return amount->qualifier == QUALIFIER_EQ && !amount->is_range && amount->denominator == 1;
}

/* A milestone is reported in words, without a unit: reached counts as 1, not yet as 0. -1: these
 * are no such words. */
static int milestone_of(struct text cell)
{
    static const struct {
        const char *word;
        int value;
    } words[] = {{"完成", 1},     {"已完成", 1},   {"按期完成", 1}, {"按时完成", 1},
                 {"全部完成", 1}, {"已建成", 1},   {"建成", 1},     {"done", 1},
                 {"未完成", 0},   {"尚未完成", 0}, {"进行中", 0},   {"推进中", 0},
                 {"正在推进", 0}, {"未建成", 0},   {"在建", 0},     {"not done", 0}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal_str(cell, words[i].word)) {
            return words[i].value;
        }
    }
    return -1;
}

static enum layout_state read_amount(struct layout *layout, int32_t column, struct amount *amount)
{
    struct text cell = layout_cell(layout, column);
    struct text unit = unit_of(layout, column);
    int milestone = unit.len > 0 ? -1 : milestone_of(cell);

    if (milestone < 0) {
        return layout_amount(layout, column, unit, amount);
    }
    *amount = (struct amount){.value = decimal_of(milestone), .denominator = 1, .display = cell};
    return LAYOUT_FIGURE;
}

/* Reads the figure of one cell into the record. */
static void read_figure(struct layout *layout, int32_t column, struct figure_record *figure)
{
    enum layout_state state = read_amount(layout, column, &figure->amount);

    figure->has_amount = state == LAYOUT_FIGURE;
    figure->presence = state == LAYOUT_FIGURE           ? PRESENCE_FIGURE
                       : state == LAYOUT_NOT_APPLICABLE ? PRESENCE_NOT_APPLICABLE
                                                        : PRESENCE_UNREPORTED;
    if (figure->has_amount) {
        layout_totals_add(&layout->totals, (size_t)column, figure->amount.value,
                          is_exact(&figure->amount));
    }
}

static void read_yoy(struct layout *layout, struct figure_record *figure)
{
    int32_t column = layout_column(layout, FIELD_YOY);
    struct notation notation;

    if (column < 0 || layout_notation(layout, column, true, &notation) != LAYOUT_FIGURE) {
        return;
    }
    figure->has_yoy = notation.kind == NOTATION_NUMBER;
    figure->yoy = notation.amount.value;
}

static bool read_long(struct layout *layout, struct record *record, struct err *err)
{
    struct figure_record *figure = &record->figure;
    int32_t column = layout_column(layout, FIELD_VALUE);

    layout_figure_period(layout, figure);
    read_figure(layout, column, figure);
    read_yoy(layout, figure);
    return layout_figure_emit(layout, record, column, false, err);
}

/* The sum of the row's figures; false if one of them is not exact, or is a share. */
static bool sum_of_row(const struct layout *layout, struct decimal *sum)
{
    *sum = decimal_of(0);
    for (size_t i = 0; i < layout->header.count; i++) {
        const struct layout_column_sum *cell = &layout->totals.columns[i];
        if (layout->header.columns[i].field != FIELD_WIDE || !cell->has_row) {
            continue;
        }
        if (cell->is_row_vague || !decimal_add(*sum, cell->row, sum)) {
            return false;
        }
    }
    return true;
}

/* Compares a column 合计 with the row's sum. */
static void compare_total(struct layout *layout, int32_t column)
{
    struct amount stated;
    struct decimal sum;
    char text[DECIMAL_TEXT_MAX];

    if (layout_amount(layout, column, unit_of(layout, column), &stated) != LAYOUT_FIGURE ||
        !is_exact(&stated) || text_equal_str(stated.unit, "%") || !sum_of_row(layout, &sum) ||
        decimal_compare(stated.value, sum) == 0) {
        return;
    }
    size_t len = decimal_format(sum, text);
    layout_note_texts(layout_warn(layout, column, FAULT_TOTAL_DIFFERS), (struct text){text, len},
                      (struct text){0});
}

static void place_figure(const struct layout *layout, size_t column, struct figure_record *figure)
{
    if (layout->header.wide == LAYOUT_WIDE_PERIODS) {
        figure->period = layout->header.columns[column].period;
    } else {
        figure->place = layout->header.columns[column].header;
    }
}

/* A blank cell of a month to come is no gap in reporting. */
static bool is_to_come(const struct layout *layout, const struct figure_record *figure)
{
    return figure->presence == PRESENCE_UNREPORTED && layout->options.today > 0 &&
           figure->period.from > layout->options.today;
}

/* All cells are read before one is emitted: a faulty one sets the whole row aside. */
static bool read_wide(struct layout *layout, struct record *record, struct err *err)
{
    const struct layout_header *header = &layout->header;
    struct figure_record *figure = &record->figure;

    if (header->wide == LAYOUT_WIDE_PLACES) {
        layout_figure_period(layout, figure);
    }
    for (size_t i = 0; i < header->count; i++) {
        if (header->columns[i].field == FIELD_WIDE) {
            read_figure(layout, (int32_t)i, figure);
        }
    }
    for (size_t i = 0; i < header->count; i++) {
        if (header->columns[i].field == FIELD_WIDE_TOTAL) {
            compare_total(layout, (int32_t)i);
        }
    }
    size_t warnings = layout->row.warning_count;
    for (size_t i = 0; i < header->count && !layout->row.has_fault; i++) {
        if (header->columns[i].field != FIELD_WIDE) {
            continue;
        }
        place_figure(layout, i, figure);
        read_figure(layout, (int32_t)i, figure);
        layout->row.warning_count = warnings; /* read a second time, warned of once */
        if (!is_to_come(layout, figure) &&
            !layout_figure_emit(layout, record, (int32_t)i, true, err)) {
            return false;
        }
        warnings = layout->row.warning_count;
    }
    return true;
}

bool layout_read_quantity(struct layout *layout, struct err *err)
{
    struct record record;

    layout_figure_begin(layout, &record);
    return layout->header.wide == LAYOUT_LONG ? read_long(layout, &record, err)
                                              : read_wide(layout, &record, err);
}
