/* SPDX-License-Identifier: MIT */
#include "compute/pass.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/err.h"
#include "compute/aggregate.h"
#include "compute/entry.h"
#include "model/json.h"

static bool on_period(void *owner, const struct stored_figure *figure, struct err *err);
static bool on_series(void *owner, struct text place, struct text item, struct err *err);
static bool on_unplaced(void *owner, const struct fault *fault, const struct row_source *source,
                        struct err *err);

/* A board key to be made again. */
struct work_key {
    struct text key;
    bool is_made; /* the board has it */
};

/* One indicator's work. */
struct work {
    struct pass *pass;
    struct arena arena;
    struct catalog catalog;
    struct shelf shelf;
    struct text indicator;
    struct period *periods;
    size_t period_count;
    size_t period_capacity;
    struct work_key *keys; /* each once */
    size_t key_count;
    size_t key_capacity;
    uint32_t *slots; /* by hash: the place of a key and 1; 0: none */
    size_t slot_count;
};

/* ---- which keys --------------------------------------------------------------------------- */

/* Where the key stands, or would stand; there is room. */
static uint32_t *find_slot(const struct work *work, struct text key)
{
    size_t at = XXH3_64bits(key.at, key.len) & (work->slot_count - 1);

    while (work->slots[at] != 0 && !text_equal(work->keys[work->slots[at] - 1].key, key)) {
        at = (at + 1) & (work->slot_count - 1);
    }
    return &work->slots[at];
}

static bool grow_slots(struct work *work)
{
    size_t count = work->slot_count > 0 ? work->slot_count * 2 : 64;
    uint32_t *grown = arena_take(&work->arena, count * sizeof(*grown));

    if (!grown) {
        return false;
    }
    work->slots = grown;
    work->slot_count = count;
    for (size_t i = 0; i < work->key_count; i++) {
        *find_slot(work, work->keys[i].key) = (uint32_t)i + 1;
    }
    return true;
}

static void add_key(struct work *work, struct text key)
{
    if (work->key_count * 2 >= work->slot_count && !grow_slots(work)) {
        return;
    }
    uint32_t *slot = find_slot(work, key);
    if (*slot != 0) {
        return;
    }
    struct work_key *grown =
        arena_grow(&work->arena, work->keys, work->key_count, &work->key_capacity, sizeof(*grown));
    if (grown) {
        work->keys = grown;
        grown[work->key_count++] = (struct work_key){.key = arena_text(&work->arena, key)};
        *slot = (uint32_t)work->key_count;
    }
}

static bool on_series(void *owner, struct text place, struct text item, struct err *err)
{
    struct work *work = owner;

    add_key(work, aggregate_key(&work->arena, place, work->indicator, item));
    return arena_check(&work->arena, err);
}

static void add_target_keys(struct work *work)
{
    for (size_t i = 0; i < work->catalog.count; i++) {
        const struct target *target = &work->catalog.targets[i];
        if (target_is_set(target)) {
            struct text nothing = {0};
            add_key(work,
                    aggregate_key(&work->arena, target->record.place, work->indicator, nothing));
        }
    }
}

static void add_previous_key(struct work *work, struct text place)
{
    struct text nothing = {0};
    struct text key = aggregate_key(&work->arena, place, work->indicator, nothing);

    if (board_has(work->pass->previous, BOARD_INDICATOR, key)) {
        add_key(work, key);
    }
}

/* Targets that are no longer in any sheet still have their entry: at one of the places that have
 * entries, or at none. */
static void add_previous_keys(struct work *work)
{
    const struct board *previous = work->pass->previous;
    const struct cJSON *place = NULL;

    if (!previous) {
        return;
    }
    add_previous_key(work, (struct text){0});
    cJSON_ArrayForEach(place, board_get(previous, BOARD_MEMBER, TEXT("places")))
    {
        add_previous_key(work, text_of(place->string));
    }
}

/* ---- which periods ------------------------------------------------------------------------ */

static void add_period(struct work *work, struct period period)
{
    for (size_t i = work->period_count; i > 0; i--) {
        if (period_equal(work->periods[i - 1], period)) {
            return;
        }
    }
    struct period *grown = arena_grow(&work->arena, work->periods, work->period_count,
                                      &work->period_capacity, sizeof(*grown));
    if (grown) {
        work->periods = grown;
        grown[work->period_count++] = period;
    }
}

static bool on_period(void *owner, const struct stored_figure *figure, struct err *err)
{
    struct work *work = owner;

    add_period(work, figure->record.period);
    return arena_check(&work->arena, err);
}

static bool recompute(struct work *work, struct err *err)
{
    const struct pass *pass = work->pass;
    struct recompute job = {
        .options = pass->options,
        .shelf = &work->shelf,
        .on_moved = pass->events ? pass->events->on_moved : NULL,
        .owner = pass->owner,
    };

    for (size_t i = 0; i < work->period_count; i++) {
        job.period = work->periods[i];
        if (!aggregate_recompute(&job, err)) {
            return false;
        }
    }
    return true;
}

/* ---- entries ------------------------------------------------------------------------------ */

static bool is_name_at(const struct work *work, struct text key, size_t at)
{
    size_t end = at + work->indicator.len;
    bool begins = at == 0 || key.at[at - 1] == '/';
    bool ends = end == key.len || (end < key.len && key.at[end] == '/');

    return begins && ends && text_equal(text_part(key, at, work->indicator.len), work->indicator);
}

/* place/name, place/name/item, name, name/item. A place may have the indicator's own name. */
static void split_key(const struct work *work, struct text key, struct text *place,
                      struct text *item)
{
    size_t at = 1;

    while (at < key.len && !is_name_at(work, key, at)) {
        at++;
    }
    at = at < key.len ? at : 0;
    size_t end = at + work->indicator.len;
    *place = text_part(key, 0, at > 0 ? at - 1 : 0);
    *item = end < key.len ? text_part(key, end + 1, key.len) : (struct text){0};
}

static void note_key(struct pass *pass, struct text key, struct text place, bool is_gone)
{
    struct pass_key *grown =
        arena_grow(&pass->arena, pass->keys, pass->key_count, &pass->key_capacity, sizeof(*grown));

    if (grown) {
        pass->keys = grown;
        grown[pass->key_count++] = (struct pass_key){arena_text(&pass->arena, key),
                                                     arena_text(&pass->arena, place), is_gone};
    }
}

/* Puts what was made in place of what was there. */
static bool put_entry(struct pass *pass, struct text key, struct text place,
                      const struct entry_made *made, struct err *err)
{
    size_t count = board_builder_count(pass->builder, BOARD_INDICATOR);

    if (made->json.text.len == 0) {
        if (pass->previous && board_has(pass->previous, BOARD_INDICATOR, key)) {
            board_builder_remove(pass->builder, BOARD_INDICATOR, key);
            note_key(pass, key, place, true);
        }
        return true;
    }
    if (!board_builder_put_marked(pass->builder, BOARD_INDICATOR, key, &made->json, &made->note,
                                  err)) {
        return false;
    }
    if (pass->is_full || board_builder_count(pass->builder, BOARD_INDICATOR) > count) {
        note_key(pass, key, place, false);
    }
    return true;
}

static bool require_memos(struct pass *pass, struct err *err)
{
    if (!pass->intervals) {
        pass->intervals = arena_take(&pass->arena, sizeof(*pass->intervals));
    }
    if (!pass->periods) {
        pass->periods = arena_take(&pass->arena, sizeof(*pass->periods));
    }
    return arena_check(&pass->arena, err);
}

static bool make_entries(struct work *work, struct err *err)
{
    struct pass *pass = work->pass;
    struct arena scratch = {0};
    bool ok = require_memos(pass, err);
    struct entry_job job = {
        .options = pass->options,
        .store = pass->store,
        .tree = pass->tree,
        .catalog = &work->catalog,
        .arena = &scratch,
        .shared = &work->arena,
        .intervals = pass->intervals,
        .periods = pass->periods,
        .shelf = &work->shelf,
        .indicator = work->indicator,
        .points_max = ENTRY_POINTS_MAX,
        .now_utc_ms = pass->now_utc_ms,
        .today = pass->today,
    };

    for (size_t i = 0; ok && i < work->key_count; i++) {
        struct text place;
        struct text item;
        struct entry_made made;
        split_key(work, work->keys[i].key, &place, &item);
        ok = entry_make(&job, place, item, &made, err) &&
             put_entry(pass, work->keys[i].key, place, &made, err);
        work->keys[i].is_made = made.json.text.len > 0;
        arena_reset(&scratch);
    }
    buffer_finish(&job.json);
    arena_finish(&scratch);
    return ok && arena_check(&pass->arena, err);
}

/* ---- doubts without a figure -------------------------------------------------------------- */

/* A row that could not be read may be the first that its figure ever had. */
struct unplaced {
    const struct work *work;
    struct arena arena;
    int64_t count;
};

static bool is_on_board(const struct work *work, struct text key)
{
    uint32_t at = work->slot_count > 0 ? *find_slot(work, key) : 0;

    return at != 0 && work->keys[at - 1].is_made;
}

static bool on_unplaced(void *owner, const struct fault *fault, const struct row_source *source,
                        struct err *err)
{
    struct unplaced *unplaced = owner;
    struct text key = aggregate_key(&unplaced->arena, fault->place, fault->indicator, fault->item);

    (void)source;
    unplaced->count += is_on_board(unplaced->work, key) ? 0 : 1;
    return arena_check(&unplaced->arena, err);
}

/* Those of the pass: a copy of what the previous board has. NULL without memory. */
static struct cJSON *unplaced_doubts(struct pass *pass)
{
    const struct cJSON *before =
        pass->is_full ? NULL : board_get(pass->previous, BOARD_MEMBER, TEXT("unplaced_doubts"));

    if (!pass->unplaced) {
        pass->unplaced = before ? cJSON_Duplicate(before, true) : cJSON_CreateObject();
    }
    return pass->unplaced;
}

static bool note_unplaced(struct pass *pass, struct text indicator, int64_t count, struct err *err)
{
    struct text name = arena_printf(&pass->arena, "%.*s", TEXT_ARG(indicator));
    struct cJSON *all = unplaced_doubts(pass);

    if (!all || pass->arena.has_failed) {
        return err_set(err, ERR_NO_MEMORY, "computing");
    }
    cJSON_DeleteItemFromObjectCaseSensitive(all, name.at);
    return count == 0 || cJSON_AddNumberToObject(all, name.at, (double)count) ||
           err_set(err, ERR_NO_MEMORY, "computing");
}

static bool count_unplaced(struct work *work, struct err *err)
{
    struct unplaced unplaced = {.work = work};

    bool ok = store_each_doubt(work->pass->store, work->indicator, on_unplaced, &unplaced, err) &&
              note_unplaced(work->pass, work->indicator, unplaced.count, err);
    arena_finish(&unplaced.arena);
    return ok;
}

/* ---- one indicator ------------------------------------------------------------------------ */

static bool begin_work(struct work *work, struct pass *pass, struct text indicator, struct err *err)
{
    *work = (struct work){.pass = pass};
    work->indicator = arena_text(&work->arena, indicator);
    work->shelf = (struct shelf){.store = pass->store,
                                 .tree = pass->tree,
                                 .catalog = &work->catalog,
                                 .indicator = work->indicator};
    return catalog_load(&work->catalog, &work->arena, pass->store, work->indicator, err);
}

static void finish_work(struct work *work)
{
    shelf_finish(&work->shelf);
    arena_finish(&work->arena);
}

bool pass_indicator(struct pass *pass, struct text indicator, const struct period *periods,
                    size_t count, bool all_periods, struct err *err)
{
    struct work work;

    bool ok = begin_work(&work, pass, indicator, err) &&
              store_each_series(pass->store, work.indicator, on_series, &work, err);
    for (size_t i = 0; ok && i < count; i++) {
        add_period(&work, periods[i]);
    }
    if (ok && all_periods) {
        ok = store_each_figure(pass->store, work.indicator, NULL, on_period, &work, err);
    }
    ok = ok && recompute(&work, err) &&
         store_each_series(pass->store, work.indicator, on_series, &work, err);
    if (ok) {
        add_target_keys(&work);
    }
    if (ok && all_periods) {
        add_previous_keys(&work);
    }
    ok = ok && arena_check(&work.arena, err) && make_entries(&work, err) &&
         count_unplaced(&work, err);
    finish_work(&work);
    return ok;
}

/* ---- time --------------------------------------------------------------------------------- */

/* An entry that time changes. */
struct timed_key {
    struct text key;
    struct text indicator;
};

struct timed {
    struct pass *pass;
    bool (*is_touched)(const void *owner, struct text indicator);
    const void *owner;
    struct timed_key *keys;
    size_t count;
    size_t capacity;
};

static bool on_timed(void *owner, struct text key, const struct cJSON *value);

static bool on_timed(void *owner, struct text key, const struct cJSON *value)
{
    struct timed *timed = owner;
    struct arena *arena = &timed->pass->arena;
    struct text indicator = json_read_text(value, "name");

    if (timed->is_touched(timed->owner, indicator)) {
        return true;
    }
    struct timed_key *grown =
        arena_grow(arena, timed->keys, timed->count, &timed->capacity, sizeof(*grown));
    if (grown) {
        timed->keys = grown;
        grown[timed->count++] =
            (struct timed_key){arena_text(arena, key), arena_text(arena, indicator)};
    }
    return true;
}

static int by_indicator(const void *a, const void *b)
{
    const struct timed_key *left = a;
    const struct timed_key *right = b;
    int order = text_compare(left->indicator, right->indicator);

    return order != 0 ? order : text_compare(left->key, right->key);
}

/* The keys of one indicator, the first of those that are left. Returns how many. */
static size_t count_of_indicator(const struct timed_key *keys, size_t left)
{
    size_t count = 1;

    while (count < left && text_equal(keys[count].indicator, keys[0].indicator)) {
        count++;
    }
    return count;
}

static bool make_timed(struct pass *pass, const struct timed_key *keys, size_t count,
                       struct err *err)
{
    struct work work;
    bool ok = begin_work(&work, pass, keys[0].indicator, err);

    if (ok) {
        for (size_t i = 0; i < count; i++) {
            add_key(&work, keys[i].key);
        }
        ok = arena_check(&work.arena, err) && make_entries(&work, err);
    }
    finish_work(&work);
    return ok;
}

bool pass_time(struct pass *pass, bool (*is_touched)(const void *owner, struct text indicator),
               const void *owner, struct err *err)
{
    struct timed timed = {.pass = pass, .is_touched = is_touched, .owner = owner};
    int64_t until = pass->is_day_before ? BOARD_NEVER : pass->now_utc_ms;

    bool ok = board_each_due(pass->previous, BOARD_INDICATOR, until, on_timed, &timed) ||
              err_set(err, ERR_NO_MEMORY, "board");
    ok = ok && arena_check(&pass->arena, err);
    if (ok && timed.count > 0) {
        qsort(timed.keys, timed.count, sizeof(*timed.keys), by_indicator);
    }
    for (size_t i = 0, count = 0; ok && i < timed.count; i += count) {
        count = count_of_indicator(&timed.keys[i], timed.count - i);
        ok = make_timed(pass, &timed.keys[i], count, err);
    }
    return ok;
}
