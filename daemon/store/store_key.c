/* SPDX-License-Identifier: MIT */
/* What makes two rows of a sheet the same row, as one hash. */
#define XXH_STATIC_LINKING_ONLY /* the state of a hash on the stack */
#include "store/store_codec.h"

static void key_text(XXH3_state_t *state, struct text text)
{
    uint64_t len = text.len;

    (void)XXH3_128bits_update(state, &len, sizeof(len));
    if (text.len > 0) {
        (void)XXH3_128bits_update(state, text.at, text.len);
    }
}

static void key_period(XXH3_state_t *state, struct period period)
{
    (void)XXH3_128bits_update(state, &period.from, sizeof(period.from));
    (void)XXH3_128bits_update(state, &period.to, sizeof(period.to));
}

static void key_figure(XXH3_state_t *state, const struct figure_record *figure)
{
    key_text(state, figure->indicator);
    key_period(state, figure->period);
    key_text(state, figure->place);
    key_text(state, figure->department);
    key_text(state, figure->item);
    key_text(state, figure->level);
}

static void key_activity(XXH3_state_t *state, const struct activity_record *activity)
{
    key_text(state, activity->id);
    if (activity->id.len > 0) {
        return;
    }
    key_period(state, activity->days);
    key_text(state, activity->place);
    key_text(state, activity->host);
    key_text(state, activity->title);
}

static void key_plan(XXH3_state_t *state, const struct plan_record *plan)
{
    key_text(state, plan->campaign);
    (void)XXH3_128bits_update(state, &plan->year, sizeof(plan->year));
    key_text(state, plan->metric);
    key_text(state, plan->place);
}

XXH128_hash_t codec_key_hash(const struct record *record)
{
    XXH3_state_t state;

    XXH3_INITSTATE(&state);
    (void)XXH3_128bits_reset(&state);
    switch (record->sheet) {
    case SHEET_INSPECTIONS:
    case SHEET_QUANTITIES:
        key_figure(&state, &record->figure);
        break;
    case SHEET_INDICATORS:
        key_text(&state, record->target.indicator);
        key_period(&state, record->target.period);
        key_text(&state, record->target.place);
        break;
    case SHEET_ACTIVITIES:
        key_activity(&state, &record->activity);
        break;
    case SHEET_PLAN:
        key_plan(&state, &record->plan);
        break;
    case SHEET_PLACES:
        key_text(&state, record->place.name);
        break;
    case SHEET_CALENDAR:
        key_text(&state, record->calendar.name);
        key_period(&state, record->calendar.days);
        break;
    case SHEET_NONE:
        break;
    }
    return XXH3_128bits_digest(&state);
}
