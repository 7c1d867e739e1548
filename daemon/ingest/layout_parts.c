/* SPDX-License-Identifier: MIT */
#include "ingest/layout_parts.h"

#include <stdio.h>
#include <string.h>

#include "ingest/layout_report.h"

/* Stated rates are rounded; a whole that far outside is no contradiction. */
static const double rounding = 0.051;

static void keep(char out[LAYOUT_WHOLE_TEXT], struct text text)
{
    size_t len = text.len;

    if (len >= LAYOUT_WHOLE_TEXT) {
        len = text_valid_len(text_part(text, 0, LAYOUT_WHOLE_TEXT - 1));
    }
    if (len > 0) {
        memcpy(out, text.at, len);
    }
    out[len] = '\0';
}

/* The figure in percent; false if it is none, or not exactly known. */
static bool percent_of(const struct figure_record *figure, double *percent)
{
    if (figure->has_counts && figure->inspected > 0) {
        *percent = 100.0 * (double)figure->passed / (double)figure->inspected;
        return true;
    }
    if (!figure->has_amount || !text_equal_str(figure->amount.unit, "%") ||
        figure->amount.is_range || figure->amount.qualifier != QUALIFIER_EQ) {
        return false;
    }
    *percent = decimal_to_double(figure->amount.value) / (double)figure->amount.denominator;
    return true;
}

static bool judge(struct layout_whole *whole, struct layout_report *report, struct err *err)
{
    char range[48];
    char column_name[LAYOUT_WHOLE_TEXT];

    if (whole->line == 0 || whole->part_count < 2 ||
        (whole->percent >= whole->low - rounding && whole->percent <= whole->high + rounding)) {
        return true;
    }
    (void)snprintf(range, sizeof(range), "%.4g%% ~ %.4g%%", whole->low, whole->high);
    if (whole->display[0] == '\0') {
        (void)snprintf(whole->display, sizeof(whole->display), "%.4g%%", whole->percent);
    }
    keep(column_name, whole->column_name);
    char period[PERIOD_TEXT_MAX];
    (void)period_format(whole->period, period);
    struct fault fault = {.kind = FAULT_LINT_WHOLE_OUTSIDE_PARTS,
                          .is_warning = true,
                          .line = whole->line,
                          .cell_index = whole->column,
                          .byte = -1,
                          .column = text_of(column_name),
                          .cell = text_of(whole->display),
                          .first = text_of(range),
                          .indicator = text_of(whole->indicator),
                          .place = text_of(whole->place),
                          .item = text_of(whole->item),
                          .period = text_of(period)};
    return layout_report(report, &fault, err);
}

/* The newest whole of that place and period; NULL if none is remembered. */
static struct layout_whole *whole_of(struct layout_parts *parts, const struct figure_record *figure)
{
    for (size_t back = 1; back <= LAYOUT_WHOLES; back++) {
        size_t slot = (parts->next + LAYOUT_WHOLES - back) % LAYOUT_WHOLES;
        struct layout_whole *whole = &parts->wholes[slot];
        if (whole->line > 0 && period_equal(whole->period, figure->period) &&
            text_equal_str(figure->place, whole->place)) {
            return whole;
        }
    }
    return NULL;
}

static void add_part(struct layout_whole *whole, double percent)
{
    if (whole->part_count == 0 || percent < whole->low) {
        whole->low = percent;
    }
    if (whole->part_count == 0 || percent > whole->high) {
        whole->high = percent;
    }
    whole->part_count++;
}

static void remember(struct layout_whole *whole, const struct figure_record *figure, double percent)
{
    whole->period = figure->period;
    whole->percent = percent;
    whole->part_count = 0;
    keep(whole->indicator, figure->indicator);
    keep(whole->place, figure->place);
    keep(whole->item, figure->item);
    keep(whole->display, figure->has_amount ? figure->amount.display : (struct text){0});
}

bool layout_parts_take(struct layout_parts *parts, const struct figure_record *figure,
                       uint32_t line, int32_t column, struct text column_name,
                       struct layout_report *report, struct err *err)
{
    double percent = 0;

    if (!percent_of(figure, &percent)) {
        return true;
    }
    if (figure->is_part) {
        struct layout_whole *whole = whole_of(parts, figure);
        if (whole) {
            add_part(whole, percent);
        }
        return true;
    }
    struct layout_whole *slot = &parts->wholes[parts->next];
    if (!judge(slot, report, err)) {
        return false;
    }
    remember(slot, figure, percent);
    slot->column_name = column_name;
    slot->line = line;
    slot->column = column;
    parts->next = (parts->next + 1) % LAYOUT_WHOLES;
    return true;
}

bool layout_parts_end(struct layout_parts *parts, struct layout_report *report, struct err *err)
{
    for (size_t i = 0; i < LAYOUT_WHOLES; i++) {
        if (!judge(&parts->wholes[(parts->next + i) % LAYOUT_WHOLES], report, err)) {
            return false;
        }
    }
    return true;
}
