/* SPDX-License-Identifier: MIT */
#include "store/store_keep.h"

#include <stdlib.h>

#include "base/err.h"

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "rows that are kept");
}

bool keeper_init(struct keeper *keeper, struct take *take, struct err *err)
{
    *keeper = (struct keeper){.take = take};
    keeper->faults = malloc((take->faults.count + 1) * sizeof(*keeper->faults));
    if (!keeper->faults) {
        return no_memory(err);
    }
    return source_file(take->store, take->file_id, &keeper->file, err);
}

void keeper_finish(struct keeper *keeper)
{
    free(keeper->faults);
    free(keeper->rows);
    *keeper = (struct keeper){0};
}

/* What a fault can name of a record. */
struct names {
    struct text indicator;
    struct text place;
    struct text item;
    char period[PERIOD_TEXT_MAX];
};

/* The same as the reader names in its faults. */
static void names_of(const struct record *record, struct names *names)
{
    const struct activity_record *activity = &record->activity;

    *names = (struct names){0};
    switch (record->sheet) {
    case SHEET_INSPECTIONS:
    case SHEET_QUANTITIES:
        names->indicator = record->figure.indicator;
        names->place = record->figure.place;
        names->item = record->figure.item;
        (void)period_format(record->figure.period, names->period);
        break;
    case SHEET_INDICATORS:
        names->indicator = record->target.indicator;
        names->place = record->target.place;
        (void)period_format(record->target.period, names->period);
        break;
    case SHEET_ACTIVITIES:
        names->indicator = activity->campaign;
        names->place = activity->place;
        names->item = activity->id.len > 0 ? activity->id : activity->title;
        (void)period_format(activity->days, names->period);
        break;
    case SHEET_PLAN:
        names->indicator = record->plan.campaign;
        names->place = record->plan.place;
        names->item = record->plan.metric;
        break;
    case SHEET_PLACES:
        names->place = record->place.name;
        names->item = record->place.code;
        break;
    case SHEET_CALENDAR:
        names->indicator = record->calendar.name;
        (void)period_format(record->calendar.days, names->period);
        break;
    case SHEET_NONE:
        break;
    }
}

/* Whether enough is known of the row that the fault stands in place of. */
static bool says_enough(const struct fault *fault)
{
    int known = (fault->indicator.len > 0) + (fault->place.len > 0) + (fault->item.len > 0) +
                (fault->period.len > 0);

    return !fault->is_warning && known >= 2 && (fault->indicator.len > 0 || fault->place.len > 0);
}

static bool agrees(struct text stated, struct text known)
{
    return stated.len == 0 || text_equal(stated, known);
}

void keeper_choose(struct keeper *keeper, const struct subject_key *subject)
{
    const struct fault_list *list = &keeper->take->faults;
    bool has_indicator = subject->indicator_word != NO_WORD;

    keeper->fault_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct fault *fault = &list->faults[i];
        if (says_enough(fault) &&
            (!has_indicator || agrees(fault->indicator, subject->indicator))) {
            keeper->faults[keeper->fault_count++] = fault;
        }
    }
}

static bool is_place_of(struct keeper *keeper, struct text stated, struct text known,
                        bool *is_place, struct err *err)
{
    struct store *store = keeper->take->store;
    struct text a;
    struct text b;

    if (agrees(stated, known)) {
        *is_place = true;
        return true;
    }
    if (!source_place(store, &keeper->file, stated, &a, err) ||
        !source_place(store, &keeper->file, known, &b, err)) {
        return false;
    }
    *is_place = text_equal(a, b);
    return true;
}

bool keeper_is_in_doubt(struct keeper *keeper, const struct record *record, bool *in_doubt,
                        struct err *err)
{
    struct names names;
    bool ok = true;

    *in_doubt = false;
    names_of(record, &names);
    for (size_t i = 0; ok && !*in_doubt && i < keeper->fault_count; i++) {
        const struct fault *fault = keeper->faults[i];
        if (agrees(fault->indicator, names.indicator) && agrees(fault->item, names.item) &&
            agrees(fault->period, text_of(names.period))) {
            ok = is_place_of(keeper, fault->place, names.place, in_doubt, err);
        }
    }
    return ok;
}

bool keeper_add(struct keeper *keeper, uint32_t row, struct err *err)
{
    struct kept_row kept = {.row = row};

    if (!source_line(keeper->take->store, &keeper->file, row, &kept.version, &kept.line, err)) {
        return false;
    }
    if (keeper->count == keeper->capacity) {
        size_t capacity = keeper->capacity == 0 ? 16 : keeper->capacity * 2;
        struct kept_row *grown = realloc(keeper->rows, capacity * sizeof(*grown));
        if (!grown) {
            return no_memory(err);
        }
        keeper->rows = grown;
        keeper->capacity = capacity;
    }
    keeper->rows[keeper->count++] = kept;
    return true;
}

static bool insert_kept(struct take *take, const struct kept_row *kept, struct err *err)
{
    sqlite3_stmt *statement = statement_take(
        &take->store->statements,
        "INSERT INTO kept_row (file_id, row, version, line) VALUES (?1, ?2, ?3, ?4)", err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, take->file_id);
    bind_integer(statement, 2, kept->row);
    bind_integer(statement, 3, kept->version);
    bind_integer(statement, 4, kept->line);
    return statement_finish(&take->store->statements, statement, err);
}

bool keeper_write(struct keeper *keeper, struct err *err)
{
    struct take *take = keeper->take;
    sqlite3_stmt *statement =
        statement_take(&take->store->statements, "DELETE FROM kept_row WHERE file_id = ?1", err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, take->file_id);
    bool ok = statement_finish(&take->store->statements, statement, err);
    for (size_t i = 0; ok && i < keeper->count; i++) {
        ok = insert_kept(take, &keeper->rows[i], err);
    }
    return ok;
}
