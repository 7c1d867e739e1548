/* SPDX-License-Identifier: MIT */
/*
 * What stands behind the numbers. Most of it is a plain unit; some units say more: 成 are tenths,
 * 元 may be followed by 角 and 分, 年半 is half a year more.
 */
#include "ingest/notation_draft.h"

#include "ingest/notation_unit.h"
#include "ingest/notation_words.h"

static bool scale_sides(struct draft *draft, int exponent)
{
    return (decimal_shift(draft->first.numeral.value, exponent, &draft->first.numeral.value) &&
            decimal_shift(draft->first.numeral.high, exponent, &draft->first.numeral.high) &&
            decimal_shift(draft->second.numeral.value, exponent, &draft->second.numeral.value)) ||
           draft_refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
}

/* 百分之五 and 三分之二 take no further unit. */
static bool has_own_unit(const struct draft *draft)
{
    return draft->first.unit.len > 0 || draft->first.denominator != 1;
}

/* Adds a fraction of the last unit to a lone number: 一年半, 三成五, 12元5角. */
static bool add_part(struct draft *draft, int64_t digits, int scale)
{
    struct decimal part = {digits, (int8_t)scale};
    struct decimal *value = &draft->first.numeral.value;

    if (draft->joint != JOINT_NONE || draft->first.numeral.is_pair) {
        return draft_refuse_unread(draft);
    }
    return decimal_add(*value, part, value) ||
           draft_refuse(draft, NOTATION_INVALID, REASON_TOO_LARGE);
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
        return draft_refuse_unread(draft);
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

/* 年半, 天半, 个半月, 个半小时: half a unit more, and the unit's name. */
static bool take_half_more(struct span unit, struct text *name)
{
    struct span rest = unit;

    if (span_take(&rest, "个半") && unit_is_time(rest)) {
        *name = span_is(rest, "月") ? TEXT("个月") : span_text(rest);
        return true;
    }
    if (span_drop(&unit, "半") && unit_is_counter(unit)) {
        *name = unit_name(unit);
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
    bool is_hanzi = draft->first.numeral.is_hanzi || draft->second.numeral.is_hanzi;

    if (unit_is_slang(unit)) {
        return draft_refuse(draft, NOTATION_AMBIGUOUS, REASON_SLANG);
    }
    if (span_starts(unit, "半") || word_at_end(unit) || word_before_unit(unit) ||
        !(is_hanzi ? span_is_empty(unit) || unit_is_known(unit) : unit_is_plausible(unit))) {
        return draft_refuse_unread(draft);
    }
    draft->out->amount.unit = has_own_unit(draft) ? draft->first.unit : unit_name(unit);
    return true;
}

bool draft_read_unit(struct draft *draft)
{
    struct text name = {0};
    struct span behind = {0};
    bool is_money = false;

    if (!open_brackets(draft)) {
        return false;
    }
    if (has_own_unit(draft) && !span_is_empty(draft->rest)) {
        return draft_refuse_unread(draft);
    }
    behind = draft->rest;
    if (span_take(&behind, "成")) {
        return read_tenths(draft, behind);
    }
    behind = draft->rest;
    if (span_take(&behind, "元") && (!read_money(draft, behind, &is_money) || is_money)) {
        return is_money;
    }
    if (take_half_more(draft->rest, &name)) {
        draft->out->amount.unit = name;
        return add_part(draft, 5, 1);
    }
    if (take_inner_more(draft->rest, &name)) {
        draft->out->amount.unit = name;
        return draft_add_qualifier(draft, QUALIFIER_GT);
    }
    return read_plain_unit(draft);
}
