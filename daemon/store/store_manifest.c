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
#include "base/large.h"
#include "store/store_codec.h"

enum { HASH_LEN = 16, SUBJECT_LEN = 4, RUN_LEN_MAX = 10 }; /* a run: of lines of 32 bits */

/* How far behind the row expected next one is looked for, without an index. */
enum { FOLLOW_MAX = 64 };

/* In the database: a subject's number, and in its highest bits whether the row is plain or double.
 */
#define SUBJECT_PLAIN UINT32_C(0x80000000)
#define SUBJECT_DOUBLE UINT32_C(0x40000000)
#define SUBJECT_NUMBER UINT32_C(0x3FFFFFFF)

/* --- room --- */

static bool make_room(struct manifest *manifest, uint32_t pieces)
{
    manifest->pieces = malloc(pieces * sizeof(*manifest->pieces));
    manifest->rows = large_alloc((size_t)pieces * PIECE_ROWS * sizeof(*manifest->rows));
    return manifest->pieces && manifest->rows;
}

/* Begins the piece; its first `rows` rows are about to be filled in. */
static void begin_piece(struct manifest *manifest, uint32_t piece, uint32_t number, size_t rows)
{
    size_t slot = (size_t)piece * PIECE_ROWS;

    manifest->pieces[piece] = (struct manifest_piece){.number = number};
    memset(manifest->rows + slot + rows, 0, (PIECE_ROWS - rows) * sizeof(*manifest->rows));
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
    uint32_t subject = 0;

    if (rows > PIECE_ROWS || hashes.len != rows * HASH_LEN || subjects.len != rows * SUBJECT_LEN) {
        return err_set(err, ERR_FORMAT, "数据库中的行摘要已损坏 (stored row hashes are damaged)");
    }
    begin_piece(manifest, piece, column_count(statement, 0), rows);
    manifest->pieces[piece].is_loaded = true;
    for (size_t i = 0; i < rows; i++) {
        struct manifest_row row = {.line = 0};
        memcpy(&row.hash, hashes.at + i * HASH_LEN, HASH_LEN);
        memcpy(&subject, subjects.at + i * SUBJECT_LEN, SUBJECT_LEN);
        row.subject = subject & SUBJECT_NUMBER;
        row.is_plain = (subject & SUBJECT_PLAIN) != 0;
        row.is_double = (subject & SUBJECT_DOUBLE) != 0;
        manifest->old_count += match_is_zero(row.hash) ? 0U : 1U;
        manifest->plain_count += row.is_plain;
        manifest->double_count += row.is_double;
        manifest->rows[slot + i] = row;
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
    raw_index_finish(&manifest->by_bytes);
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

/* From the last to the first, so that the first of equal rows is found first. */
static bool make_table(struct manifest *manifest)
{
    manifest->has_table = true;
    if (manifest->plain_count == manifest->old_count) {
        return true;
    }
    for (uint32_t slot = manifest_slots(manifest); slot-- > 0;) {
        const struct manifest_row *row = &manifest->rows[slot];
        if (!row->is_plain && manifest_is_missing(manifest, slot) &&
            !match_add(&manifest->table, row->hash, slot)) {
            return false;
        }
    }
    return true;
}

static bool no_memory_to_compare(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "comparison of rows");
}

/* Whether the row expected next says this. */
static bool is_expected(struct manifest *manifest, XXH128_hash_t content, uint64_t key)
{
    uint32_t slots = manifest_slots(manifest);

    skip_holes(manifest, slots);
    const struct manifest_row *row = &manifest->rows[manifest->cursor];
    if (manifest->cursor >= slots || row->line != 0) {
        return false;
    }
    return row->is_plain
               ? row->hash.high64 == key && match_has(&manifest->table, content, manifest->cursor)
               : match_is_same(row->hash, content);
}

bool manifest_match(struct manifest *manifest, XXH128_hash_t content, uint64_t key, bool *is_same,
                    uint32_t *slot, struct err *err)
{
    *is_same = false;
    if (manifest->same_count == manifest->old_count) {
        return true;
    }
    if (is_expected(manifest, content, key)) {
        *slot = manifest->cursor;
        *is_same = true;
        return true;
    }
    if (!manifest->has_table && !make_table(manifest)) {
        return no_memory_to_compare(err);
    }
    *is_same = match_find(&manifest->table, manifest->rows, content, slot);
    return true;
}

bool manifest_add_content(struct manifest *manifest, XXH128_hash_t content, uint32_t slot,
                          struct err *err)
{
    if (!manifest->has_table && !make_table(manifest)) {
        return no_memory_to_compare(err);
    }
    if (match_any(&manifest->table, content)) {
        manifest_identify(manifest, slot, (struct row_identity){.hash = content});
    }
    return match_add(&manifest->table, content, slot) || no_memory_to_compare(err);
}

static bool has_bytes(const struct manifest_row *row, uint64_t raw)
{
    return row->hash.low64 == raw && row->is_plain && row->line == 0;
}

uint32_t manifest_follow(struct manifest *manifest, uint64_t raw)
{
    uint32_t slots = manifest_slots(manifest);
    uint32_t end = slots - manifest->cursor < FOLLOW_MAX ? slots : manifest->cursor + FOLLOW_MAX;

    for (uint32_t slot = manifest->cursor; slot < end; slot++) {
        if (has_bytes(&manifest->rows[slot], raw)) {
            return slot;
        }
    }
    return MANIFEST_NOWHERE;
}

bool manifest_index(struct manifest *manifest, struct err *err)
{
    return manifest->by_bytes.entries ||
           raw_index_make(&manifest->by_bytes, manifest->rows, manifest_slots(manifest)) ||
           no_memory_to_compare(err);
}

uint32_t manifest_seek(const struct manifest *manifest, uint64_t raw)
{
    uint32_t slot = MANIFEST_NOWHERE;

    (void)raw_index_find(&manifest->by_bytes, manifest->rows, raw, &slot);
    return slot;
}

void manifest_take(struct manifest *manifest, uint32_t slot, uint32_t line)
{
    manifest->rows[slot].line = line;
    manifest->cursor = slot + 1;
    manifest->last_slot = slot;
    manifest->same_count++;
}

void manifest_identify(struct manifest *manifest, uint32_t slot, struct row_identity identity)
{
    struct manifest_row *row = &manifest->rows[slot];

    if (row->is_plain == identity.is_plain && row->is_double == identity.is_double &&
        match_is_same(row->hash, identity.hash)) {
        return;
    }
    row->hash = identity.hash;
    row->is_plain = identity.is_plain;
    row->is_double = identity.is_double;
    manifest->pieces[slot / PIECE_ROWS].is_dirty = true;
}

bool manifest_find_row(const struct manifest *manifest, uint32_t row, uint32_t *slot)
{
    uint32_t low = 0;
    uint32_t high = manifest->piece_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (manifest->pieces[middle].number < row >> PIECE_BITS) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *slot = low * PIECE_ROWS + (row & (PIECE_ROWS - 1));
    return low < manifest->piece_count && manifest->pieces[low].number == row >> PIECE_BITS &&
           !match_is_zero(manifest->rows[*slot].hash);
}

/* --- lines as runs --- */

static char *put_run(char *at, int64_t run, uint64_t repeats)
{
    return codec_put_at(codec_put_at(at, codec_zigzag(run)), repeats);
}

/* A difference from the row before, and how often it repeats. A row that is gone is given the next
 * line, so that it seldom breaks a run; one that is kept has line 0. */
static bool encode_lines(struct manifest *manifest, size_t slot, struct buffer *out)
{
    int64_t before = 0;
    int64_t run = 1;
    uint64_t repeats = 0;

    buffer_clear(out);
    if (!buffer_reserve(out, (size_t)PIECE_ROWS * RUN_LEN_MAX)) {
        return false;
    }
    char *at = out->bytes;
    for (size_t i = slot; i < slot + PIECE_ROWS; i++) {
        int64_t line = match_is_zero(manifest->rows[i].hash) ? before + 1 : manifest->rows[i].line;
        if (line - before != run) {
            at = repeats == 0 ? at : put_run(at, run, repeats);
            run = line - before;
            repeats = 0;
        }
        repeats++;
        before = line;
    }
    out->len = (size_t)(put_run(at, run, repeats) - out->bytes);
    return true;
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
        uint32_t subject = row->subject | (row->is_plain ? SUBJECT_PLAIN : 0) |
                           (row->is_double ? SUBJECT_DOUBLE : 0);
        memcpy(bytes->bytes + i * HASH_LEN, &row->hash, HASH_LEN);
        memcpy(bytes->bytes + used * HASH_LEN + i * SUBJECT_LEN, &subject, SUBJECT_LEN);
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
            begin_piece(manifest, manifest->piece_count++, number, 0);
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
    begin_piece(manifest, manifest->tail_slot, number, 0);
    return true;
}

bool manifest_add(struct manifest *manifest, struct row_identity identity, uint32_t subject,
                  uint32_t line, uint32_t *row, struct err *err)
{
    if (manifest->next_row == UINT32_MAX) {
        return err_set(err, ERR_LIMIT, "一个文件的行数太多 (too many rows in one file)");
    }
    if (!open_tail(manifest, err)) {
        return false;
    }
    uint32_t slot = manifest->tail_slot * PIECE_ROWS + (manifest->next_row & (PIECE_ROWS - 1));
    manifest->rows[slot] = (struct manifest_row){.hash = identity.hash,
                                                 .subject = subject & SUBJECT_NUMBER,
                                                 .is_plain = identity.is_plain,
                                                 .is_double = identity.is_double,
                                                 .line = line};
    manifest->pieces[manifest->tail_slot].is_dirty = true;
    manifest->last_slot = slot;
    *row = manifest->next_row++;
    return true;
}

void manifest_remove(struct manifest *manifest, uint32_t slot)
{
    manifest->rows[slot] = (struct manifest_row){0};
    manifest->pieces[slot / PIECE_ROWS].is_dirty = true;
}
