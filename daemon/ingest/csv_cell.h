/* SPDX-License-Identifier: MIT */
/* What the csv parser asks of the bytes of one cell. */
#ifndef PLUMB_INGEST_CSV_CELL_H
#define PLUMB_INGEST_CSV_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* True if there is nothing but blanks. */
bool csv_are_blanks(const char *at, const char *end);

/* Physical line ends in the text: LF, CR, or both as one. */
uint32_t csv_count_newlines(const char *at, const char *end);

/* Makes one quote of each two in the cell, whose text lies at `at`. */
void csv_undo_quotes(struct text *cell, char *at);

#endif
