/* SPDX-License-Identifier: MIT */
/*
 * Doubts a rate that lies outside the range of its parts (rows whose 备注 begins with 其中).
 *
 * A part belongs to the nearest earlier row of the same place and period that is no part itself.
 * The newest LAYOUT_WHOLES wholes are remembered; a whole is judged when it is forgotten.
 */
#ifndef PLUMB_INGEST_LAYOUT_PARTS_H
#define PLUMB_INGEST_LAYOUT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/record.h"

struct err;
struct layout_report;

enum { LAYOUT_WHOLES = 64, LAYOUT_WHOLE_TEXT = 96 };

struct layout_whole {
    uint32_t line; /* 0: none */
    int32_t column;
    struct period period;
    double percent;
    double low; /* of its parts */
    double high;
    size_t part_count;
    struct text column_name; /* borrowed */
    char indicator[LAYOUT_WHOLE_TEXT];
    char place[LAYOUT_WHOLE_TEXT];
    char item[LAYOUT_WHOLE_TEXT];
    char display[LAYOUT_WHOLE_TEXT];
};

/* Zeroed memory remembers none. */
struct layout_parts {
    struct layout_whole wholes[LAYOUT_WHOLES];
    size_t next;
};

/* Takes a figure in %, from counts or stated; others are ignored. `column` is its cell's and
 * column_name its header, which must outlive the wholes. */
bool layout_parts_take(struct layout_parts *parts, const struct figure_record *figure,
                       uint32_t line, int32_t column, struct text column_name,
                       struct layout_report *report, struct err *err);

/* Judges the wholes that are still remembered, in the order of their lines. */
bool layout_parts_end(struct layout_parts *parts, struct layout_report *report, struct err *err);

#endif
