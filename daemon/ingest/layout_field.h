/* SPDX-License-Identifier: MIT */
/*
 * What a column of a sheet can mean, and the header words that say so.
 */
#ifndef PLUMB_INGEST_LAYOUT_FIELD_H
#define PLUMB_INGEST_LAYOUT_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "model/record.h"

enum layout_field {
    FIELD_UNKNOWN,
    FIELD_BLANK,      /* no header */
    FIELD_WIDE,       /* figures of one period or one place */
    FIELD_WIDE_TOTAL, /* their sum: compared, no data */
    FIELD_METRIC,     /* a metric of activities; there may be many */
    FIELD_INDICATOR,
    FIELD_PERIOD,
    FIELD_PLACE,
    FIELD_DEPARTMENT,
    FIELD_ITEM,
    FIELD_INSPECTED,
    FIELD_PASSED,
    FIELD_FAILED,
    FIELD_RATE,
    FIELD_POPULATION,
    FIELD_LEVEL,
    FIELD_NOTE,
    FIELD_SOURCE,
    FIELD_VALUE,
    FIELD_UNIT,
    FIELD_YOY,
    FIELD_AREA,
    FIELD_NATURE,
    FIELD_TARGET,
    FIELD_DIRECTION,
    FIELD_LEAD,
    FIELD_PARTNERS,
    FIELD_FREQUENCY,
    FIELD_DUE,
    FIELD_DEFINITION,
    FIELD_VERSION,
    FIELD_ID,
    FIELD_DATE,
    FIELD_HOST,
    FIELD_TITLE,
    FIELD_CAMPAIGN,
    FIELD_TYPE,
    FIELD_STATUS,
    FIELD_SESSIONS,
    FIELD_PUBLIC,
    FIELD_YEAR,
    FIELD_PLANNED,
    FIELD_FROM,
    FIELD_TO,
    FIELD_THEME,
    FIELD_MUST_REPORT,
    FIELD_CODE,
    FIELD_PARENT,
    FIELD_TIER,
    FIELD_ALIASES,
    FIELD_ORDER,
    FIELD_NAME,
    FIELD_COUNT
};

/* One meaning in one sheet. The words are parted by `|` and normalised (layout_word_normalise);
 * the first one is its name in faults. A word after `~` counts only where no other column has the
 * meaning; one after `@` says that the column holds dates, so serial days are taken there. */
struct layout_word {
    enum layout_field field;
    bool is_required;
    const char *words;
};

/* The words of a sheet; NULL for SHEET_NONE. */
const struct layout_word *layout_words(enum sheet sheet, size_t *count);

/* The first word: what the column is called in faults. */
struct text layout_word_name(const struct layout_word *word);

/* How a normalised header matches a meaning. */
enum layout_match { LAYOUT_MATCH_NONE, LAYOUT_MATCH_WEAK, LAYOUT_MATCH_STRONG };
enum layout_match layout_word_match(const struct layout_word *word, struct text header,
                                    bool *is_day);

/* Makes a header comparable: half-width, lower case, traditional to simplified for the characters
 * of header words, without white space, `_`, `-`, a bare `"`, and a mark such as `*` or `:` at its
 * end. Gives the empty text where it is longer than any header word. */
enum { LAYOUT_WORD_MAX = 96 };
struct text layout_word_normalise(struct text header, char room[LAYOUT_WORD_MAX]);

/* True for a column that numbers rows (序号): it says where a row stands, not what it says. */
bool layout_is_row_number(struct text normalised);

/* True for numeric columns of an activity ledger that count nothing: 联系电话 ... */
bool layout_is_no_metric(struct text normalised);

#endif
