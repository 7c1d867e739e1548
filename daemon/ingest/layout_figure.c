/* SPDX-License-Identifier: MIT */
#include "ingest/layout_figure.h"

#include <string.h>

void layout_figure_begin(struct layout *layout, struct record *record)
{
    struct figure_record *figure = &record->figure;

    *record = (struct record){
        .figure = {.population = -1,
                   .presence = PRESENCE_UNREPORTED,
                   .amount = {.denominator = 1},
                   .indicator = layout_required(layout, FIELD_INDICATOR),
                   .place = layout_text(layout, FIELD_PLACE),
                   .department = layout_text(layout, FIELD_DEPARTMENT),
                   .item = layout_text(layout, FIELD_ITEM),
                   .level = layout_text(layout, FIELD_LEVEL),
                   .note = layout_text(layout, FIELD_NOTE),
                   .source = layout_text(layout, FIELD_SOURCE)},
    };
    figure->is_part =
        figure->note.len >= strlen("其中") && memcmp(figure->note.at, "其中", strlen("其中")) == 0;
    layout->row.indicator = figure->indicator;
    layout->row.place = figure->place;
    layout->row.item = figure->item;
    layout->row.is_counted = !figure->is_part;
}

void layout_figure_period(struct layout *layout, struct figure_record *figure)
{
    int32_t column = layout_column(layout, FIELD_PERIOD);

    if (!layout_period(layout, column, &figure->period)) {
        return;
    }
    layout->row.period = figure->period;
    if (layout->options.today > 0 && figure->period.from > layout->options.today) {
        (void)layout_warn(layout, column, FAULT_LINT_FUTURE);
    }
}

/* The key of the figure; of a wide row, what its figures have in common. */
static void make_key(struct layout *layout, const struct figure_record *figure)
{
    enum layout_wide wide = layout->header.wide;
    struct text place = {0};

    if (wide != LAYOUT_WIDE_PLACES) {
        place = figure->place;
    }
    layout_key_begin(layout);
    layout_key_text(layout, figure->indicator);
    layout_key_text(layout, place);
    layout_key_text(layout, figure->department);
    layout_key_text(layout, figure->item);
    layout_key_text(layout, figure->level);
    if (wide != LAYOUT_WIDE_PERIODS) {
        layout_key_period(layout, figure->period);
    }
}

/* A row without a figure that is also shorter than the header may have lost a delimiter: all behind
 * it then stands one column too far to the left. */
static void warn_of_short_row(struct layout *layout, const struct figure_record *figure)
{
    size_t cells = layout->row.csv->count;
    size_t columns = layout->header.count;

    if (figure->presence == PRESENCE_UNREPORTED && cells < columns && !layout->row.has_key &&
        !layout->row.is_ragged) {
        layout_note_numbers(layout_warn(layout, -1, FAULT_RAGGED_ROW), (int64_t)cells,
                            (int64_t)columns);
    }
}

bool layout_figure_emit(struct layout *layout, struct record *record, int32_t column,
                        bool is_wide_cell, struct err *err)
{
    const struct figure_record *figure = &record->figure;
    uint32_t line = layout->row.csv->line;

    if (figure->is_part) {
        layout_known_forbid(layout);
    }
    if (layout->row.has_fault) {
        return true;
    }
    record->cell_index = is_wide_cell ? column : -1;
    warn_of_short_row(layout, figure);
    if (!layout->row.has_key) {
        make_key(layout, figure);
    }
    struct text header = column >= 0 ? layout->header.columns[column].header : (struct text){0};
    bool is_economic = false;
    bool ok =
        layout_emit(layout, record, err) &&
        layout_parts_take(&layout->parts, figure, line, column, header, &layout->report, err) &&
        (!layout_economy_may_be(figure) ||
         layout_economy_take(&layout->economy, figure, line, column, header, &layout->report,
                             &is_economic, err));
    return ok && (!is_economic || layout_known_depend(layout, record, err));
}
