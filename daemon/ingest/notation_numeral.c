/* SPDX-License-Identifier: MIT */
/*
 * Words are taken one after the other into three sums:
 *
 *     1亿      2千    3百     5         total + section + pending
 *     total    section        pending
 *
 * A small unit (十 百 千) moves pending into section, a big one (万 亿) moves both into total.
 * Units must descend; one that does not is no longer of the number (五百千克 ends before 千).
 * A number with two neighbouring digits (三四百) is read twice, once with each.
 */
#include "ingest/notation_numeral.h"

#include "ingest/notation_arabic.h"

enum { NO_UNIT = 0, TEN = 1, HUNDRED = 2, THOUSAND = 3, MYRIAD = 4, YI = 8, MYRIAD_YI = 12 };
enum { RUN_MAX = 18 };

struct reading {
    struct span rest;
    enum numeral_result result;
    struct numeral out;
    struct decimal total;
    struct decimal section;
    struct decimal pending;
    bool has_pending;
    bool is_single;      /* pending is one digit: 一万二 */
    bool is_run;         /* pending is digits read out: 二〇一七 */
    bool is_arabic;      /* pending has digits 0 to 9 */
    size_t whole_digits; /* of an arabic pending */
    bool has_fraction;   /* nothing but a unit may follow */
    bool has_infix;      /* 余: nothing but a big unit may follow */
    bool after_zero;     /* 一百零五: the five is a five */
    bool has_any;
    int last_small; /* in this section; MYRIAD: none yet */
    int last_big;   /* NO_UNIT: none yet */
    int last_unit;  /* if the last word was a unit, which; else NO_UNIT */
    int unit_count;
    bool picks_second; /* of two neighbouring digits */
};

int numeral_hanzi_digit(int32_t code)
{
    static const int32_t digits[][2] = {
        {0x4E00, 1}, {0x4E8C, 2}, {0x4E09, 3}, {0x56DB, 4}, {0x4E94, 5}, {0x516D, 6}, {0x4E03, 7},
        {0x516B, 8}, {0x4E5D, 9}, {0x4E24, 2}, {0x58F9, 1}, {0x8D30, 2}, {0x53C1, 3}, {0x8086, 4},
        {0x4F0D, 5}, {0x9646, 6}, {0x67D2, 7}, {0x634C, 8}, {0x7396, 9}, {0x96F6, 0}, {0x3007, 0},
    };

    for (size_t i = 0; i < sizeof(digits) / sizeof(digits[0]); i++) {
        if (digits[i][0] == code) {
            return digits[i][1];
        }
    }
    return -1;
}

/* The exponent of 十 百 千 and their formal kin, else NO_UNIT. */
static int small_unit(int32_t code)
{
    switch (code) {
    case 0x5341: /* 十 */
    case 0x62FE: /* 拾 */
        return TEN;
    case 0x767E: /* 百 */
    case 0x4F70: /* 佰 */
        return HUNDRED;
    case 0x5343: /* 千 */
    case 0x4EDF: /* 仟 */
        return THOUSAND;
    default:
        return NO_UNIT;
    }
}

static int big_unit(int32_t code)
{
    return code == 0x4E07 ? MYRIAD : code == 0x4EBF ? YI : NO_UNIT;
}

/* 20, 30, 40 for 廿 卅 卌, else 0. */
static int tens(int32_t code)
{
    return code == 0x5EFF ? 20 : code == 0x5345 ? 30 : code == 0x534C ? 40 : 0;
}

bool numeral_may_begin(int32_t code)
{
    return glyph_is_digit(code) || numeral_hanzi_digit(code) >= 0 || tens(code) > 0 ||
           small_unit(code) != NO_UNIT || big_unit(code) != NO_UNIT;
}

static bool fail(struct reading *reading, enum numeral_result result)
{
    reading->result = result;
    return false;
}

static bool add(struct reading *reading, struct decimal *sum, struct decimal value)
{
    return decimal_add(*sum, value, sum) || fail(reading, NUMERAL_TOO_LARGE);
}

/* *sum += value * 10^exponent. */
static bool add_shifted(struct reading *reading, struct decimal *sum, struct decimal value,
                        int exponent)
{
    return (decimal_shift(value, exponent, &value) || fail(reading, NUMERAL_TOO_LARGE)) &&
           add(reading, sum, value);
}

static void set_pending(struct reading *reading, struct decimal value)
{
    reading->pending = value;
    reading->has_pending = true;
    reading->has_any = true;
    reading->is_single = false;
    reading->is_run = false;
    reading->is_arabic = false;
}

static bool flush_pending(struct reading *reading)
{
    bool ok = !reading->has_pending || add(reading, &reading->section, reading->pending);

    reading->has_pending = false;
    return ok;
}

/* Whether another digit may follow what there is. */
static bool takes_digits(const struct reading *reading)
{
    return !reading->has_pending && !reading->has_fraction && !reading->has_infix;
}

static bool take_digits(struct reading *reading)
{
    struct arabic arabic = {0};

    if (!takes_digits(reading)) {
        return false;
    }
    enum numeral_result result = arabic_take(&reading->rest, &arabic);
    if (result != NUMERAL_READ) {
        return result != NUMERAL_NONE && fail(reading, result);
    }
    set_pending(reading, arabic.value);
    reading->is_arabic = true;
    reading->is_single = arabic.whole_digits == 1;
    reading->whole_digits = arabic.whole_digits;
    reading->has_fraction = arabic.value.scale > 0;
    reading->out.is_hanzi = false;
    reading->out.is_digits_lost = arabic.is_digits_lost;
    reading->out.has_leading_zero = reading->unit_count == 0 && arabic.has_leading_zero;
    if (arabic.is_digits_lost) {
        reading->out.qualifier = QUALIFIER_APPROX;
    }
    return true;
}

/* The number of hanzi digits at the front, and what they say when read out. */
static size_t run_at_front(struct span rest, struct decimal *value, bool *has_zero)
{
    size_t count = 0;

    *value = decimal_of(0);
    *has_zero = false;
    while (count < RUN_MAX && numeral_hanzi_digit(span_front(rest, count)) >= 0) {
        int digit = numeral_hanzi_digit(span_front(rest, count));
        *value = decimal_of(value->digits * 10 + digit);
        *has_zero = *has_zero || digit == 0;
        count++;
    }
    return count;
}

/* 三四: the same place twice, for a range. Read by itself it could also be 34. */
static bool take_neighbours(struct reading *reading)
{
    int first = numeral_hanzi_digit(span_front(reading->rest, 0));
    int32_t next = span_front(reading->rest, 2);
    bool has_unit = small_unit(next) != NO_UNIT || big_unit(next) != NO_UNIT;
    bool is_last_digit = reading->last_unit == TEN || reading->after_zero;
    bool is_alone = reading->unit_count == 0;

    if (reading->out.is_pair || (!has_unit && !is_last_digit && !is_alone) ||
        (!has_unit && is_alone && next == GLYPH_END)) {
        return fail(reading, NUMERAL_TWO_READINGS);
    }
    set_pending(reading, decimal_of(reading->picks_second ? first + 1 : first));
    reading->out.is_pair = true;
    reading->rest = span_skip(reading->rest, 2);
    return true;
}

static bool take_run(struct reading *reading, size_t count, struct decimal value, bool has_zero)
{
    if (reading->unit_count > 0 || numeral_hanzi_digit(span_front(reading->rest, 0)) == 0 ||
        small_unit(span_front(reading->rest, count)) != NO_UNIT) {
        return fail(reading, NUMERAL_BAD_ORDER);
    }
    int64_t apart = value.digits / 10 - value.digits % 10;
    if (count == 2 && !has_zero && apart >= -2 && apart <= 2) {
        return fail(reading, NUMERAL_TWO_READINGS); /* 三五个: 35, or three to five */
    }
    set_pending(reading, value);
    reading->is_run = true;
    reading->rest = span_skip(reading->rest, count);
    return true;
}

static bool take_hanzi_digits(struct reading *reading)
{
    struct decimal value = {0};
    bool has_zero = false;
    size_t count = run_at_front(reading->rest, &value, &has_zero);

    if (count == 0 || !takes_digits(reading)) {
        return false;
    }
    if (count == 1) {
        set_pending(reading, value);
        reading->is_single = true;
        reading->rest = span_skip(reading->rest, 1);
        return true;
    }
    if (count == 2 && !has_zero && value.digits % 10 == value.digits / 10 + 1) {
        return take_neighbours(reading);
    }
    return take_run(reading, count, value, has_zero);
}

/* 零 between units; the one at the front is a digit like others. */
static bool take_zero(struct reading *reading)
{
    if (reading->unit_count == 0 || reading->has_pending ||
        numeral_hanzi_digit(span_front(reading->rest, 0)) != 0) {
        return false;
    }
    while (numeral_hanzi_digit(span_front(reading->rest, 0)) == 0) {
        reading->rest = span_skip(reading->rest, 1);
    }
    int32_t next = span_front(reading->rest, 0);
    if (!glyph_is_digit(next) && numeral_hanzi_digit(next) < 0 && small_unit(next) != TEN &&
        tens(next) == 0) {
        return fail(reading, NUMERAL_BAD_ORDER);
    }
    reading->after_zero = true;
    reading->last_unit = NO_UNIT;
    return true;
}

static void note_unit(struct reading *reading, int unit)
{
    reading->last_unit = unit;
    reading->unit_count++;
    reading->has_any = true;
    reading->after_zero = false;
    reading->has_fraction = reading->has_fraction || reading->pending.scale > 0;
}

static bool take_tens(struct reading *reading)
{
    int value = tens(span_front(reading->rest, 0));

    if (value == 0 || !takes_digits(reading) || reading->last_small <= TEN) {
        return false;
    }
    reading->rest = span_skip(reading->rest, 1);
    reading->last_small = TEN;
    note_unit(reading, TEN);
    return add(reading, &reading->section, decimal_of(value));
}

/* 5千克, 5百分点: the word belongs to the unit. */
static bool is_of_the_unit(const struct reading *reading, int unit)
{
    static const char *const behind_thousand[] = {"克", "米", "瓦", "帕", "卡",
                                                  "焦", "伏", "赫", "升"};
    struct span behind = span_skip(reading->rest, 1);

    if (unit == TEN || reading->unit_count > 0 || !reading->has_pending) {
        return false;
    }
    if (unit == HUNDRED) {
        return span_starts(behind, "分点") || span_starts(behind, "帕");
    }
    for (size_t i = 0; i < sizeof(behind_thousand) / sizeof(behind_thousand[0]); i++) {
        if (span_starts(behind, behind_thousand[i])) {
            return true;
        }
    }
    return false;
}

/* Whether what stands before 十 or 百 can: one digit, or nothing; before 千 also 12 or 1.5. */
static bool is_fit_for_small(const struct reading *reading, int unit)
{
    if (!reading->has_pending) {
        return unit == TEN || !reading->has_any;
    }
    return !reading->is_run &&
           (unit == THOUSAND || !reading->is_arabic || reading->whole_digits == 1);
}

static bool take_small_unit(struct reading *reading)
{
    int unit = small_unit(span_front(reading->rest, 0));

    if (unit == NO_UNIT || unit >= reading->last_small || reading->has_infix ||
        is_of_the_unit(reading, unit)) {
        return false;
    }
    if (!is_fit_for_small(reading, unit)) {
        return reading->has_pending && fail(reading, NUMERAL_BAD_ORDER);
    }
    if (reading->out.is_bare) {
        return fail(reading, NUMERAL_TWO_READINGS); /* 百十, 千百 */
    }
    reading->out.is_bare = !reading->has_pending && unit != TEN;
    struct decimal digit = reading->has_pending ? reading->pending : decimal_of(1);
    reading->rest = span_skip(reading->rest, 1);
    note_unit(reading, unit);
    reading->has_pending = false;
    reading->last_small = unit;
    reading->out.coefficient = digit;
    reading->out.exponent = reading->unit_count == 1 ? unit : 0;
    return add_shifted(reading, &reading->section, digit, unit);
}

/* 万 right before 亿, or a total that 亿 takes up as a whole: 三万五千亿. */
static bool take_yi_of_myriads(struct reading *reading)
{
    struct decimal sum = reading->total;

    reading->total = decimal_of(0);
    reading->last_big = MYRIAD_YI;
    reading->out.exponent = reading->out.exponent == MYRIAD ? MYRIAD_YI : 0;
    return add(reading, &sum, reading->section) && add_shifted(reading, &reading->total, sum, YI);
}

static bool move_to_total(struct reading *reading, int unit, bool is_bare)
{
    struct decimal group = is_bare ? decimal_of(1) : reading->section;
    bool is_first = reading->last_big == NO_UNIT;

    reading->out.coefficient = group;
    reading->out.exponent = is_first ? unit : 0;
    reading->last_big = unit;
    return add_shifted(reading, &reading->total, group, unit);
}

/* 3个亿: as spoken. */
static void skip_counter_of_yi(struct reading *reading)
{
    if (reading->has_pending && span_starts(reading->rest, "个亿")) {
        reading->rest = span_skip(reading->rest, 1);
    }
}

static bool take_big_unit(struct reading *reading)
{
    skip_counter_of_yi(reading);
    int unit = big_unit(span_front(reading->rest, 0));
    bool has_group = reading->has_pending || reading->section.digits != 0;
    bool is_bare = !reading->has_any;
    bool is_yi_of_myriads = unit == YI && reading->last_big == MYRIAD;

    if (unit == NO_UNIT || (!has_group && !is_bare && !is_yi_of_myriads) ||
        (reading->last_big != NO_UNIT && unit >= reading->last_big && !is_yi_of_myriads)) {
        return false;
    }
    reading->rest = span_skip(reading->rest, 1);
    if (!flush_pending(reading)) {
        return false;
    }
    note_unit(reading, unit);
    reading->out.is_bare = is_bare || (reading->out.is_bare && !has_group);
    bool ok =
        is_yi_of_myriads ? take_yi_of_myriads(reading) : move_to_total(reading, unit, is_bare);
    reading->section = decimal_of(0);
    reading->last_small = MYRIAD;
    return ok;
}

/* 三十五点六: the digits behind are read out. */
static bool take_point(struct reading *reading)
{
    struct span behind = span_skip(reading->rest, 1);
    struct decimal digits = {0};
    bool has_zero = false;

    if (!span_starts(reading->rest, "点") || !reading->out.is_hanzi || !reading->has_any ||
        reading->last_big != NO_UNIT || reading->has_fraction || reading->has_infix ||
        reading->out.is_bare || reading->out.is_pair) {
        return false;
    }
    size_t count = run_at_front(behind, &digits, &has_zero);
    if (count == 0) {
        return false;
    }
    digits.scale = (int8_t)count;
    if (!flush_pending(reading) || !add(reading, &reading->section, digits)) {
        return false;
    }
    reading->rest = span_skip(behind, count);
    set_pending(reading, reading->section);
    reading->section = decimal_of(0);
    reading->last_unit = NO_UNIT;
    reading->has_fraction = true;
    return true;
}

/* Whether the number so far is one of tens, so that 几 and 来 may stand behind it. */
static bool is_round(const struct reading *reading)
{
    return reading->last_unit != NO_UNIT ||
           (reading->is_arabic && reading->pending.scale == 0 && reading->pending.digits != 0 &&
            reading->pending.digits % 10 == 0);
}

static bool take_infix(struct reading *reading)
{
    struct span rest = reading->rest;
    enum qualifier qualifier = QUALIFIER_GT;

    if (!reading->has_any || reading->has_infix || reading->after_zero) {
        return false;
    }
    if (is_round(reading) && span_take(&rest, "来")) {
        qualifier = QUALIFIER_APPROX;
    } else if (!span_take(&rest, "余") && !span_take(&rest, "多") &&
               !(is_round(reading) && reading->last_unit <= TEN && span_take(&rest, "几"))) {
        return false;
    }
    reading->rest = rest;
    reading->has_infix = true;
    reading->out.qualifier = qualifier;
    return flush_pending(reading);
}

/* 一万二 is 12000; 3万5000 is 35000; 3万50 could be either. */
static bool add_last_digits(struct reading *reading)
{
    int unit = reading->last_unit;

    if (!reading->has_pending) {
        return true;
    }
    if (unit <= TEN && !reading->is_arabic) {
        return flush_pending(reading);
    }
    if (reading->out.is_bare || (reading->out.is_pair && unit > TEN)) {
        return fail(reading, NUMERAL_TWO_READINGS);
    }
    if (unit > TEN && reading->is_single && reading->pending.scale == 0) {
        reading->out.is_colloquial = true;
        return add_shifted(reading, &reading->section, reading->pending, unit - 1);
    }
    if (unit != NO_UNIT && (reading->whole_digits != (size_t)unit || reading->pending.scale > 0)) {
        return fail(reading, NUMERAL_TWO_READINGS);
    }
    return flush_pending(reading);
}

static bool finish(struct reading *reading)
{
    struct decimal sum = reading->total;

    if (reading->has_pending && reading->unit_count > 0) {
        reading->out.exponent = 0;
    }
    if (!add_last_digits(reading) || !add(reading, &sum, reading->section)) {
        return false;
    }
    reading->out.value = sum;
    return true;
}

/* Takes one word. False at the end of the number, and where it is none (result says why). */
static bool take_word(struct reading *reading)
{
    static bool (*const takers[])(struct reading *) = {
        take_digits,     take_zero,     take_hanzi_digits, take_tens,
        take_small_unit, take_big_unit, take_point,        take_infix,
    };

    for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++) {
        if (takers[i](reading)) {
            return true;
        }
        if (reading->result != NUMERAL_READ) {
            return false;
        }
    }
    return false;
}

static enum numeral_result read_once(struct span *span, bool picks_second, struct numeral *out)
{
    struct reading reading = {
        .rest = *span,
        .out = {.is_hanzi = true, .qualifier = QUALIFIER_EQ},
        .last_small = MYRIAD,
        .picks_second = picks_second,
    };

    while (take_word(&reading)) {
    }
    if (reading.result == NUMERAL_READ && !reading.has_any) {
        return NUMERAL_NONE;
    }
    if (reading.result != NUMERAL_READ || !finish(&reading)) {
        return reading.result;
    }
    *out = reading.out;
    *span = reading.rest;
    return NUMERAL_READ;
}

enum numeral_result numeral_take(struct span *span, struct numeral *out)
{
    struct span rest = *span;
    struct numeral numeral = {0};
    struct numeral second = {0};

    enum numeral_result result = read_once(&rest, false, &numeral);
    if (result == NUMERAL_READ && numeral.is_pair) {
        rest = *span;
        result = read_once(&rest, true, &second);
        numeral.high = second.value;
    }
    if (result != NUMERAL_READ) {
        return result;
    }
    *out = numeral;
    *span = rest;
    return NUMERAL_READ;
}
