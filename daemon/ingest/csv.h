/* SPDX-License-Identifier: MIT */
/*
 * Pulls rows of borrowed cells out of UTF-8 text and knows the physical line of each.
 *
 * Rows end in CRLF, LF or CR, also mixed. Cells may be quoted as in RFC 4180, with delimiters, row
 * ends and doubled quotes inside. What is wrong with a quote is told with the row that has it,
 * and reading goes on behind that row; the caller decides what it means.
 *
 *     while ((result = csv_next_row(csv, &row, &err)) == CSV_ROW) { ... row.cells[i] ... }
 *
 * A blank line is a row with one empty cell. The end of the last row makes no further row. A first
 * line `sep=;` is no row: it says the delimiter.
 */
#ifndef PLUMB_INGEST_CSV_H
#define PLUMB_INGEST_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct err;
struct csv;

/* Where the text comes from: fills out with 1 to size bytes, or sets *got to 0 at the end. */
typedef bool csv_refill(void *owner, char *out, size_t size, size_t *got, struct err *err);

enum {
    CSV_ROW_BYTES = 1 << 20, /* the longest row, by default */
    CSV_ROW_CELLS = 16384    /* the most cells of a row, as in spreadsheets */
};

struct csv_options {
    const char *delimiter; /* "," ";" "|" "\t" "，"; NULL: found out from the beginning */
    size_t max_row_bytes;  /* 0: CSV_ROW_BYTES */
    size_t chunk_bytes;    /* the most to ask of refill at once; 0: 128 KiB. For tests */
};

/* What was odd about a cell. */
enum csv_cell_flag {
    CSV_QUOTED = 1,
    CSV_BARE_QUOTE = 2,       /* a quote inside an unquoted cell, taken literally: a warning */
    CSV_TEXT_AFTER_QUOTE = 4, /* the cell is then its raw text, quotes included: a fault */
    CSV_NUL = 8               /* the cell has a NUL: a fault */
};

enum csv_problem {
    CSV_FINE,
    CSV_OPEN_QUOTE, /* the file ends, or the longest row does, inside a quoted cell */
    CSV_TOO_LONG    /* more bytes or cells than a row may have */
};

struct csv_row {
    const struct text *cells;
    const unsigned char *flags; /* enum csv_cell_flag of each cell, or-ed */
    size_t count;               /* at least 1 */
    struct text text;           /* where all cells lie, with what is between them */
    unsigned all_flags;         /* all cells' flags, or-ed: 0 for nearly every row */
    uint32_t line;              /* physical line on which the row starts, from 1 */
    uint32_t last_line;         /* ... and on which it ends: larger where a cell has newlines */
    enum csv_problem problem;   /* if not CSV_FINE, no further row comes */
    size_t problem_cell;        /* the open quote's cell, or the last one within the limit */
    uint32_t problem_line;      /* the physical line on which that quote opened */
};

enum csv_result {
    CSV_ROW,   /* row is filled */
    CSV_END,   /* no more; also after a row with a problem */
    CSV_FAILED /* refill failed: err is its error, or ERR_NO_MEMORY */
};

/* Reads ahead where the delimiter must be found out. NULL and err: refill's error or
 * ERR_NO_MEMORY. The owner is handed to refill. */
struct csv *csv_create(const struct csv_options *options, csv_refill *refill, void *owner,
                       struct err *err);

/* Accepts NULL. */
void csv_destroy(struct csv *csv);

/* The next row, borrowed until the next call. err is filled exactly for CSV_FAILED. */
enum csv_result csv_next_row(struct csv *csv, struct csv_row *row, struct err *err);

/* The delimiter in use: "," ";" "|" "\t" or "，". Static. */
const char *csv_delimiter(const struct csv *csv);

/* Which delimiter splits this beginning of a file most consistently; "," if none does. Quoted text
 * does not count. is_whole: nothing comes after it, so the last row is complete. A first line
 * `sep=;` decides by itself. Static. */
const char *csv_detect_delimiter(struct text beginning, bool is_whole);

#endif
