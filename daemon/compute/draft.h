/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON members, leaving out what is unknown.
 *
 * A draft remembers the first failed allocation, so that a value can be written member by member
 * and looked at once (draft_take). An empty text is unknown and is left out; so is a number that
 * is not finite. All functions accept a NULL object, the trace of an earlier failure.
 */
#ifndef PLUMB_COMPUTE_DRAFT_H
#define PLUMB_COMPUTE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/decimal.h"
#include "model/period.h"

struct cJSON;
struct err;

struct draft {
    struct cJSON *root; /* an object */
    bool has_failed;
};

/* A sentence for people. Owned by whoever made it. */
struct sentence {
    struct text zh;
    struct text en;
};

void draft_begin(struct draft *draft);

/* The finished object, to be freed by the caller; NULL and ERR_NO_MEMORY if anything failed. */
struct cJSON *draft_take(struct draft *draft, struct err *err);
void draft_finish(struct draft *draft);

/* A new object or array as a member of `object`, or (draft_push_object) behind an array's last. */
struct cJSON *draft_object(struct draft *draft, struct cJSON *object, const char *name);
struct cJSON *draft_array(struct draft *draft, struct cJSON *object, const char *name);
struct cJSON *draft_push_object(struct draft *draft, struct cJSON *array);
struct cJSON *draft_array_at(struct draft *draft, struct cJSON *object, struct text name);
struct cJSON *draft_object_at(struct draft *draft, struct cJSON *object, struct text name);

void draft_text(struct draft *draft, struct cJSON *object, const char *name, struct text text);
void draft_str(struct draft *draft, struct cJSON *object, const char *name, const char *str);
void draft_number(struct draft *draft, struct cJSON *object, const char *name, double number);
void draft_number_at(struct draft *draft, struct cJSON *object, struct text name, double number);
void draft_integer(struct draft *draft, struct cJSON *object, const char *name, int64_t number);
void draft_decimal(struct draft *draft, struct cJSON *object, const char *name,
                   struct decimal value);
void draft_bool(struct draft *draft, struct cJSON *object, const char *name, bool value);
void draft_pair(struct draft *draft, struct cJSON *object, const char *name, double lo, double hi);
void draft_period(struct draft *draft, struct cJSON *object, const char *name,
                  struct period period);
void draft_day(struct draft *draft, struct cJSON *object, const char *name, int32_t day);
void draft_time(struct draft *draft, struct cJSON *object, const char *name, int64_t utc_ms);
void draft_sentence(struct draft *draft, struct cJSON *object, const char *name,
                    const struct sentence *sentence);
void draft_push_sentence(struct draft *draft, struct cJSON *array, const struct sentence *sentence);
void draft_push_text(struct draft *draft, struct cJSON *array, struct text text);
void draft_push_integer(struct draft *draft, struct cJSON *array, int64_t number);

/* Puts a value (taken in any case) under that name; NULL is left out. */
void draft_put(struct draft *draft, struct cJSON *object, const char *name, struct cJSON *value);

/* A copy of the member `name` of `from`, if it is there. */
void draft_copy(struct draft *draft, struct cJSON *object, const char *name,
                const struct cJSON *from);

/* ---- reading what was written ------------------------------------------------------------- */

/* The text of a string member, borrowed; "" if there is none. */
struct text draft_read_text(const struct cJSON *object, const char *name);

/* The number of a member, or `otherwise`. */
double draft_read_number(const struct cJSON *object, const char *name, double otherwise);
bool draft_read_bool(const struct cJSON *object, const char *name);

#endif
