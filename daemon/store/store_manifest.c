/* SPDX-License-Identifier: MIT */
/*
 * Slots: piece p of the arrays holds slots p * 1,024 to p * 1,024 + 1,023. The pieces are those of
 * the database in order of their numbers; a last one is added when a new row needs it, and used
 * again for the next piece when it is full and written. So there is one piece more in memory than
 * the file had before, whatever its new version brings.
 */
#include "store/store_manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_codec.h"

enum { HASH_LEN = 16, SUBJECT_LEN = 4 };

/* --- room --- */

static bool grow_array(void **array, size_t len)
{
    void *grown = realloc(*array, len);

    if (!grown) {
        return false;
    }
    *array = grown;
    return true;
}

static bool make_room(struct manifest *manifest, uint32_t pieces)
{
    size_t slots = (size_t)pieces * PIECE_ROWS;

    return grow_array((void **)&manifest->pieces, pieces * sizeof(*manifest->pieces)) &&
           grow_array((void **)&manifest->rows, slots * sizeof(*manifest->rows));
}

static void clear_piece(struct manifest *manifest, uint32_t piece, uint32_t number)
{
    size_t slot = (size_t)piece * PIECE_ROWS;

    manifest->pieces[piece] = (struct manifest_piece){.number = number};
    memset(manifest->rows + slot, 0, PIECE_ROWS * sizeof(*manifest->rows));
}

/* --- loading --- */

static bool count_pieces(struct manifest *manifest, uint32_t *count, struct err *err)
{
    sqlite3_stmt *statement = statement_take(
        manifest->statements, "SELECT count(*) FROM row_hash WHERE file_id = ?1", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, manifest->file_id);
    bool ok = statement_step(statement, &has_row, err);
    if (ok) {
        *count = column_count(statement, 0);
    }
    statement_give(manifest->statements, statement);
    return ok;
}

static bool load_piece(struct manifest *manifest, sqlite3_stmt *statement, struct err *err)
{
    uint32_t piece = manifest->piece_count;
    size_t slot = (size_t)piece * PIECE_ROWS;
    struct text hashes = column_text(statement, 1);
    struct text subjects = column_text(statement, 2);
    size_t rows = hashes.len / HASH_LEN;

    if (rows > PIECE_ROWS || hashes.len != rows * HASH_LEN || subjects.len != rows * SUBJECT_LEN) {
        return err_set(err, ERR_FORMAT, "数据库中的行摘要已损坏 (stored row hashes are damaged)");
    }
    clear_piece(manifest, piece, column_count(statement, 0));
    manifest->pieces[piece].is_loaded = true;
    for (size_t i = 0; i < rows; i++) {
        struct manifest_row *row = &manifest->rows[slot + i];
        memcpy(&row->hash, hashes.at + i * HASH_LEN, HASH_LEN);
        memcpy(&row->subject, subjects.at + i * SUBJECT_LEN, SUBJECT_LEN);
        manifest->old_count += match_is_zero(row->hash) ? 0U : 1U;
    }
    manifest->piece_count++;
    return true;
}

static bool load_pieces(struct manifest *manifest, uint32_t count, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(manifest->statements,
                       "SELECT piece, hashes, subjects FROM row_hash WHERE file_id = ?1"
                       " ORDER BY piece",
                       err);
    bool has_row = true;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, manifest->file_id);
    bool ok = true;
    while (ok && has_row && manifest->piece_count <= count) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row && manifest->piece_count < count) {
            ok = load_piece(manifest, statement, err);
        }
    }
    statement_give(manifest->statements, statement);
    return ok;
}

bool manifest_load(struct manifest *manifest, struct statement_cache *statements, int64_t file_id,
                   uint32_t next_row, struct err *err)
{
    uint32_t count = 0;

    *manifest = (struct manifest){
        .statements = statements, .file_id = file_id, .first_new = next_row, .next_row = next_row};
    if (!count_pieces(manifest, &count, err)) {
        return false;
    }
    if (!make_room(manifest, count + 1)) {
        return err_set(err, ERR_NO_MEMORY, "rows of a file");
    }
    return count == 0 || load_pieces(manifest, count, err);
}

void manifest_finish(struct manifest *manifest)
{
    free(manifest->pieces);
    free(manifest->rows);
    match_finish(&manifest->table);
    buffer_finish(&manifest->bytes);
    *manifest = (struct manifest){0};
}

uint32_t manifest_slots(const struct manifest *manifest)
{
    return manifest->piece_count * PIECE_ROWS;
}

uint32_t manifest_row(const struct manifest *manifest, uint32_t slot)
{
    return manifest->pieces[slot / PIECE_ROWS].number * PIECE_ROWS + slot % PIECE_ROWS;
}

bool manifest_is_missing(const struct manifest *manifest, uint32_t slot)
{
    return manifest->rows[slot].line == 0 && !match_is_zero(manifest->rows[slot].hash);
}

/* --- matching --- */

static void skip_holes(struct manifest *manifest, uint32_t slots)
{
    while (manifest->cursor < slots && match_is_zero(manifest->rows[manifest->cursor].hash)) {
        manifest->cursor++;
    }
}

bool manifest_match(struct manifest *manifest, XXH128_hash_t hash, uint32_t line, bool *is_same,
                    struct err *err)
{
    uint32_t slots = manifest_slots(manifest);
    uint32_t slot = 0;

    *is_same = false;
    if (manifest->same_count == manifest->old_count) {
        return true;
    }
    skip_holes(manifest, slots);
    if (manifest->cursor < slots && manifest->rows[manifest->cursor].line == 0 &&
        match_is_same(manifest->rows[manifest->cursor].hash, hash)) {
        slot = manifest->cursor;
    } else {
        if (!manifest->table.entries && !match_make(&manifest->table, manifest->rows, slots)) {
            return err_set(err, ERR_NO_MEMORY, "comparison of rows");
        }
        if (!match_find(&manifest->table, manifest->rows, hash, &slot)) {
            return true;
        }
    }
    manifest->rows[slot].line = line;
    manifest->cursor = slot + 1;
    manifest->same_count++;
    *is_same = true;
    return true;
}

/* --- lines as runs --- */

/* A difference from the row before, and how often it repeats. A row that is gone is given the next
 * line, so that it seldom breaks a run; one that is kept has line 0. */
static bool encode_lines(struct manifest *manifest, size_t slot, struct buffer *out)
{
    int64_t before = 0;
    int64_t run = 1;
    uint64_t repeats = 0;
    bool ok = true;

    buffer_clear(out);
    for (size_t i = slot; ok && i < slot + PIECE_ROWS; i++) {
        int64_t line = match_is_zero(manifest->rows[i].hash) ? before + 1 : manifest->rows[i].line;
        if (line - before != run) {
            ok = repeats == 0 ||
                 (codec_put_number(out, codec_zigzag(run)) && codec_put_number(out, repeats));
            run = line - before;
            repeats = 0;
        }
        repeats++;
        before = line;
    }
    return ok && codec_put_number(out, codec_zigzag(run)) && codec_put_number(out, repeats);
}

static bool decode_lines(struct text runs, uint32_t lines[PIECE_ROWS])
{
    int64_t line = 0;
    size_t count = 0;

    while (runs.len > 0) {
        uint64_t run = 0;
        uint64_t repeats = 0;
        if (!codec_take_number(&runs, &run) || !codec_take_number(&runs, &repeats) ||
            repeats > PIECE_ROWS - count) {
            return false;
        }
        while (repeats-- > 0) {
            line += codec_unzigzag(run);
            lines[count++] = (uint32_t)line;
        }
    }
    return count == PIECE_ROWS;
}

static const char select_lines[] = "SELECT runs FROM row_line WHERE file_id = ?1 AND piece = ?2";

bool manifest_read_lines(struct statement_cache *statements, int64_t file_id, uint32_t piece,
                         uint32_t lines[PIECE_ROWS], struct err *err)
{
    sqlite3_stmt *statement = statement_take(statements, select_lines, err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, file_id);
    bind_integer(statement, 2, piece);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && (!has_row || !decode_lines(column_text(statement, 0), lines))) {
        ok = err_set(err, ERR_FORMAT, "数据库中的行号已损坏 (stored line numbers are damaged)");
    }
    statement_give(statements, statement);
    return ok;
}

/* --- writing --- */

static bool bind_piece(struct manifest *manifest, const char *sql, uint32_t number,
                       sqlite3_stmt **statement, struct err *err)
{
    *statement = statement_take(manifest->statements, sql, err);
    if (!*statement) {
        return false;
    }
    bind_integer(*statement, 1, manifest->file_id);
    bind_integer(*statement, 2, number);
    return true;
}

static bool delete_piece(struct manifest *manifest, uint32_t number, struct err *err)
{
    sqlite3_stmt *statement = NULL;

    return bind_piece(manifest, "DELETE FROM row_hash WHERE file_id = ?1 AND piece = ?2", number,
                      &statement, err) &&
           statement_finish(manifest->statements, statement, err) &&
           bind_piece(manifest, "DELETE FROM row_line WHERE file_id = ?1 AND piece = ?2", number,
                      &statement, err) &&
           statement_finish(manifest->statements, statement, err);
}

/* Slots up to the last row of the piece. */
static size_t used_slots(const struct manifest *manifest, size_t slot)
{
    size_t count = PIECE_ROWS;

    while (count > 0 && match_is_zero(manifest->rows[slot + count - 1].hash)) {
        count--;
    }
    return count;
}

/* All hashes, then all subjects. */
static bool gather_hashes(struct manifest *manifest, size_t slot, size_t used)
{
    struct buffer *bytes = &manifest->bytes;

    buffer_clear(bytes);
    if (!buffer_reserve(bytes, used * (HASH_LEN + SUBJECT_LEN))) {
        return false;
    }
    for (size_t i = 0; i < used; i++) {
        const struct manifest_row *row = &manifest->rows[slot + i];
        memcpy(bytes->bytes + i * HASH_LEN, &row->hash, HASH_LEN);
        memcpy(bytes->bytes + used * HASH_LEN + i * SUBJECT_LEN, &row->subject, SUBJECT_LEN);
    }
    return true;
}

static bool write_hashes(struct manifest *manifest, uint32_t piece, size_t used, struct err *err)
{
    sqlite3_stmt *statement = NULL;

    if (!gather_hashes(manifest, (size_t)piece * PIECE_ROWS, used)) {
        return err_set(err, ERR_NO_MEMORY, "rows of a file");
    }
    if (!bind_piece(manifest,
                    "INSERT INTO row_hash (file_id, piece, hashes, subjects)"
                    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (file_id, piece)"
                    " DO UPDATE SET hashes = excluded.hashes, subjects = excluded.subjects",
                    manifest->pieces[piece].number, &statement, err)) {
        return false;
    }
    bind_bytes(statement, 3, manifest->bytes.bytes, used * HASH_LEN);
    bind_bytes(statement, 4, manifest->bytes.bytes + used * HASH_LEN, used * SUBJECT_LEN);
    return statement_finish(manifest->statements, statement, err);
}

static bool are_lines_stored(struct manifest *manifest, uint32_t number, bool *are_stored,
                             struct err *err)
{
    sqlite3_stmt *statement = NULL;
    bool has_row = false;

    if (!bind_piece(manifest, select_lines, number, &statement, err)) {
        return false;
    }
    bool ok = statement_step(statement, &has_row, err);
    *are_stored =
        ok && has_row && text_equal(column_text(statement, 0), buffer_text(&manifest->bytes));
    statement_give(manifest->statements, statement);
    return ok;
}

static bool write_lines(struct manifest *manifest, uint32_t piece, struct err *err)
{
    uint32_t number = manifest->pieces[piece].number;
    sqlite3_stmt *statement = NULL;
    bool are_stored = false;

    if (!encode_lines(manifest, (size_t)piece * PIECE_ROWS, &manifest->bytes)) {
        return err_set(err, ERR_NO_MEMORY, "lines of a file");
    }
    if (manifest->pieces[piece].is_loaded &&
        !are_lines_stored(manifest, number, &are_stored, err)) {
        return false;
    }
    if (are_stored) {
        return true;
    }
    if (!bind_piece(manifest,
                    "INSERT INTO row_line (file_id, piece, runs) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT (file_id, piece) DO UPDATE SET runs = excluded.runs",
                    number, &statement, err)) {
        return false;
    }
    bind_bytes(statement, 3, manifest->bytes.bytes, manifest->bytes.len);
    return statement_finish(manifest->statements, statement, err);
}

static bool write_piece(struct manifest *manifest, uint32_t piece, struct err *err)
{
    const struct manifest_piece *state = &manifest->pieces[piece];
    size_t used = used_slots(manifest, (size_t)piece * PIECE_ROWS);

    if (used == 0) {
        return !state->is_loaded || delete_piece(manifest, state->number, err);
    }
    if (state->is_dirty && !write_hashes(manifest, piece, used, err)) {
        return false;
    }
    return write_lines(manifest, piece, err);
}

bool manifest_write(struct manifest *manifest, struct err *err)
{
    for (uint32_t piece = 0; piece < manifest->piece_count; piece++) {
        if (!write_piece(manifest, piece, err)) {
            return false;
        }
    }
    return true;
}

/* --- changing --- */

/* The piece in which the next new row stands. */
static bool open_tail(struct manifest *manifest, struct err *err)
{
    uint32_t number = manifest->next_row >> PIECE_BITS;

    if (!manifest->has_tail) {
        uint32_t last = manifest->piece_count;
        manifest->has_tail = true;
        if (last == 0 || manifest->pieces[last - 1].number != number) {
            clear_piece(manifest, manifest->piece_count++, number);
        }
        manifest->tail_slot = manifest->piece_count - 1;
        return true;
    }
    if (manifest->pieces[manifest->tail_slot].number == number) {
        return true;
    }
    if (!manifest->pieces[manifest->tail_slot].is_loaded) {
        if (!write_piece(manifest, manifest->tail_slot, err)) {
            return false;
        }
    } else {
        manifest->tail_slot = manifest->piece_count++;
    }
    clear_piece(manifest, manifest->tail_slot, number);
    return true;
}

bool manifest_add(struct manifest *manifest, XXH128_hash_t hash, uint32_t subject, uint32_t line,
                  uint32_t *row, struct err *err)
{
    if (manifest->next_row == UINT32_MAX) {
        return err_set(err, ERR_LIMIT, "一个文件的行数太多 (too many rows in one file)");
    }
    if (!open_tail(manifest, err)) {
        return false;
    }
    size_t slot =
        (size_t)manifest->tail_slot * PIECE_ROWS + (manifest->next_row & (PIECE_ROWS - 1));
    manifest->rows[slot] = (struct manifest_row){hash, subject, line};
    manifest->pieces[manifest->tail_slot].is_dirty = true;
    *row = manifest->next_row++;
    return true;
}

void manifest_remove(struct manifest *manifest, uint32_t slot)
{
    manifest->rows[slot] = (struct manifest_row){0};
    manifest->pieces[slot / PIECE_ROWS].is_dirty = true;
}
