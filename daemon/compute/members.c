/* SPDX-License-Identifier: MIT */
/*
 * The single members of the board: what is said once, and the places.
 */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "compute/draft.h"
#include "compute/pass.h"
#include "model/json.h"

enum { MOVED_MAX = 20 };

static bool on_entry_under(void *owner, struct text key, const struct cJSON *value);
static bool on_moved_today(void *owner, const struct move *move, struct err *err);

/* ---- places ------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void add_place(struct pass *pass, struct text place)
{
    if (place.len == 0 ||
        (pass->place_count > 0 && text_equal(pass->places[pass->place_count - 1], place))) {
        return;
    }
    struct text *grown = arena_grow(&pass->arena, pass->places, pass->place_count,
                                    &pass->place_capacity, sizeof(*grown));
    if (grown) {
        pass->places = grown;
        grown[pass->place_count++] = arena_text(&pass->arena, place);
    }
}

static void drop_double_places(struct pass *pass)
{
    size_t kept = 0;

    if (pass->place_count == 0) {
        return;
    }
    qsort(pass->places, pass->place_count, sizeof(*pass->places), by_text);
    for (size_t i = 0; i < pass->place_count; i++) {
        if (kept == 0 || !text_equal(pass->places[kept - 1], pass->places[i])) {
            pass->places[kept++] = pass->places[i];
        }
    }
    pass->place_count = kept;
}

static const struct cJSON *previous_places(const struct pass *pass)
{
    return pass->previous ? board_get(pass->previous, BOARD_MEMBER, TEXT("places")) : NULL;
}

static void take_previous_places(struct pass *pass)
{
    const struct cJSON *place = NULL;

    cJSON_ArrayForEach(place, previous_places(pass))
    {
        if (json_read_bool(place, "data")) {
            add_place(pass, text_of(place->string));
        }
    }
}

static bool is_gone(const struct pass *pass, struct text key)
{
    for (size_t i = 0; i < pass->key_count; i++) {
        if (pass->keys[i].is_gone && text_equal(pass->keys[i].key, key)) {
            return true;
        }
    }
    return false;
}

/* Looks for one entry that a place still has. */
struct remaining {
    const struct pass *pass;
    struct text place;
    bool has_entry;
};

static bool on_entry_under(void *owner, struct text key, const struct cJSON *value)
{
    struct remaining *remaining = owner;

    remaining->has_entry = text_equal(json_read_text(value, "place"), remaining->place) &&
                           !is_gone(remaining->pass, key);
    return !remaining->has_entry;
}

/* Entries of the place went: it may have none left. Those that came are added afterwards. */
static bool drop_if_empty(struct pass *pass, size_t at)
{
    struct remaining remaining = {.pass = pass, .place = pass->places[at]};
    struct text prefix = arena_printf(&pass->arena, "%.*s/", TEXT_ARG(remaining.place));

    if (!board_each_under(pass->previous, BOARD_INDICATOR, prefix, on_entry_under, &remaining)) {
        return false;
    }
    if (!remaining.has_entry) {
        pass->place_count--;
        memmove(&pass->places[at], &pass->places[at + 1],
                (pass->place_count - at) * sizeof(*pass->places));
    }
    return true;
}

static bool has_lost(const struct pass *pass, struct text place)
{
    for (size_t i = 0; i < pass->key_count; i++) {
        if (pass->keys[i].is_gone && text_equal(pass->keys[i].place, place)) {
            return true;
        }
    }
    return false;
}

bool pass_places(struct pass *pass, struct err *err)
{
    bool ok = true;

    if (!pass->is_full) {
        take_previous_places(pass);
    }
    for (size_t i = pass->place_count; ok && i > 0; i--) {
        ok = !has_lost(pass, pass->places[i - 1]) || drop_if_empty(pass, i - 1);
    }
    for (size_t i = 0; i < pass->key_count; i++) {
        if (!pass->keys[i].is_gone) {
            add_place(pass, pass->keys[i].place);
        }
    }
    pass->places_changed = pass->is_full || pass->key_count > 0;
    drop_double_places(pass);
    return (ok || err_set(err, ERR_NO_MEMORY, "board")) && arena_check(&pass->arena, err);
}

/* A draft that becomes a member of the board. */
struct member {
    struct draft draft;
    struct buffer json;
};

/* Ends the draft. */
static bool put_member(struct pass *pass, const char *name, struct member *member, struct err *err)
{
    bool ok = draft_end(&member->draft, err) &&
              board_builder_put(pass->builder, BOARD_MEMBER, text_of(name),
                                buffer_text(&member->json), NULL, err);

    buffer_finish(&member->json);
    return ok;
}

static void put_place(struct draft *draft, struct text name, const struct tree_node *node,
                      bool has_data)
{
    struct draft_value *place = draft_object_at(draft, draft->root, name);

    if (node && node->parent) {
        draft_text(draft, place, "parent", node->parent->name);
    }
    if (node) {
        draft_text(draft, place, "tier", node->tier);
        draft_bool(draft, place, "must_report", node->must_report);
        if (node->order != INT32_MAX) {
            draft_integer(draft, place, "order", node->order);
        }
    }
    if (has_data) {
        draft_bool(draft, place, "data", true);
    }
}

static bool has_data(const struct pass *pass, struct text place)
{
    return pass->place_count > 0 &&
           bsearch(&place, pass->places, pass->place_count, sizeof(*pass->places), by_text) != NULL;
}

static bool put_places(struct pass *pass, struct err *err)
{
    struct member member = {0};

    draft_begin(&member.draft, &pass->arena, &member.json);
    for (size_t i = 0; i < pass->tree->count; i++) {
        const struct tree_node *node = &pass->tree->nodes[i];
        put_place(&member.draft, node->name, node, has_data(pass, node->name));
    }
    for (size_t i = 0; i < pass->place_count; i++) {
        if (!tree_find(pass->tree, pass->places[i])) {
            put_place(&member.draft, pass->places[i], NULL, true);
        }
    }
    return put_member(pass, "places", &member, err);
}

/* ---- moved -------------------------------------------------------------------------------- */

static bool on_moved_today(void *owner, const struct move *move, struct err *err)
{
    struct draft *draft = owner;
    struct draft_value *moved = draft_push_object(draft, draft->root);

    (void)err;
    draft_text(draft, moved, "indicator", move->figure.indicator);
    draft_text(draft, moved, "period", move->figure.period);
    draft_text(draft, moved, "from", move->figure.from);
    draft_text(draft, moved, "to", move->figure.to);
    draft_text(draft, moved, "file", move->file);
    draft_time(draft, moved, "at", move->at_utc_ms);
    return true;
}

/* The newest of today, as an array. */
static bool put_moved(struct pass *pass, struct err *err)
{
    struct member member = {0};

    draft_begin_array(&member.draft, &pass->arena, &member.json);
    bool ok = store_each_moved_since(pass->store, clock_day_start_ms(pass->today), MOVED_MAX,
                                     on_moved_today, &member.draft, err);
    if (!ok) {
        buffer_finish(&member.json);
        return false;
    }
    return put_member(pass, "moved", &member, err);
}

/* ---- inbox -------------------------------------------------------------------------------- */

static bool put_inbox(struct pass *pass, int64_t doubts, struct err *err)
{
    const struct compute_inbox *inbox = pass->inbox;
    struct member member = {0};
    struct draft *draft = &member.draft;

    draft_begin(draft, &pass->arena, &member.json);
    draft_bool(draft, draft->root, "available", inbox->is_available);
    draft_integer(draft, draft->root, "taken", inbox->taken);
    draft_integer(draft, draft->root, "partial", inbox->partial);
    draft_integer(draft, draft->root, "refused", inbox->refused);
    draft_integer(draft, draft->root, "waiting", inbox->waiting);
    draft_integer(draft, draft->root, "doubts", doubts);
    draft_time(draft, draft->root, "last_taken_at", inbox->last_taken_utc_ms);
    if (inbox->last_refused_file) {
        struct draft_value *refused = draft_object(draft, draft->root, "last_refused");
        draft_str(draft, refused, "file", inbox->last_refused_file);
        draft_time(draft, refused, "at", inbox->last_refused_utc_ms);
    }
    return put_member(pass, "inbox", &member, err);
}

/* ---- all ---------------------------------------------------------------------------------- */

static bool put_str(struct pass *pass, const char *name, const char *str, struct err *err)
{
    return !str || str[0] == '\0' ||
           board_builder_put_value(pass->builder, BOARD_MEMBER, text_of(name),
                                   cJSON_CreateString(str), err);
}

static bool put_number(struct pass *pass, const char *name, int64_t number, struct err *err)
{
    return board_builder_put_value(pass->builder, BOARD_MEMBER, text_of(name),
                                   cJSON_CreateNumber((double)number), err);
}

static bool put_walls(struct pass *pass, struct err *err)
{
    const struct cJSON *walls = pass->options->walls;

    return !walls || board_builder_put_value(pass->builder, BOARD_MEMBER, TEXT("walls"),
                                             cJSON_Duplicate(walls, true), err);
}

static bool put_settings(struct pass *pass, struct err *err)
{
    char today[CLOCK_TEXT_MAX];
    int year = pass->options->assessment_year;

    clock_format_day(pass->today, today);
    return put_str(pass, "title", pass->options->title, err) &&
           put_str(pass, "place", pass->options->place, err) &&
           put_str(pass, "timezone", pass->options->timezone, err) &&
           put_str(pass, "today", today, err) && put_walls(pass, err) &&
           (year == 0 || put_number(pass, "assessment_year", year, err));
}

/* Of the board's figures, and those that have none. */
static int64_t doubts_of(const struct pass *pass)
{
    const struct cJSON *unplaced = pass->unplaced;
    const struct cJSON *count = NULL;
    int64_t sum = board_builder_notes(pass->builder, BOARD_INDICATOR).doubts;

    if (!unplaced && !pass->is_full) {
        unplaced = board_get(pass->previous, BOARD_MEMBER, TEXT("unplaced_doubts"));
    }
    cJSON_ArrayForEach(count, unplaced)
    {
        sum += (int64_t)count->valuedouble;
    }
    return sum;
}

static bool put_unplaced(struct pass *pass, struct err *err)
{
    struct text name = TEXT("unplaced_doubts");
    struct cJSON *unplaced = pass->unplaced;

    pass->unplaced = NULL;
    if (unplaced && unplaced->child) {
        return board_builder_put_value(pass->builder, BOARD_MEMBER, name, unplaced, err);
    }
    if (unplaced || pass->is_full) {
        board_builder_remove(pass->builder, BOARD_MEMBER, name);
    }
    cJSON_Delete(unplaced);
    return true;
}

bool pass_members(struct pass *pass, struct err *err)
{
    int64_t doubts = doubts_of(pass);

    return put_settings(pass, err) && put_number(pass, "doubts", doubts, err) &&
           put_inbox(pass, doubts, err) && put_unplaced(pass, err) && put_moved(pass, err) &&
           ((!pass->places_changed && !pass->is_full) || put_places(pass, err));
}
