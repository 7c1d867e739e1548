/* SPDX-License-Identifier: MIT */
#include "compute/display.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "compute/settings.h"
#include "compute/figure.h"
#include "compute/stats_round.h"
#include "compute/unit.h"

enum { NUMBER_MAX = 64 };

static const char *mark_of(enum qualifier qualifier)
{
    static const char *const marks[] = {
        [QUALIFIER_EQ] = "",
        [QUALIFIER_GE] = "≥",
        [QUALIFIER_GT] = ">",
        [QUALIFIER_LE] = "≤",
        [QUALIFIER_LT] = "<",
        [QUALIFIER_APPROX] = "约",
        [QUALIFIER_ABOUT_BELOW] = "近",
    };

    return marks[qualifier];
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* Puts a space between thousands: 1240.5 becomes 1 240.5. */
static void group_digits(const char *plain, char out[NUMBER_MAX])
{
    size_t sign = plain[0] == '-' ? 1 : 0;
    size_t whole = strcspn(plain + sign, ".");
    size_t at = 0;

    for (size_t i = 0; plain[i] != '\0' && at + 2 < NUMBER_MAX; i++) {
        size_t behind = sign + whole - i;
        if (i > sign && i < sign + whole && behind % 3 == 0) {
            out[at++] = ' ';
        }
        out[at++] = plain[i];
    }
    out[at] = '\0';
}

static void format_decimal(struct decimal value, char out[NUMBER_MAX])
{
    char plain[DECIMAL_TEXT_MAX];

    (void)decimal_format(value, plain);
    group_digits(plain, out);
}

struct text display_number(struct arena *arena, double value, int decimals)
{
    char grouped[NUMBER_MAX];

    if (!isfinite(value) || fabs(value) > 1e18) {
        return (struct text){0};
    }
    format_decimal(decimal_round(value, decimals), grouped);
    return arena_text(arena, text_of(grouped));
}

/* ---- rates -------------------------------------------------------------------------------- */

bool display_is_counts_only(const struct stats_counts *counts,
                            const struct compute_options *options)
{
    enum stats_method method = options && options->uses_wilson ? STATS_WILSON : STATS_EXACT;

    return counts->inspected <= 0 || stats_is_counts_only(*counts, method);
}

struct text display_rate(struct arena *arena, const struct stats_counts *counts,
                         const struct stats_target *target, const struct compute_options *options)
{
    enum stats_rounding rounding =
        options && options->rounds_half_up ? STATS_HALF_UP : STATS_HALF_EVEN;
    struct decimal rate =
        stats_rate_display(*counts, stats_rate_decimals(counts->inspected), target, rounding);
    char plain[DECIMAL_TEXT_MAX];

    (void)decimal_format(rate, plain);
    return arena_join(arena, (const struct text[]){text_of(plain), TEXT("%")}, 2);
}

/* ---- amounts as stated -------------------------------------------------------------------- */

static bool is_plain_digit(int32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19) || code == '.' ||
           code == ',' || code == '-' || code == '+' || code == 0xFF0E || code == 0xFF0C ||
           code == ' ';
}

static bool is_plain_number(struct text text)
{
    while (text.len > 0) {
        int32_t code = text_take(&text);
        if (code < 0 || !is_plain_digit(code)) {
            return false;
        }
    }
    return true;
}

static bool has_percent_sign(struct text text)
{
    return text_find(text, "%") >= 0 || text_find(text, "％") >= 0 || text_find(text, "‰") >= 0;
}

static bool names_unit(struct text display, struct text unit)
{
    for (size_t i = 0; i + unit.len <= display.len; i++) {
        if (text_equal(text_part(display, i, unit.len), unit)) {
            return true;
        }
    }
    return false;
}

static struct text with_unit(struct arena *arena, struct text display, struct text unit)
{
    static const char *const endings[] = {"以上", "以下", "以内", "左右", "上下"};

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (text_ends_with(display, endings[i])) {
            struct text front = text_part(display, 0, display.len - strlen(endings[i]));
            return arena_join(arena, (const struct text[]){front, unit, text_of(endings[i])}, 3);
        }
    }
    return arena_join(arena, (const struct text[]){display, unit}, 2);
}

static struct text as_stated(struct arena *arena, struct text display, struct text unit)
{
    if (unit.len == 0 || names_unit(display, unit)) {
        return arena_text(arena, display);
    }
    if (unit_is_ratio(unit)) {
        bool is_bare = is_plain_number(display) && !has_percent_sign(display);
        return is_bare ? with_unit(arena, display, unit) : arena_text(arena, display);
    }
    return with_unit(arena, display, unit);
}

static struct text composed(struct arena *arena, const struct amount *amount, const char *mark,
                            struct text unit)
{
    char value[NUMBER_MAX];
    char high[NUMBER_MAX];

    format_decimal(amount->value, value);
    if (amount->is_range) {
        format_decimal(amount->high, high);
        return arena_join(arena,
                          (const struct text[]){text_of(value), TEXT("~"), text_of(high), unit}, 4);
    }
    if (amount->denominator > 1) {
        return arena_printf(arena, "%s%s/%lld%.*s", mark, value, (long long)amount->denominator,
                            TEXT_ARG(unit));
    }
    return arena_join(arena, (const struct text[]){text_of(mark), text_of(value), unit}, 3);
}

struct text display_amount(struct arena *arena, const struct amount *amount)
{
    if (amount->display.len > 0) {
        return as_stated(arena, amount->display, amount->unit);
    }
    return composed(arena, amount, mark_of(amount->qualifier), amount->unit);
}

/* ---- targets ------------------------------------------------------------------------------ */

/* Words, such as 95%以上, are shown as they were written; signs are ours. */
static bool is_in_words(struct text display)
{
    while (display.len > 0) {
        int32_t code = text_take(&display);
        if (code < 0 || (code >= 0x3400 && code < 0xA000)) {
            return true;
        }
    }
    return false;
}

static bool is_hundred_percent(const struct amount *target, struct text unit)
{
    return unit_is_ratio(unit) && decimal_compare(target->value, decimal_of(100)) == 0;
}

struct text display_target(struct arena *arena, const struct amount *target, struct text unit)
{
    struct text shown_unit = target->unit.len > 0 ? target->unit : unit;

    if (target->display.len > 0 && is_in_words(target->display)) {
        return as_stated(arena, target->display, shown_unit);
    }
    bool is_bare = is_plain_number(target->display) || has_percent_sign(target->display);
    bool is_signed = text_find(target->display, ">") >= 0 || text_find(target->display, "<") >= 0 ||
                     text_find(target->display, "≥") >= 0 || text_find(target->display, "≤") >= 0 ||
                     text_find(target->display, "＞") >= 0 || text_find(target->display, "＜") >= 0;
    bool says_itself = is_hundred_percent(target, shown_unit) || !unit_is_ratio(shown_unit);
    if (target->display.len > 0 && is_bare && !is_signed && says_itself) {
        return as_stated(arena, target->display, shown_unit);
    }
    const char *mark =
        is_hundred_percent(target, shown_unit) && !is_signed ? "" : mark_of(target->qualifier);
    return composed(arena, target, mark, shown_unit);
}

/* ---- figures ------------------------------------------------------------------------------ */

struct text display_figure(struct arena *arena, const struct figure *figure,
                           const struct stats_target *target, const struct compute_options *options)
{
    if (!figure_has_number(figure)) {
        return (struct text){0};
    }
    if (!figure->has_counts) {
        return display_amount(arena, &figure->amount);
    }
    bool is_few = figure->counts.inspected == 0 ||
                  (!figure->is_census && display_is_counts_only(&figure->counts, options));
    if (is_few) {
        const struct text counts[] = {arena_integer(arena, figure->counts.passed), TEXT("/"),
                                      arena_integer(arena, figure->counts.inspected)};
        return arena_join(arena, counts, 3);
    }
    return display_rate(arena, &figure->counts, target, options);
}
