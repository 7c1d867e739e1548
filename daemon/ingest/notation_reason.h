/* SPDX-License-Identifier: MIT */
/* Why a cell is no number, in the words of the receipt. */
#ifndef PLUMB_INGEST_NOTATION_REASON_H
#define PLUMB_INGEST_NOTATION_REASON_H

#include "ingest/notation.h"

enum notation_reason {
    REASON_WORD,
    REASON_UNREADABLE,
    REASON_TOO_LONG,
    REASON_NO_NUMBER,
    REASON_QUOTED,
    REASON_ERROR,
    REASON_INDEFINITE,
    REASON_GROUPS,
    REASON_POINTS,
    REASON_NUMERAL,
    REASON_TOO_LARGE,
    REASON_TWO_NUMBERS,
    REASON_RATIO,
    REASON_LAST_OR_NEARLY,
    REASON_SLANG,
    REASON_CHANGE,
    REASON_BOUNDS,
    REASON_CURRENCIES,
    REASON_DASH,
    REASON_DATE,
    REASON_RANGE_UNITS,
    REASON_RANGE_ORDER
};

/* Makes the result one without an amount, of that kind and for that reason. Returns false. */
bool notation_refuse(struct notation *out, enum notation_kind kind, enum notation_reason reason);

#endif
