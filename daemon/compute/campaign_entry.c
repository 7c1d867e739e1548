/* SPDX-License-Identifier: MIT */
/*
 * One campaign of one place as the board shows it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "compute/campaign.h"
#include "compute/unit.h"
#include "compute/words.h"

enum { LATEST_MAX = 20, TITLE_MAX = 240, STEPS_MAX = 40, PHONE_DIGITS = 7 };

/* ---- when --------------------------------------------------------------------------------- */

static const char *phase_of(const struct campaign *campaign)
{
    if (campaign->book->today < campaign->window->from) {
        return "upcoming";
    }
    return campaign->book->today > campaign->window->to ? "ended" : "running";
}

static struct text theme_of(const struct campaign *campaign)
{
    struct text theme = {0};

    for (size_t i = 0; i < campaign->plan_count; i++) {
        if (campaign->plans[i]->theme.len > 0) {
            theme = campaign->plans[i]->theme;
        }
    }
    return theme;
}

static void put_window(struct draft *draft, const struct campaign *campaign)
{
    const struct window *window = campaign->window;
    int32_t today = campaign->book->today;
    int32_t days = window->to - window->from + 1;

    draft_text(draft, draft->root, "name", window->name);
    draft_text(draft, draft->root, "place", campaign->place);
    draft_integer(draft, draft->root, "year", window->year);
    draft_text(draft, draft->root, "theme", theme_of(campaign));
    draft_day(draft, draft->root, "start", window->from);
    draft_day(draft, draft->root, "end", window->to);
    draft_str(draft, draft->root, "phase", phase_of(campaign));
    draft_integer(draft, draft->root, "days", days);
    if (today < window->from) {
        draft_integer(draft, draft->root, "days_to_start", window->from - today);
    } else if (today <= window->to) {
        draft_integer(draft, draft->root, "day", today - window->from + 1);
        draft_integer(draft, draft->root, "days_left", window->to - today);
    }
}

/* ---- by day ------------------------------------------------------------------------------- */

/* What the activities of one day add up to, by metric. */
struct day_sums {
    struct arena *arena;
    int32_t day;
    struct day_sum {
        struct text metric;
        double sum;
    } * at;
    size_t count;
    size_t capacity;
};

static void add_metric(struct day_sums *sums, struct text metric, double number)
{
    for (size_t i = 0; i < sums->count; i++) {
        if (text_equal(sums->at[i].metric, metric)) {
            sums->at[i].sum += number;
            return;
        }
    }
    struct day_sum *grown =
        arena_grow(sums->arena, sums->at, sums->count, &sums->capacity, sizeof(*grown));
    if (grown) {
        sums->at = grown;
        grown[sums->count++] = (struct day_sum){metric, number};
    }
}

static void put_day(struct draft *draft, struct draft_value *daily, const struct day_sums *sums)
{
    char date[CLOCK_TEXT_MAX];

    clock_format_day(sums->day, date);
    struct draft_value *object = draft_object_at(draft, daily, text_of(date));
    for (size_t i = 0; i < sums->count; i++) {
        draft_number_at(draft, object, sums->at[i].metric, sums->at[i].sum);
    }
}

/* The activities are by day; those before or after the window count on its first or last. */
static void put_daily(struct draft *draft, const struct campaign *campaign)
{
    struct draft_value *daily = draft_object(draft, draft->root, "daily");
    struct day_sums sums = {.arena = campaign->book->arena, .day = INT32_MIN};

    for (size_t i = 0; i < campaign->activity_count; i++) {
        const struct activity *activity = campaign->activities[i];
        int32_t day = campaign_day_of(campaign, activity);
        if (activity->days.from > campaign->book->today) {
            continue;
        }
        if (sums.day != INT32_MIN && day != sums.day) {
            put_day(draft, daily, &sums);
            sums.count = 0;
        }
        sums.day = day;
        for (size_t k = 0; k < activity->metric_count; k++) {
            add_metric(&sums, activity->metrics[k].name,
                       amount_to_double(&activity->metrics[k].amount));
        }
    }
    if (sums.day != INT32_MIN) {
        put_day(draft, daily, &sums);
    }
}

/* ---- steps of the plan -------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a;
    int64_t second = *(const int64_t *)b;

    return first < second ? -1 : first > second;
}

static size_t plan_times(const struct campaign *campaign, struct text metric,
                         int64_t times[STEPS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < campaign->plan_count && count < STEPS_MAX; i++) {
        if (text_equal(campaign->plans[i]->metric, metric)) {
            times[count++] = campaign->plans[i]->from_utc_ms;
        }
    }
    qsort(times, count, sizeof(times[0]), by_time);
    return count;
}

struct step {
    int32_t day;
    double plan;
};

/* What the plan was from when on; several changes of one day are one step. */
static size_t collect_steps(const struct campaign *campaign, struct text metric,
                            struct step steps[STEPS_MAX])
{
    int64_t times[STEPS_MAX] = {0};
    size_t time_count = plan_times(campaign, metric, times);
    struct text all = {0};
    size_t count = 0;

    for (size_t i = 0; i < time_count; i++) {
        struct amount planned;
        if (!campaign_plan_at(campaign, metric, all, times[i], &planned)) {
            continue;
        }
        struct step step = {clock_day(times[i]), amount_to_double(&planned)};
        if (count > 0 && steps[count - 1].day == step.day) {
            steps[count - 1] = step;
        } else if (count == 0 || steps[count - 1].plan != step.plan) {
            steps[count++] = step;
        }
    }
    return count;
}

static void put_steps(struct draft *draft, const struct campaign *campaign)
{
    struct text *names = NULL;
    size_t count = campaign_metric_names(campaign, &names);
    struct draft_value *all = NULL;

    for (size_t i = 0; i < count; i++) {
        struct step steps[STEPS_MAX];
        size_t step_count = collect_steps(campaign, names[i], steps);
        if (step_count < 2) {
            continue;
        }
        all = all ? all : draft_object(draft, draft->root, "plan_steps");
        struct draft_value *array = draft_array_at(draft, all, names[i]);
        for (size_t k = 0; k < step_count; k++) {
            struct draft_value *object = draft_push_object(draft, array);
            draft_day(draft, object, "date", steps[k].day);
            draft_number(draft, object, "plan", steps[k].plan);
        }
    }
}

/* ---- latest ------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Nobody's telephone number goes on a wall: long runs of digits are left out. */
static struct text without_phones(struct arena *arena, struct text title)
{
    struct text cut = text_part(title, 0, TITLE_MAX);
    cut.len = text_valid_len(cut);
    char *out = arena_take(arena, cut.len + 1);
    size_t len = 0;

    for (size_t i = 0; out && i < cut.len;) {
        size_t end = i;
        while (end < cut.len && (is_digit(cut.at[end]) || (end > i && cut.at[end] == '-'))) {
            end++;
        }
        size_t digits = end - i;
        bool is_phone = digits >= PHONE_DIGITS + 3;
        if (digits == 0) {
            out[len++] = cut.at[i++];
            continue;
        }
        if (!is_phone) {
            memcpy(out + len, cut.at + i, digits);
            len += digits;
        }
        i = end;
    }
    return (struct text){out, out ? len : 0};
}

/* What an inspection found may name a firm: its title is shown only if the row says 公开=是. */
static struct text shown_title(struct arena *arena, const struct activity *activity)
{
    const struct amount *cases = activity_metric(activity, TEXT("查处件数"));
    bool is_private = cases && cases->value.digits != 0 && !activity->is_public;

    if (is_private) {
        return activity->type.len > 0 ? activity->type : TEXT("执法检查");
    }
    return without_phones(arena, activity->title);
}

static void put_activity(struct draft *draft, struct draft_value *object,
                         const struct campaign *campaign, const struct activity *activity)
{
    bool is_place = false;
    struct text unit =
        campaign_unit_of(&activity->chain, activity->host, campaign->place, &is_place);
    int32_t late = clock_day(activity->first_utc_ms) - activity->days.to;

    draft_day(draft, object, "date", activity->days.from);
    if (activity->days.to > activity->days.from) {
        draft_day(draft, object, "until", activity->days.to);
    }
    draft_text(draft, object, "unit", unit.len > 0 ? unit : campaign->place);
    draft_text(draft, object, "host", activity->host);
    draft_text(draft, object, "title", shown_title(campaign->book->arena, activity));
    draft_text(draft, object, "type", activity->type);
    if (late > campaign->book->options->late_days) {
        draft_bool(draft, object, "late", true);
    }
    struct draft_value *metrics = draft_object(draft, object, "metrics");
    for (size_t i = 0; i < activity->metric_count; i++) {
        draft_number_at(draft, metrics, activity->metrics[i].name,
                        amount_to_double(&activity->metrics[i].amount));
    }
}

static void put_latest(struct draft *draft, const struct campaign *campaign)
{
    struct draft_value *latest = draft_array(draft, draft->root, "latest");
    int count = 0;

    for (size_t i = campaign->activity_count; i > 0 && count < LATEST_MAX; i--) {
        const struct activity *activity = campaign->activities[i - 1];
        const struct amount *sessions = activity_metric(activity, TEXT("场次"));
        bool is_zero = sessions && sessions->value.digits == 0;
        if (!is_zero && activity->days.from <= campaign->book->today) {
            put_activity(draft, draft_push_object(draft, latest), campaign, activity);
            count++;
        }
    }
}

/* ---- coverage and verdict ----------------------------------------------------------------- */

static void put_coverage(struct draft *draft, const struct units *units)
{
    if (units->must == 0) {
        return;
    }
    struct draft_value *coverage = draft_object(draft, draft->root, "coverage");
    size_t judged = units->reported + units->overdue;
    draft_integer(draft, coverage, "reported", (int64_t)units->reported);
    draft_integer(draft, coverage, "must", (int64_t)units->must);
    draft_integer(draft, coverage, "overdue", (int64_t)units->overdue);
    if (judged > 0) {
        draft_number(draft, coverage, "on_time_rate",
                     100.0 * (double)units->on_time / (double)judged);
    }
}

static struct text number_text(struct arena *arena, int64_t number)
{
    return arena_printf(arena, "%lld", (long long)number);
}

static void put_verdict(struct draft *draft, const struct campaign *campaign,
                        const struct units *units)
{
    struct arena *arena = campaign->book->arena;
    const struct window *window = campaign->window;
    int32_t today = campaign->book->today;
    struct text nothing = {0};
    struct sentence said;

    if (today < window->from) {
        said = words_say(arena, WORDS_CAMPAIGN_STARTS, number_text(arena, window->from - today),
                         nothing, nothing);
    } else if (today <= window->to) {
        said = words_say(arena, WORDS_CAMPAIGN_DAY, number_text(arena, today - window->from + 1),
                         number_text(arena, window->to - window->from + 1), nothing);
    } else {
        said = words_of(WORDS_CAMPAIGN_CLOSED);
    }
    if (units->must > 0 && today >= window->from) {
        said = words_join(arena, said,
                          words_say(arena, WORDS_COVERAGE,
                                    number_text(arena, (int64_t)units->reported),
                                    number_text(arena, (int64_t)units->must), nothing));
    }
    draft_sentence(draft, draft->root, "verdict", &said);
}

bool campaign_entry(struct campaign *campaign, struct buffer *out, struct err *err)
{
    struct draft draft;
    struct units units;

    draft_begin(&draft, campaign->book->arena, out);
    campaign_count_units(campaign, &units);
    put_window(&draft, campaign);
    campaign_put_metrics(&draft, campaign, &units);
    put_daily(&draft, campaign);
    put_steps(&draft, campaign);
    campaign_put_units(&draft, campaign, &units);
    put_latest(&draft, campaign);
    put_coverage(&draft, &units);
    put_verdict(&draft, campaign, &units);
    return draft_end(&draft, err);
}
