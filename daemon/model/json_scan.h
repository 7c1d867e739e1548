/* SPDX-License-Identifier: MIT */
/*
 * Finds where a value ends in compact JSON text, without reading it; and reads one string.
 */
#ifndef PLUMB_MODEL_JSON_SCAN_H
#define PLUMB_MODEL_JSON_SCAN_H

#include <stdbool.h>

#include "base/text.h"

struct buffer;

/* Behind the string that begins at `at` with its quote; `end` if it does not end before. */
const char *json_string_end(const char *at, const char *end);

/* Behind the value that begins at `at`; `end` if it does not end before. */
const char *json_value_end(const char *at, const char *end);

/* Takes a string from the front, and the colon or comma behind it. *value is borrowed from the text
 * where nothing is escaped; else it is read into `unescaped`, in place of what is there. False if
 * it is no string as json_append_string writes them, or without memory (unescaped->has_failed). */
bool json_take_string(struct text *text, struct buffer *unescaped, struct text *value);

#endif
