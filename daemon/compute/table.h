/* SPDX-License-Identifier: MIT */
/*
 * Writes a table that a spreadsheet opens right: UTF-8 with BOM, CRLF, quoted where needed, and no
 * cell that it would take for a formula.
 */
#ifndef PLUMB_COMPUTE_TABLE_H
#define PLUMB_COMPUTE_TABLE_H

#include "base/buffer.h"
#include "base/text.h"

struct table {
    struct buffer *out;
    bool is_in_row;
};

/* Writes the BOM and the header. */
void table_begin(struct table *table, struct buffer *out, const char *const *headers, size_t count);

/* A cell of text: one that begins like a formula gets a ' in front. */
void table_text(struct table *table, struct text text);

/* A number as short as it can be; NAN is an empty cell. */
void table_number(struct table *table, double number);
void table_end_row(struct table *table);

#endif
