/* SPDX-License-Identifier: MIT */
#include "ingest/layout_economy.h"

#include <string.h>

#include "ingest/layout_report.h"

static void keep(char out[LAYOUT_ECONOMY_TEXT], struct text text)
{
    size_t len = text.len;

    if (len >= LAYOUT_ECONOMY_TEXT) {
        len = text_valid_len(text_part(text, 0, LAYOUT_ECONOMY_TEXT - 1));
    }
    if (len > 0) {
        memcpy(out, text.at, len);
    }
    out[len] = '\0';
}

static bool is_one_of(struct text name, const char *const *names)
{
    for (size_t i = 0; names[i]; i++) {
        if (text_equal_str(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* True for an indicator that is compared; *is_product if it is the larger one. */
static bool is_economic(struct text indicator, bool *is_product)
{
    static const char *const products[] = {"地区生产总值", "生产总值", "地区生产总值(GDP)", "GDP",
                                           NULL};
    static const char *const others[] = {
        "税收收入", "税收", "固定资产投资", "固定资产投资额", "全社会固定资产投资", NULL};

    *is_product = is_one_of(indicator, products);
    return *is_product || is_one_of(indicator, others);
}

/* The quantity in 元; false if its unit is no money. */
static bool to_yuan(const struct amount *amount, struct decimal *yuan)
{
    static const struct {
        const char *unit;
        int exponent;
    } units[] = {{"元", 0}, {"万元", 4}, {"百万元", 6}, {"千万元", 7}, {"亿元", 8}};

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (text_equal_str(amount->unit, units[i].unit)) {
            return decimal_shift(amount->value, units[i].exponent, yuan);
        }
    }
    return false;
}

static bool compare(const struct layout_economic *smaller, const struct layout_economic *product,
                    struct layout_report *report, struct err *err)
{
    char period[PERIOD_TEXT_MAX];

    if (decimal_compare(smaller->yuan, product->yuan) <= 0) {
        return true;
    }
    (void)period_format(smaller->period, period);
    struct fault fault = {.kind = FAULT_LINT_TAX_EXCEEDS_PRODUCT,
                          .is_warning = true,
                          .line = smaller->line,
                          .cell_index = smaller->column,
                          .byte = -1,
                          .column = text_of(smaller->column_name),
                          .cell = text_of(smaller->display),
                          .first = text_of(product->display),
                          .second = text_of(smaller->indicator),
                          .indicator = text_of(smaller->indicator),
                          .place = text_of(smaller->place),
                          .period = text_of(period)};
    return layout_report(report, &fault, err);
}

bool layout_economy_take(struct layout_economy *economy, const struct figure_record *figure,
                         uint32_t line, int32_t column, struct text column_name,
                         struct layout_report *report, bool *is_taken, struct err *err)
{
    bool is_product = false;
    struct decimal yuan;

    *is_taken = false;
    if (!layout_economy_may_be(figure) || !is_economic(figure->indicator, &is_product) ||
        !to_yuan(&figure->amount, &yuan)) {
        return true;
    }
    *is_taken = true;
    struct layout_economic taken = {.line = line,
                                    .column = column,
                                    .is_product = is_product,
                                    .period = figure->period,
                                    .yuan = yuan};
    keep(taken.column_name, column_name);
    keep(taken.indicator, figure->indicator);
    keep(taken.place, figure->place);
    keep(taken.display, figure->amount.display);
    for (size_t i = 0; i < LAYOUT_ECONOMY_MAX; i++) {
        const struct layout_economic *other = &economy->figures[i];
        if (other->line == 0 || other->is_product == taken.is_product ||
            strcmp(other->place, taken.place) != 0 || !period_equal(other->period, taken.period)) {
            continue;
        }
        if (!compare(taken.is_product ? other : &taken, taken.is_product ? &taken : other, report,
                     err)) {
            return false;
        }
    }
    economy->figures[economy->next] = taken;
    economy->next = (economy->next + 1) % LAYOUT_ECONOMY_MAX;
    return true;
}
