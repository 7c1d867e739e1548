/* SPDX-License-Identifier: MIT */
/*
 * Boards as they were shown.
 *
 * A run begins with a whole board, then come patches. A whole one stands in for a patch once
 * PATCHES_MAX patches have come or they outweigh the whole board, so that any moment is one whole
 * board and a bounded number of patches away.
 */
#include <limits.h>
#include <string.h>

#include "base/err.h"
#include "model/board.h"
#include "store/store_internal.h"

enum { PATCHES_MAX = 64 };

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

static bool insert_whole(struct store *store, const struct publication *publication,
                         bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                         void *owner, struct err *err)
{
    struct body measured = {0};
    struct body written = {.db = store->db};
    struct text_sink measure = {&measured, on_piece};
    struct text_sink write = {&written, on_piece};

    if (!whole(owner, &measure, err)) {
        return false;
    }
    sqlite3_stmt *statement = prepare_insert(store, publication, true, err);
    if (!statement) {
        return false;
    }
    int code = sqlite3_bind_zeroblob(statement, 5, (int)measured.len);
    bool ok = statement_finish(&store->statements, statement, err);
    if (ok && code == SQLITE_OK) {
        code = sqlite3_blob_open(store->db, "main", "publication", "body",
                                 sqlite3_last_insert_rowid(store->db), 1, &written.blob);
    }
    ok = ok && (code == SQLITE_OK || statement_fail(store->db, code, err)) &&
         whole(owner, &write, err);
    (void)sqlite3_blob_close(written.blob);
    if (ok) {
        store->patches = 0;
        store->patch_bytes = 0;
        store->whole_bytes = measured.len;
        store->has_patch_count = true;
    }
    return ok;
}

bool store_put_publication(struct store *store, const struct publication *publication,
                           bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                           void *owner, struct err *err)
{
    if (!store_is_alive(store, err) || !count_patches(store, publication->run, err)) {
        return false;
    }
    bool is_long = store->patches + 1 >= PATCHES_MAX ||
                   store->patch_bytes + publication->patch.len > store->whole_bytes;
    if (publication->patch.len == 0 || is_long) {
        return insert_whole(store, publication, whole, owner, err);
    }
    store->patches++;
    store->patch_bytes += publication->patch.len;
    return insert_patch(store, publication, err);
}

/* --- reading --- */

struct replay {
    struct buffer board;
    struct buffer next;
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
    struct buffer board = replay->board;

    buffer_clear(&replay->run);
    if (!buffer_append_text(&replay->run, column_text(statement, 0))) {
        return no_memory(err);
    }
    replay->seq = column_integer(statement, 1);
    buffer_clear(&replay->next);
    if (column_integer(statement, 2) != 0) {
        if (!buffer_append_text(&replay->next, body)) {
            return no_memory(err);
        }
    } else if (!board_patch_json(buffer_text(&board), body, &replay->next, err)) {
        return false;
    }
    replay->board = replay->next;
    replay->next = board;
    return true;
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
    if (ok && (!buffer_append_text(board, buffer_text(&replay.board)) ||
               !buffer_append_text(run, buffer_text(&replay.run)))) {
        ok = no_memory(err);
    }
    if (ok) {
        *seq = replay.seq;
    }
    buffer_finish(&replay.board);
    buffer_finish(&replay.next);
    buffer_finish(&replay.run);
    store_read_end(store);
    return ok;
}
