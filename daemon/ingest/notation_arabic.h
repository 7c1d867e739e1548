/* SPDX-License-Identifier: MIT */
/* A number in digits 0 to 9: thousands groups, a decimal point, an exponent. No sign. */
#ifndef PLUMB_INGEST_NOTATION_ARABIC_H
#define PLUMB_INGEST_NOTATION_ARABIC_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest/notation_numeral.h"

struct arabic {
    struct decimal value;
    size_t whole_digits; /* before the point */
    bool has_leading_zero;
    bool is_digits_lost;
};

/* Takes it off the front of *span. NUMERAL_NONE if no digit begins there. */
enum numeral_result arabic_take(struct span *span, struct arabic *out);

#endif
