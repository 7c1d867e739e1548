/* SPDX-License-Identifier: MIT */
/*
 * Finds rows of the version in force that no row of the new version has matched yet: by a hash of
 * what they say, by their key, or by their bytes.
 */
#ifndef PLUMB_STORE_STORE_MATCH_H
#define PLUMB_STORE_STORE_MATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <xxhash.h>

/* By what a row is known. The hash of a plain row (model/known_rows.h) is in its low half that of
 * its bytes and in its high half its key; of any other row it is the hash of what it says. A hash
 * of zero is no row. */
struct row_identity {
    XXH128_hash_t hash;
    bool is_plain;
    bool is_double; /* not plain, because another row had its key: a plain one may say the same */
};

/* A row as it lies in memory: together, because shuffled rows are looked up all over. A line of
 * zero is a row that the new version has not (yet) shown. */
struct manifest_row {
    XXH128_hash_t hash;
    uint32_t subject : 30;
    uint32_t is_plain : 1;
    uint32_t is_double : 1;
    uint32_t line;
};

static inline bool match_is_same(XXH128_hash_t a, XXH128_hash_t b)
{
    return a.low64 == b.low64 && a.high64 == b.high64;
}

static inline bool match_is_zero(XXH128_hash_t hash)
{
    return hash.low64 == 0 && hash.high64 == 0;
}

/* ---- by hash ---- */

struct match_entry {
    XXH128_hash_t hash;
    uint32_t slot;
    uint32_t next; /* place + 1 of the next entry of the same hash; 0: none */
};

/* Zeroed memory is an empty table. */
struct match_table {
    struct match_entry *entries;
    uint32_t count;
    uint32_t capacity;
    uint32_t *heads; /* place + 1 of the first entry of a hash, and above it bits of the hash */
    uint32_t mask;   /* number of heads - 1 */
};

/* Accepts a zeroed table. */
void match_finish(struct match_table *table);

/* Adds a row; of equal hashes the one of the smallest slot is found first, and it is quick to add
 * them from the last to the first. False without memory. */
bool match_add(struct match_table *table, XXH128_hash_t hash, uint32_t slot);

/* Whether any row was added with that hash. */
bool match_any(const struct match_table *table, XXH128_hash_t hash);

/* Whether the row at that slot was added with that hash. */
bool match_has(const struct match_table *table, XXH128_hash_t hash, uint32_t slot);

/* The slot of the first row with that hash that is still missing. */
bool match_find(struct match_table *table, const struct manifest_row *rows, XXH128_hash_t hash,
                uint32_t *slot);

/* The largest line among the rows with that hash but the one at `slot`; 0: none of them has one. */
uint32_t match_line(const struct match_table *table, const struct manifest_row *rows,
                    XXH128_hash_t hash, uint32_t slot);

/* ---- by bytes ---- */

struct raw_index {
    uint32_t *entries; /* slot + 1, and above it bits of the hash. NULL: not made yet */
    uint32_t mask;     /* number of entries - 1 */
};

/* Accepts a zeroed index. */
void raw_index_finish(struct raw_index *index);

/* Makes the index of the plain rows among rows[0] to rows[count - 1] that are missing. False
 * without memory. */
bool raw_index_make(struct raw_index *index, const struct manifest_row *rows, uint32_t count);

/* Fetches what raw_index_find will look at: the entry first, and a while later the row. */
void raw_index_fetch(const struct raw_index *index, uint64_t raw);
void raw_index_approach(const struct raw_index *index, const struct manifest_row *rows,
                        uint64_t raw);

/* The slot of the missing row with these bytes. */
bool raw_index_find(const struct raw_index *index, const struct manifest_row *rows, uint64_t raw,
                    uint32_t *slot);

#endif
