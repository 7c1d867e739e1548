/* SPDX-License-Identifier: MIT */
/*
 * Reads a cell the way staff write it: `96%`, `20余次`, `3万余份`, `2017年9月16日`.
 *
 * Nothing is guessed. A cell that could mean two things is ambiguous, a word where a number is
 * due is text, and both say why. Nothing is allocated: texts in a result are parts of the cell
 * or static, so they are valid as long as the cell is.
 *
 * A number with 万 or 亿 in the cell comes in base units: `15.49亿元` is 1549000000 元. A bare
 * number stays as it is; a unit from a column of its own or from the header is the caller's.
 */
#ifndef PLUMB_INGEST_NOTATION_H
#define PLUMB_INGEST_NOTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/amount.h"
#include "model/decimal.h"
#include "model/period.h"

enum notation_kind {
    /* There is an amount: */
    NOTATION_NUMBER,    /* 96%, 20余次, (1,234), 12.3±0.5 */
    NOTATION_RANGE,     /* 3~5, 10-20%, 三四百: value to high */
    NOTATION_FRACTION,  /* 三分之二: value 2, denominator 3 */
    NOTATION_TOLERANCE, /* ±0.5: value 0.5, and no number that it belongs to */
    /* There is none, which is no fault: */
    NOTATION_MISSING,        /* blank, —, 未报, 待定 */
    NOTATION_NOT_APPLICABLE, /* 不适用, N/A */
    NOTATION_NONE_STATED,    /* 无, 没有: zero only if the column says so */
    /* There is none, and reason says why: */
    NOTATION_ERROR,      /* #VALUE!, ########: the spreadsheet lost it */
    NOTATION_TEXT,       /* 合格, 见附件 */
    NOTATION_QUOTED,     /* ="0012" */
    NOTATION_INDEFINITE, /* 几十个, 大量 */
    NOTATION_AMBIGUOUS,  /* 3/5, 1.5w, 近两年, 1.2:1 */
    NOTATION_INVALID     /* 12,34, 1.2.3, 12abc34, 左右 */
};

struct notation {
    enum notation_kind kind;
    struct amount amount; /* display is the trimmed cell, whatever the kind; unit % ‰ 元 次 ... */
    bool has_tolerance;
    struct decimal tolerance; /* 12.3±0.5 */
    bool is_digits_lost;      /* 1.23457E+11: qualifier approx, to be warned about */
    bool is_colloquial;       /* 一万二: read as 12000, to be warned about */
    struct text remark; /* what stood in brackets: 3次（其中复查1次）; QUOTED: between its quotes */
    const char *reason_zh; /* static; NULL where there is nothing to complain about */
    const char *reason_en;
};

struct notation_options {
    bool is_change; /* the column holds changes: 增长12.5%, ↓3.2%, 同比下降 are numbers */
};

/* True if the kind has an amount (the first four). */
bool notation_has_amount(enum notation_kind kind);

/* Reads a cell of a number column. options may be NULL. The cell may be anything at all,
 * malformed UTF-8 included. */
void notation_read(struct text cell, const struct notation_options *options, struct notation *out);

/* Reads `48/50` (also `48／50`, `1,234/1,250`, `48批次/50批次`) as two counts, 0 or more. False
 * if it is not that; whether 52/50 makes sense is for the caller. notation_read calls the same
 * cell ambiguous. */
bool notation_read_ratio(struct text cell, int64_t *passed, int64_t *inspected);

/* Writes an amount so that notation_read gives the same value, range, unit and qualifier, for
 * every amount that notation_read gave. False if it does not fit into size. */
bool notation_write(const struct amount *amount, char *out, size_t size);

/* How the reading of a date or period went. */
enum notation_date {
    NOTATION_DATE_READ, /* out is filled */
    NOTATION_DATE_OPEN, /* 2017年9月16日起, 2017年9月至今: out is its beginning; no end */
    NOTATION_DATE_NO_YEAR,       /* 9月16日 without a hint: out lies in the leap year 1904 */
    NOTATION_DATE_MISSING,       /* blank, —, 待定, 1900/1/0 */
    NOTATION_DATE_AMBIGUOUS,     /* 18.8.16, Sep-17, 9/10/2017, a serial too small to be a day */
    NOTATION_DATE_WRONG_WEEKDAY, /* 2017年9月16日星期日: it was a Saturday */
    NOTATION_DATE_UNKNOWN        /* no such date or period */
};

/* The year in which days without a year are returned with NOTATION_DATE_NO_YEAR. */
enum { NOTATION_YEARLY = 1904 };

/* Reads a period as staff write it: years, halves, quarters, months, days, 上旬, and ranges of
 * them (2017年1月至9月, 2016.9-2017.8, 2017年9月16日至20日). Times of day and weekdays are
 * checked and dropped. year_hint completes `9月`, `第三季度`; 0: there is none. 未注明, 不详 and
 * 年份不详 give the undated period. Only READ, OPEN and NO_YEAR fill out. */
enum notation_date notation_read_period(struct text cell, int year_hint, struct period *out);

/* The same for a column of dates (日期, 开始, 结束, 截止), where also a spreadsheet's serial day is
 * taken: 42994, 42994.5. */
enum notation_date notation_read_day(struct text cell, int year_hint, struct period *out);

/* The sentence that says why the reading failed, in both languages; static. NULL for READ. */
const char *notation_date_reason_zh(enum notation_date result);
const char *notation_date_reason_en(enum notation_date result);

/* 2017, 2017年, 2017年度, 二〇一七年. */
bool notation_read_year(struct text cell, int *year);

/* 是 否, yes no, true false, 1 0, √ ×. */
bool notation_read_yes_no(struct text cell, bool *is_yes);

/* The year that a title or a file's name speaks of, if it names exactly one (2017年..., 2017Q3,
 * 2017-09, 二〇一七年); else 0. */
int notation_only_year(struct text title);

#endif
