/* SPDX-License-Identifier: MIT */
/*
 * What is written goes straight into the text. Of each object that is open the draft knows where
 * its members begin and end: most come in groups and not by name, so when the object is closed and
 * they are not in order by chance, its bytes are put in order. Names mostly differ within their
 * first bytes: these, as one number, decide before the names are looked at.
 *
 *   D1  The open values are one chain, each within the one before; the end of the text belongs to
 *       the last of them.
 *   D2  The members of the open objects are one stack, those of inner objects above those of outer
 *       ones; the topmost of an object ends where the value within it ends that is closed next.
 */
#include "compute/draft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/err.h"
#include "model/json.h"

enum { FEW_MEMBERS = 48 };

struct draft_member {
    uint64_t rank; /* the first bytes of the name */
    struct text name;
    size_t from; /* in the text, from the quote of the name */
    size_t to;
};

/* An object or array. */
struct draft_value {
    struct draft_value *parent;
    size_t from;         /* in the text, behind the bracket */
    size_t first_member; /* of an object, in the stack */
    bool is_array;
    bool is_closed;
    bool is_unsorted;
};

static uint64_t rank_of(struct text name)
{
    uint64_t rank = 0;
    size_t len = name.len < sizeof(rank) ? name.len : sizeof(rank);

    for (size_t i = 0; i < len; i++) {
        rank = rank << 8 | (unsigned char)name.at[i];
    }
    return len > 0 ? rank << 8 * (sizeof(rank) - len) : 0;
}

/* ---- closing ------------------------------------------------------------------------------ */

static int compare(const struct draft_member *a, const struct draft_member *b)
{
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return text_compare(a->name, b->name);
}

static int compare_members(const void *a, const void *b)
{
    return compare(a, b);
}

static void sort(struct draft_member *members, size_t count)
{
    if (count > FEW_MEMBERS) {
        qsort(members, count, sizeof(*members), compare_members);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct draft_member member = members[i];
        size_t at = i;
        for (; at > 0 && compare(&members[at - 1], &member) > 0; at--) {
            members[at] = members[at - 1];
        }
        members[at] = member;
    }
}

/* Puts the members' bytes in the order of the members, with commas between them. */
static void rewrite(struct draft *draft, size_t from, struct draft_member *members, size_t count)
{
    struct buffer *out = draft->out;
    size_t len = out->len - from;
    char *copy = arena_take(draft->arena, len);
    char *to = out->bytes + from;

    if (!copy) {
        return;
    }
    memcpy(copy, to, len);
    for (size_t i = 0; i < count; i++) {
        size_t member_len = members[i].to - members[i].from;
        if (i > 0) {
            *to++ = ',';
        }
        memcpy(to, copy + (members[i].from - from), member_len);
        members[i].from = (size_t)(to - out->bytes);
        to += member_len;
    }
}

static void sort_members(struct draft *draft, const struct draft_value *object)
{
    struct draft_member *members = draft->members + object->first_member;
    size_t count = draft->member_count - object->first_member;

    sort(members, count);
    for (size_t i = 1; i < count; i++) {
        draft->has_double |= compare(&members[i - 1], &members[i]) == 0;
    }
    rewrite(draft, object->from, members, count);
}

static void mark_members(struct draft *draft, const struct draft_value *root)
{
    size_t count = draft->member_count - root->first_member;

    draft->marks = arena_take(draft->arena, count * sizeof(*draft->marks));
    draft->mark_count = draft->marks ? count : 0;
    for (size_t i = 0; i < draft->mark_count; i++) {
        size_t brace = root->from - 1;
        draft->marks[i] = (uint32_t)(draft->members[root->first_member + i].from - brace);
    }
}

/* The innermost open value. */
static void close_last(struct draft *draft)
{
    struct draft_value *value = draft->last;

    if (value->is_unsorted && !draft->out->has_failed) {
        sort_members(draft, value);
    }
    if (value == draft->root && !value->is_array) {
        mark_members(draft, value);
    }
    draft->member_count = value->first_member;
    (void)buffer_append(draft->out, value->is_array ? "]" : "}", 1);
    value->is_closed = true;
    draft->last = value->parent;
    if (draft->member_count > 0) {
        draft->members[draft->member_count - 1].to = draft->out->len;
    }
}

/* What was opened within the value since is closed. False if that is closed itself. */
static bool close_within(struct draft *draft, const struct draft_value *value)
{
    if (value->is_closed) {
        draft->is_misused = true;
        return false;
    }
    while (draft->last != value) {
        close_last(draft);
    }
    return true;
}

bool draft_end(struct draft *draft, struct err *err)
{
    while (draft->last) {
        close_last(draft);
    }
    if (draft->arena->has_failed || draft->out->has_failed) {
        return err_set(err, ERR_NO_MEMORY, "computing");
    }
    if (draft->is_misused) {
        return err_set(err, ERR_INTERNAL, "a member is given to what is closed");
    }
    return !draft->has_double || err_set(err, ERR_INTERNAL, "a member is given twice");
}

/* ---- building ----------------------------------------------------------------------------- */

/* A name of our own, with what stands around it. */
static void append_plain_name(struct buffer *out, struct text name)
{
    if (!buffer_reserve(out, name.len + 3)) {
        return;
    }
    char *to = out->bytes + out->len;
    *to++ = '"';
    memcpy(to, name.at, name.len);
    to += name.len;
    *to++ = '"';
    *to++ = ':';
    *to = '\0';
    out->len += name.len + 3;
}

static bool push_member(struct draft *draft, struct draft_value *object, struct text name)
{
    struct draft_member *grown = arena_grow(draft->arena, draft->members, draft->member_count,
                                            &draft->member_capacity, sizeof(*grown));

    if (!grown) {
        return false;
    }
    draft->members = grown;
    struct draft_member *member = &grown[draft->member_count];
    *member = (struct draft_member){
        .rank = rank_of(name), .name = name, .from = draft->out->len, .to = draft->out->len};
    if (draft->member_count++ > object->first_member && compare(member - 1, member) >= 0) {
        object->is_unsorted = true;
    }
    return true;
}

/* Writes what stands before an element of the array. False if none can stand there. */
static bool begin_element(struct draft *draft, struct draft_value *array)
{
    if (!array || !close_within(draft, array)) {
        return false;
    }
    if (draft->out->len > array->from) {
        (void)buffer_append(draft->out, ",", 1);
    }
    return !draft->out->has_failed;
}

/* The same for a member. */
static bool begin_member(struct draft *draft, struct draft_value *object, const char *name)
{
    struct text text = text_of(name);

    if (!begin_element(draft, object) || !push_member(draft, object, text)) {
        return false;
    }
    append_plain_name(draft->out, text);
    return true;
}

/* With a name that may hold what JSON escapes. */
static bool begin_member_at(struct draft *draft, struct draft_value *object, struct text name)
{
    if (!begin_element(draft, object) ||
        !push_member(draft, object, arena_text(draft->arena, name))) {
        return false;
    }
    (void)json_append_string(draft->out, name);
    (void)buffer_append(draft->out, ":", 1);
    return true;
}

/* A member that is no object or array ends with the text. */
static void end_member(struct draft *draft)
{
    draft->members[draft->member_count - 1].to = draft->out->len;
}

/* What comes next belongs to it. */
static struct draft_value *open_value(struct draft *draft, bool is_array)
{
    struct draft_value *value = arena_take(draft->arena, sizeof(*value));

    if (value) {
        (void)buffer_append(draft->out, is_array ? "[" : "{", 1);
        *value = (struct draft_value){.parent = draft->last,
                                      .from = draft->out->len,
                                      .first_member = draft->member_count,
                                      .is_array = is_array};
        draft->last = value;
    }
    return value;
}

void draft_begin(struct draft *draft, struct arena *arena, struct buffer *out)
{
    *draft = (struct draft){.arena = arena, .out = out};
    draft->root = open_value(draft, false);
}

void draft_begin_array(struct draft *draft, struct arena *arena, struct buffer *out)
{
    *draft = (struct draft){.arena = arena, .out = out};
    draft->root = open_value(draft, true);
}

struct draft_value *draft_object(struct draft *draft, struct draft_value *object, const char *name)
{
    return begin_member(draft, object, name) ? open_value(draft, false) : NULL;
}

struct draft_value *draft_array(struct draft *draft, struct draft_value *object, const char *name)
{
    return begin_member(draft, object, name) ? open_value(draft, true) : NULL;
}

struct draft_value *draft_push_object(struct draft *draft, struct draft_value *array)
{
    return begin_element(draft, array) ? open_value(draft, false) : NULL;
}

struct draft_value *draft_array_at(struct draft *draft, struct draft_value *object,
                                   struct text name)
{
    return begin_member_at(draft, object, name) ? open_value(draft, true) : NULL;
}

struct draft_value *draft_object_at(struct draft *draft, struct draft_value *object,
                                    struct text name)
{
    return begin_member_at(draft, object, name) ? open_value(draft, false) : NULL;
}

void draft_text(struct draft *draft, struct draft_value *object, const char *name, struct text text)
{
    if (text.len > 0 && begin_member(draft, object, name)) {
        (void)json_append_string(draft->out, text);
        end_member(draft);
    }
}

void draft_str(struct draft *draft, struct draft_value *object, const char *name, const char *str)
{
    draft_text(draft, object, name, text_of(str));
}

void draft_number(struct draft *draft, struct draft_value *object, const char *name, double number)
{
    if (isfinite(number) && begin_member(draft, object, name)) {
        (void)json_append_number(draft->out, number);
        end_member(draft);
    }
}

void draft_number_at(struct draft *draft, struct draft_value *object, struct text name,
                     double number)
{
    if (isfinite(number) && begin_member_at(draft, object, name)) {
        (void)json_append_number(draft->out, number);
        end_member(draft);
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
    if (begin_member(draft, object, name)) {
        (void)buffer_append_str(draft->out, is_true ? "true" : "false");
        end_member(draft);
    }
}

void draft_pair(struct draft *draft, struct draft_value *object, const char *name, double lo,
                double hi)
{
    if (isfinite(lo) && isfinite(hi) && begin_member(draft, object, name)) {
        (void)buffer_append(draft->out, "[", 1);
        (void)json_append_number(draft->out, lo);
        (void)buffer_append(draft->out, ",", 1);
        (void)json_append_number(draft->out, hi);
        (void)buffer_append(draft->out, "]", 1);
        end_member(draft);
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
    if (begin_element(draft, array)) {
        (void)json_append_string(draft->out, text);
    }
}

void draft_push_integer(struct draft *draft, struct draft_value *array, int64_t number)
{
    if (begin_element(draft, array)) {
        (void)json_append_number(draft->out, (double)number);
    }
}

void draft_push_json(struct draft *draft, struct draft_value *array, struct text json)
{
    if (begin_element(draft, array)) {
        (void)buffer_append_text(draft->out, json);
    }
}
