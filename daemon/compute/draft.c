/* SPDX-License-Identifier: MIT */
#include "compute/draft.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"

/* cJSON wants C strings. Texts of this layer are short; longer ones go to the heap. */
struct c_string {
    char small[256];
    char *heap;
};

static const char *c_string_of(struct c_string *string, struct text text)
{
    string->heap = NULL;
    if (text.len < sizeof(string->small)) {
        for (size_t i = 0; i < text.len; i++) {
            string->small[i] = text.at[i];
        }
        string->small[text.len] = '\0';
        return string->small;
    }
    string->heap = text_dup(text);
    return string->heap;
}

static struct cJSON *string_value(struct text text)
{
    struct c_string string;
    const char *str = c_string_of(&string, text);
    struct cJSON *value = str ? cJSON_CreateString(str) : NULL;

    free(string.heap);
    return value;
}

static void put_at(struct draft *draft, struct cJSON *object, struct text name, struct cJSON *value)
{
    struct c_string string;
    const char *str = c_string_of(&string, name);

    if (!object || !value || !str || !cJSON_AddItemToObject(object, str, value)) {
        cJSON_Delete(value);
        draft->has_failed = true;
    }
    free(string.heap);
}

static void put(struct draft *draft, struct cJSON *object, const char *name, struct cJSON *value)
{
    if (!object || !value || !cJSON_AddItemToObject(object, name, value)) {
        cJSON_Delete(value);
        draft->has_failed = true;
    }
}

static void push(struct draft *draft, struct cJSON *array, struct cJSON *value)
{
    if (!array || !value || !cJSON_AddItemToArray(array, value)) {
        cJSON_Delete(value);
        draft->has_failed = true;
    }
}

void draft_begin(struct draft *draft)
{
    draft->root = cJSON_CreateObject();
    draft->has_failed = !draft->root;
}

struct cJSON *draft_take(struct draft *draft, struct err *err)
{
    struct cJSON *root = draft->root;

    draft->root = NULL;
    if (draft->has_failed) {
        cJSON_Delete(root);
        (void)err_set(err, ERR_NO_MEMORY, "computing");
        return NULL;
    }
    return root;
}

void draft_finish(struct draft *draft)
{
    cJSON_Delete(draft->root);
    draft->root = NULL;
}

struct cJSON *draft_object(struct draft *draft, struct cJSON *object, const char *name)
{
    struct cJSON *value = cJSON_CreateObject();

    put(draft, object, name, value);
    return draft->has_failed ? NULL : value;
}

struct cJSON *draft_array_at(struct draft *draft, struct cJSON *object, struct text name)
{
    struct cJSON *value = cJSON_CreateArray();

    put_at(draft, object, name, value);
    return draft->has_failed ? NULL : value;
}

struct cJSON *draft_object_at(struct draft *draft, struct cJSON *object, struct text name)
{
    struct cJSON *value = cJSON_CreateObject();

    put_at(draft, object, name, value);
    return draft->has_failed ? NULL : value;
}

struct cJSON *draft_array(struct draft *draft, struct cJSON *object, const char *name)
{
    struct cJSON *value = cJSON_CreateArray();

    put(draft, object, name, value);
    return draft->has_failed ? NULL : value;
}

struct cJSON *draft_push_object(struct draft *draft, struct cJSON *array)
{
    struct cJSON *value = cJSON_CreateObject();

    push(draft, array, value);
    return draft->has_failed ? NULL : value;
}

void draft_text(struct draft *draft, struct cJSON *object, const char *name, struct text text)
{
    if (text.len > 0) {
        put(draft, object, name, string_value(text));
    }
}

void draft_str(struct draft *draft, struct cJSON *object, const char *name, const char *str)
{
    draft_text(draft, object, name, text_of(str));
}

void draft_number(struct draft *draft, struct cJSON *object, const char *name, double number)
{
    draft_number_at(draft, object, text_of(name), number);
}

void draft_number_at(struct draft *draft, struct cJSON *object, struct text name, double number)
{
    if (isfinite(number)) {
        put_at(draft, object, name, cJSON_CreateNumber(number));
    }
}

void draft_integer(struct draft *draft, struct cJSON *object, const char *name, int64_t number)
{
    draft_number(draft, object, name, (double)number);
}

void draft_decimal(struct draft *draft, struct cJSON *object, const char *name,
                   struct decimal value)
{
    draft_number(draft, object, name, decimal_to_double(value));
}

void draft_bool(struct draft *draft, struct cJSON *object, const char *name, bool value)
{
    put(draft, object, name, cJSON_CreateBool(value));
}

void draft_pair(struct draft *draft, struct cJSON *object, const char *name, double lo, double hi)
{
    if (isfinite(lo) && isfinite(hi)) {
        struct cJSON *pair = draft_array(draft, object, name);
        push(draft, pair, cJSON_CreateNumber(lo));
        push(draft, pair, cJSON_CreateNumber(hi));
    }
}

void draft_period(struct draft *draft, struct cJSON *object, const char *name, struct period period)
{
    char label[PERIOD_TEXT_MAX];
    size_t len = period_format(period, label);

    draft_text(draft, object, name, (struct text){label, len});
}

void draft_day(struct draft *draft, struct cJSON *object, const char *name, int32_t day)
{
    char date[CLOCK_TEXT_MAX];

    clock_format_day(day, date);
    draft_str(draft, object, name, date);
}

void draft_time(struct draft *draft, struct cJSON *object, const char *name, int64_t utc_ms)
{
    char time[CLOCK_TEXT_MAX];

    if (utc_ms > 0) {
        clock_format(utc_ms, time);
        draft_str(draft, object, name, time);
    }
}

static struct cJSON *sentence_value(struct draft *draft, const struct sentence *sentence)
{
    struct cJSON *value = cJSON_CreateObject();

    draft_text(draft, value, "zh", sentence->zh);
    draft_text(draft, value, "en", sentence->en);
    return value;
}

void draft_sentence(struct draft *draft, struct cJSON *object, const char *name,
                    const struct sentence *sentence)
{
    if (sentence->zh.len > 0) {
        put(draft, object, name, sentence_value(draft, sentence));
    }
}

void draft_push_sentence(struct draft *draft, struct cJSON *array, const struct sentence *sentence)
{
    push(draft, array, sentence_value(draft, sentence));
}

void draft_push_text(struct draft *draft, struct cJSON *array, struct text text)
{
    push(draft, array, string_value(text));
}

void draft_push_integer(struct draft *draft, struct cJSON *array, int64_t number)
{
    push(draft, array, cJSON_CreateNumber((double)number));
}

void draft_put(struct draft *draft, struct cJSON *object, const char *name, struct cJSON *value)
{
    if (value) {
        put(draft, object, name, value);
    }
}

void draft_copy(struct draft *draft, struct cJSON *object, const char *name,
                const struct cJSON *from)
{
    const struct cJSON *value = cJSON_GetObjectItemCaseSensitive(from, name);

    if (value) {
        put(draft, object, name, cJSON_Duplicate(value, true));
    }
}

struct text draft_read_text(const struct cJSON *object, const char *name)
{
    const struct cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(value) ? text_of(value->valuestring) : (struct text){0};
}

double draft_read_number(const struct cJSON *object, const char *name, double otherwise)
{
    const struct cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(value) ? value->valuedouble : otherwise;
}

bool draft_read_bool(const struct cJSON *object, const char *name)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, name));
}
