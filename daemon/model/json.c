/* SPDX-License-Identifier: MIT */
#include "model/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { FEW_MEMBERS = 24 };

static int compare_names(const void *a, const void *b)
{
    const cJSON *const *left = a;
    const cJSON *const *right = b;

    return strcmp((*left)->string, (*right)->string);
}

static size_t count_children(const cJSON *parent)
{
    size_t count = 0;

    for (const cJSON *child = parent->child; child; child = child->next) {
        count++;
    }
    return count;
}

static bool is_sorted(const cJSON *object)
{
    for (const cJSON *child = object->child; child && child->next; child = child->next) {
        if (strcmp(child->string, child->next->string) >= 0) {
            return false;
        }
    }
    return true;
}

/* cJSON's lists are circular backwards: the first child's prev is the last. */
static void relink(cJSON *object, cJSON **children, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        children[i]->prev = children[i == 0 ? count - 1 : i - 1];
        children[i]->next = i + 1 < count ? children[i + 1] : NULL;
    }
    object->child = count > 0 ? children[0] : NULL;
}

static void list_children(const cJSON *object, cJSON **out)
{
    for (cJSON *child = object->child; child; child = child->next) {
        *out++ = child;
    }
}

static bool sort_many(cJSON *object, size_t count, struct err *err)
{
    cJSON **children = calloc(count, sizeof(*children));

    if (!children) {
        return err_set(err, ERR_NO_MEMORY, "%zu members", count);
    }
    list_children(object, children);
    qsort(children, count, sizeof(*children), compare_names);
    relink(object, children, count);
    free(children);
    return true;
}

/* By insertion, without memory: nearly every object has no more. */
static void sort_few(cJSON *object, size_t count)
{
    cJSON *children[FEW_MEMBERS];

    list_children(object, children);
    for (size_t i = 1; i < count; i++) {
        cJSON *child = children[i];
        size_t at = i;
        for (; at > 0 && strcmp(children[at - 1]->string, child->string) > 0; at--) {
            children[at] = children[at - 1];
        }
        children[at] = child;
    }
    relink(object, children, count);
}

static bool sort_members(cJSON *object, struct err *err)
{
    if (is_sorted(object)) {
        return true;
    }
    size_t count = count_children(object);
    if (count <= FEW_MEMBERS) {
        sort_few(object, count);
    } else if (!sort_many(object, count, err)) {
        return false;
    }
    return is_sorted(object) || err_set(err, ERR_INTERNAL, "a member is given twice");
}

bool json_tidy(cJSON *value, struct err *err)
{
    if (cJSON_IsNull(value) || (cJSON_IsNumber(value) && !isfinite(value->valuedouble))) {
        return err_set(err, ERR_INTERNAL, "a board holds no null and no number without end");
    }
    if (cJSON_IsObject(value) && !sort_members(value, err)) {
        return false;
    }
    for (cJSON *child = value->child; child; child = child->next) {
        if (!json_tidy(child, err)) {
            return err_within(err, child->string ? child->string : "[]");
        }
    }
    return true;
}

static bool append_escaped(struct buffer *out, unsigned char byte)
{
    switch (byte) {
    case '"':
        return buffer_append_str(out, "\\\"");
    case '\\':
        return buffer_append_str(out, "\\\\");
    case '\n':
        return buffer_append_str(out, "\\n");
    case '\r':
        return buffer_append_str(out, "\\r");
    case '\t':
        return buffer_append_str(out, "\\t");
    case '\b':
        return buffer_append_str(out, "\\b");
    case '\f':
        return buffer_append_str(out, "\\f");
    default:
        return buffer_printf(out, "\\u%04x", byte);
    }
}

/* ---- writing ------------------------------------------------------------------------------ */

bool json_append_number(struct buffer *out, double number)
{
    if (!buffer_reserve(out, JSON_NUMBER_MAX)) {
        return false;
    }
    out->len += json_format_number(number, out->bytes + out->len);
    out->bytes[out->len] = '\0';
    return true;
}

static void append_value(struct buffer *out, const cJSON *value);

static void append_children(struct buffer *out, const cJSON *value, const char *open,
                            const char *close)
{
    (void)buffer_append_str(out, open);
    for (const cJSON *child = value->child; child; child = child->next) {
        if (child->string) {
            (void)json_append_string(out, text_of(child->string));
            (void)buffer_append_str(out, ":");
        }
        append_value(out, child);
        if (child->next) {
            (void)buffer_append_str(out, ",");
        }
    }
    (void)buffer_append_str(out, close);
}

static void append_value(struct buffer *out, const cJSON *value)
{
    if (cJSON_IsString(value)) {
        (void)json_append_string(out, text_of(value->valuestring));
    } else if (cJSON_IsNumber(value)) {
        (void)json_append_number(out, value->valuedouble);
    } else if (cJSON_IsObject(value)) {
        append_children(out, value, "{", "}");
    } else if (cJSON_IsArray(value)) {
        append_children(out, value, "[", "]");
    } else {
        const char *word = cJSON_IsTrue(value) ? "true" : cJSON_IsFalse(value) ? "false" : "null";
        (void)buffer_append_str(out, word);
    }
}

bool json_append(struct buffer *out, const cJSON *value)
{
    append_value(out, value);
    return !out->has_failed;
}

/* Eight bytes of a string that stand for themselves: no quote, no backslash, none below a space.
 * May be false for others too. */
static bool is_plain_word(const char *at)
{
    const uint64_t ones = 0x0101010101010101U;
    const uint64_t high = 0x8080808080808080U;
    uint64_t word = 0;

    memcpy(&word, at, sizeof(word));
    uint64_t low = word & ~high;
    uint64_t marks =
        (low - ones * 0x20U) | ((low ^ ones * '"') - ones) | ((low ^ ones * '\\') - ones);
    return (marks & ~word & high) == 0;
}

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20U && c != '"' && c != '\\';
}

/* How many bytes at the front can stand in a JSON string as they are. */
static size_t plain_len(struct text text)
{
    size_t len = 0;

    while (len < text.len) {
        if (text.len - len >= sizeof(uint64_t) && is_plain_word(text.at + len)) {
            len += sizeof(uint64_t);
        } else if (is_plain(text.at[len])) {
            len++;
        } else {
            break;
        }
    }
    return text_valid_len(text_part(text, 0, len));
}

static void append_odd_string(struct buffer *out, struct text text)
{
    (void)buffer_append(out, "\"", 1);
    while (text.len > 0) {
        size_t len = plain_len(text);
        (void)buffer_append(out, text.at, len);
        text = text_part(text, len, text.len);
        if (text.len == 0) {
            break;
        }
        unsigned char byte = (unsigned char)text.at[0];
        if (byte >= 0x80U) {
            (void)buffer_append_str(out, "\xEF\xBF\xBD");
        } else {
            (void)append_escaped(out, byte);
        }
        text = text_part(text, 1, text.len);
    }
    (void)buffer_append(out, "\"", 1);
}

bool json_append_string(struct buffer *out, struct text text)
{
    if (!buffer_reserve(out, text.len + 2)) {
        return false;
    }
    if (plain_len(text) < text.len) {
        append_odd_string(out, text);
        return !out->has_failed;
    }
    char *to = out->bytes + out->len;
    to[0] = '"';
    if (text.len > 0) {
        memcpy(to + 1, text.at, text.len);
    }
    to[text.len + 1] = '"';
    to[text.len + 2] = '\0';
    out->len += text.len + 2;
    return true;
}

struct text json_read_text(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(value) ? text_of(value->valuestring) : (struct text){0};
}

bool json_read_bool(const cJSON *object, const char *name)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, name));
}

double json_read_number(const cJSON *object, const char *name, double otherwise)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(value) ? value->valuedouble : otherwise;
}

/* Moves one member of a patch into the target object. */
static bool merge_member(cJSON *target, cJSON *patch, cJSON *member)
{
    (void)cJSON_DetachItemViaPointer(patch, member);
    cJSON *present = cJSON_GetObjectItemCaseSensitive(target, member->string);
    cJSON *merged = present ? cJSON_DetachItemViaPointer(target, present) : NULL;
    if (cJSON_IsNull(member)) {
        cJSON_Delete(merged);
        cJSON_Delete(member);
        return true;
    }
    char *name = member->string;
    member->string = NULL;
    bool ok = json_merge(&merged, member) && cJSON_AddItemToObject(target, name, merged);
    if (!ok) {
        cJSON_Delete(merged);
    }
    cJSON_free(name);
    return ok;
}

bool json_merge(cJSON **target, cJSON *patch)
{
    if (!cJSON_IsObject(patch)) {
        cJSON_Delete(*target);
        *target = patch;
        return true;
    }
    if (!*target || !cJSON_IsObject(*target)) {
        cJSON_Delete(*target);
        *target = cJSON_CreateObject();
    }
    bool ok = *target != NULL;
    while (ok && patch->child) {
        ok = merge_member(*target, patch, patch->child);
    }
    cJSON_Delete(patch);
    return ok;
}
