/* SPDX-License-Identifier: MIT */
/*
 * Where stored rows stand, and which place they mean: files, drops, lines, and the aliases of
 * places, remembered while rows are read.
 */
#ifndef PLUMB_STORE_STORE_SOURCE_H
#define PLUMB_STORE_STORE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/arena.h"
#include "store/store_manifest.h"

struct err;
struct store;
struct row_source;

struct source_file {
    int64_t id;
    int64_t good_drop;
    uint32_t version; /* of good_drop */
    struct text name;
    struct text folder_place;
};

struct source_drop {
    int64_t id;
    int64_t taken_utc_ms;
};

struct source_lines {
    int64_t file_id; /* 0: nothing */
    uint32_t piece;
    uint32_t lines[PIECE_ROWS];
};

struct source_alias {
    struct text alias;
    struct text name;
    size_t order;
};

enum { SOURCE_DROPS = 64, SOURCE_LINES = 1024 };

struct source_cache {
    struct arena texts;        /* of files */
    struct source_file *files; /* by id */
    size_t file_count;
    size_t file_capacity;
    struct source_drop drops[SOURCE_DROPS];
    struct source_lines **lines; /* SOURCE_LINES of them; NULL until needed */
    struct arena alias_texts;
    struct source_alias *aliases; /* by alias, once has_aliases */
    size_t alias_count;
    size_t alias_capacity;
    bool has_aliases;
};

/* Forgets everything. */
void sources_forget(struct source_cache *cache);

/* Forgets one file and its lines, because a drop has changed it. */
void sources_forget_file(struct source_cache *cache, int64_t file_id);

/* Forgets the aliases of places, because a 地区 sheet has changed. */
void sources_forget_places(struct source_cache *cache);

/* Forgets when drops were taken. */
void sources_forget_drops(struct source_cache *cache);

/* The file with that id; its texts hold until sources_forget. */
bool source_file(struct store *store, int64_t file_id, struct source_file *file, struct err *err);

/* The line of a row in the version in force, or, for a kept row, in the newest version that has
 * it. */
bool source_line(struct store *store, const struct source_file *file, uint32_t row,
                 uint32_t *version, uint32_t *line, struct err *err);

/* The lines of all rows of that row's piece; of one that is 0, source_line tells. Borrowed until
 * the next call. NULL and err if they cannot be read. */
const uint32_t *source_piece(struct store *store, const struct source_file *file, uint32_t row,
                             struct err *err);

/* When that drop was taken. */
bool source_taken(struct store *store, int64_t drop_id, int64_t *taken_utc_ms, struct err *err);

/* The place that is meant: an alias's or a code's name; for a blank the folder's or the office's.
 */
bool source_place(struct store *store, const struct source_file *file, struct text written,
                  struct text *place, struct err *err);

#endif
