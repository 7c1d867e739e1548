/* SPDX-License-Identifier: MIT */
/*
 * Rows of 地区 and of 日历.
 */
#include "ingest/layout_row.h"

static void read_order(struct layout *layout, struct place_record *place)
{
    int32_t column = layout_column(layout, FIELD_ORDER);
    int64_t order = 0;

    place->order = INT32_MAX;
    if (layout_count(layout, column, &order) != LAYOUT_FIGURE) {
        return;
    }
    if (order >= INT32_MAX) {
        (void)layout_fault(layout, column, FAULT_NOT_A_COUNT);
        return;
    }
    place->order = (int32_t)order;
}

bool layout_read_place(struct layout *layout, struct err *err)
{
    struct record record = {.cell_index = -1};
    struct place_record *place = &record.place;

    place->name = layout_required(layout, FIELD_PLACE);
    place->code = layout_text(layout, FIELD_CODE);
    place->parent = layout_text(layout, FIELD_PARENT);
    place->tier = layout_text(layout, FIELD_TIER);
    place->aliases = layout_text(layout, FIELD_ALIASES);
    layout->row.place = place->name;
    (void)layout_yes_no(layout, FIELD_MUST_REPORT, true, &place->must_report);
    read_order(layout, place);

    layout_key_begin(layout);
    layout_key_text(layout, place->name);
    return layout_emit(layout, &record, err);
}

static void read_type(struct layout *layout, struct calendar_record *entry)
{
    static const struct {
        const char *word;
        enum calendar_type type;
    } words[] = {
        {"活动", CALENDAR_CAMPAIGN}, {"campaign", CALENDAR_CAMPAIGN}, {"休", CALENDAR_HOLIDAY},
        {"放假", CALENDAR_HOLIDAY},  {"holiday", CALENDAR_HOLIDAY},   {"班", CALENDAR_WORKDAY},
        {"上班", CALENDAR_WORKDAY},  {"workday", CALENDAR_WORKDAY},
    };
    struct text cell = layout_text(layout, FIELD_TYPE);

    entry->type = CALENDAR_CAMPAIGN;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal_str(cell, words[i].word)) {
            entry->type = words[i].type;
            return;
        }
    }
    if (cell.len > 0) {
        layout_note_texts(
            layout_fault(layout, layout_column(layout, FIELD_TYPE), FAULT_UNKNOWN_WORD),
            TEXT("活动、休、班"), (struct text){0});
    }
}

/* Reads a day of the calendar; *is_yearly if it has no year. False: missing, or the fault is
 * noted. */
static bool read_day(struct layout *layout, enum layout_field field, struct period *out,
                     bool *is_yearly)
{
    int32_t column = layout_column(layout, field);
    struct text cell = layout_cell(layout, column);

    if (cell.len == 0) {
        return false;
    }
    enum notation_date result = notation_read_day(cell, layout->year_hint, out);
    *is_yearly = result == NOTATION_DATE_NO_YEAR;
    if (result == NOTATION_DATE_READ || result == NOTATION_DATE_NO_YEAR) {
        return true;
    }
    if (result != NOTATION_DATE_MISSING) {
        (void)layout_fault_of_date(layout, column, result);
    }
    return false;
}

static void read_days(struct layout *layout, struct calendar_record *entry)
{
    int32_t to_column = layout_column(layout, FIELD_TO);
    struct period from = {0};
    struct period to = {0};
    bool is_to_yearly = false;

    if (!read_day(layout, FIELD_FROM, &from, &entry->is_yearly)) {
        (void)layout_fault(layout, layout_column(layout, FIELD_FROM), FAULT_MISSING_REQUIRED);
        return;
    }
    entry->days = from;
    if (to_column < 0 || !read_day(layout, FIELD_TO, &to, &is_to_yearly)) {
        return;
    }
    entry->days.to = to.to;
    if (entry->is_yearly && is_to_yearly && entry->days.to < entry->days.from) {
        entry->days.to += period_days(period_of_year(NOTATION_YEARLY)); /* across New Year */
    }
    if (entry->is_yearly != is_to_yearly || entry->days.to < entry->days.from) {
        layout_note_reasons(layout_fault(layout, to_column, FAULT_UNKNOWN_PERIOD),
                            "结束与开始对不上", "it does not fit the beginning");
    }
}

bool layout_read_calendar(struct layout *layout, struct err *err)
{
    struct record record = {.cell_index = -1};
    struct calendar_record *entry = &record.calendar;

    entry->name = layout_required(layout, FIELD_NAME);
    read_days(layout, entry);
    read_type(layout, entry);

    layout_key_begin(layout);
    layout_key_text(layout, entry->name);
    layout_key_period(layout, entry->days);
    return layout_emit(layout, &record, err);
}
