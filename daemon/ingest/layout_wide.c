/* SPDX-License-Identifier: MIT */
#include "ingest/layout_wide.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ingest/notation.h"

/* True if the cell may be one of the words below, in any width and case. Nearly no cell is, and
 * every row asks. */
static bool may_be_total(struct text cell)
{
    static const char beginnings[][4] = {"合", "小", "总", "總", "共"};

    if (cell.len < 3 || cell.len > 32) {
        return false;
    }
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
        if (memcmp(cell.at, beginnings[i], 3) == 0) {
            return true;
        }
    }
    return cell.at[0] == '\xEF' || strchr("tTsS", cell.at[0]) != NULL;
}

bool layout_is_total_word(struct text cell, bool *is_subtotal)
{
    static const struct {
        const char *word;
        bool is_subtotal;
    } words[] = {{"合计", false},  {"小计", true},     {"总计", false}, {"共计", false},
                 {"total", false}, {"subtotal", true}, {"sum", false}};
    char room[LAYOUT_WORD_MAX];

    if (!may_be_total(cell)) {
        return false;
    }
    struct text key = layout_word_normalise(cell, room);
    for (size_t i = 0; key.len > 0 && i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal_str(key, words[i].word)) {
            *is_subtotal = words[i].is_subtotal;
            return true;
        }
    }
    return false;
}

/* True if the column is one that a 数量 sheet, or another, has by name. */
static bool has_word(struct text key)
{
    for (int sheet = SHEET_INSPECTIONS; sheet <= SHEET_CALENDAR; sheet++) {
        size_t count = 0;
        const struct layout_word *words = layout_words((enum sheet)sheet, &count);
        for (size_t i = 0; i < count; i++) {
            bool is_day = false;
            if (layout_word_match(&words[i], key, &is_day) != LAYOUT_MATCH_NONE) {
                return true;
            }
        }
    }
    return false;
}

static bool read_period(const struct layout_column *column, int year_hint, struct period *out)
{
    return notation_read_period(column->header, year_hint, out) == NOTATION_DATE_READ &&
           !period_is_undated(*out);
}

static int compare_words(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static bool is_place(const struct layout_column *column,
                     const struct layout_header_context *context)
{
    static const char *const endings[] = {"省", "市",   "州", "县", "区", "旗", "乡",
                                          "镇", "街道", "縣", "區", "鄉", "鎮"};

    if (context->place_count > 0 && bsearch(&column->header, context->places, context->place_count,
                                            sizeof(*context->places), compare_words)) {
        return true;
    }
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (column->header.len > 3 && text_ends_with(column->header, endings[i])) {
            return true;
        }
    }
    return false;
}

/* True if the column may hold figures: it has a header that is nobody's word. */
static bool is_free(const struct layout_column *column, struct text key)
{
    return column->header.len > 0 && !(key.len > 0 && has_word(key));
}

enum layout_wide layout_wide_detect(const struct layout_header *header, const struct text *keys,
                                    const struct layout_header_context *context)
{
    size_t periods = 0;
    size_t places = 0;
    struct period period;

    for (size_t i = 0; i < header->count; i++) {
        const struct layout_column *column = &header->columns[i];
        if (!is_free(column, keys[i])) {
            continue;
        }
        if (read_period(column, context->year_hint, &period)) {
            periods++;
        } else if (is_place(column, context)) {
            places++;
        }
    }
    return periods >= 2 ? LAYOUT_WIDE_PERIODS : places >= 2 ? LAYOUT_WIDE_PLACES : LAYOUT_LONG;
}

int32_t layout_wide_find_yearless(const struct layout_header *header, const struct text *keys)
{
    int32_t first = -1;
    size_t count = 0;
    struct period period;

    for (size_t i = 0; i < header->count; i++) {
        const struct layout_column *column = &header->columns[i];
        if (is_free(column, keys[i]) &&
            notation_read_period(column->header, 0, &period) == NOTATION_DATE_NO_YEAR) {
            first = first < 0 ? (int32_t)i : first;
            count++;
        }
    }
    return count >= 2 ? first : -1;
}

static bool is_first_of_month(struct period period)
{
    int year = 0;
    int month = 0;
    int day = 0;

    clock_date_of(period.from, &year, &month, &day);
    return period.from == period.to && day == 1;
}

/* Headers that are all first days of months are months: a spreadsheet turns 2018-07 into
 * 2018/7/1. */
static void widen_to_months(struct layout_header *header)
{
    for (size_t i = 0; i < header->count; i++) {
        if (header->columns[i].field == FIELD_WIDE &&
            !is_first_of_month(header->columns[i].period)) {
            return;
        }
    }
    for (size_t i = 0; i < header->count; i++) {
        int year = 0;
        int month = 0;
        int day = 0;
        if (header->columns[i].field == FIELD_WIDE) {
            clock_date_of(header->columns[i].period.from, &year, &month, &day);
            header->columns[i].period = period_of_month(year, month);
        }
    }
}

void layout_wide_adopt(struct layout_header *header, const struct text *keys,
                       const struct layout_header_context *context)
{
    for (size_t i = 0; i < header->count; i++) {
        struct layout_column *column = &header->columns[i];
        bool is_subtotal = false;
        if (column->field != FIELD_UNKNOWN) {
            continue;
        }
        if (layout_is_total_word(column->header, &is_subtotal)) {
            column->field = FIELD_WIDE_TOTAL;
        } else if (!is_free(column, keys[i])) {
            continue;
        } else if (header->wide == LAYOUT_WIDE_PERIODS
                       ? read_period(column, context->year_hint, &column->period)
                       : is_place(column, context)) {
            column->field = FIELD_WIDE;
        }
    }
    if (header->wide == LAYOUT_WIDE_PERIODS) {
        widen_to_months(header);
    }
}

static bool is_same(const struct layout_header *header, size_t a, size_t b)
{
    return header->wide == LAYOUT_WIDE_PERIODS
               ? period_equal(header->columns[a].period, header->columns[b].period)
               : text_equal(header->columns[a].header, header->columns[b].header);
}

bool layout_wide_find_duplicate(const struct layout_header *header, size_t *first, size_t *second)
{
    /* Quadratic, so only for headers that people look at. */
    size_t count = header->count < 1024 ? header->count : 1024;

    for (size_t b = 0; header->wide != LAYOUT_LONG && b < count; b++) {
        for (size_t a = 0; header->columns[b].field == FIELD_WIDE && a < b; a++) {
            if (header->columns[a].field == FIELD_WIDE && is_same(header, a, b)) {
                *first = a;
                *second = b;
                return true;
            }
        }
    }
    return false;
}
