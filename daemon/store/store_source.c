/* SPDX-License-Identifier: MIT */
#include "store/store_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_codec.h"
#include "store/store_internal.h"
#include "store/store_pack.h"

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "sources of the store");
}

/* --- forgetting --- */

/* Where the file is, or should be. */
static size_t find_file(const struct source_cache *cache, int64_t file_id)
{
    size_t low = 0;
    size_t high = cache->file_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cache->files[middle].id < file_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum { TEXTS_MAX = 1024 * 1024 }; /* names of files that came and went add up */

static void forget_lines(struct source_cache *cache)
{
    if (!cache->lines) {
        return;
    }
    for (size_t i = 0; i < SOURCE_LINES; i++) {
        free(cache->lines[i]);
    }
    free(cache->lines);
    cache->lines = NULL;
}

void sources_forget_places(struct source_cache *cache)
{
    arena_finish(&cache->alias_texts);
    cache->alias_count = 0;
    cache->has_aliases = false;
}

void sources_forget_drops(struct source_cache *cache)
{
    memset(cache->drops, 0, sizeof(cache->drops));
}

void sources_forget(struct source_cache *cache)
{
    arena_finish(&cache->texts);
    cache->file_count = 0;
    sources_forget_places(cache);
    sources_forget_drops(cache);
    forget_lines(cache);
}

void sources_forget_file(struct source_cache *cache, int64_t file_id)
{
    size_t at = find_file(cache, file_id);

    if (cache->texts.total > TEXTS_MAX) {
        sources_forget(cache);
        return;
    }
    if (at < cache->file_count && cache->files[at].id == file_id) {
        cache->file_count--;
        memmove(cache->files + at, cache->files + at + 1,
                (cache->file_count - at) * sizeof(*cache->files));
    }
    for (size_t i = 0; cache->lines && i < SOURCE_LINES; i++) {
        if (cache->lines[i] && cache->lines[i]->file_id == file_id) {
            cache->lines[i]->file_id = 0;
        }
    }
    sources_forget_drops(cache);
}

/* --- files --- */

static bool remember_file(struct source_cache *cache, size_t at, struct source_file file,
                          struct err *err)
{
    if (cache->file_count == cache->file_capacity) {
        size_t capacity = cache->file_capacity == 0 ? 16 : cache->file_capacity * 2;
        struct source_file *files = realloc(cache->files, capacity * sizeof(*files));
        if (!files) {
            return no_memory(err);
        }
        cache->files = files;
        cache->file_capacity = capacity;
    }
    if (!arena_copy(&cache->texts, file.name, &file.name) ||
        !arena_copy(&cache->texts, file.folder_place, &file.folder_place)) {
        return no_memory(err);
    }
    memmove(cache->files + at + 1, cache->files + at,
            (cache->file_count - at) * sizeof(*cache->files));
    cache->files[at] = file;
    cache->file_count++;
    return true;
}

static bool load_file(struct store *store, size_t at, int64_t file_id, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT f.name, f.folder_place, f.good_drop, d.version FROM file f"
                       " LEFT JOIN drops d ON d.id = f.good_drop WHERE f.id = ?1",
                       err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, file_id);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && !has_row) {
        ok = err_set(err, ERR_FORMAT, "数据库缺少文件记录 (the store misses a file)");
    }
    if (ok) {
        struct source_file file = {
            .id = file_id,
            .name = column_text(statement, 0),
            .folder_place = column_text(statement, 1),
            .good_drop = column_integer(statement, 2),
            .version = column_count(statement, 3),
        };
        ok = remember_file(&store->sources, at, file, err);
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool source_file(struct store *store, int64_t file_id, struct source_file *file, struct err *err)
{
    struct source_cache *cache = &store->sources;
    size_t at = find_file(cache, file_id);

    if ((at == cache->file_count || cache->files[at].id != file_id) &&
        !load_file(store, at, file_id, err)) {
        return false;
    }
    *file = cache->files[at];
    return true;
}

/* --- lines --- */

/* The one place in the cache for this piece, made when it is first needed. NULL without memory. */
static struct source_lines *lines_slot(struct source_cache *cache, int64_t file_id, uint32_t piece)
{
    uint64_t hash = (uint64_t)file_id * 31 + piece;
    struct source_lines **slot = &cache->lines[hash % SOURCE_LINES];
    struct source_lines *lines = *slot;

    if (!lines) {
        lines = calloc(1, sizeof(*lines));
        *slot = lines;
    }
    return lines;
}

/* The lines of a piece, from the cache or read into it. NULL and err if they cannot be read. */
static const struct source_lines *load_lines(struct store *store, int64_t file_id, uint32_t piece,
                                             struct err *err)
{
    struct source_cache *cache = &store->sources;

    if (!cache->lines) {
        cache->lines = calloc(SOURCE_LINES, sizeof(struct source_lines *));
    }
    struct source_lines *lines = cache->lines ? lines_slot(cache, file_id, piece) : NULL;
    if (!lines) {
        (void)no_memory(err);
        return NULL;
    }
    if (lines->file_id != file_id || lines->piece != piece) {
        lines->file_id = 0;
        if (!manifest_read_lines(&store->statements, file_id, piece, lines->lines, err)) {
            return NULL;
        }
        lines->file_id = file_id;
        lines->piece = piece;
    }
    return lines;
}

static bool kept_line(struct store *store, int64_t file_id, uint32_t row, uint32_t *version,
                      uint32_t *line, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "SELECT version, line FROM kept_row WHERE file_id = ?1 AND row = ?2", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, file_id);
    bind_integer(statement, 2, row);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        *version = column_count(statement, 0);
        *line = column_count(statement, 1);
    }
    statement_give(&store->statements, statement);
    return ok;
}

const uint32_t *source_piece(struct store *store, const struct source_file *file, uint32_t row,
                             struct err *err)
{
    const struct source_lines *lines = load_lines(store, file->id, row >> PIECE_BITS, err);

    return lines ? lines->lines : NULL;
}

bool source_line(struct store *store, const struct source_file *file, uint32_t row,
                 uint32_t *version, uint32_t *line, struct err *err)
{
    const struct source_lines *lines = load_lines(store, file->id, row >> PIECE_BITS, err);

    if (!lines) {
        return false;
    }
    *version = file->version;
    *line = lines->lines[row & (PIECE_ROWS - 1)];
    return *line != 0 || kept_line(store, file->id, row, version, line, err);
}

/* --- drops --- */

bool source_taken(struct store *store, int64_t drop_id, int64_t *taken_utc_ms, struct err *err)
{
    struct source_drop *slot = &store->sources.drops[(uint64_t)drop_id % SOURCE_DROPS];
    bool has_row = false;

    if (slot->id == drop_id) {
        *taken_utc_ms = slot->taken_utc_ms;
        return true;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, "SELECT taken_utc_ms FROM drops WHERE id = ?1", err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, drop_id);
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        *taken_utc_ms = has_row ? column_integer(statement, 0) : 0;
        *slot = (struct source_drop){.id = drop_id, .taken_utc_ms = *taken_utc_ms};
    }
    statement_give(&store->statements, statement);
    return ok;
}

/* --- places --- */

static bool add_alias(struct source_cache *cache, struct text alias, struct text name,
                      struct err *err)
{
    struct source_alias entry = {.order = cache->alias_count};

    alias = text_trim(alias);
    if (alias.len == 0) {
        return true;
    }
    if (cache->alias_count == cache->alias_capacity) {
        size_t capacity = cache->alias_capacity == 0 ? 64 : cache->alias_capacity * 2;
        struct source_alias *aliases = realloc(cache->aliases, capacity * sizeof(*aliases));
        if (!aliases) {
            return no_memory(err);
        }
        cache->aliases = aliases;
        cache->alias_capacity = capacity;
    }
    if (!arena_copy(&cache->alias_texts, alias, &entry.alias) ||
        !arena_copy(&cache->alias_texts, name, &entry.name)) {
        return no_memory(err);
    }
    cache->aliases[cache->alias_count++] = entry;
    return true;
}

/* Bytes of the separator at the front of the text; 0: none. */
static size_t separator_len(struct text text)
{
    static const char *const separators[] = {"、", "；", "，", ";", ","};

    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
        if (text_starts_with(text, separators[i])) {
            return strlen(separators[i]);
        }
    }
    return 0;
}

static bool add_aliases(void *owner, const struct stored_place *place, struct err *err)
{
    struct store *store = owner;
    struct text name = place->record.name;
    struct text rest = place->record.aliases;
    size_t len = 0;
    bool ok = add_alias(&store->sources, place->record.code, name, err);

    while (ok && len < rest.len) {
        size_t separator = separator_len(text_part(rest, len, rest.len));
        if (separator > 0) {
            ok = add_alias(&store->sources, text_part(rest, 0, len), name, err);
            rest = text_part(rest, len + separator, rest.len);
            len = 0;
        } else {
            len++;
        }
    }
    return ok && add_alias(&store->sources, rest, name, err);
}

/* A name means itself, whatever else somebody calls so. */
static bool add_name(void *owner, const struct stored_place *place, struct err *err)
{
    struct store *store = owner;

    return add_alias(&store->sources, place->record.name, place->record.name, err);
}

/* Of equal aliases the later entry counts, so it comes last. */
static int compare_aliases(const void *left, const void *right)
{
    const struct source_alias *a = left;
    const struct source_alias *b = right;
    int order = text_compare(a->alias, b->alias);

    return order != 0 ? order : a->order < b->order ? -1 : a->order > b->order;
}

static bool load_aliases(struct store *store, struct err *err)
{
    store->sources.alias_count = 0;
    store->sources.has_aliases = true; /* reading places resolves none */
    if (!store_each_place(store, add_aliases, store, err) ||
        !store_each_place(store, add_name, store, err)) {
        store->sources.has_aliases = false;
        return false;
    }
    if (store->sources.alias_count > 0) {
        qsort(store->sources.aliases, store->sources.alias_count, sizeof(*store->sources.aliases),
              compare_aliases);
    }
    return true;
}

static struct text resolve(const struct source_cache *cache, struct text written)
{
    size_t low = 0;
    size_t high = cache->alias_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(cache->aliases[middle].alias, written) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low > 0 && text_equal(cache->aliases[low - 1].alias, written)) {
        return cache->aliases[low - 1].name;
    }
    return written;
}

bool source_place(struct store *store, const struct source_file *file, struct text written,
                  struct text *place, struct err *err)
{
    if (!store->sources.has_aliases && !load_aliases(store, err)) {
        return false;
    }
    if (written.len == 0 && file) {
        written = file->folder_place;
    }
    if (written.len == 0) {
        written = text_of(store->office_place);
    }
    *place = resolve(&store->sources, written);
    return true;
}
