/* SPDX-License-Identifier: MIT */
/*
 * One indicator over all its periods: for a page that asks, on a thread of its own with a store
 * that only reads. Everything is local to the call.
 */
#include <math.h>

#include "base/clock.h"
#include "base/err.h"
#include "compute/chart.h"
#include "compute/compute.h"
#include "compute/entry.h"
#include "compute/table.h"

enum { REVISIONS_MAX = 200 };

static bool on_first_aggregate(void *owner, const struct aggregate *aggregate, struct err *err);
static bool on_moved(void *owner, const struct move *move, struct err *err);

/* Everything that one question needs. */
struct history {
    const struct compute_options *options;
    struct store *store;
    struct arena arena;
    struct tree tree;
    struct catalog catalog;
    struct text key;
    struct text place;
    struct text item;
    struct shelf shelf;
    struct entry_job job;
    struct entry entry;
    const struct point **alike; /* oldest first */
    size_t alike_count;
    struct chart chart;
};

/* ---- gathering ---------------------------------------------------------------------------- */

static bool on_first_aggregate(void *owner, const struct aggregate *aggregate, struct err *err)
{
    bool *has_figure = owner;

    (void)aggregate;
    (void)err;
    *has_figure = true;
    return true;
}

/* The end of the name that begins there: the next slash, or the end of the key. */
static size_t name_end(struct text key, size_t from)
{
    ptrdiff_t slash = text_find(text_part(key, from, key.len), "/");

    return slash < 0 ? key.len : from + (size_t)slash;
}

/* A key is place/name, place/name/item, name or name/item, and names may hold slashes: that of its
 * readings counts under which there are figures. */
static bool find_item(struct history *history, size_t place_end, size_t name_from, struct err *err)
{
    struct text key = history->key;
    struct text place = text_part(key, 0, place_end);
    size_t end = name_from;
    bool has_figure = false;

    while (!has_figure && end < key.len) {
        end = name_end(key, end > name_from ? end + 1 : end);
        struct text name = text_part(key, name_from, end - name_from);
        struct text item = end < key.len ? text_part(key, end + 1, key.len) : (struct text){0};
        if (!store_each_aggregate(history->store, name, place, item, 1, on_first_aggregate,
                                  &has_figure, err)) {
            return false;
        }
        if (has_figure) {
            history->place = place;
            history->item = item;
            history->job.indicator = name;
        }
    }
    return true;
}

static bool find_series(struct history *history, struct err *err)
{
    struct text key = history->key;
    size_t end = name_end(key, 0);

    bool ok = true;
    while (ok && history->job.indicator.len == 0 && end < key.len) {
        ok = find_item(history, end, end + 1, err);
        end = name_end(key, end + 1);
    }
    return ok && (history->job.indicator.len > 0 || find_item(history, 0, 0, err));
}

/* Without a figure the key can only be that of a target: place/name. */
static void split_target_key(struct history *history)
{
    ptrdiff_t slash = text_find(history->key, "/");

    if (slash >= 0) {
        history->place = text_part(history->key, 0, (size_t)slash);
        history->job.indicator = text_part(history->key, (size_t)slash + 1, history->key.len);
    } else {
        history->job.indicator = history->key;
    }
}

static bool gather(struct history *history, struct err *err)
{
    history->job.options = history->options;
    history->job.store = history->store;
    history->job.tree = &history->tree;
    history->job.catalog = &history->catalog;
    history->job.arena = &history->arena;
    history->job.shared = &history->arena;
    history->job.periods = arena_take(&history->arena, sizeof(*history->job.periods));
    if (!arena_check(&history->arena, err) || !tree_load(&history->tree, history->store, err) ||
        !find_series(history, err)) {
        return false;
    }
    if (history->job.indicator.len == 0) {
        split_target_key(history);
    }
    if (!catalog_load(&history->catalog, &history->arena, history->store, history->job.indicator,
                      err)) {
        return false;
    }
    history->shelf = (struct shelf){.store = history->store,
                                    .tree = &history->tree,
                                    .catalog = &history->catalog,
                                    .indicator = history->job.indicator};
    history->job.shelf = &history->shelf;
    if (!entry_gather(&history->entry, &history->job, history->place, history->item, err)) {
        return false;
    }
    if (!history->entry.point && !history->entry.target) {
        return err_set(err, ERR_NOT_FOUND, "没有这个指标 (no such indicator): %.*s",
                       TEXT_ARG(history->key));
    }
    history->alike = series_alike(&history->entry.series, SIZE_MAX, &history->alike_count);
    if (history->alike && chart_is_for(history->entry.nature)) {
        chart_draw(&history->arena, history->entry.nature, history->alike, history->alike_count,
                   &history->chart);
    }
    return arena_check(&history->arena, err);
}

static bool begin(struct history *history, const struct compute_options *options,
                  struct store *store, struct text key, int64_t now_utc_ms, struct err *err)
{
    *history = (struct history){.options = options, .store = store, .key = key};
    history->job.now_utc_ms = now_utc_ms;
    history->job.today = clock_day(now_utc_ms);
    return gather(history, err);
}

static void finish(struct history *history)
{
    shelf_finish(&history->shelf);
    tree_finish(&history->tree);
    arena_finish(&history->arena);
}

/* What the chart shows of a point. */
struct shown {
    bool is_drawn; /* else nothing */
    bool is_alarm;
    struct stats_chart_mark mark;
};

static struct shown shown_of(const struct history *history, const struct point *point)
{
    struct shown shown = {0};

    for (size_t i = 0; history->chart.is_drawn && i < history->alike_count; i++) {
        if (history->alike[i] == point) {
            shown.is_drawn = chart_mark(&history->chart, i, &shown.mark);
            shown.is_alarm = chart_is_alarm(&history->chart, i);
        }
    }
    return shown;
}

static bool has_interval(const struct history *history, const struct point *point)
{
    return history->entry.nature == NATURE_SAMPLED_RATE && point->figure.has_counts &&
           point->figure.counts.inspected > 0;
}

static struct stats_interval interval_of(const struct history *history, const struct point *point)
{
    return interval_memo_ask(NULL, point->figure.counts, history->options);
}

/* ---- JSON --------------------------------------------------------------------------------- */

static void put_point(struct draft *draft, struct draft_value *object,
                      const struct history *history, const struct point *point)
{
    const struct figure *figure = &point->figure;
    struct shown shown = shown_of(history, point);

    draft_period(draft, object, "period", point->period);
    draft_number(draft, object, "value", figure_value(figure));
    draft_text(draft, object, "display", point->display);
    if (figure_has_number(figure)) {
        enum qualifier qualifier = figure->has_counts ? QUALIFIER_EQ : figure->amount.qualifier;
        draft_str(draft, object, "qualifier", qualifier_name(qualifier));
    }
    if (figure->has_counts) {
        draft_integer(draft, object, "passed", figure->counts.passed);
        draft_integer(draft, object, "inspected", figure->counts.inspected);
    }
    if (has_interval(history, point)) {
        struct stats_interval interval = interval_of(history, point);
        draft_pair(draft, object, "interval", 100 * interval.lo, 100 * interval.hi);
    }
    if (shown.is_drawn) {
        draft_number(draft, object, "center", shown.mark.center);
        draft_number(draft, object, "lcl", shown.mark.lcl[2]);
        draft_number(draft, object, "ucl", shown.mark.ucl[2]);
        draft_bool(draft, object, "alarm", shown.is_alarm);
    }
}

static void put_points(struct draft *draft, const struct history *history)
{
    struct draft_value *points = draft_array(draft, draft->root, "points");

    for (size_t i = history->entry.series.count; i > 0; i--) {
        put_point(draft, draft_push_object(draft, points), history,
                  &history->entry.series.points[i - 1]);
    }
}

static void put_chart(struct draft *draft, const struct history *history)
{
    const struct chart *chart = &history->chart;

    if (chart->sentence.zh.len == 0) {
        return;
    }
    struct draft_value *object = draft_object(draft, draft->root, "chart");
    if (chart->is_drawn) {
        draft_str(draft, object, "type", chart_type_name(chart));
        draft_integer(draft, object, "base", chart->stats.base_points);
        draft_number(draft, object, "sigma_z", chart->stats.sigma_z);
        if (chart->has_center) {
            draft_number(draft, object, "center", chart->center);
        }
    }
    draft_text(draft, object, "sentence", chart->sentence.zh);
    draft_text(draft, object, "sentence_en", chart->sentence.en);
}

struct revising {
    struct draft *draft;
    struct draft_value *array;
};

static bool on_moved(void *owner, const struct move *move, struct err *err)
{
    struct revising *revising = owner;
    struct draft *draft = revising->draft;
    struct draft_value *object = draft_push_object(draft, revising->array);

    (void)err;
    draft_time(draft, object, "at", move->at_utc_ms);
    draft_text(draft, object, "period", move->figure.period);
    draft_text(draft, object, "from", move->figure.from);
    draft_text(draft, object, "to", move->figure.to);
    draft_text(draft, object, "file", move->file);
    if (move->version > 0) {
        draft_integer(draft, object, "version", move->version);
    }
    return true;
}

static bool put_revisions(struct draft *draft, const struct history *history, struct err *err)
{
    struct revising revising = {draft, draft_array(draft, draft->root, "revisions")};

    return store_each_moved_of(history->store, history->job.indicator, history->key, REVISIONS_MAX,
                               on_moved, &revising, err);
}

static bool put_doubts(struct draft *draft, struct history *history, struct err *err)
{
    struct doubt *doubts = NULL;

    if (!entry_collect_doubts(&history->entry, true, &doubts, err)) {
        return false;
    }
    struct draft_value *array = draft_array(draft, draft->root, "doubts");
    for (const struct doubt *doubt = doubts; doubt; doubt = doubt->next) {
        struct draft_value *object = draft_push_object(draft, array);
        draft_str(draft, object, "kind", fault_kind_name(doubt->kind));
        draft_text(draft, object, "text", doubt->text.zh);
        draft_text(draft, object, "text_en", doubt->text.en);
        draft_text(draft, object, "file", doubt->file);
        if (doubt->line > 0) {
            draft_integer(draft, object, "line", doubt->line);
        }
    }
    return true;
}

static bool write_history(struct history *history, struct buffer *out, struct err *err)
{
    struct draft draft;

    draft_begin(&draft, &history->arena, out);
    draft_text(&draft, draft.root, "id", history->key);
    draft_text(&draft, draft.root, "name", history->job.indicator);
    draft_text(&draft, draft.root, "place", history->place);
    draft_text(&draft, draft.root, "item", history->item);
    draft_str(&draft, draft.root, "nature", nature_name(history->entry.nature));
    put_points(&draft, history);
    put_chart(&draft, history);
    return put_revisions(&draft, history, err) && put_doubts(&draft, history, err) &&
           draft_end(&draft, err);
}

bool compute_history(const struct compute_options *options, struct store *store, struct text key,
                     int64_t now_utc_ms, struct buffer *out, struct err *err)
{
    struct history history;

    bool ok =
        begin(&history, options, store, key, now_utc_ms, err) && write_history(&history, out, err);
    finish(&history);
    return ok;
}

/* ---- CSV ---------------------------------------------------------------------------------- */

static void write_row(struct table *table, const struct history *history, const struct point *point)
{
    char label[PERIOD_TEXT_MAX];
    size_t len = period_format(point->period, label);
    const struct figure *figure = &point->figure;
    struct shown shown = shown_of(history, point);
    struct stats_interval interval = {NAN, NAN};

    if (has_interval(history, point)) {
        interval = interval_of(history, point);
    }
    table_text(table, history->place);
    table_text(table, history->job.indicator);
    table_text(table, history->item);
    table_text(table, (struct text){label, len});
    table_number(table, figure_value(figure));
    table_text(table, figure->amount.unit);
    table_text(table, point->display);
    table_number(table, figure->has_counts ? (double)figure->counts.passed : NAN);
    table_number(table, figure->has_counts ? (double)figure->counts.inspected : NAN);
    table_number(table, 100 * interval.lo);
    table_number(table, 100 * interval.hi);
    table_number(table, shown.is_drawn ? shown.mark.center : NAN);
    table_number(table, shown.is_drawn ? shown.mark.lcl[2] : NAN);
    table_number(table, shown.is_drawn ? shown.mark.ucl[2] : NAN);
    table_text(table, shown.is_alarm ? TEXT("是") : (struct text){0});
    table_end_row(table);
}

bool compute_history_csv(const struct compute_options *options, struct store *store,
                         struct text key, int64_t now_utc_ms, struct buffer *out, struct err *err)
{
    static const char *const headers[] = {"地区",     "指标",   "分项",     "时期",     "数值",
                                          "单位",     "显示",   "合格数",   "抽检数",   "区间下限",
                                          "区间上限", "中心线", "下控制限", "上控制限", "报警"};
    struct history history;
    struct table table;

    bool ok = begin(&history, options, store, key, now_utc_ms, err);
    if (ok) {
        table_begin(&table, out, headers, sizeof(headers) / sizeof(headers[0]));
        for (size_t i = history.entry.series.count; i > 0; i--) {
            write_row(&table, &history, &history.entry.series.points[i - 1]);
        }
        ok = !out->has_failed || err_set(err, ERR_NO_MEMORY, "table");
    }
    finish(&history);
    return ok;
}
