/* SPDX-License-Identifier: MIT */
/*
 * Whether a stated pass rate can come from counts: exact, in whole numbers.
 *
 * A rate with d digits behind the point stands for all within half a unit of its last digit, both
 * ends included.
 */
#ifndef PLUMB_INGEST_LAYOUT_RATE_H
#define PLUMB_INGEST_LAYOUT_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/decimal.h"

/* True if 100 * passed / inspected rounds to percent. inspected >= 1; true where the numbers are
 * too large to tell. */
bool layout_rate_agrees(int64_t passed, int64_t inspected, struct decimal percent);

/* True if some whole number passed of inspected rounds to percent. */
bool layout_rate_is_possible(int64_t inspected, struct decimal percent);

/* 100 * passed / inspected to one decimal more than it is usually written, rounded half to even.
 * inspected >= 1. */
struct decimal layout_rate_of(int64_t passed, int64_t inspected);

#endif
