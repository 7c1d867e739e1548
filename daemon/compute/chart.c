/* SPDX-License-Identifier: MIT */
#include "compute/chart.h"

#include "compute/unit.h"
#include "compute/words.h"

/* More is no number of events that anybody counted one by one. */
static const int64_t COUNT_MAX = 1000000000;

bool chart_is_for(enum nature nature)
{
    return nature == NATURE_SAMPLED_RATE || nature == NATURE_FLOW;
}

static bool read_rate(const struct figure *figure, struct stats_chart_point *out)
{
    *out = (struct stats_chart_point){.x = figure->counts.passed,
                                      .n = (double)figure->counts.inspected};
    return figure->has_counts && figure->counts.inspected > 0;
}

static bool read_events(const struct figure *figure, double days, struct stats_chart_point *out)
{
    const struct amount *amount = &figure->amount;
    double value = amount_to_double(amount);
    bool is_exact = figure->has_amount && !figure->has_counts && !amount->is_range &&
                    amount->denominator <= 1 && amount->qualifier == QUALIFIER_EQ &&
                    decimal_is_integer(amount->value) && unit_counts_events(amount->unit);

    if (!is_exact || value < 0 || value > (double)COUNT_MAX) {
        return false;
    }
    *out = (struct stats_chart_point){.x = (int64_t)value, .n = days};
    return true;
}

static enum stats_chart_type type_for(enum nature nature, const struct point *const *points,
                                      size_t count)
{
    if (nature == NATURE_SAMPLED_RATE) {
        return STATS_CHART_P;
    }
    for (size_t i = 1; i < count; i++) {
        if (points[i]->kind == PERIOD_RANGE &&
            period_days(points[i]->period) != period_days(points[0]->period)) {
            return STATS_CHART_U;
        }
    }
    return STATS_CHART_C;
}

static bool read_point(enum stats_chart_type type, const struct point *point,
                       struct stats_chart_point *out)
{
    if (type == STATS_CHART_P) {
        return read_rate(&point->figure, out);
    }
    int32_t days = type == STATS_CHART_U ? period_days(point->period) : 1;
    return read_events(&point->figure, days, out);
}

/* From the chart's numbers to the figure's: percent, or events. */
static double scale_of(const struct chart *chart, const struct stats_chart_point *point)
{
    bool is_rate = chart->stats.type == STATS_CHART_P || chart->stats.type == STATS_CHART_P_LANEY;

    return is_rate ? 100 : point->n;
}

static bool collect(struct arena *arena, enum stats_chart_type type,
                    const struct point *const *points, size_t count, struct chart *chart)
{
    size_t room = count ? count : 1;

    chart->points = arena_take(arena, room * sizeof(*chart->points));
    chart->signals = arena_take(arena, room * sizeof(*chart->signals));
    chart->plotted_at = arena_take(arena, room * sizeof(*chart->plotted_at));
    if (arena->has_failed) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_plotted = read_point(type, points[i], &chart->points[chart->plotted_count]);
        chart->plotted_at[i] = is_plotted ? chart->plotted_count++ : SIZE_MAX;
    }
    return true;
}

static void mark_base(struct chart *chart)
{
    size_t base = stats_chart_base(chart->plotted_count);

    for (size_t i = 0; i < chart->plotted_count; i++) {
        chart->points[i].in_base = i < base;
    }
}

/* A c chart is a u chart of areas of 1. */
static bool draw(enum stats_chart_type type, struct chart *chart)
{
    bool is_rate = type == STATS_CHART_P;

    if (!stats_chart_draw(is_rate ? STATS_CHART_P : STATS_CHART_U, chart->points,
                          chart->plotted_count, &chart->stats, chart->signals)) {
        return false;
    }
    if (stats_chart_wants_laney(&chart->stats)) {
        stats_chart_widen(&chart->stats, chart->points, chart->plotted_count, chart->signals);
    } else {
        chart->stats.type = type;
    }
    return true;
}

static void scale(struct stats_chart_mark *mark, double factor)
{
    mark->center *= factor;
    mark->sigma *= factor;
    for (int k = 0; k < 3; k++) {
        mark->lcl[k] *= factor;
        mark->ucl[k] *= factor;
    }
}

bool chart_mark(const struct chart *chart, size_t i, struct stats_chart_mark *mark)
{
    if (!chart->is_drawn || chart->plotted_at[i] == SIZE_MAX) {
        return false;
    }
    const struct stats_chart_point *point = &chart->points[chart->plotted_at[i]];
    *mark = stats_chart_mark(&chart->stats, point);
    scale(mark, scale_of(chart, point));
    return true;
}

bool chart_is_alarm(const struct chart *chart, size_t i)
{
    return chart->is_drawn && chart->plotted_at[i] != SIZE_MAX &&
           stats_chart_alarms(&chart->stats, chart->points, chart->signals, chart->plotted_at[i]) !=
               0;
}

static struct sentence sentence_of(struct arena *arena, const struct chart *chart,
                                   unsigned latest_alarms)
{
    static const enum words words[] = {
        [STATS_CHART_STEADY] = WORDS_CHART_STEADY,
        [STATS_CHART_LATEST_LOW] = WORDS_CHART_LATEST_LOW,
        [STATS_CHART_LATEST_HIGH] = WORDS_CHART_LATEST_HIGH,
        [STATS_CHART_RUN_LOW] = WORDS_CHART_RUN_LOW,
        [STATS_CHART_RUN_HIGH] = WORDS_CHART_RUN_HIGH,
    };
    struct sentence said = words_of(words[stats_chart_verdict(latest_alarms)]);

    if (chart->stats.type == STATS_CHART_P_LANEY) {
        said = words_join(arena, said, words_of(WORDS_CHART_LANEY));
    }
    if (chart->stats.type == STATS_CHART_U_LANEY) {
        said = words_join(arena, said, words_of(WORDS_CHART_LANEY_U));
    }
    if (chart->state == STATS_CHART_PROVISIONAL) {
        said = words_join(arena, said, words_of(WORDS_CHART_PROVISIONAL));
    }
    return said;
}

void chart_draw(struct arena *arena, enum nature nature, const struct point *const *points,
                size_t count, struct chart *chart)
{
    struct text nothing = {0};
    enum stats_chart_type type = type_for(nature, points, count);

    *chart = (struct chart){0};
    if (!collect(arena, type, points, count, chart) || chart->plotted_count == 0) {
        return;
    }
    chart->state = stats_chart_state(chart->plotted_count);
    if (chart->state == STATS_CHART_NONE) {
        struct text so_far = arena_integer(arena, (int64_t)chart->plotted_count);
        chart->sentence = words_say(arena, WORDS_CHART_SHORT, so_far, nothing, nothing);
        return;
    }
    mark_base(chart);
    chart->is_drawn = draw(type, chart);
    if (!chart->is_drawn) {
        return;
    }
    chart->has_center = type != STATS_CHART_U;
    chart->center = chart->stats.center * scale_of(chart, &chart->points[0]);
    unsigned latest =
        stats_chart_alarms(&chart->stats, chart->points, chart->signals, chart->plotted_count - 1);
    chart->is_alarm = latest != 0;
    chart->sentence = sentence_of(arena, chart, latest);
}

const char *chart_type_name(const struct chart *chart)
{
    static const char *const names[] = {
        [STATS_CHART_P] = "p", [STATS_CHART_NP] = "np",      [STATS_CHART_C] = "c",
        [STATS_CHART_U] = "u", [STATS_CHART_P_LANEY] = "p'", [STATS_CHART_U_LANEY] = "u'",
    };

    return names[chart->stats.type];
}
