/* SPDX-License-Identifier: MIT */
/*
 * What is computed again when: the pairs of indicator and period that a job touched; the entries
 * of their indicators; the entries that time changed; the campaigns, if they or the day changed;
 * and everything if the tree of places changed.
 *
 * Nothing is remembered between jobs but the tree of places (read again by the job after one that
 * saw it change and was rolled back), and the board made last: who comes back with it has shown it,
 * so that job was not rolled back. When an entry changes by itself stands beside it on the board.
 */
#include "compute/compute.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "compute/draft.h"
#include "compute/pass.h"
#include "compute/tree.h"

static bool on_touched(void *owner, struct text indicator, struct period period, struct err *err);
static bool on_touched_target(void *owner, struct text indicator, struct err *err);
static bool on_target(void *owner, const struct stored_target *target, struct err *err);
static bool on_doubted(void *owner, const struct fault *fault, const struct row_source *source,
                       struct err *err);

struct compute {
    struct compute_options options;
    struct tree tree;
    bool has_tree;
    bool is_tree_doubtful; /* read in a job that touched the places and may have been undone */
    struct board *last;    /* made last; NULL: none */
};

/* ---- life --------------------------------------------------------------------------------- */

struct compute_options compute_default_options(void)
{
    return (struct compute_options){
        .timezone = "Asia/Shanghai",
        .behind_points = -10,
        .far_behind_points = -30,
        .late_days = 3,
        .revised_days = 7,
        .grace_days = 15,
    };
}

static char *copy_str(const char *str)
{
    return strdup(str ? str : "");
}

static void free_str(const char *str)
{
    free((void *)(uintptr_t)str);
}

struct compute *compute_create(const struct compute_options *options, struct err *err)
{
    struct compute *compute = calloc(1, sizeof(*compute));

    if (!compute) {
        (void)err_set(err, ERR_NO_MEMORY, "computing");
        return NULL;
    }
    compute->options = *options;
    compute->options.title = copy_str(options->title);
    compute->options.place = copy_str(options->place);
    compute->options.timezone = copy_str(options->timezone);
    compute->options.walls = options->walls ? cJSON_Duplicate(options->walls, true) : NULL;
    if (!compute->options.title || !compute->options.place || !compute->options.timezone ||
        (options->walls && !compute->options.walls)) {
        (void)err_set(err, ERR_NO_MEMORY, "computing");
        compute_destroy(compute);
        return NULL;
    }
    return compute;
}

void compute_destroy(struct compute *compute)
{
    if (compute) {
        tree_finish(&compute->tree);
        board_release(compute->last);
        free_str(compute->options.title);
        free_str(compute->options.place);
        free_str(compute->options.timezone);
        cJSON_Delete((struct cJSON *)(uintptr_t)compute->options.walls);
        free(compute);
    }
}

const struct compute_options *compute_options(const struct compute *compute)
{
    return &compute->options;
}

/* ---- what is to be computed --------------------------------------------------------------- */

/* An indicator with its touched periods. */
struct task {
    struct text indicator;
    struct period *periods;
    size_t count;
    size_t capacity;
    bool all_periods;
};

struct tasks {
    struct arena arena;
    struct task *tasks; /* by indicator */
    size_t count;
    size_t capacity;
};

static size_t find_task(const struct tasks *tasks, struct text indicator)
{
    size_t low = 0;
    size_t high = tasks->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(tasks->tasks[middle].indicator, indicator) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct task *require_task(struct tasks *tasks, struct text indicator)
{
    size_t at = find_task(tasks, indicator);

    if (at < tasks->count && text_equal(tasks->tasks[at].indicator, indicator)) {
        return &tasks->tasks[at];
    }
    struct task *grown =
        arena_grow(&tasks->arena, tasks->tasks, tasks->count, &tasks->capacity, sizeof(*grown));
    if (!grown) {
        return NULL;
    }
    tasks->tasks = grown;
    memmove(&grown[at + 1], &grown[at], (tasks->count - at) * sizeof(*grown));
    grown[at] = (struct task){.indicator = arena_text(&tasks->arena, indicator)};
    tasks->count++;
    return &grown[at];
}

static bool on_touched(void *owner, struct text indicator, struct period period, struct err *err)
{
    struct tasks *tasks = owner;
    struct task *task = require_task(tasks, indicator);

    if (task) {
        struct period *grown =
            arena_grow(&tasks->arena, task->periods, task->count, &task->capacity, sizeof(*grown));
        if (grown) {
            task->periods = grown;
            grown[task->count++] = period;
        }
    }
    return arena_check(&tasks->arena, err);
}

/* Its targets may say what the indicator is by nature, and so how all its periods are pooled. */
static bool on_touched_target(void *owner, struct text indicator, struct err *err)
{
    struct tasks *tasks = owner;
    struct task *task = require_task(tasks, indicator);

    if (task) {
        task->all_periods = true;
    }
    return arena_check(&tasks->arena, err);
}

static bool on_target(void *owner, const struct stored_target *target, struct err *err)
{
    struct tasks *tasks = owner;

    (void)require_task(tasks, target->record.indicator);
    return arena_check(&tasks->arena, err);
}

static bool on_doubted(void *owner, const struct fault *fault, const struct row_source *source,
                       struct err *err)
{
    struct tasks *tasks = owner;

    (void)source;
    (void)require_task(tasks, fault->indicator);
    return arena_check(&tasks->arena, err);
}

static bool run_tasks(struct pass *pass, const struct tasks *tasks, struct err *err)
{
    for (size_t i = 0; i < tasks->count; i++) {
        const struct task *task = &tasks->tasks[i];
        if (!pass_indicator(pass, task->indicator, task->periods, task->count, task->all_periods,
                            err)) {
            return false;
        }
    }
    return true;
}

static bool run_all(struct pass *pass, struct err *err)
{
    struct tasks tasks = {0};
    struct text all = {0};

    board_builder_follow(pass->builder, BOARD_INDICATOR);
    bool ok = store_each_indicator_period(pass->store, on_touched, &tasks, err) &&
              store_each_touched(pass->store, on_touched, &tasks, err) &&
              store_each_target(pass->store, all, on_target, &tasks, err) &&
              store_each_doubt(pass->store, all, on_doubted, &tasks, err) &&
              run_tasks(pass, &tasks, err);
    if (ok) {
        board_builder_remove_untouched(pass->builder, BOARD_INDICATOR);
    }
    arena_finish(&tasks.arena);
    return ok;
}

static bool is_task(const void *owner, struct text indicator)
{
    const struct tasks *tasks = owner;
    size_t at = find_task(tasks, indicator);

    return at < tasks->count && text_equal(tasks->tasks[at].indicator, indicator);
}

/* An entry is made once: by its rows, else by the time. */
static bool run_touched(struct pass *pass, struct err *err)
{
    struct tasks tasks = {0};
    bool ok = store_each_touched(pass->store, on_touched, &tasks, err) &&
              store_each_touched_target(pass->store, on_touched_target, &tasks, err) &&
              pass_time(pass, is_task, &tasks, err) && run_tasks(pass, &tasks, err);

    arena_finish(&tasks.arena);
    return ok;
}

/* ---- the passes --------------------------------------------------------------------------- */

static bool read_tree(struct compute *compute, struct store *store, bool is_touched,
                      struct err *err)
{
    if (compute->has_tree && !compute->is_tree_doubtful && !is_touched) {
        return true;
    }
    tree_finish(&compute->tree);
    compute->has_tree = tree_load(&compute->tree, store, err);
    compute->is_tree_doubtful = is_touched;
    return compute->has_tree;
}

static bool begin_pass(struct pass *pass, struct compute *compute, struct store *store,
                       struct board *previous, int64_t now_utc_ms, struct err *err)
{
    pass->options = &compute->options;
    pass->store = store;
    pass->tree = &compute->tree;
    pass->previous = previous;
    pass->now_utc_ms = now_utc_ms;
    pass->today = clock_day(now_utc_ms);
    pass->builder = board_builder_create(previous);
    return pass->builder || err_set(err, ERR_NO_MEMORY, "board");
}

static bool finish_board(struct pass *pass, struct board **out, struct err *err)
{
    struct board *board = board_builder_finish(pass->builder);

    if (!board) {
        return err_set(err, ERR_NO_MEMORY, "board");
    }
    pass->builder = NULL;
    *out = board;
    return true;
}

/* What the last job saw is beyond doubt if its board was shown. */
static void believe(struct compute *compute, const struct board *previous)
{
    if (previous && previous == compute->last) {
        compute->is_tree_doubtful = false;
    }
}

static void remember(struct compute *compute, struct board *made)
{
    board_release(compute->last);
    compute->last = board_share(made);
}

static void end_pass(struct pass *pass)
{
    board_builder_destroy(pass->builder);
    cJSON_Delete(pass->unplaced);
    arena_finish(&pass->arena);
}

bool compute_full(struct compute *compute, struct store *store, int64_t now_utc_ms,
                  const struct compute_inbox *inbox, struct board **out, struct err *err)
{
    struct pass pass = {.inbox = inbox, .is_full = true};

    compute->is_tree_doubtful = true;
    bool ok = begin_pass(&pass, compute, store, NULL, now_utc_ms, err) &&
              read_tree(compute, store, false, err) && run_all(&pass, err) &&
              pass_places(&pass, err) && pass_campaigns(&pass, err) && pass_members(&pass, err) &&
              finish_board(&pass, out, err);
    remember(compute, ok ? *out : NULL);
    end_pass(&pass);
    return ok;
}

/* Reads what the pass wants of the board before, which that board keeps: later on a member that
 * cannot be read for want of memory would be none. */
static bool read_previous(const struct board *previous, struct err *err)
{
    static const struct text names[] = {{"today", 5}, {"places", 6}, {"unplaced_doubts", 15}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (board_has(previous, BOARD_MEMBER, names[i]) &&
            !board_get(previous, BOARD_MEMBER, names[i])) {
            return err_set(err, ERR_NO_MEMORY, "board");
        }
    }
    return true;
}

static void compare_days(struct pass *pass)
{
    const struct cJSON *today = board_get(pass->previous, BOARD_MEMBER, TEXT("today"));
    char date[CLOCK_TEXT_MAX];

    clock_format_day(pass->today, date);
    int order = cJSON_IsString(today) ? strcmp(date, today->valuestring) : 1;
    pass->is_new_day = order != 0;
    pass->is_day_before = order < 0;
}

static bool run_next(struct pass *pass, struct store_touched touched, struct err *err)
{
    if (touched.places) {
        pass->is_full = true;
        return run_all(pass, err);
    }
    return run_touched(pass, err);
}

bool compute_next(struct compute *compute, struct store *store, struct board *previous,
                  int64_t now_utc_ms, const struct compute_inbox *inbox,
                  const struct compute_events *events, void *owner, struct board **out,
                  struct err *err)
{
    struct pass pass = {.inbox = inbox, .events = events, .owner = owner};
    struct store_touched touched = store_touched(store);

    believe(compute, previous);
    bool ok = begin_pass(&pass, compute, store, previous, now_utc_ms, err) &&
              read_previous(previous, err) && read_tree(compute, store, touched.places, err);
    if (ok) {
        compare_days(&pass);
        ok = run_next(&pass, touched, err) && pass_places(&pass, err);
    }
    if (ok && (pass.is_full || touched.campaigns || pass.is_new_day || pass.places_changed)) {
        ok = pass_campaigns(&pass, err);
    }
    ok = ok && pass_members(&pass, err) && finish_board(&pass, out, err);
    remember(compute, ok ? *out : NULL);
    end_pass(&pass);
    return ok;
}

int64_t compute_next_due(const struct board *board, int64_t now_utc_ms)
{
    int64_t midnight = clock_day_start_ms(clock_day(now_utc_ms) + 1);
    int64_t at = board ? board_notes(board, BOARD_INDICATOR).changes_utc_ms : BOARD_NEVER;

    return at > now_utc_ms && at < midnight ? at : midnight;
}
