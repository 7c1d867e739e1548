/* SPDX-License-Identifier: MIT */
#include "compute/detail.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "base/err.h"
#include "compute/display.h"
#include "model/json.h"

enum { LINES_MAX = 50, PARTS_MAX = 500, ROWS_MAX = 200 };

static const struct trace *newest_trace(const struct figure *figure)
{
    const struct trace *newest = NULL;

    for (size_t i = 0; i < figure->trace_count; i++) {
        if (!newest || figure->traces[i].drop_order > newest->drop_order) {
            newest = &figure->traces[i];
        }
    }
    return newest;
}

static int by_line(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a;
    uint32_t second = *(const uint32_t *)b;

    return first < second ? -1 : first > second;
}

static void put_lines(struct draft *draft, struct cJSON *object, const struct figure *figure,
                      int64_t file_id)
{
    struct cJSON *lines = draft_array(draft, object, "lines");
    uint32_t found[LINES_MAX] = {0};
    size_t count = 0;

    for (size_t i = 0; i < figure->trace_count && count < LINES_MAX; i++) {
        if (figure->traces[i].file_id == file_id) {
            found[count++] = figure->traces[i].line;
        }
    }
    qsort(found, count, sizeof(found[0]), by_line);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || found[i] != found[i - 1]) {
            draft_push_integer(draft, lines, found[i]);
        }
    }
}

static void put_file(struct draft *draft, struct cJSON *object, const struct figure *figure,
                     const struct trace *trace)
{
    draft_text(draft, object, "file", trace->file);
    draft_integer(draft, object, "version", trace->version);
    put_lines(draft, object, figure, trace->file_id);
}

static bool is_listed(const struct figure *figure, size_t index, int64_t but_file_id)
{
    if (figure->traces[index].file_id == but_file_id) {
        return true;
    }
    for (size_t i = 0; i < index; i++) {
        if (figure->traces[i].file_id == figure->traces[index].file_id) {
            return true;
        }
    }
    return false;
}

static void put_other_files(struct draft *draft, struct cJSON *source, const struct figure *figure,
                            int64_t but_file_id)
{
    struct cJSON *others = NULL;

    for (size_t i = 0; i < figure->trace_count && i < PARTS_MAX; i++) {
        if (!is_listed(figure, i, but_file_id)) {
            others = others ? others : draft_array(draft, source, "others");
            put_file(draft, draft_push_object(draft, others), figure, &figure->traces[i]);
        }
    }
}

static void put_source(struct draft *draft, const struct figure *figure)
{
    const struct trace *newest = newest_trace(figure);
    struct cJSON *source = draft_object(draft, draft->root, "source");

    if (newest) {
        put_file(draft, source, figure, newest);
        put_other_files(draft, source, figure, newest->file_id);
    }
    draft_text(draft, source, "document", figure->document);
    if (figure->is_pooled && figure->part_kind == PART_PLACE) {
        struct cJSON *from = draft_array(draft, source, "pooled_from");
        for (size_t i = 0; i < figure->part_count; i++) {
            draft_push_text(draft, from, figure->parts[i]->place);
        }
    }
}

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

static struct text part_name(struct arena *arena, const struct figure *part, enum part_kind kind)
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

static void put_part(struct draft *draft, struct cJSON *object, struct arena *arena,
                     const struct compute_options *options, const struct figure *whole,
                     const struct figure *part, enum nature nature)
{
    static const char *const roles[] = {[PART_NONE] = "department",
                                        [PART_DEPARTMENT] = "department",
                                        [PART_ITEM] = "item",
                                        [PART_PLACE] = "place"};

    draft_text(draft, object, roles[whole->part_kind], part_name(arena, part, whole->part_kind));
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

static void put_parts(struct draft *draft, struct arena *arena,
                      const struct compute_options *options, const struct figure *figure,
                      enum nature nature)
{
    if (figure->part_kind == PART_NONE || figure->part_count == 0) {
        return;
    }
    struct cJSON *parts = draft_array(draft, draft->root, "parts");
    for (size_t i = 0; i < figure->part_count && i < PARTS_MAX; i++) {
        put_part(draft, draft_push_object(draft, parts), arena, options, figure, figure->parts[i],
                 nature);
    }
}

static void put_coverage(struct draft *draft, const struct figure *figure)
{
    if (!figure->has_coverage) {
        return;
    }
    struct cJSON *coverage = draft_object(draft, draft->root, "coverage");
    draft_integer(draft, coverage, "reported", (int64_t)figure->reported);
    draft_integer(draft, coverage, "must", (int64_t)figure->must);
    if (figure->absent_count > 0) {
        struct cJSON *absent = draft_array(draft, coverage, "missing");
        for (size_t i = 0; i < figure->absent_count; i++) {
            draft_push_text(draft, absent, figure->absent[i]);
        }
    }
}

static void put_doubts(struct draft *draft, const struct figure *figure)
{
    struct cJSON *doubts = NULL;

    for (const struct doubt *doubt = figure->doubts; doubt; doubt = doubt->next) {
        doubts = doubts ? doubts : draft_array(draft, draft->root, "doubts");
        struct cJSON *object = draft_push_object(draft, doubts);
        draft_str(draft, object, "kind", fault_kind_name(doubt->kind));
        draft_sentence(draft, object, "text", &doubt->text);
        draft_text(draft, object, "file", doubt->file);
        if (doubt->line > 0) {
            draft_integer(draft, object, "line", doubt->line);
        }
    }
}

/* The departments that reported it: the row's own, or those of its parts. */
static void put_reporters(struct draft *draft, const struct figure *figure)
{
    struct cJSON *names = NULL;

    if (figure->department.len > 0) {
        draft_text(draft, draft->root, "department", figure->department);
    }
    if (figure->part_kind != PART_DEPARTMENT) {
        return;
    }
    for (size_t i = 0; i < figure->part_count && i < PARTS_MAX; i++) {
        if (figure->parts[i]->department.len > 0) {
            names = names ? names : draft_array(draft, draft->root, "reporters");
            draft_push_text(draft, names, figure->parts[i]->department);
        }
    }
}

/* The prints of the rows, so that a later job can tell a figure that was completed by further rows
 * from one that was revised. */
static void put_rows(struct draft *draft, const struct figure *figure)
{
    if (figure->trace_count == 0 || figure->trace_count > ROWS_MAX) {
        return;
    }
    struct cJSON *rows = draft_array(draft, draft->root, "rows");
    for (size_t i = 0; i < figure->trace_count; i++) {
        draft_push_integer(draft, rows, figure->traces[i].print);
    }
}

static void put_remarks(struct draft *draft, const struct figure *figure, enum nature nature)
{
    draft_text(draft, draft->root, "level", figure->level);
    draft_text(draft, draft->root, "note", figure->note);
    draft_str(draft, draft->root, "missing", missing_name(figure, nature));
    if (figure->population >= 0) {
        draft_integer(draft, draft->root, "population", figure->population);
    }
    if (figure->has_yoy) {
        draft_decimal(draft, draft->root, "yoy", figure->yoy);
    }
    if (figure->rate_only > 0) {
        draft_integer(draft, draft->root, "rate_only", figure->rate_only);
    }
    if (figure->is_rate) {
        draft_bool(draft, draft->root, "is_rate", true);
    }
    if (figure->has_coverage && !figure->is_complete) {
        draft_bool(draft, draft->root, "incomplete", true);
    }
}

bool detail_append(struct buffer *out, struct arena *arena, const struct compute_options *options,
                   const struct figure *figure, enum nature nature, struct err *err)
{
    struct draft draft;

    draft_begin(&draft);
    put_source(&draft, figure);
    put_parts(&draft, arena, options, figure, nature);
    put_coverage(&draft, figure);
    put_doubts(&draft, figure);
    put_reporters(&draft, figure);
    put_rows(&draft, figure);
    put_remarks(&draft, figure, figure_nature(nature, figure));
    struct cJSON *detail = draft_take(&draft, err);
    if (!detail) {
        return false;
    }
    bool ok = json_append(out, detail);
    cJSON_Delete(detail);
    return ok || err_set(err, ERR_NO_MEMORY, "computing");
}

/* ---- reading ------------------------------------------------------------------------------ */

static bool has_print(const struct figure *figure, double print)
{
    for (size_t i = 0; i < figure->trace_count; i++) {
        if ((double)figure->traces[i].print == print) {
            return true;
        }
    }
    return false;
}

bool detail_is_completed(struct text old, const struct figure *figure)
{
    struct cJSON *detail = cJSON_ParseWithLength(old.at, old.len);
    const struct cJSON *rows = cJSON_GetObjectItemCaseSensitive(detail, "rows");
    const struct cJSON *row = NULL;
    bool all_there = rows && figure->trace_count > (size_t)cJSON_GetArraySize(rows);

    cJSON_ArrayForEach(row, rows)
    {
        all_there = all_there && has_print(figure, row->valuedouble);
    }
    cJSON_Delete(detail);
    return all_there;
}
