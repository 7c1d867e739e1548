/* SPDX-License-Identifier: MIT */
/* The words around a number, and those in place of one. */
#ifndef PLUMB_INGEST_NOTATION_WORDS_H
#define PLUMB_INGEST_NOTATION_WORDS_H

#include <stdbool.h>

#include "ingest/notation.h"
#include "ingest/notation_glyph.h"
#include "model/amount.h"

/* Where a qualifier's word may stand. */
enum word_place {
    WORD_ANYWHERE,
    WORD_BEFORE_BARE,  /* 上万: before a number word without a digit */
    WORD_BEFORE_HALF,  /* 过半, 过万: or before 半 */
    WORD_BEHIND_TIME,  /* 30日内 */
    WORD_BEHIND_SHARE, /* 八成强 */
    WORD_NEAR          /* 近: with a length of time it means "the last" */
};

struct qualifier_word {
    const char *word;
    enum qualifier qualifier;
    enum word_place place;
};

/* The longest such word at the front, or at the end; NULL if there is none. */
const struct qualifier_word *word_at_front(struct span span);
const struct qualifier_word *word_at_end(struct span span);

/* The same for one between the number and its unit, at the front: 左右 in 200左右家, (0.3左右). */
const struct qualifier_word *word_before_unit(struct span span);

/* Takes words like 同比增长 and ↓ off the front. Returns 1 for a rise, -1 for a fall, 0 if there
 * is none of either; *is_stated tells that words of change (同比, 增速) were there at all. */
int word_take_change(struct span *span, bool *is_stated);

/* The kind of a cell that is one such word (MISSING, NOT_APPLICABLE, NONE_STATED, INDEFINITE,
 * ERROR); NOTATION_TEXT if it is none of them. *unit is the 个 of 几十个. */
enum notation_kind word_kind(struct span span, struct span *unit);

/* 零报告, 零事故, 零起: zero in words. */
bool word_is_zero(struct span span);

/* 持平: a change of nothing. */
bool word_is_no_change(struct span span);

#endif
