/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON member by member, in the order of the calls, leaving out what is unknown.
 *
 * Whoever writes goes on freely and looks at the buffer's has_failed once, at the end: an answer
 * without memory is no answer, never one that lacks something. A name is NULL inside an array.
 */
#ifndef PLUMB_APP_JSON_WRITER_H
#define PLUMB_APP_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

struct json_writer {
    struct buffer *out; /* the caller's */
    bool has_member;    /* of the object or array at hand */
};

void json_begin_object(struct json_writer *writer, const char *name);
void json_end_object(struct json_writer *writer);
void json_begin_array(struct json_writer *writer, const char *name);
void json_end_array(struct json_writer *writer);

/* An empty text is unknown and left out; so is a time that is not positive. */
void json_put_text(struct json_writer *writer, const char *name, struct text text);
void json_put_time(struct json_writer *writer, const char *name, int64_t utc_ms);

/* An empty text is known to be empty. */
void json_put_string(struct json_writer *writer, const char *name, struct text text);
void json_put_integer(struct json_writer *writer, const char *name, int64_t number);
void json_put_bool(struct json_writer *writer, const char *name, bool value);

/* A member that is JSON already. */
void json_put_raw(struct json_writer *writer, const char *name, struct text json);

#endif
