/* SPDX-License-Identifier: MIT */
/*
 * What the csv parser must know about delimiters before its first row. See csv.h for
 * csv_detect_delimiter.
 */
#ifndef PLUMB_INGEST_CSV_DELIMITER_H
#define PLUMB_INGEST_CSV_DELIMITER_H

#include <stddef.h>

#include "base/text.h"
#include "ingest/csv.h"

/* The longest first line that can say a delimiter: "sep=，" in quotes, and CRLF. */
enum { CSV_SEP_LINE_MAX = 11 };

/* The static string of one of the delimiters that a sheet may have; NULL for any other text. */
const char *csv_delimiter_from_text(struct text text);

/* The length of a first line `sep=;`, its end included, and what it says; 0 if there is none (then
 * *delimiter may be NULL). */
size_t csv_sep_line_len(struct text beginning, const char **delimiter);

#endif
