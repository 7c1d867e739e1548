/* SPDX-License-Identifier: MIT */
/*
 * The buffer holds the text from the current row on. A row is parsed only over what is there; if
 * it does not end within that, more is read and the row is parsed again from its start. So the
 * parser never waits in the middle of anything, and a row's bytes stay as they came until
 * the row is complete: only then quotes are undone, in place.
 *
 *      bytes        row              cell             end            bytes + capacity
 *        |  handed   |  cells so far   |  not yet       |   free       |  and one block
 *        |  out      |                 |  parsed        |
 *
 * The masks have a bit for each byte of the buffer that may mean something (csv_scan.h):
 * the parser hops from bit to bit, inside quotes and outside.
 */
#include "ingest/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "ingest/csv_cell.h"
#include "ingest/csv_delimiter.h"
#include "ingest/csv_scan.h"

enum { CHUNK_BYTES = 128 * 1024, DETECT_BYTES = 64 * 1024 };

struct csv {
    csv_refill *refill;
    void *owner;
    const char *delimiter;
    size_t delimiter_len;
    size_t max_row_bytes;
    size_t chunk_bytes;

    char *bytes; /* capacity + CSV_SCAN_BLOCK */
    size_t capacity;
    const char *end; /* of what was read */
    bool has_ended;  /* refill has nothing more */
    bool is_done;    /* no further row comes */

    uint64_t *masks;   /* one for each block of the buffer, */
    size_t blocks;     /* and how many there are now */
    size_t block;      /* the block at hand, */
    uint64_t specials; /* and its bytes that are not yet passed */

    /* The row at hand. */
    const char *row;
    uint32_t line;
    struct text *cells;
    unsigned char *flags; /* zero but for rows with all_flags, so that most rows write none */
    size_t count;
    unsigned all_flags;
    uint32_t newlines; /* inside quotes */
    bool has_doubled;  /* quotes to undo */
    enum csv_problem problem;

    /* The cell at hand. */
    const char *cell;
    const char *after_quote; /* behind its closing quote; NULL: none yet */
    unsigned cell_flags;
};

enum step {
    STEP_ON, /* the row goes on */
    STEP_ROW_ENDS,
    STEP_NEEDS_MORE
};

/* --- hopping --------------------------------------------------------------------------------- */

/* Where the next special byte is that is not yet passed, or the end. */
static inline const char *peek_special(struct csv *csv)
{
    while (csv->specials == 0) {
        if (csv->block + 1 >= csv->blocks) {
            return csv->end;
        }
        csv->specials = csv->masks[++csv->block];
    }
    return csv->bytes + csv->block * CSV_SCAN_BLOCK + __builtin_ctzll(csv->specials);
}

static inline void pass_special(struct csv *csv)
{
    csv->specials &= csv->specials - 1;
}

/* Passes over everything before `at`. */
static void pass_until(struct csv *csv, const char *at)
{
    size_t offset = (size_t)(at - csv->bytes);

    csv->block = offset / CSV_SCAN_BLOCK;
    csv->specials = 0;
    if (csv->block < csv->blocks) {
        csv->specials = csv->masks[csv->block] & (~UINT64_C(0) << (offset % CSV_SCAN_BLOCK));
    }
}

static void rescan(struct csv *csv)
{
    size_t len = (size_t)(csv->end - csv->bytes);

    csv_scan(csv->bytes, len, csv->delimiter[0], csv->masks);
    csv->blocks = (len + CSV_SCAN_BLOCK - 1) / CSV_SCAN_BLOCK;
    pass_until(csv, csv->row);
}

/* --- cells ----------------------------------------------------------------------------------- */

/* Where a loop stands among the special bytes: a copy that the compiler may keep in registers. */
struct hop {
    size_t block;
    uint64_t specials;
};

/* The special byte at hand, NULL: there is none before the end. */
static inline const char *peek_hop(const struct csv *csv, struct hop *hop)
{
    while (hop->specials == 0) {
        if (hop->block + 1 >= csv->blocks) {
            return NULL;
        }
        hop->specials = csv->masks[++hop->block];
    }
    return csv->bytes + hop->block * CSV_SCAN_BLOCK + __builtin_ctzll(hop->specials);
}

/* Passes over the special byte at hand. */
static inline const char *next_hop(const struct csv *csv, struct hop *hop)
{
    hop->specials &= hop->specials - 1;
    return peek_hop(csv, hop);
}

/* Takes the cells that end in a delimiter and have nothing special, which is nearly all. Returns
 * the special byte at which this ends, or the end. This is the loop in which the time goes. */
static const char *take_bare_cells(struct csv *csv)
{
    const char delimiter = csv->delimiter[0];
    const struct text *full = csv->cells + CSV_ROW_CELLS;
    struct text *out = csv->cells + csv->count;
    const char *cell = csv->cell;
    struct hop hop = {csv->block, csv->specials};
    const char *at = peek_hop(csv, &hop);

    while (at && *at == delimiter && out < full) {
        *out++ = (struct text){cell, (size_t)(at - cell)};
        cell = at + 1;
        at = next_hop(csv, &hop);
    }
    csv->count = (size_t)(out - csv->cells);
    csv->cell = cell;
    csv->block = hop.block;
    csv->specials = hop.specials;
    return at ? at : csv->end;
}

/* Takes the cells in quotes that have nothing special between them and end right behind the second
 * one; the first such quote is at hand. Stands before the cell that is another one, or, behind the
 * quotes of the row's last cell, before the row's end. */
static void take_quoted_cells(struct csv *csv)
{
    const char delimiter = csv->delimiter[0];
    const struct text *full = csv->cells + CSV_ROW_CELLS;
    struct text *out = csv->cells + csv->count;
    const char *cell = csv->cell;
    struct hop hop = {csv->block, csv->specials};

    while (out < full && peek_hop(csv, &hop) == cell && *cell == '"') {
        struct hop ahead = hop;
        const char *quote = next_hop(csv, &ahead);
        const char *end = quote && *quote == '"' ? next_hop(csv, &ahead) : NULL;
        if (!end || end != quote + 1 || (*end != delimiter && *end != '\n' && *end != '\r')) {
            break;
        }
        if (*end != delimiter) {
            csv->after_quote = end;
            csv->cell_flags = CSV_QUOTED;
            hop = ahead;
            break;
        }
        csv->flags[out - csv->cells] = CSV_QUOTED;
        csv->all_flags |= CSV_QUOTED;
        *out++ = (struct text){cell + 1, (size_t)(quote - cell - 1)};
        cell = end + 1;
        (void)next_hop(csv, &ahead);
        hop = ahead;
    }
    csv->count = (size_t)(out - csv->cells);
    csv->cell = cell;
    csv->block = hop.block;
    csv->specials = hop.specials;
}

/* Takes the cells that are read at a glance. Returns the special byte at which this ends. */
static const char *take_plain_cells(struct csv *csv)
{
    const char *at = take_bare_cells(csv);

    while (at < csv->end && *at == '"' && at == csv->cell) {
        take_quoted_cells(csv);
        if (csv->after_quote || csv->cell == at) {
            return peek_special(csv);
        }
        at = take_bare_cells(csv);
    }
    return at;
}

/* A cell that began with a quote ends. Its text stays as it is in the file until the row is
 * complete, but for what stands outside the quotes. */
static struct text close_quoted(struct csv *csv, const char *end)
{
    if (!csv_are_blanks(csv->after_quote, end)) {
        csv->cell_flags |= CSV_TEXT_AFTER_QUOTE;
        return (struct text){csv->cell, (size_t)(end - csv->cell)};
    }
    return (struct text){csv->cell + 1, (size_t)(csv->after_quote - 1 - csv->cell - 1)};
}

/* The cell ends before `end`. False: the row has too many. */
static bool take_cell(struct csv *csv, const char *end)
{
    if (csv->count == CSV_ROW_CELLS) {
        csv->problem = CSV_TOO_LONG;
        return false;
    }
    struct text text = {csv->cell, (size_t)(end - csv->cell)};
    if (csv->cell_flags != 0) {
        if (csv->after_quote) {
            text = close_quoted(csv, end);
        }
        csv->flags[csv->count] = (unsigned char)csv->cell_flags;
        csv->all_flags |= csv->cell_flags;
        csv->cell_flags = 0;
        csv->after_quote = NULL;
    }
    csv->cells[csv->count++] = text;
    return true;
}

/* A line ends at this special byte, inside quotes: LF, CR, or both as one. */
static bool is_newline(const struct csv *csv, const char *at)
{
    return *at == '\n' || (*at == '\r' && (at + 1 == csv->end || at[1] != '\n'));
}

/* Finds the quote that closes the one at csv->cell. */
static enum step pass_quoted(struct csv *csv)
{
    uint32_t newlines = 0;

    for (;;) {
        const char *at = peek_special(csv);
        if (at + 1 >= csv->end && !csv->has_ended) {
            return STEP_NEEDS_MORE; /* the last byte's meaning depends on the one behind it */
        }
        if (at == csv->end) {
            csv->problem = CSV_OPEN_QUOTE;
            return STEP_ROW_ENDS;
        }
        pass_special(csv);
        if (*at != '"') {
            newlines += is_newline(csv, at);
            csv->cell_flags |= *at == '\0' ? CSV_NUL : 0U;
        } else if (at + 1 < csv->end && at[1] == '"') {
            (void)peek_special(csv); /* is the second of the two */
            pass_special(csv);
            csv->has_doubled = true;
        } else {
            csv->after_quote = at + 1;
            csv->newlines += newlines;
            return STEP_ON;
        }
    }
}

static enum step on_quote(struct csv *csv, const char *at)
{
    if (at == csv->cell) {
        csv->cell_flags |= CSV_QUOTED;
        return pass_quoted(csv);
    }
    if (!csv->after_quote) {
        csv->cell_flags |= CSV_BARE_QUOTE;
    }
    return STEP_ON;
}

/* The first byte of the full-width comma begins many other characters too. */
static enum step on_delimiter(struct csv *csv, const char *at)
{
    if (csv->delimiter_len > 1) {
        if ((size_t)(csv->end - at) < csv->delimiter_len) {
            return csv->has_ended ? STEP_ON : STEP_NEEDS_MORE;
        }
        if (memcmp(at, csv->delimiter, csv->delimiter_len) != 0) {
            return STEP_ON;
        }
    }
    if (!take_cell(csv, at)) {
        return STEP_ROW_ENDS;
    }
    csv->cell = at + csv->delimiter_len;
    return STEP_ON;
}

static enum step on_special(struct csv *csv, const char *at)
{
    switch (*at) {
    case '"':
        return on_quote(csv, at);
    case '\n':
        return STEP_ROW_ENDS;
    case '\r':
        /* An LF may follow, and belongs to it. */
        return at + 1 < csv->end || csv->has_ended ? STEP_ROW_ENDS : STEP_NEEDS_MORE;
    case '\0':
        csv->cell_flags |= CSV_NUL;
        return STEP_ON;
    default: /* a control character that means nothing */
        return STEP_ON;
    }
}

/* --- rows ------------------------------------------------------------------------------------ */

/* Stands at the row's start again. */
static void restart_row(struct csv *csv)
{
    if (csv->all_flags != 0) {
        memset(csv->flags, 0, csv->count);
        csv->all_flags = 0;
    }
    csv->count = 0;
    csv->newlines = 0;
    csv->has_doubled = false;
    csv->problem = CSV_FINE;
    csv->cell = csv->row;
    csv->after_quote = NULL;
    csv->cell_flags = 0;
}

/* Takes the cells of one row. On STEP_ROW_ENDS *row_end is where its text ends. */
static enum step parse_row(struct csv *csv, const char **row_end)
{
    const char delimiter = csv->delimiter[0];
    const bool is_plain = csv->delimiter_len == 1;
    enum step step = STEP_ON;
    const char *at = NULL;

    while (step == STEP_ON) {
        at = is_plain && csv->cell_flags == 0 ? take_plain_cells(csv) : peek_special(csv);
        if (at == csv->end) {
            step = csv->has_ended ? STEP_ROW_ENDS : STEP_NEEDS_MORE;
            continue;
        }
        pass_special(csv);
        step = *at == delimiter ? on_delimiter(csv, at) : on_special(csv, at);
    }
    if (step == STEP_ROW_ENDS) {
        *row_end = csv->problem == CSV_FINE ? at : csv->end;
        if (csv->problem != CSV_TOO_LONG) {
            (void)take_cell(csv, *row_end);
        }
    }
    return step;
}

/* Only a closed quoted cell has quotes to undo. */
static void undo_row(const struct csv *csv)
{
    size_t count = csv->problem == CSV_OPEN_QUOTE ? csv->count - 1 : csv->count;

    for (size_t i = 0; i < count; i++) {
        if ((csv->flags[i] & (CSV_QUOTED | CSV_TEXT_AFTER_QUOTE)) == CSV_QUOTED) {
            csv_undo_quotes(&csv->cells[i], csv->bytes + (csv->cells[i].at - csv->bytes));
        }
    }
}

static void report_row(const struct csv *csv, struct csv_row *row)
{
    uint32_t line = csv->line + csv->newlines;
    uint32_t last_line = line;

    if (csv->problem == CSV_OPEN_QUOTE) {
        last_line += csv_count_newlines(csv->cell, csv->end);
    }
    row->cells = csv->cells;
    row->flags = csv->flags;
    row->count = csv->count;
    row->all_flags = csv->all_flags;
    row->line = csv->line;
    row->last_line = last_line;
    row->problem = csv->problem;
    row->problem_cell = csv->count - 1;
    row->problem_line = line;
}

/* The row is complete: hands it out and stands before the next one. */
static inline void finish_row(struct csv *csv, const char *row_end, struct csv_row *row)
{
    const char *next = row_end;

    if (row_end < csv->end) {
        next++;
        if (*row_end == '\r' && next < csv->end && *next == '\n') {
            next++;
            (void)peek_special(csv); /* is this LF */
            pass_special(csv);
        }
    }
    if (csv->has_doubled) {
        undo_row(csv);
    }
    report_row(csv, row);
    row->text = (struct text){csv->row, (size_t)(row_end - csv->row)};
    csv->row = next;
    csv->line += csv->newlines + 1;
    csv->is_done = csv->problem != CSV_FINE;
}

/* --- the buffer ------------------------------------------------------------------------------ */

static bool resize(struct csv *csv, size_t capacity, struct err *err)
{
    size_t len = (size_t)(csv->end - csv->bytes);
    size_t row = (size_t)(csv->row - csv->bytes);
    char *bytes = realloc(csv->bytes, capacity + CSV_SCAN_BLOCK);

    if (bytes) {
        memset(bytes + len, 0, capacity + CSV_SCAN_BLOCK - len);
        csv->bytes = bytes;
        csv->end = bytes + len;
        csv->row = bytes + row;
    }
    uint64_t *masks = realloc(csv->masks, (capacity / CSV_SCAN_BLOCK + 1) * sizeof(*masks));
    if (masks) {
        csv->masks = masks;
    }
    if (!bytes || !masks) {
        err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
        return false;
    }
    csv->capacity = capacity;
    return true;
}

/* Reads on behind what is there. Moves the current row to the front. */
static bool read_more(struct csv *csv, struct err *err)
{
    size_t len = (size_t)(csv->end - csv->row);
    size_t got = 0;

    if (csv->row > csv->bytes) {
        memmove(csv->bytes, csv->row, len);
        csv->row = csv->bytes;
        csv->end = csv->bytes + len;
    }
    if (len == csv->capacity && !resize(csv, 2 * csv->capacity, err)) {
        return false;
    }
    size_t room = csv->capacity - len;
    size_t size = room < csv->chunk_bytes ? room : csv->chunk_bytes;
    if (!csv->refill(csv->owner, csv->bytes + len, size, &got, err)) {
        return false;
    }
    csv->end += got;
    csv->has_ended = got == 0;
    return true;
}

/* Cuts a row that is too long at the limit, which is the same however the text was read. */
static void cut_row(struct csv *csv, struct csv_row *row)
{
    csv->end = csv->row + csv->max_row_bytes;
    while (csv->end > csv->row && ((unsigned char)*csv->end & 0xC0U) == 0x80U) {
        csv->end--; /* not in the middle of a character */
    }
    csv->has_ended = true;
    rescan(csv);
    restart_row(csv);
    const char *row_end = csv->end;
    (void)parse_row(csv, &row_end);
    if (csv->problem == CSV_FINE) {
        csv->problem = CSV_TOO_LONG;
    }
    finish_row(csv, row_end, row);
}

/* The row has ended before `row_end`, or (NULL) not yet. */
static bool is_too_long(const struct csv *csv, const char *row_end)
{
    if (row_end) {
        return (size_t)(row_end - csv->row) > csv->max_row_bytes;
    }
    /* The last two bytes may be its end, or a part of that. */
    return (size_t)(csv->end - csv->row) >= csv->max_row_bytes + 2;
}

enum csv_result csv_next_row(struct csv *csv, struct csv_row *row, struct err *err)
{
    while (!csv->is_done) {
        const char *row_end = NULL;
        if (csv->row < csv->end) {
            restart_row(csv);
            enum step step = parse_row(csv, &row_end);
            if (is_too_long(csv, row_end)) {
                cut_row(csv, row);
                return CSV_ROW;
            }
            if (step == STEP_ROW_ENDS) {
                finish_row(csv, row_end, row);
                return CSV_ROW;
            }
        } else if (csv->has_ended) {
            csv->is_done = true;
            continue;
        }
        if (!read_more(csv, err)) {
            return CSV_FAILED;
        }
        rescan(csv);
    }
    return CSV_END;
}

/* --- the beginning --------------------------------------------------------------------------- */

/* Looks ahead for the delimiter, and passes over a line that says it. */
static bool find_delimiter(struct csv *csv, const char *wanted, struct err *err)
{
    size_t needed = wanted ? CSV_SEP_LINE_MAX : DETECT_BYTES;
    const char *said = NULL;

    while ((size_t)(csv->end - csv->bytes) < needed && !csv->has_ended) {
        if (!read_more(csv, err)) {
            return false;
        }
    }
    struct text beginning = {csv->bytes, (size_t)(csv->end - csv->bytes)};
    csv->delimiter = wanted ? csv_delimiter_from_text(text_of(wanted))
                            : csv_detect_delimiter(beginning, csv->has_ended);
    if (!csv->delimiter) {
        return err_set(err, ERR_USAGE, "delimiter \"%s\"", wanted);
    }
    csv->delimiter_len = strlen(csv->delimiter);
    csv->row = csv->bytes + csv_sep_line_len(beginning, &said);
    csv->line = csv->row > csv->bytes ? 2 : 1;
    rescan(csv);
    return true;
}

struct csv *csv_create(const struct csv_options *options, csv_refill *refill, void *owner,
                       struct err *err)
{
    struct csv *csv = calloc(1, sizeof(*csv));

    if (!csv) {
        err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
        return NULL;
    }
    csv->refill = refill;
    csv->owner = owner;
    csv->max_row_bytes = options->max_row_bytes ? options->max_row_bytes : CSV_ROW_BYTES;
    csv->chunk_bytes = options->chunk_bytes ? options->chunk_bytes : CHUNK_BYTES;
    csv->cells = malloc(CSV_ROW_CELLS * sizeof(*csv->cells)); /* few are ever touched */
    csv->flags = calloc(CSV_ROW_CELLS, sizeof(*csv->flags));
    if (!csv->cells || !csv->flags) {
        err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    } else if (resize(csv, csv->chunk_bytes, err) && find_delimiter(csv, options->delimiter, err)) {
        return csv;
    }
    csv_destroy(csv);
    return NULL;
}

void csv_destroy(struct csv *csv)
{
    if (csv) {
        free(csv->bytes);
        free(csv->masks);
        free(csv->cells);
        free(csv->flags);
        free(csv);
    }
}

const char *csv_delimiter(const struct csv *csv)
{
    return csv->delimiter;
}
