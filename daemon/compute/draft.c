/* SPDX-License-Identifier: MIT */
/*
 * Values are a list in the order in which they came. Most members come in groups and not by name,
 * so an object is put in order when it is written, if it is not by chance. Names mostly differ
 * within their first bytes: these, as one number, decide before the names are looked at.
 */
#include "compute/draft.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/err.h"
#include "model/json.h"

enum {
    VALUES_AT_ONCE = 64, /* are taken from the arena */
    RUNS_MAX = 48        /* of members in order, of 1, 2, 4 ... */
};

enum value_kind { VALUE_TEXT, VALUE_NUMBER, VALUE_BOOL, VALUE_OBJECT, VALUE_ARRAY };

struct draft_value {
    struct draft_value *next;
    uint64_t rank;    /* the first bytes of the name */
    struct text name; /* of a member */
    enum value_kind kind;
    bool is_true;
    bool has_odd_name; /* it may hold what JSON escapes */
    union {
        struct text text;
        double number;
        struct {
            struct draft_value *first;
            struct draft_value *last;
        };
    };
};

/* ---- building ----------------------------------------------------------------------------- */

static uint64_t rank_of(struct text name)
{
    uint64_t rank = 0;
    size_t len = name.len < sizeof(rank) ? name.len : sizeof(rank);

    for (size_t i = 0; i < len; i++) {
        rank = rank << 8 | (unsigned char)name.at[i];
    }
    return len > 0 ? rank << 8 * (sizeof(rank) - len) : 0;
}

static struct draft_value *take(struct draft *draft)
{
    if (draft->spare_count == 0) {
        draft->spare = arena_take(draft->arena, VALUES_AT_ONCE * sizeof(*draft->spare));
        draft->spare_count = draft->spare ? VALUES_AT_ONCE : 0;
    }
    if (draft->spare_count == 0) {
        return NULL;
    }
    draft->spare_count--;
    return draft->spare++;
}

/* A new value behind the last of the object or array; NULL if that is NULL, or without memory. */
static struct draft_value *add(struct draft *draft, struct draft_value *parent,
                               enum value_kind kind)
{
    struct draft_value *value = parent ? take(draft) : NULL;

    if (!value) {
        return NULL;
    }
    value->kind = kind;
    if (parent->last) {
        parent->last->next = value;
    } else {
        parent->first = value;
    }
    parent->last = value;
    return value;
}

/* A new member. */
static struct draft_value *put(struct draft *draft, struct draft_value *object, const char *name,
                               enum value_kind kind)
{
    struct draft_value *value = add(draft, object, kind);

    if (value) {
        value->name = text_of(name);
        value->rank = rank_of(value->name);
    }
    return value;
}

static struct draft_value *put_at(struct draft *draft, struct draft_value *object, struct text name,
                                  enum value_kind kind)
{
    struct draft_value *value = add(draft, object, kind);

    if (value) {
        value->name = arena_text(draft->arena, name);
        value->rank = rank_of(value->name);
        value->has_odd_name = true;
    }
    return value;
}

static void set_text(struct draft *draft, struct draft_value *value, struct text text)
{
    if (value) {
        value->text = arena_text(draft->arena, text);
    }
}

static void set_number(struct draft_value *value, double number)
{
    if (value) {
        value->number = number;
    }
}

void draft_begin(struct draft *draft, struct arena *arena)
{
    *draft = (struct draft){.arena = arena};
    draft->root = take(draft);
    if (draft->root) {
        draft->root->kind = VALUE_OBJECT;
    }
}

struct draft_value *draft_object(struct draft *draft, struct draft_value *object, const char *name)
{
    return put(draft, object, name, VALUE_OBJECT);
}

struct draft_value *draft_array(struct draft *draft, struct draft_value *object, const char *name)
{
    return put(draft, object, name, VALUE_ARRAY);
}

struct draft_value *draft_push_object(struct draft *draft, struct draft_value *array)
{
    return add(draft, array, VALUE_OBJECT);
}

struct draft_value *draft_array_at(struct draft *draft, struct draft_value *object,
                                   struct text name)
{
    return put_at(draft, object, name, VALUE_ARRAY);
}

struct draft_value *draft_object_at(struct draft *draft, struct draft_value *object,
                                    struct text name)
{
    return put_at(draft, object, name, VALUE_OBJECT);
}

void draft_text(struct draft *draft, struct draft_value *object, const char *name, struct text text)
{
    if (text.len > 0) {
        set_text(draft, put(draft, object, name, VALUE_TEXT), text);
    }
}

void draft_str(struct draft *draft, struct draft_value *object, const char *name, const char *str)
{
    draft_text(draft, object, name, text_of(str));
}

void draft_number(struct draft *draft, struct draft_value *object, const char *name, double number)
{
    if (isfinite(number)) {
        set_number(put(draft, object, name, VALUE_NUMBER), number);
    }
}

void draft_number_at(struct draft *draft, struct draft_value *object, struct text name,
                     double number)
{
    if (isfinite(number)) {
        set_number(put_at(draft, object, name, VALUE_NUMBER), number);
    }
}

void draft_add_number_at(struct draft *draft, struct draft_value *object, struct text name,
                         double number)
{
    struct draft_value *value = object ? object->first : NULL;

    while (value && !text_equal(value->name, name)) {
        value = value->next;
    }
    if (value) {
        value->number += number;
    } else {
        draft_number_at(draft, object, name, number);
    }
}

void draft_integer(struct draft *draft, struct draft_value *object, const char *name,
                   int64_t number)
{
    draft_number(draft, object, name, (double)number);
}

void draft_decimal(struct draft *draft, struct draft_value *object, const char *name,
                   struct decimal value)
{
    draft_number(draft, object, name, decimal_to_double(value));
}

void draft_bool(struct draft *draft, struct draft_value *object, const char *name, bool is_true)
{
    struct draft_value *value = put(draft, object, name, VALUE_BOOL);

    if (value) {
        value->is_true = is_true;
    }
}

void draft_pair(struct draft *draft, struct draft_value *object, const char *name, double lo,
                double hi)
{
    if (isfinite(lo) && isfinite(hi)) {
        struct draft_value *pair = draft_array(draft, object, name);
        set_number(add(draft, pair, VALUE_NUMBER), lo);
        set_number(add(draft, pair, VALUE_NUMBER), hi);
    }
}

void draft_period(struct draft *draft, struct draft_value *object, const char *name,
                  struct period period)
{
    char label[PERIOD_TEXT_MAX];
    size_t len = period_format(period, label);

    draft_text(draft, object, name, (struct text){label, len});
}

void draft_day(struct draft *draft, struct draft_value *object, const char *name, int32_t day)
{
    char date[CLOCK_TEXT_MAX];

    clock_format_day(day, date);
    draft_str(draft, object, name, date);
}

void draft_time(struct draft *draft, struct draft_value *object, const char *name, int64_t utc_ms)
{
    char time[CLOCK_TEXT_MAX];

    if (utc_ms > 0) {
        clock_format(utc_ms, time);
        draft_str(draft, object, name, time);
    }
}

static void put_sentence(struct draft *draft, struct draft_value *object,
                         const struct sentence *sentence)
{
    draft_text(draft, object, "en", sentence->en);
    draft_text(draft, object, "zh", sentence->zh);
}

void draft_sentence(struct draft *draft, struct draft_value *object, const char *name,
                    const struct sentence *sentence)
{
    if (sentence->zh.len > 0) {
        put_sentence(draft, draft_object(draft, object, name), sentence);
    }
}

void draft_push_sentence(struct draft *draft, struct draft_value *array,
                         const struct sentence *sentence)
{
    put_sentence(draft, draft_push_object(draft, array), sentence);
}

void draft_push_text(struct draft *draft, struct draft_value *array, struct text text)
{
    set_text(draft, add(draft, array, VALUE_TEXT), text);
}

void draft_push_integer(struct draft *draft, struct draft_value *array, int64_t number)
{
    set_number(add(draft, array, VALUE_NUMBER), (double)number);
}

/* ---- members in order --------------------------------------------------------------------- */

static int compare(const struct draft_value *a, const struct draft_value *b)
{
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return text_compare(a->name, b->name);
}

static bool is_sorted(const struct draft_value *object)
{
    for (const struct draft_value *at = object->first; at && at->next; at = at->next) {
        if (compare(at, at->next) >= 0) {
            return false;
        }
    }
    return true;
}

static struct draft_value *merge(struct draft_value *a, struct draft_value *b)
{
    struct draft_value *first = NULL;
    struct draft_value **end = &first;

    while (a && b) {
        struct draft_value **least = compare(a, b) <= 0 ? &a : &b;
        *end = *least;
        end = &(*least)->next;
        *least = *end;
    }
    *end = a ? a : b;
    return first;
}

/* Merges runs of equal length as soon as there are two. */
static void sort(struct draft_value *object)
{
    struct draft_value *runs[RUNS_MAX] = {NULL};
    struct draft_value *sorted = NULL;

    for (struct draft_value *rest = object->first; rest;) {
        struct draft_value *run = rest;
        size_t i = 0;
        rest = rest->next;
        run->next = NULL;
        for (; runs[i]; i++) {
            run = merge(runs[i], run);
            runs[i] = NULL;
        }
        runs[i] = run;
    }
    for (size_t i = 0; i < RUNS_MAX; i++) {
        sorted = merge(runs[i], sorted);
    }
    object->first = sorted;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* These return whether each member was given once; the buffer knows whether there was memory. */
static bool append_value(struct buffer *out, struct draft_value *value);

/* A name of our own, with what stands around it. */
static void append_plain_name(struct buffer *out, struct text name, bool is_first)
{
    if (!buffer_reserve(out, name.len + 4)) {
        return;
    }
    char *to = out->bytes + out->len;
    *to = ',';
    to += is_first ? 0 : 1;
    *to++ = '"';
    memcpy(to, name.at, name.len);
    to += name.len;
    *to++ = '"';
    *to++ = ':';
    out->len = (size_t)(to - out->bytes);
    *to = '\0';
}

static void append_name(struct buffer *out, const struct draft_value *member, bool is_first)
{
    if (!member->has_odd_name) {
        append_plain_name(out, member->name, is_first);
        return;
    }
    if (!is_first) {
        (void)buffer_append(out, ",", 1);
    }
    (void)json_append_string(out, member->name);
    (void)buffer_append(out, ":", 1);
}

static bool append_members(struct buffer *out, struct draft_value *object)
{
    if (!is_sorted(object)) {
        sort(object);
        if (!is_sorted(object)) {
            return false;
        }
    }
    (void)buffer_append(out, "{", 1);
    for (struct draft_value *member = object->first; member; member = member->next) {
        append_name(out, member, member == object->first);
        if (!append_value(out, member)) {
            return false;
        }
    }
    (void)buffer_append(out, "}", 1);
    return true;
}

static bool append_elements(struct buffer *out, struct draft_value *array)
{
    (void)buffer_append(out, "[", 1);
    for (struct draft_value *element = array->first; element; element = element->next) {
        if (!append_value(out, element)) {
            return false;
        }
        if (element->next) {
            (void)buffer_append(out, ",", 1);
        }
    }
    (void)buffer_append(out, "]", 1);
    return true;
}

static bool append_value(struct buffer *out, struct draft_value *value)
{
    switch (value->kind) {
    case VALUE_TEXT:
        (void)json_append_string(out, value->text);
        break;
    case VALUE_NUMBER:
        (void)json_append_number(out, value->number);
        break;
    case VALUE_BOOL:
        (void)buffer_append_str(out, value->is_true ? "true" : "false");
        break;
    case VALUE_OBJECT:
        return append_members(out, value);
    case VALUE_ARRAY:
        return append_elements(out, value);
    }
    return true;
}

bool draft_append(const struct draft *draft, struct draft_value *value, struct buffer *out,
                  struct err *err)
{
    if (!value || draft->arena->has_failed) {
        return err_set(err, ERR_NO_MEMORY, "computing");
    }
    if (!append_value(out, value)) {
        return err_set(err, ERR_INTERNAL, "a member is given twice");
    }
    return !out->has_failed || err_set(err, ERR_NO_MEMORY, "computing");
}
