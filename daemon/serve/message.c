/* SPDX-License-Identifier: MIT */
#include "serve/message.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "model/json.h"

/* A hello is one flat object: what nests deeper is none, and is not given to the parser. */
enum { HELLO_MAX_DEPTH = 2 };

/* --- to the client --- */

/* {"type":"...","run":"..." */
static void append_start(struct buffer *out, const char *type, const char *run)
{
    (void)buffer_printf(out, "{\"type\":\"%s\",\"run\":", type);
    (void)json_append_string(out, text_of(run));
}

static void append_sent_at(struct buffer *out, int64_t sent_at_ms)
{
    char at[CLOCK_TEXT_MAX];

    clock_format(sent_at_ms, at);
    (void)buffer_printf(out, ",\"sent_at\":\"%s\"", at);
}

bool message_begin_snapshot(struct buffer *out, const struct message_point *point,
                            int64_t sent_at_ms, const char *build)
{
    append_start(out, "snapshot", point->run);
    (void)buffer_printf(out, ",\"seq\":%" PRIu64, point->seq);
    append_sent_at(out, sent_at_ms);
    if (build[0] != '\0') {
        (void)buffer_append_str(out, ",\"build\":");
        (void)json_append_string(out, text_of(build));
    }
    return buffer_append_str(out, ",\"board\":");
}

bool message_end_snapshot(struct buffer *out)
{
    return buffer_append_str(out, "}");
}

bool message_append_delta(struct buffer *out, const struct message_point *point, int64_t sent_at_ms,
                          struct text patch)
{
    append_start(out, "delta", point->run);
    (void)buffer_printf(out, ",\"from\":%" PRIu64 ",\"seq\":%" PRIu64, point->seq - 1, point->seq);
    append_sent_at(out, sent_at_ms);
    (void)buffer_append_str(out, ",\"patch\":");
    (void)buffer_append_text(out, patch);
    return buffer_append_str(out, "}");
}

bool message_append_tick(struct buffer *out, const struct message_point *point, int64_t sent_at_ms)
{
    append_start(out, "tick", point->run);
    (void)buffer_printf(out, ",\"seq\":%" PRIu64, point->seq);
    append_sent_at(out, sent_at_ms);
    return buffer_append_str(out, "}");
}

bool message_append_error(struct buffer *out, const char *kind, const char *text)
{
    (void)buffer_append_str(out, "{\"error\":{\"kind\":");
    (void)json_append_string(out, text_of(kind));
    (void)buffer_append_str(out, ",\"text\":");
    (void)json_append_string(out, text_of(text));
    return buffer_append_str(out, "}}");
}

/* --- from the client --- */

/* Whether brackets outside of strings nest no deeper than a hello's. */
static bool is_shallow(struct text text)
{
    int depth = 0;
    bool is_in_string = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (is_in_string) {
            i += c == '\\' ? 1 : 0;
            is_in_string = c != '"';
        } else if (c == '"') {
            is_in_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
        if (depth > HELLO_MAX_DEPTH) {
            return false;
        }
    }
    return true;
}

/* Copies a member that is a string. False if it is there and is none. */
static bool read_word(const cJSON *object, const char *name, char out[MESSAGE_WORD_MAX])
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    out[0] = '\0';
    if (!member) {
        return true;
    }
    if (!cJSON_IsString(member)) {
        return false;
    }
    struct text word = text_part(text_of(member->valuestring), 0, MESSAGE_WORD_MAX - 1);
    word.len = text_valid_len(word);
    if (word.len > 0) {
        memcpy(out, word.at, word.len);
    }
    out[word.len] = '\0';
    return true;
}

static bool is_hello(const cJSON *object)
{
    const cJSON *type = cJSON_GetObjectItemCaseSensitive(object, "type");

    return cJSON_IsObject(object) && cJSON_IsString(type) &&
           strcmp(type->valuestring, "hello") == 0;
}

bool message_read_hello(struct text text, struct message_hello *hello)
{
    struct message_hello read = {.display = ""};

    if (text.len == 0 || text.len > MESSAGE_HELLO_MAX || memchr(text.at, '\0', text.len) ||
        !is_shallow(text)) {
        return false;
    }
    const char *end = NULL;
    cJSON *object = cJSON_ParseWithLengthOpts(text.at, text.len, &end, false);
    bool ok = is_hello(object) &&
              text_trim(text_part(text, (size_t)(end - text.at), text.len)).len == 0 &&
              read_word(object, "display", read.display) &&
              read_word(object, "screen", read.screen) && read_word(object, "page", read.page);
    cJSON_Delete(object);
    if (ok) {
        *hello = read;
    }
    return ok;
}

static bool is_run(struct text run)
{
    if (run.len == 0 || run.len >= MESSAGE_RUN_MAX) {
        return false;
    }
    for (size_t i = 0; i < run.len; i++) {
        char c = run.at[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            return false;
        }
    }
    return true;
}

static bool read_seq(struct text text, uint64_t *seq)
{
    uint64_t value = 0;

    /* 18 digits cannot overflow. */
    if (text.len == 0 || text.len > 18) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(text.at[i] - '0');
    }
    *seq = value;
    return true;
}

bool message_make_point(struct text run, struct text seq, struct message_point *point)
{
    uint64_t number = 0;

    if (!is_run(run) || !read_seq(seq, &number)) {
        return false;
    }
    memcpy(point->run, run.at, run.len);
    point->run[run.len] = '\0';
    point->seq = number;
    return true;
}

bool message_read_point(struct text text, struct message_point *point)
{
    ptrdiff_t colon = text_find(text, ":");

    return colon >= 0 && message_make_point(text_part(text, 0, (size_t)colon),
                                            text_part(text, (size_t)colon + 1, text.len), point);
}
