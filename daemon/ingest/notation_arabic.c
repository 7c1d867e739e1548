/* SPDX-License-Identifier: MIT */
#include "ingest/notation_arabic.h"

enum { DIGITS_MAX = 60, EXPONENT_MAX = 40 };

/* From this exponent on a spreadsheet shows a whole number in scientific form. */
enum { SHOWN_FROM = 11, SHOWN_DECIMALS = 5 };

struct lexer {
    struct span rest;
    char digits[DIGITS_MAX]; /* for decimal_parse */
    size_t len;
    size_t whole;
    size_t decimals;
    int exponent;
    bool is_scientific;
};

static bool put(struct lexer *lexer, char c)
{
    if (lexer->len == DIGITS_MAX) {
        return false;
    }
    lexer->digits[lexer->len++] = c;
    return true;
}

/* Takes digits as far as they go. Returns their number; DIGITS_MAX + 1 if they are too many. */
static size_t take_digits(struct lexer *lexer)
{
    size_t count = 0;

    while (glyph_is_digit(span_front(lexer->rest, 0))) {
        if (!put(lexer, (char)span_front(lexer->rest, 0))) {
            return DIGITS_MAX + 1;
        }
        lexer->rest = span_skip(lexer->rest, 1);
        count++;
    }
    return count;
}

static bool is_separator(struct span rest)
{
    int32_t code = span_front(rest, 0);

    return (code == ',' || code == GLYPH_NO_BREAK || code == ' ') &&
           glyph_is_digit(span_front(rest, 1));
}

/* The groups behind the first digits: each of three, all with the same separator. */
static enum numeral_result take_groups(struct lexer *lexer, size_t first)
{
    int32_t separator = span_front(lexer->rest, 0);

    if (!is_separator(lexer->rest)) {
        return NUMERAL_READ;
    }
    if (separator == ' ') {
        return NUMERAL_TWO_READINGS; /* one number or two */
    }
    while (is_separator(lexer->rest)) {
        if (span_front(lexer->rest, 0) != separator) {
            return NUMERAL_BAD_GROUPS;
        }
        lexer->rest = span_skip(lexer->rest, 1);
        if (take_digits(lexer) != 3) {
            return NUMERAL_BAD_GROUPS;
        }
        lexer->whole += 3;
    }
    return first >= 1 && first <= 3 ? NUMERAL_READ : NUMERAL_BAD_GROUPS;
}

static enum numeral_result take_decimals(struct lexer *lexer)
{
    if (span_front(lexer->rest, 0) != '.' || !glyph_is_digit(span_front(lexer->rest, 1))) {
        return NUMERAL_READ;
    }
    lexer->rest = span_skip(lexer->rest, 1);
    if (!put(lexer, '.')) {
        return NUMERAL_TOO_LARGE;
    }
    lexer->decimals = take_digits(lexer);
    if (is_separator(lexer->rest)) {
        return NUMERAL_BAD_GROUPS;
    }
    if (span_front(lexer->rest, 0) == '.' && glyph_is_digit(span_front(lexer->rest, 1))) {
        return NUMERAL_BAD_POINTS;
    }
    return lexer->decimals > DIGITS_MAX ? NUMERAL_TOO_LARGE : NUMERAL_READ;
}

static void take_exponent(struct lexer *lexer)
{
    struct span rest = lexer->rest;
    int32_t sign = span_front(rest, 1);
    size_t skip = sign == '+' || sign == '-' || sign == GLYPH_MINUS ? 2 : 1;
    int exponent = 0;

    if ((span_front(rest, 0) != 'E' && span_front(rest, 0) != 'e') ||
        !glyph_is_digit(span_front(rest, skip))) {
        return;
    }
    rest = span_skip(rest, skip);
    while (glyph_is_digit(span_front(rest, 0)) && exponent < EXPONENT_MAX) {
        exponent = exponent * 10 + (span_front(rest, 0) - '0');
        rest = span_skip(rest, 1);
    }
    lexer->rest = rest;
    lexer->exponent = skip == 2 && sign != '+' ? -exponent : exponent;
    lexer->is_scientific = true;
}

/* Whether a spreadsheet has shown a longer number in short: 1.23457E+11, 1.23457E-05. */
static bool is_shortened(const struct lexer *lexer)
{
    if (!lexer->is_scientific || lexer->decimals == 0) {
        return false;
    }
    if (lexer->exponent >= SHOWN_FROM) {
        return lexer->decimals < (size_t)lexer->exponent;
    }
    return lexer->exponent <= -SHOWN_DECIMALS && lexer->decimals == SHOWN_DECIMALS;
}

/* The exact value of what was collected. */
static bool value_of(struct lexer *lexer, struct decimal *out)
{
    struct decimal value = {0};

    if (!decimal_parse((struct text){lexer->digits, lexer->len}, &value)) {
        return false;
    }
    if (lexer->exponent < -18 || lexer->exponent > 18) {
        return false;
    }
    return decimal_shift(value, lexer->exponent, out);
}

enum numeral_result arabic_take(struct span *span, struct arabic *out)
{
    struct lexer lexer = {.rest = *span};
    bool starts_with_point = span_front(*span, 0) == '.' && glyph_is_digit(span_front(*span, 1));

    if (starts_with_point) {
        (void)put(&lexer, '0');
    }
    size_t first = take_digits(&lexer);
    if (first == 0 && !starts_with_point) {
        return NUMERAL_NONE;
    }
    lexer.whole = first;
    enum numeral_result result = first > DIGITS_MAX ? NUMERAL_TOO_LARGE : NUMERAL_READ;
    if (result == NUMERAL_READ) {
        result = take_groups(&lexer, first);
    }
    if (result == NUMERAL_READ) {
        result = take_decimals(&lexer);
    }
    if (result != NUMERAL_READ) {
        return result;
    }
    take_exponent(&lexer);
    struct decimal value = {0};
    if (!value_of(&lexer, &value)) {
        return NUMERAL_TOO_LARGE;
    }
    *out = (struct arabic){
        .value = value,
        .whole_digits = lexer.whole,
        .has_leading_zero = lexer.whole > 1 && lexer.digits[0] == '0',
        .is_digits_lost = is_shortened(&lexer),
    };
    *span = lexer.rest;
    return NUMERAL_READ;
}
