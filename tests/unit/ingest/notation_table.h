/* SPDX-License-Identifier: MIT */
/* Reads the small tables of tests/data/notation: rows of quoted or bare cells, CRLF or LF. */
#ifndef PLUMB_TESTS_NOTATION_TABLE_H
#define PLUMB_TESTS_NOTATION_TABLE_H

#include "unit.h"

enum { TABLE_CELLS = 8, TABLE_LINE = 2048 };

struct table_row {
    char bytes[TABLE_LINE];
    char *cells[TABLE_CELLS];
    size_t count;
    unsigned line;
};

/* Takes the cell that begins at `from`, undoing its quotes in place. Returns what follows it, or
 * NULL at the end of the row. */
static inline char *table_take_cell(char *from, char **cell)
{
    char *to = from;

    *cell = from;
    if (*from == '"') {
        from++;
        while (*from && !(from[0] == '"' && from[1] != '"')) {
            from += *from == '"' ? 1 : 0;
            *to++ = *from++;
        }
        from += *from == '"' ? 1 : 0;
    } else {
        while (*from && *from != ',') {
            *to++ = *from++;
        }
    }
    char end = *from;
    *to = '\0';
    return end == ',' ? from + 1 : NULL;
}

/* Calls check for each row below the header. Returns their number. */
static inline unsigned table_each(const char *path, void (*check)(const struct table_row *row))
{
    struct table_row row = {0};
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    while (fgets(row.bytes, sizeof(row.bytes), file)) {
        row.bytes[strcspn(row.bytes, "\r\n")] = '\0';
        row.count = 0;
        for (char *at = row.bytes; at && row.count < TABLE_CELLS;) {
            at = table_take_cell(at, &row.cells[row.count++]);
        }
        if (row.line++ > 0) {
            check(&row);
        }
    }
    (void)fclose(file);
    return row.line - 1;
}

#endif
