/* SPDX-License-Identifier: MIT */
#include "compute/chart.h"

#include "compute/words.h"

/* The points that inspected anything, in the arena. */
struct plotted {
    struct stats_chart_point *points;
    struct stats_chart_mark *marks;
    struct stats_signal *signals;
    size_t count;
};

static bool collect(struct arena *arena, const struct point *const *points, size_t count,
                    struct chart *chart, struct plotted *plotted)
{
    size_t room = count ? count : 1;

    chart->count = count;
    chart->marks = arena_take(arena, room * sizeof(*chart->marks));
    chart->is_plotted = arena_take(arena, room * sizeof(bool));
    plotted->points = arena_take(arena, room * sizeof(*plotted->points));
    plotted->marks = arena_take(arena, room * sizeof(*plotted->marks));
    plotted->signals = arena_take(arena, room * sizeof(*plotted->signals));
    if (arena->has_failed) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct figure *figure = &points[i]->figure;
        if (figure->has_counts && figure->counts.inspected > 0) {
            chart->is_plotted[i] = true;
            plotted->points[plotted->count++] = (struct stats_chart_point){
                .x = figure->counts.passed, .n = (double)figure->counts.inspected};
        }
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

static bool draw(struct plotted *plotted, struct chart *chart)
{
    enum stats_chart_type type = STATS_CHART_P;

    if (!stats_chart_draw(type, plotted->points, plotted->count, &chart->stats, plotted->marks,
                          plotted->signals)) {
        return false;
    }
    if (!stats_chart_wants_laney(&chart->stats)) {
        return true;
    }
    return stats_chart_draw(STATS_CHART_P_LANEY, plotted->points, plotted->count, &chart->stats,
                            plotted->marks, plotted->signals);
}

static void spread_marks(const struct plotted *plotted, struct chart *chart)
{
    size_t next = 0;

    for (size_t i = 0; i < chart->count; i++) {
        if (chart->is_plotted[i]) {
            chart->marks[i] = plotted->marks[next++];
        }
    }
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
    if (chart->state == STATS_CHART_PROVISIONAL) {
        said = words_join(arena, said, words_of(WORDS_CHART_PROVISIONAL));
    }
    return said;
}

void chart_draw(struct arena *arena, const struct point *const *points, size_t count,
                struct chart *chart)
{
    struct plotted plotted = {0};
    struct text nothing = {0};

    *chart = (struct chart){0};
    if (!collect(arena, points, count, chart, &plotted) || plotted.count == 0) {
        return;
    }
    chart->state = stats_chart_state(plotted.count);
    if (chart->state == STATS_CHART_NONE) {
        struct text so_far = arena_printf(arena, "%zu", plotted.count);
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
    return chart->stats.type == STATS_CHART_P_LANEY ? "p'" : "p";
}
