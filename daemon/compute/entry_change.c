/* SPDX-License-Identifier: MIT */
/*
 * An entry's look back: against the period before, and over the last twelve.
 */
#include <math.h>
#include <string.h>

#include "compute/chart.h"
#include "compute/detail.h"
#include "compute/display.h"
#include "compute/entry.h"
#include "compute/unit.h"
#include "compute/words.h"
#include "model/json.h"

enum { TREND_POINTS = 12 };

static const double confidence = 0.95;

/* ---- previous ----------------------------------------------------------------------------- */

/* Across two versions of its definition a figure is not the same figure. */
static bool has_same_definition(const struct entry *entry)
{
    struct attributes before;

    catalog_attributes(entry->job->catalog, entry->job->tree, entry->series.place,
                       entry->series.previous->period, &before);
    return text_equal(before.version, entry->attributes.version);
}

static bool is_in_points(const struct entry *entry)
{
    const struct figure *figure = &entry->point->figure;

    return figure->has_counts || unit_is_ratio(figure->amount.unit);
}

/* now - before, in the unit of now; NAN if they cannot be compared. */
static double change_of(const struct entry *entry)
{
    const struct figure *now = &entry->point->figure;
    const struct figure *before = &entry->series.previous->figure;
    struct decimal value;

    if (now->has_counts || before->has_counts) {
        return figure_value(now) - figure_value(before);
    }
    if (now->amount.is_range || before->amount.is_range || now->amount.denominator > 1 ||
        before->amount.denominator > 1 ||
        !amount_value_in(&before->amount, now->amount.unit, &value)) {
        return NAN;
    }
    struct decimal minus;
    struct decimal change;
    if (!decimal_negate(value, &minus) || !decimal_add(now->amount.value, minus, &change)) {
        return NAN;
    }
    return decimal_to_double(change);
}

enum direction { LEVEL, UP, DOWN, SAME };

static struct sentence change_words(const struct entry *entry, enum direction direction,
                                    struct text amount)
{
    static const enum words year[] = {[LEVEL] = WORDS_YEAR_LEVEL,
                                      [UP] = WORDS_YEAR_UP,
                                      [DOWN] = WORDS_YEAR_DOWN,
                                      [SAME] = WORDS_YEAR_SAME};
    static const enum words before[] = {[LEVEL] = WORDS_BEFORE_LEVEL,
                                        [UP] = WORDS_BEFORE_UP,
                                        [DOWN] = WORDS_BEFORE_DOWN,
                                        [SAME] = WORDS_BEFORE_SAME};
    struct text nothing = {0};

    return words_say(entry->arena,
                     entry->series.is_year_before ? year[direction] : before[direction], amount,
                     nothing, nothing);
}

static struct text change_unit(const struct entry *entry)
{
    return is_in_points(entry) ? TEXT("百分点") : entry->point->figure.amount.unit;
}

static void put_text(struct entry *entry, struct draft_value *previous, enum direction direction,
                     double change)
{
    bool is_small = fabs(change) > 0 && fabs(change) < 0.05;
    struct text number = display_number(entry->arena, fabs(change), is_small ? 3 : 1);
    struct text unit = change_unit(entry);
    bool is_points = is_in_points(entry);
    const struct text pieces[] = {number, is_points ? TEXT(" 个") : TEXT(" "), unit};
    struct text amount = arena_join(entry->arena, pieces, 3);
    struct sentence text = change_words(entry, direction, amount);

    if (is_points) {
        struct text points =
            arena_join(entry->arena, (const struct text[]){number, TEXT(" points")}, 2);
        text.en = change_words(entry, direction, points).en;
    }
    draft_sentence(&entry->draft, previous, "text", &text);
}

static void put_change(struct entry *entry, struct draft_value *previous)
{
    const struct figure *now = &entry->point->figure;
    const struct figure *before = &entry->series.previous->figure;
    double change = change_of(entry);

    if (!isfinite(change)) {
        return;
    }
    enum direction direction = change > 0 ? UP : (change < 0 ? DOWN : LEVEL);
    draft_number(&entry->draft, previous, "change", change);
    draft_text(&entry->draft, previous, "change_unit", change_unit(entry));
    bool is_sampled = entry->nature == NATURE_SAMPLED_RATE && now->has_counts &&
                      before->has_counts && now->counts.inspected > 0 &&
                      before->counts.inspected > 0;
    if (is_sampled) {
        struct stats_change tested = stats_change(now->counts, before->counts, confidence);
        draft_pair(&entry->draft, previous, "interval", tested.lo, tested.hi);
        draft_str(&entry->draft, previous, "verdict", stats_direction_name(tested.verdict));
        direction = tested.verdict == STATS_WITHIN_NOISE ? SAME : direction;
    } else if (direction != LEVEL) {
        draft_str(&entry->draft, previous, "verdict", direction == UP ? "up" : "down");
    }
    put_text(entry, previous, direction, change);
}

void entry_put_previous(struct entry *entry)
{
    const struct point *before = entry->series.previous;

    if (!before || !entry->point || detail_is_incomplete(entry->figure) ||
        entry->nature == NATURE_MILESTONE || !has_same_definition(entry)) {
        return;
    }
    struct draft_value *previous = draft_object(&entry->draft, entry->draft.root, "previous");
    draft_period(&entry->draft, previous, "period", before->period);
    draft_number(&entry->draft, previous, "value", figure_value(&before->figure));
    draft_text(&entry->draft, previous, "display", before->display);
    put_change(entry, previous);
}

/* ---- trend and chart ---------------------------------------------------------------------- */

enum { POINT_JSON_MAX = 4 * JSON_NUMBER_MAX + PERIOD_TEXT_MAX + 64 };

static char *put_piece(char *to, struct text piece)
{
    memcpy(to, piece.at, piece.len);
    return to + piece.len;
}

/* {"alarm":true,"inspected":50,"passed":48,"period":"2017-09","value":96}, of which the first three
 * may be missing. There are twelve in each entry: they are written in one piece, and labels of
 * periods hold nothing to be escaped. */
static struct text point_json(struct period_memo *periods, const struct point *point, bool is_alarm,
                              char out[POINT_JSON_MAX])
{
    const struct stats_counts *counts = &point->figure.counts;
    double value = figure_value(&point->figure);
    char *to = put_piece(out, is_alarm ? TEXT("{\"alarm\":true,") : TEXT("{"));

    if (point->figure.has_counts) {
        to = put_piece(to, TEXT("\"inspected\":"));
        to += json_format_number((double)counts->inspected, to);
        to = put_piece(to, TEXT(",\"passed\":"));
        to += json_format_number((double)counts->passed, to);
        to = put_piece(to, TEXT(","));
    }
    to = put_piece(to, TEXT("\"period\":\""));
    to = put_piece(to, period_memo_label(periods, point->period));
    to = put_piece(to, TEXT("\""));
    if (isfinite(value)) {
        to = put_piece(to, TEXT(",\"value\":"));
        to += json_format_number(value, to);
    }
    to = put_piece(to, TEXT("}"));
    return (struct text){out, (size_t)(to - out)};
}

static void put_trend_point(struct entry *entry, struct draft_value *trend,
                            const struct point *point, bool is_alarm)
{
    char json[POINT_JSON_MAX];

    draft_push_json(&entry->draft, trend, point_json(entry->job->periods, point, is_alarm, json));
}

static void put_chart(struct entry *entry, const struct chart *chart)
{
    if (chart->is_drawn) {
        struct draft_value *object = draft_object(&entry->draft, entry->draft.root, "chart");
        draft_sentence(&entry->draft, object, "sentence", &chart->sentence);
        draft_bool(&entry->draft, object, "alarm", chart->is_alarm);
        draft_str(&entry->draft, object, "type", chart_type_name(chart));
    }
}

void entry_put_trend(struct entry *entry)
{
    size_t count = 0;
    const struct point **alike = NULL;
    struct chart chart = {0};

    if (!entry->point || period_is_undated(entry->point->period)) {
        return;
    }
    alike = series_alike(&entry->series, ENTRY_POINTS_MAX, &count);
    if (!alike || count < 2) {
        return;
    }
    if (chart_is_for(entry->nature)) {
        chart_draw(entry->arena, entry->nature, alike, count, &chart);
        put_chart(entry, &chart);
    }
    struct draft_value *trend = draft_array(&entry->draft, entry->draft.root, "trend");
    for (size_t i = count > TREND_POINTS ? count - TREND_POINTS : 0; i < count; i++) {
        put_trend_point(entry, trend, alike[i], chart_is_alarm(&chart, i));
    }
}
