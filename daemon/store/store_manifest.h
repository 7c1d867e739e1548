/* SPDX-License-Identifier: MIT */
/*
 * The rows of one file by number, with hash, subject and line: what a new version is compared
 * with, row by row as it is read.
 *
 * The rows in force are loaded whole (24 bytes a row, 8 more once plain rows come out of order, and
 * 32 for each row that is compared by what it says), in pieces of 1,024 numbers. Rows that are new
 * get the next numbers; they go to the database as their pieces fill, so that a first load needs no
 * memory for them. Matching expects the next row to follow the one before, and only otherwise looks
 * the hash up.
 *
 * Of a plain row the hash of what it says is not kept. Where it is needed, because a row came whose
 * bytes are not known, it is made again from the stored row (store_known.c) and added with
 * manifest_add_content.
 */
#ifndef PLUMB_STORE_STORE_MANIFEST_H
#define PLUMB_STORE_STORE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "store/store_match.h"
#include "store/store_statement.h"

struct err;

enum { PIECE_BITS = 10, PIECE_ROWS = 1 << PIECE_BITS };

/* A piece as it lies in memory. */
struct manifest_piece {
    uint32_t number;
    bool is_loaded; /* the database has it */
    bool is_dirty;  /* hashes or subjects differ from the database's */
};

struct manifest {
    struct statement_cache *statements;
    int64_t file_id;
    struct manifest_piece *pieces;
    uint32_t piece_count;
    struct manifest_row *rows; /* PIECE_ROWS a piece: a slot is a place in here */
    uint32_t old_count;        /* rows in force before, */
    uint32_t plain_count;      /* how many of them are plain, */
    uint32_t double_count;     /* and how many are double */
    uint32_t same_count;
    uint32_t cursor;           /* the slot expected next */
    uint32_t last_slot;        /* of the row that was taken or added last */
    struct match_table table;  /* by what they say */
    bool has_table;            /* with all rows that are not plain */
    struct raw_index by_bytes; /* made when plain rows first come out of order */
    uint32_t first_new;        /* number of the first new row */
    uint32_t next_row;
    bool has_tail;
    uint32_t tail_slot; /* piece that is filled: the last of the arrays */
    struct buffer bytes;
};

/* Loads the rows in force of a file whose next row is next_row. */
bool manifest_load(struct manifest *manifest, struct statement_cache *statements, int64_t file_id,
                   uint32_t next_row, struct err *err);

/* Accepts a zeroed manifest. */
void manifest_finish(struct manifest *manifest);

/* The slot of a row in force that says this and has not been matched yet: of several the one that
 * is expected next, else the first. `key` is that of plain rows that say this. */
bool manifest_match(struct manifest *manifest, XXH128_hash_t content, uint64_t key, bool *is_same,
                    uint32_t *slot, struct err *err);

/* What a plain row says. Where another row says the same it is plain no longer: of equal rows it
 * must not depend on what is known which one is matched. */
bool manifest_add_content(struct manifest *manifest, XXH128_hash_t content, uint32_t slot,
                          struct err *err);

/* The slot of a plain row with these bytes that has not been matched yet: the one expected next or
 * one close behind it; or, once there is an index, any. */
enum { MANIFEST_NOWHERE = UINT32_MAX };
uint32_t manifest_follow(struct manifest *manifest, uint64_t raw);
bool manifest_index(struct manifest *manifest, struct err *err);
uint32_t manifest_seek(const struct manifest *manifest, uint64_t raw);

/* The row is matched, and stands at that line. */
void manifest_take(struct manifest *manifest, uint32_t slot, uint32_t line);

/* By what the row is known from now on. */
void manifest_identify(struct manifest *manifest, uint32_t slot, struct row_identity identity);

/* A row that is new; *row is its number. */
bool manifest_add(struct manifest *manifest, struct row_identity identity, uint32_t subject,
                  uint32_t line, uint32_t *row, struct err *err);

/* The slot of a row in force by its number. False: there is none. */
bool manifest_find_row(const struct manifest *manifest, uint32_t row, uint32_t *slot);

/* The rows in force that were not matched: slots below manifest_slots whose hash is not zero and
 * whose line is. */
uint32_t manifest_slots(const struct manifest *manifest);
bool manifest_is_missing(const struct manifest *manifest, uint32_t slot);
uint32_t manifest_row(const struct manifest *manifest, uint32_t slot);

/* The row is no longer in force. */
void manifest_remove(struct manifest *manifest, uint32_t slot);

/* Writes all that differs. Rows that are still missing stay with line 0. */
bool manifest_write(struct manifest *manifest, struct err *err);

/* Reads the lines of one piece: 0 where the version in force does not show the row. */
bool manifest_read_lines(struct statement_cache *statements, int64_t file_id, uint32_t piece,
                         uint32_t lines[PIECE_ROWS], struct err *err);

#endif
