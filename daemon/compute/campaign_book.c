/* SPDX-License-Identifier: MIT */
#include "compute/campaign.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "compute/due.h"

static bool on_activity(void *owner, const struct stored_activity *stored, struct err *err);
static bool on_past_activity(void *owner, const struct stored_activity *stored, struct err *err);
/* The day of that year which 报送截止 names, INT32_MAX if it names none. */
static int32_t due_day_in(struct text due, int32_t year)
{
    struct due_rule rule = due_read(due);
    struct period days = {clock_day_of(year, 1, 1), clock_day_of(year, 12, 31)};

    return due_day_of(&rule, &days);
}

static bool on_plan(void *owner, const struct stored_plan *stored, struct err *err);
static bool on_past_plan(void *owner, const struct past_plan *past, struct err *err);
static bool on_calendar(void *owner, const struct stored_calendar *stored, struct err *err);

/* ---- places ------------------------------------------------------------------------------- */

static void push_place(struct place_chain *chain, struct text place)
{
    size_t room = sizeof(chain->at) / sizeof(chain->at[0]);

    if (chain->count < room) {
        chain->at[chain->count++] = place;
    }
}

static struct text folder_of(struct text file)
{
    ptrdiff_t slash = text_find(file, "/");

    return slash > 0 ? text_part(file, 0, (size_t)slash) : (struct text){0};
}

void campaign_chain(const struct campaign_book *book, struct text place, struct text file,
                    struct place_chain *chain)
{
    const struct tree_node *node = tree_find(book->tree, place);
    struct text folder = folder_of(file);
    struct text office = text_of(book->options->place);

    chain->count = 0;
    push_place(chain, place);
    bool has_parent = node && node->parent;
    for (node = node ? node->parent : NULL; node; node = node->parent) {
        push_place(chain, node->name);
    }
    bool is_listed = tree_find(book->tree, place) != NULL;
    if (has_parent || is_listed) {
        return;
    }
    struct text above = folder.len > 0 ? folder : office;
    if (above.len > 0 && !text_equal(above, place)) {
        struct place_chain rest;
        campaign_chain(book, above, (struct text){0}, &rest);
        for (size_t i = 0; i < rest.count; i++) {
            push_place(chain, rest.at[i]);
        }
    }
}

/* ---- rows --------------------------------------------------------------------------------- */

static void copy_metrics(struct arena *arena, struct activity *activity,
                         const struct activity_record *record)
{
    activity->metrics = arena_take(arena, record->metric_count * sizeof(struct metric));
    for (size_t i = 0; activity->metrics && i < record->metric_count; i++) {
        struct metric *metric = &activity->metrics[i];
        metric->name = arena_text(arena, record->metrics[i].name);
        metric->amount = record->metrics[i].amount;
        metric->amount.unit = arena_text(arena, record->metrics[i].amount.unit);
        metric->amount.display = (struct text){0};
        activity->metric_count++;
    }
}

static bool add_activity(struct campaign_book *book, const struct stored_activity *stored,
                         bool is_past, struct err *err)
{
    struct arena *arena = book->arena;
    const struct activity_record *record = &stored->record;

    if (record->status != ACTIVITY_DONE) {
        return true;
    }
    struct activity *grown = arena_grow(arena, book->activities, book->activity_count,
                                        &book->activity_capacity, sizeof(*grown));
    if (!grown) {
        return arena_check(arena, err);
    }
    book->activities = grown;
    struct activity *activity = &grown[book->activity_count];
    *activity = (struct activity){
        .title = arena_text(arena, record->title),
        .host = arena_text(arena, record->host),
        .type = arena_text(arena, record->type),
        .id = arena_text(arena, record->id),
        .named = window_canon(arena, record->campaign),
        .days = record->days,
        .is_public = record->is_public,
        .first_utc_ms = stored->source.taken_utc_ms,
        .taken_utc_ms = stored->source.taken_utc_ms,
        .is_past = is_past,
        .file_id = stored->source.file_id,
        .drop_order = stored->source.drop_order,
        .line = stored->source.line,
    };
    if (!is_past) {
        copy_metrics(arena, activity, record);
    }
    campaign_chain(book, arena_text(arena, record->place), arena_text(arena, stored->source.file),
                   &activity->chain);
    book->activity_count++;
    return arena_check(arena, err);
}

static bool on_activity(void *owner, const struct stored_activity *stored, struct err *err)
{
    return add_activity(owner, stored, false, err);
}

static bool on_past_activity(void *owner, const struct stored_activity *stored, struct err *err)
{
    return add_activity(owner, stored, true, err);
}

static struct plan *add_plan(struct campaign_book *book, struct text campaign, int32_t year,
                             struct text metric, const struct amount *planned, struct text place,
                             struct text file)
{
    struct arena *arena = book->arena;
    struct plan *grown =
        arena_grow(arena, book->plans, book->plan_count, &book->plan_capacity, sizeof(*grown));

    if (!grown) {
        return NULL;
    }
    book->plans = grown;
    struct plan *plan = &grown[book->plan_count++];
    *plan = (struct plan){
        .canon = window_canon(arena, campaign),
        .name = arena_text(arena, campaign),
        .year = year,
        .metric = arena_text(arena, metric),
        .planned = *planned,
        .must_report = true,
        .due_day = INT32_MAX,
        .to_utc_ms = INT64_MAX,
    };
    plan->planned.unit = arena_text(arena, planned->unit);
    plan->planned.display = (struct text){0};
    campaign_chain(book, arena_text(arena, place), arena_text(arena, file), &plan->chain);
    return plan;
}

/* A plan that gives its days makes a window, for the largest place of its chain. */
static void add_plan_window(struct campaign_book *book, const struct plan *plan,
                            const struct plan_record *record)
{
    if (!record->has_days) {
        return;
    }
    struct window window = {
        .origin = WINDOW_PLAN,
        .name = plan->name,
        .canon = plan->canon,
        .place = plan->chain.at[plan->chain.count - 1],
        .from = record->days.from,
        .to = record->days.to,
        .year = plan->year,
    };
    (void)windows_add(&book->windows, &window);
}

static bool on_plan(void *owner, const struct stored_plan *stored, struct err *err)
{
    struct campaign_book *book = owner;
    const struct plan_record *record = &stored->record;
    struct plan *plan = add_plan(book, record->campaign, record->year, record->metric,
                                 &record->planned, record->place, stored->source.file);

    if (plan) {
        plan->must_report = record->must_report;
        plan->due_day = due_day_in(record->due, record->year);
        plan->theme = arena_text(book->arena, record->theme);
        plan->from_utc_ms = stored->source.taken_utc_ms;
        plan->drop_order = stored->source.drop_order;
        plan->line = stored->source.line;
        add_plan_window(book, plan, record);
    }
    return arena_check(book->arena, err);
}

static bool on_past_plan(void *owner, const struct past_plan *past, struct err *err)
{
    struct campaign_book *book = owner;
    struct text nothing = {0};
    struct plan *plan = add_plan(book, past->campaign, past->year, past->metric, &past->planned,
                                 past->place, nothing);

    if (plan) {
        plan->from_utc_ms = past->from_utc_ms;
        plan->to_utc_ms = past->to_utc_ms;
    }
    return arena_check(book->arena, err);
}

/* ---- calendar ----------------------------------------------------------------------------- */

enum { YEARS_MAX = 64 };

/* The years that anything speaks of, and those around today. */
struct years {
    int at[YEARS_MAX];
    size_t count;
};

static int year_of(int32_t day)
{
    int year = 0;
    int month = 0;
    int month_day = 0;

    clock_date_of(day, &year, &month, &month_day);
    return year;
}

static void add_year(struct years *years, int year)
{
    for (size_t i = 0; i < years->count; i++) {
        if (years->at[i] == year) {
            return;
        }
    }
    if (years->count < YEARS_MAX) {
        years->at[years->count++] = year;
    }
}

static void gather_years(const struct campaign_book *book, struct years *years)
{
    int now = year_of(book->today);

    for (int year = now - 1; year <= now + 1; year++) {
        add_year(years, year);
    }
    for (size_t i = 0; i < book->plan_count; i++) {
        add_year(years, book->plans[i].year);
    }
    for (size_t i = 0; i < book->activity_count; i++) {
        int year = year_of(book->activities[i].days.from);
        add_year(years, year);
        add_year(years, year - 1); /* a window over New Year began in the year before */
    }
}

struct calendar_load {
    struct campaign_book *book;
    const struct years *years;
};

static bool on_calendar(void *owner, const struct stored_calendar *stored, struct err *err)
{
    struct calendar_load *load = owner;
    struct campaign_book *book = load->book;
    const struct calendar_record *record = &stored->record;

    if (record->type != CALENDAR_CAMPAIGN) {
        return true;
    }
    struct window window = {
        .origin = WINDOW_CALENDAR,
        .is_yearly = record->is_yearly,
        .name = arena_text(book->arena, record->name),
        .canon = window_canon(book->arena, record->name),
        .place = arena_text(book->arena, stored->place),
        .from = record->days.from,
        .to = record->days.to,
        .year = year_of(record->days.from),
    };
    if (!record->is_yearly) {
        (void)windows_add(&book->windows, &window);
    }
    for (size_t i = 0; record->is_yearly && i < load->years->count; i++) {
        window_set_year(&window, load->years->at[i], record->days.from, record->days.to);
        (void)windows_add(&book->windows, &window);
    }
    return arena_check(book->arena, err);
}

/* ---- which window ------------------------------------------------------------------------- */

/* A named campaign without any window lasts from its first activity to its last. */
static struct window *loose_window(struct campaign_book *book, const struct activity *activity)
{
    struct window window = {
        .origin = WINDOW_LOOSE,
        .name = activity->named,
        .canon = activity->named,
        .place = activity->chain.at[activity->chain.count - 1],
        .from = activity->days.from,
        .to = activity->days.to,
        .year = year_of(activity->days.from),
    };
    struct window *found = windows_add(&book->windows, &window);

    if (found && found->origin == WINDOW_LOOSE) {
        found->from = window.from < found->from ? window.from : found->from;
        found->to = window.to > found->to ? window.to : found->to;
    }
    return found;
}

static void place_activities(struct campaign_book *book)
{
    for (size_t i = 0; i < book->activity_count; i++) {
        struct activity *activity = &book->activities[i];
        activity->window =
            windows_find(&book->windows, &activity->chain, activity->named, activity->days.from);
        bool is_loose = !activity->window || activity->window->origin == WINDOW_LOOSE;
        if (is_loose && activity->named.len > 0) {
            activity->window = loose_window(book, activity);
        }
    }
}

static void place_plans(struct campaign_book *book)
{
    for (size_t i = 0; i < book->plan_count; i++) {
        struct plan *plan = &book->plans[i];
        plan->window = windows_of_year(&book->windows, &plan->chain, plan->canon, plan->year);
        if (plan->window || plan->to_utc_ms != INT64_MAX) {
            continue;
        }
        struct window window = {
            .origin = WINDOW_PLAN,
            .name = plan->name,
            .canon = plan->canon,
            .place = plan->chain.at[plan->chain.count - 1],
            .from = clock_day_of(plan->year, 1, 1),
            .to = clock_day_of(plan->year, 12, 31),
            .year = plan->year,
        };
        plan->window = windows_add(&book->windows, &window);
    }
}

/* The key: 编号 and place, else date, place, host and title. */
static int compare_keys(const struct activity *a, const struct activity *b)
{
    int order = text_compare(a->id, b->id);

    order = order ? order : text_compare(a->chain.at[0], b->chain.at[0]);
    if (order != 0 || a->id.len > 0) {
        return order;
    }
    order = a->days.from != b->days.from ? (a->days.from < b->days.from ? -1 : 1) : 0;
    order = order ? order : (a->days.to < b->days.to ? -1 : a->days.to > b->days.to);
    order = order ? order : text_compare(a->title, b->title);
    return order ? order : text_compare(a->host, b->host);
}

/* Of one key the row that counts comes last: the newer file's, or the later in a file. What no
 * longer stands comes before. */
static int by_key(const void *a, const void *b)
{
    const struct activity *first = a;
    const struct activity *second = b;
    int order = compare_keys(first, second);

    if (order != 0) {
        return order;
    }
    if (first->is_past != second->is_past) {
        return first->is_past ? -1 : 1;
    }
    if (first->file_id != second->file_id) {
        return first->drop_order < second->drop_order ? -1 : 1;
    }
    return first->line < second->line ? -1 : first->line > second->line;
}

static int by_day(const void *a, const void *b)
{
    const struct activity *first = a;
    const struct activity *second = b;

    if (first->days.from != second->days.from) {
        return first->days.from < second->days.from ? -1 : 1;
    }
    return compare_keys(first, second);
}

/* Of each key one activity stays, entered when its first row came; a key of which nothing stands
 * goes. */
static void drop_doubles(struct campaign_book *book)
{
    size_t kept = 0;

    if (book->activity_count == 0) {
        return;
    }
    qsort(book->activities, book->activity_count, sizeof(*book->activities), by_key);
    for (size_t i = 0; i < book->activity_count; i++) {
        struct activity next = book->activities[i];
        struct activity *last = kept > 0 ? &book->activities[kept - 1] : NULL;
        if (last && compare_keys(last, &next) == 0) {
            next.first_utc_ms =
                last->first_utc_ms < next.first_utc_ms ? last->first_utc_ms : next.first_utc_ms;
            *last = next;
        } else {
            kept -= last && last->is_past ? 1 : 0;
            book->activities[kept++] = next;
        }
    }
    kept -= book->activities[kept - 1].is_past ? 1 : 0;
    book->activity_count = kept;
    qsort(book->activities, kept, sizeof(*book->activities), by_day);
}

bool campaign_book_load(struct campaign_book *book, struct store *store, struct err *err)
{
    struct years years = {0};
    struct calendar_load load = {book, &years};

    book->windows.arena = book->arena;
    if (!store_each_activity(store, on_activity, book, err) ||
        !store_each_past_activity(store, on_past_activity, book, err) ||
        !store_each_plan(store, on_plan, book, err) ||
        !store_each_past_plan(store, on_past_plan, book, err)) {
        return false;
    }
    drop_doubles(book);
    gather_years(book, &years);
    if (!store_each_calendar(store, on_calendar, &load, err)) {
        return false;
    }
    for (size_t i = 0; i < years.count; i++) {
        windows_add_known(&book->windows, years.at[i]);
    }
    place_plans(book);
    place_activities(book);
    return arena_check(book->arena, err);
}
