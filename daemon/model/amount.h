/* SPDX-License-Identifier: MIT */
/*
 * A number as staff state it: exact, with its qualifier, unit and its own notation.
 *
 * `20余次` is the amount 20, gt, 次, written `20余次`. Qualifiers go through sums
 * (amount_sum_qualifier): a sum with a `20余` in it is gt.
 */
#ifndef PLUMB_MODEL_AMOUNT_H
#define PLUMB_MODEL_AMOUNT_H

#include <stdbool.h>

#include "base/text.h"
#include "model/decimal.h"

enum qualifier {
    QUALIFIER_EQ,
    QUALIFIER_GE,         /* 以上, 不少于 */
    QUALIFIER_GT,         /* 余, 多, 超过 */
    QUALIFIER_LE,         /* 以内, 不超过 */
    QUALIFIER_LT,         /* 不到, 低于 */
    QUALIFIER_APPROX,     /* 约, 左右 */
    QUALIFIER_ABOUT_BELOW /* 近, 将近 */
};

/* What a cell for a figure may hold instead of one. Missing is five things; zero is a figure. */
enum presence {
    PRESENCE_FIGURE,        /* there is an amount */
    PRESENCE_UNREPORTED,    /* blank, 未报, —, 暂无: nothing came */
    PRESENCE_NOT_APPLICABLE /* 不适用, N/A */
};

struct amount {
    enum qualifier qualifier;
    struct decimal value; /* the lower end of a range */
    struct decimal high;  /* only where is_range */
    int64_t denominator;  /* 1; 3 for `三分之二` (value 2) */
    bool is_range;
    struct text unit;    /* "" where none was stated; borrowed */
    struct text display; /* the sheet's own notation: `20余次`, `≥95%`; borrowed */
};

/* eq ge gt le lt approx about_below. */
const char *qualifier_name(enum qualifier qualifier);
bool qualifier_from_name(struct text name, enum qualifier *out);

/* What the sum of two such numbers is: eq is neutral; gt with ge is gt; an upper with a lower
 * bound, or anything with approx or about_below besides eq, is approx. */
enum qualifier qualifier_of_sum(enum qualifier a, enum qualifier b);

#endif
