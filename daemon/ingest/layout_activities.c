/* SPDX-License-Identifier: MIT */
/*
 * Rows of 活动台账: one activity with its metrics.
 *
 * A column that no word names is a metric if its first filled cell is a number, and text to be
 * kept otherwise.
 */
#include <stdlib.h>

#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/layout_row.h"

enum layout_metric_state {
    METRIC_NONE,      /* the column is something else */
    METRIC_KNOWN,     /* named by a word */
    METRIC_UNDECIDED, /* nothing was in it yet */
    METRIC_OWN        /* the sheet's own */
};

bool layout_prepare_activities(struct layout *layout, struct err *err)
{
    size_t count = layout->header.count;

    layout->metrics = calloc(count + 1, sizeof(*layout->metrics));
    layout->metric_states = calloc(count + 1, 1);
    if (!layout->metrics || !layout->metric_states) {
        return err_set(err, ERR_NO_MEMORY, "%zu columns", count);
    }
    for (size_t i = 0; i < count; i++) {
        const struct layout_column *column = &layout->header.columns[i];
        if (column->field == FIELD_METRIC || column->field == FIELD_SESSIONS) {
            layout->metric_states[i] = METRIC_KNOWN;
        } else if (column->field == FIELD_UNKNOWN && !column->is_no_metric) {
            layout->metric_states[i] = METRIC_UNDECIDED;
        }
    }
    return true;
}

/* Decides by its first filled cell whether a column holds a metric. */
static void decide(struct layout *layout, size_t column)
{
    struct text cell = layout_cell(layout, (int32_t)column);
    struct notation notation;

    if (cell.len == 0 || layout->row.has_fault) {
        return;
    }
    notation_read(cell, NULL, &notation);
    if (notation_has_amount(notation.kind)) {
        layout->metric_states[column] = METRIC_OWN;
        layout->header.columns[column].field = FIELD_METRIC;
    } else if (notation.kind != NOTATION_MISSING && notation.kind != NOTATION_NOT_APPLICABLE &&
               notation.kind != NOTATION_NONE_STATED) {
        layout->metric_states[column] = METRIC_NONE;
        struct layout_note *note = layout_warn(layout, (int32_t)column, FAULT_UNKNOWN_COLUMN);
        if (note) {
            note->fault.line = layout->header.line;
            note->fault.cell = (struct text){0};
        }
    }
}

/* Things are counted; only a metric of the sheet's own may have a fraction. */
static bool is_countable(const struct amount *amount, bool is_own)
{
    return amount->value.digits >= 0 &&
           (is_own || amount->denominator != 1 || decimal_is_integer(amount->value));
}

/* Reads the metric of one column; the next free entry of metrics takes it. */
static void read_metric(struct layout *layout, size_t column, struct activity_record *activity)
{
    struct metric_amount *metric = &layout->metrics[activity->metric_count];
    const struct layout_column *header = &layout->header.columns[column];
    struct notation notation;

    if (layout_notation(layout, (int32_t)column, false, &notation) != LAYOUT_FIGURE) {
        return;
    }
    if (!is_countable(&notation.amount, layout->metric_states[column] == METRIC_OWN)) {
        (void)layout_fault(layout, (int32_t)column, FAULT_NOT_A_COUNT);
        return;
    }
    *metric = (struct metric_amount){.name = header->name, .amount = notation.amount};
    if (metric->amount.unit.len == 0) {
        metric->amount.unit = header->unit;
    }
    activity->metric_count++;
    layout_totals_add(&layout->totals, column, metric->amount.value,
                      metric->amount.qualifier == QUALIFIER_EQ && !metric->amount.is_range &&
                          metric->amount.denominator == 1);
}

/* An activity that says nothing of 场次 is one. */
static void default_sessions(struct layout *layout, struct activity_record *activity)
{
    int32_t column = layout_column(layout, FIELD_SESSIONS);
    struct text cell = layout_cell(layout, column);
    struct notation notation;

    if (cell.len > 0) {
        notation_read(cell, NULL, &notation);
        if (notation.kind != NOTATION_MISSING) {
            return;
        }
    }
    layout->metrics[activity->metric_count++] = (struct metric_amount){
        .name = TEXT("场次"),
        .amount = {.value = decimal_of(1), .denominator = 1, .display = TEXT("1")}};
    if (column >= 0) {
        /* A total in the sheet sums what is written, so a blank adds nothing there. */
        layout_totals_add(&layout->totals, (size_t)column, decimal_of(0), true);
    }
}

static void read_metrics(struct layout *layout, struct activity_record *activity)
{
    for (size_t i = 0; i < layout->header.count; i++) {
        if (layout->metric_states[i] == METRIC_UNDECIDED) {
            decide(layout, i);
        }
        if (layout->metric_states[i] == METRIC_KNOWN || layout->metric_states[i] == METRIC_OWN) {
            read_metric(layout, i, activity);
        }
    }
    default_sessions(layout, activity);
    activity->metrics = layout->metrics;
}

static void read_status(struct layout *layout, struct activity_record *activity)
{
    static const struct {
        const char *word;
        enum activity_status status;
    } words[] = {
        {"完成", ACTIVITY_DONE},           {"已完成", ACTIVITY_DONE},
        {"已开展", ACTIVITY_DONE},         {"done", ACTIVITY_DONE},
        {"计划", ACTIVITY_PLANNED},        {"计划中", ACTIVITY_PLANNED},
        {"未开展", ACTIVITY_PLANNED},      {"planned", ACTIVITY_PLANNED},
        {"取消", ACTIVITY_CANCELLED},      {"已取消", ACTIVITY_CANCELLED},
        {"cancelled", ACTIVITY_CANCELLED}, {"canceled", ACTIVITY_CANCELLED},
    };
    struct text cell = layout_text(layout, FIELD_STATUS);

    activity->status = ACTIVITY_DONE;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal_str(cell, words[i].word)) {
            activity->status = words[i].status;
            return;
        }
    }
    if (cell.len > 0) {
        layout_note_texts(
            layout_fault(layout, layout_column(layout, FIELD_STATUS), FAULT_UNKNOWN_WORD),
            TEXT("计划、完成、取消"), (struct text){0});
    }
}

static void read_days(struct layout *layout, struct activity_record *activity)
{
    int32_t column = layout_column(layout, FIELD_DATE);

    layout->header.columns[column].is_day = true;
    if (!layout_period(layout, column, &activity->days)) {
        return;
    }
    layout->row.period = activity->days;
    if (layout->options.today > 0 && activity->status == ACTIVITY_DONE &&
        activity->days.from > layout->options.today) {
        (void)layout_warn(layout, column, FAULT_LINT_FUTURE);
    }
}

static void make_key(struct layout *layout, const struct activity_record *activity)
{
    layout_key_begin(layout);
    if (activity->id.len > 0) {
        layout_key_text(layout, activity->id);
        return;
    }
    layout_key_period(layout, activity->days);
    layout_key_text(layout, activity->place);
    layout_key_text(layout, activity->host);
    layout_key_text(layout, activity->title);
}

bool layout_read_activity(struct layout *layout, struct err *err)
{
    struct record record = {.cell_index = -1};
    struct activity_record *activity = &record.activity;

    activity->id = layout_text(layout, FIELD_ID);
    activity->place = layout_text(layout, FIELD_PLACE);
    activity->host = layout_text(layout, FIELD_HOST);
    activity->title = layout_required(layout, FIELD_TITLE);
    activity->campaign = layout_text(layout, FIELD_CAMPAIGN);
    activity->type = layout_text(layout, FIELD_TYPE);
    activity->note = layout_text(layout, FIELD_NOTE);
    layout->row.indicator = activity->campaign;
    layout->row.place = activity->place;
    layout->row.item = activity->id.len > 0 ? activity->id : activity->title;
    read_status(layout, activity);
    read_days(layout, activity);
    (void)layout_yes_no(layout, FIELD_PUBLIC, true, &activity->is_public);
    read_metrics(layout, activity);
    layout->row.is_counted = activity->status == ACTIVITY_DONE;
    make_key(layout, activity);
    return layout_emit(layout, &record, err);
}
