/* SPDX-License-Identifier: MIT */
/*
 * Steps take what they know off one span, from the outside in: words at the end, words at the
 * front, the number, the other end of a range, and what is left must be a unit. Each step
 * returns false once it has refused the cell.
 */
#include "ingest/notation_quantity.h"

#include "ingest/notation_numeral.h"
#include "ingest/notation_reason.h"
#include "ingest/notation_unit.h"
#include "ingest/notation_words.h"

enum { DENOMINATOR_MAX = 1000000, YEAR_FIRST = 1900, YEAR_LAST = 2999 };

/* One number: 三十, 百分之五, -3, 一半. */
struct side {
    struct numeral numeral;
    bool is_negative;
    int64_t denominator; /* 1; 0 where 百分之 and 千分之 made it a unit */
    struct text unit;    /* "" or what the number itself says: % ‰ */
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

static bool refuse(struct draft *draft, enum notation_kind kind, enum notation_reason reason)
{
    return notation_refuse(draft->out, kind, reason);
}

/* A cell that is none of the forms: digits that do not fit, or just a word. */
static bool refuse_unread(struct draft *draft)
{
    struct span all = span_of(draft->rest.all);
    int64_t passed = 0;
    int64_t inspected = 0;

    if (notation_read_ratio(all.all->source, &passed, &inspected)) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_RATIO);
    }
    if (span_find_digit(all) < span_count(all)) {
        return refuse(draft, NOTATION_INVALID, REASON_UNREADABLE);
    }
    return refuse(draft, NOTATION_TEXT, REASON_WORD);
}

static bool refuse_numeral(struct draft *draft, enum numeral_result result)
{
    switch (result) {
    case NUMERAL_READ:
    case NUMERAL_NONE:
        return refuse_unread(draft);
    case NUMERAL_BAD_GROUPS:
        return refuse(draft, NOTATION_INVALID, REASON_GROUPS);
    case NUMERAL_BAD_POINTS:
        return refuse(draft, NOTATION_INVALID, REASON_POINTS);
    case NUMERAL_BAD_ORDER:
        return refuse(draft, NOTATION_INVALID, REASON_NUMERAL);
    case NUMERAL_TOO_LARGE:
        return refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
    case NUMERAL_TWO_READINGS:
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_TWO_NUMBERS);
    }
    return refuse_unread(draft);
}

/* ---- words ---- */

static bool is_lower_bound(enum qualifier qualifier)
{
    return qualifier == QUALIFIER_GE || qualifier == QUALIFIER_GT;
}

static bool is_upper_bound(enum qualifier qualifier)
{
    return qualifier == QUALIFIER_LE || qualifier == QUALIFIER_LT;
}

/* 约20余, 不低于95%以上: words that agree make one; 不到20余 contradicts itself. */
static bool add_qualifier(struct draft *draft, enum qualifier qualifier)
{
    enum qualifier had = draft->qualifier;

    if ((is_lower_bound(had) && is_upper_bound(qualifier)) ||
        (is_upper_bound(had) && is_lower_bound(qualifier))) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_BOUNDS);
    }
    draft->qualifier = had == qualifier ? had : qualifier_of_sum(had, qualifier);
    return true;
}

static bool take_end_words(struct draft *draft)
{
    const struct qualifier_word *word = NULL;

    while ((word = word_at_end(draft->rest)) != NULL) {
        (void)span_drop(&draft->rest, word->word);
        draft->has_word = true;
        if (!add_qualifier(draft, word->qualifier)) {
            return false;
        }
    }
    return true;
}

static bool take_currency(struct draft *draft)
{
    struct text currency = unit_take_currency(&draft->rest);

    if (draft->currency.len > 0 && currency.len > 0 && !text_equal(draft->currency, currency)) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_CURRENCIES);
    }
    draft->currency = currency.len > 0 ? currency : draft->currency;
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
            if (!add_qualifier(draft, word->qualifier)) {
                return false;
            }
        }
        if (!take_currency(draft)) {
            return false;
        }
    } while (span_count(draft->rest) < before);
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
                   ? refuse_unread(draft)
                   : refuse(draft, NOTATION_AMBIGUOUS, REASON_CHANGE);
    }
    draft->change = change;
    draft->rest = rest;
    return true;
}

/* ---- one number ---- */

/* Takes the sign. A long dash before a digit may be a minus or only a line. */
static bool take_sign(struct draft *draft, struct side *side)
{
    int32_t code = span_front(draft->rest, 0);

    if ((code == GLYPH_EN_DASH || code == GLYPH_EM_DASH) &&
        glyph_is_digit(span_front(draft->rest, 1))) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_DASH);
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
        return refuse_unread(draft);
    }
    if (!side->is_negative && !take_sign(draft, side)) {
        return false;
    }
    enum numeral_result result = numeral_take(&draft->rest, &side->numeral);
    if (result != NUMERAL_READ) {
        return refuse_numeral(draft, result);
    }
    side->numeral.is_bare = false; /* 百分之百 */
    if (denominator.digits == 100 || denominator.digits == 1000) {
        side->unit = denominator.digits == 100 ? TEXT("%") : TEXT("‰");
        return true;
    }
    if (decimal_normal(side->numeral.value).scale > 0 || side->numeral.is_pair) {
        return refuse_unread(draft);
    }
    side->denominator = denominator.digits;
    return true;
}

static bool take_side(struct draft *draft, struct side *side)
{
    side->denominator = 1;
    side->unit = TEXT("");
    if (!take_currency(draft) || !take_sign(draft, side) || !take_currency(draft)) {
        return false;
    }
    if (take_half(draft, side)) {
        return true;
    }
    enum numeral_result result = numeral_take(&draft->rest, &side->numeral);
    if (result != NUMERAL_READ) {
        return refuse_numeral(draft, result);
    }
    if (span_take(&draft->rest, "分之") && !take_numerator(draft, side)) {
        return false;
    }
    return add_qualifier(draft, side->numeral.qualifier);
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
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_TWO_NUMBERS); /* 二至三十 */
    }
    return decimal_shift(first->value, second->exponent, &first->value) ||
           refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
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
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_RANGE_UNITS);
    }
    if (!text_equal(draft->first.unit, draft->second.unit)) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_RANGE_UNITS);
    }
    return true;
}

static bool take_second(struct draft *draft)
{
    if (!take_side(draft, &draft->second)) {
        return false;
    }
    const struct side *first = &draft->first;
    const struct side *second = &draft->second;
    if (first->denominator != 1 || second->denominator != 1 || first->numeral.is_pair ||
        second->numeral.is_pair) {
        return refuse_unread(draft);
    }
    if (first->is_negative && draft->is_dash_joint) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_TWO_NUMBERS);
    }
    bool is_of_years = is_year(first->numeral.value) && is_year(second->numeral.value) &&
                       (span_is_empty(draft->rest) || span_is(draft->rest, "年"));
    if (draft->joint == JOINT_RANGE &&
        (first->numeral.has_leading_zero || second->numeral.has_leading_zero || is_of_years)) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_DATE);
    }
    return agree_on_unit(draft) && (draft->joint != JOINT_RANGE || share_exponent(draft));
}

/* ---- the unit ---- */

static bool scale_sides(struct draft *draft, int exponent)
{
    return (decimal_shift(draft->first.numeral.value, exponent, &draft->first.numeral.value) &&
            decimal_shift(draft->first.numeral.high, exponent, &draft->first.numeral.high) &&
            decimal_shift(draft->second.numeral.value, exponent, &draft->second.numeral.value)) ||
           refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
}

/* Adds a fraction of the last unit to a lone number: 一年半, 三成五, 12元5角. */
static bool add_part(struct draft *draft, int64_t digits, int scale)
{
    struct decimal part = {digits, (int8_t)scale};
    struct decimal *value = &draft->first.numeral.value;

    if (draft->joint != JOINT_NONE || draft->first.numeral.is_pair) {
        return refuse_unread(draft);
    }
    return decimal_add(*value, part, value) || refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
}

/* One digit in either script at the front, 1 to 9. */
static int take_digit(struct span *span)
{
    int32_t code = span_front(*span, 0);
    int digit = glyph_is_digit(code) ? code - '0' : numeral_hanzi_digit(code);

    if (digit > 0) {
        *span = span_skip(*span, 1);
    }
    return digit > 0 ? digit : 0;
}

/* 成, 成半, 成五. */
static bool read_tenths(struct draft *draft, struct span behind)
{
    int half = span_take(&behind, "半") ? 5 : take_digit(&behind);

    if (!span_is_empty(behind)) {
        return refuse_unread(draft);
    }
    draft->out->amount.unit = TEXT("%");
    return (half == 0 || add_part(draft, half, 1)) && scale_sides(draft, 1);
}

/* 元整, 元5角, 元陆角柒分整. False, and nothing refused, if it is not that. */
static bool is_money_tail(struct span behind, int *jiao, int *fen)
{
    *jiao = 0;
    *fen = 0;
    bool has_zero = span_take(&behind, "零");
    struct span tail = behind;
    int digit = take_digit(&tail);

    if (digit > 0 && span_take(&tail, "角")) {
        *jiao = digit;
        behind = tail;
        has_zero = span_take(&tail, "零");
        digit = take_digit(&tail);
    }
    if (digit > 0 && span_take(&tail, "分")) {
        *fen = digit;
        behind = tail;
    }
    (void)(span_take(&behind, "整") || span_take(&behind, "正"));
    return span_is_empty(behind) && (!has_zero || *fen > 0 || *jiao > 0);
}

static bool read_money(struct draft *draft, struct span behind, bool *is_money)
{
    int jiao = 0;
    int fen = 0;

    *is_money = !span_is_empty(behind) && is_money_tail(behind, &jiao, &fen);
    if (!*is_money) {
        return true;
    }
    draft->out->amount.unit = TEXT("元");
    return jiao * 10 + fen == 0 || add_part(draft, jiao * 10 + fen, 2);
}

/* 年半, 个半月, 个半小时: half a unit more. *unit becomes the unit. */
static bool take_half_more(struct span *unit, struct text *name)
{
    struct span rest = *unit;

    if (span_take(&rest, "个半") && !span_is_empty(rest)) {
        if (!unit_is_known(rest)) {
            return false;
        }
        *name = span_is(rest, "月") ? TEXT("个月") : span_text(rest);
        return true;
    }
    rest = *unit;
    if (span_drop(&rest, "半") && unit_is_known(rest)) {
        *name = span_text(rest);
        return true;
    }
    return false;
}

/* 个多月, 个余月: the 多 of 5个多月 stands in the middle of the unit. */
static bool take_inner_more(struct span unit, struct text *name)
{
    if (!span_take(&unit, "个多") && !span_take(&unit, "个余")) {
        return false;
    }
    *name = span_is(unit, "月") ? TEXT("个月") : span_text(unit);
    return unit_is_time(unit);
}

/* (%), (万元): the unit in brackets behind a bare number. */
static bool open_brackets(struct draft *draft)
{
    struct span inner = draft->rest;

    if (!span_take(&inner, "(") || !span_drop(&inner, ")")) {
        return true;
    }
    draft->rest = inner;
    if (span_count(inner) > 1 && span_take(&draft->rest, "万")) {
        return scale_sides(draft, 4);
    }
    return !(span_count(inner) > 1 && span_take(&draft->rest, "亿")) || scale_sides(draft, 8);
}

/* What is behind the numbers must be a unit, and one that fits the number. */
static bool read_plain_unit(struct draft *draft)
{
    struct span unit = draft->rest;
    bool is_hanzi = draft->first.numeral.is_hanzi;

    if (unit_is_slang(unit)) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_SLANG);
    }
    bool has_own_unit = draft->first.unit.len > 0 || draft->first.denominator != 1;
    if (span_starts(unit, "半") || (has_own_unit && !span_is_empty(unit)) ||
        !(is_hanzi ? span_is_empty(unit) || unit_is_known(unit) : unit_is_plausible(unit))) {
        return refuse_unread(draft);
    }
    draft->out->amount.unit = has_own_unit ? draft->first.unit : unit_name(unit);
    return true;
}

static bool read_unit(struct draft *draft)
{
    struct text name = {0};
    struct span behind = {0};
    bool is_money = false;

    if (!open_brackets(draft)) {
        return false;
    }
    behind = draft->rest;
    if (span_take(&behind, "成")) {
        return read_tenths(draft, behind);
    }
    behind = draft->rest;
    if (span_take(&behind, "元") && (!read_money(draft, behind, &is_money) || is_money)) {
        return is_money;
    }
    if (take_half_more(&draft->rest, &name)) {
        draft->out->amount.unit = name;
        return add_part(draft, 5, 1);
    }
    if (take_inner_more(draft->rest, &name)) {
        draft->out->amount.unit = name;
        return add_qualifier(draft, QUALIFIER_GT);
    }
    return read_plain_unit(draft);
}

static bool join_currency(struct draft *draft)
{
    struct text *unit = &draft->out->amount.unit;

    if (draft->currency.len == 0 || text_equal(*unit, draft->currency)) {
        return true;
    }
    if (unit->len > 0) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_CURRENCIES);
    }
    *unit = draft->currency;
    return true;
}

/* ---- doubts about the whole ---- */

/* 9月, 2017年, 16号 may be dates, if nothing says that they count something. */
static bool may_be_date(const struct draft *draft)
{
    struct text unit = draft->out->amount.unit;
    struct decimal value = draft->first.numeral.value;

    if (draft->qualifier != QUALIFIER_EQ || draft->has_word || !decimal_is_integer(value)) {
        return false;
    }
    if (text_equal_str(unit, "年")) {
        return is_year(value);
    }
    return text_equal_str(unit, "月") || text_equal_str(unit, "月份") || text_equal_str(unit, "号");
}

static bool check_doubts(struct draft *draft)
{
    struct span unit = draft->rest;

    if (draft->first.numeral.is_bare && draft->qualifier == QUALIFIER_EQ && !draft->has_word) {
        return refuse_unread(draft);
    }
    if (draft->is_near && unit_is_time(unit)) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_LAST_OR_NEARLY);
    }
    return !may_be_date(draft) || refuse(draft, NOTATION_AMBIGUOUS, REASON_DATE);
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
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_CHANGE);
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
           refuse(draft, NOTATION_INVALID, REASON_RANGE_ORDER);
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
        return refuse(draft, NOTATION_INVALID, REASON_NO_NUMBER);
    }
    return true;
}

static bool read_numbers(struct draft *draft)
{
    if (!take_side(draft, &draft->first)) {
        return false;
    }
    if (is_followed_by_another(draft->rest)) {
        return refuse(draft, NOTATION_AMBIGUOUS, REASON_RATIO);
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

    (void)(read_words(&draft) && read_numbers(&draft) && read_unit(&draft) &&
           join_currency(&draft) && check_doubts(&draft) && fill_amount(&draft));
}
