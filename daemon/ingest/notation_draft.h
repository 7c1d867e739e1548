/* SPDX-License-Identifier: MIT */
/*
 * A number cell while it is being read. Each step takes what it knows off `rest` and returns
 * false once it has refused the cell (the reason is then in `out`).
 */
#ifndef PLUMB_INGEST_NOTATION_DRAFT_H
#define PLUMB_INGEST_NOTATION_DRAFT_H

#include "ingest/notation.h"
#include "ingest/notation_glyph.h"
#include "ingest/notation_numeral.h"
#include "ingest/notation_reason.h"

/* One number: 三十, 百分之五, -3, 一半. */
struct side {
    struct numeral numeral;
    bool is_negative;
    int64_t denominator; /* 1; 3 for 三分之二 */
    struct text unit;    /* "" or what the number itself says: % ‰ for 百分之 千分之 */
};

enum joint { JOINT_NONE, JOINT_RANGE, JOINT_TOLERANCE };

struct draft {
    struct span rest;
    struct notation *out;
    bool is_change_column;
    int change; /* 1 up, -1 down, 0 not stated */
    bool has_word;
    bool is_near;      /* 近 */
    bool is_tolerance; /* ± at the front */
    enum qualifier qualifier;
    struct text currency;
    struct side first;
    struct side second;
    enum joint joint;
    bool is_dash_joint;
    struct span left_unit; /* in `10%-20%` the first % */
};

/* All return false, so that a step can return the call. refuse_unread is for a cell of none of
 * the forms: digits that do not fit, or just a word. */
bool draft_refuse(struct draft *draft, enum notation_kind kind, enum notation_reason reason);
bool draft_refuse_unread(struct draft *draft);
bool draft_refuse_numeral(struct draft *draft, enum numeral_result result);

/* Joins a further qualifier: 约20余, 不低于95%以上 agree; 不到20余 contradicts itself. */
bool draft_add_qualifier(struct draft *draft, enum qualifier qualifier);

/* Takes ￥, 人民币 and their kin off the front, if there is one. */
bool draft_take_currency(struct draft *draft);

/* Takes one number with its sign, currency and 分之. */
bool draft_take_side(struct draft *draft, struct side *side);

/* What is left must be the unit. It may still change the number: 成, 万元 in brackets, 年半. */
bool draft_read_unit(struct draft *draft);

#endif
