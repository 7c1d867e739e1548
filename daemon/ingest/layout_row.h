/* SPDX-License-Identifier: MIT */
/*
 * The state of reading a sheet, and how the rules of each sheet read the cells of a row.
 *
 * A rule (layout_<sheet>.c) asks for cells by field, notes what is wrong with them, and emits its
 * records if nothing was. Notes are kept until the row is done: the first fault in column order
 * wins, and then the row's warnings are moot.
 */
#ifndef PLUMB_INGEST_LAYOUT_ROW_H
#define PLUMB_INGEST_LAYOUT_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"
#include "ingest/csv.h"
#include "ingest/layout.h"
#include "ingest/layout_economy.h"
#include "ingest/layout_header.h"
#include "ingest/layout_keys.h"
#include "ingest/layout_known.h"
#include "ingest/layout_parts.h"
#include "ingest/layout_report.h"
#include "ingest/layout_shape.h"
#include "ingest/layout_totals.h"
#include "ingest/layout_trim.h"
#include "ingest/notation.h"
#include "model/record.h"

struct err;

enum { LAYOUT_WARNINGS_MAX = 8, LAYOUT_NOTE_MAX = 96, LAYOUT_PERIODS = 1024 };

/* The longest name (a figure's key), in characters. */
enum { LAYOUT_NAME_MAX = 200 };

/* A finding about a cell of the row, with room for the numbers in its sentence. */
struct layout_note {
    struct fault fault;
    char first[LAYOUT_NOTE_MAX];
    char second[LAYOUT_NOTE_MAX];
};

struct layout_row {
    const struct csv_row *csv;
    bool has_fault;
    struct layout_note fault;
    size_t warning_count;
    struct layout_note warnings[LAYOUT_WARNINGS_MAX];
    /* What the row is about, as far as it could be read. */
    struct text indicator;
    struct text place;
    struct text item;
    struct period period; /* undated: none was read */
    uint64_t key;         /* a hash of its key */
    bool has_key;         /* that has been looked up: once a row */
    bool is_double;       /* another row has it too */
    bool is_ragged;       /* it has been told so */
    int32_t misfit;       /* of a ragged row: the first column whose cell is faulty; -1: none */
    bool is_counted;      /* in totals: no part of another row, no cancelled activity */
    uint64_t raw;         /* a hash of its bytes; 0: none was made */
    /* Texts that the rules compose. */
    struct buffer display;
    struct buffer joined;
    struct buffer extra;
};

/* A period read before, because rows nearly always repeat the same few. */
struct layout_period_memory {
    char cell[40];
    size_t len;
    int32_t column;
    struct period period;
};

struct layout {
    struct layout_options options;
    struct layout_report report;
    struct layout_header header; /* columns NULL: not found yet */
    int year_hint;               /* of titles and file name; 0: none */
    struct buffer titles;
    uint32_t title_rows;
    struct layout_header_find nearest; /* the row most like a header so far */
    uint32_t nearest_line;
    bool has_nearest_flaw; /* a cell of it is odd: as the fault or warning says, */
    struct fault nearest_flaw;
    struct buffer nearest_cell; /* ... whose texts are kept here */
    uint32_t rows_read;
    uint32_t rows_faulty;
    bool is_over;
    struct layout_shape shape;
    struct layout_keys keys;
    struct layout_totals totals;
    struct layout_parts parts;
    struct layout_economy economy;
    struct layout_known known;
    struct layout_period_memory periods[LAYOUT_PERIODS]; /* by hash */
    const struct layout_period_memory *newest_period;    /* NULL: none yet */
    bool has_extra;                /* there are columns that Plumb does not know */
    struct metric_amount *metrics; /* SHEET_ACTIVITIES: room for one a column */
    unsigned char *metric_states;  /* enum layout_metric_state of each column */
    struct layout_row row;
};

/* True if layout_shape_take would find nothing odd and change nothing. */
static inline bool layout_shape_is_as_before(const struct layout *layout, size_t count,
                                             struct text last)
{
    return count == layout->shape.before &&
           (layout->shape.is_filled_up || layout_trim(last).len > 0);
}

/* ---- cells --------------------------------------------------------------------------------- */

/* The trimmed cell of a column; "" beyond the row's end. */
static inline struct text layout_cell(const struct layout *layout, int32_t column)
{
    const struct csv_row *csv = layout->row.csv;

    if (column < 0 || (size_t)column >= csv->count) {
        return (struct text){0};
    }
    return layout_trim(csv->cells[column]);
}

/* The column of a field, -1 if the sheet has none. */
static inline int32_t layout_column(const struct layout *layout, enum layout_field field)
{
    return layout->header.of[field];
}

/* Shortens the text of a field, with a warning, where it is too long. */
struct text layout_shorten(struct layout *layout, enum layout_field field, struct text cell);

/* The text of a field: trimmed, and shortened. "" if the sheet has no such column. */
static inline struct text layout_text(struct layout *layout, enum layout_field field)
{
    struct text cell = layout_cell(layout, layout_column(layout, field));

    return cell.len <= LAYOUT_NAME_MAX ? cell : layout_shorten(layout, field, cell);
}

/* The same where the cell must be filled: notes a fault if it is blank. */
struct text layout_required(struct layout *layout, enum layout_field field);

/* How a cell for a figure was read. */
enum layout_state {
    LAYOUT_FIGURE,
    LAYOUT_MISSING, /* blank or a mark */
    LAYOUT_NOT_APPLICABLE,
    LAYOUT_FAULTY /* the fault is noted */
};

/* Reads a whole number of things, 0 or more. A negative column is missing. */
enum layout_state layout_count(struct layout *layout, int32_t column, int64_t *out);

/* Reads a cell as staff write numbers, and notes what is wrong with it. */
enum layout_state layout_notation(struct layout *layout, int32_t column, bool is_change,
                                  struct notation *out);

/* Reads a number in a unit that stands elsewhere (`unit` may be ""): fills value, unit and display.
 * The display is valid until the next one of the row. */
enum layout_state layout_amount(struct layout *layout, int32_t column, struct text unit,
                                struct amount *out);

/* Reads a period, or a day where the column holds dates. False: the fault is noted. A blank cell
 * is a fault. */
bool layout_period(struct layout *layout, int32_t column, struct period *out);

/* Notes what a reading that gave no day or period means for the row. Returns false. */
bool layout_fault_of_date(struct layout *layout, int32_t column, enum notation_date result);

/* Reads 是 or 否; blank is `blank`. False: the fault is noted. */
bool layout_yes_no(struct layout *layout, enum layout_field field, bool blank, bool *out);

/* Warns of characters that were lost before the file came, and of quotes that mean nothing. */
void layout_warn_of_cells(struct layout *layout);

/* ---- notes --------------------------------------------------------------------------------- */

/* Notes a fault of the row at this column (-1: of the row as a whole, which comes first). NULL
 * where an earlier column has one already. */
struct layout_note *layout_fault(struct layout *layout, int32_t column, enum fault_kind kind);

/* Notes a warning. NULL where there are too many. */
struct layout_note *layout_warn(struct layout *layout, int32_t column, enum fault_kind kind);

/* Says what {first} and {second} are. Accept a NULL note. Texts are copied. */
void layout_note_texts(struct layout_note *note, struct text first, struct text second);
void layout_note_numbers(struct layout_note *note, int64_t first, int64_t second);

/* Static texts, both languages, without a copy. */
void layout_note_reasons(struct layout_note *note, const char *zh, const char *en);

/* ---- records ------------------------------------------------------------------------------- */

/* Begins and extends the key that layout_emit looks up with the row's first record. The other
 * figures of a wide row are the same again where the first one is. */
void layout_key_begin(struct layout *layout);
void layout_key_text(struct layout *layout, struct text text);
void layout_key_period(struct layout *layout, struct period period);

/* Hands the record on, unless the row has a fault; line, sheet and extra are filled in here. Warns
 * if its key stood before. */
bool layout_emit(struct layout *layout, struct record *record, struct err *err);

/* ---- rows below the header ------------------------------------------------------------------ */

/* Reads a row that is not known, whatever it is. `raw` is the hash of its bytes, or 0. */
bool layout_read_row(struct layout *layout, const struct csv_row *row, uint64_t raw,
                     struct err *err);

/* ---- the rules: each reads the row and emits ------------------------------------------------ */

bool layout_read_inspection(struct layout *layout, struct err *err);
bool layout_read_quantity(struct layout *layout, struct err *err);
bool layout_read_indicator(struct layout *layout, struct err *err);
bool layout_read_activity(struct layout *layout, struct err *err);
bool layout_read_plan(struct layout *layout, struct err *err);
bool layout_read_place(struct layout *layout, struct err *err);
bool layout_read_calendar(struct layout *layout, struct err *err);

/* For SHEET_ACTIVITIES, once the header is known. */
bool layout_prepare_activities(struct layout *layout, struct err *err);

#endif
