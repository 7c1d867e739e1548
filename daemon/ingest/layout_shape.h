/* SPDX-License-Identifier: MIT */
/*
 * How many cells a row has, against the header and the row before.
 *
 * A lost or a further delimiter moves all cells behind it into other columns, where they may still
 * be readable: 50,,48,96% says a rate of 48 %. The number of cells then is all that tells. Missing
 * cells at a row's end are none of that where somebody types rows and leaves off what is blank; but
 * a row that is short and still ends in a blank cell, or stands among rows that are filled up with
 * blanks, has lost one. Rows that are all alike differ from the header for a reason of their own (a
 * spreadsheet writes fewer blank cells from some row on), so only the first of them is told.
 */
#ifndef PLUMB_INGEST_LAYOUT_SHAPE_H
#define PLUMB_INGEST_LAYOUT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct csv_row;
struct err;
struct fault;
struct layout;

struct layout_shape {
    size_t cells;      /* of the header, blank ones at its end included where rows have them */
    size_t before;     /* of the data row before; 0: there is none */
    size_t unnamed;    /* columns without a name before the header's end */
    int32_t suspect;   /* the first of them, else the first of unknown meaning; -1: none */
    bool is_filled_up; /* a row as long as the header ended in a blank cell */
    bool are_alike;    /* all rows so far have as many cells as the first, which was told */
};

/* The header is known; `row` is its row. Warns of columns without a name. */
bool layout_shape_begin(struct layout *layout, const struct csv_row *row, struct err *err);

/* Looks at a row of data: how many cells it has, and the last of them. True if it has lost a
 * delimiter, or has one more. */
bool layout_shape_take(struct layout *layout, size_t count, struct text last);

/* Fills in where the row at hand stops fitting the header: at a cell that its column cannot have,
 * else where the shorter of both ends. */
void layout_shape_place(const struct layout *layout, struct fault *fault);

/* No further row comes. Tells the header if it, and no row, has a delimiter too many or too few;
 * *is_refused: there is a column without a name, and not one row has a cell for it. */
bool layout_shape_end(struct layout *layout, bool *is_refused, struct err *err);

#endif
