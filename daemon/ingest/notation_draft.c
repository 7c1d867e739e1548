/* SPDX-License-Identifier: MIT */
#include "ingest/notation_draft.h"

#include "ingest/notation_unit.h"

enum { DENOMINATOR_MAX = 1000000 };

bool draft_refuse(struct draft *draft, enum notation_kind kind, enum notation_reason reason)
{
    return notation_refuse(draft->out, kind, reason);
}

/* A cell that is none of the forms: digits that do not fit, or just a word. */
bool draft_refuse_unread(struct draft *draft)
{
    struct span all = span_of(draft->rest.all);
    int64_t passed = 0;
    int64_t inspected = 0;

    if (notation_read_ratio(all.all->source, &passed, &inspected)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_RATIO);
    }
    if (span_find_digit(all) < span_count(all)) {
        return draft_refuse(draft, NOTATION_INVALID, REASON_UNREADABLE);
    }
    return draft_refuse(draft, NOTATION_TEXT, REASON_WORD);
}

bool draft_refuse_numeral(struct draft *draft, enum numeral_result result)
{
    switch (result) {
    case NUMERAL_READ:
    case NUMERAL_NONE:
        return draft_refuse_unread(draft);
    case NUMERAL_BAD_GROUPS:
        return draft_refuse(draft, NOTATION_INVALID, REASON_GROUPS);
    case NUMERAL_BAD_POINTS:
        return draft_refuse(draft, NOTATION_INVALID, REASON_POINTS);
    case NUMERAL_BAD_ORDER:
        return draft_refuse(draft, NOTATION_INVALID, REASON_NUMERAL);
    case NUMERAL_TOO_LARGE:
        return draft_refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
    case NUMERAL_TWO_READINGS:
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_TWO_NUMBERS);
    }
    return draft_refuse_unread(draft);
}

static bool is_lower_bound(enum qualifier qualifier)
{
    return qualifier == QUALIFIER_GE || qualifier == QUALIFIER_GT;
}

static bool is_upper_bound(enum qualifier qualifier)
{
    return qualifier == QUALIFIER_LE || qualifier == QUALIFIER_LT;
}

/* 约20余, 不低于95%以上: words that agree make one; 不到20余 contradicts itself. */
bool draft_add_qualifier(struct draft *draft, enum qualifier qualifier)
{
    enum qualifier had = draft->qualifier;

    if ((is_lower_bound(had) && is_upper_bound(qualifier)) ||
        (is_upper_bound(had) && is_lower_bound(qualifier))) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_BOUNDS);
    }
    draft->qualifier = had == qualifier ? had : qualifier_of_sum(had, qualifier);
    return true;
}

bool draft_take_currency(struct draft *draft)
{
    struct text currency = unit_take_currency(&draft->rest);

    if (draft->currency.len > 0 && currency.len > 0 && !text_equal(draft->currency, currency)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_CURRENCIES);
    }
    draft->currency = currency.len > 0 ? currency : draft->currency;
    return true;
}

/* Takes the sign. A long dash before a digit may be a minus or only a line. */
static bool take_sign(struct draft *draft, struct side *side)
{
    int32_t code = span_front(draft->rest, 0);

    if ((code == GLYPH_EN_DASH || code == GLYPH_EM_DASH) &&
        glyph_is_digit(span_front(draft->rest, 1))) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_DASH);
    }
    if (code == '-' || code == GLYPH_MINUS) {
        side->is_negative = true;
        draft->rest = span_skip(draft->rest, 1);
    } else if (span_take(&draft->rest, "负")) {
        side->is_negative = true;
    } else {
        (void)span_take(&draft->rest, "+");
    }
    return true;
}

static void set_value(struct side *side, struct decimal value)
{
    side->numeral = (struct numeral){.value = value, .is_hanzi = true};
}

/* 一半, 半数, 过半; 半年; 百分百. */
static bool take_half(struct draft *draft, struct side *side)
{
    struct span rest = draft->rest;

    if (span_take(&rest, "百分百")) {
        set_value(side, decimal_of(100));
        side->unit = TEXT("%");
    } else if (span_is(rest, "一半") || span_is(rest, "半数") ||
               (span_is(rest, "半") && draft->has_word)) {
        set_value(side, decimal_of(50));
        side->unit = TEXT("%");
        rest = span_skip(rest, span_count(rest));
    } else if (span_take(&rest, "半") && unit_is_known(rest)) {
        set_value(side, (struct decimal){5, 1});
    } else {
        return false;
    }
    draft->rest = rest;
    return true;
}

/* What stands behind 分之. The number before it is the denominator. */
static bool take_numerator(struct draft *draft, struct side *side)
{
    struct decimal denominator = decimal_normal(side->numeral.value);
    enum qualifier qualifier = side->numeral.qualifier;

    if (denominator.scale > 0 || denominator.digits < 2 || denominator.digits > DENOMINATOR_MAX ||
        side->numeral.is_pair || qualifier != QUALIFIER_EQ) {
        return draft_refuse_unread(draft);
    }
    if (!side->is_negative && !take_sign(draft, side)) {
        return false;
    }
    enum numeral_result result = numeral_take(&draft->rest, &side->numeral);
    if (result != NUMERAL_READ) {
        return draft_refuse_numeral(draft, result);
    }
    side->numeral.is_bare = false; /* 百分之百 */
    if (denominator.digits == 100 || denominator.digits == 1000) {
        side->unit = denominator.digits == 100 ? TEXT("%") : TEXT("‰");
        return true;
    }
    if (decimal_normal(side->numeral.value).scale > 0 || side->numeral.is_pair) {
        return draft_refuse_unread(draft);
    }
    side->denominator = denominator.digits;
    return true;
}

bool draft_take_side(struct draft *draft, struct side *side)
{
    side->denominator = 1;
    side->unit = TEXT("");
    if (!draft_take_currency(draft) || !take_sign(draft, side) || !draft_take_currency(draft)) {
        return false;
    }
    if (take_half(draft, side)) {
        return true;
    }
    enum numeral_result result = numeral_take(&draft->rest, &side->numeral);
    if (result != NUMERAL_READ) {
        return draft_refuse_numeral(draft, result);
    }
    if (span_take(&draft->rest, "分之") && !take_numerator(draft, side)) {
        return false;
    }
    return draft_add_qualifier(draft, side->numeral.qualifier);
}
