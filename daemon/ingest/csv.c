/* SPDX-License-Identifier: MIT */
/*
 * The buffer holds the text from the current row on. A row is parsed only over what is there; if
 * it does not end within that, more is read and the row is parsed again from its start. So the
 * parser itself never waits in the middle of anything, and a row's bytes stay as they came
 * until the row is complete: only then quotes are undone, in place.
 *
 *      bytes        row                at               end          capacity
 *        |  taken    |  parsed cells    |  not yet seen  |   free       |  + one block
 *
 * In the unquoted text the parser hops from one special byte to the next by the bits of a 64-byte
 * block (csv_scan.h); inside quotes it hops from quote to quote.
 */
#include "ingest/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
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

    char *bytes; /* capacity + CSV_SCAN_BLOCK, so that a block may begin at the last byte */
    size_t capacity;
    size_t row; /* where the next row starts */
    size_t end;
    bool has_ended; /* refill has nothing more */
    bool is_done;   /* a problem was reported */
    uint32_t line;

    /* Where scanning goes on: the specials of the block at `block` that are not yet passed. */
    size_t block;
    uint64_t specials;

    struct text *cells;
    unsigned char *flags; /* zero but for the first flagged_count, so that most rows write none */
    size_t flagged_count;
};

/* A row on its way. Bytes up to `end` count; is_final: nothing comes behind them. */
struct parse {
    char *bytes;
    const char *end;
    bool is_final;
    const char *delimiter;
    size_t delimiter_len;

    const char *block;
    uint64_t specials;

    struct text *cells;
    unsigned char *flags;
    size_t count;
    unsigned all_flags;

    const char *cell;        /* where the cell starts */
    const char *after_quote; /* behind the cell's closing quote; NULL: none yet */
    unsigned cell_flags;
    uint32_t newlines; /* inside quotes, in this row */
    enum csv_problem problem;
};

enum step {
    STEP_ON,       /* the row goes on */
    STEP_ROW_ENDS, /* at the special byte */
    STEP_NEEDS_MORE
};

/* --- the scan over special bytes ------------------------------------------------------------- */

/* Bits of the bytes that are there, of a block of which `left` are. */
static inline uint64_t bits_below(size_t left)
{
    return left >= CSV_SCAN_BLOCK ? ~UINT64_C(0) : (UINT64_C(1) << left) - 1;
}

static inline void scan_block(struct parse *parse, const char *at)
{
    parse->block = at;
    parse->specials = 0;
    if (at < parse->end) {
        parse->specials = csv_scan(at, parse->delimiter[0]) & bits_below((size_t)(parse->end - at));
    }
}

/* Passes over everything before `at`. */
static void scan_from(struct parse *parse, const char *at)
{
    size_t offset = (size_t)(at - parse->block);

    if (offset < CSV_SCAN_BLOCK) {
        parse->specials &= ~UINT64_C(0) << offset;
    } else {
        scan_block(parse, at);
    }
}

/* The next special byte, or the end. */
static inline const char *next_special(struct parse *parse)
{
    while (parse->specials == 0) {
        if ((size_t)(parse->end - parse->block) <= CSV_SCAN_BLOCK) {
            return parse->end;
        }
        scan_block(parse, parse->block + CSV_SCAN_BLOCK);
    }
    unsigned bit = (unsigned)__builtin_ctzll(parse->specials);
    parse->specials &= parse->specials - 1;
    return parse->block + bit;
}

/* --- cells ----------------------------------------------------------------------------------- */

static bool are_blanks(const char *at, const char *end)
{
    while (at < end && *at == ' ') {
        at++;
    }
    return at == end;
}

/* A cell that began with a quote ends. Its text stays as it is in the file until the row is
 * complete, but for what stands outside the quotes. */
static struct text close_quoted(struct parse *parse, const char *end)
{
    if (!are_blanks(parse->after_quote, end)) {
        parse->cell_flags |= CSV_TEXT_AFTER_QUOTE;
        return (struct text){parse->cell, (size_t)(end - parse->cell)};
    }
    return (struct text){parse->cell + 1, (size_t)(parse->after_quote - 1 - parse->cell - 1)};
}

/* The cell ends before `end`. False: the row has too many. */
static inline bool push_cell(struct parse *parse, const char *end)
{
    if (parse->count == CSV_ROW_CELLS) {
        parse->problem = CSV_TOO_LONG;
        return false;
    }
    struct text text = {parse->cell, (size_t)(end - parse->cell)};
    if (parse->cell_flags != 0) {
        if (parse->after_quote) {
            text = close_quoted(parse, end);
        }
        parse->flags[parse->count] = (unsigned char)parse->cell_flags;
        parse->all_flags |= parse->cell_flags;
        parse->cell_flags = 0;
        parse->after_quote = NULL;
    }
    parse->cells[parse->count++] = text;
    return true;
}

/* Physical line ends in the text: LF, CR, or both as one. */
static uint32_t count_newlines(const char *at, const char *end)
{
    uint32_t count = 0;

    for (; at < end; at++) {
        count += *at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'));
    }
    return count;
}

/* Finds the quote that closes the one at parse->cell. */
static enum step pass_quoted(struct parse *parse)
{
    const char *from = parse->cell + 1;

    for (;;) {
        const char *quote = memchr(from, '"', (size_t)(parse->end - from));
        bool is_last = quote && quote + 1 == parse->end;
        if ((!quote || is_last) && !parse->is_final) {
            return STEP_NEEDS_MORE;
        }
        if (!quote) {
            parse->problem = CSV_OPEN_QUOTE;
            return STEP_ROW_ENDS;
        }
        if (is_last || quote[1] != '"') {
            parse->after_quote = quote + 1;
            break;
        }
        from = quote + 2;
    }
    size_t len = (size_t)(parse->after_quote - parse->cell);
    parse->newlines += count_newlines(parse->cell, parse->after_quote);
    parse->cell_flags |= memchr(parse->cell, '\0', len) ? CSV_NUL : 0U;
    scan_from(parse, parse->after_quote);
    return STEP_ON;
}

static enum step on_quote(struct parse *parse, const char *at)
{
    if (at == parse->cell) {
        parse->cell_flags |= CSV_QUOTED;
        return pass_quoted(parse);
    }
    if (!parse->after_quote) {
        parse->cell_flags |= CSV_BARE_QUOTE;
    }
    return STEP_ON;
}

/* The first byte of the full-width comma begins many other characters too. */
static enum step on_delimiter(struct parse *parse, const char *at)
{
    size_t left = (size_t)(parse->end - at);

    if (parse->delimiter_len > 1) {
        if (left < parse->delimiter_len) {
            return parse->is_final ? STEP_ON : STEP_NEEDS_MORE;
        }
        if (memcmp(at, parse->delimiter, parse->delimiter_len) != 0) {
            return STEP_ON;
        }
    }
    if (!push_cell(parse, at)) {
        return STEP_ROW_ENDS;
    }
    parse->cell = at + parse->delimiter_len;
    return STEP_ON;
}

static enum step on_special(struct parse *parse, const char *at)
{
    switch (*at) {
    case '"':
        return on_quote(parse, at);
    case '\n':
        return STEP_ROW_ENDS;
    case '\r':
        /* An LF may follow, and belongs to it. */
        return at + 1 < parse->end || parse->is_final ? STEP_ROW_ENDS : STEP_NEEDS_MORE;
    case '\0':
        parse->cell_flags |= CSV_NUL;
        return STEP_ON;
    default: /* a control character that means nothing */
        return STEP_ON;
    }
}

/* --- rows ------------------------------------------------------------------------------------ */

/* Parses one row. On STEP_ROW_ENDS *row_end is where its text ends and the last cell is taken. */
static enum step parse_row(struct parse *parse, const char **row_end)
{
    const char delimiter = parse->delimiter[0];
    enum step step = STEP_ON;
    const char *at = NULL;

    while (step == STEP_ON) {
        at = next_special(parse);
        if (at == parse->end) {
            step = parse->is_final ? STEP_ROW_ENDS : STEP_NEEDS_MORE;
        } else if (*at == delimiter) {
            step = on_delimiter(parse, at);
        } else {
            step = on_special(parse, at);
        }
    }
    if (step == STEP_ROW_ENDS) {
        at = parse->problem == CSV_FINE ? at : parse->end;
        if (parse->problem != CSV_TOO_LONG) {
            (void)push_cell(parse, at);
        }
        *row_end = at;
    }
    return step;
}

/* Makes one quote of each two. */
static void undo_quotes(struct text *cell, char *at)
{
    const char *end = at + cell->len;
    char *from = memchr(at, '"', cell->len);
    char *out = from;

    while (from) {
        char *next = memchr(from + 2, '"', (size_t)(end - from - 2));
        size_t len = (size_t)((next ? next : end) - (from + 1));
        memmove(out, from + 1, len);
        out += len;
        from = next;
    }
    if (out) {
        cell->len = (size_t)(out - at);
    }
}

/* Only a closed quoted cell has quotes to undo. */
static void undo_row(const struct parse *parse)
{
    size_t count = parse->count;

    if (parse->problem == CSV_OPEN_QUOTE) {
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        if ((parse->flags[i] & (CSV_QUOTED | CSV_TEXT_AFTER_QUOTE)) == CSV_QUOTED) {
            undo_quotes(&parse->cells[i], parse->bytes + (parse->cells[i].at - parse->bytes));
        }
    }
}

static struct parse parse_create(struct csv *csv, bool is_final, size_t end)
{
    return (struct parse){.bytes = csv->bytes,
                          .end = csv->bytes + end,
                          .is_final = is_final,
                          .delimiter = csv->delimiter,
                          .delimiter_len = csv->delimiter_len,
                          .block = csv->bytes + csv->block,
                          .specials = csv->specials,
                          .cells = csv->cells,
                          .flags = csv->flags,
                          .cell = csv->bytes + csv->row};
}

static void report_row(const struct csv *csv, const struct parse *parse, struct csv_row *row)
{
    uint32_t line = csv->line + parse->newlines;
    uint32_t last_line = line;

    if (parse->problem == CSV_OPEN_QUOTE) {
        last_line += count_newlines(parse->cell, parse->end);
    }
    *row = (struct csv_row){.cells = parse->cells,
                            .flags = parse->flags,
                            .count = parse->count,
                            .all_flags = parse->all_flags,
                            .line = csv->line,
                            .last_line = last_line,
                            .problem = parse->problem,
                            .problem_cell = parse->count - 1,
                            .problem_line = line};
}

/* The row is complete: hands it out and stands before the next one. */
static void finish_row(struct csv *csv, struct parse *parse, const char *row_end,
                       struct csv_row *row)
{
    size_t next = (size_t)(row_end - csv->bytes);

    if (row_end < parse->end) {
        bool is_crlf = *row_end == '\r' && row_end + 1 < parse->end && row_end[1] == '\n';
        next += is_crlf ? 2 : 1;
        scan_from(parse, csv->bytes + next);
    }
    if (parse->all_flags != 0) {
        undo_row(parse);
    }
    report_row(csv, parse, row);
    csv->row = next;
    csv->block = (size_t)(parse->block - csv->bytes);
    csv->specials = parse->specials;
    csv->line += parse->newlines + 1;
    csv->flagged_count = parse->all_flags != 0 ? parse->count : 0;
    csv->is_done = parse->problem != CSV_FINE;
}

/* Parses the row that starts at csv->row as far as the buffer holds it. */
static enum step try_row(struct csv *csv, bool is_final, size_t end, struct csv_row *row)
{
    struct parse parse = parse_create(csv, is_final, end);
    const char *row_end = NULL;

    if (csv->flagged_count > 0) {
        memset(csv->flags, 0, csv->flagged_count);
        csv->flagged_count = 0;
    }
    enum step step = parse_row(&parse, &row_end);
    if (step == STEP_NEEDS_MORE || (size_t)(row_end - csv->bytes) - csv->row > csv->max_row_bytes) {
        csv->flagged_count = parse.all_flags != 0 ? parse.count : 0;
        return STEP_NEEDS_MORE;
    }
    finish_row(csv, &parse, row_end, row);
    return step;
}

/* --- the buffer ------------------------------------------------------------------------------ */

static void rescan(struct csv *csv)
{
    struct parse parse = parse_create(csv, false, csv->end);

    scan_block(&parse, csv->bytes + csv->row);
    csv->block = csv->row;
    csv->specials = parse.specials;
}

static bool grow(struct csv *csv, struct err *err)
{
    size_t capacity = 2 * csv->capacity;
    char *bytes = realloc(csv->bytes, capacity + CSV_SCAN_BLOCK);

    if (!bytes) {
        return err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    }
    memset(bytes + csv->capacity, 0, capacity + CSV_SCAN_BLOCK - csv->capacity);
    csv->bytes = bytes;
    csv->capacity = capacity;
    return true;
}

/* Reads on behind what is there. Moves the current row to the front. */
static bool read_more(struct csv *csv, struct err *err)
{
    size_t got = 0;

    if (csv->row > 0) {
        memmove(csv->bytes, csv->bytes + csv->row, csv->end - csv->row);
        csv->end -= csv->row;
        csv->row = 0;
    }
    if (csv->end == csv->capacity && !grow(csv, err)) {
        return false;
    }
    size_t room = csv->capacity - csv->end;
    size_t size = room < csv->chunk_bytes ? room : csv->chunk_bytes;
    if (!csv->refill(csv->owner, csv->bytes + csv->end, size, &got, err)) {
        return false;
    }
    csv->end += got;
    csv->has_ended = got == 0;
    return true;
}

/* Cuts a row that is too long at the limit, which is the same however the text was read. */
static void cut_row(struct csv *csv, struct csv_row *row)
{
    size_t end = csv->row + csv->max_row_bytes;

    while (end > csv->row && ((unsigned char)csv->bytes[end] & 0xC0U) == 0x80U) {
        end--; /* not in the middle of a character */
    }
    rescan(csv);
    csv->specials &= bits_below(end - csv->row);
    (void)try_row(csv, true, end, row);
    if (row->problem == CSV_FINE) {
        row->problem = CSV_TOO_LONG;
    }
    csv->is_done = true;
}

enum csv_result csv_next_row(struct csv *csv, struct csv_row *row, struct err *err)
{
    while (!csv->is_done) {
        if (csv->row == csv->end && csv->has_ended) {
            csv->is_done = true;
            break;
        }
        if (csv->row < csv->end && try_row(csv, csv->has_ended, csv->end, row) == STEP_ROW_ENDS) {
            return CSV_ROW;
        }
        if (csv->has_ended || csv->end - csv->row >= csv->max_row_bytes + 2) {
            cut_row(csv, row);
            return CSV_ROW;
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

    while (csv->end < needed && !csv->has_ended) {
        if (!read_more(csv, err)) {
            return false;
        }
    }
    struct text beginning = {csv->bytes, csv->end};
    csv->delimiter = wanted ? csv_delimiter_from_text(text_of(wanted))
                            : csv_detect_delimiter(beginning, csv->has_ended);
    if (!csv->delimiter) {
        return err_set(err, ERR_USAGE, "delimiter \"%s\"", wanted);
    }
    csv->delimiter_len = strlen(csv->delimiter);
    csv->row = csv_sep_line_len(beginning, &said);
    csv->line = csv->row > 0 ? 2 : 1;
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
    csv->capacity = csv->chunk_bytes;
    csv->bytes = calloc(1, csv->capacity + CSV_SCAN_BLOCK);
    csv->cells = calloc(CSV_ROW_CELLS, sizeof(*csv->cells));
    csv->flags = calloc(CSV_ROW_CELLS, sizeof(*csv->flags));
    if (!csv->bytes || !csv->cells || !csv->flags) {
        err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    } else if (find_delimiter(csv, options->delimiter, err)) {
        return csv;
    }
    csv_destroy(csv);
    return NULL;
}

void csv_destroy(struct csv *csv)
{
    if (csv) {
        free(csv->bytes);
        free(csv->cells);
        free(csv->flags);
        free(csv);
    }
}

const char *csv_delimiter(const struct csv *csv)
{
    return csv->delimiter;
}
