/* SPDX-License-Identifier: MIT */
#include "compute/unit.h"

#include <stddef.h>
#include <string.h>

struct factor {
    const char *word;
    int exponent;
};

static const struct factor factors[] = {
    {"亿", 8},
    {"千万", 7},
    {"百万", 6},
    {"万", 4},
};

struct text unit_base(struct text unit, int *exponent)
{
    *exponent = 0;
    for (size_t i = 0; i < sizeof(factors) / sizeof(factors[0]); i++) {
        if (text_starts_with(unit, factors[i].word)) {
            *exponent = factors[i].exponent;
            return text_part(unit, strlen(factors[i].word), unit.len);
        }
    }
    return unit;
}

bool unit_is_ratio(struct text unit)
{
    static const char *const ratios[] = {"%", "％", "‰", "百分点", "个百分点"};

    for (size_t i = 0; i < sizeof(ratios) / sizeof(ratios[0]); i++) {
        if (text_equal_str(unit, ratios[i])) {
            return true;
        }
    }
    return false;
}

/* Words that only count: 5个 are 5家. */
static bool is_counting(struct text unit)
{
    static const char *const words[] = {"个", "家", "次", "件", "项", "起",   "宗",   "户",
                                        "处", "场", "期", "条", "篇", "场次", "批次", "例"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal_str(unit, words[i])) {
            return true;
        }
    }
    return false;
}

bool unit_counts_events(struct text unit)
{
    return unit.len == 0 || is_counting(unit);
}

static bool is_same_unit(struct text a, struct text b)
{
    return text_equal(a, b) || (is_counting(a) && is_counting(b));
}

bool amount_value_in(const struct amount *amount, struct text unit, struct decimal *out)
{
    int from = 0;
    int to = 0;
    struct text own = unit_base(amount->unit, &from);
    struct text wanted = unit_base(unit, &to);

    if (amount->unit.len == 0 || unit.len == 0) {
        *out = amount->value;
        return true;
    }
    return is_same_unit(own, wanted) && decimal_shift(amount->value, from - to, out);
}

bool amount_equal(const struct amount *a, const struct amount *b)
{
    struct decimal value;

    return a->qualifier == b->qualifier && a->is_range == b->is_range &&
           a->denominator == b->denominator && amount_value_in(b, a->unit, &value) &&
           decimal_compare(a->value, value) == 0 &&
           (!a->is_range || decimal_compare(a->high, b->high) == 0);
}

static bool to_base(const struct amount *amount, struct amount *out)
{
    int exponent = 0;

    *out = *amount;
    out->unit = unit_base(amount->unit, &exponent);
    return decimal_shift(amount->value, exponent, &out->value);
}

bool amount_add(struct amount *sum, const struct amount *more)
{
    struct amount total = *sum;
    struct amount other = *more;

    if (sum->denominator > 1 || more->denominator > 1) {
        return false;
    }
    if (total.unit.len == 0) {
        total.unit = other.unit;
    }
    if (other.unit.len > 0 && !is_same_unit(total.unit, other.unit)) {
        if (!to_base(sum, &total) || !to_base(more, &other) ||
            !text_equal(total.unit, other.unit)) {
            return false;
        }
    }
    if (!decimal_add(total.value, other.value, &total.value)) {
        return false;
    }
    total.qualifier = qualifier_of_sum(sum->qualifier, more->qualifier);
    if (sum->is_range || more->is_range) {
        total.qualifier = QUALIFIER_APPROX;
    }
    total.is_range = false;
    total.display = (struct text){0};
    *sum = total;
    return true;
}

double amount_to_double(const struct amount *amount)
{
    double value = decimal_to_double(amount->value);

    return amount->denominator > 1 ? value / (double)amount->denominator : value;
}
