/* SPDX-License-Identifier: MIT */
/*
 * Finds where a value ends in compact JSON text, without reading it.
 */
#ifndef PLUMB_MODEL_JSON_SCAN_H
#define PLUMB_MODEL_JSON_SCAN_H

/* Behind the string that begins at `at` with its quote; `end` if it does not end before. */
const char *json_string_end(const char *at, const char *end);

/* Behind the value that begins at `at`; `end` if it does not end before. */
const char *json_value_end(const char *at, const char *end);

#endif
