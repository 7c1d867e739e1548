/* SPDX-License-Identifier: MIT */
/*
 * What the csv tests share: text in pieces of any size, and rows written down so that one can
 * compare them.
 *
 * A row is its line, then each cell in brackets with its flags behind it (q quoted, b bare quote,
 * t text after quote, n NUL), then what broke it off: ` open@CELL,LINE` or ` long@CELL`.
 */
#ifndef PLUMB_TESTS_CSV_TEXT_H
#define PLUMB_TESTS_CSV_TEXT_H

#include "unit.h"

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/csv.h"

struct text_feed {
    struct text rest;
    size_t fails_after; /* refills until one fails; 0: never */
};

static inline bool feed_text(void *owner, char *out, size_t size, size_t *got, struct err *err)
{
    struct text_feed *feed = owner;

    if (feed->fails_after > 0 && --feed->fails_after == 0) {
        return err_set(err, ERR_IO, "the disk is gone");
    }
    *got = feed->rest.len < size ? feed->rest.len : size;
    if (*got > 0) {
        memcpy(out, feed->rest.at, *got);
    }
    feed->rest = text_part(feed->rest, *got, feed->rest.len);
    return true;
}

static inline void write_row(struct buffer *out, const struct csv_row *row)
{
    buffer_printf(out, "%u", row->line);
    for (size_t i = 0; i < row->count; i++) {
        buffer_append_str(out, "[");
        buffer_append_text(out, row->cells[i]);
        buffer_append_str(out, "]");
        buffer_append_str(out, row->flags[i] & CSV_QUOTED ? "q" : "");
        buffer_append_str(out, row->flags[i] & CSV_BARE_QUOTE ? "b" : "");
        buffer_append_str(out, row->flags[i] & CSV_TEXT_AFTER_QUOTE ? "t" : "");
        buffer_append_str(out, row->flags[i] & CSV_NUL ? "n" : "");
    }
    if (row->problem == CSV_OPEN_QUOTE) {
        buffer_printf(out, " open@%zu,%u", row->problem_cell, row->problem_line);
    } else if (row->problem == CSV_TOO_LONG) {
        buffer_printf(out, " long@%zu", row->problem_cell);
    }
    buffer_append_str(out, "\n");
}

/* Writes down all rows of the text, read with these options. */
static inline void write_rows(struct buffer *out, struct text text,
                              const struct csv_options *options)
{
    struct text_feed feed = {text, 0};
    struct csv_row row;
    struct err err = {0};
    enum csv_result result = CSV_ROW;
    struct csv *csv = csv_create(options, feed_text, &feed, &err);

    assert_non_null(csv);
    while ((result = csv_next_row(csv, &row, &err)) == CSV_ROW) {
        write_row(out, &row);
    }
    assert_int_equal(result, CSV_END);
    assert_int_equal(csv_next_row(csv, &row, &err), CSV_END);
    csv_destroy(csv);
    assert_false(out->has_failed);
}

/* The sizes that every csv test is run with: each up to 70, so that each byte has been the last
 * one of a piece and of a block, and some that are large. Ends with 0, the default. */
static inline size_t next_chunk(size_t chunk)
{
    if (chunk < 70) {
        return chunk + 1;
    }
    return chunk == 70 ? 127 : chunk == 127 ? 4096 : 0;
}

/* The text must give these rows with every size of piece. */
static inline void assert_rows(struct text text, const char *delimiter, struct text expected)
{
    struct buffer rows = {0};
    size_t chunk = 0;

    do {
        chunk = next_chunk(chunk);
        struct csv_options options = {.delimiter = delimiter, .chunk_bytes = chunk};
        buffer_clear(&rows);
        write_rows(&rows, text, &options);
        if (!text_equal(buffer_text(&rows), expected)) {
            fail_msg("pieces of %zu bytes:\n%.*s\ninstead of\n%.*s", chunk,
                     TEXT_ARG(buffer_text(&rows)), TEXT_ARG(expected));
        }
    } while (chunk != 0);
    buffer_finish(&rows);
}

#endif
