/* SPDX-License-Identifier: MIT */
/*
 * One fault at a time: a stray quote, a missing or a further delimiter, at each place of a sheet,
 * must be told at its true row and cell, and the rows around it must stay what they were.
 */
#include "unit.h"

#include "csv_text.h"
#include "sheet_edit.h"

enum { ROWS = 6, CELLS = 5 };

/* A sheet with a cell for each row and column: "r2c3", or 合格率23 where it is not ASCII. */
static void write_sheet(struct buffer *out, bool is_quoted, const char *row_end)
{
    for (unsigned row = 0; row < ROWS; row++) {
        for (unsigned cell = 0; cell < CELLS; cell++) {
            const char *quote = is_quoted ? "\"" : "";
            const char *name = cell % 2 == 0 ? "合格率" : "r";
            buffer_printf(out, "%s%s%s%u%u%s", cell > 0 ? "," : "", quote, name, row, cell, quote);
        }
        buffer_append_str(out, row_end);
    }
    assert_false(out->has_failed);
}

/* What was read: enough of it to judge. */
struct seen {
    unsigned rows;
    unsigned counts[2 * ROWS]; /* cells of each row */
    uint32_t lines[2 * ROWS];  /* and its line */
    uint32_t fault_line;       /* of the first cell with a flag besides quoted, or open */
    size_t fault_cell;
    unsigned fault_flags;
    bool is_open;
};

static void note_fault(struct seen *seen, const struct csv_row *row)
{
    for (size_t i = 0; i < row->count && seen->fault_line == 0; i++) {
        unsigned flags = row->flags[i] & ~(unsigned)CSV_QUOTED;
        bool is_open = row->problem == CSV_OPEN_QUOTE && row->problem_cell == i;
        if (flags != 0 || is_open) {
            seen->fault_line = row->line;
            seen->fault_cell = i;
            seen->fault_flags = flags;
            seen->is_open = is_open;
        }
    }
}

static void read_sheet(struct text text, size_t chunk, struct seen *seen)
{
    struct err err = {0};
    struct csv_row row;
    struct csv_options options = {.delimiter = ",", .chunk_bytes = chunk};
    struct text_feed feed = {text, 0};
    struct csv *csv = csv_create(&options, feed_text, &feed, &err);

    assert_non_null(csv);
    *seen = (struct seen){0};
    while (csv_next_row(csv, &row, &err) == CSV_ROW) {
        assert_true(seen->rows < 2 * ROWS);
        seen->counts[seen->rows] = (unsigned)row.count;
        seen->lines[seen->rows++] = row.line;
        note_fault(seen, &row);
    }
    csv_destroy(csv);
}

static void assert_fault_at(const struct seen *seen, uint32_t line, size_t cell, size_t at)
{
    if (seen->fault_line != line || seen->fault_cell != cell) {
        fail_msg("fault at byte %zu: told at line %u, cell %zu instead of line %u, cell %zu", at,
                 seen->fault_line, seen->fault_cell, line, cell);
    }
}

static const size_t chunks[] = {1, 7, 64, 0};

static void tells_each_stray_quote_in_a_plain_sheet(void **state)
{
    (void)state;
    struct buffer sheet = {0};
    struct buffer edited = {0};
    write_sheet(&sheet, false, "\r\n");

    for (size_t at = 0; at < sheet.len; at++) {
        struct seen seen;
        uint32_t line = 0;
        size_t cell = 0;
        if (is_inside_something(buffer_text(&sheet), at)) {
            continue;
        }
        place_of(buffer_text(&sheet), at, &line, &cell);
        edit_sheet(buffer_text(&sheet), at, "\"", &edited);
        for (size_t i = 0; i < 4; i++) {
            read_sheet(buffer_text(&edited), chunks[i], &seen);
            assert_fault_at(&seen, line, cell, at);
            /* At a cell's beginning it opens a quote, anywhere else it is bare. */
            bool opens = at == 0 || sheet.bytes[at - 1] == ',' || sheet.bytes[at - 1] == '\n';
            assert_int_equal(seen.is_open, opens);
            assert_int_equal(seen.rows, opens ? line : ROWS);
        }
    }
    buffer_finish(&sheet);
    buffer_finish(&edited);
}

static void tells_each_stray_quote_in_a_quoted_sheet(void **state)
{
    (void)state;
    struct buffer sheet = {0};
    struct buffer edited = {0};
    write_sheet(&sheet, true, "\r\n");

    for (size_t at = 0; at < sheet.len; at++) {
        struct seen seen;
        uint32_t line = 0;
        size_t cell = 0;
        if (is_inside_something(buffer_text(&sheet), at)) {
            continue;
        }
        place_of(buffer_text(&sheet), at, &line, &cell);
        edit_sheet(buffer_text(&sheet), at, "\"", &edited);
        for (size_t i = 0; i < 4; i++) {
            read_sheet(buffer_text(&edited), chunks[i], &seen);
            assert_fault_at(&seen, line, cell, at);
        }
    }
    buffer_finish(&sheet);
    buffer_finish(&edited);
}

static void tells_each_missing_quote(void **state)
{
    (void)state;
    struct buffer sheet = {0};
    struct buffer edited = {0};
    write_sheet(&sheet, true, "\n");

    for (size_t at = 0; at < sheet.len; at++) {
        struct seen seen;
        uint32_t line = 0;
        size_t cell = 0;
        if (sheet.bytes[at] != '"') {
            continue;
        }
        place_of(buffer_text(&sheet), at, &line, &cell);
        edit_sheet(buffer_text(&sheet), at, NULL, &edited);
        for (size_t i = 0; i < 4; i++) {
            read_sheet(buffer_text(&edited), chunks[i], &seen);
            assert_fault_at(&seen, line, cell, at);
        }
    }
    buffer_finish(&sheet);
    buffer_finish(&edited);
}

/* One row has one cell more or less, and all others are as they were. */
static void assert_ragged(const struct seen *seen, uint32_t line, unsigned count)
{
    assert_int_equal(seen->rows, ROWS);
    assert_int_equal(seen->fault_line, 0);
    for (unsigned i = 0; i < ROWS; i++) {
        assert_int_equal(seen->lines[i], i + 1);
        assert_int_equal(seen->counts[i], i + 1 == line ? count : CELLS);
    }
}

static void shows_each_missing_delimiter_in_its_row(void **state)
{
    (void)state;
    struct buffer sheet = {0};
    struct buffer edited = {0};
    write_sheet(&sheet, false, "\n");

    for (size_t at = 0; at < sheet.len; at++) {
        struct seen seen;
        uint32_t line = 0;
        size_t cell = 0;
        if (sheet.bytes[at] != ',') {
            continue;
        }
        place_of(buffer_text(&sheet), at, &line, &cell);
        edit_sheet(buffer_text(&sheet), at, NULL, &edited);
        for (size_t i = 0; i < 4; i++) {
            read_sheet(buffer_text(&edited), chunks[i], &seen);
            assert_ragged(&seen, line, CELLS - 1);
        }
    }
    buffer_finish(&sheet);
    buffer_finish(&edited);
}

static void shows_each_further_delimiter_in_its_row(void **state)
{
    (void)state;
    struct buffer sheet = {0};
    struct buffer edited = {0};
    write_sheet(&sheet, false, "\r\n");

    for (size_t at = 0; at < sheet.len; at++) {
        struct seen seen;
        uint32_t line = 0;
        size_t cell = 0;
        if (is_inside_something(buffer_text(&sheet), at)) {
            continue;
        }
        place_of(buffer_text(&sheet), at, &line, &cell);
        edit_sheet(buffer_text(&sheet), at, ",", &edited);
        for (size_t i = 0; i < 4; i++) {
            read_sheet(buffer_text(&edited), chunks[i], &seen);
            assert_ragged(&seen, line, CELLS + 1);
        }
    }
    buffer_finish(&sheet);
    buffer_finish(&edited);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_each_stray_quote_in_a_plain_sheet),
        cmocka_unit_test(tells_each_stray_quote_in_a_quoted_sheet),
        cmocka_unit_test(tells_each_missing_quote),
        cmocka_unit_test(shows_each_missing_delimiter_in_its_row),
        cmocka_unit_test(shows_each_further_delimiter_in_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
