/* SPDX-License-Identifier: MIT */
/*
 * What the board needs of JSON values beyond cJSON: one order, one comparison, one spelling.
 *
 * A tidy value has the members of all its objects in byte order of their names, each name once,
 * and holds neither null nor a number that JSON cannot write. Equal tidy values have equal texts.
 */
#ifndef PLUMB_MODEL_JSON_H
#define PLUMB_MODEL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

struct cJSON;
struct err;

/* Sorts the members in place, at every depth. ERR_INTERNAL for a null, a number that is not
 * finite, or a name given twice; ERR_NO_MEMORY. */
bool json_tidy(struct cJSON *value, struct err *err);

/* Appends the value as compact JSON. False without memory. */
bool json_append(struct buffer *out, const struct cJSON *value);

enum { JSON_NUMBER_MAX = 32 };

/* Writes the number with as few digits as read back to the very same number; "null" if it is not
 * finite. Returns its length. */
size_t json_format_number(double number, char out[JSON_NUMBER_MAX]);

/* Appends it. False without memory. */
bool json_append_number(struct buffer *out, double number);

/* Appends a text as a JSON string, quotes included. Malformed UTF-8 becomes U+FFFD. */
bool json_append_string(struct buffer *out, struct text text);

/* ---- reading members of a value ------------------------------------------------------------ */

/* The text of a string member, borrowed; "" if there is none. */
struct text json_read_text(const struct cJSON *object, const char *name);

/* Whether the member is there and true. */
bool json_read_bool(const struct cJSON *object, const char *name);

/* The number of a member, or `otherwise`. */
double json_read_number(const struct cJSON *object, const char *name, double otherwise);

/* ---- merge patches ------------------------------------------------------------------------- */

/* A tidy value as json_append writes it. Of an object whoever wrote it may know where its members
 * begin: with the quote of the name, counted from the brace. */
struct json_text {
    struct text text;
    const uint32_t *members; /* NULL: not known */
    size_t member_count;
};

/* Appends the RFC 7396 merge patch that makes object `next` of object `previous`. Sets *is_empty,
 * and appends "{}", if they are equal. False without memory. */
bool json_append_patch(struct buffer *out, struct json_text previous, struct json_text next,
                       bool *is_empty);

/* Applies a merge patch to *target, which may be replaced. Takes the patch in any case. False
 * without memory. */
bool json_merge(struct cJSON **target, struct cJSON *patch);

#endif
