/* SPDX-License-Identifier: MIT */
#include "compute/detail.h"

#include <string.h>

#include "compute/display.h"

/* What a board lists; how many there are in all stands beside a list that was cut. */
enum { LINES_MAX = 20, FILES_MAX = 64, ROWS_MAX = 200, PRINT_BYTES = 4 };

/* ---- where it stands ---------------------------------------------------------------------- */

/* One file with rows of the figure: the first lines, sorted, and the number of all of them. */
struct rows_of_file {
    const struct trace *trace;
    size_t line_count;
    uint32_t lines[LINES_MAX];
};

/* The files of a figure, in the order of its rows, with an index by id: a figure may be made of
 * very many rows and files. */
struct source_files {
    struct arena *arena;
    struct rows_of_file *at;
    size_t count;
    size_t capacity;
    size_t *by_id; /* places in at */
    size_t id_capacity;
    size_t newest;
};

static void add_line(struct rows_of_file *file, uint32_t line)
{
    size_t held = file->line_count < LINES_MAX ? file->line_count : LINES_MAX;
    size_t at = held;

    while (at > 0 && file->lines[at - 1] > line) {
        at--;
    }
    if (at > 0 && file->lines[at - 1] == line) {
        return;
    }
    if (at < LINES_MAX) {
        held = held < LINES_MAX ? held : LINES_MAX - 1;
        memmove(&file->lines[at + 1], &file->lines[at], (held - at) * sizeof(*file->lines));
        file->lines[at] = line;
    }
    file->line_count++;
}

/* The place in by_id at which the file stands or would stand. */
static size_t find_file(const struct source_files *files, int64_t id)
{
    size_t low = 0;
    size_t high = files->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (files->at[files->by_id[middle]].trace->file_id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The file of that row; NULL without memory. */
static struct rows_of_file *file_of_row(struct source_files *files, const struct trace *trace)
{
    size_t index = find_file(files, trace->file_id);

    if (index < files->count) {
        struct rows_of_file *known = &files->at[files->by_id[index]];
        if (known->trace->file_id == trace->file_id) {
            return known;
        }
    }
    struct rows_of_file *at =
        arena_grow(files->arena, files->at, files->count, &files->capacity, sizeof(*at));
    size_t *by_id =
        arena_grow(files->arena, files->by_id, files->count, &files->id_capacity, sizeof(*by_id));
    if (!at || !by_id) {
        return NULL;
    }
    files->at = at;
    files->by_id = by_id;
    memmove(&by_id[index + 1], &by_id[index], (files->count - index) * sizeof(*by_id));
    by_id[index] = files->count;
    at[files->count] = (struct rows_of_file){.trace = trace};
    return &at[files->count++];
}

static void gather_files(struct source_files *files, const struct figure *figure)
{
    struct rows_of_file *file = NULL;

    for (size_t i = 0; i < figure->trace_count; i++) {
        const struct trace *trace = &figure->traces[i];
        if (!file || file->trace->file_id != trace->file_id) {
            file = file_of_row(files, trace);
        }
        if (!file) {
            return;
        }
        add_line(file, trace->line);
        if (trace->drop_order > files->at[files->newest].trace->drop_order) {
            files->newest = (size_t)(file - files->at);
        }
    }
}

static void put_file(struct draft *draft, struct draft_value *object,
                     const struct rows_of_file *file)
{
    draft_text(draft, object, "file", file->trace->file);
    draft_integer(draft, object, "version", file->trace->version);
    struct draft_value *lines = draft_array(draft, object, "lines");
    for (size_t i = 0; i < file->line_count && i < LINES_MAX; i++) {
        draft_push_integer(draft, lines, file->lines[i]);
    }
    if (file->line_count > LINES_MAX) {
        draft_integer(draft, object, "line_count", (int64_t)file->line_count);
    }
}

/* The newest file, then the others in the order of the rows. */
static void put_files(struct draft *draft, struct draft_value *source,
                      const struct source_files *files)
{
    struct draft_value *others = NULL;

    if (files->count == 0) {
        return;
    }
    put_file(draft, source, &files->at[files->newest]);
    for (size_t i = 0, listed = 1; i < files->count && listed < FILES_MAX; i++) {
        if (i != files->newest) {
            others = others ? others : draft_array(draft, source, "others");
            put_file(draft, draft_push_object(draft, others), &files->at[i]);
            listed++;
        }
    }
    if (files->count > FILES_MAX) {
        draft_integer(draft, source, "file_count", (int64_t)files->count);
    }
}

static void put_source(struct draft *draft, struct draft_value *object, const struct figure *figure)
{
    struct source_files files = {.arena = draft->arena};
    struct draft_value *source = draft_object(draft, object, "source");

    gather_files(&files, figure);
    put_files(draft, source, &files);
    draft_text(draft, source, "document", figure->document);
    if (!figure->is_pooled || figure->part_kind != PART_PLACE) {
        return;
    }
    struct draft_value *from = draft_array(draft, source, "pooled_from");
    for (size_t i = 0; i < figure->part_count && i < DETAIL_NAMES_MAX; i++) {
        draft_push_text(draft, from, figure->parts[i]->place);
    }
    if (figure->part_count > DETAIL_NAMES_MAX) {
        draft_integer(draft, source, "pooled_count", (int64_t)figure->part_count);
    }
}

/* ---- what it says besides its number ------------------------------------------------------ */

static const char *missing_name(const struct figure *figure, enum nature nature)
{
    switch (figure->presence) {
    case PRESENCE_UNREPORTED:
        return "unreported";
    case PRESENCE_NOT_APPLICABLE:
        return "not_applicable";
    case PRESENCE_FIGURE:
        break;
    }
    if (figure->has_counts || !figure->has_amount) {
        return figure->rate_only > 0 && !figure->has_counts ? "no_base" : NULL;
    }
    if (figure->is_rate) {
        bool needs_base = nature == NATURE_UNSTATED || nature == NATURE_SAMPLED_RATE;
        return needs_base ? "no_base" : NULL;
    }
    switch (figure->amount.qualifier) {
    case QUALIFIER_GT:
    case QUALIFIER_LT:
    case QUALIFIER_APPROX:
    case QUALIFIER_ABOUT_BELOW:
        return "approximate";
    case QUALIFIER_EQ:
    case QUALIFIER_GE:
    case QUALIFIER_LE:
        break;
    }
    bool is_zero = figure->amount.value.digits == 0 && !figure->amount.is_range;
    bool adds_up = nature == NATURE_FLOW || nature == NATURE_CUMULATIVE || nature == NATURE_STOCK;
    return is_zero && adds_up ? "zero_report" : NULL;
}

struct text detail_part_name(struct arena *arena, const struct figure *part, enum part_kind kind)
{
    switch (kind) {
    case PART_ITEM:
        return part->item;
    case PART_PLACE:
        return part->place;
    case PART_DEPARTMENT:
    case PART_NONE:
        break;
    }
    if (part->department.len == 0 || part->level.len == 0) {
        return part->department.len > 0 ? part->department : part->level;
    }
    return arena_printf(arena, "%.*s(%.*s)", TEXT_ARG(part->department), TEXT_ARG(part->level));
}

static bool is_census(enum nature nature)
{
    return nature != NATURE_SAMPLED_RATE;
}

void detail_put_part(struct draft *draft, struct draft_value *object, struct arena *arena,
                     const struct compute_options *options, const struct figure *whole,
                     const struct figure *part, enum nature nature)
{
    static const char *const roles[] = {[PART_NONE] = "department",
                                        [PART_DEPARTMENT] = "department",
                                        [PART_ITEM] = "item",
                                        [PART_PLACE] = "place"};

    draft_text(draft, object, roles[whole->part_kind],
               detail_part_name(arena, part, whole->part_kind));
    draft_number(draft, object, "value", figure_value(part));
    struct figure shown = *part;
    shown.is_census = is_census(figure_nature(nature, part));
    draft_text(draft, object, "display", display_figure(arena, &shown, NULL, options));
    if (part->has_counts) {
        draft_integer(draft, object, "passed", part->counts.passed);
        draft_integer(draft, object, "inspected", part->counts.inspected);
    }
    draft_str(draft, object, "missing", missing_name(part, figure_nature(nature, part)));
}

bool detail_is_incomplete(const struct figure *figure)
{
    return figure && figure->has_coverage && !figure->is_complete;
}

static void put_coverage(struct draft *draft, struct draft_value *object,
                         const struct figure *figure)
{
    if (!figure->has_coverage) {
        return;
    }
    struct draft_value *coverage = draft_object(draft, object, "coverage");
    draft_integer(draft, coverage, "reported", (int64_t)figure->reported);
    draft_integer(draft, coverage, "must", (int64_t)figure->must);
    if (figure->absent_count > 0) {
        struct draft_value *absent = draft_array(draft, coverage, "missing");
        for (size_t i = 0; i < figure->absent_count && i < DETAIL_NAMES_MAX; i++) {
            draft_push_text(draft, absent, figure->absent[i]);
        }
        if (figure->absent_count > DETAIL_NAMES_MAX) {
            draft_integer(draft, coverage, "missing_count", (int64_t)figure->absent_count);
        }
    }
}

static void put_remarks(struct draft *draft, struct draft_value *object,
                        const struct figure *figure, enum nature nature)
{
    draft_text(draft, object, "level", figure->level);
    draft_text(draft, object, "note", figure->note);
    draft_str(draft, object, "missing", missing_name(figure, nature));
    if (figure->population >= 0) {
        draft_integer(draft, object, "population", figure->population);
    }
    if (figure->has_yoy) {
        draft_decimal(draft, object, "yoy", figure->yoy);
    }
    if (figure->rate_only > 0) {
        draft_integer(draft, object, "rate_only", figure->rate_only);
    }
}

void detail_put(struct draft *draft, struct draft_value *object, const struct figure *figure,
                enum nature stated)
{
    put_source(draft, object, figure);
    put_coverage(draft, object, figure);
    put_remarks(draft, object, figure, figure_nature(stated, figure));
}

/* ---- in the store ------------------------------------------------------------------------- */

static void write_print(uint32_t print, char out[PRINT_BYTES])
{
    for (size_t i = 0; i < PRINT_BYTES; i++) {
        out[i] = (char)(unsigned char)(print >> (8 * i));
    }
}

/* Of a figure of many rows none: it then counts as revised, whatever came. */
struct text detail_prints(struct arena *arena, const struct figure *figure)
{
    if (figure->trace_count == 0 || figure->trace_count > ROWS_MAX) {
        return (struct text){0};
    }
    char *prints = arena_take(arena, figure->trace_count * PRINT_BYTES);
    for (size_t i = 0; prints && i < figure->trace_count; i++) {
        write_print(figure->traces[i].print, prints + i * PRINT_BYTES);
    }
    return (struct text){prints, prints ? figure->trace_count * PRINT_BYTES : 0};
}

static bool has_print(const struct figure *figure, const char *wanted)
{
    char print[PRINT_BYTES];

    for (size_t i = 0; i < figure->trace_count; i++) {
        write_print(figure->traces[i].print, print);
        if (memcmp(print, wanted, PRINT_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

bool detail_is_completed(struct text old, const struct figure *figure)
{
    bool all_there = old.len > 0 && figure->trace_count > old.len / PRINT_BYTES;

    for (size_t at = 0; all_there && at + PRINT_BYTES <= old.len; at += PRINT_BYTES) {
        all_there = has_print(figure, old.at + at);
    }
    return all_there;
}
