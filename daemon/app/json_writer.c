/* SPDX-License-Identifier: MIT */
#include "app/json_writer.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "model/json.h"

/* What stands before a value. */
static void name_value(struct json_writer *writer, const char *name)
{
    (void)buffer_append_str(writer->out, writer->has_member ? "," : "");
    if (name) {
        (void)json_append_string(writer->out, text_of(name));
        (void)buffer_append_str(writer->out, ":");
    }
    writer->has_member = true;
}

static void begin(struct json_writer *writer, const char *name, const char *bracket)
{
    name_value(writer, name);
    (void)buffer_append_str(writer->out, bracket);
    writer->has_member = false;
}

static void end(struct json_writer *writer, const char *bracket)
{
    (void)buffer_append_str(writer->out, bracket);
    writer->has_member = true;
}

void json_begin_object(struct json_writer *writer, const char *name)
{
    begin(writer, name, "{");
}

void json_end_object(struct json_writer *writer)
{
    end(writer, "}");
}

void json_begin_array(struct json_writer *writer, const char *name)
{
    begin(writer, name, "[");
}

void json_end_array(struct json_writer *writer)
{
    end(writer, "]");
}

void json_put_text(struct json_writer *writer, const char *name, struct text text)
{
    if (text.len > 0) {
        json_put_string(writer, name, text);
    }
}

void json_put_time(struct json_writer *writer, const char *name, int64_t utc_ms)
{
    char text[CLOCK_TEXT_MAX];

    if (utc_ms > 0) {
        clock_format(utc_ms, text);
        json_put_string(writer, name, text_of(text));
    }
}

void json_put_string(struct json_writer *writer, const char *name, struct text text)
{
    name_value(writer, name);
    (void)json_append_string(writer->out, text);
}

void json_put_integer(struct json_writer *writer, const char *name, int64_t number)
{
    name_value(writer, name);
    (void)buffer_printf(writer->out, "%" PRId64, number);
}

void json_put_bool(struct json_writer *writer, const char *name, bool value)
{
    name_value(writer, name);
    (void)buffer_append_str(writer->out, value ? "true" : "false");
}

void json_put_raw(struct json_writer *writer, const char *name, struct text json)
{
    name_value(writer, name);
    (void)buffer_append_text(writer->out, json);
}
