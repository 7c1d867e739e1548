/* SPDX-License-Identifier: MIT */
/*
 * An immutable picture of everything on the wall, and the pure difference of two.
 *
 * The board is JSON by contract, so its parts are JSON from the moment they are computed. It is a
 * set of entries: `indicators/<key>`, `campaigns/<key>`, and single members such as `title` or
 * `inbox`. An entry never changes and is shared by all boards that show it (counted references,
 * safe between threads), so that making, comparing and encoding the next board costs what
 * changed. Values hold no null: in a merge patch null means "remove".
 *
 * Beside an entry stands a note of whoever made it, which is not shown: when it changes by itself,
 * and how many doubts it has.
 *
 * Order is fixed: members by name, entries by key in byte order, so that equal boards encode to
 * equal bytes.
 */
#ifndef PLUMB_MODEL_BOARD_H
#define PLUMB_MODEL_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

struct cJSON;
struct err;
struct board;
struct board_builder;
struct json_text;

enum board_part { BOARD_MEMBER, BOARD_INDICATOR, BOARD_CAMPAIGN };

#define BOARD_NEVER INT64_MAX

/* Of one entry; or of many: the earliest, and the sum. */
struct board_note {
    int64_t changes_utc_ms; /* the instant at which it changes by itself; BOARD_NEVER: never */
    int64_t doubts;
};

/* Another reference to the same board; board_release frees it with the last one. Accepts NULL. */
struct board *board_share(struct board *board);
void board_release(struct board *board);

/* Begins the board that follows `previous` (NULL: an empty one): it starts with all its entries.
 * NULL without memory. */
struct board_builder *board_builder_create(struct board *previous);
void board_builder_destroy(struct board_builder *builder);

/* Puts an entry in place of the one with the same part and key. An entry equal to the present one
 * changes nothing (the old one stays shared). `json` is copied: the text of a tidy value
 * (model/json), compact. Without a note (NULL) it is: never, no doubts. ERR_INTERNAL for the
 * members `indicators` and `campaigns`, which the other parts fill. */
bool board_builder_put(struct board_builder *builder, enum board_part part, struct text key,
                       struct text json, const struct board_note *note, struct err *err);

/* The same with what is known of where an object's members begin: the patch of an entry whose
 * members are known before and after costs what it shows. */
bool board_builder_put_marked(struct board_builder *builder, enum board_part part, struct text key,
                              const struct json_text *json, const struct board_note *note,
                              struct err *err);

/* The same with a value that was read elsewhere; it is taken in any case and made tidy.
 * ERR_INTERNAL also for what json_tidy refuses. */
bool board_builder_put_value(struct board_builder *builder, enum board_part part, struct text key,
                             struct cJSON *value, struct err *err);

/* The text of an entry as it is by now, lent until that changes; {NULL, 0} if there is none. */
struct text board_builder_json(const struct board_builder *builder, enum board_part part,
                               struct text key);

/* The number and the notes of all entries that the part has by now. */
size_t board_builder_count(const struct board_builder *builder, enum board_part part);
struct board_note board_builder_notes(const struct board_builder *builder, enum board_part part);

/* Takes an entry out, if it is there. Without memory the builder cannot be finished. */
void board_builder_remove(struct board_builder *builder, enum board_part part, struct text key);

/* Takes out every entry of that part whose key was neither put nor kept since board_builder_follow,
 * which comes before. Without memory the builder cannot be finished. */
void board_builder_follow(struct board_builder *builder, enum board_part part);
void board_builder_keep(struct board_builder *builder, enum board_part part, struct text key);
void board_builder_remove_untouched(struct board_builder *builder, enum board_part part);

/* The finished board, with one reference, and the end of the builder. NULL without memory (the
 * builder is then still there). */
struct board *board_builder_finish(struct board_builder *builder);

/* The entry's value, borrowed from the board; NULL if there is none, or without memory. It is kept
 * from then on: for entries, not for walks. */
const struct cJSON *board_get(const struct board *board, enum board_part part, struct text key);

size_t board_count(const struct board *board, enum board_part part);

/* Whether the entry is there; reads no value. */
bool board_has(const struct board *board, enum board_part part, struct text key);

/* Calls visit for each entry of the part in order, until it returns false. The value is borrowed
 * until the visit returns, the key from the board. False without memory. */
typedef bool board_visit(void *owner, struct text key, const struct cJSON *value);
bool board_each(const struct board *board, enum board_part part, board_visit *visit, void *owner);

/* The same for entries whose key begins so. */
bool board_each_under(const struct board *board, enum board_part part, struct text prefix,
                      board_visit *visit, void *owner);

/* The same for entries that change by themselves until that instant; costs what they are. */
bool board_each_due(const struct board *board, enum board_part part, int64_t until_utc_ms,
                    board_visit *visit, void *owner);

/* The notes of all entries of the part. */
struct board_note board_notes(const struct board *board, enum board_part part);

/* Appends the whole board as compact JSON. False without memory. */
bool board_append_json(const struct board *board, struct buffer *out);

/* The same text, piece by piece. */
bool board_write_json(const struct board *board, const struct text_sink *out, struct err *err);

/* The same text, with rests in which others have their turn. */
struct board_writer;

/* Shares the board. NULL without memory. */
struct board_writer *board_writer_create(struct board *board);
void board_writer_destroy(struct board_writer *writer); /* accepts NULL */

/* Appends what follows, until that is at least so long (by up to an entry longer), or the end.
 * False without memory. */
bool board_writer_write(struct board_writer *writer, size_t len, struct buffer *out, bool *is_over);

/* Appends the RFC 7396 merge patch that makes `next` of `previous`, compact; "{}" and *is_empty
 * if they are equal; nothing if it is longer than max_len. Without a previous board (NULL) it is
 * the whole of `next`. Costs what differs if one was made of the other. False without memory. */
bool board_append_patch(const struct board *previous, const struct board *next, size_t max_len,
                        struct buffer *out, bool *is_empty);

/* A board of the past: a whole one, and the patches that came after it. Zeroed memory is none; what
 * was begun is ended by board_past_end. Its entries stay texts, but for those that are patched. */
struct board_past {
    struct board_builder *builder;
};

/* Takes the place of what was there, from a text of board_append_json. ERR_IO if that is no board,
 * or (reading tells no difference) without memory; ERR_NO_MEMORY. */
bool board_past_begin(struct board_past *past, struct text whole, struct err *err);

/* Applies a merge patch of board_append_patch. Errors as above; then only the end may follow. */
bool board_past_apply(struct board_past *past, struct text patch, struct err *err);

/* Appends it as compact JSON. Only the end may follow. */
bool board_past_append(struct board_past *past, struct buffer *out, struct err *err);
void board_past_end(struct board_past *past);

#endif
