/* SPDX-License-Identifier: MIT */
/*
 * Recognises a sheet by its header row: which sheet it is, and what each column means.
 *
 * The sheets are tried in a fixed order, and the first whose required columns are all there is
 * meant. A header that nearly fits says which column is missing.
 */
#ifndef PLUMB_INGEST_LAYOUT_HEADER_H
#define PLUMB_INGEST_LAYOUT_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "ingest/layout_field.h"
#include "model/period.h"

struct csv_row;
struct err;

/* How the figures of a 数量 sheet are laid out. */
enum layout_wide {
    LAYOUT_LONG,         /* one a row, in 数值 */
    LAYOUT_WIDE_PERIODS, /* a column for each period */
    LAYOUT_WIDE_PLACES   /* a column for each place */
};

struct layout_column {
    enum layout_field field;
    struct text header;   /* as it stands in the file, without bracketed units and row ends */
    struct text unit;     /* from the brackets: % 万元; "" */
    struct text name;     /* FIELD_METRIC: what the metric is called; FIELD_WIDE: the place */
    struct period period; /* FIELD_WIDE of periods */
    bool is_day;          /* a column of dates: serial days are taken */
    bool is_row_number;
    bool is_no_metric;
};

struct layout_header {
    enum sheet sheet;
    enum layout_wide wide;
    uint32_t line;
    struct layout_column *columns;
    size_t count;            /* up to the last header that is not blank */
    int32_t of[FIELD_COUNT]; /* the column of each field; -1: there is none */
    char *storage;
};

/* What the names of places are looked up in, and what completes `7月`. */
struct layout_header_context {
    const struct text *places; /* in the order of text_compare */
    size_t place_count;
    int year_hint;
};

enum layout_header_result {
    LAYOUT_HEADER_READ,      /* a header: filled */
    LAYOUT_HEADER_DUPLICATE, /* filled; `first` and `second` are columns of one meaning */
    LAYOUT_HEADER_MISSING,   /* like a header, but a column is missing */
    LAYOUT_HEADER_NONE       /* some other row */
};

struct layout_header_find {
    enum layout_header_result result;
    size_t first;        /* LAYOUT_HEADER_DUPLICATE */
    size_t second;       /* ... the later one */
    enum sheet sheet;    /* LAYOUT_HEADER_MISSING: the sheet that it resembles */
    struct text missing; /* the column that it lacks; static */
    size_t matched;      /* columns that fit */
    int32_t yearless;    /* ... the first of several that are periods but for their year; -1 */
};

/* Looks at a row. READ and DUPLICATE fill header, which layout_header_finish frees. False only
 * without memory. */
bool layout_header_read(const struct csv_row *row, const struct layout_header_context *context,
                        struct layout_header *header, struct layout_header_find *find,
                        struct err *err);

/* Accepts zeroed memory. */
void layout_header_finish(struct layout_header *header);

/* True if the row says the same as the header, cell by cell. */
bool layout_header_is_repeated(const struct layout_header *header, const struct csv_row *row);

/* Splits a header into what it says and its bracketed units; both are written to room, which has
 * at least header.len * 2 bytes. Returns the bytes used. */
size_t layout_header_split(struct text header, char *room, struct text *name, struct text *unit);

#endif
