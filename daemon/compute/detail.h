/* SPDX-License-Identifier: MIT */
/*
 * What a figure carries beside its number: on the board where it comes from, its parts and its
 * coverage; in the store the prints of its rows.
 */
#ifndef PLUMB_COMPUTE_DETAIL_H
#define PLUMB_COMPUTE_DETAIL_H

#include "compute/settings.h"
#include "compute/draft.h"
#include "compute/figure.h"

/* Puts what an entry shows of a figure beside its number: source, coverage, remarks. `stated` is
 * the nature as the catalogue states it. */
void detail_put(struct draft *draft, struct draft_value *object, const struct figure *figure,
                enum nature stated);

/* True if not all of its parts that must report did. Accepts NULL. */
bool detail_is_incomplete(const struct figure *figure);

/* Up to how many names of departments, places are listed. */
enum { DETAIL_NAMES_MAX = 512 };

/* Puts one of its parts: whose it is, its number, its counts. */
void detail_put_part(struct draft *draft, struct draft_value *object, struct arena *arena,
                     const struct compute_options *options, const struct figure *whole,
                     const struct figure *part, enum nature stated);

/* Whose part it is: a place, an item, a department. */
struct text detail_part_name(struct arena *arena, const struct figure *part, enum part_kind kind);

/* What is stored of a figure beside its number: the prints of its rows, in the arena. */
struct text detail_prints(struct arena *arena, const struct figure *figure);

/* True if all rows that made the old figure still say the same, and others have come: it was
 * completed, not revised. */
bool detail_is_completed(struct text old, const struct figure *figure);

#endif
