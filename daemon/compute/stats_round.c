/* SPDX-License-Identifier: MIT */
#include "compute/stats_round.h"

#include <stdlib.h>

enum {
    WIDE_DIGITS = 36,    /* digits of a text that can be read */
    LARGEST_POWER = 38,  /* 10^38 is the largest power in 128 bits */
    EXPONENT_LIMIT = 999 /* beyond it a text is refused */
};

static const int64_t LONG_SHOWN_FROM = 2000;
static const int64_t LARGEST_DECIMAL = 999999999999999999;

static __int128 power_of_ten(int exponent)
{
    __int128 power = 1;
    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

/* value / divisor to the nearest integer; divisor > 0. */
static __int128 divide_rounded(__int128 value, __int128 divisor, enum stats_rounding rounding)
{
    __int128 size = value < 0 ? -value : value;
    __int128 quotient = size / divisor;
    __int128 rest = size % divisor;
    __int128 missing = divisor - rest;
    if (rest > missing) {
        quotient++;
    } else if (rest == missing) {
        quotient += rounding == STATS_HALF_UP ? 1 : quotient % 2;
    }
    return value < 0 ? -quotient : quotient;
}

/* --- Decimals --- */

/* A decimal with room for what a text may hold. */
struct wide {
    __int128 digits;
    int scale; /* may be negative */
};

static int count_digits(__int128 digits)
{
    int count = 0;
    for (; digits != 0; digits /= 10) {
        count++;
    }
    return count;
}

static bool wide_round(struct wide *value, int decimals, enum stats_rounding rounding)
{
    int dropped = value->scale - decimals;
    if (dropped > LARGEST_POWER) {
        value->digits = 0; /* fewer digits than are dropped: less than half */
    } else if (dropped > 0) {
        value->digits = divide_rounded(value->digits, power_of_ten(dropped), rounding);
    } else if (value->digits != 0) {
        if (count_digits(value->digits) - dropped > LARGEST_POWER) {
            return false;
        }
        value->digits *= power_of_ten(-dropped);
    }
    value->scale = decimals;
    return true;
}

bool stats_round_decimal(struct decimal value, int decimals, enum stats_rounding rounding,
                         struct decimal *out)
{
    struct wide wide = {value.digits, value.scale};
    if (!wide_round(&wide, decimals, rounding) || wide.digits > LARGEST_DECIMAL ||
        wide.digits < -LARGEST_DECIMAL) {
        return false;
    }
    *out = (struct decimal){(int64_t)wide.digits, (int8_t)decimals};
    return true;
}

/* Reads digits with at most one point. Returns where it stopped, or NULL if there were none or
 * too many. */
static const char *read_digits(const char *at, struct wide *value)
{
    bool has_digit = false;
    bool is_behind_point = false;
    for (;; at++) {
        if (*at == '.' && !is_behind_point) {
            is_behind_point = true;
        } else if (*at >= '0' && *at <= '9') {
            has_digit = true;
            value->digits = value->digits * 10 + (*at - '0');
            value->scale += is_behind_point ? 1 : 0;
        } else {
            return has_digit ? at : NULL;
        }
        if (value->digits >= power_of_ten(WIDE_DIGITS) || value->scale > EXPONENT_LIMIT) {
            return NULL;
        }
    }
}

static bool read_wide(const char *text, struct wide *value)
{
    bool is_negative = *text == '-';
    const char *at = read_digits(text + (*text == '-' || *text == '+'), value);
    if (!at) {
        return false;
    }
    if (*at == 'e' || *at == 'E') {
        char *end = NULL;
        long exponent = strtol(at + 1, &end, 10);
        if (end == at + 1 || exponent > EXPONENT_LIMIT || exponent < -EXPONENT_LIMIT) {
            return false;
        }
        value->scale -= (int)exponent;
        at = end;
    }
    value->digits = is_negative ? -value->digits : value->digits;
    return *at == '\0';
}

/* The last digit is known first, so a room is filled from its end. */
static size_t write_wide(struct wide value, char out[STATS_TEXT_MAX])
{
    char room[STATS_TEXT_MAX];
    size_t at = sizeof(room);
    bool is_negative = value.digits < 0;
    __int128 rest = is_negative ? -value.digits : value.digits;

    for (int place = 0; place <= value.scale || rest != 0; place++) {
        if (place == value.scale && place > 0) {
            room[--at] = '.';
        }
        room[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (is_negative) {
        room[--at] = '-';
    }
    size_t len = sizeof(room) - at;
    for (size_t i = 0; i < len; i++) {
        out[i] = room[at + i];
    }
    out[len] = '\0';
    return len;
}

bool stats_round_text(const char *text, int decimals, enum stats_rounding rounding,
                      char out[STATS_TEXT_MAX])
{
    struct wide value = {0, 0};
    if (!read_wide(text, &value) || !wide_round(&value, decimals, rounding)) {
        return false;
    }
    if (decimals < 0) {
        if (count_digits(value.digits) - decimals > LARGEST_POWER) {
            return false;
        }
        value.digits *= power_of_ten(-decimals);
        value.scale = 0;
    }
    (void)write_wide(value, out);
    return true;
}

size_t stats_format_fixed(struct decimal value, char out[STATS_TEXT_MAX])
{
    return write_wide((struct wide){value.digits, value.scale}, out);
}

/* --- Rates --- */

struct decimal stats_round_percent(struct stats_counts counts, int decimals,
                                   enum stats_rounding rounding)
{
    __int128 scaled = 100 * power_of_ten(decimals) * counts.passed;
    return (struct decimal){(int64_t)divide_rounded(scaled, counts.inspected, rounding),
                            (int8_t)decimals};
}

int stats_rate_decimals(int64_t n)
{
    return n < LONG_SHOWN_FROM ? 1 : 2;
}

/* <0, 0, >0 as the text lies below, at, above the percentage. */
static int compare_text(struct decimal text, struct decimal percent)
{
    __int128 a = text.digits * power_of_ten(percent.scale);
    __int128 b = percent.digits * power_of_ten(text.scale);
    return (a > b) - (a < b);
}

static bool text_is_false(struct decimal text, struct stats_counts counts,
                          const struct stats_target *target)
{
    int64_t all = (int64_t)(100 * power_of_ten(text.scale));
    if (text.digits == all && counts.passed < counts.inspected) {
        return true;
    }
    if (text.digits == 0 && counts.passed > 0) {
        return true;
    }
    if (!target) {
        return false;
    }
    int side = compare_text(text, target->percent);
    bool text_is_met = target->at_most ? side <= 0 : side >= 0;
    return text_is_met != stats_is_met(counts, target);
}

struct decimal stats_rate_display(struct stats_counts counts, int decimals,
                                  const struct stats_target *target, enum stats_rounding rounding)
{
    struct decimal text = stats_round_percent(counts, decimals, rounding);
    while (text_is_false(text, counts, target)) {
        if (decimals >= STATS_DECIMALS_MAX) {
            /* The rounding crossed what it must not cross: its neighbour on the other side of the
             * exact rate did not. */
            text.digits += stats_compare_rate(counts, text) < 0 ? -1 : 1;
            break;
        }
        decimals++;
        text = stats_round_percent(counts, decimals, rounding);
    }
    return text;
}

/* --- From a stated rate alone --- */

/* What rounds to a text lies from low/whole to high/whole. */
struct cell {
    __int128 low;
    __int128 high;
    __int128 whole;
};

static struct cell cell_of(struct decimal percent)
{
    struct cell cell = {
        .low = 2 * (__int128)percent.digits - 1,
        .high = 2 * (__int128)percent.digits + 1,
        .whole = 200 * power_of_ten(percent.scale),
    };
    if (cell.low < 0) {
        cell.low = 0;
    }
    if (cell.high > cell.whole) {
        cell.high = cell.whole;
    }
    return cell;
}

bool stats_rate_is_possible(struct decimal percent, int64_t n, int64_t *x_min, int64_t *x_max)
{
    struct cell cell = cell_of(percent);
    __int128 first = (cell.low * n + cell.whole - 1) / cell.whole;
    __int128 last = cell.high * n / cell.whole;
    if (first > last) {
        return false;
    }
    *x_min = (int64_t)first;
    *x_max = (int64_t)last;
    return true;
}

struct fraction {
    __int128 over;
    __int128 under;
};

/* The fraction with the smallest denominator in [low, high]. Both share their whole part f, or an
 * integer lies between them; without f the question turns upside down. */
static struct fraction simplest_between(struct fraction low, struct fraction high)
{
    __int128 whole = low.over / low.under;
    if (low.over % low.under == 0) {
        return (struct fraction){whole, 1};
    }
    if ((whole + 1) * high.under <= high.over) {
        return (struct fraction){whole + 1, 1};
    }
    struct fraction inner =
        simplest_between((struct fraction){high.under, high.over - whole * high.under},
                         (struct fraction){low.under, low.over - whole * low.under});
    return (struct fraction){whole * inner.over + inner.under, inner.over};
}

int64_t stats_rate_smallest_n(struct decimal percent)
{
    struct cell cell = cell_of(percent);
    if (cell.low > cell.high) {
        return 0;
    }
    struct fraction simplest = simplest_between((struct fraction){cell.low, cell.whole},
                                                (struct fraction){cell.high, cell.whole});
    return (int64_t)simplest.under;
}
