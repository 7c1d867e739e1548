/* SPDX-License-Identifier: MIT */
/*
 * Finds out the delimiter: each candidate splits the first rows, and the one wins that splits most
 * rows, best all, into the same number of cells, and into many. A row that looks like a header (two
 * cells that are words, within the first ten rows) counts for much more, so that the thousands
 * separators of a tab-separated sheet do not pass for its delimiter.
 */
#include "ingest/csv_delimiter.h"

#include <string.h>
#include <strings.h>

enum {
    ROWS_LOOKED_AT = 50,
    HEADER_ROWS = 10,
    HEADER_WEIGHT = 16,
    EVERY_ROW_WEIGHT = 4,
    CELLS_MAX = 32
};

static const char *const candidates[] = {",", "\t", ";", "|", "，"};
enum { CANDIDATE_COUNT = sizeof(candidates) / sizeof(candidates[0]) };

const char *csv_delimiter_from_text(struct text text)
{
    for (size_t i = 0; i < CANDIDATE_COUNT; i++) {
        if (text_equal_str(text, candidates[i])) {
            return candidates[i];
        }
    }
    return NULL;
}

size_t csv_sep_line_len(struct text beginning, const char **delimiter)
{
    struct text line = beginning;

    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] == '\n' || line.at[i] == '\r') {
            line.len = i;
        }
    }
    size_t len = line.len;
    if (line.len >= 2 && line.at[0] == '"' && line.at[line.len - 1] == '"') {
        line = text_part(line, 1, line.len - 2);
    }
    if (line.len < 5 || strncasecmp(line.at, "sep=", 4) != 0) {
        return 0;
    }
    *delimiter = csv_delimiter_from_text(text_part(line, 4, line.len));
    if (!*delimiter) {
        return 0;
    }
    bool is_crlf = beginning.len >= len + 2 && memcmp(beginning.at + len, "\r\n", 2) == 0;
    return is_crlf ? len + 2 : beginning.len > len ? len + 1 : len;
}

/* A walk over the beginning with one candidate. */
struct walk {
    struct text rest;
    const char *delimiter;
    size_t delimiter_len;
};

/* One row as a candidate splits it. */
struct split {
    unsigned cells;
    unsigned words;  /* cells with something in them that is not a number */
    bool is_blank;   /* nothing but delimiters and white space */
    bool is_cut_off; /* the text ends before the row does */
};

static bool is_number_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '.' || byte == '%' || byte == ' ' || byte == '"';
}

static void end_cell(struct split *split, struct text cell)
{
    bool is_word = false;

    cell = text_trim(cell);
    for (size_t i = 0; i < cell.len && !is_word; i++) {
        is_word = !is_number_byte(cell.at[i]);
    }
    split->cells++;
    split->words += is_word;
    split->is_blank = split->is_blank && cell.len == 0;
}

/* The length of the quoted cell at the beginning of text, quotes included. */
static size_t quoted_len(struct text text)
{
    size_t at = 1;

    while (at < text.len) {
        if (text.at[at] == '"') {
            if (at + 1 >= text.len || text.at[at + 1] != '"') {
                return at + 1;
            }
            at++;
        }
        at++;
    }
    return text.len;
}

/* A quote opens a cell if it stands where one may begin by any of the candidates: with which of
 * them it really does is not known yet. */
static bool may_open(struct text text, size_t at)
{
    if (at == 0) {
        return true;
    }
    char before = text.at[at - 1];
    return before == ',' || before == '\t' || before == ';' || before == '|' ||
           text_ends_with(text_part(text, 0, at), "，");
}

/* Takes the next row from the walk. */
static struct split take_row(struct walk *walk)
{
    struct split split = {.is_blank = true, .is_cut_off = true};
    struct text rest = walk->rest;
    size_t start = 0;
    size_t at = 0;

    while (at < rest.len) {
        if (rest.at[at] == '"' && may_open(rest, at)) {
            at += quoted_len(text_part(rest, at, rest.len));
        } else if (rest.at[at] == '\n' || rest.at[at] == '\r') {
            split.is_cut_off = false;
            break;
        } else if (rest.at[at] == walk->delimiter[0] &&
                   text_starts_with(text_part(rest, at, rest.len), walk->delimiter)) {
            end_cell(&split, text_part(rest, start, at - start));
            at += walk->delimiter_len;
            start = at;
        } else {
            at++;
        }
    }
    end_cell(&split, text_part(rest, start, at - start));
    bool is_crlf = at + 1 < rest.len && rest.at[at] == '\r' && rest.at[at + 1] == '\n';
    walk->rest = text_part(rest, at + (is_crlf ? 2 : 1), rest.len);
    return split;
}

/* The rows of the beginning that are not blank, as the candidate splits them. */
static size_t split_rows(struct text beginning, bool is_whole, const char *delimiter,
                         struct split rows[ROWS_LOOKED_AT])
{
    struct walk walk = {beginning, delimiter, strlen(delimiter)};
    size_t count = 0;

    while (walk.rest.len > 0 && count < ROWS_LOOKED_AT) {
        struct split split = take_row(&walk);
        bool is_incomplete = split.is_cut_off && !is_whole && count > 0;
        if (!split.is_blank && !is_incomplete) {
            rows[count++] = split;
        }
    }
    return count;
}

/* How well `cells` fits: how many rows have just that many. One row of prose has hundreds of
 * full-width commas, so rows weigh more than cells. */
static unsigned long score_of(const struct split *rows, size_t count, unsigned cells)
{
    unsigned long same = 0;
    bool has_header = false;

    for (size_t i = 0; i < count; i++) {
        if (rows[i].cells == cells) {
            same++;
            has_header = has_header || (i < HEADER_ROWS && rows[i].words >= 2);
        }
    }
    unsigned long splits = cells < CELLS_MAX ? cells - 1 : CELLS_MAX - 1;
    return same * same * splits * (has_header ? HEADER_WEIGHT : 1) *
           (same == count ? EVERY_ROW_WEIGHT : 1);
}

static unsigned long best_score(const struct split *rows, size_t count)
{
    unsigned long best = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned long score = score_of(rows, count, rows[i].cells);
        best = score > best ? score : best;
    }
    return best;
}

const char *csv_detect_delimiter(struct text beginning, bool is_whole)
{
    const char *delimiter = candidates[0];
    unsigned long best = 0;

    if (csv_sep_line_len(beginning, &delimiter) > 0) {
        return delimiter;
    }
    delimiter = candidates[0];
    for (size_t i = 0; i < CANDIDATE_COUNT; i++) {
        struct split rows[ROWS_LOOKED_AT];
        size_t count = split_rows(beginning, is_whole, candidates[i], rows);
        unsigned long score = best_score(rows, count);
        if (score > best) {
            best = score;
            delimiter = candidates[i];
        }
    }
    return delimiter;
}
