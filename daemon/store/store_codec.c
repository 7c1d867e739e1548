/* SPDX-License-Identifier: MIT */
/* Within this file: a record is hashed for each row. */
#define XXH_INLINE_ALL
#include "store/store_codec.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_codec_steps.h"

/* --- numbers --- */

int64_t codec_unzigzag(uint64_t number)
{
    return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}

bool codec_put_number(struct buffer *out, uint64_t number)
{
    if (!buffer_reserve(out, NUMBER_MAX)) {
        return false;
    }
    out->len = (size_t)(codec_put_at(out->bytes + out->len, number) - out->bytes);
    return true;
}

bool codec_take_number(struct text *rest, uint64_t *number)
{
    uint64_t value = 0;

    for (size_t i = 0; i < rest->len && i < NUMBER_MAX; i++) {
        unsigned char byte = (unsigned char)rest->at[i];
        value |= (uint64_t)(byte & 0x7FU) << (7 * i);
        if (byte < 0x80) {
            *number = value;
            *rest = (struct text){rest->at + i + 1, rest->len - i - 1};
            return true;
        }
    }
    return false;
}

char *codec_make_room(struct buffer *out, const char *at, size_t len)
{
    if (at) {
        out->len = (size_t)(at - out->bytes);
    }
    return buffer_reserve(out, len) ? out->bytes + out->len : NULL;
}

void codec_say_failure(bool is_reading, struct err *err)
{
    if (is_reading) {
        (void)err_set(err, ERR_FORMAT, "数据库中有一行无法读取 (a stored row is damaged)");
    } else {
        (void)err_set(err, ERR_NO_MEMORY, "row of the store");
    }
}

/* --- records --- */

enum {
    FIGURE_PRESENCE = 3,
    FIGURE_IS_RATE = 4,
    FIGURE_HAS_COUNTS = 8,
    FIGURE_HAS_POPULATION = 16,
    FIGURE_HAS_AMOUNT = 32,
    FIGURE_HAS_YOY = 64,
    FIGURE_IS_PART = 128
};

INLINED void move_figure_bits(struct codec *codec, struct figure_record *figure)
{
    unsigned bits = (unsigned)figure->presence;

    bits |= figure->is_rate ? FIGURE_IS_RATE : 0U;
    bits |= figure->has_counts ? FIGURE_HAS_COUNTS : 0U;
    bits |= figure->population >= 0 ? FIGURE_HAS_POPULATION : 0U;
    bits |= figure->has_amount ? FIGURE_HAS_AMOUNT : 0U;
    bits |= figure->has_yoy ? FIGURE_HAS_YOY : 0U;
    bits |= figure->is_part ? FIGURE_IS_PART : 0U;
    move_bits(codec, &bits);
    if (codec->way != READS) {
        return;
    }
    figure->presence = (enum presence)(bits & FIGURE_PRESENCE);
    figure->is_rate = (bits & FIGURE_IS_RATE) != 0;
    figure->has_counts = (bits & FIGURE_HAS_COUNTS) != 0;
    figure->has_amount = (bits & FIGURE_HAS_AMOUNT) != 0;
    figure->has_yoy = (bits & FIGURE_HAS_YOY) != 0;
    figure->is_part = (bits & FIGURE_IS_PART) != 0;
    figure->population = bits & FIGURE_HAS_POPULATION ? 0 : -1;
}

/* First what codec_read_figure_key reads. */
INLINED void move_figure_key(struct codec *codec, struct text *place, struct text *item,
                             struct text *department, struct text *level)
{
    move_place(codec, place);
    move_word_in(codec, WORD_OF_ITEM, item);
    move_word_in(codec, WORD_OF_DEPARTMENT, department);
    move_word_in(codec, WORD_OF_LEVEL, level);
}

INLINED void move_figure_rest(struct codec *codec, struct figure_record *figure)
{
    move_figure_bits(codec, figure);
    if (figure->has_counts) {
        move_integer(codec, &figure->inspected);
        move_integer(codec, &figure->passed);
    }
    if (figure->population >= 0) {
        move_integer(codec, &figure->population);
    }
    if (figure->has_amount) {
        move_amount(codec, &figure->amount);
    }
    if (figure->has_yoy) {
        move_decimal(codec, &figure->yoy);
    }
    move_text(codec, &figure->note);
    move_text(codec, &figure->source);
}

INLINED void move_figure(struct codec *codec, struct figure_record *figure)
{
    move_figure_key(codec, &figure->place, &figure->item, &figure->department, &figure->level);
    move_figure_rest(codec, figure);
}

static void move_target(struct codec *codec, struct target_record *target)
{
    unsigned bits = (target->has_target ? 1U : 0) | (target->is_milestone_target ? 2U : 0) |
                    (target->lower_is_better ? 4U : 0) | (target->has_direction ? 8U : 0);
    unsigned nature = (unsigned)target->nature;

    move_place(codec, &target->place);
    move_word(codec, &target->area);
    move_word(codec, &target->unit);
    move_bits(codec, &nature);
    move_bits(codec, &bits);
    if (codec->way == READS) {
        target->nature = (enum nature)nature;
        target->has_target = (bits & 1U) != 0;
        target->is_milestone_target = (bits & 2U) != 0;
        target->lower_is_better = (bits & 4U) != 0;
        target->has_direction = (bits & 8U) != 0;
    }
    if (target->has_target) {
        move_amount(codec, &target->target);
    }
    move_period(codec, &target->period);
    move_word(codec, &target->lead);
    move_text(codec, &target->departments);
    move_word(codec, &target->frequency);
    move_word(codec, &target->due);
    move_text(codec, &target->definition);
    move_text(codec, &target->definition_version);
    move_text(codec, &target->document);
    move_text(codec, &target->note);
}

/* Reading: room for that many metrics. */
static bool make_room(struct codec_metrics *metrics, size_t count)
{
    if (count <= metrics->capacity) {
        return true;
    }
    struct metric_amount *amounts = realloc(metrics->amounts, count * sizeof(*amounts));
    if (!amounts) {
        return false;
    }
    metrics->amounts = amounts;
    metrics->capacity = count;
    return true;
}

static void move_metric(struct codec *codec, struct metric_amount *metric)
{
    move_word(codec, &metric->name);
    move_amount(codec, &metric->amount);
}

static void write_metrics(struct codec *codec, const struct activity_record *activity)
{
    for (size_t i = 0; i < activity->metric_count && !codec->has_failed; i++) {
        struct metric_amount metric = activity->metrics[i];
        move_metric(codec, &metric);
    }
}

static void read_metrics(struct codec *codec, struct activity_record *activity)
{
    /* A metric takes some bytes: a larger number is damage, not a reason to ask for memory. */
    if (activity->metric_count > codec->rest.len) {
        fail(codec);
        return;
    }
    if (!make_room(codec->metrics, activity->metric_count)) {
        codec->has_failed = true;
        (void)err_set(codec->err, ERR_NO_MEMORY, "metrics of an activity");
        return;
    }
    for (size_t i = 0; i < activity->metric_count && !codec->has_failed; i++) {
        codec->metrics->amounts[i] = (struct metric_amount){0};
        move_metric(codec, &codec->metrics->amounts[i]);
    }
    activity->metrics = codec->metrics->amounts;
}

static void move_activity(struct codec *codec, struct activity_record *activity)
{
    unsigned bits = (unsigned)activity->status | (activity->is_public ? 4U : 0);
    uint64_t count = activity->metric_count;

    move_text(codec, &activity->id);
    move_period(codec, &activity->days);
    move_place(codec, &activity->place);
    move_word(codec, &activity->host);
    move_text(codec, &activity->title);
    move_word(codec, &activity->campaign);
    move_word(codec, &activity->type);
    move_bits(codec, &bits);
    if (codec->way == READS) {
        activity->status = (enum activity_status)(bits & 3U);
        activity->is_public = (bits & 4U) != 0;
    }
    move_text(codec, &activity->note);
    move_number(codec, &count);
    if (codec->has_failed) {
        return;
    }
    if (codec->way != READS) {
        write_metrics(codec, activity);
    } else {
        activity->metric_count = (size_t)count;
        read_metrics(codec, activity);
    }
}

static void move_plan(struct codec *codec, struct plan_record *plan)
{
    unsigned bits =
        (plan->has_days ? 1U : 0) | (plan->must_report ? 2U : 0) | (plan->due.len > 0 ? 4U : 0);

    move_word(codec, &plan->campaign);
    move_day(codec, &plan->year);
    move_word(codec, &plan->metric);
    move_place(codec, &plan->place);
    move_amount(codec, &plan->planned);
    move_bits(codec, &bits);
    if (codec->way == READS) {
        plan->has_days = (bits & 1U) != 0;
        plan->must_report = (bits & 2U) != 0;
    }
    if (plan->has_days) {
        move_period(codec, &plan->days);
    }
    move_text(codec, &plan->theme);
    if (bits & 4U) {
        move_text(codec, &plan->due);
    }
}

static void move_place_row(struct codec *codec, struct place_record *place)
{
    unsigned bits = place->must_report ? 1U : 0;

    move_text(codec, &place->code);
    move_place(codec, &place->name);
    move_word(codec, &place->parent);
    move_word(codec, &place->tier);
    move_bits(codec, &bits);
    if (codec->way == READS) {
        place->must_report = (bits & 1U) != 0;
    }
    move_text(codec, &place->aliases);
    move_day(codec, &place->order);
}

static void move_calendar(struct codec *codec, struct calendar_record *calendar)
{
    unsigned bits = (unsigned)calendar->type | (calendar->is_yearly ? 4U : 0);

    move_word(codec, &calendar->name);
    move_period(codec, &calendar->days);
    move_bits(codec, &bits);
    if (codec->way == READS) {
        calendar->type = (enum calendar_type)(bits & 3U);
        calendar->is_yearly = (bits & 4U) != 0;
    }
}

/* Records of which a year brings some hundreds: not worth three bodies. */
static void move_rare(struct codec *codec, struct record *record)
{
    switch (record->sheet) {
    case SHEET_INDICATORS:
        move_target(codec, &record->target);
        break;
    case SHEET_ACTIVITIES:
        move_activity(codec, &record->activity);
        break;
    case SHEET_PLAN:
        move_plan(codec, &record->plan);
        break;
    case SHEET_PLACES:
        move_place_row(codec, &record->place);
        break;
    case SHEET_CALENDAR:
        move_calendar(codec, &record->calendar);
        break;
    case SHEET_NONE:
    case SHEET_INSPECTIONS:
    case SHEET_QUANTITIES:
        break;
    }
}

/* Everything but the subject and the line. */
INLINED void move_record(struct codec *codec, struct record *record)
{
    int64_t cell_index = record->cell_index;

    if (subject_kind(record->sheet) == SHEET_INSPECTIONS) {
        move_figure(codec, &record->figure);
    } else {
        struct codec rare = *codec; /* so that the codec itself needs no address */
        move_rare(&rare, record);
        *codec = rare;
    }
    move_integer(codec, &cell_index);
    if (codec->way == READS) {
        record->cell_index = (int32_t)cell_index;
    }
    move_text(codec, &record->extra);
}

/* Goes on where the buffer ends. */
INLINED struct codec begin_writing(enum way way, struct buffer *out, struct word_cache *words,
                                   struct err *err)
{
    char *at = out->bytes ? out->bytes + out->len : NULL;

    return (struct codec){.way = way,
                          .out = out,
                          .at = at,
                          .end = at ? out->bytes + out->capacity - 1 : NULL,
                          .words = words,
                          .err = err};
}

/* What was written goes to the buffer. */
INLINED bool end_writing(struct codec *codec)
{
    if (!codec->has_failed && codec->at) {
        codec->out->len = (size_t)(codec->at - codec->out->bytes);
    }
    return !codec->has_failed;
}

/* Writing changes nothing of it. */
static struct record *unchanged(const struct record *record)
{
    struct record *same = NULL;

    memcpy(&same, &record, sizeof(same));
    return same;
}

/* --- the public functions --- */

bool codec_hash_record(const struct record *record, struct buffer *scratch, XXH128_hash_t *hash,
                       struct err *err)
{
    struct record *same = unchanged(record);
    unsigned kind = (unsigned)subject_kind(record->sheet);

    buffer_clear(scratch);
    struct codec codec = begin_writing(HASHES, scratch, NULL, err);
    move_bits(&codec, &kind);
    if (kind == SHEET_INSPECTIONS) {
        move_text(&codec, &same->figure.indicator);
        move_period(&codec, &same->figure.period);
    } else if (record->sheet == SHEET_INDICATORS) {
        move_text(&codec, &same->target.indicator);
    }
    move_record(&codec, same);
    if (!end_writing(&codec)) {
        return false;
    }
    *hash = XXH3_128bits(scratch->bytes, scratch->len);
    return true;
}

bool codec_write_record(struct word_cache *words, const struct record *record, struct buffer *out,
                        struct err *err)
{
    struct codec codec = begin_writing(WRITES, out, words, err);

    move_record(&codec, unchanged(record));
    return end_writing(&codec);
}

void codec_metrics_finish(struct codec_metrics *metrics)
{
    free(metrics->amounts);
    *metrics = (struct codec_metrics){0};
}

bool codec_read_record(struct word_cache *words, const struct subject_key *subject,
                       struct text body, struct codec_metrics *metrics, struct record *record,
                       struct err *err)
{
    struct codec codec = {
        .way = READS, .rest = body, .words = words, .metrics = metrics, .err = err};

    memset(record, 0, sizeof(*record));
    record->sheet = subject->kind;
    move_record(&codec, record);
    if (subject->kind == SHEET_INSPECTIONS) {
        record->sheet = record->figure.is_rate ? SHEET_INSPECTIONS : SHEET_QUANTITIES;
        record->figure.indicator = subject->indicator;
        record->figure.period = subject->period;
    } else if (subject->kind == SHEET_INDICATORS) {
        record->target.indicator = subject->indicator;
    }
    return !codec.has_failed;
}

bool codec_read_figure_key(struct word_cache *words, struct text *body,
                           struct codec_figure_key *key, struct err *err)
{
    struct codec codec = {.way = READS, .rest = *body, .words = words, .err = err};

    move_figure_key(&codec, &key->place, &key->item, &key->department, &key->level);
    *body = codec.rest;
    return !codec.has_failed;
}

bool codec_read_figure_rest(struct word_cache *words, struct text rest,
                            struct figure_record *figure, int32_t *cell_index, struct err *err)
{
    struct codec codec = {.way = READS, .rest = rest, .words = words, .err = err};
    int64_t index = 0;

    move_figure_rest(&codec, figure);
    move_integer(&codec, &index);
    *cell_index = (int32_t)index;
    return !codec.has_failed;
}

bool codec_write_amount(struct word_cache *words, const struct amount *amount, struct buffer *out,
                        struct err *err)
{
    struct codec codec = begin_writing(WRITES, out, words, err);
    struct amount copy = *amount;

    move_amount(&codec, &copy);
    return end_writing(&codec);
}

bool codec_read_amount(struct word_cache *words, struct text *rest, struct amount *amount,
                       struct err *err)
{
    struct codec codec = {.way = READS, .rest = *rest, .words = words, .err = err};

    *amount = (struct amount){0};
    move_amount(&codec, amount);
    *rest = codec.rest;
    return !codec.has_failed;
}
