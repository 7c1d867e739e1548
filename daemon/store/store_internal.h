/* SPDX-License-Identifier: MIT */
/* What the files of the store share. Nobody else includes this. */
#ifndef PLUMB_STORE_STORE_INTERNAL_H
#define PLUMB_STORE_STORE_INTERNAL_H

#include <sqlite3.h>

#include "store/store.h"
#include "base/arena.h"
#include "store/store_aggregate_cache.h"
#include "store/store_source.h"
#include "store/store_statement.h"
#include "store/store_word.h"

struct take;

/* A set of subjects by number, one bit each. */
struct subject_set {
    uint64_t *bits;
    size_t len; /* of bits */
};

/* What a job has touched so far. */
struct touched {
    struct store_touched flags;
    struct subject_set subjects;
    uint32_t moved_listed; /* figures that came or went, and were put down */
    uint32_t moved_unlisted;
};

/* What store_read_counts remembers. */
struct count_cache {
    struct counted_file *files; /* with versions */
    size_t count;
    size_t capacity;
    bool is_loaded;
    int64_t touched_file; /* its newest version is another one since; 0: none */
};

struct store {
    sqlite3 *db;
    int lock;       /* descriptor of the lock file; -1: a reader */
    int wal_pages;  /* of the WAL that are not in the database yet; a reader: 0 */
    int file_pages; /* so long is the WAL's file, if it is longer than STORE_WAL_MAX_PAGES */
    bool is_in_job; /* store_begin came, and neither commit nor rollback yet */
    unsigned depth; /* reads that are nested in each other */
    char *office_place;
    struct statement_cache statements;
    struct word_cache words;
    struct source_cache sources;
    struct aggregate_caches aggregates;
    struct count_cache counts;
    struct touched touched;
    struct take *take; /* the drop that is being taken; NULL: none */
    int64_t data_version;
    unsigned patches; /* publications since the last whole board; see store_publication.c */
    size_t patch_bytes;
    size_t whole_bytes;
    bool has_patch_count;
    unsigned char secret[KNOWN_SECRET_LEN];
    bool has_secret;
};

/* --- store.c --- */

/* False and ERR_INTERNAL outside a job, or when the database has rolled it back by itself (a full
 * disk does that): going on would commit single rows. */
bool store_is_alive(struct store *store, struct err *err);

/* Around every public read: one snapshot for all its statements, and caches that fit it. Nests. */
bool store_read_begin(struct store *store, struct err *err);
void store_read_end(struct store *store);

/* --- store_counts.c --- */

void counts_forget(struct count_cache *cache);
void counts_touch(struct count_cache *cache, int64_t file_id);

/* --- store_touched.c --- */

void touched_finish(struct touched *touched);
void touched_clear(struct touched *touched);
bool touched_add(struct touched *touched, uint32_t subject, struct err *err);
bool touched_has(const struct touched *touched, uint32_t subject);

/* Notes that rows of that sheet changed. */
void touched_flag(struct touched *touched, enum sheet sheet);

/* Adds all of `other`. */
bool touched_merge(struct touched *touched, const struct touched *other, struct err *err);

/* The figures that a fault names: of its period if that could be read, else all of its
 * indicator. */
bool touched_by_name(struct store *store, struct touched *touched, struct text indicator,
                     struct text period, struct err *err);

/* Those that the faults of a drop name, if it is a sheet of figures or targets. */
bool touched_by_faults_of(struct store *store, struct touched *touched, int64_t drop_id,
                          struct err *err);

/* --- store_files.c --- */

/* Whether that file has a version that is not withdrawn. */
bool store_is_known(struct store *store, struct text file, bool *is_known, struct err *err);

/* Notes time and identity of a file that has a new name. */
bool store_note_renamed(struct store *store, const struct drop_info *drop, struct err *err);

/* --- store_take.c --- */

/* Ends the drop in progress without a word. Accepts none. */
void take_abandon(struct store *store);

#endif
