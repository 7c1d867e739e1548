/* SPDX-License-Identifier: MIT */
#include "compute/entry.h"

#include <string.h>

#include "base/clock.h"
#include "compute/detail.h"
#include "compute/display.h"
#include "compute/names.h"
#include "compute/unit.h"
#include "compute/words.h"

enum { DEFINITION_MAX = 600 };

/* ---- what it is --------------------------------------------------------------------------- */

static struct text shown_unit(const struct entry *entry)
{
    if (entry->point && entry->point->figure.has_counts) {
        return TEXT("%");
    }
    if (entry->point && entry->point->figure.amount.unit.len > 0) {
        return entry->point->figure.amount.unit;
    }
    if (entry->attributes.unit.len > 0 || !entry->target) {
        return entry->attributes.unit;
    }
    return entry->target->record.target.unit;
}

static void put_identity(struct entry *entry, struct text place, struct text item)
{
    struct draft *draft = &entry->draft;
    bool lower = judge_is_at_most(entry->target, &entry->attributes);

    draft_text(draft, draft->root, "name", entry->job->indicator);
    draft_text(draft, draft->root, "place", place);
    draft_text(draft, draft->root, "item", item);
    draft_text(draft, draft->root, "area", entry->attributes.area);
    draft_str(draft, draft->root, "nature", nature_name(entry->nature));
    draft_text(draft, draft->root, "unit", shown_unit(entry));
    draft_str(draft, draft->root, "better", lower ? "lower" : "higher");
    draft_text(draft, draft->root, "frequency", entry->attributes.frequency);
    struct text definition = text_part(entry->attributes.definition, 0, DEFINITION_MAX);
    definition.len = text_valid_len(definition);
    draft_text(draft, draft->root, "definition", definition);
    struct text document = entry->attributes.document;
    if (document.len == 0 && entry->figure) {
        document = entry->figure->document;
    }
    draft_text(draft, draft->root, "document", document);
}

size_t entry_split_names(struct arena *arena, struct text list, struct text **names)
{
    static const char *const signs[] = {"；", ";", "、"};
    bool has_semicolon = text_find(list, "；") >= 0 || text_find(list, ";") >= 0;
    size_t capacity = 0;
    size_t count = 0;

    *names = NULL;
    while (list.len > 0) {
        size_t end = list.len;
        size_t skip = 0;
        for (size_t i = has_semicolon ? 0 : 2; i < (has_semicolon ? 2u : 3u); i++) {
            ptrdiff_t at = text_find(list, signs[i]);
            if (at >= 0 && (size_t)at < end) {
                end = (size_t)at;
                skip = strlen(signs[i]);
            }
        }
        struct text name = text_trim(text_part(list, 0, end));
        list = text_part(list, end + skip, list.len);
        if (name.len == 0) {
            continue;
        }
        struct text *grown = arena_grow(arena, *names, count, &capacity, sizeof(*grown));
        if (!grown) {
            return count;
        }
        *names = grown;
        grown[count++] = name;
    }
    return count;
}

static void add_list(struct entry *entry, struct names *names, struct text list)
{
    struct text *split = NULL;
    size_t count = entry_split_names(entry->arena, list, &split);

    for (size_t i = 0; i < count; i++) {
        names_add(entry->arena, names, split[i]);
    }
}

static void put_names(struct entry *entry, const struct names *names, bool has_lead)
{
    struct draft *draft = &entry->draft;
    struct draft_value *array = draft_array(draft, draft->root, "departments");

    for (size_t i = 0; i < names->count; i++) {
        draft_push_text(draft, array, names->at[i]);
    }
    if (has_lead && names->count > 0) {
        draft_text(draft, draft->root, "lead", names->at[0]);
    }
}

/* With partners in their own column the lead is one name, even one that holds a 、; alone, it may
 * be one list, in which the first leads. */
static void put_catalog_departments(struct entry *entry)
{
    const struct attributes *attributes = &entry->attributes;
    struct text lead = attributes->lead;
    struct names names = {0};

    bool is_list = lead.len > 0 && attributes->departments.len == 0;
    if (!is_list && lead.len > 0) {
        names_add(entry->arena, &names, lead);
    }
    add_list(entry, &names, is_list ? lead : attributes->departments);
    put_names(entry, &names, lead.len > 0);
}

/* The departments of the figure's parts that reported it. Returns how many there are in all. */
static size_t add_reporters(struct entry *entry, struct names *names)
{
    const struct figure *figure = entry->figure;
    size_t count = 0;

    for (size_t i = 0; figure->part_kind == PART_DEPARTMENT && i < figure->part_count; i++) {
        struct text department = figure->parts[i]->department;
        if (department.len > 0 && count++ < DETAIL_NAMES_MAX) {
            names_add(entry->arena, names, department);
        }
    }
    return count;
}

/* One department that reports leads; several are listed without a lead. */
static void put_reporting_departments(struct entry *entry)
{
    struct names names = {0};

    if (!entry->figure) {
        return;
    }
    add_list(entry, &names, entry->figure->department);
    size_t reporters = add_reporters(entry, &names);
    if (names.count > 0) {
        put_names(entry, &names, names.count == 1);
    }
    if (reporters > DETAIL_NAMES_MAX) {
        draft_integer(&entry->draft, entry->draft.root, "department_count", (int64_t)reporters);
    }
}

static void put_departments(struct entry *entry)
{
    if (entry->attributes.lead.len > 0 || entry->attributes.departments.len > 0) {
        put_catalog_departments(entry);
    } else {
        put_reporting_departments(entry);
    }
}

/* ---- the figure --------------------------------------------------------------------------- */

static void put_number(struct entry *entry)
{
    struct draft *draft = &entry->draft;
    const struct figure *figure = &entry->point->figure;
    const struct stats_target *target = entry->has_rate_target ? &entry->rate_target : NULL;

    draft_number(draft, draft->root, "value", figure_value(figure));
    if (figure->has_counts) {
        draft_integer(draft, draft->root, "passed", figure->counts.passed);
        draft_integer(draft, draft->root, "inspected", figure->counts.inspected);
        draft_str(draft, draft->root, "qualifier", qualifier_name(QUALIFIER_EQ));
    } else {
        draft_str(draft, draft->root, "qualifier", qualifier_name(figure->amount.qualifier));
        if (figure->amount.is_range) {
            draft_pair(draft, draft->root, "range", decimal_to_double(figure->amount.value),
                       decimal_to_double(figure->amount.high));
        }
    }
    struct figure shown = *figure;
    shown.is_census = entry->nature != NATURE_SAMPLED_RATE;
    draft_text(draft, draft->root, "display",
               display_figure(entry->arena, &shown, target, entry->job->options));
}

/* Most figures of an indicator came with the same drop. */
static void put_updated(struct entry *entry)
{
    struct entry_job *job = entry->job;
    int64_t utc_ms = entry->point->figure.updated_utc_ms;

    if (utc_ms <= 0) {
        return;
    }
    if (job->updated_utc_ms != utc_ms) {
        clock_format(utc_ms, job->updated);
        job->updated_utc_ms = utc_ms;
    }
    draft_str(&entry->draft, entry->draft.root, "updated_at", job->updated);
}

static void put_figure(struct entry *entry)
{
    struct draft *draft = &entry->draft;

    if (!entry->point) {
        draft_str(draft, draft->root, "missing", "unreported");
        return;
    }
    draft_period(draft, draft->root, "period", entry->point->period);
    if (figure_has_number(&entry->point->figure)) {
        put_number(entry);
    }
    if (entry->figure) {
        detail_put(draft, draft->root, entry->figure, entry->attributes.nature);
    }
    put_updated(entry);
}

/* ---- target and verdict ------------------------------------------------------------------- */

static void put_target(struct entry *entry)
{
    struct draft *draft = &entry->draft;
    const struct target *target = entry->target;
    const struct period *period = target ? &target->record.period : NULL;
    struct text deadline = due_deadline(entry->arena, entry->attributes.due, period);

    draft_text(draft, draft->root, "deadline", deadline);
    if (!target) {
        return;
    }
    struct draft_value *object = draft_object(draft, draft->root, "target");
    const struct amount *amount = &target->record.target;
    if (!target_has_number(target)) {
        struct text words = amount->display;
        draft_text(draft, object, "display", words.len > 0 ? words : TEXT("完成"));
    } else {
        struct text unit = amount->unit.len > 0 ? amount->unit : entry->attributes.unit;
        if (!amount->is_range) {
            draft_number(draft, object, "value", amount_to_double(amount));
        } else {
            draft_pair(draft, object, "range", decimal_to_double(amount->value),
                       decimal_to_double(amount->high));
        }
        draft_str(draft, object, "qualifier", qualifier_name(amount->qualifier));
        draft_text(draft, object, "unit", unit);
        draft_text(draft, object, "display", display_target(entry->arena, amount, unit));
    }
    draft_period(draft, object, "period", target->record.period);
    draft_text(draft, object, "deadline", deadline);
}

static void put_judgement(struct entry *entry)
{
    struct draft *draft = &entry->draft;
    const struct judgement *judgement = &entry->judgement;

    draft_str(draft, draft->root, "status", judgement->status);
    draft_sentence(draft, draft->root, "verdict", &judgement->verdict);
    draft_sentence(draft, draft->root, "word", &judgement->word);
    draft_sentence(draft, draft->root, "needs", &judgement->needs);
    draft_str(draft, draft->root, "sample", judgement->sample);
    if (judgement->has_interval) {
        draft_pair(draft, draft->root, "interval", judgement->lo, judgement->hi);
    }
    if (judgement->has_progress) {
        draft_number(draft, draft->root, "progress", judgement->progress);
    }
    if (judgement->has_time) {
        draft_number(draft, draft->root, "time_progress", judgement->time_progress);
    }
    if (judgement->has_time && judgement->has_progress) {
        draft_number(draft, draft->root, "deviation", judgement->deviation);
    }
}

static void put_done(struct entry *entry)
{
    struct draft *draft = &entry->draft;
    struct amount sum;
    size_t periods = 0;

    if (!entry->judgement.has_progress || entry->nature != NATURE_FLOW ||
        period_is_undated(entry->target->record.period) ||
        !series_sum_within(&entry->series, entry->target->record.period, &sum, &periods) ||
        periods < 2) {
        return;
    }
    struct draft_value *done = draft_object(draft, draft->root, "done");
    draft_decimal(draft, done, "value", sum.value);
    draft_str(draft, done, "qualifier", qualifier_name(sum.qualifier));
    draft_text(draft, done, "display", display_amount(entry->arena, &sum));
    draft_integer(draft, done, "periods", (int64_t)periods);
}

/* ---- time --------------------------------------------------------------------------------- */

static struct sentence due_words(struct entry *entry, int32_t days_left)
{
    struct text nothing = {0};

    if (!entry->is_overdue && days_left <= 0) {
        return words_of(WORDS_DUE_TODAY);
    }
    if (entry->is_overdue && days_left >= 0) {
        return words_of(WORDS_DUE_PASSED);
    }
    int32_t days = entry->is_overdue ? -days_left : days_left;
    struct text count = arena_integer(entry->arena, days);
    if (entry->is_overdue && entry->due.missed > 1) {
        struct text missed = arena_integer(entry->arena, entry->due.missed);
        return words_say(entry->arena, WORDS_DUE_MISSED, count, missed, nothing);
    }
    return words_say(entry->arena, entry->is_overdue ? WORDS_DUE_OVER : WORDS_DUE_IN, count,
                     nothing, nothing);
}

static void put_due(struct entry *entry)
{
    struct draft *draft = &entry->draft;

    if (!entry->due.is_known) {
        return;
    }
    int32_t days_left = entry->due.day - entry->job->today;
    struct sentence text = due_words(entry, days_left);
    struct draft_value *due = draft_object(draft, draft->root, "due");
    draft_day(draft, due, "date", entry->due.day);
    draft_integer(draft, due, "days_left", days_left);
    draft_bool(draft, due, "overdue", entry->is_overdue);
    draft_sentence(draft, due, "text", &text);
    draft_text(draft, due, "rule", entry->attributes.due);
    draft_time(draft, due, "at", entry->due.at_utc_ms);
    if (entry->is_overdue && entry->due.missed > 1) {
        draft_integer(draft, due, "missed", entry->due.missed);
    }
}

/* Past its 报送截止, or, without one, long past the period that its frequency asks for. */
static void put_stale(struct entry *entry)
{
    struct draft *draft = &entry->draft;
    struct entry_job *job = entry->job;
    int64_t since = entry->is_overdue ? entry->due.since_utc_ms : 0;

    if (!entry->due.is_known && entry->attributes.due.len == 0 && entry->point) {
        enum due_cycle frequency = due_read_frequency(entry->attributes.frequency);
        int64_t at = due_stale_at(frequency, &entry->point->period, job->options->grace_days);
        since = at > 0 && at <= job->now_utc_ms ? at : 0;
        if (at > job->now_utc_ms) {
            draft_time(draft, draft->root, "stale_at", at);
            entry_note_change(entry, at);
        }
    }
    draft_bool(draft, draft->root, "stale", since > 0);
    draft_time(draft, draft->root, "stale_since", since);
}

/* ---- all together ------------------------------------------------------------------------- */

static bool is_shown(const struct entry *entry)
{
    return entry->point || entry->target;
}

static bool write(struct entry *entry, struct text place, struct text item, struct err *err)
{
    put_identity(entry, place, item);
    put_departments(entry);
    put_figure(entry);
    put_target(entry);
    put_judgement(entry);
    put_done(entry);
    put_due(entry);
    put_stale(entry);
    entry_put_previous(entry);
    entry_put_trend(entry);
    entry_put_parts(entry);
    return entry_put_revised(entry, err) && entry_put_doubts(entry, err) &&
           arena_check(entry->arena, err);
}

bool entry_make(struct entry_job *job, struct text place, struct text item, struct entry_made *made,
                struct err *err)
{
    struct entry entry;

    *made = (struct entry_made){.note = {.changes_utc_ms = BOARD_NEVER}};
    if (!entry_gather(&entry, job, place, item, err)) {
        return false;
    }
    if (!is_shown(&entry)) {
        return true;
    }
    buffer_clear(&job->json);
    draft_begin(&entry.draft, entry.arena, &job->json);
    if (!write(&entry, place, item, err) || !draft_end(&entry.draft, err)) {
        return false;
    }
    *made = (struct entry_made){
        .json = {buffer_text(&job->json), entry.draft.marks, entry.draft.mark_count},
        .note = entry.note,
    };
    return true;
}
