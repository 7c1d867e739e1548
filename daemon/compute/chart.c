/* SPDX-License-Identifier: MIT */
#include "compute/chart.h"

#include "compute/unit.h"
#include "compute/words.h"

/* More is no number of events that anybody counted one by one. */
static const int64_t COUNT_MAX = 1000000000;

/* The points that can be plotted, in the arena. */
struct plotted {
    enum stats_chart_type type; /* p, c or u */
    struct stats_chart_point *points;
    double *scales; /* from the chart's numbers to the figure's */
    struct stats_chart_mark *marks;
    struct stats_signal *signals;
    size_t count;
};

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
        if (period_kind(points[i]->period) == PERIOD_RANGE &&
            period_days(points[i]->period) != period_days(points[0]->period)) {
            return STATS_CHART_U;
        }
    }
    return STATS_CHART_C;
}

static bool read_point(enum stats_chart_type type, const struct point *point,
                       struct stats_chart_point *out, double *scale)
{
    if (type == STATS_CHART_P) {
        *scale = 100;
        return read_rate(&point->figure, out);
    }
    *scale = type == STATS_CHART_U ? (double)period_days(point->period) : 1;
    return read_events(&point->figure, *scale, out);
}

static bool collect(struct arena *arena, enum nature nature, const struct point *const *points,
                    size_t count, struct chart *chart, struct plotted *plotted)
{
    size_t room = count ? count : 1;

    chart->count = count;
    chart->marks = arena_take(arena, room * sizeof(*chart->marks));
    chart->is_plotted = arena_take(arena, room * sizeof(bool));
    plotted->points = arena_take(arena, room * sizeof(*plotted->points));
    plotted->scales = arena_take(arena, room * sizeof(*plotted->scales));
    plotted->marks = arena_take(arena, room * sizeof(*plotted->marks));
    plotted->signals = arena_take(arena, room * sizeof(*plotted->signals));
    if (arena->has_failed) {
        return false;
    }
    plotted->type = type_for(nature, points, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = plotted->count;
        chart->is_plotted[i] =
            read_point(plotted->type, points[i], &plotted->points[at], &plotted->scales[at]);
        plotted->count += chart->is_plotted[i] ? 1 : 0;
    }
    return true;
}

static void mark_base(struct plotted *plotted)
{
    size_t base = stats_chart_base(plotted->count);

    for (size_t i = 0; i < plotted->count; i++) {
        plotted->points[i].in_base = i < base;
    }
}

static bool draw_as(enum stats_chart_type type, struct plotted *plotted, struct chart *chart)
{
    return stats_chart_draw(type, plotted->points, plotted->count, &chart->stats, plotted->marks,
                            plotted->signals);
}

/* A c chart is a u chart of areas of 1. */
static bool draw(struct plotted *plotted, struct chart *chart)
{
    bool is_rate = plotted->type == STATS_CHART_P;

    if (!draw_as(is_rate ? STATS_CHART_P : STATS_CHART_U, plotted, chart)) {
        return false;
    }
    if (stats_chart_wants_laney(&chart->stats)) {
        return draw_as(is_rate ? STATS_CHART_P_LANEY : STATS_CHART_U_LANEY, plotted, chart);
    }
    chart->stats.type = plotted->type;
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

static void spread_marks(const struct plotted *plotted, struct chart *chart)
{
    size_t next = 0;

    for (size_t i = 0; i < chart->count; i++) {
        if (chart->is_plotted[i]) {
            chart->marks[i] = plotted->marks[next];
            scale(&chart->marks[i], plotted->scales[next]);
            next++;
        }
    }
    chart->has_center = plotted->type != STATS_CHART_U;
    chart->center = chart->stats.center * plotted->scales[0];
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
    struct plotted plotted = {0};
    struct text nothing = {0};

    *chart = (struct chart){0};
    if (!collect(arena, nature, points, count, chart, &plotted) || plotted.count == 0) {
        return;
    }
    chart->state = stats_chart_state(plotted.count);
    if (chart->state == STATS_CHART_NONE) {
        struct text so_far = arena_integer(arena, (int64_t)plotted.count);
        chart->sentence = words_say(arena, WORDS_CHART_SHORT, so_far, nothing, nothing);
        return;
    }
    mark_base(&plotted);
    chart->is_drawn = draw(&plotted, chart);
    if (!chart->is_drawn) {
        return;
    }
    spread_marks(&plotted, chart);
    unsigned latest = plotted.marks[plotted.count - 1].alarms;
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
