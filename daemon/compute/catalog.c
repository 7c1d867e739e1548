/* SPDX-License-Identifier: MIT */
#include "compute/catalog.h"

#include <limits.h>
#include <stdlib.h>

static bool on_target(void *owner, const struct stored_target *target, struct err *err);

/* ---- loading ------------------------------------------------------------------------------ */

static void copy_amount(struct arena *arena, struct amount *amount)
{
    amount->unit = arena_text(arena, amount->unit);
    amount->display = arena_text(arena, amount->display);
}

static struct target_record copy_record(struct arena *arena, const struct target_record *record)
{
    struct target_record copy = *record;

    copy.indicator = arena_text(arena, record->indicator);
    copy.area = arena_text(arena, record->area);
    copy.unit = arena_text(arena, record->unit);
    copy.place = arena_text(arena, record->place);
    copy.lead = arena_text(arena, record->lead);
    copy.departments = arena_text(arena, record->departments);
    copy.frequency = arena_text(arena, record->frequency);
    copy.due = arena_text(arena, record->due);
    copy.definition = arena_text(arena, record->definition);
    copy.definition_version = arena_text(arena, record->definition_version);
    copy.document = arena_text(arena, record->document);
    copy.note = arena_text(arena, record->note);
    copy_amount(arena, &copy.target);
    return copy;
}

static struct target *find_same_key(struct catalog *catalog, const struct target_record *record)
{
    for (size_t i = 0; i < catalog->count; i++) {
        const struct target_record *known = &catalog->targets[i].record;
        if (period_equal(known->period, record->period) &&
            text_equal(known->place, record->place)) {
            return &catalog->targets[i];
        }
    }
    return NULL;
}

static bool is_newer(const struct row_source *source, const struct target *than)
{
    if (source->drop_order != than->drop_order) {
        return source->drop_order > than->drop_order;
    }
    return source->line > than->line;
}

static bool on_target(void *owner, const struct stored_target *stored, struct err *err)
{
    struct catalog *catalog = owner;
    struct target *target = find_same_key(catalog, &stored->record);

    if (target && !is_newer(&stored->source, target)) {
        return true;
    }
    if (!target) {
        struct target *grown = arena_grow(catalog->arena, catalog->targets, catalog->count,
                                          &catalog->capacity, sizeof(*grown));
        if (!grown) {
            return arena_check(catalog->arena, err);
        }
        catalog->targets = grown;
        target = &grown[catalog->count++];
    }
    *target = (struct target){.record = copy_record(catalog->arena, &stored->record),
                              .drop_order = stored->source.drop_order,
                              .line = stored->source.line,
                              .taken_utc_ms = stored->source.taken_utc_ms,
                              .file = arena_text(catalog->arena, stored->source.file)};
    return arena_check(catalog->arena, err);
}

bool catalog_load(struct catalog *catalog, struct arena *arena, struct store *store,
                  struct text indicator, struct err *err)
{
    *catalog = (struct catalog){.arena = arena};
    return store_each_target(store, indicator, on_target, catalog, err);
}

/* ---- attributes --------------------------------------------------------------------------- */

enum { NEAR_BLANK = 100, NEAR_OTHER = 200 };

/* How near a row's place is: 0 its own, 1 the place above ... */
static int nearness(const struct tree *tree, struct text place, struct text row_place)
{
    if (text_equal(place, row_place)) {
        return 0;
    }
    if (row_place.len == 0) {
        return NEAR_BLANK;
    }
    int steps = 1;
    const struct tree_node *node = tree_find(tree, place);
    for (node = node ? node->parent : NULL; node; node = node->parent, steps++) {
        if (text_equal(node->name, row_place)) {
            return steps;
        }
    }
    return NEAR_OTHER;
}

static bool holds(struct period outer, struct period inner)
{
    return period_is_undated(outer) || period_contains(outer, inner);
}

static void take_text(struct text *out, struct text value)
{
    if (out->len == 0) {
        *out = value;
    }
}

static void take_natural(struct attributes *out, const struct target_record *row)
{
    take_text(&out->area, row->area);
    take_text(&out->unit, row->unit);
    if (out->nature == NATURE_UNSTATED) {
        out->nature = row->nature;
    }
    if (!out->has_direction && row->has_direction) {
        out->has_direction = true;
        out->lower_is_better = row->lower_is_better;
    }
}

static void take_all(struct attributes *out, const struct target_record *row)
{
    take_natural(out, row);
    if (out->lead.len == 0 && out->departments.len == 0) {
        out->lead = row->lead;
        out->departments = row->departments;
    }
    take_text(&out->frequency, row->frequency);
    take_text(&out->due, row->due);
    take_text(&out->definition, row->definition);
    take_text(&out->version, row->definition_version);
    take_text(&out->document, row->document);
    take_text(&out->note, row->note);
}

/* Of two rows the one to be asked first: nearer, then holding the period, then newer. */
static bool comes_first(const struct target *a, int near_a, const struct target *b, int near_b,
                        struct period period)
{
    if (near_a != near_b) {
        return near_a < near_b;
    }
    bool a_holds = holds(a->record.period, period);
    bool b_holds = holds(b->record.period, period);
    if (a_holds != b_holds) {
        return a_holds;
    }
    int order = period_compare_newest_first(a->record.period, b->record.period);
    return order != 0 ? order < 0 : a < b;
}

void catalog_attributes(const struct catalog *catalog, const struct tree *tree, struct text place,
                        struct period period, struct attributes *out)
{
    const struct target *last = NULL;
    int last_near = INT_MIN;

    *out = (struct attributes){0};
    for (size_t round = 0; round < catalog->count; round++) {
        const struct target *next = NULL;
        int next_near = 0;
        for (size_t i = 0; i < catalog->count; i++) {
            const struct target *row = &catalog->targets[i];
            int near = nearness(tree, place, row->record.place);
            bool is_done = last && !comes_first(last, last_near, row, near, period);
            if (!is_done && (!next || comes_first(row, near, next, next_near, period))) {
                next = row;
                next_near = near;
            }
        }
        if (!next) {
            break;
        }
        if (next_near < NEAR_OTHER) {
            take_all(out, &next->record);
        } else {
            take_natural(out, &next->record);
        }
        last = next;
        last_near = next_near;
    }
}

/* ---- targets ------------------------------------------------------------------------------ */

bool target_is_set(const struct target *target)
{
    return target->record.has_target || target->record.is_milestone_target;
}

bool target_has_number(const struct target *target)
{
    return target->record.has_target && !target->record.is_milestone_target;
}

bool nature_is_intensive(enum nature nature)
{
    return nature == NATURE_SAMPLED_RATE || nature == NATURE_CENSUS_RATE ||
           nature == NATURE_WEIGHTED_RATE || nature == NATURE_INDEX || nature == NATURE_GROWTH;
}

static bool is_intensive(const struct target_record *row)
{
    bool is_percent = text_equal_str(row->unit, "%") || text_equal_str(row->target.unit, "%");

    return nature_is_intensive(row->nature) || (row->nature == NATURE_UNSTATED && is_percent);
}

/* How near the target is that may be held against a figure of that place; NEAR_OTHER: never. */
static int target_nearness(const struct tree *tree, struct text place, struct text item,
                           const struct target *target)
{
    int near = nearness(tree, place, target->record.place);

    if (near == 0 && (item.len == 0 || is_intensive(&target->record))) {
        return 0;
    }
    return is_intensive(&target->record) ? near : NEAR_OTHER;
}

static bool is_better(const struct target *a, int near_a, const struct target *b, int near_b,
                      int assessment_year)
{
    if (near_a != near_b) {
        return near_a < near_b;
    }
    if (assessment_year > 0) {
        struct period year = period_of_year(assessment_year);
        bool a_in = period_contains(year, a->record.period);
        bool b_in = period_contains(year, b->record.period);
        if (a_in != b_in) {
            return a_in;
        }
    }
    bool a_undated = period_is_undated(a->record.period);
    bool b_undated = period_is_undated(b->record.period);
    if (a_undated || b_undated) {
        return b_undated && !a_undated;
    }
    int32_t a_days = period_days(a->record.period);
    int32_t b_days = period_days(b->record.period);
    return a_days != b_days ? a_days < b_days : a->record.period.from > b->record.period.from;
}

static bool may_hold(const struct catalog *catalog, const struct target *target,
                     struct period period)
{
    if (period_is_undated(period)) {
        return period_is_undated(target->record.period) || catalog->count == 1;
    }
    return holds(target->record.period, period);
}

/* Of two milestones of one place the one that a report of that period is about: the first that
 * was not over then, else the one that was over last. */
static bool is_sooner(const struct target *a, const struct target *b, struct period period)
{
    int32_t a_to = a->record.period.to;
    int32_t b_to = b->record.period.to;
    bool a_is_late = a_to < period.to;
    bool b_is_late = b_to < period.to;

    if (a_is_late != b_is_late) {
        return b_is_late;
    }
    return a_is_late ? a_to > b_to : a_to < b_to;
}

/* A milestone may be reached before the time that its target names, and after it. */
static const struct target *find_milestone(const struct catalog *catalog, const struct tree *tree,
                                           struct text place, struct text item,
                                           struct period period)
{
    const struct target *best = NULL;
    int best_near = NEAR_OTHER;

    for (size_t i = 0; i < catalog->count && item.len == 0; i++) {
        const struct target *target = &catalog->targets[i];
        int near = nearness(tree, place, target->record.place);
        bool is_candidate = target->record.is_milestone_target && (near == 0 || near == NEAR_BLANK);
        if (is_candidate &&
            (!best || near < best_near || (near == best_near && is_sooner(target, best, period)))) {
            best = target;
            best_near = near;
        }
    }
    return best;
}

const struct target *catalog_target(const struct catalog *catalog, const struct tree *tree,
                                    struct text place, struct text item, struct period period,
                                    int assessment_year)
{
    const struct target *best = NULL;
    int best_near = NEAR_OTHER;

    for (size_t i = 0; i < catalog->count; i++) {
        const struct target *target = &catalog->targets[i];
        int near = target_nearness(tree, place, item, target);
        if (near >= NEAR_OTHER || !target_is_set(target) || !may_hold(catalog, target, period)) {
            continue;
        }
        if (!best || is_better(target, near, best, best_near, assessment_year)) {
            best = target;
            best_near = near;
        }
    }
    return best ? best : find_milestone(catalog, tree, place, item, period);
}

const struct target *catalog_standing(const struct catalog *catalog, struct text place,
                                      int assessment_year)
{
    struct period year = period_of_year(assessment_year > 0 ? assessment_year : 1970);
    const struct target *best = NULL;
    bool best_in = false;

    for (size_t i = 0; i < catalog->count; i++) {
        const struct target *target = &catalog->targets[i];
        if (!target_is_set(target) || !text_equal(target->record.place, place)) {
            continue;
        }
        bool is_in = assessment_year > 0 && period_contains(year, target->record.period);
        bool is_newer =
            best && period_compare_newest_first(target->record.period, best->record.period) < 0;
        if (!best || (is_in && !best_in) || (is_in == best_in && is_newer)) {
            best = target;
            best_in = is_in;
        }
    }
    return best;
}
