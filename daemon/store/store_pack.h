/* SPDX-License-Identifier: MIT */
/*
 * Rows in force as they lie together: one pack holds rows of one subject, file and drop.
 *
 * New rows wait in a log in memory, chained by subject, and are written in as few packs as the
 * log's size allows.
 */
#ifndef PLUMB_STORE_STORE_PACK_H
#define PLUMB_STORE_STORE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "store/store_statement.h"
#include "store/store_word.h"

struct err;

struct fresh_log {
    struct buffer log;
    size_t begun;       /* in the log: the row that is being written */
    struct buffer pack; /* the one that is being made */
};

void fresh_finish(struct fresh_log *fresh);

/* Adds a row: its body is appended to *body, and then it is put down to its subject. One that is
 * not ended does not count. */
bool fresh_begin(struct fresh_log *fresh, struct buffer **body, struct err *err);
void fresh_end(struct fresh_log *fresh, struct subject *subject, uint32_t row);

/* Whether so much is waiting that it should be written. */
bool fresh_is_full(const struct fresh_log *fresh);

/* Writes all rows that wait, and empties the log. */
bool fresh_write(struct fresh_log *fresh, struct word_cache *words, int64_t file_id,
                 int64_t drop_id, struct err *err);

/* Reads the rows of a pack one by one. */
struct pack_reader {
    struct text rest;
    uint32_t row; /* the number before */
};
struct pack_reader pack_read(struct text rows, uint32_t first_row);

/* *has_row is false after the last. ERR_FORMAT if the bytes make no sense. */
bool pack_next(struct pack_reader *reader, bool *has_row, uint32_t *row, struct text *body,
               struct err *err);

/* Appends a row to the bytes of a pack; *last is the number before (at first the pack's first
 * row) and becomes `row`. False without memory. */
bool pack_append(struct buffer *pack, uint32_t *last, uint32_t row, struct text body);

#endif
