/* SPDX-License-Identifier: MIT */
/*
 * Rows that are known by their bytes (model/known_rows.h): they are counted, and not read.
 *
 * Only long sheets of figures have plain rows: no other sheet is ever long. What a row has to do
 * with others is looked after as follows.
 *
 *   number of cells     looked at in each row, known or not: one that is odd is read
 *   the same key twice  no two plain rows of the version before had the same; so one that is read
 *                       is compared with those that were taken unread, and a known row is read if
 *                       one that was read has its key
 *   合计, 其中          such a row says something of all others: it ends the knowing, and if a row
 *                       was taken unread already the sheet is read again from its beginning
 *   税收 against 生产总值   such rows are never plain, so they are read each time
 *
 * Rows nearly always follow each other as before. Where many do not, they are held back a few at a
 * time, so that looking for them need not wait for the memory.
 */
#ifndef PLUMB_INGEST_LAYOUT_KNOWN_H
#define PLUMB_INGEST_LAYOUT_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

struct csv_row;
struct err;
struct layout;
struct record;

enum { LAYOUT_HELD_ROWS = 32 };

/* A row that is held back: none of its cells is in quotes. */
struct layout_held {
    uint64_t raw;
    uint32_t line;
    size_t start; /* of its text among those that are held */
    size_t len;
    size_t last; /* where its last cell begins */
    size_t count;
};

/* Zeroed memory knows nothing. */
struct layout_known {
    bool is_on;       /* rows of this sheet may be plain, */
    bool is_hashing;  /* and it is said which ones are, */
    bool is_matching; /* and there are rows before that they may be */
    bool is_indexed;
    bool is_unusable; /* rows say something about each other */
    bool is_wrong;    /* and a row was taken unread */
    uint32_t taken;
    uint32_t strangers; /* rows that were not found where they were expected */
    struct layout_held held[LAYOUT_HELD_ROWS];
    size_t held_count;
    struct buffer texts;  /* of the held rows */
    struct text *cells;   /* of one that must be read after all: CSV_ROW_CELLS, */
    unsigned char *flags; /* and as many, all 0 */
};

/* Accepts zeroed memory. */
void layout_known_finish(struct layout_known *known);

/* The header is known; `row` is its row. */
bool layout_known_begin(struct layout *layout, const struct csv_row *row, struct err *err);

/* Takes the next row below the header: reads it, passes over it, or holds it back. */
bool layout_known_take(struct layout *layout, const struct csv_row *row, struct err *err);

/* Takes the rows that are held back. */
bool layout_known_flush(struct layout *layout, struct err *err);

/* The row at hand says something of all others. */
void layout_known_forbid(struct layout *layout);

/* The line of the newest row with this key: that of one that was read (0: none), or of one that
 * was taken unread. */
uint32_t layout_known_earlier(const struct layout *layout, uint64_t key, uint32_t earlier);

/* The record was handed on as a plain row, if it could be one, but has to do with others. */
bool layout_known_depend(struct layout *layout, const struct record *record, struct err *err);

/* No further row comes. */
bool layout_known_end(struct layout *layout, struct err *err);

#endif
