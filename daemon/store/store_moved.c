/* SPDX-License-Identifier: MIT */
/*
 * What drops moved. The figures of one indicator and period lie together, as a JSON array of
 * [board key, before, after, is revision], so that a drop that moves many writes few rows, and the
 * index of what was moved grows at few places.
 */
#include <string.h>

#include "base/err.h"
#include "model/json.h"
#include "model/json_scan.h"
#include "store/store_internal.h"

/* --- writing --- */

/* A revision is always put down: the figure says that it was revised. */
static bool is_revised(struct text from, struct text to)
{
    return from.len > 0 && to.len > 0;
}

bool store_skip_moved(struct store *store, struct text from, struct text to)
{
    struct touched *touched = &store->touched;

    if (is_revised(from, to) || touched->moved_listed < STORE_MOVED_MAX) {
        return false;
    }
    touched->moved_unlisted++;
    return true;
}

/* What is put down of a list. */
struct listing {
    struct buffer figures;
    size_t count;
    bool has_revision;
};

static void append_figure(struct listing *listing, const struct moved_figure *moved)
{
    struct buffer *out = &listing->figures;

    (void)buffer_append_str(out, listing->count == 0 ? "[[" : ",[");
    (void)json_append_string(out, moved->indicator);
    (void)buffer_append(out, ",", 1);
    (void)json_append_string(out, moved->from);
    (void)buffer_append(out, ",", 1);
    (void)json_append_string(out, moved->to);
    (void)buffer_append_str(out, moved->is_revision ? ",1]" : ",0]");
    listing->has_revision |= moved->is_revision;
    listing->count++;
}

static void list_figures(struct store *store, const struct moved_figure *moved, size_t count,
                         struct listing *listing)
{
    for (size_t i = 0; i < count; i++) {
        if (!store_skip_moved(store, moved[i].from, moved[i].to)) {
            store->touched.moved_listed += is_revised(moved[i].from, moved[i].to) ? 0 : 1;
            append_figure(listing, &moved[i]);
        }
    }
    (void)buffer_append(&listing->figures, "]", 1);
}

static bool insert(struct store *store, int64_t drop_id, struct text indicator, struct text period,
                   int64_t at_utc_ms, const struct listing *listing, struct err *err)
{
    uint32_t word = NO_WORD;

    if (!word_require(&store->words, indicator, &word, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "INSERT INTO moved (drop_id, at_utc_ms, indicator, period, count,"
                       " has_revision, figures) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                       err);
    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, drop_id);
    bind_integer(statement, 2, at_utc_ms);
    bind_integer(statement, 3, word);
    bind_text(statement, 4, period);
    bind_integer(statement, 5, (int64_t)listing->count);
    bind_integer(statement, 6, listing->has_revision);
    bind_text(statement, 7, buffer_text(&listing->figures));
    return statement_finish(&store->statements, statement, err);
}

bool store_put_moved(struct store *store, int64_t drop_id, struct text indicator,
                     const struct moved_figure *moved, size_t count, int64_t at_utc_ms,
                     struct err *err)
{
    struct listing listing = {0};

    if (!store_is_alive(store, err)) {
        return false;
    }
    list_figures(store, moved, count, &listing);
    bool ok = !listing.figures.has_failed || err_set(err, ERR_NO_MEMORY, "moved figures");
    if (ok && listing.count > 0) {
        ok = insert(store, drop_id, indicator, moved[0].period, at_utc_ms, &listing, err);
    }
    buffer_finish(&listing.figures);
    return ok;
}

/* --- reading --- */

/* The statements give, in this order: figures, period, time, file, version. */
enum { FIGURES, PERIOD, AT, FILE_NAME, VERSION };

#define MOVED_COLUMNS "SELECT m.figures, m.period, m.at_utc_ms, f.name, d.version"
#define MOVED_TABLES                                                                               \
    " FROM moved m JOIN drops d ON d.id = m.drop_id JOIN file f ON f.id = d.file_id"

struct asking {
    struct text key; /* only of this board key; "": of all */
    bool only_revisions;
    bool is_newest_first; /* else in the order in which they were put */
    size_t left;          /* to be visited at most */
    visit_moved *visit;
    void *owner;
};

static bool is_damaged(struct err *err)
{
    return err_set(err, ERR_FORMAT,
                   "数据库中的变动记录已损坏 (what moved is damaged in the store)");
}

/* Of one row. */
struct reading {
    struct buffer key; /* what had escapes */
    struct buffer from;
    struct buffer to;
    struct buffer figures; /* struct text each */
};

static void finish_reading(struct reading *reading)
{
    buffer_finish(&reading->key);
    buffer_finish(&reading->from);
    buffer_finish(&reading->to);
    buffer_finish(&reading->figures);
}

static bool cannot_be_read(const struct reading *reading, struct err *err)
{
    bool has_failed = reading->key.has_failed || reading->from.has_failed ||
                      reading->to.has_failed || reading->figures.has_failed;

    return has_failed ? err_set(err, ERR_NO_MEMORY, "moved figures") : is_damaged(err);
}

/* [key, before, after, is revision] */
static bool read_figure(struct reading *reading, struct text text, struct moved_figure *figure,
                        struct err *err)
{
    text = text_part(text, 1, text.len);
    if (!json_take_string(&text, &reading->key, &figure->indicator) ||
        !json_take_string(&text, &reading->from, &figure->from) ||
        !json_take_string(&text, &reading->to, &figure->to)) {
        return cannot_be_read(reading, err);
    }
    figure->is_revision = text_starts_with(text, "1");
    return true;
}

static bool split_figures(struct reading *reading, struct text body, struct err *err)
{
    const char *end = body.at + body.len;
    const char *at = body.at + 1;

    while (body.len > 0 && at < end && *at == '[') {
        const char *behind = json_value_end(at, end);
        struct text figure = {at, (size_t)(behind - at)};
        (void)buffer_append(&reading->figures, &figure, sizeof(figure));
        at = behind < end && *behind == ',' ? behind + 1 : behind;
    }
    bool is_whole = body.len > 0 && body.at[0] == '[' && at + 1 == end && *at == ']';
    return (is_whole && !reading->figures.has_failed) || cannot_be_read(reading, err);
}

static bool is_asked(const struct asking *asking, const struct moved_figure *moved)
{
    return (!asking->only_revisions || moved->is_revision) &&
           (asking->key.len == 0 || text_equal(asking->key, moved->indicator));
}

static bool visit_figures(struct asking *asking, struct reading *reading, struct move *move,
                          struct err *err)
{
    size_t count = reading->figures.len / sizeof(struct text);

    for (size_t i = 0; i < count && asking->left > 0; i++) {
        size_t at = asking->is_newest_first ? count - 1 - i : i;
        struct text figure;
        memcpy(&figure, reading->figures.bytes + at * sizeof(figure), sizeof(figure));
        if (!read_figure(reading, figure, &move->figure, err)) {
            return false;
        }
        if (is_asked(asking, &move->figure)) {
            asking->left--;
            if (!asking->visit(asking->owner, move, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool visit_row(struct asking *asking, sqlite3_stmt *statement, struct err *err)
{
    struct reading reading = {0};
    struct move move = {
        .figure = {.period = column_text(statement, PERIOD)},
        .at_utc_ms = column_integer(statement, AT),
        .file = column_text(statement, FILE_NAME),
        .version = column_count(statement, VERSION),
    };

    bool ok = split_figures(&reading, column_text(statement, FIGURES), err) &&
              visit_figures(asking, &reading, &move, err);
    finish_reading(&reading);
    return ok;
}

/* Ends the statement. */
static bool visit_rows(struct store *store, struct asking *asking, sqlite3_stmt *statement,
                       struct err *err)
{
    bool has_row = true;
    bool ok = true;

    while (ok && has_row && asking->left > 0) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = visit_row(asking, statement, err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_each_moved(struct store *store, int64_t drop_id, visit_moved *visit, void *owner,
                      struct err *err)
{
    struct asking asking = {.left = SIZE_MAX, .visit = visit, .owner = owner};

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = statement_take(
        &store->statements, MOVED_COLUMNS MOVED_TABLES " WHERE m.drop_id = ?1 ORDER BY m.id", err);
    bool ok = statement != NULL;
    if (ok) {
        bind_integer(statement, 1, drop_id);
        ok = visit_rows(store, &asking, statement, err);
    }
    store_read_end(store);
    return ok;
}

bool store_each_moved_since(struct store *store, int64_t since_utc_ms, size_t limit,
                            visit_moved *visit, void *owner, struct err *err)
{
    struct asking asking = {.is_newest_first = true, .left = limit, .visit = visit, .owner = owner};

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       MOVED_COLUMNS MOVED_TABLES " WHERE m.at_utc_ms >= ?1"
                                                  " ORDER BY m.at_utc_ms DESC, m.id DESC",
                       err);
    bool ok = statement != NULL;
    if (ok) {
        bind_integer(statement, 1, since_utc_ms);
        ok = visit_rows(store, &asking, statement, err);
    }
    store_read_end(store);
    return ok;
}

/* The rows of one indicator, by a statement whose first parameter it is and the second a time. */
static bool each_of_indicator(struct store *store, struct asking *asking, struct text indicator,
                              const char *sql, int64_t since_utc_ms, struct err *err)
{
    uint32_t word = NO_WORD;

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok = word_find(&store->words, indicator, &word, err);
    if (ok && word != NO_WORD) {
        sqlite3_stmt *statement = statement_take(&store->statements, sql, err);
        ok = statement != NULL;
        if (ok) {
            bind_integer(statement, 1, word);
            bind_integer(statement, 2, since_utc_ms);
            ok = visit_rows(store, asking, statement, err);
        }
    }
    store_read_end(store);
    return ok;
}

bool store_each_moved_of(struct store *store, struct text indicator, struct text key, size_t limit,
                         visit_moved *visit, void *owner, struct err *err)
{
    struct asking asking = {
        .key = key, .is_newest_first = true, .left = limit, .visit = visit, .owner = owner};

    return each_of_indicator(store, &asking, indicator,
                             MOVED_COLUMNS MOVED_TABLES
                             " WHERE m.indicator = ?1 AND m.at_utc_ms >= ?2"
                             " ORDER BY m.at_utc_ms DESC, m.id DESC",
                             INT64_MIN, err);
}

/* An index has just these rows. */
bool store_each_revision(struct store *store, struct text indicator, int64_t since_utc_ms,
                         visit_moved *visit, void *owner, struct err *err)
{
    struct asking asking = {.only_revisions = true,
                            .is_newest_first = true,
                            .left = SIZE_MAX,
                            .visit = visit,
                            .owner = owner};

    return each_of_indicator(store, &asking, indicator,
                             MOVED_COLUMNS MOVED_TABLES
                             " WHERE m.indicator = ?1 AND m.at_utc_ms >= ?2 AND m.has_revision"
                             " ORDER BY m.at_utc_ms DESC, m.id DESC",
                             since_utc_ms, err);
}
