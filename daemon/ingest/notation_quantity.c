/* SPDX-License-Identifier: MIT */
/*
 * Steps take what they know off one span, from the outside in: words at the end, words at the
 * front, the number, the other end of a range, and what is left must be a unit. Each step
 * returns false once it has refused the cell.
 */
#include "ingest/notation_quantity.h"

#include "ingest/notation_draft.h"
#include "ingest/notation_unit.h"
#include "ingest/notation_words.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2999 };

/* ---- words ---- */

static bool take_end_words(struct draft *draft)
{
    const struct qualifier_word *word = NULL;

    while ((word = word_at_end(draft->rest)) != NULL) {
        (void)span_drop(&draft->rest, word->word);
        draft->has_word = true;
        if (!draft_add_qualifier(draft, word->qualifier)) {
            return false;
        }
    }
    return true;
}

static bool take_front_words(struct draft *draft)
{
    const struct qualifier_word *word = NULL;
    size_t before = 0;

    do {
        before = span_count(draft->rest);
        word = word_at_front(draft->rest);
        if (word) {
            (void)span_take(&draft->rest, word->word);
            draft->has_word = true;
            draft->is_near = draft->is_near || word->place == WORD_NEAR;
            if (!draft_add_qualifier(draft, word->qualifier)) {
                return false;
            }
        }
        if (!draft_take_currency(draft)) {
            return false;
        }
    } while (span_count(draft->rest) < before);
    return true;
}

/* 200左右家: the number has been taken, its unit follows. */
static bool take_words_before_unit(struct draft *draft)
{
    const struct qualifier_word *word = NULL;

    while ((word = word_before_unit(draft->rest)) != NULL) {
        (void)span_take(&draft->rest, word->word);
        if (!draft_add_qualifier(draft, word->qualifier)) {
            return false;
        }
    }
    return true;
}

/* 同比增长: a number only in a column of changes. */
static bool take_change(struct draft *draft)
{
    struct span rest = draft->rest;
    bool is_stated = false;
    int change = word_take_change(&rest, &is_stated);
    int32_t next = span_front(rest, 0);

    if (!is_stated) {
        return true;
    }
    if (!draft->is_change_column) {
        return span_find_digit(rest) == span_count(rest) && !numeral_may_begin(next)
                   ? draft_refuse_unread(draft)
                   : draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_CHANGE);
    }
    draft->change = change;
    draft->rest = rest;
    return true;
}

/* ---- two numbers ---- */

/* The number of glyphs of a joint that stands at the front, and which. */
static size_t joint_at_front(struct span span, enum joint *joint)
{
    int32_t code = span_front(span, 0);

    *joint = JOINT_RANGE;
    if (code == '~' || glyph_is_dash(code)) {
        return span_front(span, 1) == code ? 2 : 1;
    }
    if (span_starts(span, "至") || span_starts(span, "到")) {
        return 1;
    }
    *joint = JOINT_TOLERANCE;
    return span_starts(span, "±") ? 1 : span_starts(span, "+/-") ? 3 : 0;
}

static bool may_begin_side(struct span span)
{
    int32_t code = span_front(span, 0);

    if (code == '-' || code == GLYPH_MINUS || span_starts(span, "负")) {
        span = span_skip(span, 1);
    }
    (void)unit_take_currency(&span);
    return numeral_may_begin(span_front(span, 0));
}

/* Looks for the joint behind the first number and perhaps its unit. */
static bool take_joint(struct draft *draft)
{
    struct span rest = draft->rest;
    enum joint joint = JOINT_NONE;

    for (size_t place = 0; place < span_count(rest); place++) {
        struct span here = span_skip(rest, place);
        size_t count = joint_at_front(here, &joint);
        if (count > 0 && may_begin_side(span_skip(here, count))) {
            draft->joint = joint;
            draft->is_dash_joint = glyph_is_dash(span_front(here, 0));
            draft->left_unit = span_head(rest, place);
            draft->rest = span_skip(here, count);
            return true;
        }
    }
    return false;
}

/* 3/5, 1:2, 3比2, 5、6: two numbers that are no range. */
static bool is_followed_by_another(struct span rest)
{
    int32_t code = span_front(rest, 0);
    int32_t next = span_front(rest, 1);

    if ((code == '/' || code == ':' || code == 0x2236) && glyph_is_digit(next)) {
        return true;
    }
    return (span_starts(rest, "、") || span_starts(rest, "比")) && numeral_may_begin(next);
}

static bool is_year(struct decimal value)
{
    return decimal_is_integer(value) && decimal_compare(value, decimal_of(YEAR_FIRST)) >= 0 &&
           decimal_compare(value, decimal_of(YEAR_LAST)) <= 0;
}

/* 3-5万: the 万 is for both, unless that would not ascend (5000-1万). */
static bool share_exponent(struct draft *draft)
{
    struct numeral *first = &draft->first.numeral;
    const struct numeral *second = &draft->second.numeral;

    if (second->exponent == 0 || first->exponent != 0 || !span_is_empty(draft->left_unit) ||
        decimal_compare(first->value, second->coefficient) >= 0) {
        return true;
    }
    if (second->exponent == 1) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_TWO_NUMBERS); /* 二至三十 */
    }
    return decimal_shift(first->value, second->exponent, &first->value) ||
           draft_refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
}

/* Both ends must be of one unit: the first may leave it out, the second not. */
static bool agree_on_unit(struct draft *draft)
{
    struct text left = unit_name(draft->left_unit);
    struct text right = unit_name(draft->rest);

    if (draft->second.unit.len == 0 && span_is_empty(draft->rest)) {
        draft->second.unit = draft->first.unit; /* 百分之三到五 */
    }
    if (!span_is_empty(draft->left_unit) && !text_equal(left, right)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_RANGE_UNITS);
    }
    if (!text_equal(draft->first.unit, draft->second.unit)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_RANGE_UNITS);
    }
    return true;
}

/* 100±5%: five of the hundred, or five percent of it. */
static bool may_be_relative(const struct draft *draft)
{
    return draft->joint == JOINT_TOLERANCE && span_is_empty(draft->left_unit) &&
           draft->first.unit.len == 0 && span_is(draft->rest, "%");
}

static bool take_second(struct draft *draft)
{
    if (!draft_take_side(draft, &draft->second)) {
        return false;
    }
    const struct side *first = &draft->first;
    const struct side *second = &draft->second;
    if (first->denominator != 1 || second->denominator != 1 || first->numeral.is_pair ||
        second->numeral.is_pair) {
        return draft_refuse_unread(draft);
    }
    if (first->is_negative && draft->is_dash_joint) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_TWO_NUMBERS);
    }
    bool is_of_years = is_year(first->numeral.value) && is_year(second->numeral.value) &&
                       (span_is_empty(draft->rest) || span_is(draft->rest, "年"));
    if (draft->joint == JOINT_RANGE &&
        (first->numeral.has_leading_zero || second->numeral.has_leading_zero || is_of_years)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_DATE);
    }
    if (may_be_relative(draft)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_RANGE_UNITS);
    }
    return agree_on_unit(draft) && (draft->joint != JOINT_RANGE || share_exponent(draft));
}

/* ---- doubts about the whole ---- */

static bool join_currency(struct draft *draft)
{
    struct text *unit = &draft->out->amount.unit;

    if (draft->currency.len == 0 || text_equal(*unit, draft->currency)) {
        return true;
    }
    if (draft->first.denominator != 1) {
        return draft_refuse_unread(draft); /* a third of a dollar sign */
    }
    if (unit->len > 0) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_CURRENCIES);
    }
    *unit = draft->currency;
    return true;
}

/* 9月, 2017年, 16号 may be dates, if nothing says that they count something. */
static bool may_be_date(const struct draft *draft)
{
    struct text unit = draft->out->amount.unit;
    struct decimal value = draft->first.numeral.value;

    bool is_below_zero = draft->first.is_negative && value.digits != 0;
    if (draft->qualifier != QUALIFIER_EQ || is_below_zero || !decimal_is_integer(value)) {
        return false;
    }
    if (text_equal_str(unit, "年")) {
        return draft->joint != JOINT_RANGE && is_year(value);
    }
    return text_equal_str(unit, "月") || text_equal_str(unit, "月份") || text_equal_str(unit, "号");
}

static bool check_doubts(struct draft *draft)
{
    struct span unit = draft->rest;

    if (draft->first.numeral.is_bare && draft->qualifier == QUALIFIER_EQ && !draft->has_word) {
        return draft_refuse_unread(draft);
    }
    if (draft->is_near && unit_is_time(unit)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_LAST_OR_NEARLY);
    }
    return !may_be_date(draft) || draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_DATE);
}

/* ---- the result ---- */

static void swap_ends(struct amount *amount)
{
    struct decimal low = amount->value;

    amount->value = amount->high;
    amount->high = low;
}

/* 下降3%: minus; 下降3-5%: -5 to -3. A fall of a negative number says two things. */
static bool apply_fall(struct draft *draft)
{
    struct amount *amount = &draft->out->amount;

    if (draft->change >= 0) {
        return true;
    }
    if (amount->value.digits < 0) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_CHANGE);
    }
    amount->value.digits = -amount->value.digits;
    amount->high.digits = -amount->high.digits;
    if (amount->is_range) {
        swap_ends(amount);
    }
    return true;
}

static struct decimal signed_value(const struct side *side, struct decimal value)
{
    value = decimal_normal(value);
    value.digits = side->is_negative ? -value.digits : value.digits;
    return value;
}

static bool fill_range(struct draft *draft, struct decimal high)
{
    struct amount *amount = &draft->out->amount;

    draft->out->kind = NOTATION_RANGE;
    amount->is_range = true;
    amount->high = high;
    if (draft->first.numeral.is_pair && draft->first.is_negative) {
        swap_ends(amount);
    }
    return decimal_compare(amount->value, amount->high) < 0 ||
           draft_refuse(draft, NOTATION_INVALID, REASON_RANGE_ORDER);
}

static bool fill_amount(struct draft *draft)
{
    struct notation *out = draft->out;
    const struct side *first = &draft->first;

    out->kind = first->denominator != 1 ? NOTATION_FRACTION
                : draft->is_tolerance   ? NOTATION_TOLERANCE
                                        : NOTATION_NUMBER;
    out->amount.qualifier = draft->qualifier;
    out->amount.value = signed_value(first, first->numeral.value);
    out->amount.denominator = first->denominator;
    out->is_digits_lost = first->numeral.is_digits_lost || draft->second.numeral.is_digits_lost;
    out->is_colloquial = first->numeral.is_colloquial || draft->second.numeral.is_colloquial;
    if (draft->joint == JOINT_TOLERANCE) {
        out->has_tolerance = true;
        out->tolerance = decimal_normal(draft->second.numeral.value);
    }
    if (first->numeral.is_pair && !fill_range(draft, signed_value(first, first->numeral.high))) {
        return false;
    }
    if (draft->joint == JOINT_RANGE &&
        !fill_range(draft, signed_value(&draft->second, draft->second.numeral.value))) {
        return false;
    }
    return apply_fall(draft);
}

/* (1,234) and (5%) are negative in accounts. Takes the brackets off. */
static void take_account_brackets(struct draft *draft)
{
    struct span inner = draft->rest;

    if (!span_take(&inner, "(") || !span_drop(&inner, ")")) {
        return;
    }
    struct span number = inner;
    (void)unit_take_currency(&number);
    if (glyph_is_digit(span_front(number, 0)) || span_front(number, 0) == '.') {
        draft->rest = inner;
        draft->first.is_negative = true;
    }
}

static bool read_words(struct draft *draft)
{
    if (!take_change(draft) || !take_end_words(draft) || !take_front_words(draft)) {
        return false;
    }
    take_account_brackets(draft);
    if (span_take(&draft->rest, "±") || span_take(&draft->rest, "+/-")) {
        draft->is_tolerance = true;
    }
    if (span_is_empty(draft->rest)) {
        return draft_refuse(draft, NOTATION_INVALID, REASON_NO_NUMBER);
    }
    return true;
}

static bool read_numbers(struct draft *draft)
{
    if (!draft_take_side(draft, &draft->first)) {
        return false;
    }
    if (is_followed_by_another(draft->rest)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_RATIO);
    }
    return !take_joint(draft) || take_second(draft);
}

void quantity_read(struct span span, bool is_change_column, struct notation *out)
{
    struct draft draft = {
        .rest = span,
        .out = out,
        .is_change_column = is_change_column,
        .qualifier = QUALIFIER_EQ,
        .currency = TEXT(""),
        .left_unit = span_head(span, 0),
    };

    (void)(read_words(&draft) && read_numbers(&draft) && take_words_before_unit(&draft) &&
           draft_read_unit(&draft) && join_currency(&draft) && check_doubts(&draft) &&
           fill_amount(&draft));
}
