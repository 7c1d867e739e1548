/* SPDX-License-Identifier: MIT */
#include "compute/catalog.h"

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

static int compare_by_place(const void *a, const void *b)
{
    const struct target *left = *(const struct target *const *)a;
    const struct target *right = *(const struct target *const *)b;
    int order = text_compare(left->record.place, right->record.place);

    return order != 0 ? order : (left > right) - (left < right);
}

bool catalog_load(struct catalog *catalog, struct arena *arena, struct store *store,
                  struct text indicator, struct err *err)
{
    *catalog = (struct catalog){.arena = arena};
    if (!store_each_target(store, indicator, on_target, catalog, err)) {
        return false;
    }
    catalog->by_place = arena_take(arena, catalog->count * sizeof(struct target *));
    for (size_t i = 0; catalog->by_place && i < catalog->count; i++) {
        catalog->by_place[i] = &catalog->targets[i];
    }
    if (catalog->by_place && catalog->count > 0) {
        qsort(catalog->by_place, catalog->count, sizeof(struct target *), compare_by_place);
    }
    return arena_check(arena, err);
}

/* ---- the rows that a place looks at ------------------------------------------------------- */

/* How near a row's place is: 0 its own, 1 the place above ... */
enum { NEAR_BLANK = 100, NEAR_OTHER = 200 };

/* Told of a row and how near it is. */
typedef void near_visit(void *owner, const struct target *row, int near);

static void each_row_at(const struct catalog *catalog, struct text place, int near,
                        near_visit *visit, void *owner)
{
    size_t low = 0;
    size_t high = catalog->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(catalog->by_place[middle]->record.place, place) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low < catalog->count && text_equal(catalog->by_place[low]->record.place, place)) {
        visit(owner, catalog->by_place[low++], near);
    }
}

/* The rows of the place, of its larger places, and those without a place; not those of others. */
static void each_near_row(const struct catalog *catalog, const struct tree *tree, struct text place,
                          near_visit *visit, void *owner)
{
    const struct tree_node *node = catalog->count > 0 ? tree_find(tree, place) : NULL;
    int near = 0;

    each_row_at(catalog, place, near, visit, owner);
    for (node = node ? node->parent : NULL; node; node = node->parent) {
        near++;
        if (!text_equal(node->name, place)) {
            each_row_at(catalog, node->name, near, visit, owner);
        }
    }
    if (place.len > 0) {
        each_row_at(catalog, (struct text){0}, NEAR_BLANK, visit, owner);
    }
}

/* ---- attributes --------------------------------------------------------------------------- */

static bool holds(struct period outer, struct period inner)
{
    return period_is_undated(outer) || period_contains(outer, inner);
}

/* What a row may say. The first ones are so by nature, whoever says it. */
enum field {
    FIELD_AREA,
    FIELD_UNIT,
    FIELD_NATURE,
    FIELD_DIRECTION,
    FIELD_LEAD, /* with the partners */
    FIELD_FREQUENCY,
    FIELD_DUE,
    FIELD_DEFINITION,
    FIELD_VERSION,
    FIELD_DOCUMENT,
    FIELD_NOTE,
    FIELD_COUNT
};

static bool says(const struct target_record *row, enum field field)
{
    switch (field) {
    case FIELD_AREA:
        return row->area.len > 0;
    case FIELD_UNIT:
        return row->unit.len > 0;
    case FIELD_NATURE:
        return row->nature != NATURE_UNSTATED;
    case FIELD_DIRECTION:
        return row->has_direction;
    case FIELD_LEAD:
        return row->lead.len > 0 || row->departments.len > 0;
    case FIELD_FREQUENCY:
        return row->frequency.len > 0;
    case FIELD_DUE:
        return row->due.len > 0;
    case FIELD_DEFINITION:
        return row->definition.len > 0;
    case FIELD_VERSION:
        return row->definition_version.len > 0;
    case FIELD_DOCUMENT:
        return row->document.len > 0;
    case FIELD_NOTE:
        return row->note.len > 0;
    case FIELD_COUNT:
        break;
    }
    return false;
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

/* Of each field the row that is to be asked. */
struct asking {
    struct period period;
    const struct target *rows[FIELD_COUNT]; /* NULL: none says it */
    int nears[FIELD_COUNT];
};

static void ask(struct asking *asking, enum field field, const struct target *row, int near)
{
    const struct target *known = asking->rows[field];

    if (says(&row->record, field) &&
        (!known || comes_first(row, near, known, asking->nears[field], asking->period))) {
        asking->rows[field] = row;
        asking->nears[field] = near;
    }
}

static void ask_all(void *owner, const struct target *row, int near)
{
    for (int field = 0; field < FIELD_COUNT; field++) {
        ask(owner, (enum field)field, row, near);
    }
}

/* What no near row says is taken from those of other places. */
static void ask_others(const struct catalog *catalog, struct asking *asking, enum field field)
{
    for (size_t i = 0; i < catalog->count; i++) {
        ask(asking, field, &catalog->targets[i], NEAR_OTHER);
    }
}

static const struct target_record *answer(const struct asking *asking, enum field field)
{
    static const struct target_record nothing = {.nature = NATURE_UNSTATED};

    return asking->rows[field] ? &asking->rows[field]->record : &nothing;
}

void catalog_attributes(const struct catalog *catalog, const struct tree *tree, struct text place,
                        struct period period, struct attributes *out)
{
    struct asking asking = {.period = period};

    each_near_row(catalog, tree, place, ask_all, &asking);
    for (int field = FIELD_AREA; field <= FIELD_DIRECTION; field++) {
        if (!asking.rows[field]) {
            ask_others(catalog, &asking, (enum field)field);
        }
    }
    *out = (struct attributes){
        .area = answer(&asking, FIELD_AREA)->area,
        .nature = answer(&asking, FIELD_NATURE)->nature,
        .unit = answer(&asking, FIELD_UNIT)->unit,
        .lead = answer(&asking, FIELD_LEAD)->lead,
        .departments = answer(&asking, FIELD_LEAD)->departments,
        .frequency = answer(&asking, FIELD_FREQUENCY)->frequency,
        .due = answer(&asking, FIELD_DUE)->due,
        .definition = answer(&asking, FIELD_DEFINITION)->definition,
        .version = answer(&asking, FIELD_VERSION)->definition_version,
        .document = answer(&asking, FIELD_DOCUMENT)->document,
        .note = answer(&asking, FIELD_NOTE)->note,
        .has_direction = answer(&asking, FIELD_DIRECTION)->has_direction,
        .lower_is_better = answer(&asking, FIELD_DIRECTION)->lower_is_better,
    };
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

/* How near the target is that may be held against a figure of that item; NEAR_OTHER: never. */
static int target_nearness(struct text item, const struct target *target, int near)
{
    if (near == 0 && item.len == 0) {
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

/* A search for the target of a figure. */
struct aiming {
    const struct catalog *catalog;
    struct text item;
    struct period period;
    int assessment_year;
    const struct target *best;
    int best_near;
};

static void aim(void *owner, const struct target *target, int near)
{
    struct aiming *aiming = owner;

    near = target_nearness(aiming->item, target, near);
    if (near >= NEAR_OTHER || !target_is_set(target) ||
        !may_hold(aiming->catalog, target, aiming->period)) {
        return;
    }
    if (!aiming->best ||
        is_better(target, near, aiming->best, aiming->best_near, aiming->assessment_year)) {
        aiming->best = target;
        aiming->best_near = near;
    }
}

/* A milestone may be reached before the time that its target names, and after it. */
static void aim_at_milestone(void *owner, const struct target *target, int near)
{
    struct aiming *aiming = owner;
    bool is_candidate = target->record.is_milestone_target && (near == 0 || near == NEAR_BLANK);

    if (is_candidate &&
        (!aiming->best || near < aiming->best_near ||
         (near == aiming->best_near && is_sooner(target, aiming->best, aiming->period)))) {
        aiming->best = target;
        aiming->best_near = near;
    }
}

const struct target *catalog_target(const struct catalog *catalog, const struct tree *tree,
                                    struct text place, struct text item, struct period period,
                                    int assessment_year)
{
    struct aiming aiming = {
        .catalog = catalog, .item = item, .period = period, .assessment_year = assessment_year};

    each_near_row(catalog, tree, place, aim, &aiming);
    if (!aiming.best && item.len == 0) {
        each_near_row(catalog, tree, place, aim_at_milestone, &aiming);
    }
    return aiming.best;
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
