/* SPDX-License-Identifier: MIT */
/*
 * The number at the front of a cell: `1,234.5`, `三十五点六`, `3万5千`, `1.5E+03`, `三四百`, with
 * the words that stand inside it: `1500余万`, `十几`, `二十来`.
 */
#ifndef PLUMB_INGEST_NOTATION_NUMERAL_H
#define PLUMB_INGEST_NOTATION_NUMERAL_H

#include <stdbool.h>

#include "ingest/notation_glyph.h"
#include "model/amount.h"
#include "model/decimal.h"

enum numeral_result {
    NUMERAL_READ,
    NUMERAL_NONE,         /* no number begins here */
    NUMERAL_BAD_GROUPS,   /* 12,34 */
    NUMERAL_BAD_POINTS,   /* 1.2.3 */
    NUMERAL_BAD_ORDER,    /* 一百零, 300百 */
    NUMERAL_TOO_LARGE,    /* more than 18 digits */
    NUMERAL_TWO_READINGS, /* 三四, 三五百, 1 234 */
};

struct numeral {
    struct decimal value;
    struct decimal high; /* is_pair: 三四百 is 300 to 400 */
    bool is_pair;
    enum qualifier qualifier; /* by 余 多 来 几 within it; eq without */
    bool is_hanzi;            /* has no digit 0 to 9 */
    bool is_bare;             /* 百, 千, 万, 亿 with nothing before: once that */
    bool is_colloquial;       /* 一万二 */
    bool is_digits_lost;      /* 1.23457E+11 */
    bool has_leading_zero;    /* 08 */
    /* value is coefficient * 10^exponent by one number word at its end (5万, 三十亿), so that
     * `3-5万` can share it; exponent 0: it is not. */
    struct decimal coefficient;
    int exponent;
};

/* Takes the number off the front of *span. Only NUMERAL_READ changes *span and out. */
enum numeral_result numeral_take(struct span *span, struct numeral *out);

/* 1 to 9 for 一 to 九, 两, and their formal kin; 0 for 零 and 〇; -1 for anything else. */
int numeral_hanzi_digit(int32_t code);

/* Whether a number may begin with this glyph. */
bool numeral_may_begin(int32_t code);

#endif
