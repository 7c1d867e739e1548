/* SPDX-License-Identifier: MIT */
/*
 * From the rows in force to one figure a key: the newer file counts, and in a file the later row.
 */
#include <string.h>
#include <xxhash.h>

#include "base/err.h"
#include "compute/display.h"
#include "compute/figure.h"
#include "compute/unit.h"

static bool on_row(void *owner, const struct stored_figure *stored, struct err *err);

/* Rows repeat their words, and the store gives the same bytes for the same word while it reads: of
 * those seen last it is known where in the arena they are already, and their hash. */
enum { COPIES = 64 };

struct copy {
    struct text from;
    struct text to;
    uint32_t hash;
};

struct loading {
    struct figures *figures;
    struct copy copies[COPIES];
};

/* The copy of the text; *hash, if it is wanted, is 0 for the empty one. */
static struct text copy_once(struct loading *loading, struct text text, uint32_t *hash)
{
    uintptr_t at = (uintptr_t)text.at;
    struct copy *copy = &loading->copies[(at ^ at >> 6) % COPIES];

    if (text.len == 0) {
        return (struct text){0};
    }
    if (copy->from.at != text.at || copy->from.len != text.len) {
        *copy = (struct copy){.from = text,
                              .to = arena_text(loading->figures->arena, text),
                              .hash = XXH32(text.at, text.len, 0)};
    }
    if (hash) {
        *hash = copy->hash;
    }
    return copy->to;
}

/* ---- what a row says, as one number ------------------------------------------------------- */

/* Its key and its number, without a gap. */
struct saying {
    int64_t passed;
    int64_t inspected;
    int64_t digits;
    uint32_t place; /* hashes */
    uint32_t item;
    uint32_t department;
    uint32_t level;
    uint32_t unit;
    int8_t scale;
    uint8_t presence;
    uint8_t has; /* 1: counts, 2: an amount */
    uint8_t qualifier;
};

/* `saying` has the hashes. */
static uint32_t print_of(struct saying *saying, const struct figure_record *record)
{
    saying->presence = (uint8_t)record->presence;
    saying->has = (uint8_t)((record->has_counts ? 1 : 0) | (record->has_amount ? 2 : 0));
    if (record->has_counts) {
        saying->passed = record->passed;
        saying->inspected = record->inspected;
    }
    if (record->has_amount) {
        struct decimal value = decimal_normal(record->amount.value);
        saying->digits = value.digits;
        saying->scale = value.scale;
        saying->qualifier = (uint8_t)record->amount.qualifier;
    }
    return XXH32(saying, sizeof(*saying), 0);
}

/* ---- loading: one figure a key ------------------------------------------------------------ */

static bool add_trace(struct loading *loading, struct figure *figure,
                      const struct row_source *source, uint32_t print)
{
    struct trace *trace = arena_take(loading->figures->arena, sizeof(*trace));

    if (!trace) {
        return false;
    }
    *trace = (struct trace){
        .file = copy_once(loading, source->file, NULL),
        .version = source->version,
        .line = source->line,
        .cell_index = source->cell_index,
        .file_id = source->file_id,
        .drop_order = source->drop_order,
        .print = print,
    };
    figure->traces = trace;
    figure->trace_count = 1;
    return true;
}

/* NULL without memory. */
static struct figure *figure_of_row(struct loading *loading, const struct stored_figure *stored)
{
    const struct figure_record *record = &stored->record;
    struct figure *figure = arena_take(loading->figures->arena, sizeof(*figure));
    struct saying saying = {0};

    if (!figure) {
        return NULL;
    }
    figure->place = copy_once(loading, record->place, &saying.place);
    figure->item = copy_once(loading, record->item, &saying.item);
    figure->department = copy_once(loading, record->department, &saying.department);
    figure->level = copy_once(loading, record->level, &saying.level);
    figure->presence = record->presence;
    figure->is_rate = record->is_rate;
    figure->has_counts = record->has_counts;
    figure->counts = (struct stats_counts){record->passed, record->inspected};
    figure->population = record->population;
    figure->has_amount = record->has_amount;
    figure->amount = record->amount;
    figure->amount.unit = copy_once(loading, record->amount.unit, &saying.unit);
    figure->amount.display = copy_once(loading, record->amount.display, NULL);
    figure->has_yoy = record->has_yoy;
    figure->yoy = record->yoy;
    figure->note = copy_once(loading, record->note, NULL);
    figure->document = copy_once(loading, record->source, NULL);
    figure->updated_utc_ms = stored->source.taken_utc_ms;
    return add_trace(loading, figure, &stored->source, print_of(&saying, record)) ? figure : NULL;
}

static bool same_key(const struct figure *a, const struct figure *b)
{
    return text_equal(a->place, b->place) && text_equal(a->item, b->item) &&
           text_equal(a->department, b->department) && text_equal(a->level, b->level);
}

/* Whether b counts instead of a: the later row of one file, else the newer file; but a row that
 * says nothing never hides a figure of another file. */
static bool replaces(const struct figure *b, const struct figure *a)
{
    const struct trace *old = &a->traces[0];
    const struct trace *new = &b->traces[0];

    if (old->file_id == new->file_id) {
        return new->line > old->line ||
               (new->line == old->line &&new->cell_index >= old->cell_index);
    }
    if (figure_has_number(a) != figure_has_number(b)) {
        return figure_has_number(b);
    }
    return new->drop_order >= old->drop_order;
}

static bool says_same(const struct figure *a, const struct figure *b)
{
    if (a->has_counts || b->has_counts) {
        return a->has_counts == b->has_counts && a->counts.passed == b->counts.passed &&
               a->counts.inspected == b->counts.inspected;
    }
    return amount_equal(&a->amount, &b->amount);
}

static void doubt_other_file(struct arena *arena, struct figure *counts, const struct figure *other)
{
    struct text own = display_figure(arena, counts, NULL, NULL);
    struct text its = display_figure(arena, other, NULL, NULL);
    const struct trace *trace = &other->traces[0];
    struct sentence text = {
        arena_printf(arena, "《%.*s》第 %u 行报的是 %.*s，与采用的 %.*s 不同（以较新的文件为准）",
                     TEXT_ARG(trace->file), trace->line, TEXT_ARG(its), TEXT_ARG(own)),
        arena_printf(arena, "%.*s line %u says %.*s, not %.*s (the newer file counts)",
                     TEXT_ARG(trace->file), trace->line, TEXT_ARG(its), TEXT_ARG(own)),
    };

    figure_doubt(arena, counts, FAULT_OTHER_FILE, text, trace);
}

static void settle(struct figures *figures, struct figure *held, struct figure *next)
{
    bool is_other_file = held->traces[0].file_id != next->traces[0].file_id;
    bool is_conflict = is_other_file && figure_has_number(held) && figure_has_number(next) &&
                       !says_same(held, next);
    struct figure loser = *next;

    if (replaces(next, held)) {
        loser = *held;
        struct doubt *doubts = held->doubts;
        *held = *next;
        held->doubts = doubts;
    }
    if (is_conflict) {
        doubt_other_file(figures->arena, held, &loser);
    }
}

static bool on_row(void *owner, const struct stored_figure *stored, struct err *err)
{
    struct loading *loading = owner;
    struct figures *figures = loading->figures;
    struct figure **grown = arena_grow(figures->arena, figures->rows, figures->row_count,
                                       &figures->row_capacity, sizeof(struct figure *));
    struct figure *next = figure_of_row(loading, stored);

    if (!grown || !next || figures->arena->has_failed) {
        return arena_check(figures->arena, err);
    }
    figures->rows = grown;
    struct figure *last = figures->row_count > 0 ? grown[figures->row_count - 1] : NULL;
    if (last && same_key(last, next)) {
        settle(figures, last, next);
    } else {
        grown[figures->row_count++] = next;
    }
    return arena_check(figures->arena, err);
}

bool figures_load(struct figures *figures, struct arena *arena, struct store *store,
                  struct text indicator, struct period period, struct err *err)
{
    struct loading loading = {.figures = figures};

    *figures = (struct figures){.arena = arena};
    return store_each_figure(store, indicator, &period, on_row, &loading, err);
}
