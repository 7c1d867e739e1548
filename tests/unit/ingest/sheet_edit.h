/* SPDX-License-Identifier: MIT */
/*
 * Small edits of a sheet in memory, as somebody makes by mistake: one more
 * character at a place, or one less.
 */
#ifndef PLUMB_TESTS_SHEET_EDIT_H
#define PLUMB_TESTS_SHEET_EDIT_H

#include "base/buffer.h"
#include "unit.h"

/* Where a byte of the sheet is: its line from 1, its cell from 0. */
static inline void place_of(struct text sheet, size_t at, uint32_t *line, size_t *cell)
{
    *line = 1;
    *cell = 0;
    for (size_t i = 0; i < at; i++) {
        if (sheet.at[i] == '\n') {
            (*line)++;
            *cell = 0;
        } else if (sheet.at[i] == ',') {
            (*cell)++;
        }
    }
}

/* The sheet with `inserted` before byte `at`, or without that byte. */
static inline void edit_sheet(struct text sheet, size_t at, const char *inserted,
                              struct buffer *out)
{
    buffer_clear(out);
    buffer_append_text(out, text_part(sheet, 0, at));
    if (inserted) {
        buffer_append_str(out, inserted);
        buffer_append_text(out, text_part(sheet, at, sheet.len));
    } else {
        buffer_append_text(out, text_part(sheet, at + 1, sheet.len));
    }
    assert_false(out->has_failed);
}

/* Bytes between which nobody can type. */
static inline bool is_inside_something(struct text sheet, size_t at)
{
    return ((unsigned char)sheet.at[at] & 0xC0U) == 0x80U || sheet.at[at] == '\n';
}

#endif
