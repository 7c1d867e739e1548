/* SPDX-License-Identifier: MIT */
#include "ingest/layout_shape.h"

#include <stdio.h>

#include "ingest/csv.h"
#include "ingest/layout_row.h"

static struct fault header_fault(const struct layout *layout, int32_t column, enum fault_kind kind)
{
    struct fault fault = {
        .kind = kind, .line = layout->header.line, .cell_index = column, .byte = -1};

    if (column >= 0) {
        fault.column = layout->header.columns[column].header;
    }
    return fault;
}

static bool warn_of_unnamed_columns(struct layout *layout, struct err *err)
{
    for (size_t i = 0; i < layout->header.count; i++) {
        struct fault fault = header_fault(layout, (int32_t)i, FAULT_UNNAMED_COLUMN);
        fault.is_warning = true;
        if (layout->header.columns[i].field == FIELD_BLANK &&
            !layout_report(&layout->report, &fault, err)) {
            return false;
        }
    }
    return true;
}

bool layout_shape_begin(struct layout *layout, const struct csv_row *row, struct err *err)
{
    struct layout_shape shape = {.cells = row->count, .suspect = -1};

    for (size_t i = layout->header.count; i > 0; i--) {
        enum layout_field field = layout->header.columns[i - 1].field;
        bool is_blank = field == FIELD_BLANK;
        shape.unnamed += is_blank;
        if (is_blank || (field == FIELD_UNKNOWN && shape.unnamed == 0)) {
            shape.suspect = (int32_t)(i - 1);
        }
    }
    layout->shape = shape;
    return warn_of_unnamed_columns(layout, err);
}

bool layout_shape_take(struct layout *layout, size_t count, struct text last)
{
    struct layout_shape *shape = &layout->shape;
    size_t before = shape->before;

    shape->before = count;
    if (before == 0 && count < shape->cells && count >= layout->header.count) {
        shape->cells = count; /* blank cells at the header's end are nothing to rows */
    }
    bool ends_blank = layout_trim(last).len == 0;
    if (count == shape->cells || count == before) {
        shape->is_filled_up = shape->is_filled_up || (count == shape->cells && ends_blank);
        shape->are_alike = shape->are_alike && count == before;
        return false;
    }
    bool is_odd = count > shape->cells || ends_blank || shape->is_filled_up || shape->unnamed > 0;
    shape->are_alike = is_odd && before == 0;
    return is_odd;
}

void layout_shape_place(const struct layout *layout, struct fault *fault)
{
    size_t cells = layout->row.csv->count;
    size_t columns = layout->header.count;
    size_t end = cells < columns ? cells : columns;

    fault->cell_index = layout->row.misfit >= 0 ? layout->row.misfit : (int32_t)end;
    if ((size_t)fault->cell_index < columns) {
        fault->column = layout->header.columns[fault->cell_index].header;
        fault->cell = layout_cell(layout, fault->cell_index);
    }
}

bool layout_shape_end(struct layout *layout, bool *is_refused, struct err *err)
{
    const struct layout_shape *shape = &layout->shape;
    struct fault fault = header_fault(layout, shape->suspect, FAULT_HEADER_DIFFERS);
    bool is_narrower = shape->unnamed > 0 && shape->before + shape->unnamed == shape->cells;
    char cells[24];
    char columns[24];

    *is_refused = shape->are_alike && is_narrower;
    if (!shape->are_alike || (layout->rows_read < 2 && !is_narrower)) {
        return true;
    }
    (void)snprintf(cells, sizeof(cells), "%zu", shape->before);
    (void)snprintf(columns, sizeof(columns), "%zu", shape->cells);
    fault.first = text_of(cells);
    fault.second = text_of(columns);
    fault.is_warning = !*is_refused;
    return layout_report(&layout->report, &fault, err);
}
