/* SPDX-License-Identifier: MIT */
/*
 * What an aggregate carries beside its number, as JSON: source, parts, coverage, doubts, and the
 * prints of its rows.
 */
#ifndef PLUMB_COMPUTE_DETAIL_H
#define PLUMB_COMPUTE_DETAIL_H

#include "base/buffer.h"
#include "compute/settings.h"
#include "compute/figure.h"

/* Appends the detail of a figure; `stated` is the nature as the catalogue states it. */
bool detail_append(struct buffer *out, struct arena *arena, const struct compute_options *options,
                   const struct figure *figure, enum nature stated, struct err *err);

/* True if all rows that made the old figure still say the same, and others have come: it was
 * completed, not revised. */
bool detail_is_completed(struct text old, const struct figure *figure);

#endif
