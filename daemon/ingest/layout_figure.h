/* SPDX-License-Identifier: MIT */
/*
 * What 合格率 and 数量 rows have in common: the key of a figure, and what is noted about it.
 */
#ifndef PLUMB_INGEST_LAYOUT_FIGURE_H
#define PLUMB_INGEST_LAYOUT_FIGURE_H

#include "ingest/layout_row.h"

/* Makes the record of a figure: reads indicator, place, department, item, level, note, source. */
void layout_figure_begin(struct layout *layout, struct record *record);

/* Reads the period of the row and warns of one to come. */
void layout_figure_period(struct layout *layout, struct figure_record *figure);

/* Emits the figure of the cell in `column`; in a wide sheet is_wide_cell. */
bool layout_figure_emit(struct layout *layout, struct record *record, int32_t column,
                        bool is_wide_cell, struct err *err);

#endif
