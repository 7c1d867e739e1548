/* SPDX-License-Identifier: MIT */
#include "compute/judge.h"

#include <math.h>
#include <string.h>

#include "compute/display.h"
#include "compute/stats_pace.h"
#include "compute/unit.h"
#include "compute/words.h"

static const struct text nothing = {0};

/* ---- directions and targets --------------------------------------------------------------- */

bool judge_is_at_most(const struct target *target, const struct attributes *attributes)
{
    if (target && target_has_number(target)) {
        enum qualifier qualifier = target->record.target.qualifier;
        if (qualifier == QUALIFIER_LE || qualifier == QUALIFIER_LT) {
            return true;
        }
        if (qualifier == QUALIFIER_GE || qualifier == QUALIFIER_GT) {
            return false;
        }
        if (target->record.has_direction) {
            return target->record.lower_is_better;
        }
    }
    return attributes->has_direction && attributes->lower_is_better;
}

bool judge_rate_target(const struct target *target, const struct attributes *attributes,
                       struct stats_target *out)
{
    if (!target || !target_has_number(target) || target->record.target.is_range ||
        target->record.target.denominator > 1) {
        return false;
    }
    *out = (struct stats_target){.percent = target->record.target.value,
                                 .at_most = judge_is_at_most(target, attributes)};
    return true;
}

bool judge_is_settled(const char *status)
{
    static const char *const settled[] = {"done", "met", "met_clear", "met_all_tested"};

    for (size_t i = 0; i < sizeof(settled) / sizeof(settled[0]); i++) {
        if (strcmp(status, settled[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void say(struct judgement *out, const char *status, enum words verdict)
{
    out->status = status;
    out->verdict = words_of(verdict);
}

static void say_word(struct judgement *out, bool is_met)
{
    out->word = words_of(is_met ? WORDS_MET : WORDS_MISSED);
}

/* ---- sampled rates ------------------------------------------------------------------------ */

static enum stats_method method_of(const struct compute_options *options)
{
    return options->uses_wilson ? STATS_WILSON : STATS_EXACT;
}

static void say_distance(const struct judging *judging, struct judgement *out,
                         const struct stats_target *target)
{
    double points = fabs(figure_value(judging->figure) - decimal_to_double(target->percent));
    int decimals = points < 0.05 ? 3 : 1;
    struct text text = display_number(judging->arena, points, decimals);

    out->verdict =
        words_say(judging->arena, target->at_most ? WORDS_ABOVE_UNCERTAIN : WORDS_BELOW_UNCERTAIN,
                  text, nothing, nothing);
}

static void say_status(const struct judging *judging, struct judgement *out,
                       enum stats_status status, const struct stats_target *target)
{
    bool is_all = decimal_compare(target->percent, decimal_of(100)) >= 0 && !target->at_most;

    out->status = stats_status_name(status);
    switch (status) {
    case STATS_MET_CLEAR:
        out->verdict = words_of(WORDS_MET_CLEAR);
        break;
    case STATS_MET_UNCERTAIN:
        out->verdict = words_of(WORDS_MET_UNCERTAIN);
        break;
    case STATS_MISSED_UNCERTAIN:
        say_distance(judging, out, target);
        break;
    case STATS_MISSED_CLEAR:
        out->verdict = words_of(target->at_most ? WORDS_ABOVE_CLEAR : WORDS_BELOW_CLEAR);
        break;
    case STATS_MET_ALL_TESTED:
        out->verdict = words_of(WORDS_MET_ALL_TESTED);
        break;
    case STATS_MET:
        out->verdict = words_of(WORDS_MET_AS_STATED);
        break;
    case STATS_MISSED:
        out->verdict = words_of(is_all ? WORDS_MISSED_ALL : WORDS_MISSED_AS_STATED);
        break;
    }
}

static void say_needs(const struct judging *judging, struct judgement *out,
                      const struct stats_target *target)
{
    int64_t needed = stats_needed_all_pass(target);

    if (needed <= 1 || judging->figure->counts.inspected >= needed || target->at_most) {
        return;
    }
    struct text shown = arena_printf(judging->arena, "%g%%", decimal_to_double(target->percent));
    struct text count = arena_integer(judging->arena, needed);
    out->needs = words_say(judging->arena, WORDS_NEEDS, shown, count, nothing);
}

static void take_interval(const struct judging *judging, struct judgement *out)
{
    struct stats_interval interval =
        interval_memo_ask(judging->intervals, judging->figure->counts, judging->options);
    enum stats_sample sample = stats_sample_class(judging->figure->counts.inspected, interval);

    out->has_interval = true;
    out->lo = 100 * interval.lo;
    out->hi = 100 * interval.hi;
    if (sample == STATS_SAMPLE_COUNTS_ONLY) {
        out->sample = "counts_only";
    } else if (sample == STATS_SAMPLE_SMALL) {
        out->sample = "small";
    }
}

static void judge_sample(const struct judging *judging, struct judgement *out)
{
    struct stats_counts counts = judging->figure->counts;
    struct stats_target target;

    take_interval(judging, out);
    bool is_too_few = out->sample && strcmp(out->sample, "counts_only") == 0;
    if (is_too_few) {
        say(out, "too_few", WORDS_TOO_FEW);
    }
    if (!judge_rate_target(judging->target, judging->attributes, &target)) {
        return;
    }
    enum stats_status status = stats_verdict(counts, &target, method_of(judging->options));
    bool wins = status == STATS_MET_ALL_TESTED || status == STATS_MISSED;
    if (!is_too_few || wins) {
        say_status(judging, out, status, &target);
    }
    say_word(out, stats_is_met(counts, &target));
    if (status == STATS_MET_UNCERTAIN) {
        say_needs(judging, out, &target);
    }
}

static void judge_census(const struct judging *judging, struct judgement *out)
{
    struct stats_target target;

    if (judge_rate_target(judging->target, judging->attributes, &target)) {
        enum stats_status status = stats_verdict_of_census(judging->figure->counts, &target);
        say_status(judging, out, status, &target);
        say_word(out, stats_is_met(judging->figure->counts, &target));
    }
}

static void judge_counts(const struct judging *judging, struct judgement *out)
{
    if (judging->figure->counts.inspected == 0) {
        say(out, "none", WORDS_NOT_INSPECTED);
    } else if (judging->nature == NATURE_SAMPLED_RATE) {
        judge_sample(judging, out);
    } else {
        judge_census(judging, out);
    }
}

/* ---- figures as stated -------------------------------------------------------------------- */

/* Whether the value reaches the target; both in the target's unit. False if not comparable. */
static bool compare_stated(const struct judging *judging, const struct amount *amount, bool *is_met)
{
    const struct amount *target = &judging->target->record.target;
    struct decimal value;

    if (amount->is_range || amount->denominator > 1 || target->is_range ||
        target->denominator > 1 || !amount_value_in(amount, target->unit, &value)) {
        return false;
    }
    int order = decimal_compare(value, target->value);
    if (judge_is_at_most(judging->target, judging->attributes)) {
        *is_met = order < 0 || (order == 0 && target->qualifier != QUALIFIER_LT);
    } else {
        *is_met = order > 0 || (order == 0 && target->qualifier != QUALIFIER_GT);
    }
    return true;
}

static void judge_stated(const struct judging *judging, struct judgement *out)
{
    bool is_met = false;

    if (target_has_number(judging->target) &&
        compare_stated(judging, &judging->figure->amount, &is_met)) {
        say(out, is_met ? "met" : "missed", is_met ? WORDS_MET_AS_STATED : WORDS_MISSED_AS_STATED);
        say_word(out, is_met);
    }
}

/* ---- plans -------------------------------------------------------------------------------- */

static void take_time(const struct judging *judging, struct stats_progress *progress,
                      struct judgement *out)
{
    struct period period = judging->target->record.period;

    out->has_time = !period_is_undated(period);
    if (!out->has_time) {
        return;
    }
    bool ends_sooner = judging->deadline >= period.from && judging->deadline < period.to;
    int32_t days = ends_sooner ? judging->deadline - period.from + 1 : period_days(period);
    int32_t elapsed = judging->today - period.from;
    elapsed = elapsed < 0 ? 0 : elapsed;
    progress->total = days;
    progress->elapsed = elapsed > days ? days : elapsed;
    if (elapsed < days) {
        out->changes_day = (judging->today > period.from ? judging->today : period.from) + 1;
    }
    out->time_progress = stats_time_percent(progress);
}

/* Of "not more than": what is still allowed, and what is not. */
static enum words words_of_limit(enum stats_plan_status status, bool is_exceeded)
{
    if (is_exceeded) {
        return WORDS_EXCEEDED;
    }
    if (status == STATS_PLAN_BEHIND || status == STATS_PLAN_FAR_BEHIND) {
        return WORDS_LIMIT_SPENT;
    }
    return status == STATS_PLAN_DONE ? WORDS_WITHIN : WORDS_WITHIN_SO_FAR;
}

struct sentence judge_plan_words(struct arena *arena, enum stats_plan_status status,
                                 double deviation)
{
    static const enum words words[] = {
        [STATS_PLAN_DONE] = WORDS_DONE,          [STATS_PLAN_ON_TRACK] = WORDS_ON_TRACK,
        [STATS_PLAN_BEHIND] = WORDS_BEHIND,      [STATS_PLAN_FAR_BEHIND] = WORDS_FAR_BEHIND,
        [STATS_PLAN_OVERDUE] = WORDS_UNFINISHED,
    };
    struct text points = display_number(arena, fabs(deviation), 1);

    return words_say(arena, words[status], points, nothing, nothing);
}

static void say_plan(const struct judging *judging, struct judgement *out,
                     const struct stats_progress *progress, enum stats_plan_status status,
                     bool is_exceeded)
{
    out->status = stats_plan_status_name(status);
    if (progress->at_most) {
        struct text points = display_number(judging->arena, fabs(out->deviation), 1);
        out->verdict = words_say(judging->arena, words_of_limit(status, is_exceeded), points,
                                 nothing, nothing);
    } else {
        out->verdict = judge_plan_words(judging->arena, status, out->deviation);
    }
}

/* A plan without a time can only be reached. */
static void judge_untimed(const struct judging *judging, struct judgement *out, bool is_met)
{
    if (is_met && !judge_is_at_most(judging->target, judging->attributes)) {
        say(out, "done", WORDS_DONE);
    } else if (judge_is_at_most(judging->target, judging->attributes)) {
        say(out, is_met ? "met" : "missed", is_met ? WORDS_MET_AS_STATED : WORDS_EXCEEDED);
    }
}

/* "None at all" leaves nothing to be in time with. */
static enum stats_plan_status status_of_none(const struct stats_progress *progress)
{
    bool is_over = progress->elapsed >= progress->total;

    if (progress->done > 0) {
        return is_over ? STATS_PLAN_OVERDUE : STATS_PLAN_FAR_BEHIND;
    }
    return is_over ? STATS_PLAN_DONE : STATS_PLAN_ON_TRACK;
}

static void judge_plan(const struct judging *judging, struct judgement *out)
{
    const struct amount *target = &judging->target->record.target;
    const struct amount *done = judging->done ? judging->done : &judging->figure->amount;
    struct stats_progress progress = {.at_most =
                                          judge_is_at_most(judging->target, judging->attributes)};
    struct decimal value;
    bool is_met = false;

    if (!target_has_number(judging->target) || !compare_stated(judging, done, &is_met) ||
        !amount_value_in(done, target->unit, &value)) {
        return;
    }
    progress.done = decimal_to_double(value);
    progress.plan = decimal_to_double(target->value);
    take_time(judging, &progress, out);
    out->has_progress = progress.plan > 0;
    if (out->has_progress) {
        out->progress = stats_completion_percent(&progress);
    }
    say_word(out, is_met);
    if (!out->has_time) {
        judge_untimed(judging, out, is_met);
        return;
    }
    out->deviation = out->has_progress ? stats_deviation(&progress) : 0;
    struct stats_light_limits limits = {judging->options->behind_points,
                                        judging->options->far_behind_points};
    if (progress.at_most && !is_met && progress.done <= progress.plan) {
        progress.done = nextafter(progress.plan, INFINITY); /* "below" is broken by the equal */
    }
    enum stats_plan_status status =
        out->has_progress ? stats_plan_status(&progress, limits) : status_of_none(&progress);
    say_plan(judging, out, &progress, status, progress.at_most && !is_met);
}

static bool is_reached(const struct judging *judging)
{
    const struct figure *figure = judging->figure;
    bool is_met = false;

    if (!figure || !figure_has_number(figure) || figure->has_counts) {
        return false;
    }
    if (target_has_number(judging->target)) {
        return compare_stated(judging, &figure->amount, &is_met) && is_met;
    }
    int64_t whole = unit_is_ratio(figure->amount.unit) ? 100 : 1;
    return decimal_compare(figure->amount.value, decimal_of(whole)) >= 0;
}

static void judge_milestone(const struct judging *judging, struct judgement *out)
{
    struct period period = judging->target->record.period;
    bool is_over = judging->today > judging->deadline ||
                   (!period_is_undated(period) && judging->today > period.to);

    bool is_done = is_reached(judging);

    if (!is_done && !is_over) {
        bool ends_sooner = !period_is_undated(period) && period.to < judging->deadline;
        int32_t last = ends_sooner ? period.to : judging->deadline;
        out->changes_day = last < INT32_MAX ? last + 1 : INT32_MAX;
    }
    if (is_done) {
        say(out, "done", WORDS_DONE);
    } else if (is_over) {
        say(out, "overdue", WORDS_OVERDUE);
    } else if (!judging->figure || !figure_has_number(judging->figure)) {
        say(out, "unreported", WORDS_UNREPORTED);
    } else {
        say(out, "on_track", WORDS_ON_TRACK);
    }
}

/* ---- all together ------------------------------------------------------------------------- */

static bool is_plan(enum nature nature)
{
    return nature == NATURE_FLOW || nature == NATURE_CUMULATIVE || nature == NATURE_STOCK;
}

static bool is_milestone(const struct judging *judging)
{
    return judging->target &&
           (judging->nature == NATURE_MILESTONE || judging->target->record.is_milestone_target);
}

static void say_incomplete(const struct judging *judging, struct judgement *out)
{
    const struct figure *figure = judging->figure;
    struct text reported = arena_integer(judging->arena, (int64_t)figure->reported);
    struct text must = arena_integer(judging->arena, (int64_t)figure->must);

    out->status = "none";
    out->verdict = words_say(judging->arena, WORDS_INCOMPLETE, reported, must, nothing);
    if (figure->has_counts && figure->counts.inspected > 0 &&
        judging->nature == NATURE_SAMPLED_RATE) {
        take_interval(judging, out);
    }
}

void judge(const struct judging *judging, struct judgement *out)
{
    const struct figure *figure = judging->figure;

    *out = (struct judgement){.status = "none", .changes_day = INT32_MAX};
    if (is_milestone(judging)) {
        judge_milestone(judging, out);
    } else if (!figure || !figure_has_number(figure)) {
        if (judging->target && (!figure || figure->presence == PRESENCE_UNREPORTED)) {
            say(out, "unreported", WORDS_UNREPORTED);
        }
    } else if (judging->is_incomplete) {
        say_incomplete(judging, out);
    } else if (figure->has_counts) {
        judge_counts(judging, out);
    } else if (judging->target && is_plan(judging->nature)) {
        judge_plan(judging, out);
    } else if (judging->target) {
        judge_stated(judging, out);
    }
}
