/* SPDX-License-Identifier: MIT */
#include "ingest/layout_known.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "ingest/layout_row.h"
#include "model/known_rows.h"

/* Within this file: each row is hashed. */
#define XXH_INLINE_ALL
#include <xxhash.h>

/* To be raised whenever a row may give another record, key, fault or warning than before. (A
 * version of the program never uses what another one knew.) */
enum { RULES = 1 };

/* Odd, for sums of hashes in which order counts. */
#define ORDER_FACTOR UINT64_C(0x9E3779B97F4A7C15)

enum {
    STRANGERS_MAX = 64,      /* that are read before rows are looked for in an index */
    HELD_BYTES = 64 * 1024,  /* of texts that are held back */
    HELD_ROW_BYTES = 1 << 12 /* of the longest row that is */
};

void layout_known_finish(struct layout_known *known)
{
    buffer_finish(&known->texts);
    free(known->cells);
    free(known->flags);
    *known = (struct layout_known){0};
}

/* ---- hashes ---------------------------------------------------------------------------------- */

static inline uint64_t hash_text(const struct known_rows *rows, struct text text)
{
    return XXH3_64bits_withSecret(text.len > 0 ? text.at : "", text.len, rows->secret,
                                  KNOWN_SECRET_LEN);
}

static uint64_t add_text(const struct known_rows *rows, uint64_t hash, struct text text)
{
    return (hash + hash_text(rows, text)) * ORDER_FACTOR;
}

/* Cells in quotes one by one: what stood between them may be lost. */
static uint64_t hash_quoted(const struct known_rows *rows, const struct csv_row *row)
{
    uint64_t hash = row->count * ORDER_FACTOR;

    for (size_t i = 0; i < row->count; i++) {
        hash = add_text(rows, hash + row->flags[i], row->cells[i]);
    }
    return hash;
}

/* 0 for a row in which something is odd: that is never plain. */
static inline uint64_t hash_row(const struct known_rows *rows, const struct csv_row *row)
{
    if (row->all_flags == 0) {
        return hash_text(rows, row->text);
    }
    return row->all_flags == CSV_QUOTED ? hash_quoted(rows, row) : 0;
}

/* All that decides, besides its bytes, what a row says; never 0 or 1. */
static uint64_t hash_context(const struct layout *layout, const struct csv_row *header)
{
    const struct known_rows *rows = layout->options.known;
    const int32_t numbers[] = {RULES, (int32_t)layout->header.sheet, layout->year_hint};

    uint64_t hash = add_text(rows, 0, text_of(PLUMB_VERSION));
    hash = add_text(rows, hash, text_of(layout->options.delimiter));
    hash = add_text(rows, hash, (struct text){(const char *)numbers, sizeof(numbers)});
    hash += hash_quoted(rows, header);
    return hash < 2 ? 2 : hash;
}

/* ---- beginning and end ----------------------------------------------------------------------- */

bool layout_known_begin(struct layout *layout, const struct csv_row *row, struct err *err)
{
    const struct known_rows *rows = layout->options.known;
    struct layout_known *known = &layout->known;
    bool is_figures =
        layout->header.sheet == SHEET_INSPECTIONS || layout->header.sheet == SHEET_QUANTITIES;
    int32_t today = layout->options.today > 0 ? layout->options.today : INT32_MAX;

    if (!rows || !is_figures || layout->header.wide != LAYOUT_LONG) {
        return true;
    }
    known->is_on = true;
    return rows->begin(rows->owner, hash_context(layout, row), today, &known->is_hashing,
                       &known->is_matching, err);
}

void layout_known_forbid(struct layout *layout)
{
    struct layout_known *known = &layout->known;

    known->is_unusable = true;
    known->is_matching = false;
    if (known->taken > 0) {
        known->is_wrong = true;
        layout->is_over = true;
    }
}

bool layout_known_end(struct layout *layout, struct err *err)
{
    const struct known_rows *rows = layout->options.known;

    if (!layout_known_flush(layout, err)) {
        return false;
    }
    if (layout->known.is_on) {
        rows->end(rows->owner, !layout->known.is_unusable);
    }
    return true;
}

/* ---- keys ------------------------------------------------------------------------------------ */

uint32_t layout_known_earlier(const struct layout *layout, uint64_t key, uint32_t earlier)
{
    const struct known_rows *rows = layout->options.known;

    if (layout->known.taken == 0) {
        return earlier;
    }
    uint32_t line = rows->line_of_key(rows->owner, key);
    return line > earlier ? line : earlier;
}

bool layout_known_depend(struct layout *layout, const struct record *record, struct err *err)
{
    const struct known_rows *rows = layout->options.known;
    bool is_double = layout->row.is_double;

    return !layout->known.is_hashing || (record->raw == 0 && !is_double) ||
           rows->depend(rows->owner, record, is_double, err);
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* A row of the version before. */
struct found {
    uint32_t place; /* KNOWN_NOWHERE: there is none */
    uint64_t key;
};

/* Passes over a known row. False: it must be read, for what it has to do with others. */
static inline bool pass(struct layout *layout, struct found found, uint32_t line, size_t count,
                        struct text last)
{
    const struct known_rows *rows = layout->options.known;

    if (layout_keys_may_have(&layout->keys, found.key) &&
        layout_keys_have(&layout->keys, found.key)) {
        return false;
    }
    if (!layout_shape_is_as_before(layout, count, last)) {
        struct layout_shape before = layout->shape;
        if (layout_shape_take(layout, count, last)) {
            layout->shape = before;
            return false;
        }
    }
    rows->take(rows->owner, found.place, line);
    layout->known.taken++;
    layout->rows_read++;
    return true;
}

/* The cells of a row that was held back: none is in quotes. */
static bool split_held(struct layout *layout, const struct layout_held *held, struct csv_row *row,
                       struct err *err)
{
    struct layout_known *known = &layout->known;
    struct text rest = {known->texts.bytes + held->start, held->len};
    struct text delimiter = text_of(layout->options.delimiter);

    if (!known->cells) {
        known->cells = malloc(CSV_ROW_CELLS * sizeof(*known->cells));
        known->flags = calloc(CSV_ROW_CELLS, sizeof(*known->flags));
    }
    if (!known->cells || !known->flags) {
        return err_set(err, ERR_NO_MEMORY, "line %u", held->line);
    }
    *row = (struct csv_row){.cells = known->cells,
                            .flags = known->flags,
                            .count = held->count,
                            .text = rest,
                            .line = held->line,
                            .last_line = held->line};
    for (size_t i = 0; i + 1 < held->count; i++) {
        size_t len = (size_t)text_find(rest, layout->options.delimiter);
        known->cells[i] = text_part(rest, 0, len);
        rest = text_part(rest, len + delimiter.len, rest.len);
    }
    known->cells[held->count - 1] = rest;
    return true;
}

static bool take_held(struct layout *layout, const struct layout_held *held, struct err *err)
{
    const struct known_rows *rows = layout->options.known;
    struct text text = {layout->known.texts.bytes + held->start, held->len};
    struct csv_row row;

    if (layout->known.is_matching) {
        struct found found;
        found.place = rows->seek(rows->owner, held->raw, &found.key);
        if (found.place != KNOWN_NOWHERE &&
            pass(layout, found, held->line, held->count, text_part(text, held->last, text.len))) {
            return true;
        }
    }
    return split_held(layout, held, &row, err) && layout_read_row(layout, &row, held->raw, err);
}

bool layout_known_flush(struct layout *layout, struct err *err)
{
    const struct known_rows *rows = layout->options.known;
    struct layout_known *known = &layout->known;
    size_t count = known->held_count;
    bool ok = true;

    known->held_count = 0;
    for (size_t i = 0; i < count; i++) {
        rows->approach(rows->owner, known->held[i].raw);
    }
    for (size_t i = 0; ok && i < count && !layout->is_over; i++) {
        ok = take_held(layout, &known->held[i], err);
    }
    buffer_clear(&known->texts);
    return ok;
}

/* Holds the row back, and takes all that are when they are enough. */
static bool hold(struct layout *layout, const struct csv_row *row, uint64_t raw, struct err *err)
{
    const struct known_rows *rows = layout->options.known;
    struct layout_known *known = &layout->known;
    struct text last = row->cells[row->count - 1];

    if (known->texts.len + row->text.len > HELD_BYTES && !layout_known_flush(layout, err)) {
        return false;
    }
    rows->fetch(rows->owner, raw);
    known->held[known->held_count++] = (struct layout_held){.raw = raw,
                                                            .line = row->line,
                                                            .start = known->texts.len,
                                                            .len = row->text.len,
                                                            .last = row->text.len - last.len,
                                                            .count = row->count};
    if (!buffer_append_text(&known->texts, row->text)) {
        return err_set(err, ERR_NO_MEMORY, "line %u", row->line);
    }
    return known->held_count < LAYOUT_HELD_ROWS || layout_known_flush(layout, err);
}

/* Where the row is among those before, without holding it back. */
static bool find_now(struct layout *layout, uint64_t raw, struct found *found, struct err *err)
{
    const struct known_rows *rows = layout->options.known;
    struct layout_known *known = &layout->known;

    found->place = rows->follow(rows->owner, raw, &found->key);
    if (found->place != KNOWN_NOWHERE) {
        return true;
    }
    if (!known->is_indexed) {
        if (known->strangers++ < STRANGERS_MAX) {
            return true;
        }
        if (!rows->index(rows->owner, err)) {
            return false;
        }
        known->is_indexed = true;
    }
    found->place = rows->seek(rows->owner, raw, &found->key);
    return true;
}

bool layout_known_take(struct layout *layout, const struct csv_row *row, struct err *err)
{
    const struct known_rows *rows = layout->options.known;
    struct layout_known *known = &layout->known;
    uint64_t raw = hash_row(rows, row);
    bool is_matching = known->is_matching && raw != 0;
    struct found found = {.place = KNOWN_NOWHERE};

    if (is_matching && known->held_count == 0) {
        found.place = rows->follow(rows->owner, raw, &found.key);
        if (found.place != KNOWN_NOWHERE &&
            pass(layout, found, row->line, row->count, row->cells[row->count - 1])) {
            return true;
        }
    }
    if (is_matching && found.place == KNOWN_NOWHERE && known->is_indexed && row->all_flags == 0 &&
        row->text.len <= HELD_ROW_BYTES) {
        return hold(layout, row, raw, err);
    }
    if (!layout_known_flush(layout, err) || layout->is_over) {
        return layout->is_over;
    }
    is_matching &= known->is_matching; /* a held row may have ended that */
    if (is_matching && found.place == KNOWN_NOWHERE) {
        if (!find_now(layout, raw, &found, err)) {
            return false;
        }
        if (found.place != KNOWN_NOWHERE &&
            pass(layout, found, row->line, row->count, row->cells[row->count - 1])) {
            return true;
        }
    }
    return layout_read_row(layout, row, raw, err);
}
