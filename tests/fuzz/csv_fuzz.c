/* SPDX-License-Identifier: MIT */
/*
 * Any text: its rows are the same in pieces of any size, and rows without a fault, written out and
 * read again, are the same rows. The first byte says the delimiter and the size of the pieces.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static bool feed(void *owner, char *out, size_t size, size_t *got, struct err *err)
{
    struct text *rest = owner;
    (void)err;

    *got = rest->len < size ? rest->len : size;
    if (*got > 0) {
        memcpy(out, rest->at, *got);
    }
    *rest = text_part(*rest, *got, rest->len);
    return true;
}

/* A row with its place and faults, so that all of it can be compared. */
static void write_facts(struct buffer *out, const struct csv_row *row)
{
    MUST(row->count >= 1);
    MUST(row->last_line >= row->line);
    buffer_printf(out, "%u %u %zu %u %zu %u:", row->line, row->last_line, row->count,
                  row->all_flags, row->problem_cell, row->problem_line);
    for (size_t i = 0; i < row->count; i++) {
        buffer_printf(out, "%u %zu ", row->flags[i], row->cells[i].len);
        buffer_append_text(out, row->cells[i]);
    }
}

static void write_cells(struct buffer *out, const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        buffer_append_str(out, i > 0 ? ",\"" : "\"");
        for (size_t k = 0; k < row->cells[i].len; k++) {
            buffer_append(out, row->cells[i].at + k, 1);
            if (row->cells[i].at[k] == '"') {
                buffer_append_str(out, "\"");
            }
        }
        buffer_append_str(out, "\"");
    }
    buffer_append_str(out, "\r\n");
}

/* Reads all rows. `facts` gets all of them, `cells` those without a fault as a sheet. */
static void read_rows(struct text text, const struct csv_options *options, struct buffer *facts,
                      struct buffer *cells)
{
    struct err err = {0};
    struct csv_row row;
    enum csv_result result = CSV_ROW;
    struct csv *csv = csv_create(options, feed, &text, &err);

    MUST(csv);
    while ((result = csv_next_row(csv, &row, &err)) == CSV_ROW) {
        write_facts(facts, &row);
        if (row.problem == CSV_FINE && (row.all_flags & CSV_TEXT_AFTER_QUOTE) == 0) {
            write_cells(cells, &row);
        }
    }
    MUST(result == CSV_END);
    MUST(!facts->has_failed && !cells->has_failed);
    csv_destroy(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const delimiters[] = {NULL, ",", "\t", ";", "|", "，"};
    struct buffer buffers[5] = {{0}};

    if (len == 0) {
        return 0;
    }
    struct text text = {(const char *)bytes + 1, len - 1};
    struct csv_options whole = {.delimiter = delimiters[bytes[0] % 6], .max_row_bytes = 1000};
    struct csv_options pieces = whole;
    pieces.chunk_bytes = 1 + bytes[0] / 6;
    read_rows(text, &whole, &buffers[0], &buffers[1]);
    read_rows(text, &pieces, &buffers[2], &buffers[3]);
    MUST(text_equal(buffer_text(&buffers[0]), buffer_text(&buffers[2])));

    struct csv_options again = {.delimiter = ","};
    struct text sheet = buffer_text(&buffers[1]);
    buffer_clear(&buffers[2]);
    read_rows(sheet, &again, &buffers[2], &buffers[4]);
    /* A first cell sep=... alone in its row says a delimiter. */
    MUST(text_equal(sheet, buffer_text(&buffers[4])) ||
         (sheet.len > 5 && strncasecmp(sheet.at, "\"sep=", 5) == 0));
    for (size_t i = 0; i < 5; i++) {
        buffer_finish(&buffers[i]);
    }
    return 0;
}
