/* SPDX-License-Identifier: MIT */
#include "ingest/layout_header.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/layout_trim.h"
#include "ingest/layout_wide.h"

/* The most meanings that a sheet has. */
enum { WORDS_MAX = 32 };

/* What one sheet makes of the row. */
struct attempt {
    enum sheet sheet;
    enum layout_wide wide;
    size_t matched;
    bool is_duplicate;
    size_t first; /* is_duplicate */
    size_t second;
    int32_t column_of[WORDS_MAX]; /* of each word of the sheet; -1: none */
    bool is_weak[WORDS_MAX];
    struct text missing; /* "" if complete */
};

/* An opening bracket at the front of text: its length, and what closes it. */
static size_t opening(struct text text, const char **closing)
{
    static const struct {
        const char *open;
        const char *close;
    } brackets[] = {{"(", ")"}, {"（", "）"}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}, {"［", "］"}};

    for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++) {
        if (text_starts_with(text, brackets[i].open)) {
            *closing = brackets[i].close;
            return strlen(brackets[i].open);
        }
    }
    return 0;
}

/* The length of the bracketed part at the front of text, 0 if there is none; *inside is what it
 * holds. Staff mix half-width and full-width brackets, so either may close. */
static size_t bracketed(struct text text, struct text *inside)
{
    const char *closing = NULL;
    size_t open = opening(text, &closing);

    if (open == 0) {
        return 0;
    }
    struct text rest = text_part(text, open, text.len);
    ptrdiff_t end = text_find(rest, closing);
    if (end < 0) {
        closing = strcmp(closing, ")") == 0 ? "）" : ")";
        end = text_find(rest, closing);
    }
    if (end < 0) {
        return 0;
    }
    *inside = text_trim(text_part(rest, 0, (size_t)end));
    return open + (size_t)end + strlen(closing);
}

static struct text without_unit_word(struct text unit)
{
    static const char *const words[] = {"单位：", "单位:", "單位：", "單位:"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_starts_with(unit, words[i])) {
            return text_trim(text_part(unit, strlen(words[i]), unit.len));
        }
    }
    return unit;
}

size_t layout_header_split(struct text header, char *room, struct text *name, struct text *unit)
{
    size_t len = 0;
    struct text inside = {0};
    struct text first_inside = {0};

    header = text_trim(header);
    for (struct text rest = header; rest.len > 0;) {
        size_t skip = bracketed(rest, &inside);
        if (skip > 0) {
            first_inside = first_inside.len > 0 ? first_inside : inside;
            rest = text_part(rest, skip, rest.len);
            continue;
        }
        if (rest.at[0] != '\n' && rest.at[0] != '\r') {
            room[len++] = rest.at[0];
        }
        rest = text_part(rest, 1, rest.len);
    }
    *name = text_trim((struct text){room, len});
    if (name->len == 0) {
        /* All of it stands in brackets: then it is the name. */
        memcpy(room, header.at ? header.at : "", header.len);
        *name = (struct text){room, header.len};
        *unit = (struct text){0};
        return header.len;
    }
    first_inside = without_unit_word(first_inside);
    size_t unit_len = text_to_half_width(first_inside, false, room + len, first_inside.len + 1);
    *unit = (struct text){room + len, unit_len};
    return len + unit_len + 1;
}

/* Gives the column to the word, or notes that another column has it already. */
static void assign(struct attempt *attempt, size_t word, size_t column, enum layout_match match)
{
    bool is_weak = match == LAYOUT_MATCH_WEAK;

    if (attempt->column_of[word] < 0) {
        attempt->column_of[word] = (int32_t)column;
        attempt->is_weak[word] = is_weak;
        attempt->matched++;
    } else if (attempt->is_weak[word] && !is_weak) {
        attempt->column_of[word] = (int32_t)column;
        attempt->is_weak[word] = false;
    } else if (!is_weak && !attempt->is_duplicate) {
        attempt->is_duplicate = true;
        attempt->first = (size_t)attempt->column_of[word];
        attempt->second = column;
    }
}

static bool has_field(const struct attempt *attempt, const struct layout_word *words, size_t count,
                      enum layout_field field)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i].field == field && attempt->column_of[i] >= 0) {
            return true;
        }
    }
    return false;
}

/* The column that is missing although no single one is required: one of several would do. */
static struct text missing_choice(const struct attempt *attempt, const struct layout_word *words,
                                  size_t count)
{
    bool has_inspected = has_field(attempt, words, count, FIELD_INSPECTED);
    bool has_outcome = has_field(attempt, words, count, FIELD_PASSED) ||
                       has_field(attempt, words, count, FIELD_FAILED);

    if (attempt->sheet == SHEET_INSPECTIONS && !has_field(attempt, words, count, FIELD_RATE) &&
        !(has_inspected && has_outcome)) {
        return has_inspected ? TEXT("合格数") : TEXT("抽检数");
    }
    if (attempt->sheet == SHEET_INDICATORS && !has_field(attempt, words, count, FIELD_AREA) &&
        !has_field(attempt, words, count, FIELD_NATURE) &&
        !has_field(attempt, words, count, FIELD_TARGET)) {
        return TEXT("目标");
    }
    /* A column 地区 alone is in nearly every sheet. */
    if (attempt->sheet == SHEET_PLACES && attempt->matched < 2) {
        return TEXT("上级");
    }
    return (struct text){0};
}

static struct text missing_word(const struct attempt *attempt, const struct layout_word *words,
                                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_spared = attempt->wide != LAYOUT_LONG &&
                         (words[i].field == FIELD_VALUE ||
                          (words[i].field == FIELD_PERIOD && attempt->wide == LAYOUT_WIDE_PERIODS));
        if (words[i].is_required && !is_spared && attempt->column_of[i] < 0) {
            return layout_word_name(&words[i]);
        }
    }
    return missing_choice(attempt, words, count);
}

/* True if a column of the header belongs to a sheet of figures: then the row is no list of places,
 * even where it has 地区 and 层级. */
static bool is_about_figures(const struct text *keys, size_t key_count)
{
    static const enum sheet sheets[] = {SHEET_INSPECTIONS, SHEET_QUANTITIES};
    bool is_day = false;

    for (size_t s = 0; s < 2; s++) {
        size_t count = 0;
        const struct layout_word *words = layout_words(sheets[s], &count);
        for (size_t i = 0; i < count; i++) {
            bool tells = words[i].is_required || words[i].field == FIELD_INSPECTED ||
                         words[i].field == FIELD_PASSED || words[i].field == FIELD_RATE;
            for (size_t k = 0; tells && k < key_count; k++) {
                if (layout_word_match(&words[i], keys[k], &is_day) != LAYOUT_MATCH_NONE) {
                    return true;
                }
            }
        }
    }
    return false;
}

static struct attempt attempt_sheet(enum sheet sheet, const struct layout_header *header,
                                    const struct text *keys,
                                    const struct layout_header_context *context)
{
    size_t count = 0;
    const struct layout_word *words = layout_words(sheet, &count);
    struct attempt attempt = {.sheet = sheet};

    memset(attempt.column_of, -1, sizeof(attempt.column_of));
    for (size_t c = 0; c < header->count; c++) {
        for (size_t w = 0; w < count && keys[c].len > 0; w++) {
            bool is_day = false;
            enum layout_match match = layout_word_match(&words[w], keys[c], &is_day);
            if (match != LAYOUT_MATCH_NONE) {
                assign(&attempt, w, c, match);
                break;
            }
        }
    }
    if (sheet == SHEET_QUANTITIES && !has_field(&attempt, words, count, FIELD_VALUE) &&
        has_field(&attempt, words, count, FIELD_INDICATOR)) {
        attempt.wide = layout_wide_detect(header, keys, context);
    }
    attempt.missing = missing_word(&attempt, words, count);
    if (sheet == SHEET_PLACES && is_about_figures(keys, header->count)) {
        attempt.matched = 0;
        attempt.missing = TEXT("上级");
    }
    return attempt;
}

/* Puts what the sheet makes of the columns into the header. */
static void adopt(struct layout_header *header, const struct attempt *attempt,
                  const struct text *keys, const struct layout_header_context *context)
{
    size_t count = 0;
    const struct layout_word *words = layout_words(attempt->sheet, &count);

    header->sheet = attempt->sheet;
    header->wide = attempt->wide;
    for (size_t w = 0; w < count; w++) {
        int32_t c = attempt->column_of[w];
        if (c < 0) {
            continue;
        }
        struct layout_column *column = &header->columns[c];
        column->field = words[w].field;
        column->name = layout_word_name(&words[w]);
        (void)layout_word_match(&words[w], keys[c], &column->is_day);
        header->of[words[w].field] = c;
    }
    if (attempt->wide != LAYOUT_LONG) {
        layout_wide_adopt(header, keys, context);
    }
}

/* Makes the columns of the row, all of unknown meaning, and their normalised headers. */
static bool make_columns(const struct csv_row *row, struct layout_header *header,
                         struct text **keys_out, struct err *err)
{
    size_t bytes = 0;

    header->count = 0;
    for (size_t i = 0; i < row->count; i++) {
        bytes += row->cells[i].len * 2 + 4 + LAYOUT_WORD_MAX;
        if (text_trim(row->cells[i]).len > 0) {
            header->count = i + 1;
        }
    }
    header->columns = calloc(header->count + 1, sizeof(*header->columns));
    header->storage = malloc(bytes + 1);
    *keys_out = calloc(header->count + 1, sizeof(**keys_out));
    if (!header->columns || !header->storage || !*keys_out) {
        return err_set(err, ERR_NO_MEMORY, "a header of %zu columns", header->count);
    }
    char *room = header->storage;
    for (size_t i = 0; i < header->count; i++) {
        struct layout_column *column = &header->columns[i];
        room += layout_header_split(row->cells[i], room, &column->header, &column->unit);
        (*keys_out)[i] = layout_word_normalise(column->header, room);
        room += LAYOUT_WORD_MAX;
        column->name = column->header;
        column->field = column->header.len == 0 ? FIELD_BLANK : FIELD_UNKNOWN;
        column->is_row_number = layout_is_row_number((*keys_out)[i]);
        column->is_no_metric = layout_is_no_metric((*keys_out)[i]);
    }
    return true;
}

/* 指标, 地区, 1月, 2月: a wide sheet, if it were known of which year. */
static void note_yearless(const struct layout_header *header, const struct text *keys,
                          const struct attempt *attempt, struct layout_header_find *find)
{
    int32_t column = layout_wide_find_yearless(header, keys);

    if (column >= 0 && attempt->column_of[0] >= 0) {
        *find = (struct layout_header_find){.result = LAYOUT_HEADER_MISSING,
                                            .sheet = attempt->sheet,
                                            .missing = attempt->missing,
                                            .matched = header->count,
                                            .yearless = column};
    }
}

/* Tries the sheets in their order; fills find and, if one fits, the header. */
static void try_sheets(struct layout_header *header, const struct text *keys,
                       const struct layout_header_context *context, struct layout_header_find *find)
{
    static const enum sheet order[] = {SHEET_PLAN,        SHEET_CALENDAR,   SHEET_ACTIVITIES,
                                       SHEET_INSPECTIONS, SHEET_QUANTITIES, SHEET_INDICATORS,
                                       SHEET_PLACES};

    *find = (struct layout_header_find){.result = LAYOUT_HEADER_NONE, .yearless = -1};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        struct attempt attempt = attempt_sheet(order[i], header, keys, context);
        if (attempt.missing.len == 0) {
            adopt(header, &attempt, keys, context);
            find->result = LAYOUT_HEADER_READ;
            if (attempt.is_duplicate ||
                layout_wide_find_duplicate(header, &attempt.first, &attempt.second)) {
                find->result = LAYOUT_HEADER_DUPLICATE;
                find->first = attempt.first;
                find->second = attempt.second;
            }
            return;
        }
        if (attempt.matched >= 2 && attempt.matched > find->matched) {
            *find = (struct layout_header_find){.result = LAYOUT_HEADER_MISSING,
                                                .sheet = attempt.sheet,
                                                .missing = attempt.missing,
                                                .matched = attempt.matched,
                                                .yearless = -1};
        }
        if (order[i] == SHEET_QUANTITIES && attempt.matched > 0 && context->year_hint == 0) {
            note_yearless(header, keys, &attempt, find);
        }
    }
}

bool layout_header_read(const struct csv_row *row, const struct layout_header_context *context,
                        struct layout_header *header, struct layout_header_find *find,
                        struct err *err)
{
    struct text *keys = NULL;
    struct layout_header read = {.line = row->line};
    bool ok = false;

    memset(read.of, -1, sizeof(read.of));
    if (!make_columns(row, &read, &keys, err)) {
        goto out;
    }
    try_sheets(&read, keys, context, find);
    if (find->result == LAYOUT_HEADER_READ || find->result == LAYOUT_HEADER_DUPLICATE) {
        *header = read;
        read = (struct layout_header){0};
    }
    ok = true;

out:
    free(keys);
    layout_header_finish(&read);
    return ok;
}

void layout_header_finish(struct layout_header *header)
{
    free(header->columns);
    free(header->storage);
    *header = (struct layout_header){0};
}

/* False where the cell cannot say the same as the header: looked at before it is split. */
static bool may_be_same(struct text header, struct text cell)
{
    struct text trimmed = layout_trim(cell);

    return header.len == 0 || (trimmed.len >= header.len && trimmed.at[0] == header.at[0] &&
                               (header.len < 3 || memcmp(trimmed.at, header.at, 3) == 0));
}

bool layout_header_is_repeated(const struct layout_header *header, const struct csv_row *row)
{
    char room[1024];
    size_t same = 0;

    for (size_t i = 0; i < header->count && i < row->count; i++) {
        struct text cell = row->cells[i];
        struct text name = {0};
        struct text unit = {0};
        if (!may_be_same(header->columns[i].header, cell) || cell.len * 2 + 4 > sizeof(room)) {
            return false;
        }
        (void)layout_header_split(cell, room, &name, &unit);
        if (!text_equal(name, header->columns[i].header)) {
            return false;
        }
        same += name.len > 0;
    }
    return same >= 2;
}
