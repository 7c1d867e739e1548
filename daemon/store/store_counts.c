/* SPDX-License-Identifier: MIT */
/*
 * How many files have which state, for each board: so it is remembered, and of each job only the
 * file that it took is read again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_internal.h"

/* Of the newest version. */
struct counted_file {
    int64_t id;
    int64_t drop_id;
    int64_t taken_utc_ms;
    int64_t seen_utc_ms;
    enum drop_state state;
};

void counts_forget(struct count_cache *cache)
{
    free(cache->files);
    *cache = (struct count_cache){0};
}

void counts_touch(struct count_cache *cache, int64_t file_id)
{
    if (cache->touched_file != 0 && cache->touched_file != file_id) {
        counts_forget(cache);
    }
    cache->touched_file = file_id;
}

static struct counted_file file_of(sqlite3_stmt *statement)
{
    return (struct counted_file){.id = column_integer(statement, 0),
                                 .drop_id = column_integer(statement, 1),
                                 .state = (enum drop_state)column_integer(statement, 2),
                                 .taken_utc_ms = column_integer(statement, 3),
                                 .seen_utc_ms = column_integer(statement, 4)};
}

/* Where the file is, or should be: they are in order of their numbers. */
static size_t find(const struct count_cache *cache, int64_t id)
{
    size_t low = 0;
    size_t high = cache->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cache->files[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool put(struct count_cache *cache, struct counted_file file, struct err *err)
{
    size_t at = find(cache, file.id);

    if (at < cache->count && cache->files[at].id == file.id) {
        cache->files[at] = file;
        return true;
    }
    if (cache->count == cache->capacity) {
        size_t capacity = cache->capacity == 0 ? 16 : cache->capacity * 2;
        struct counted_file *files = realloc(cache->files, capacity * sizeof(*files));
        if (!files) {
            return err_set(err, ERR_NO_MEMORY, "files of the store");
        }
        cache->files = files;
        cache->capacity = capacity;
    }
    memmove(cache->files + at + 1, cache->files + at, (cache->count - at) * sizeof(file));
    cache->files[at] = file;
    cache->count++;
    return true;
}

/* One file, or all of them (0). */
static bool read_files(struct store *store, int64_t id, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql(id == 0 ? "counts" : "count"), err);
    bool has_row = true;

    if (!statement) {
        return false;
    }
    if (id != 0) {
        bind_integer(statement, 1, id);
    }
    bool ok = true;
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err) &&
             (!has_row || put(&store->counts, file_of(statement), err));
    }
    statement_give(&store->statements, statement);
    return ok;
}

static bool refresh(struct store *store, struct err *err)
{
    struct count_cache *cache = &store->counts;
    int64_t id = cache->touched_file;

    if (!cache->is_loaded || id != 0) {
        if (!read_files(store, cache->is_loaded ? id : 0, err)) {
            counts_forget(cache);
            return false;
        }
        cache->is_loaded = true;
        cache->touched_file = 0;
    }
    return true;
}

static bool is_later(const struct counted_file *file, const struct counted_file *than)
{
    return !than || file->seen_utc_ms > than->seen_utc_ms ||
           (file->seen_utc_ms == than->seen_utc_ms && file->drop_id > than->drop_id);
}

static void count_file(struct store_counts *counts, const struct counted_file *file)
{
    switch (file->state) {
    case DROP_TAKEN:
    case DROP_UNCHANGED:
        counts->taken++;
        break;
    case DROP_PARTIAL:
        counts->partial++;
        break;
    case DROP_REFUSED:
        counts->refused++;
        return;
    case DROP_WITHDRAWN:
        return;
    }
    if (file->taken_utc_ms > counts->last_taken_utc_ms) {
        counts->last_taken_utc_ms = file->taken_utc_ms;
    }
}

static bool read_name(struct store *store, int64_t file_id, struct buffer *name, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, "SELECT name FROM file WHERE id = ?1", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, file_id);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        ok = buffer_append_text(name, column_text(statement, 0)) ||
             err_set(err, ERR_NO_MEMORY, "file name");
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_read_counts(struct store *store, struct store_counts *counts,
                       struct buffer *last_refused_file, struct err *err)
{
    struct store_counts found = {0};
    const struct counted_file *refused = NULL;

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok = refresh(store, err);
    for (size_t i = 0; ok && i < store->counts.count; i++) {
        const struct counted_file *file = &store->counts.files[i];
        count_file(&found, file);
        if (file->state == DROP_REFUSED && is_later(file, refused)) {
            refused = file;
        }
    }
    if (ok && refused) {
        found.last_refused_utc_ms = refused->seen_utc_ms;
        ok = read_name(store, refused->id, last_refused_file, err);
    }
    if (ok) {
        *counts = found;
    }
    store_read_end(store);
    return ok;
}
