/* SPDX-License-Identifier: MIT */
/*
 * What is wrong in a file, and the words for it: one table for all receipts.
 *
 * A fault sets its row (or the file) aside; a warning does not. Both name line, column and cell,
 * say what is wrong and how to mend it, in Chinese and English.
 */
#ifndef PLUMB_MODEL_FAULT_H
#define PLUMB_MODEL_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

enum language { LANGUAGE_ZH, LANGUAGE_EN };

enum fault_kind {
    /* the file as bytes */
    FAULT_EMPTY,
    FAULT_NUL_TAIL,
    FAULT_NUL,
    FAULT_CUT_CHARACTER,
    FAULT_MIXED_ENCODINGS,
    FAULT_ENCODING_BIG5,
    FAULT_ENCODING_SHIFT_JIS,
    FAULT_ENCODING_UNKNOWN,
    FAULT_SPREADSHEET_FILE,
    FAULT_TOO_LARGE,
    FAULT_UNREADABLE,
    /* the file as a table */
    FAULT_OPEN_QUOTE,
    FAULT_TEXT_AFTER_QUOTE,
    FAULT_RAGGED_ROW,
    FAULT_CELL_TOO_LONG,
    FAULT_NOT_A_SHEET,
    FAULT_NO_ROWS,
    FAULT_MISSING_COLUMN,
    FAULT_DUPLICATE_COLUMN,
    FAULT_MOSTLY_FAULTY,
    /* cells */
    FAULT_MISSING_REQUIRED,
    FAULT_NOT_A_NUMBER,
    FAULT_AMBIGUOUS_NUMBER,
    FAULT_BARE_FRACTION,
    FAULT_UNKNOWN_PERIOD,
    FAULT_AMBIGUOUS_DATE,
    FAULT_PASSED_EXCEEDS_INSPECTED,
    FAULT_COUNTS_DISAGREE,
    FAULT_NOT_A_COUNT, /* negative or fractional where things are counted */
    FAULT_RATE_OUT_OF_RANGE,
    FAULT_UNKNOWN_WORD, /* a word that is none of those allowed (性质, 状态, 应报 ...) */
    /* warnings */
    FAULT_DUPLICATE_KEY,
    FAULT_RATE_DIFFERS,
    FAULT_RATE_NOT_FROM_COUNTS,
    FAULT_TOTAL_DIFFERS,
    FAULT_BARE_QUOTE,
    FAULT_LOST_CHARACTER,
    FAULT_UNKNOWN_COLUMN,
    FAULT_UNNAMED_COLUMN,
    FAULT_HEADER_DIFFERS, /* a fault where no row has a cell for a column without a name */
    FAULT_REPEATED_HEADER,
    FAULT_SHRUNK,
    FAULT_DIGITS_LOST,
    FAULT_COLLOQUIAL_NUMBER,
    FAULT_SHORTENED,
    FAULT_UNKNOWN_DUE, /* 报送截止 that is shown as written only */
    FAULT_OTHER_FILE,  /* the same key stands in another file with another value */
    /* warnings of plausibility */
    FAULT_LINT_IMPOSSIBLE_RATE,
    FAULT_LINT_WHOLE_OUTSIDE_PARTS,
    FAULT_LINT_CUMULATIVE_FALLS,
    FAULT_LINT_SAME_AGAIN,
    FAULT_LINT_FUTURE,
    FAULT_LINT_TEN_TIMES,
    FAULT_LINT_TAX_EXCEEDS_PRODUCT,
    FAULT_LINT_PARTS_DISAGREE,
    FAULT_LINT_SIMPSON,
    FAULT_KIND_COUNT
};

/* One finding. All texts are borrowed. */
struct fault {
    enum fault_kind kind;
    bool is_warning;
    uint32_t line;      /* physical line on which the record starts, from 1; 0: the whole file */
    int32_t cell_index; /* from 0, for the letter of the column (A, B ... AA); -1: none */
    int64_t byte;       /* from 0; -1: none */
    struct text column; /* the header as it stands in the file */
    struct text cell;   /* the cell as found, shortened to 200 characters */
    struct text first;  /* what the sentence is about besides, by kind: fault_words.c says what */
    struct text second;
    /* The figure that the row would have moved, for 待核实; empty where unknown. */
    struct text indicator;
    struct text place;
    struct text item;
    struct text period; /* its label */
};

/* The stable name in receipts: passed_exceeds_inspected, lint_future ... */
const char *fault_kind_name(enum fault_kind kind);
bool fault_kind_from_name(struct text name, enum fault_kind *out);

/* Appends the sentence that says what is wrong, and the one that says how to mend it with the
 * right example, in that language. */
void fault_append_text(struct buffer *out, const struct fault *fault, enum language language);
void fault_append_hint(struct buffer *out, const struct fault *fault, enum language language);

/* The column's letter as spreadsheets name it: 0 is A, 26 is AA. Returns the length. */
enum { FAULT_LETTER_MAX = 8 };
size_t fault_column_letter(int32_t cell_index, char out[FAULT_LETTER_MAX]);

#endif
