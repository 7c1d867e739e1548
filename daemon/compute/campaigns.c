/* SPDX-License-Identifier: MIT */
/*
 * Which campaigns the board shows: those in which something was planned or done, for each place
 * that has parts or nothing above it; those of a calendar; and those that everybody knows, while
 * they are near.
 */
#include <stdlib.h>

#include "base/err.h"
#include "compute/campaign.h"
#include "compute/pass.h"

enum { DAYS_AHEAD = 60, DAYS_AFTER = 30 };

/* A campaign while its rows are gathered. */
struct gathered {
    struct campaign campaign;
    size_t activity_capacity;
    size_t plan_capacity;
};

struct gathering {
    struct pass *pass;
    struct arena arena;
    struct campaign_book book;
    struct gathered *at;
    size_t count;
    size_t capacity;
    struct text *roots;
    size_t root_count;
    size_t root_capacity;
};

static struct gathered *find(const struct gathering *gathering, struct text place,
                             const struct window *window)
{
    for (size_t i = gathering->count; i > 0; i--) {
        struct campaign *campaign = &gathering->at[i - 1].campaign;
        if (campaign->window == window && text_equal(campaign->place, place)) {
            return &gathering->at[i - 1];
        }
    }
    return NULL;
}

static struct gathered *require(struct gathering *gathering, struct text place,
                                const struct window *window)
{
    struct gathered *present = find(gathering, place, window);

    if (present) {
        return present;
    }
    struct gathered *grown = arena_grow(&gathering->arena, gathering->at, gathering->count,
                                        &gathering->capacity, sizeof(*grown));
    if (!grown) {
        return NULL;
    }
    gathering->at = grown;
    grown[gathering->count] =
        (struct gathered){.campaign = {.book = &gathering->book, .place = place, .window = window}};
    return &grown[gathering->count++];
}

/* The smallest place of a chain is a unit, unless nothing lies above it or it is the office's. */
static bool is_shown(const struct gathering *gathering, const struct place_chain *chain,
                     size_t index)
{
    bool is_office = text_equal(chain->at[index], text_of(gathering->pass->options->place));
    const struct tree_node *node = tree_find(gathering->pass->tree, chain->at[index]);

    return index > 0 || chain->count == 1 || is_office || (node && node->child_count > 0);
}

static void gather_activity(struct gathering *gathering, const struct activity *activity)
{
    for (size_t i = 0; activity->window && i < activity->chain.count; i++) {
        if (!is_shown(gathering, &activity->chain, i)) {
            continue;
        }
        struct gathered *to = require(gathering, activity->chain.at[i], activity->window);
        if (!to) {
            return;
        }
        struct campaign *campaign = &to->campaign;
        const struct activity **grown =
            arena_grow(&gathering->arena, campaign->activities, campaign->activity_count,
                       &to->activity_capacity, sizeof(const struct activity *));
        if (grown) {
            campaign->activities = grown;
            grown[campaign->activity_count++] = activity;
        }
    }
}

/* What was planned once makes no campaign, but shows in one as a step. Past plans come last. */
static void gather_plan(struct gathering *gathering, const struct plan *plan)
{
    for (size_t i = 0; plan->window && i < plan->chain.count; i++) {
        if (!is_shown(gathering, &plan->chain, i)) {
            continue;
        }
        bool is_past = plan->to_utc_ms != INT64_MAX;
        struct gathered *to = is_past ? find(gathering, plan->chain.at[i], plan->window)
                                      : require(gathering, plan->chain.at[i], plan->window);
        if (!to) {
            continue;
        }
        struct campaign *campaign = &to->campaign;
        const struct plan **grown =
            arena_grow(&gathering->arena, campaign->plans, campaign->plan_count, &to->plan_capacity,
                       sizeof(const struct plan *));
        if (grown) {
            campaign->plans = grown;
            grown[campaign->plan_count++] = plan;
        }
    }
}

/* ---- without rows ------------------------------------------------------------------------- */

static void add_root(struct gathering *gathering, struct text place)
{
    for (size_t i = 0; i < gathering->root_count; i++) {
        if (text_equal(gathering->roots[i], place)) {
            return;
        }
    }
    struct text *grown = arena_grow(&gathering->arena, gathering->roots, gathering->root_count,
                                    &gathering->root_capacity, sizeof(*grown));
    if (grown) {
        gathering->roots = grown;
        grown[gathering->root_count++] = place;
    }
}

static struct text root_of(const struct tree *tree, struct text place)
{
    const struct tree_node *node = tree_find(tree, place);

    while (node && node->parent) {
        node = node->parent;
    }
    return node ? node->name : place;
}

/* The office's own place if it is set, else every largest place that has data. */
static void gather_roots(struct gathering *gathering)
{
    const struct pass *pass = gathering->pass;
    const struct campaign_book *book = &gathering->book;
    struct text office = text_of(pass->options->place);

    if (office.len > 0) {
        add_root(gathering, office);
        return;
    }
    for (size_t i = 0; i < pass->place_count; i++) {
        add_root(gathering, root_of(pass->tree, pass->places[i]));
    }
    for (size_t i = 0; i < book->activity_count; i++) {
        const struct place_chain *chain = &book->activities[i].chain;
        add_root(gathering, chain->at[chain->count - 1]);
    }
}

static bool is_near(const struct gathering *gathering, const struct window *window)
{
    int32_t today = gathering->pass->today;

    return window->from - today <= DAYS_AHEAD && today - window->to <= DAYS_AFTER;
}

/* Of a window that recurs the one that comes next, however far. */
static bool is_next(const struct gathering *gathering, const struct window *window)
{
    const struct windows *windows = &gathering->book.windows;
    int32_t today = gathering->pass->today;

    if (window->from <= today) {
        return false;
    }
    for (size_t i = 0; i < windows->count; i++) {
        const struct window *other = windows->at[i];
        if (text_equal(other->canon, window->canon) && text_equal(other->place, window->place) &&
            other->to >= today && other->from < window->from) {
            return false;
        }
    }
    return true;
}

static bool wants_empty(const struct gathering *gathering, const struct window *window)
{
    if (window->origin == WINDOW_CALENDAR) {
        return !window->is_yearly || is_near(gathering, window) || is_next(gathering, window);
    }
    return window->origin == WINDOW_KNOWN && is_near(gathering, window);
}

/* A known window is hidden by the place's own dates of the same campaign. */
static bool has_other_origin(const struct gathering *gathering, const struct window *window,
                             struct text place)
{
    struct place_chain chain;

    campaign_chain(&gathering->book, place, (struct text){0}, &chain);
    const struct window *best =
        windows_of_year(&gathering->book.windows, &chain, window->canon, window->year);
    return best && best != window;
}

static void gather_empty(struct gathering *gathering)
{
    const struct windows *windows = &gathering->book.windows;

    for (size_t i = 0; i < windows->count; i++) {
        const struct window *window = windows->at[i];
        if (!wants_empty(gathering, window)) {
            continue;
        }
        if (window->place.len > 0) {
            (void)require(gathering, window->place, window);
            continue;
        }
        for (size_t k = 0; k < gathering->root_count; k++) {
            if (!has_other_origin(gathering, window, gathering->roots[k])) {
                (void)require(gathering, gathering->roots[k], window);
            }
        }
    }
}

/* ---- putting ------------------------------------------------------------------------------ */

static bool put_campaign(struct gathering *gathering, struct campaign *campaign, struct err *err)
{
    const struct window *window = campaign->window;
    struct text key =
        arena_printf(&gathering->arena, "%.*s%s%d %.*s", TEXT_ARG(campaign->place),
                     campaign->place.len > 0 ? "/" : "", window->year, TEXT_ARG(window->name));
    struct buffer json = {0};

    bool ok = campaign_entry(campaign, &json, err) &&
              board_builder_put(gathering->pass->builder, BOARD_CAMPAIGN, key, buffer_text(&json),
                                NULL, err);
    buffer_finish(&json);
    return ok;
}

bool pass_campaigns(struct pass *pass, struct err *err)
{
    struct gathering gathering = {.pass = pass};

    gathering.book = (struct campaign_book){
        .arena = &gathering.arena,
        .options = pass->options,
        .tree = pass->tree,
        .today = pass->today,
        .now_utc_ms = pass->now_utc_ms,
    };
    board_builder_follow(pass->builder, BOARD_CAMPAIGN);
    bool ok = campaign_book_load(&gathering.book, pass->store, err);
    for (size_t i = 0; ok && i < gathering.book.activity_count; i++) {
        gather_activity(&gathering, &gathering.book.activities[i]);
    }
    for (size_t i = 0; ok && i < gathering.book.plan_count; i++) {
        gather_plan(&gathering, &gathering.book.plans[i]);
    }
    if (ok) {
        gather_roots(&gathering);
        gather_empty(&gathering);
        ok = arena_check(&gathering.arena, err);
    }
    for (size_t i = 0; ok && i < gathering.count; i++) {
        ok = put_campaign(&gathering, &gathering.at[i].campaign, err);
    }
    if (ok) {
        board_builder_remove_untouched(pass->builder, BOARD_CAMPAIGN);
    }
    arena_finish(&gathering.arena);
    return ok;
}
