/* SPDX-License-Identifier: MIT */
/*
 * Boards of the past, put together of their texts.
 *
 * A board may be hundreds of megabytes long, and read into values ten times that. So its text is
 * only cut into entries, which is what a board consists of anyway; an entry is read when a patch
 * changes it.
 */
#include <cjson/cJSON.h>
#include <string.h>

#include "base/err.h"
#include "model/board.h"
#include "model/json.h"
#include "model/json_scan.h"

/* What is done with each entry of a text. */
struct cutting {
    struct board_builder *builder;
    bool (*take)(struct board_builder *builder, enum board_part part, struct text key,
                 struct text json, struct err *err);
    enum board_part part; /* whose entries these are */
};

typedef bool cutting_visit(struct cutting *cutting, struct text name, struct text json,
                           struct err *err);

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "a board of the past");
}

/* cJSON says no more than that. */
static bool is_damaged(struct err *err)
{
    return err_set(err, ERR_IO,
                   "存档的看板读不出来：内存不足，或数据已损坏 (a stored board cannot be read: out "
                   "of memory, or damaged)");
}

/* ---- cutting ------------------------------------------------------------------------------- */

/* A name without its quotes; one with an escape is read. */
static bool take_member(struct cutting *cutting, struct text quoted, struct text json,
                        cutting_visit *visit, struct err *err)
{
    struct text name = text_part(quoted, 1, quoted.len - 2);

    if (!memchr(quoted.at, '\\', quoted.len)) {
        return visit(cutting, name, json, err);
    }
    cJSON *read = cJSON_ParseWithLength(quoted.at, quoted.len);
    bool ok = cJSON_IsString(read) ? visit(cutting, text_of(read->valuestring), json, err)
                                   : is_damaged(err);
    cJSON_Delete(read);
    return ok;
}

/* Whether a value ends as it began; what is within is not looked at. */
static bool is_value(struct text json)
{
    if (json.len == 0) {
        return false;
    }
    char last = json.at[json.len - 1];
    switch (json.at[0]) {
    case '{':
        return last == '}';
    case '[':
        return last == ']';
    case '"':
        return last == '"' && json.len > 1;
    default:
        return true;
    }
}

/* The member at the front of what is in the braces, a comma behind it included. False if there is
 * none. */
static bool next_member(struct text *rest, struct text *name, struct text *json)
{
    const char *end = rest->at + rest->len;
    const char *colon = rest->at[0] == '"' ? json_string_end(rest->at, end) : end;

    if (colon == end || *colon != ':') {
        return false;
    }
    const char *after = json_value_end(colon + 1, end);
    bool is_last = after == end;
    *name = (struct text){rest->at, (size_t)(colon - rest->at)};
    *json = (struct text){colon + 1, (size_t)(after - colon) - 1};
    *rest = is_last ? (struct text){end, 0} : (struct text){after + 1, (size_t)(end - after) - 1};
    return is_value(*json) && (is_last || (*after == ',' && rest->len > 0));
}

/* Visits the members of an object in the order of its text. */
static bool cut(struct cutting *cutting, struct text object, cutting_visit *visit, struct err *err)
{
    struct text name;
    struct text json;

    if (object.len < 2 || object.at[0] != '{' || object.at[object.len - 1] != '}') {
        return is_damaged(err);
    }
    for (struct text rest = text_part(object, 1, object.len - 2); rest.len > 0;) {
        if (!next_member(&rest, &name, &json)) {
            return is_damaged(err);
        }
        if (!take_member(cutting, name, json, visit, err)) {
            return false;
        }
    }
    return true;
}

static bool visit_entry(struct cutting *cutting, struct text name, struct text json,
                        struct err *err)
{
    return cutting->take(cutting->builder, cutting->part, name, json, err);
}

static bool visit_member(struct cutting *cutting, struct text name, struct text json,
                         struct err *err)
{
    bool is_campaigns = text_equal_str(name, "campaigns");

    if (!is_campaigns && !text_equal_str(name, "indicators")) {
        cutting->part = BOARD_MEMBER;
        return visit_entry(cutting, name, json, err);
    }
    cutting->part = is_campaigns ? BOARD_CAMPAIGN : BOARD_INDICATOR;
    return cut(cutting, json, visit_entry, err);
}

/* ---- a whole board, and patches ------------------------------------------------------------ */

static bool put(struct board_builder *builder, enum board_part part, struct text key,
                struct text json, struct err *err)
{
    return board_builder_put(builder, part, key, json, NULL, err);
}

bool board_past_begin(struct board_past *past, struct text whole, struct err *err)
{
    board_past_end(past);
    past->builder = board_builder_create(NULL);
    struct cutting cutting = {.builder = past->builder, .take = put};

    return past->builder ? cut(&cutting, whole, visit_member, err) : no_memory(err);
}

static bool merge(struct board_builder *builder, enum board_part part, struct text key,
                  struct text present, struct text json, struct err *err)
{
    cJSON *value = cJSON_ParseWithLength(present.at, present.len);
    cJSON *change = value ? cJSON_ParseWithLength(json.at, json.len) : NULL;
    bool ok = change ? json_merge(&value, change) || no_memory(err) : is_damaged(err);

    if (!ok) {
        cJSON_Delete(value);
        return false;
    }
    return board_builder_put_value(builder, part, key, value, err);
}

/* What comes anew holds no null (model/board). */
static bool change(struct board_builder *builder, enum board_part part, struct text key,
                   struct text json, struct err *err)
{
    struct text present = board_builder_json(builder, part, key);

    if (text_equal_str(json, "null")) {
        board_builder_remove(builder, part, key);
        return true;
    }
    return present.at ? merge(builder, part, key, present, json, err)
                      : put(builder, part, key, json, err);
}

bool board_past_apply(struct board_past *past, struct text patch, struct err *err)
{
    struct cutting cutting = {.builder = past->builder, .take = change};

    return cut(&cutting, patch, visit_member, err);
}

bool board_past_append(struct board_past *past, struct buffer *out, struct err *err)
{
    struct board *board = board_builder_finish(past->builder);

    if (!board) {
        return no_memory(err);
    }
    past->builder = NULL;
    bool ok = board_append_json(board, out) || no_memory(err);
    board_release(board);
    return ok;
}

void board_past_end(struct board_past *past)
{
    board_builder_destroy(past->builder);
    past->builder = NULL;
}
