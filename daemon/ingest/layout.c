/* SPDX-License-Identifier: MIT */
#include "ingest/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/layout_row.h"
#include "ingest/layout_wide.h"

enum { HEADER_ROWS = 10, TITLES_MAX = 4096 };

struct layout *layout_create(const struct layout_options *options, const struct record_sink *sink,
                             struct err *err)
{
    struct layout *layout = calloc(1, sizeof(*layout));

    if (!layout) {
        err_set(err, ERR_NO_MEMORY, "layout");
        return NULL;
    }
    layout->options = *options;
    layout->report.sink = sink;
    return layout;
}

void layout_destroy(struct layout *layout)
{
    if (!layout) {
        return;
    }
    layout_header_finish(&layout->header);
    layout_keys_finish(&layout->keys);
    layout_totals_finish(&layout->totals);
    layout_known_finish(&layout->known);
    buffer_finish(&layout->titles);
    buffer_finish(&layout->nearest_cell);
    buffer_finish(&layout->row.display);
    buffer_finish(&layout->row.joined);
    buffer_finish(&layout->row.extra);
    free(layout->metrics);
    free(layout->metric_states);
    free(layout);
}

bool layout_is_over(const struct layout *layout)
{
    return layout->is_over;
}

/* ---- above the data -------------------------------------------------------------------------- */

/* The last part of the file's name, without its ending. */
static struct text base_name(struct text name)
{
    for (size_t i = name.len; i > 0; i--) {
        if (name.at[i - 1] == '/') {
            name = text_part(name, i, name.len);
            break;
        }
    }
    for (size_t i = name.len; i > 0; i--) {
        if (name.at[i - 1] == '.') {
            return text_part(name, 0, i - 1);
        }
    }
    return name;
}

/* Finds the only year that titles and file name speak of; 0 if they name none or several. */
static bool find_year(struct layout *layout, struct err *err)
{
    struct buffer all = {0};

    (void)buffer_append_text(&all, buffer_text(&layout->titles));
    (void)buffer_append_text(&all, base_name(layout->options.file_name));
    bool ok = !all.has_failed && !layout->titles.has_failed;
    if (ok) {
        layout->year_hint = notation_only_year(buffer_text(&all));
    }
    buffer_finish(&all);
    return ok || err_set(err, ERR_NO_MEMORY, "titles");
}

static void keep_title(struct layout *layout, const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        struct text cell = text_trim(row->cells[i]);
        if (cell.len > 0 && layout->titles.len + cell.len < TITLES_MAX) {
            (void)buffer_append_text(&layout->titles, cell);
            (void)buffer_append(&layout->titles, "\n", 1);
        }
    }
}

/* A finding about the header's column, or about the file where column is negative. */
static struct fault header_fault(const struct layout *layout, int32_t column, enum fault_kind kind)
{
    struct fault fault = {
        .kind = kind, .line = layout->header.line, .cell_index = column, .byte = -1};

    if (column >= 0) {
        fault.column = layout->header.columns[column].header;
    }
    return fault;
}

static bool refuse_duplicate(struct layout *layout, const struct layout_header_find *find,
                             struct err *err)
{
    struct fault fault = header_fault(layout, (int32_t)find->second, FAULT_DUPLICATE_COLUMN);

    char letter[FAULT_LETTER_MAX];

    fault.first = layout->header.columns[find->first].header;
    fault.second = (struct text){letter, fault_column_letter((int32_t)find->first, letter)};
    fault.cell = fault.column;
    layout->is_over = true;
    return layout_report(&layout->report, &fault, err);
}

static bool warn_of_unknown_columns(struct layout *layout, struct err *err)
{
    for (size_t i = 0; i < layout->header.count; i++) {
        const struct layout_column *column = &layout->header.columns[i];
        bool may_be_metric = layout->header.sheet == SHEET_ACTIVITIES && !column->is_no_metric;
        if (column->field != FIELD_UNKNOWN || may_be_metric) {
            continue;
        }
        struct fault fault = header_fault(layout, (int32_t)i, FAULT_UNKNOWN_COLUMN);
        fault.is_warning = true;
        if (!layout_report(&layout->report, &fault, err)) {
            return false;
        }
    }
    return true;
}

static bool has_unknown_columns(const struct layout_header *header)
{
    for (size_t i = 0; i < header->count; i++) {
        if (header->columns[i].field == FIELD_UNKNOWN && !header->columns[i].is_row_number) {
            return true;
        }
    }
    return false;
}

static bool begin_data(struct layout *layout, const struct csv_row *row, struct err *err)
{
    if (!layout_shape_begin(layout, row, err)) {
        return false;
    }
    if (!layout_totals_init(&layout->totals, layout->header.count, err)) {
        return false;
    }
    if (layout->header.sheet == SHEET_ACTIVITIES && !layout_prepare_activities(layout, err)) {
        return false;
    }
    layout->has_extra = has_unknown_columns(&layout->header);
    return layout_known_begin(layout, row, err) && warn_of_unknown_columns(layout, err);
}

/* What is odd about a header's cell as a cell, from that column on. A warning, where the cell can
 * still be read. False: nothing is. */
static bool find_flaw(const struct csv_row *row, size_t from, struct fault *out)
{
    for (size_t i = from; row->all_flags != 0 && i < row->count; i++) {
        bool has_nul = (row->flags[i] & CSV_NUL) != 0;
        bool has_text_after = (row->flags[i] & CSV_TEXT_AFTER_QUOTE) != 0;
        bool is_bare = (row->flags[i] & CSV_BARE_QUOTE) != 0;
        if (has_nul || has_text_after || is_bare) {
            *out = (struct fault){.kind = has_nul          ? FAULT_NUL
                                          : has_text_after ? FAULT_TEXT_AFTER_QUOTE
                                                           : FAULT_BARE_QUOTE,
                                  .is_warning = !has_nul && !has_text_after,
                                  .line = row->line,
                                  .cell_index = (int32_t)i,
                                  .byte = -1,
                                  .column = layout_trim(row->cells[i]),
                                  .cell = layout_trim(row->cells[i])};
            return true;
        }
    }
    return false;
}

/* A header that is broken names columns, and places, that nobody wrote: the sheet is refused. */
static bool take_header(struct layout *layout, const struct csv_row *row, struct err *err)
{
    struct fault flaw;

    for (size_t i = 0; find_flaw(row, i, &flaw); i = (size_t)flaw.cell_index + 1) {
        if (!layout_report(&layout->report, &flaw, err)) {
            return false;
        }
        if (!flaw.is_warning) {
            layout->is_over = true;
            return true;
        }
    }
    return begin_data(layout, row, err);
}

/* The header of a column that is a period but for its year. */
static struct fault yearless_fault(const struct csv_row *row, int32_t column)
{
    struct text header = layout_trim(row->cells[column]);

    return (struct fault){.kind = FAULT_UNKNOWN_PERIOD,
                          .line = row->line,
                          .cell_index = column,
                          .byte = -1,
                          .column = header,
                          .cell = header,
                          .first = text_of(notation_date_reason_zh(NOTATION_DATE_NO_YEAR)),
                          .second = text_of(notation_date_reason_en(NOTATION_DATE_NO_YEAR))};
}

/* Remembers the row that is most like a header, and what may have kept it from being one. */
static bool keep_nearest(struct layout *layout, const struct layout_header_find *find,
                         const struct csv_row *row, struct err *err)
{
    layout->nearest = *find;
    layout->nearest_line = row->line;
    layout->has_nearest_flaw = find_flaw(row, 0, &layout->nearest_flaw);
    if (!layout->has_nearest_flaw && find->yearless >= 0) {
        layout->nearest_flaw = yearless_fault(row, find->yearless);
        layout->has_nearest_flaw = true;
    }
    if (!layout->has_nearest_flaw) {
        return true;
    }
    buffer_clear(&layout->nearest_cell);
    if (!buffer_append_text(&layout->nearest_cell, layout->nearest_flaw.cell)) {
        return err_set(err, ERR_NO_MEMORY, "a header's cell");
    }
    layout->nearest_flaw.column = buffer_text(&layout->nearest_cell);
    layout->nearest_flaw.cell = layout->nearest_flaw.column;
    return true;
}

static bool look_for_header(struct layout *layout, const struct csv_row *row, struct err *err)
{
    struct layout_header_find find;

    if (!find_year(layout, err)) {
        return false;
    }
    struct layout_header_context context = {.places = layout->options.places,
                                            .place_count = layout->options.place_count,
                                            .year_hint = layout->year_hint};
    if (!layout_header_read(row, &context, &layout->header, &find, err)) {
        return false;
    }
    switch (find.result) {
    case LAYOUT_HEADER_READ:
        return take_header(layout, row, err);
    case LAYOUT_HEADER_DUPLICATE:
        return refuse_duplicate(layout, &find, err);
    case LAYOUT_HEADER_MISSING:
        if (find.matched > layout->nearest.matched && !keep_nearest(layout, &find, row, err)) {
            return false;
        }
        break;
    case LAYOUT_HEADER_NONE:
        break;
    }
    keep_title(layout, row);
    layout->is_over = ++layout->title_rows == HEADER_ROWS;
    return true;
}

/* ---- rows that are no data ------------------------------------------------------------------- */

static bool is_blank(const struct csv_row *row)
{
    if ((row->all_flags & CSV_NUL) != 0) {
        return false;
    }
    for (size_t i = 0; i < row->count; i++) {
        if (layout_trim(row->cells[i]).len > 0) {
            return false;
        }
    }
    return true;
}

/* True if the first filled cell names a sum; a running number before it does not count. */
static bool is_total(const struct layout *layout, const struct csv_row *row, bool *is_subtotal)
{
    for (size_t i = 0; i < row->count; i++) {
        struct text cell = layout_trim(row->cells[i]);
        bool is_number = cell.len > 0 && cell.at[0] >= '0' && cell.at[0] <= '9' &&
                         i < layout->header.count && layout->header.columns[i].is_row_number;
        if (cell.len > 0 && !is_number) {
            return layout_is_total_word(cell, is_subtotal);
        }
    }
    return false;
}

/* Compares one cell of a total row; a difference is noted. */
static void compare_total(struct layout *layout, size_t column, bool is_subtotal)
{
    struct text cell = layout_cell(layout, (int32_t)column);
    struct notation stated;
    struct decimal expected;
    char text[DECIMAL_TEXT_MAX];

    if (cell.len == 0) {
        return;
    }
    notation_read(cell, NULL, &stated);
    if (stated.kind != NOTATION_NUMBER || stated.amount.qualifier != QUALIFIER_EQ ||
        layout_totals_agree(&layout->totals, column, is_subtotal, stated.amount.value, &expected)) {
        return;
    }
    size_t len = decimal_format(expected, text);
    layout_note_texts(layout_warn(layout, (int32_t)column, FAULT_TOTAL_DIFFERS),
                      (struct text){text, len}, (struct text){0});
}

/* Reports a finding with the figure that the row is about. */
static bool report_note(struct layout *layout, struct layout_note *note, struct err *err)
{
    const struct layout_row *row = &layout->row;
    char period[PERIOD_TEXT_MAX];

    if (note->fault.kind == FAULT_RAGGED_ROW) {
        layout_shape_place(layout, &note->fault);
    }
    (void)period_format(row->period, period);
    note->fault.indicator = row->indicator;
    note->fault.place = row->place;
    note->fault.item = row->item;
    note->fault.period = text_of(period);
    return layout_report(&layout->report, &note->fault, err);
}

static bool report_warnings(struct layout *layout, struct err *err)
{
    struct layout_row *row = &layout->row;

    for (size_t i = 0; i < row->warning_count; i++) {
        if (!report_note(layout, &row->warnings[i], err)) {
            return false;
        }
    }
    return true;
}

static bool take_total(struct layout *layout, bool is_subtotal, struct err *err)
{
    for (size_t i = 0; i < layout->header.count; i++) {
        compare_total(layout, i, is_subtotal);
    }
    layout_totals_end_total(&layout->totals, is_subtotal);
    layout_known_forbid(layout);
    return report_warnings(layout, err);
}

/* ---- rows of data ---------------------------------------------------------------------------- */

/* Notes what is wrong with the row as a row, before anything is read of it. A quote that swallowed
 * delimiters or the next row is why there are too few or too many cells: it is told first. */
static void check_shape(struct layout *layout)
{
    struct layout_row *row = &layout->row;
    const struct csv_row *csv = row->csv;
    size_t columns = layout->header.count;
    bool is_odd = layout_shape_take(layout, csv->count, csv->cells[csv->count - 1]);

    for (size_t i = 0; csv->all_flags != 0 && i < csv->count && i < columns; i++) {
        if ((csv->flags[i] & (CSV_NUL | CSV_TEXT_AFTER_QUOTE)) != 0) {
            (void)layout_fault(layout, (int32_t)i,
                               csv->flags[i] & CSV_NUL ? FAULT_NUL : FAULT_TEXT_AFTER_QUOTE);
            return;
        }
    }
    for (size_t i = columns; i < csv->count; i++) {
        if (layout_trim(csv->cells[i]).len > 0) {
            layout_note_numbers(layout_fault(layout, -1, FAULT_RAGGED_ROW), (int64_t)csv->count,
                                (int64_t)columns);
            return;
        }
    }
    if (is_odd) {
        layout_note_numbers(layout_warn(layout, -1, FAULT_RAGGED_ROW), (int64_t)csv->count,
                            (int64_t)columns);
        row->is_ragged = true;
    }
}

static bool read_by_rule(struct layout *layout, struct err *err)
{
    static bool (*const rules[])(struct layout *, struct err *) = {
        [SHEET_INSPECTIONS] = layout_read_inspection,
        [SHEET_QUANTITIES] = layout_read_quantity,
        [SHEET_INDICATORS] = layout_read_indicator,
        [SHEET_ACTIVITIES] = layout_read_activity,
        [SHEET_PLAN] = layout_read_plan,
        [SHEET_PLACES] = layout_read_place,
        [SHEET_CALENDAR] = layout_read_calendar,
    };

    return rules[layout->header.sheet](layout, err);
}

static bool take_data(struct layout *layout, struct err *err)
{
    layout->rows_read++;
    check_shape(layout);
    layout_warn_of_cells(layout);
    if (!read_by_rule(layout, err)) {
        return false;
    }
    layout_totals_end_row(&layout->totals, layout->row.has_fault, layout->row.is_counted);
    if (!layout->row.has_fault) {
        return report_warnings(layout, err);
    }
    layout->rows_faulty++;
    return report_note(layout, &layout->row.fault, err);
}

/* Forgets the row before. */
static void begin_row(struct layout *layout, const struct csv_row *csv, uint64_t raw)
{
    struct layout_row *row = &layout->row;

    row->csv = csv;
    row->raw = raw;
    row->has_fault = false;
    row->warning_count = 0;
    row->indicator = row->place = row->item = (struct text){0};
    row->period = period_undated();
    row->is_ragged = false;
    row->misfit = -1;
    row->is_counted = true;
    row->has_key = false;
    row->is_double = false;
}

/* What a cell that begins with a quote says on its first line. */
static struct text first_line(struct text cell)
{
    struct text line = text_starts_with(cell, "\"") ? text_part(cell, 1, cell.len) : cell;
    ptrdiff_t end = text_find(line, "\n");

    return text_trim(end < 0 ? line : text_part(line, 0, (size_t)end));
}

/* A row whose quotes never close, or that is longer than any row: nothing behind it is known. */
static bool refuse_row(struct layout *layout, const struct csv_row *row, struct err *err)
{
    bool is_open = row->problem == CSV_OPEN_QUOTE;
    struct fault fault = {.kind = is_open ? FAULT_OPEN_QUOTE : FAULT_CELL_TOO_LONG,
                          .line = row->line,
                          .cell_index = (int32_t)row->problem_cell,
                          .byte = -1};

    if (!layout->header.columns) {
        fault.column = first_line(row->cells[row->problem_cell]);
    } else if (row->problem_cell < layout->header.count) {
        fault.column = layout->header.columns[row->problem_cell].header;
    }
    layout->is_over = true;
    return layout_report(&layout->report, &fault, err);
}

bool layout_take_row(struct layout *layout, const struct csv_row *row, struct err *err)
{
    if (layout->is_over) {
        return true;
    }
    if (row->problem != CSV_FINE) {
        return layout_known_flush(layout, err) && refuse_row(layout, row, err);
    }
    if (!layout->header.columns) {
        return look_for_header(layout, row, err);
    }
    return layout->known.is_hashing ? layout_known_take(layout, row, err)
                                    : layout_read_row(layout, row, 0, err);
}

bool layout_read_row(struct layout *layout, const struct csv_row *row, uint64_t raw,
                     struct err *err)
{
    bool is_subtotal = false;

    if (is_blank(row)) {
        return true;
    }
    begin_row(layout, row, raw);
    if (is_total(layout, row, &is_subtotal)) {
        return take_total(layout, is_subtotal, err);
    }
    if (layout_header_is_repeated(&layout->header, row)) {
        (void)layout_warn(layout, -1, FAULT_REPEATED_HEADER);
        return report_warnings(layout, err);
    }
    return take_data(layout, err);
}

/* ---- at the end ------------------------------------------------------------------------------ */

/* What the file as a whole is refused for, if no row has said so already. */
static bool report_no_sheet(struct layout *layout, struct err *err)
{
    struct fault fault = {.cell_index = -1, .byte = -1};

    if (layout->has_nearest_flaw) {
        if (!layout_report(&layout->report, &layout->nearest_flaw, err)) {
            return false;
        }
        if (!layout->nearest_flaw.is_warning) {
            return true;
        }
    }
    if (layout->nearest.matched > 0) {
        fault.kind = FAULT_MISSING_COLUMN;
        fault.line = layout->nearest_line;
        fault.column = layout->nearest.missing;
        fault.first = text_of(sheet_name(layout->nearest.sheet));
    } else {
        fault.kind = layout->titles.len == 0 ? FAULT_EMPTY : FAULT_NOT_A_SHEET;
    }
    return layout_report(&layout->report, &fault, err);
}

bool layout_end(struct layout *layout, struct sheet_summary *summary, struct err *err)
{
    bool has_header = layout->header.columns != NULL;
    bool is_shifted = false;

    if (!layout_known_end(layout, err)) {
        return false;
    }
    if (layout->known.is_wrong) {
        summary->is_to_be_read_again = true;
        return true;
    }
    bool is_stopped = layout->is_over && layout->report.fault_count > 0;
    if (!layout_parts_end(&layout->parts, &layout->report, err)) {
        return false;
    }
    if (!has_header && !is_stopped && !report_no_sheet(layout, err)) {
        return false;
    }
    if (has_header && !layout->is_over && layout->rows_read == 0) {
        struct fault fault = header_fault(layout, -1, FAULT_NO_ROWS);
        if (!layout_report(&layout->report, &fault, err)) {
            return false;
        }
    }
    if (has_header && !layout->is_over && !layout_shape_end(layout, &is_shifted, err)) {
        return false;
    }
    summary->sheet = has_header ? layout->header.sheet : SHEET_NONE;
    summary->header_line = has_header ? layout->header.line : layout->nearest_line;
    summary->rows_read = layout->rows_read;
    summary->rows_faulty = layout->rows_faulty;
    summary->fault_count = layout->report.fault_count;
    summary->warning_count = layout->report.warning_count;
    summary->is_refused = !has_header || layout->is_over || layout->rows_read == 0 || is_shifted ||
                          (uint64_t)layout->rows_faulty * 2 > layout->rows_read;
    return true;
}
