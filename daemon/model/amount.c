/* SPDX-License-Identifier: MIT */
#include "model/amount.h"

#include <stddef.h>

static const char *const names[] = {
    [QUALIFIER_EQ] = "eq",
    [QUALIFIER_GE] = "ge",
    [QUALIFIER_GT] = "gt",
    [QUALIFIER_LE] = "le",
    [QUALIFIER_LT] = "lt",
    [QUALIFIER_APPROX] = "approx",
    [QUALIFIER_ABOUT_BELOW] = "about_below",
};

const char *qualifier_name(enum qualifier qualifier)
{
    return names[qualifier];
}

bool qualifier_from_name(struct text name, enum qualifier *out)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (text_equal_str(name, names[i])) {
            *out = (enum qualifier)i;
            return true;
        }
    }
    return false;
}

static bool is_at_least(enum qualifier qualifier)
{
    return qualifier == QUALIFIER_GE || qualifier == QUALIFIER_GT;
}

static bool is_at_most(enum qualifier qualifier)
{
    return qualifier == QUALIFIER_LE || qualifier == QUALIFIER_LT;
}

enum qualifier qualifier_of_sum(enum qualifier a, enum qualifier b)
{
    if (a == QUALIFIER_EQ) {
        return b;
    }
    if (b == QUALIFIER_EQ) {
        return a;
    }
    if (is_at_least(a) && is_at_least(b)) {
        return a == b ? a : QUALIFIER_GT;
    }
    if (is_at_most(a) && is_at_most(b)) {
        return a == b ? a : QUALIFIER_LT;
    }
    return QUALIFIER_APPROX;
}
