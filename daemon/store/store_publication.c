/* SPDX-License-Identifier: MIT */
/*
 * Boards as they were shown.
 *
 * A run begins with a whole board, then come patches. Once they are many, or outweigh the whole
 * board, the newest one is put down whole in place of its patch, so that any moment is one whole
 * board and not many patches away. That costs what the board is, so it is no part of a drop: it is
 * done when nobody waits, and for a large board seldom.
 */
#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "model/board.h"
#include "store/store_internal.h"

enum { PATCHES_MAX = 64, BYTES_A_PATCH = 256 * 1024 /* of a whole board allow one more */ };

/* How long the chain of patches is: asked of the database once, then kept. */
static bool count_patches(struct store *store, struct text run, struct err *err)
{
    if (store->has_patch_count) {
        return true;
    }
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("patches-since-whole"), err);
    bool has_row = false;
    if (!statement) {
        return false;
    }
    bind_text(statement, 1, run);
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        store->patches = column_count(statement, 0);
        store->patch_bytes = (size_t)column_integer(statement, 1);
        store->whole_bytes = (size_t)column_integer(statement, 2);
        store->has_patch_count = true;
    }
    statement_give(&store->statements, statement);
    return ok;
}

static sqlite3_stmt *prepare_insert(struct store *store, const struct publication *publication,
                                    bool is_whole, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "INSERT INTO publication (run, seq, at_utc_ms, is_whole, body)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
                       err);

    if (statement) {
        bind_text(statement, 1, publication->run);
        bind_integer(statement, 2, publication->seq);
        bind_integer(statement, 3, publication->at_utc_ms);
        bind_integer(statement, 4, is_whole);
    }
    return statement;
}

static bool insert_patch(struct store *store, const struct publication *publication,
                         struct err *err)
{
    sqlite3_stmt *statement = prepare_insert(store, publication, false, err);

    if (!statement) {
        return false;
    }
    bind_text(statement, 5, publication->patch);
    return statement_finish(&store->statements, statement, err);
}

/* --- a whole board, piece by piece into its row --- */

struct body {
    sqlite3 *db;
    sqlite3_blob *blob; /* NULL: only measured */
    size_t len;
};

static bool on_piece(void *owner, struct text piece, struct err *err);

static bool on_piece(void *owner, struct text piece, struct err *err)
{
    struct body *body = owner;
    size_t at = body->len;

    body->len += piece.len;
    if (body->len > INT_MAX) {
        return err_set(err, ERR_LIMIT, "看板太大 (the board is too large)");
    }
    if (!body->blob) {
        return true;
    }
    int code = sqlite3_blob_write(body->blob, piece.at, (int)piece.len, (int)at);
    return code == SQLITE_OK || statement_fail(body->db, code, err);
}

/* Into the row of that number. */
static bool write_body(struct store *store, int64_t id,
                       bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                       void *owner, size_t *len, struct err *err)
{
    struct body written = {.db = store->db};
    struct text_sink write = {&written, on_piece};
    int code = sqlite3_blob_open(store->db, "main", "publication", "body", id, 1, &written.blob);

    bool ok =
        (code == SQLITE_OK || statement_fail(store->db, code, err)) && whole(owner, &write, err);
    (void)sqlite3_blob_close(written.blob);
    *len = written.len;
    return ok;
}

static bool measure_body(bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                         void *owner, size_t *len, struct err *err)
{
    struct body measured = {0};
    struct text_sink measure = {&measured, on_piece};
    bool ok = whole(owner, &measure, err);

    *len = measured.len;
    return ok;
}

/* A new chain begins. */
static void note_whole(struct store *store, size_t len)
{
    store->patches = 0;
    store->patch_bytes = 0;
    store->whole_bytes = len;
    store->has_patch_count = true;
}

static bool insert_whole(struct store *store, const struct publication *publication,
                         bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                         void *owner, struct err *err)
{
    size_t len = 0;

    if (!measure_body(whole, owner, &len, err)) {
        return false;
    }
    sqlite3_stmt *statement = prepare_insert(store, publication, true, err);
    if (!statement) {
        return false;
    }
    (void)sqlite3_bind_zeroblob(statement, 5, (int)len);
    if (!statement_finish(&store->statements, statement, err) ||
        !write_body(store, sqlite3_last_insert_rowid(store->db), whole, owner, &len, err)) {
        return false;
    }
    note_whole(store, len);
    return true;
}

bool store_put_publication(struct store *store, const struct publication *publication,
                           bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                           void *owner, struct err *err)
{
    if (!store_is_alive(store, err) || !count_patches(store, publication->run, err)) {
        return false;
    }
    bool is_first = store->whole_bytes == 0;
    if (publication->patch.len == 0 || is_first) {
        return insert_whole(store, publication, whole, owner, err);
    }
    store->patches++;
    store->patch_bytes += publication->patch.len;
    return insert_patch(store, publication, err);
}

bool store_wants_whole_board(const struct store *store)
{
    return store->has_patch_count &&
           (store->patches >= PATCHES_MAX + store->whole_bytes / BYTES_A_PATCH ||
            store->patch_bytes > store->whole_bytes);
}

/* The row becomes that of a whole board, of so many zeros for now. */
static bool clear_row(struct store *store, struct text run, int64_t seq, size_t len, int64_t *id,
                      struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements,
                       "UPDATE publication SET is_whole = 1, body = ?3 WHERE run = ?1 AND seq = ?2"
                       " RETURNING id",
                       err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_text(statement, 1, run);
    bind_integer(statement, 2, seq);
    (void)sqlite3_bind_zeroblob(statement, 3, (int)len);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        *id = column_integer(statement, 0);
    }
    statement_give(&store->statements, statement);
    return ok && (has_row || err_set(err, ERR_INTERNAL, "a board that was not published"));
}

bool store_put_whole_board(struct store *store, struct text run, int64_t seq,
                           bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                           void *owner, struct err *err)
{
    int64_t id = 0;
    size_t len = 0;

    if (!store_is_alive(store, err) || !measure_body(whole, owner, &len, err) ||
        !clear_row(store, run, seq, len, &id, err) ||
        !write_body(store, id, whole, owner, &len, err)) {
        return false;
    }
    note_whole(store, len);
    return true;
}

/* --- reading --- */

struct replay {
    struct board_past board;
    struct buffer run;
    int64_t seq;
};

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "a board of the past");
}

static bool replay_row(struct replay *replay, sqlite3_stmt *statement, struct err *err)
{
    struct text body = column_text(statement, 3);

    buffer_clear(&replay->run);
    if (!buffer_append_text(&replay->run, column_text(statement, 0))) {
        return no_memory(err);
    }
    replay->seq = column_integer(statement, 1);
    return column_integer(statement, 2) != 0 ? board_past_begin(&replay->board, body, err)
                                             : board_past_apply(&replay->board, body, err);
}

static bool replay_until(struct store *store, int64_t at_utc_ms, struct replay *replay,
                         struct err *err)
{
    sqlite3_stmt *statement = statement_take(&store->statements, statement_sql("board-at"), err);
    bool has_row = true;
    bool ok = statement != NULL;

    if (ok) {
        bind_integer(statement, 1, at_utc_ms);
    }
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = replay_row(replay, statement, err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool store_read_board_at(struct store *store, int64_t at_utc_ms, struct buffer *board,
                         struct buffer *run, int64_t *seq, struct err *err)
{
    struct replay replay = {0};

    if (!store_read_begin(store, err)) {
        return false;
    }
    bool ok = replay_until(store, at_utc_ms, &replay, err);
    if (ok && replay.run.len == 0) {
        ok = err_set(err, ERR_NOT_FOUND, "那时还没有看板 (there was no board at that time)");
    }
    ok = ok && board_past_append(&replay.board, board, err) &&
         (buffer_append_text(run, buffer_text(&replay.run)) || no_memory(err));
    if (ok) {
        *seq = replay.seq;
    }
    board_past_end(&replay.board);
    buffer_finish(&replay.run);
    store_read_end(store);
    return ok;
}
