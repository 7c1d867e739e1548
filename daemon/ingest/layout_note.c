/* SPDX-License-Identifier: MIT */
/*
 * Notes of a row and its records. See layout_row.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "ingest/layout_row.h"

/* Within this file: a call for each text of a key would cost as much as the hash. */
#define XXH_INLINE_ALL
#include <xxhash.h>

/* Odd: what differs in one text differs in the key. */
#define KEY_FACTOR UINT64_C(0x9E3779B97F4A7C15)

/* Fills in what every finding about this cell of the row has. */
static struct layout_note *begin(struct layout *layout, struct layout_note *note, int32_t column,
                                 enum fault_kind kind, bool is_warning)
{
    note->fault = (struct fault){.kind = kind,
                                 .is_warning = is_warning,
                                 .line = layout->row.csv->line,
                                 .cell_index = column,
                                 .byte = -1};
    if (column >= 0 && (size_t)column < layout->header.count) {
        note->fault.column = layout->header.columns[column].header;
        note->fault.cell = layout_cell(layout, column);
    }
    return note;
}

struct layout_note *layout_fault(struct layout *layout, int32_t column, enum fault_kind kind)
{
    struct layout_row *row = &layout->row;

    if (row->has_fault && row->fault.fault.cell_index <= column) {
        row->misfit = row->misfit < 0 || column < row->misfit ? column : row->misfit;
        return NULL;
    }
    row->has_fault = true;
    return begin(layout, &row->fault, column, kind, false);
}

struct layout_note *layout_warn(struct layout *layout, int32_t column, enum fault_kind kind)
{
    struct layout_row *row = &layout->row;

    if (row->warning_count == LAYOUT_WARNINGS_MAX) {
        return NULL;
    }
    return begin(layout, &row->warnings[row->warning_count++], column, kind, true);
}

/* Copies as many whole characters as there is room for. */
static struct text copy(struct text text, char room[LAYOUT_NOTE_MAX])
{
    size_t len = text.len < LAYOUT_NOTE_MAX ? text.len : LAYOUT_NOTE_MAX;

    if (len == 0) {
        return (struct text){0};
    }
    len = len == text.len ? len : text_valid_len(text_part(text, 0, len));
    memcpy(room, text.at, len);
    return (struct text){room, len};
}

void layout_note_texts(struct layout_note *note, struct text first, struct text second)
{
    if (note) {
        note->fault.first = copy(first, note->first);
        note->fault.second = copy(second, note->second);
    }
}

void layout_note_numbers(struct layout_note *note, int64_t first, int64_t second)
{
    char a[24];
    char b[24];
    int a_len = snprintf(a, sizeof(a), "%" PRId64, first);
    int b_len = snprintf(b, sizeof(b), "%" PRId64, second);

    layout_note_texts(note, (struct text){a, (size_t)a_len}, (struct text){b, (size_t)b_len});
}

void layout_note_reasons(struct layout_note *note, const char *zh, const char *en)
{
    if (note) {
        note->fault.first = text_of(zh);
        note->fault.second = text_of(en);
    }
}

void layout_key_begin(struct layout *layout)
{
    layout->row.key = 0;
}

void layout_key_text(struct layout *layout, struct text text)
{
    uint64_t *key = &layout->row.key;

    *key = (*key + (text.len > 0 ? XXH3_64bits(text.at, text.len) : 0)) * KEY_FACTOR;
}

void layout_key_period(struct layout *layout, struct period period)
{
    uint64_t *key = &layout->row.key;

    *key = (*key + XXH3_64bits(&period, sizeof(period))) * KEY_FACTOR;
}

/* The cells of columns that Plumb does not know. A running number is left out: it says where the
 * row stands, so inserting a row would change all that follow. */
static struct text extra_of(struct layout *layout)
{
    struct buffer *extra = &layout->row.extra;

    buffer_clear(extra);
    for (size_t i = 0; i < layout->header.count; i++) {
        const struct layout_column *column = &layout->header.columns[i];
        if (column->field != FIELD_UNKNOWN || column->is_row_number) {
            continue;
        }
        struct text cell = layout_cell(layout, (int32_t)i);
        if (cell.len > 0) {
            (void)buffer_append_text(extra, column->header);
            (void)buffer_append(extra, "\x1f", 1);
            (void)buffer_append_text(extra, cell);
            (void)buffer_append(extra, "\x1e", 1);
        }
    }
    return buffer_text(extra);
}

bool layout_emit(struct layout *layout, struct record *record, struct err *err)
{
    struct layout_row *row = &layout->row;
    uint32_t earlier = 0;

    if (row->has_fault) {
        return true;
    }
    record->sheet = layout->header.sheet;
    record->line = row->csv->line;
    record->extra = layout->has_extra ? extra_of(layout) : (struct text){0};
    if (row->extra.has_failed || row->display.has_failed || row->joined.has_failed) {
        return err_set(err, ERR_NO_MEMORY, "line %" PRIu32, record->line);
    }
    bool is_first = !row->has_key;
    if (is_first) {
        layout_keys_fetch(&layout->keys, row->key);
    }
    record->raw = row->warning_count == 0 ? row->raw : 0;
    record->key = row->key;
    if (!layout->report.sink->on_record(layout->report.sink->owner, record, err)) {
        return false;
    }
    if (is_first && !layout_keys_put(&layout->keys, row->key, record->line, &earlier, err)) {
        return false;
    }
    row->has_key = true;
    earlier = layout_known_earlier(layout, row->key, earlier);
    if (earlier > 0) {
        layout_note_numbers(layout_warn(layout, -1, FAULT_DUPLICATE_KEY), earlier, record->line);
        row->is_double = true;
        return layout_known_depend(layout, record, err);
    }
    return true;
}
