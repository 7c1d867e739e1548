/* SPDX-License-Identifier: MIT */
/*
 * An exact decimal number: digits / 10^scale.
 *
 * Figures are what staff typed, so they are never floats. Every operation is exact or says that
 * it cannot be (false: the result would need more than 18 digits).
 */
#ifndef PLUMB_MODEL_DECIMAL_H
#define PLUMB_MODEL_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct decimal {
    int64_t digits; /* signed */
    int8_t scale;   /* digits behind the point, 0 to 18 */
};

enum { DECIMAL_TEXT_MAX = 24 };

struct decimal decimal_of(int64_t integer);

/* Reads [+-]digits[.digits], ASCII only, nothing around it. False if it is not that, or too long.
 */
bool decimal_parse(struct text text, struct decimal *out);

/* Without trailing zeros behind the point: 96, 98.4, -0.5. Returns the length. */
size_t decimal_format(struct decimal value, char out[DECIMAL_TEXT_MAX]);

/* Without trailing zeros in the scale: 96.00 becomes 96. */
struct decimal decimal_normal(struct decimal value);

/* <0, 0, >0 by quantity: 96.0 equals 96. */
int decimal_compare(struct decimal a, struct decimal b);

bool decimal_add(struct decimal a, struct decimal b, struct decimal *sum);
bool decimal_negate(struct decimal value, struct decimal *out);

/* value * 10^exponent, exponent -18 to 18. */
bool decimal_shift(struct decimal value, int exponent, struct decimal *out);

/* value * factor. */
bool decimal_times(struct decimal value, int64_t factor, struct decimal *out);

/* The nearest of so many decimals, 0 to 3; of two the even one. |value| up to 1e18. */
struct decimal decimal_round(double value, int decimals);

bool decimal_is_integer(struct decimal value);

/* The nearest double. */
double decimal_to_double(struct decimal value);

#endif
