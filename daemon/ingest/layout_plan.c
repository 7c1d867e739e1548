/* SPDX-License-Identifier: MIT */
/*
 * Rows of 活动计划: how much of a metric is planned for a campaign.
 */
#include "ingest/layout_row.h"
#include "model/due_rule.h"

static void read_year(struct layout *layout, struct plan_record *plan)
{
    int32_t column = layout_column(layout, FIELD_YEAR);
    struct text cell = layout_required(layout, FIELD_YEAR);
    int year = 0;

    if (cell.len > 0 && !notation_read_year(cell, &year)) {
        (void)layout_fault(layout, column, FAULT_UNKNOWN_PERIOD);
    }
    plan->year = year;
}

static void read_planned(struct layout *layout, struct plan_record *plan)
{
    int32_t column = layout_column(layout, FIELD_PLANNED);
    struct notation notation;
    enum layout_state state = layout_notation(layout, column, false, &notation);

    if (state == LAYOUT_MISSING || state == LAYOUT_NOT_APPLICABLE) {
        (void)layout_fault(layout, column, FAULT_MISSING_REQUIRED);
    } else if (state == LAYOUT_FIGURE && notation.amount.value.digits < 0) {
        (void)layout_fault(layout, column, FAULT_NOT_A_COUNT);
    } else if (state == LAYOUT_FIGURE) {
        plan->planned = notation.amount;
        layout_totals_add(&layout->totals, (size_t)column, plan->planned.value,
                          plan->planned.qualifier == QUALIFIER_EQ && !plan->planned.is_range);
    }
}

/* Reads 开始 or 结束 with the plan's year as the hint. False if there is none. */
static bool read_day(struct layout *layout, enum layout_field field, const struct plan_record *plan,
                     struct period *out)
{
    int32_t column = layout_column(layout, field);
    struct text cell = layout_cell(layout, column);

    if (cell.len == 0) {
        return false;
    }
    enum notation_date result = notation_read_day(cell, plan->year, out);
    if (result == NOTATION_DATE_MISSING) {
        return false;
    }
    if (result != NOTATION_DATE_READ) {
        return layout_fault_of_date(layout, column, result);
    }
    return true;
}

static void read_days(struct layout *layout, struct plan_record *plan)
{
    struct period from = {0};
    struct period to = {0};
    bool has_from = read_day(layout, FIELD_FROM, plan, &from);
    bool has_to = read_day(layout, FIELD_TO, plan, &to);

    if (!has_from) {
        return;
    }
    plan->has_days = true;
    plan->days = (struct period){from.from, has_to ? to.to : from.to};
    if (plan->days.to < plan->days.from) {
        layout_note_reasons(
            layout_fault(layout, layout_column(layout, FIELD_TO), FAULT_UNKNOWN_PERIOD),
            "结束早于开始", "it ends before it begins");
    }
}

/* A day: what comes round again is no moment by which the first report must have come. */
static void read_due(struct layout *layout, struct plan_record *plan)
{
    plan->due = layout_text(layout, FIELD_DUE);
    if (plan->due.len > 0 && !due_is_open(plan->due)) {
        struct due_rule rule = due_read(plan->due);
        if (rule.cycle != DUE_FIXED && rule.cycle != DUE_YEARLY_DAY) {
            (void)layout_warn(layout, layout_column(layout, FIELD_DUE), FAULT_UNKNOWN_DUE);
        }
    }
}

bool layout_read_plan(struct layout *layout, struct err *err)
{
    struct record record = {.cell_index = -1};
    struct plan_record *plan = &record.plan;

    plan->planned.denominator = 1;
    plan->campaign = layout_required(layout, FIELD_CAMPAIGN);
    plan->metric = layout_required(layout, FIELD_INDICATOR);
    plan->place = layout_text(layout, FIELD_PLACE);
    plan->theme = layout_text(layout, FIELD_THEME);
    layout->row.indicator = plan->campaign;
    layout->row.place = plan->place;
    layout->row.item = plan->metric;
    read_year(layout, plan);
    read_planned(layout, plan);
    read_days(layout, plan);
    read_due(layout, plan);
    (void)layout_yes_no(layout, FIELD_MUST_REPORT, true, &plan->must_report);

    layout_key_begin(layout);
    layout_key_text(layout, plan->campaign);
    layout_key_period(layout, (struct period){plan->year, plan->year});
    layout_key_text(layout, plan->metric);
    layout_key_text(layout, plan->place);
    return layout_emit(layout, &record, err);
}
