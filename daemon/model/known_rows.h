/* SPDX-License-Identifier: MIT */
/*
 * The rows of a file's version in force, known again by their bytes.
 *
 * Nearly all rows of a new version are those of the version before, byte for byte. A row that is
 * known need not be understood once more: ingest says that it is there, and on which line. Only
 * rows count that are plain: what such a row says depends on nothing but its bytes and the context
 * of its sheet (header, delimiter, year; the rules of the program), it has neither fault nor
 * warning, and no other row of its version had its key.
 *
 * `raw` is a hash of the row's bytes, made with the store's secret, so that nobody can write a row
 * that is taken for another one; 0: not to be known. By chance that happens to one of a million
 * changed rows among a million old ones with a probability of 5e-8; such a row would be read as
 * unchanged until it is written in yet another way. `key` is a hash of what makes two rows the
 * same row. Places are those of the store: rows that no row of the new version was found to be
 * yet.
 */
#ifndef PLUMB_MODEL_KNOWN_ROWS_H
#define PLUMB_MODEL_KNOWN_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct record;

enum { KNOWN_SECRET_LEN = 192 };
enum { KNOWN_NOWHERE = UINT32_MAX };

struct known_rows {
    void *owner;
    const unsigned char *secret; /* KNOWN_SECRET_LEN bytes */

    /* The header is known. The context is neither 0 nor 1. *are_wanted: it is worth while to say
     * which rows are plain. *has_rows: rows of the version in force were plain in the same context,
     * on this day or an earlier one, and may be asked for. False: without memory or store. */
    bool (*begin)(void *owner, uint64_t context, int32_t today, bool *are_wanted, bool *has_rows,
                  struct err *err);

    /* The place of the row expected next, or of one close behind it, if it has these bytes, and the
     * row's key; KNOWN_NOWHERE. */
    uint32_t (*follow)(void *owner, uint64_t raw, uint64_t *key);

    /* The same for a row that may be anywhere. `index` once before; `fetch` and then `approach`
     * some time before `seek`, so that memory need not be waited for. */
    bool (*index)(void *owner, struct err *err);
    void (*fetch)(void *owner, uint64_t raw);
    void (*approach)(void *owner, uint64_t raw);
    uint32_t (*seek)(void *owner, uint64_t raw, uint64_t *key);

    /* The row at that place stands on that line of the new version. */
    void (*take)(void *owner, uint32_t place, uint32_t line);

    /* On which line a row was taken that has the key of the record handed on last; 0: on none. (The
     * lines of records that were handed on may be among them.) */
    uint32_t (*line_of_key)(void *owner, uint64_t key);

    /* The record handed on last is no plain row. is_double: another one had its key. */
    bool (*depend)(void *owner, const struct record *record, bool is_double, struct err *err);

    /* No further row comes. Not usable: rows of this version say something about each other. */
    void (*end)(void *owner, bool is_usable);
};

#endif
