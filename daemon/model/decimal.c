/* SPDX-License-Identifier: MIT */
/*
 * digits / 10^scale, with |digits| below 10^18, so that every power of ten in use and every
 * remainder fits an int64_t. Results are checked against that limit, never rounded.
 */
#include "model/decimal.h"

#include <math.h>
#include <stdlib.h>

enum { SCALE_MAX = 18 };

static const int64_t limit = 1000000000000000000; /* 10^18 */

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;

    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

static bool is_within_limit(int64_t digits)
{
    return digits > -limit && digits < limit;
}

/* digits * factor; false past the limit. */
static bool multiply(int64_t digits, int64_t factor, int64_t *out)
{
    int64_t product = 0;

    if (__builtin_mul_overflow(digits, factor, &product) || !is_within_limit(product)) {
        return false;
    }
    *out = product;
    return true;
}

struct decimal decimal_of(int64_t integer)
{
    return (struct decimal){.digits = integer, .scale = 0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool append_digit(struct decimal *value, char c)
{
    int64_t shifted = 0;

    if (!multiply(value->digits, 10, &shifted) || !is_within_limit(shifted + (c - '0'))) {
        return false;
    }
    value->digits = shifted + (c - '0');
    return true;
}

/* Appends the digits at *at and moves past them. False if there is none or one too many. */
static bool take_digits(struct text text, size_t *at, struct decimal *value)
{
    size_t start = *at;

    while (*at < text.len && is_digit(text.at[*at])) {
        if (!append_digit(value, text.at[*at])) {
            return false;
        }
        (*at)++;
    }
    return *at > start;
}

bool decimal_parse(struct text text, struct decimal *out)
{
    struct decimal value = {0};
    size_t at = 0;
    bool is_negative = text.len > 0 && text.at[0] == '-';

    if (is_negative || (text.len > 0 && text.at[0] == '+')) {
        at++;
    }
    if (!take_digits(text, &at, &value)) {
        return false;
    }
    if (at < text.len && text.at[at] == '.') {
        size_t behind = ++at;
        if (!take_digits(text, &at, &value) || at - behind > SCALE_MAX) {
            return false;
        }
        value.scale = (int8_t)(at - behind);
    }
    if (at != text.len) {
        return false;
    }
    value.digits = is_negative ? -value.digits : value.digits;
    *out = value;
    return true;
}

struct decimal decimal_normal(struct decimal value)
{
    while (value.scale > 0 && value.digits % 10 == 0) {
        value.digits /= 10;
        value.scale--;
    }
    return value;
}

size_t decimal_format(struct decimal value, char out[DECIMAL_TEXT_MAX])
{
    char reversed[DECIMAL_TEXT_MAX];
    size_t count = 0;
    size_t len = 0;

    value = decimal_normal(value);
    uint64_t rest = value.digits < 0 ? 0 - (uint64_t)value.digits : (uint64_t)value.digits;
    while (rest > 0 || count <= (size_t)value.scale) {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (value.digits < 0) {
        out[len++] = '-';
    }
    while (count > 0) {
        if (count == (size_t)value.scale) {
            out[len++] = '.';
        }
        out[len++] = reversed[--count];
    }
    out[len] = '\0';
    return len;
}

int decimal_compare(struct decimal a, struct decimal b)
{
    int64_t whole_a = a.digits / power_of_ten(a.scale);
    int64_t whole_b = b.digits / power_of_ten(b.scale);

    if (whole_a != whole_b) {
        return whole_a < whole_b ? -1 : 1;
    }
    /* The parts behind the point, both counted in 10^-18. */
    int64_t part_a = a.digits % power_of_ten(a.scale) * power_of_ten(SCALE_MAX - a.scale);
    int64_t part_b = b.digits % power_of_ten(b.scale) * power_of_ten(SCALE_MAX - b.scale);
    return part_a < part_b ? -1 : part_a > part_b ? 1 : 0;
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *sum)
{
    a = decimal_normal(a);
    b = decimal_normal(b);
    int scale = a.scale > b.scale ? a.scale : b.scale;
    int64_t digits_a = 0;
    int64_t digits_b = 0;

    if (!multiply(a.digits, power_of_ten(scale - a.scale), &digits_a) ||
        !multiply(b.digits, power_of_ten(scale - b.scale), &digits_b) ||
        !is_within_limit(digits_a + digits_b)) {
        return false;
    }
    *sum = decimal_normal((struct decimal){digits_a + digits_b, (int8_t)scale});
    return true;
}

bool decimal_negate(struct decimal value, struct decimal *out)
{
    if (!is_within_limit(value.digits)) {
        return false;
    }
    *out = (struct decimal){-value.digits, value.scale};
    return true;
}

bool decimal_shift(struct decimal value, int exponent, struct decimal *out)
{
    value = decimal_normal(value);
    int scale = value.digits == 0 ? 0 : value.scale - exponent;

    while (scale > SCALE_MAX && value.digits % 10 == 0) {
        value.digits /= 10;
        scale--;
    }
    if (scale > SCALE_MAX || scale < -SCALE_MAX) {
        return false;
    }
    if (scale < 0) {
        if (!multiply(value.digits, power_of_ten(-scale), &value.digits)) {
            return false;
        }
        scale = 0;
    }
    *out = (struct decimal){value.digits, (int8_t)scale};
    return true;
}

bool decimal_times(struct decimal value, int64_t factor, struct decimal *out)
{
    value = decimal_normal(value);
    /* 0.5 * 200 is 5 * 20 / 1: what the factor can take from the scale cannot overflow. */
    while (value.scale > 0 && factor != 0 && factor % 10 == 0) {
        factor /= 10;
        value.scale--;
    }
    if (!multiply(value.digits, factor, &value.digits)) {
        return false;
    }
    *out = decimal_normal(value);
    return true;
}

/* A double is m / 2^shift with m below 2^53, so that m * 1000 still fits into 64 bits. */
struct decimal decimal_round(double value, int decimals)
{
    int exponent = 0;
    double fraction = frexp(fabs(value), &exponent);
    int shift = 53 - exponent;

    if (shift <= 0) {
        return decimal_of((int64_t)value);
    }
    if (shift >= 64) {
        return decimal_of(0);
    }
    uint64_t exact = (uint64_t)ldexp(fraction, 53) * (uint64_t)power_of_ten(decimals);
    uint64_t half = UINT64_C(1) << (shift - 1);
    uint64_t rest = exact & (half * 2 - 1);
    uint64_t whole = exact >> shift;
    bool is_up = rest > half || (rest == half && (whole & 1) == 1);
    int64_t digits = (int64_t)(is_up ? whole + 1 : whole);
    return decimal_normal(
        (struct decimal){.digits = value < 0 ? -digits : digits, .scale = (int8_t)decimals});
}

bool decimal_is_integer(struct decimal value)
{
    return decimal_normal(value).scale == 0;
}

double decimal_to_double(struct decimal value)
{
    static const int64_t exact = INT64_C(1) << 53;

    value = decimal_normal(value);
    if (value.digits >= -exact && value.digits <= exact) {
        /* Both operands are exact, so the one rounding of the division is the nearest. */
        return (double)value.digits / (double)power_of_ten(value.scale);
    }
    char text[DECIMAL_TEXT_MAX];
    (void)decimal_format(value, text);
    return strtod(text, NULL);
}
