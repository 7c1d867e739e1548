/* SPDX-License-Identifier: MIT */
/*
 * What is to be verified about an entry, and what was revised.
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/err.h"
#include "compute/entry.h"
#include "compute/lint.h"

enum { DOUBT_TEXTS_MAX = 3 };

static bool on_fault(void *owner, const struct fault *fault, const struct row_source *source,
                     struct err *err);
static bool on_revision(void *owner, const struct move *move, struct err *err);

/* ---- doubts ------------------------------------------------------------------------------- */

struct gathering {
    struct entry *entry;
    const struct figures *figures; /* of the shown period; NULL: there is none */
    bool all_periods;
    struct doubt *first;
    struct doubt *last;
};

static void append(struct gathering *gathering, struct doubt *doubt)
{
    if (!doubt) {
        return;
    }
    doubt->next = NULL;
    if (gathering->last) {
        gathering->last->next = doubt;
    } else {
        gathering->first = doubt;
    }
    gathering->last = doubt;
}

static void append_own(struct gathering *gathering)
{
    const struct figure *figure = gathering->entry->figure;
    struct arena *arena = gathering->entry->arena;

    for (const struct doubt *own = figure ? figure->doubts : NULL; own; own = own->next) {
        struct doubt *doubt = arena_take(arena, sizeof(*doubt));
        if (doubt) {
            *doubt = *own;
        }
        append(gathering, doubt);
    }
}

static bool is_of_shown_period(const struct gathering *gathering, const struct fault *fault)
{
    const struct entry *entry = gathering->entry;
    struct period period;

    if (gathering->all_periods || fault->period.len == 0 || !entry->point ||
        !period_read_label(fault->period, &period)) {
        return true;
    }
    return period_compare_newest_first(period, entry->point->period) <= 0;
}

/* A date in the future is one until it comes; then the entry changes by itself. */
static bool has_come(const struct gathering *gathering, const struct fault *fault)
{
    struct period period;

    if (fault->kind != FAULT_LINT_FUTURE || !period_read_label(fault->period, &period)) {
        return false;
    }
    bool has_begun = period.from <= gathering->entry->job->today;
    if (!has_begun) {
        entry_note_change(gathering->entry, clock_day_start_ms(period.from));
    }
    return has_begun;
}

static const struct figure *figure_at(const struct gathering *gathering, struct text place,
                                      struct text item)
{
    return gathering->figures ? figures_find(gathering->figures, place, item) : NULL;
}

/* Whether the row would move this figure, being of an item or of a place below: nobody on the way
 * up states a figure of his own. */
static bool is_of_part(const struct gathering *gathering, const struct fault *fault)
{
    const struct entry *entry = gathering->entry;
    struct text place = entry->series.place;
    struct text item = entry->series.item;

    if (!text_equal(fault->item, item) &&
        (item.len > 0 ||
         figure_stands_alone(figure_at(gathering, fault->place, item), PART_ITEM))) {
        return false;
    }
    const struct tree_node *node = tree_find(entry->job->tree, fault->place);
    while (node && !text_equal(node->name, place)) {
        node = node->parent;
        if (node && figure_stands_alone(figure_at(gathering, node->name, item), PART_PLACE)) {
            return false;
        }
    }
    return node || text_equal(fault->place, place);
}

static bool is_own(const struct gathering *gathering, const struct fault *fault)
{
    return text_equal(fault->item, gathering->entry->series.item) &&
           text_equal(fault->place, gathering->entry->series.place);
}

static struct text fault_text(struct arena *arena, const struct fault *fault,
                              enum language language)
{
    struct buffer out = {0};

    fault_append_text(&out, fault, language);
    arena->has_failed = arena->has_failed || out.has_failed;
    struct text text = arena_text(arena, buffer_text(&out));
    buffer_finish(&out);
    return text;
}

static void note_fault(struct gathering *gathering, const struct known_fault *known)
{
    struct arena *arena = gathering->entry->arena;
    const struct fault *fault = &known->fault;

    bool is_of_other = !is_own(gathering, fault);
    if (!is_of_shown_period(gathering, fault) || (is_of_other && !is_of_part(gathering, fault)) ||
        has_come(gathering, fault)) {
        return;
    }
    struct sentence text = {fault_text(arena, fault, LANGUAGE_ZH),
                            fault_text(arena, fault, LANGUAGE_EN)};
    if (is_of_other) {
        bool is_item = text_equal(fault->place, gathering->entry->series.place);
        text = doubt_about(arena, is_item ? fault->item : fault->place, text);
    }
    struct doubt *doubt = arena_take(arena, sizeof(*doubt));
    if (doubt) {
        *doubt = (struct doubt){
            .kind = fault->kind,
            .text = text,
            .file = known->file,
            .line = fault->line,
            .is_of_part = is_of_other,
        };
    }
    append(gathering, doubt);
}

/* ---- the faults of the indicator ---------------------------------------------------------- */

static bool on_fault(void *owner, const struct fault *fault, const struct row_source *source,
                     struct err *err)
{
    struct entry_job *job = owner;
    struct arena *arena = job->shared;
    struct known_fault *grown =
        arena_grow(arena, job->faults, job->fault_count, &job->fault_capacity, sizeof(*grown));

    if (grown) {
        job->faults = grown;
        grown += job->fault_count++;
        *grown = (struct known_fault){*fault, arena_text(arena, source->file)};
        grown->fault.column = arena_text(arena, fault->column);
        grown->fault.cell = arena_text(arena, fault->cell);
        grown->fault.first = arena_text(arena, fault->first);
        grown->fault.second = arena_text(arena, fault->second);
        grown->fault.indicator = arena_text(arena, fault->indicator);
        grown->fault.place = arena_text(arena, fault->place);
        grown->fault.item = arena_text(arena, fault->item);
        grown->fault.period = arena_text(arena, fault->period);
    }
    return arena_check(arena, err);
}

static bool read_faults(struct entry_job *job, struct err *err)
{
    if (!job->has_faults) {
        job->has_faults = store_each_doubt(job->store, job->indicator, on_fault, job, err);
    }
    return job->has_faults;
}

static void append_lint(struct gathering *gathering)
{
    struct doubt *found = NULL;

    const struct entry *entry = gathering->entry;

    if (entry->point) {
        lint_series(&entry->series, entry->nature, &found);
        lint_parts(entry->arena, entry->figure, entry->before, &found);
    }
    while (found) {
        struct doubt *next = found->next;
        append(gathering, found);
        found = next;
    }
}

bool entry_collect_doubts(struct entry *entry, bool all_periods, struct doubt **doubts,
                          struct err *err)
{
    struct gathering gathering = {.entry = entry, .all_periods = all_periods};

    if (entry->point &&
        !shelf_take(entry->job->shelf, entry->point->period, &gathering.figures, err)) {
        return false;
    }
    append_own(&gathering);
    if (!read_faults(entry->job, err)) {
        return false;
    }
    for (size_t i = 0; i < entry->job->fault_count; i++) {
        note_fault(&gathering, &entry->job->faults[i]);
    }
    append_lint(&gathering);
    *doubts = gathering.first;
    return arena_check(entry->arena, err);
}

bool entry_put_doubts(struct entry *entry, struct err *err)
{
    struct draft *draft = &entry->draft;
    struct doubt *doubts = NULL;
    struct draft_value *texts = NULL;
    int count = 0;
    int of_parts = 0;

    if (!entry_collect_doubts(entry, false, &doubts, err)) {
        return false;
    }
    for (const struct doubt *doubt = doubts; doubt; doubt = doubt->next, count++) {
        of_parts += doubt->is_of_part ? 1 : 0;
        if (count < DOUBT_TEXTS_MAX) {
            texts = texts ? texts : draft_array(draft, draft->root, "doubt_texts");
            draft_push_sentence(draft, texts, &doubt->text);
        }
    }
    entry->note.doubts = count - of_parts;
    draft_integer(draft, draft->root, "doubts", count);
    if (of_parts > 0) {
        draft_integer(draft, draft->root, "doubts_of_parts", of_parts);
    }
    return true;
}

/* ---- revisions ---------------------------------------------------------------------------- */

static int64_t shown_ms_of(const struct entry_job *job)
{
    return (int64_t)job->options->revised_days * 24 * 3600 * 1000;
}

static bool on_revision(void *owner, const struct move *move, struct err *err)
{
    struct entry_job *job = owner;
    struct arena *arena = job->shared;
    struct known_revision *grown = arena_grow(arena, job->revisions, job->revision_count,
                                              &job->revision_capacity, sizeof(*grown));

    if (grown) {
        job->revisions = grown;
        grown[job->revision_count] =
            (struct known_revision){.key = arena_text(arena, move->figure.indicator),
                                    .period = arena_text(arena, move->figure.period),
                                    .from = arena_text(arena, move->figure.from),
                                    .at_utc_ms = move->at_utc_ms,
                                    .order = job->revision_count};
        job->revision_count++;
    }
    return arena_check(arena, err);
}

static int by_key(const void *a, const void *b)
{
    const struct known_revision *left = a;
    const struct known_revision *right = b;
    int order = text_compare(left->key, right->key);

    return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

static bool read_revisions(struct entry_job *job, struct err *err)
{
    if (!job->has_revisions) {
        job->has_revisions =
            store_each_revision(job->store, job->indicator, job->now_utc_ms - shown_ms_of(job) + 1,
                                on_revision, job, err);
        if (job->revision_count > 0) {
            qsort(job->revisions, job->revision_count, sizeof(*job->revisions), by_key);
        }
    }
    return job->has_revisions;
}

/* Where those of the key begin, or would begin. */
static size_t find_revisions(const struct entry_job *job, struct text key)
{
    size_t low = 0;
    size_t high = job->revision_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(job->revisions[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The revisions of the shown period within the days that they are shown. */
struct revisions {
    int64_t newest_utc_ms;
    int64_t oldest_utc_ms;
    struct text oldest_from;
};

static struct revisions revisions_of(const struct entry *entry)
{
    const struct entry_job *job = entry->job;
    struct revisions revisions = {0};
    char label[PERIOD_TEXT_MAX];

    if (job->revision_count == 0) {
        return revisions;
    }
    struct text period = {label, period_format(entry->point->period, label)};
    for (size_t i = find_revisions(job, entry->series.key);
         i < job->revision_count && text_equal(job->revisions[i].key, entry->series.key); i++) {
        const struct known_revision *known = &job->revisions[i];
        if (text_equal(known->period, period)) {
            revisions.newest_utc_ms =
                revisions.newest_utc_ms > 0 ? revisions.newest_utc_ms : known->at_utc_ms;
            revisions.oldest_utc_ms = known->at_utc_ms;
            revisions.oldest_from = known->from;
        }
    }
    return revisions;
}

static void put_revision(struct entry *entry, const struct revisions *revisions)
{
    struct draft *draft = &entry->draft;
    int64_t until = revisions->oldest_utc_ms + shown_ms_of(entry->job);

    draft_text(draft, draft->root, "revised_from", revisions->oldest_from);
    draft_time(draft, draft->root, "revised_at", revisions->newest_utc_ms);
    draft_time(draft, draft->root, "revised_until", until);
}

/* What was changed and changed back is not revised. */
bool entry_put_revised(struct entry *entry, struct err *err)
{
    struct revisions revisions = {0};

    if (entry->point) {
        if (!read_revisions(entry->job, err)) {
            return false;
        }
        revisions = revisions_of(entry);
    }
    bool is_revised =
        revisions.newest_utc_ms > 0 && !text_equal(revisions.oldest_from, entry->point->display);
    draft_bool(&entry->draft, entry->draft.root, "revised", is_revised);
    if (revisions.newest_utc_ms > 0) {
        /* Then the next one is the oldest, also of those that changed it back. */
        entry_note_change(entry, revisions.oldest_utc_ms + shown_ms_of(entry->job));
    }
    if (is_revised) {
        put_revision(entry, &revisions);
    }
    return true;
}
