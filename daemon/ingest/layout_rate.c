/* SPDX-License-Identifier: MIT */
#include "ingest/layout_rate.h"

/* Beyond this the products below could leave 128 bits. */
static const int64_t count_max = INT64_C(1000000000000000);

static __int128 power_of_ten(int exponent)
{
    __int128 power = 1;

    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

/* |2 * (passed * 100 * 10^scale - digits * inspected)| <= inspected: half a unit at most. */
static bool is_within_half(int64_t passed, int64_t inspected, struct decimal percent)
{
    __int128 exact = (__int128)passed * 100 * power_of_ten(percent.scale);
    __int128 stated = (__int128)percent.digits * inspected;
    __int128 apart = 2 * (exact > stated ? exact - stated : stated - exact);

    return apart <= inspected;
}

static bool is_checkable(int64_t inspected, struct decimal percent)
{
    return inspected >= 1 && inspected <= count_max && percent.scale <= 9 && percent.digits >= 0 &&
           percent.digits <= count_max;
}

bool layout_rate_agrees(int64_t passed, int64_t inspected, struct decimal percent)
{
    return !is_checkable(inspected, percent) || passed > count_max ||
           is_within_half(passed, inspected, percent);
}

bool layout_rate_is_possible(int64_t inspected, struct decimal percent)
{
    if (!is_checkable(inspected, percent)) {
        return true;
    }
    /* The whole number nearest below the stated rate, and the one above it. */
    __int128 unit = 100 * power_of_ten(percent.scale);
    __int128 below = (__int128)percent.digits * inspected / unit;
    if (below >= inspected) {
        return below == inspected || is_within_half(inspected, inspected, percent);
    }
    return is_within_half((int64_t)below, inspected, percent) ||
           is_within_half((int64_t)below + 1, inspected, percent);
}

struct decimal layout_rate_of(int64_t passed, int64_t inspected)
{
    __int128 scaled = (__int128)passed * 10000;
    __int128 quotient = scaled / inspected;
    __int128 twice = 2 * (scaled % inspected);

    if (twice > inspected || (twice == inspected && quotient % 2 == 1)) {
        quotient++;
    }
    return decimal_normal((struct decimal){(int64_t)quotient, 2});
}
