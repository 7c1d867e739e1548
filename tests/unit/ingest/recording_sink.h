/* SPDX-License-Identifier: MIT */
/*
 * A sink that keeps what a reader hands on as JSON, one object a figure, so that a test can compare
 * it with what was expected, member by member.
 */
#ifndef PLUMB_TESTS_RECORDING_SINK_H
#define PLUMB_TESTS_RECORDING_SINK_H

#include <cjson/cJSON.h>

#include "base/clock.h"
#include "base/err.h"
#include "ingest/reader.h"
#include "ingest/source.h"
#include "unit.h"

struct recording {
    cJSON *figures;
    cJSON *faults;
    cJSON *warnings;
    struct sheet_summary summary;
};

static inline void put_text(cJSON *object, const char *name, struct text text)
{
    char *copy = text_dup(text);

    cJSON_AddStringToObject(object, name, copy);
    free(copy);
}

static inline void put_period(cJSON *object, struct period period)
{
    char text[CLOCK_TEXT_MAX];

    if (period_is_undated(period)) {
        return;
    }
    clock_format_day(period.from, text);
    cJSON_AddStringToObject(object, "from", text);
    clock_format_day(period.to, text);
    cJSON_AddStringToObject(object, "to", text);
}

static inline void put_amount(cJSON *object, const struct amount *amount)
{
    cJSON_AddNumberToObject(object, "value",
                            decimal_to_double(amount->value) / (double)amount->denominator);
    cJSON_AddStringToObject(object, "qualifier", qualifier_name(amount->qualifier));
    put_text(object, "unit", amount->unit);
    put_text(object, "display", amount->display);
}

static cJSON *new_figure(struct recording *recording, const struct record *record)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddItemToArray(recording->figures, object);
    cJSON_AddNumberToObject(object, "line", record->line);
    put_text(object, "extra", record->extra);
    return object;
}

static void keep_figure(struct recording *recording, const struct record *record)
{
    const struct figure_record *figure = &record->figure;
    cJSON *object = new_figure(recording, record);

    put_text(object, "indicator", figure->indicator);
    put_text(object, "place", figure->place);
    put_text(object, "item", figure->item);
    put_text(object, "department", figure->department);
    put_text(object, "level", figure->level);
    put_text(object, "note", figure->note);
    put_period(object, figure->period);
    cJSON_AddNumberToObject(object, "presence", figure->presence);
    if (figure->has_yoy) {
        cJSON_AddNumberToObject(object, "yoy", decimal_to_double(figure->yoy));
    }
    if (figure->has_counts) {
        cJSON_AddNumberToObject(object, "passed", (double)figure->passed);
        cJSON_AddNumberToObject(object, "inspected", (double)figure->inspected);
        cJSON_AddStringToObject(object, "unit", "%");
        cJSON_AddStringToObject(object, "qualifier", "eq");
        if (figure->inspected > 0) {
            cJSON_AddNumberToObject(object, "value",
                                    100.0 * (double)figure->passed / (double)figure->inspected);
        }
    } else if (figure->has_amount) {
        put_amount(object, &figure->amount);
    }
}

static void keep_target(struct recording *recording, const struct record *record)
{
    const struct target_record *target = &record->target;
    cJSON *object = new_figure(recording, record);

    put_text(object, "indicator", target->indicator);
    put_text(object, "place", target->place);
    put_text(object, "area", target->area);
    put_text(object, "lead", target->lead);
    put_text(object, "departments", target->departments);
    put_text(object, "frequency", target->frequency);
    put_text(object, "due", target->due);
    put_period(object, target->period);
    cJSON_AddStringToObject(object, "direction", target->lower_is_better ? "越低越好" : "越高越好");
    if (nature_name(target->nature)) {
        cJSON_AddStringToObject(object, "nature", nature_name(target->nature));
    }
    if (target->is_milestone_target) {
        put_text(object, "display", target->target.display);
    } else if (target->has_target) {
        put_amount(object, &target->target);
    }
}

static void keep_activity(struct recording *recording, const struct record *record)
{
    const struct activity_record *activity = &record->activity;

    for (size_t i = 0; i < activity->metric_count; i++) {
        cJSON *object = new_figure(recording, record);

        put_text(object, "indicator", activity->metrics[i].name);
        put_amount(object, &activity->metrics[i].amount);
        put_text(object, "campaign", activity->campaign);
        put_text(object, "place", activity->place);
        put_text(object, "host", activity->host);
        put_text(object, "title", activity->title);
        put_text(object, "note", activity->note);
        put_period(object, activity->days);
        cJSON_AddBoolToObject(object, "done", activity->status == ACTIVITY_DONE);
        cJSON_AddBoolToObject(object, "public", activity->is_public);
    }
}

static void keep_plan(struct recording *recording, const struct record *record)
{
    const struct plan_record *plan = &record->plan;
    cJSON *object = new_figure(recording, record);

    put_text(object, "campaign", plan->campaign);
    put_text(object, "indicator", plan->metric);
    put_text(object, "place", plan->place);
    put_text(object, "theme", plan->theme);
    put_period(object, period_of_year(plan->year));
    put_amount(object, &plan->planned);
    cJSON_AddBoolToObject(object, "has_days", plan->has_days);
    cJSON_AddBoolToObject(object, "must_report", plan->must_report);
    put_text(object, "due", plan->due);
}

static void keep_place(struct recording *recording, const struct record *record)
{
    const struct place_record *place = &record->place;
    cJSON *object = new_figure(recording, record);

    put_text(object, "place", place->name);
    put_text(object, "code", place->code);
    put_text(object, "parent", place->parent);
    put_text(object, "tier", place->tier);
    put_text(object, "alias", place->aliases);
    cJSON_AddBoolToObject(object, "must_report", place->must_report);
}

static void keep_calendar(struct recording *recording, const struct record *record)
{
    static const char *const types[] = {"活动", "休", "班"};
    const struct calendar_record *entry = &record->calendar;
    cJSON *object = new_figure(recording, record);

    put_text(object, "name", entry->name);
    put_period(object, entry->days);
    cJSON_AddStringToObject(object, "type", types[entry->type]);
    cJSON_AddBoolToObject(object, "yearly", entry->is_yearly);
}

static inline bool on_record(void *owner, const struct record *record, struct err *err)
{
    struct recording *recording = owner;
    (void)err;

    switch (record->sheet) {
    case SHEET_INSPECTIONS:
    case SHEET_QUANTITIES:
        keep_figure(recording, record);
        break;
    case SHEET_INDICATORS:
        keep_target(recording, record);
        break;
    case SHEET_ACTIVITIES:
        keep_activity(recording, record);
        break;
    case SHEET_PLAN:
        keep_plan(recording, record);
        break;
    case SHEET_PLACES:
        keep_place(recording, record);
        break;
    case SHEET_CALENDAR:
        keep_calendar(recording, record);
        break;
    case SHEET_NONE:
        fail_msg("a record of no sheet");
        break;
    }
    return true;
}

static inline bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    struct recording *recording = owner;
    cJSON *object = cJSON_CreateObject();
    (void)err;

    cJSON_AddItemToArray(fault->is_warning ? recording->warnings : recording->faults, object);
    cJSON_AddStringToObject(object, "kind", fault_kind_name(fault->kind));
    cJSON_AddNumberToObject(object, "line", fault->line);
    cJSON_AddNumberToObject(object, "cell_index", fault->cell_index);
    put_text(object, "column", fault->column);
    put_text(object, "cell", fault->cell);
    put_text(object, "first", fault->first);
    put_text(object, "second", fault->second);
    put_text(object, "indicator", fault->indicator);
    put_text(object, "place", fault->place);
    put_text(object, "period", fault->period);
    cJSON_AddNumberToObject(object, "byte", (double)fault->byte);
    return true;
}

static inline void recording_init(struct recording *recording)
{
    *recording = (struct recording){.figures = cJSON_CreateArray(),
                                    .faults = cJSON_CreateArray(),
                                    .warnings = cJSON_CreateArray()};
}

static inline void recording_finish(struct recording *recording)
{
    cJSON_Delete(recording->figures);
    cJSON_Delete(recording->faults);
    cJSON_Delete(recording->warnings);
}

/* Reads the source into a fresh recording and closes it. */
static inline void record_source(struct recording *recording, struct source *source,
                                 const struct reader_options *options)
{
    struct record_sink sink = {recording, on_record, on_fault};
    struct err err = {0};

    assert_non_null(source);
    recording_init(recording);
    if (!reader_read(source, options, &sink, &recording->summary, &err)) {
        fail_msg("%s", err.text);
    }
    source_close(source);
}

/* True if each member of `wanted` that `found` could have is the same there. */
static inline bool has_members(const cJSON *found, const cJSON *wanted, const char *const *ignored)
{
    const cJSON *member = NULL;

    cJSON_ArrayForEach(member, wanted)
    {
        bool is_ignored = false;
        for (size_t i = 0; ignored && ignored[i]; i++) {
            is_ignored = is_ignored || strcmp(ignored[i], member->string) == 0;
        }
        if (is_ignored) {
            continue;
        }
        const cJSON *other = cJSON_GetObjectItemCaseSensitive(found, member->string);
        if (cJSON_IsNumber(member)) {
            double apart = other ? other->valuedouble - member->valuedouble : 1;
            if (!cJSON_IsNumber(other) || apart > 1e-9 || apart < -1e-9) {
                return false;
            }
        } else if (!cJSON_Compare(other, member, true)) {
            return false;
        }
    }
    return true;
}

static inline int number_of(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name)->valueint;
}

/* How many findings the list has at that line, and cell where it is not negative. */
static inline size_t count_at(const cJSON *list, uint32_t line, int cell)
{
    const cJSON *object = NULL;
    size_t count = 0;

    cJSON_ArrayForEach(object, list)
    {
        count += number_of(object, "line") == (int)line &&
                 (cell < 0 || number_of(object, "cell_index") == cell);
    }
    return count;
}

/* The last object of the list that has these members; NULL if there is none. */
static inline const cJSON *find_last(const cJSON *list, const cJSON *wanted,
                                     const char *const *ignored)
{
    const cJSON *last = NULL;
    const cJSON *object = NULL;

    cJSON_ArrayForEach(object, list)
    {
        last = has_members(object, wanted, ignored) ? object : last;
    }
    return last;
}

#endif
