/* SPDX-License-Identifier: MIT */
/*
 * Turns rows of cells into records, or each into one explained fault.
 *
 *     titles -> header -> rows of data, totals, repeated headers, blank rows
 *
 * The first row among the first ten that is the header of a sheet begins the data; what stands
 * above it are titles, which may give the year. A row is read as a whole: all its cells are
 * checked before anything of it is handed on, and where several are wrong the first in column
 * order is its fault. Then it is a record (a wide row several), its warnings follow, and nothing
 * of it is kept but its key (layout_keys) and its share of the sums (layout_totals).
 *
 * A row that is known by its bytes (layout_known) is counted, and not read at all.
 */
#ifndef PLUMB_INGEST_LAYOUT_H
#define PLUMB_INGEST_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/record.h"

struct csv_row;
struct err;
struct known_rows;
struct layout;

struct layout_options {
    struct text file_name;     /* for the year */
    int32_t today;             /* 0: no warning of dates to come */
    const struct text *places; /* known places, in the order of text_compare */
    size_t place_count;
    const char *delimiter;          /* of the sheet */
    const struct known_rows *known; /* rows that need not be read; NULL: none */
};

/* NULL without memory. Options and what they point to, and the sink, must outlive it. */
struct layout *layout_create(const struct layout_options *options, const struct record_sink *sink,
                             struct err *err);

/* Accepts NULL. */
void layout_destroy(struct layout *layout);

/* Takes the next row. False and err where memory is missing or the sink refused. */
bool layout_take_row(struct layout *layout, const struct csv_row *row, struct err *err);

/* True if no further row can change that the file is refused: no header, a duplicate column, an
 * open quote. The caller may stop reading. */
bool layout_is_over(const struct layout *layout);

/* After the last row: what can only be said at the end, and the summary's sheet, header, counts and
 * is_refused. */
bool layout_end(struct layout *layout, struct sheet_summary *summary, struct err *err);

#endif
