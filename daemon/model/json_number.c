/* SPDX-License-Identifier: MIT */
/*
 * Numbers as JSON writes them.
 *
 * A double is m * 2^e with integers m and e. With D decimals it is N / 10^D, where N is
 * m * 10^D / 2^-e, rounded; that fits into 128 bits for the sizes that figures have, so that
 * rounding, and whether N reads back to m, are decided exactly. What is larger or smaller goes
 * the long way, through printf.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/json.h"

__extension__ typedef unsigned __int128 wide;

enum { DIGITS_MIN = 15, DIGITS_MAX = 17, DECIMALS_MAX = 20 };

/* Of a double. */
enum { MANTISSA_BITS = 52, EXPONENT_BIAS = 1023 };

/* number = mantissa / 2^shift */
struct binary {
    uint64_t mantissa;
    int shift;
};

static wide power_of_ten(int exponent)
{
    static const uint64_t powers[] = {1,
                                      10,
                                      100,
                                      1000,
                                      10000,
                                      100000,
                                      1000000,
                                      10000000,
                                      100000000,
                                      1000000000,
                                      10000000000,
                                      100000000000,
                                      1000000000000,
                                      10000000000000,
                                      100000000000000,
                                      1000000000000000,
                                      10000000000000000,
                                      100000000000000000,
                                      1000000000000000000,
                                      10000000000000000000U};

    return exponent < DECIMALS_MAX ? powers[exponent] : (wide)powers[exponent - 1] * 10;
}

/* How many digits stand before the point; 0.05 has -1. */
static int leading_digits(double number)
{
    int digits = 0;
    double limit = 1;

    while (digits < DIGITS_MAX && number >= limit) {
        digits++;
        limit *= 10;
    }
    limit = 0.1;
    while (digits <= 0 && number < limit) {
        digits--;
        limit /= 10;
    }
    return digits;
}

/* N of the number with so many decimals: to the nearest, of two to the even one. */
static wide scale(struct binary binary, wide power)
{
    wide exact = binary.mantissa * power;
    wide unit = (wide)1 << binary.shift;
    wide rest = exact & (unit - 1);
    wide whole = exact >> binary.shift;
    bool is_up = rest > unit / 2 || (rest == unit / 2 && (whole & 1) == 1);

    return is_up ? whole + 1 : whole;
}

/* Whether N is nearer to the number than to its neighbours. */
static bool reads_back(struct binary binary, wide power, wide scaled)
{
    wide exact = binary.mantissa * power;
    wide shown = scaled << binary.shift;
    wide distance = shown > exact ? shown - exact : exact - shown;
    bool is_power_of_two = (binary.mantissa & (binary.mantissa - 1)) == 0;

    return distance < power / (is_power_of_two ? 4 : 2);
}

/* From the end on, two digits at a time. */
static size_t write_integer(uint64_t value, char *out)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    char digits[JSON_NUMBER_MAX];
    size_t at = sizeof(digits);

    while (value >= 10) {
        at -= 2;
        memcpy(digits + at, pairs + value % 100 * 2, 2);
        value /= 100;
    }
    if (value > 0 || at == sizeof(digits)) {
        digits[--at] = (char)('0' + (int)value);
    }
    memcpy(out, digits + at, sizeof(digits) - at);
    return sizeof(digits) - at;
}

/* scaled / 10^decimals, without zeros at the end. */
static size_t write_decimal(uint64_t scaled, size_t decimals, char *out)
{
    char digits[JSON_NUMBER_MAX];

    while (decimals > 0 && scaled % 10 == 0) {
        scaled /= 10;
        decimals--;
    }
    size_t count = write_integer(scaled, digits);
    size_t whole = count > decimals ? count - decimals : 0;
    size_t len = whole;
    memcpy(out, digits, whole);
    if (whole == 0) {
        out[len++] = '0';
    }
    if (decimals > 0) {
        size_t zeros = decimals - (count - whole);
        out[len++] = '.';
        memset(out + len, '0', zeros);
        memcpy(out + len + zeros, digits + whole, count - whole);
        len += decimals;
    }
    return len;
}

/* Few decimals, as staff type them. N / 1000 is rounded once, so it is the double nearest to a
 * decimal of at most 15 digits, and that is what the number is with 15 digits. */
static bool write_few_decimals(double number, char *out, size_t *len)
{
    if (number >= 1e11) {
        return false;
    }
    uint64_t scaled = (uint64_t)(number * 1000 + 0.5);
    if ((double)scaled / 1000 != number) {
        return false;
    }
    *len = write_decimal(scaled, 3, out);
    return true;
}

/* A normal number from its bits: frexp without the call. */
static struct binary binary_of(double number)
{
    const uint64_t one = UINT64_C(1) << MANTISSA_BITS;
    uint64_t bits = 0;

    memcpy(&bits, &number, sizeof(bits));
    int exponent = (int)(bits >> MANTISSA_BITS & 0x7FFU);
    return (struct binary){(bits & (one - 1)) | one, EXPONENT_BIAS + MANTISSA_BITS - exponent};
}

/* False where 128 bits do not suffice. */
static bool write_exactly(double number, char *out, size_t *len)
{
    if (number >= 1e15 || number < 1e-4) {
        return false;
    }
    struct binary binary = binary_of(number);
    int leading = leading_digits(number);
    if (binary.shift <= 0 || binary.shift > 70) {
        return false;
    }
    for (int digits = DIGITS_MIN; digits <= DIGITS_MAX; digits++) {
        int decimals = digits - leading;
        if (decimals < 0 || decimals > DECIMALS_MAX) {
            return false;
        }
        wide power = power_of_ten(decimals);
        wide scaled = scale(binary, power);
        if (reads_back(binary, power, scaled)) {
            *len = write_decimal((uint64_t)scaled, (size_t)decimals, out);
            return true;
        }
    }
    return false;
}

static size_t write_at_length(double number, char out[JSON_NUMBER_MAX])
{
    int len = 0;

    for (int digits = DIGITS_MIN; digits <= DIGITS_MAX; digits++) {
        len = snprintf(out, JSON_NUMBER_MAX, "%.*g", digits, number);
        double back = strtod(out, NULL);
        if (!(back < number) && !(back > number)) {
            break;
        }
    }
    return len > 0 && len < JSON_NUMBER_MAX ? (size_t)len : 0;
}

size_t json_format_number(double number, char out[JSON_NUMBER_MAX])
{
    static const char none[] = "null";
    size_t sign = number < 0 ? 1 : 0;
    double size = fabs(number);
    size_t len = 0;

    if (!isfinite(number)) {
        memcpy(out, none, sizeof(none));
        return sizeof(none) - 1;
    }
    out[0] = '-';
    if (size < 1e15 && size == (double)(uint64_t)size) {
        return sign + write_integer((uint64_t)size, out + sign);
    }
    if (write_few_decimals(size, out + sign, &len) || write_exactly(size, out + sign, &len)) {
        return sign + len;
    }
    return write_at_length(number, out);
}
