/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON members, leaving out what is unknown.
 *
 * A draft is a JSON text under way: compact, the members of each object in byte order of their
 * names, as boards hold it. It is written from front to back: writing into an object or array ends
 * all that was opened within it before, and what has ended takes no more. Names that are C strings
 * are literals, of letters and underscores. An empty text is unknown and is left out; so is a
 * number that is not finite.
 *
 * The arena remembers the first failed allocation, so that a value can be written member by member
 * and looked at once. All functions accept a NULL object, the trace of an earlier failure.
 */
#ifndef PLUMB_COMPUTE_DRAFT_H
#define PLUMB_COMPUTE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/decimal.h"
#include "model/period.h"

struct arena;
struct buffer;
struct draft_member;
struct draft_value; /* an object or an array */
struct err;

struct draft {
    struct arena *arena;
    struct buffer *out;
    struct draft_value *root;     /* an object, or an array; NULL without memory */
    struct draft_value *last;     /* the innermost open one; NULL: none is */
    struct draft_member *members; /* of the open objects */
    size_t member_count;
    size_t member_capacity;
    uint32_t *marks; /* where the members of a root object begin, counted from its brace; set by
                        draft_end; in the arena */
    size_t mark_count;
    bool has_double;
    bool is_misused;
};

/* A sentence for people. Owned by whoever made it. */
struct sentence {
    struct text zh;
    struct text en;
};

/* Begins with an object, or with an array, as its root, which is appended to `out`. Arena and
 * buffer must outlive the draft, and only it writes to the buffer. */
void draft_begin(struct draft *draft, struct arena *arena, struct buffer *out);
void draft_begin_array(struct draft *draft, struct arena *arena, struct buffer *out);

/* Ends all that is open; the text is complete. ERR_NO_MEMORY, also if anything of the draft failed
 * before; ERR_INTERNAL for a member that was given twice, or to what had ended. */
bool draft_end(struct draft *draft, struct err *err);

/* A new object or array as a member of `object`, or (draft_push_object) behind an array's last. */
struct draft_value *draft_object(struct draft *draft, struct draft_value *object, const char *name);
struct draft_value *draft_array(struct draft *draft, struct draft_value *object, const char *name);
struct draft_value *draft_push_object(struct draft *draft, struct draft_value *array);
struct draft_value *draft_array_at(struct draft *draft, struct draft_value *object,
                                   struct text name);
struct draft_value *draft_object_at(struct draft *draft, struct draft_value *object,
                                    struct text name);

void draft_text(struct draft *draft, struct draft_value *object, const char *name,
                struct text text);
void draft_str(struct draft *draft, struct draft_value *object, const char *name, const char *str);
void draft_number(struct draft *draft, struct draft_value *object, const char *name, double number);
void draft_number_at(struct draft *draft, struct draft_value *object, struct text name,
                     double number);
void draft_integer(struct draft *draft, struct draft_value *object, const char *name,
                   int64_t number);
void draft_decimal(struct draft *draft, struct draft_value *object, const char *name,
                   struct decimal value);
void draft_bool(struct draft *draft, struct draft_value *object, const char *name, bool value);
void draft_pair(struct draft *draft, struct draft_value *object, const char *name, double lo,
                double hi);
void draft_period(struct draft *draft, struct draft_value *object, const char *name,
                  struct period period);
void draft_day(struct draft *draft, struct draft_value *object, const char *name, int32_t day);
void draft_time(struct draft *draft, struct draft_value *object, const char *name, int64_t utc_ms);
void draft_sentence(struct draft *draft, struct draft_value *object, const char *name,
                    const struct sentence *sentence);
void draft_push_sentence(struct draft *draft, struct draft_value *array,
                         const struct sentence *sentence);
void draft_push_text(struct draft *draft, struct draft_value *array, struct text text);
void draft_push_integer(struct draft *draft, struct draft_value *array, int64_t number);

/* A tidy value, compact, as an element. */
void draft_push_json(struct draft *draft, struct draft_value *array, struct text json);

#endif
