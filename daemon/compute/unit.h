/* SPDX-License-Identifier: MIT */
/*
 * Quantities in units that differ by 万 and 亿: 15.49亿元 equals 1549000000 元.
 */
#ifndef PLUMB_COMPUTE_UNIT_H
#define PLUMB_COMPUTE_UNIT_H

#include <stdbool.h>

#include "base/text.h"
#include "model/amount.h"

/* The unit without its 万, 百万, 千万 or 亿 in front, and that factor's power of ten. */
struct text unit_base(struct text unit, int *exponent);

/* % ％ ‰ 百分点: figures in them are never added up. */
bool unit_is_ratio(struct text unit);

/* 个 家 次 件 起 ..., or none: the number is how many there were. Not of money, people, copies. */
bool unit_counts_events(struct text unit);

/* True if both say the same: qualifier, and quantity over their units (a blank unit is any). */
bool amount_equal(const struct amount *a, const struct amount *b);

/* The value in units of `unit`, if that differs only by 万 or 亿, or both only count things: a
 * target of 5个 is reached by 5家. */
bool amount_value_in(const struct amount *amount, struct text unit, struct decimal *out);

/* Adds `more` to `sum`: in their unit if it is one, else in base units; the qualifiers are
 * combined, the display becomes empty. False if the units have nothing to do with each other or
 * the number would be too long; the sum is then unchanged. */
bool amount_add(struct amount *sum, const struct amount *more);

/* The figure as a number: 三分之二 is 0.67 in its own unit. */
double amount_to_double(const struct amount *amount);

#endif
