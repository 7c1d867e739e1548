/* SPDX-License-Identifier: MIT */
/*
 * The merge patch of two objects, made of their texts: what is equal is equal byte for byte, and
 * nothing has to be read into values.
 *
 * The texts are tidy and compact, so members are sorted by name. Where a name has an escape the
 * order of the texts is not that of the names, and the names are read first.
 */
#include <cjson/cJSON.h>
#include <string.h>

#include "model/json.h"
#include "model/json_scan.h"

/* An object while its members are taken from the front. */
struct object {
    struct json_text json;
    size_t next; /* of its marks */
    struct text rest;
    bool has_member;
    struct text name; /* with its quotes */
    struct text value;
};

/* Takes what ends there from the front. */
static struct text take(struct text *text, const char *end)
{
    size_t len = (size_t)(end - text->at);
    struct text taken = {text->at, len};

    *text = (struct text){end, text->len - len};
    return taken;
}

/* Where the value at the front ends: before the comma of the next member or the brace, or as is
 * seen from itself. */
static const char *member_end(struct object *object, const char *end)
{
    const struct json_text *json = &object->json;

    if (!json->members) {
        return json_value_end(object->rest.at, end);
    }
    object->next++;
    return object->next < json->member_count ? json->text.at + json->members[object->next] - 1
                                             : end - 1;
}

/* The rest begins behind the brace or the member before. */
static void next_member(struct object *object)
{
    struct text *rest = &object->rest;
    const char *end = rest->at + rest->len;

    if (rest->len > 0 && rest->at[0] == ',') {
        (void)take(rest, rest->at + 1);
    }
    object->has_member = rest->len > 0 && rest->at[0] == '"';
    if (object->has_member) {
        object->name = take(rest, json_string_end(rest->at, end));
        (void)take(rest, rest->len > 0 ? rest->at + 1 : end); /* the colon */
        object->value = take(rest, member_end(object, end));
    }
}

static struct object open_object(struct json_text json)
{
    struct object object = {.json = json, .rest = text_part(json.text, 1, json.text.len)};

    next_member(&object);
    return object;
}

static int compare_read(struct text a, struct text b, bool *is_read)
{
    cJSON *left = cJSON_ParseWithLength(a.at, a.len);
    cJSON *right = cJSON_ParseWithLength(b.at, b.len);
    int order = 0;

    *is_read = cJSON_IsString(left) && cJSON_IsString(right);
    if (*is_read) {
        order = strcmp(left->valuestring, right->valuestring);
    }
    cJSON_Delete(left);
    cJSON_Delete(right);
    return order;
}

/* By the names as they are read, without the quotes. */
static int compare_names(struct buffer *out, struct text a, struct text b)
{
    struct text left = text_part(a, 1, a.len - 2);
    struct text right = text_part(b, 1, b.len - 2);
    bool is_read = true;
    int order = 0;

    if (text_equal(left, right)) {
        return 0;
    }
    if (!memchr(left.at, '\\', left.len) && !memchr(right.at, '\\', right.len)) {
        return text_compare(left, right);
    }
    order = compare_read(a, b, &is_read);
    out->has_failed = out->has_failed || !is_read;
    return order;
}

static void append_name(struct buffer *out, size_t start, struct text name)
{
    if (out->len > start + 1) {
        (void)buffer_append(out, ",", 1);
    }
    (void)buffer_append_text(out, name);
    (void)buffer_append(out, ":", 1);
}

static void append_patch(struct buffer *out, struct json_text previous, struct json_text next,
                         bool *is_empty);

static void append_change(struct buffer *out, size_t start, struct text name, struct text previous,
                          struct text next)
{
    size_t before = out->len;
    struct json_text old = {.text = previous};
    struct json_text new = {.text = next};
    bool is_empty = false;

    if (text_equal(previous, next)) {
        return;
    }
    append_name(out, start, name);
    if (text_starts_with(previous, "{") && text_starts_with(next, "{")) {
        append_patch(out, old, new, &is_empty);
    } else {
        (void)buffer_append_text(out, next);
    }
    if (is_empty && !out->has_failed) {
        out->len = before;
        out->bytes[before] = '\0';
    }
}

static void append_patch(struct buffer *out, struct json_text previous, struct json_text next,
                         bool *is_empty)
{
    size_t start = out->len;
    struct object old = open_object(previous);
    struct object new = open_object(next);
    struct text null = TEXT("null");
    struct text none = {0};

    (void)buffer_append_str(out, "{");
    while ((old.has_member || new.has_member) && !out->has_failed) {
        int order = !old.has_member   ? 1
                    : !new.has_member ? -1
                                      : compare_names(out, old.name, new.name);
        if (order < 0) {
            append_change(out, start, old.name, none, null);
        } else {
            append_change(out, start, new.name, order == 0 ? old.value : none, new.value);
        }
        if (order <= 0) {
            next_member(&old);
        }
        if (order >= 0) {
            next_member(&new);
        }
    }
    *is_empty = out->len == start + 1;
    (void)buffer_append_str(out, "}");
}

bool json_append_patch(struct buffer *out, struct json_text previous, struct json_text next,
                       bool *is_empty)
{
    append_patch(out, previous, next, is_empty);
    return !out->has_failed;
}
