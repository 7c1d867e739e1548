/* SPDX-License-Identifier: MIT */
/*
 * The outer form of a number cell: what is no number at all, and what stands in brackets. What
 * remains is read by notation_quantity.
 */
#include "ingest/notation.h"

#include <stdio.h>
#include <string.h>

#include "ingest/notation_glyph.h"
#include "ingest/notation_numeral.h"
#include "ingest/notation_quantity.h"
#include "ingest/notation_reason.h"
#include "ingest/notation_unit.h"
#include "ingest/notation_words.h"

bool notation_has_amount(enum notation_kind kind)
{
    return kind == NOTATION_NUMBER || kind == NOTATION_RANGE || kind == NOTATION_FRACTION ||
           kind == NOTATION_TOLERANCE;
}

/* ---- brackets ---- */

/* 以上(含): says what the word before it means. */
static bool is_of_a_qualifier(struct span inner)
{
    return span_is(inner, "含") || span_is(inner, "不含");
}

/* 30(以上), 30(人左右): a word about the number that stands where remarks stand. */
static bool qualifies_in_brackets(struct span span)
{
    size_t place = span_back(span, 0) == ')' ? span_find_opening(span) : 0;

    if (place == 0 || place == span_count(span)) {
        return false;
    }
    struct span inner = span_shorten(span_skip(span, place + 1), 1);
    size_t count = span_count(inner);
    const struct qualifier_word *word = NULL;
    while ((word = word_at_end(inner)) != NULL) {
        (void)span_drop(&inner, word->word);
    }
    return span_count(inner) < count && (span_is_empty(inner) || unit_is_known(inner));
}

static bool take_last_remark(struct span *span, struct text *remark)
{
    int32_t last = span_back(*span, 0);

    if (last != ')' && last != ']') {
        return false;
    }
    size_t place = span_find_opening(*span);
    if (place == 0 || place == span_count(*span)) {
        return false;
    }
    struct span inner = span_shorten(span_skip(*span, place + 1), 1);
    if (is_of_a_qualifier(inner) || (last == ')' && unit_keeps_brackets(*span, place))) {
        return false;
    }
    *remark = span_text(inner);
    *span = span_head(*span, place);
    return true;
}

/* （预计）96%: not (1,234) and its kin. */
static bool take_first_remark(struct span *span, struct text *remark)
{
    int32_t close = span_front(*span, 0) == '(' ? ')' : ']';
    size_t place = 1;

    if (span_front(*span, 0) != '(' && span_front(*span, 0) != '[') {
        return false;
    }
    while (place < span_count(*span) && span_front(*span, place) != close) {
        place++;
    }
    struct span inner = span_skip(span_head(*span, place), 1);
    if (place + 1 >= span_count(*span) || span_find_digit(inner) < span_count(inner)) {
        return false;
    }
    *remark = span_text(inner);
    *span = span_skip(*span, place + 1);
    return true;
}

/* ---- no number ---- */

/* ="0012", and '0012 as typed for a spreadsheet. */
static bool is_quoted(struct span span)
{
    bool is_formula = span_starts(span, "=\"") && span_back(span, 0) == '"';
    bool is_marked = span_front(span, 0) == '\'' && glyph_is_digit(span_front(span, 1));

    return (is_formula || is_marked) && span_count(span) > 2;
}

static bool is_formula(struct span span)
{
    return span_front(span, 0) == '=' && span_front(span, 1) != '>' && span_front(span, 1) != '<';
}

static bool read_word(struct span span, struct notation *out)
{
    struct span unit = {0};
    enum notation_kind kind = word_kind(span, &unit);

    if (kind == NOTATION_TEXT) {
        return false;
    }
    out->kind = kind;
    out->amount.unit = unit_name(unit);
    if (kind == NOTATION_ERROR) {
        (void)notation_refuse(out, kind, REASON_ERROR);
    } else if (kind == NOTATION_INDEFINITE) {
        (void)notation_refuse(out, kind, REASON_INDEFINITE);
    }
    return true;
}

static void read_glyphs(struct span span, bool is_change_column, struct notation *out)
{
    if (is_quoted(span)) {
        (void)(span_take(&span, "'") || (span_take(&span, "=\"") && span_drop(&span, "\"")));
        out->remark = span_text(span);
        (void)notation_refuse(out, NOTATION_QUOTED, REASON_QUOTED);
        return;
    }
    if (is_formula(span)) {
        (void)notation_refuse(out, NOTATION_TEXT, REASON_WORD);
        return;
    }
    if (read_word(span, out)) {
        return;
    }
    if (qualifies_in_brackets(span)) {
        (void)notation_refuse(out, NOTATION_INVALID, REASON_UNREADABLE);
        return;
    }
    bool has_remark = take_last_remark(&span, &out->remark);
    has_remark = take_first_remark(&span, &out->remark) || has_remark;
    if (has_remark && read_word(span, out)) {
        return;
    }
    bool is_zero = word_is_zero(span);
    if (is_zero || (is_change_column && word_is_no_change(span))) {
        out->kind = NOTATION_NUMBER;
        out->amount.unit = is_zero ? TEXT("") : TEXT("%");
        return;
    }
    quantity_read(span, is_change_column, out);
}

static bool has_digit(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] >= '0' && text.at[i] <= '9') {
            return true;
        }
    }
    return false;
}

void notation_read(struct text cell, const struct notation_options *options, struct notation *out)
{
    struct glyphs glyphs;
    struct text trimmed = text_trim(cell);

    *out = (struct notation){
        .kind = NOTATION_NUMBER,
        .amount = {.denominator = 1, .unit = TEXT(""), .display = trimmed},
        .remark = TEXT(""),
    };
    if (decimal_parse(trimmed, &out->amount.value)) {
        out->amount.value = decimal_normal(out->amount.value);
        return;
    }
    if (!glyphs_read(trimmed, &glyphs)) {
        (void)notation_refuse(out, has_digit(trimmed) ? NOTATION_INVALID : NOTATION_TEXT,
                              REASON_TOO_LONG);
        return;
    }
    read_glyphs(span_of(&glyphs), options && options->is_change, out);
}

/* ---- 48/50 ---- */

static bool take_count(struct span *span, int64_t *count)
{
    struct numeral numeral = {0};

    if (!glyph_is_digit(span_front(*span, 0)) || numeral_take(span, &numeral) != NUMERAL_READ ||
        numeral.qualifier != QUALIFIER_EQ || !decimal_is_integer(numeral.value)) {
        return false;
    }
    *count = decimal_normal(numeral.value).digits;
    return true;
}

/* A unit between the count and `until`, or the end: 48批次/50批次. */
static bool skip_counter(struct span *span, int32_t until)
{
    size_t place = 0;

    while (place < span_count(*span) && span_front(*span, place) != until) {
        place++;
    }
    struct span unit = span_head(*span, place);
    *span = span_skip(*span, place);
    return span_is_empty(unit) || unit_is_known(unit);
}

bool notation_read_ratio(struct text cell, int64_t *passed, int64_t *inspected)
{
    struct glyphs glyphs;
    struct text remark = {0};
    int64_t first = 0;
    int64_t second = 0;

    if (!glyphs_read(text_trim(cell), &glyphs)) {
        return false;
    }
    struct span span = span_of(&glyphs);
    (void)take_last_remark(&span, &remark);
    if (!take_count(&span, &first) || !skip_counter(&span, '/') || !span_take(&span, "/") ||
        !take_count(&span, &second) || !skip_counter(&span, GLYPH_END)) {
        return false;
    }
    *passed = first;
    *inspected = second;
    return true;
}

/* ---- writing ---- */

static const char *qualifier_word(enum qualifier qualifier)
{
    switch (qualifier) {
    case QUALIFIER_EQ:
        return "";
    case QUALIFIER_GE:
        return "≥";
    case QUALIFIER_GT:
        return ">";
    case QUALIFIER_LE:
        return "≤";
    case QUALIFIER_LT:
        return "<";
    case QUALIFIER_APPROX:
        return "约";
    case QUALIFIER_ABOUT_BELOW:
        return "将近"; /* 近两年 has two meanings */
    }
    return "";
}

bool notation_write(const struct amount *amount, char *out, size_t size)
{
    char value[DECIMAL_TEXT_MAX];
    char high[DECIMAL_TEXT_MAX];
    const char *word = qualifier_word(amount->qualifier);
    int len = 0;

    (void)decimal_format(amount->value, value);
    (void)decimal_format(amount->high, high);
    if (amount->denominator != 1) {
        bool is_negative = value[0] == '-';
        len = snprintf(out, size, "%s%s%lld分之%s%.*s", word, is_negative ? "-" : "",
                       (long long)amount->denominator, value + (is_negative ? 1 : 0),
                       TEXT_ARG(amount->unit));
    } else {
        len = snprintf(out, size, "%s%s%s%s%.*s", word, value, amount->is_range ? "~" : "",
                       amount->is_range ? high : "", TEXT_ARG(amount->unit));
    }
    return len >= 0 && (size_t)len < size;
}

/* ---- yes and no ---- */

bool notation_read_yes_no(struct text cell, bool *is_yes)
{
    static const char *const yes[] = {"是", "yes", "y", "true", "1",  "√",
                                      "✓",  "✔",   "☑", "对",   "有", NULL};
    static const char *const no[] = {"否", "no", "n", "false", "0",  "×", "✗",
                                     "✘",  "✕",  "x", "不是",  "无", NULL};
    struct glyphs glyphs;

    if (!glyphs_read(text_trim(cell), &glyphs)) {
        return false;
    }
    bool is_true = span_is_any(span_of(&glyphs), yes);
    if (!is_true && !span_is_any(span_of(&glyphs), no)) {
        return false;
    }
    *is_yes = is_true;
    return true;
}
