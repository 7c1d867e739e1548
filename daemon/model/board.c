/* SPDX-License-Identifier: MIT */
/*
 * A board is three sets of entries (board_tree.h), so that the board that follows shares with it
 * what stays, and comparing the two looks at what does not.
 *
 * Counts are atomic because the worker drops boards that the loop still shows, and the other way
 * round; nothing else of a board is ever written after it was finished.
 */
#include "model/board.h"

#include <cjson/cJSON.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "model/board_tree.h"
#include "model/json.h"

enum { PART_COUNT = BOARD_CAMPAIGN + 1 };

struct board {
    atomic_uint references;
    struct board_tree parts[PART_COUNT];
};

struct board_builder {
    struct board *next; /* nobody else sees it yet */
    /* A part that was not empty when the builder began, and what was put or kept of it since. */
    bool is_followed[PART_COUNT];
    struct board_tree touched[PART_COUNT];
    bool has_failed; /* a change without a result could not be made */
};

/* --- boards --- */

static struct board *create_board(const struct board *previous)
{
    struct board *board = calloc(1, sizeof(*board));

    if (board) {
        atomic_init(&board->references, 1);
        for (size_t part = 0; previous && part < PART_COUNT; part++) {
            board->parts[part] = board_tree_share(previous->parts[part]);
        }
    }
    return board;
}

struct board *board_share(struct board *board)
{
    if (board) {
        atomic_fetch_add(&board->references, 1);
    }
    return board;
}

void board_release(struct board *board)
{
    if (!board || atomic_fetch_sub(&board->references, 1) > 1) {
        return;
    }
    for (size_t part = 0; part < PART_COUNT; part++) {
        board_tree_release(&board->parts[part]);
    }
    free(board);
}

/* --- builders --- */

struct board_builder *board_builder_create(struct board *previous)
{
    struct board_builder *builder = calloc(1, sizeof(*builder));

    if (!builder) {
        return NULL;
    }
    builder->next = create_board(previous);
    if (!builder->next) {
        free(builder);
        return NULL;
    }
    for (size_t part = 0; part < PART_COUNT; part++) {
        builder->is_followed[part] = board_tree_count(builder->next->parts[part]) > 0;
    }
    return builder;
}

/* Frees the builder and leaves its board. */
static struct board *end_builder(struct board_builder *builder)
{
    struct board *board = builder->next;

    for (size_t part = 0; part < PART_COUNT; part++) {
        board_tree_release(&builder->touched[part]);
    }
    free(builder);
    return board;
}

void board_builder_destroy(struct board_builder *builder)
{
    if (builder) {
        board_release(end_builder(builder));
    }
}

/* The two members that hold the entries of the other parts. */
static bool is_reserved(enum board_part part, struct text key)
{
    return part == BOARD_MEMBER &&
           (text_equal_str(key, "indicators") || text_equal_str(key, "campaigns"));
}

static bool equal_entries(const struct board_entry *a, const struct board_entry *b)
{
    return text_equal(board_entry_json(a), board_entry_json(b));
}

static bool touch(struct board_builder *builder, enum board_part part, struct board_entry *entry,
                  const struct board_note *note)
{
    return !builder->is_followed[part] || board_tree_put(&builder->touched[part], entry, note);
}

static bool put_entry(struct board_builder *builder, enum board_part part,
                      struct board_entry *entry, const struct board_note *note)
{
    struct board_tree *tree = &builder->next->parts[part];
    struct board_note old_note;
    struct board_entry *old = board_tree_find(*tree, board_entry_key(entry), &old_note);

    if (old && equal_entries(old, entry)) {
        entry = old;
        if (old_note.changes_utc_ms == note->changes_utc_ms && old_note.doubts == note->doubts) {
            return touch(builder, part, entry, note);
        }
    }
    return board_tree_put(tree, entry, note) && touch(builder, part, entry, note);
}

bool board_builder_put(struct board_builder *builder, enum board_part part, struct text key,
                       struct text json, const struct board_note *note, struct err *err)
{
    static const struct board_note nothing = {.changes_utc_ms = BOARD_NEVER};

    if (is_reserved(part, key)) {
        return err_set(err, ERR_INTERNAL, "%.*s", TEXT_ARG(key));
    }
    struct board_entry *entry = board_entry_create(key, json);
    bool ok = entry && put_entry(builder, part, entry, note ? note : &nothing);
    board_entry_release(entry);
    return ok || err_set(err, ERR_NO_MEMORY, "board");
}

bool board_builder_put_value(struct board_builder *builder, enum board_part part, struct text key,
                             cJSON *value, struct err *err)
{
    struct buffer json = {0};

    bool ok = value || err_set(err, ERR_NO_MEMORY, "%.*s", TEXT_ARG(key));
    ok = ok && json_tidy(value, err) &&
         (json_append(&json, value) || err_set(err, ERR_NO_MEMORY, "board"));
    cJSON_Delete(value);
    ok = ok ? board_builder_put(builder, part, key, buffer_text(&json), NULL, err)
            : err_within(err, "board");
    buffer_finish(&json);
    return ok;
}

struct board_note board_builder_notes(const struct board_builder *builder, enum board_part part)
{
    return board_tree_total(builder->next->parts[part]);
}

void board_builder_remove(struct board_builder *builder, enum board_part part, struct text key)
{
    if (!board_tree_remove(&builder->next->parts[part], key) ||
        !board_tree_remove(&builder->touched[part], key)) {
        builder->has_failed = true;
    }
}

void board_builder_keep(struct board_builder *builder, enum board_part part, struct text key)
{
    struct board_note note;
    struct board_entry *entry = board_tree_find(builder->next->parts[part], key, &note);

    if (entry && !touch(builder, part, entry, &note)) {
        builder->has_failed = true;
    }
}

void board_builder_remove_untouched(struct board_builder *builder, enum board_part part)
{
    if (builder->is_followed[part]) {
        board_tree_release(&builder->next->parts[part]);
        builder->next->parts[part] = board_tree_share(builder->touched[part]);
    }
}

struct board *board_builder_finish(struct board_builder *builder)
{
    return builder->has_failed ? NULL : end_builder(builder);
}

/* --- reading --- */

const cJSON *board_get(const struct board *board, enum board_part part, struct text key)
{
    struct board_entry *entry = board_tree_find(board->parts[part], key, NULL);

    return entry ? board_entry_value(entry) : NULL;
}

bool board_has(const struct board *board, enum board_part part, struct text key)
{
    return board_tree_find(board->parts[part], key, NULL) != NULL;
}

size_t board_count(const struct board *board, enum board_part part)
{
    return board_tree_count(board->parts[part]);
}

struct board_note board_notes(const struct board *board, enum board_part part)
{
    return board_tree_total(board->parts[part]);
}

/* A visit of values. */
struct visiting {
    board_visit *visit;
    void *owner;
    bool has_failed;
};

static bool on_entry(void *owner, struct board_entry *entry);

static bool on_entry(void *owner, struct board_entry *entry)
{
    struct visiting *visiting = owner;
    const cJSON *value = board_entry_borrow_value(entry);

    if (!value) {
        visiting->has_failed = true;
        return false;
    }
    bool goes_on = visiting->visit(visiting->owner, board_entry_key(entry), value);
    board_entry_give_value(entry, value);
    return goes_on;
}

bool board_each_under(const struct board *board, enum board_part part, struct text prefix,
                      board_visit *visit, void *owner)
{
    struct visiting visiting = {.visit = visit, .owner = owner};

    (void)board_tree_each(board->parts[part], prefix, on_entry, &visiting);
    return !visiting.has_failed;
}

bool board_each(const struct board *board, enum board_part part, board_visit *visit, void *owner)
{
    return board_each_under(board, part, (struct text){0}, visit, owner);
}

bool board_each_due(const struct board *board, enum board_part part, int64_t until_utc_ms,
                    board_visit *visit, void *owner)
{
    struct visiting visiting = {.visit = visit, .owner = owner};

    (void)board_tree_each_due(board->parts[part], until_utc_ms, on_entry, &visiting);
    return !visiting.has_failed;
}

/* --- encoding --- */

enum { PIECE_LEN = 64 * 1024 };

static bool on_written(void *owner, struct board_entry *entry);
static bool on_member(void *owner, struct board_entry *entry);
static void on_difference(void *owner, struct board_entry *previous, struct board_entry *next);

/* One object that is written. */
struct writing {
    struct buffer *out;
    bool has_member;
    size_t max_len; /* of out */
    /* The whole board: */
    const struct board *board;
    size_t parts_written;
    const struct text_sink *sink; /* gets what was written; NULL: it stays in out */
    struct err *err;
    bool has_failed; /* the sink did */
};

static void append_name(struct writing *writing, struct text name)
{
    if (writing->has_member) {
        (void)buffer_append_str(writing->out, ",");
    }
    writing->has_member = true;
    (void)json_append_string(writing->out, name);
    (void)buffer_append_str(writing->out, ":");
}

static void append_entry(struct writing *writing, const struct board_entry *entry)
{
    append_name(writing, board_entry_key(entry));
    (void)buffer_append_text(writing->out, board_entry_json(entry));
}

/* Gives away what has been written. */
static bool flush(struct writing *writing)
{
    struct buffer *out = writing->out;

    if (out->has_failed) {
        writing->has_failed = true;
        return err_set(writing->err, ERR_NO_MEMORY, "board");
    }
    writing->has_failed =
        !writing->sink->take(writing->sink->owner, buffer_text(out), writing->err);
    buffer_clear(out);
    return !writing->has_failed;
}

static bool on_written(void *owner, struct board_entry *entry)
{
    struct writing *writing = owner;

    append_entry(writing, entry);
    return !writing->sink || writing->out->len < PIECE_LEN || flush(writing);
}

/* A part as one object, under its name. */
static void append_part(struct writing *writing, const char *name, struct board_tree tree)
{
    struct text all = {0};

    append_name(writing, text_of(name));
    (void)buffer_append_str(writing->out, "{");
    writing->has_member = false;
    (void)board_tree_each(tree, all, on_written, writing);
    writing->has_member = true;
    (void)buffer_append_str(writing->out, "}");
}

/* The parts are members too: they stand where their names belong in the order. */
static void append_parts_before(struct writing *writing, const struct text *key)
{
    static const struct {
        const char *name;
        enum board_part part;
    } parts[] = {{"campaigns", BOARD_CAMPAIGN}, {"indicators", BOARD_INDICATOR}};

    for (size_t i = writing->parts_written; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (writing->has_failed || (key && text_compare(text_of(parts[i].name), *key) > 0)) {
            return;
        }
        append_part(writing, parts[i].name, writing->board->parts[parts[i].part]);
        writing->parts_written++;
    }
}

static bool on_member(void *owner, struct board_entry *entry)
{
    struct writing *writing = owner;
    struct text key = board_entry_key(entry);

    append_parts_before(writing, &key);
    append_entry(writing, entry);
    return !writing->has_failed;
}

static void append_board(struct writing *writing)
{
    struct text all = {0};

    (void)buffer_append_str(writing->out, "{");
    (void)board_tree_each(writing->board->parts[BOARD_MEMBER], all, on_member, writing);
    append_parts_before(writing, NULL);
    (void)buffer_append_str(writing->out, "}");
}

bool board_append_json(const struct board *board, struct buffer *out)
{
    struct writing writing = {.out = out, .board = board};

    append_board(&writing);
    return !out->has_failed;
}

bool board_write_json(const struct board *board, const struct text_sink *out, struct err *err)
{
    struct buffer piece = {0};
    struct writing writing = {.out = &piece, .board = board, .sink = out, .err = err};

    append_board(&writing);
    bool ok = !writing.has_failed && flush(&writing);
    buffer_finish(&piece);
    return ok;
}

/* --- difference --- */

/* Of two entries of one key. */
static void append_change(struct writing *writing, const struct board_entry *previous,
                          const struct board_entry *next)
{
    struct text old = board_entry_json(previous);
    struct text new = board_entry_json(next);
    bool is_empty = false;

    if (!text_starts_with(old, "{") || !text_starts_with(new, "{")) {
        append_entry(writing, next);
    } else {
        append_name(writing, board_entry_key(next));
        (void)json_append_patch(writing->out, old, new, &is_empty);
    }
}

/* Either may be NULL. */
static void on_difference(void *owner, struct board_entry *previous, struct board_entry *next)
{
    struct writing *writing = owner;

    if (writing->out->len > writing->max_len) {
        return;
    }
    if (!next) {
        append_name(writing, board_entry_key(previous));
        (void)buffer_append_str(writing->out, "null");
    } else if (!previous) {
        append_entry(writing, next);
    } else if (!equal_entries(previous, next)) {
        append_change(writing, previous, next);
    }
}

static void append_tree_changes(struct writing *writing, const struct board *previous,
                                const struct board *next, enum board_part part)
{
    if (!board_tree_each_difference(previous->parts[part], next->parts[part], on_difference,
                                    writing)) {
        writing->out->has_failed = true;
    }
}

static void append_part_changes(struct writing *writing, const char *name,
                                const struct board *previous, const struct board *next,
                                enum board_part part)
{
    struct buffer *out = writing->out;
    size_t before = out->len;
    bool had_member = writing->has_member;

    append_name(writing, text_of(name));
    (void)buffer_append_str(out, "{");
    writing->has_member = false;
    append_tree_changes(writing, previous, next, part);
    if (writing->has_member) {
        (void)buffer_append_str(out, "}");
    } else {
        out->len = before;
        writing->has_member = had_member;
    }
}

bool board_append_patch(const struct board *previous, const struct board *next, size_t max_len,
                        struct buffer *out, bool *is_empty)
{
    size_t start = out->len;
    struct writing writing = {.out = out,
                              .board = next,
                              .max_len = max_len < SIZE_MAX - start ? start + max_len : SIZE_MAX};

    if (!previous) {
        append_board(&writing);
        writing.has_member = true;
    } else {
        (void)buffer_append_str(out, "{");
        append_part_changes(&writing, "campaigns", previous, next, BOARD_CAMPAIGN);
        append_part_changes(&writing, "indicators", previous, next, BOARD_INDICATOR);
        append_tree_changes(&writing, previous, next, BOARD_MEMBER);
        (void)buffer_append_str(out, "}");
    }
    *is_empty = !writing.has_member;
    if (!out->has_failed && out->len > writing.max_len) {
        out->len = start;
        out->bytes[start] = '\0';
    }
    return !out->has_failed;
}

bool board_patch_json(struct text board, struct text patch, struct buffer *out, struct err *err)
{
    cJSON *target = cJSON_ParseWithLength(board.at, board.len);
    cJSON *change = cJSON_ParseWithLength(patch.at, patch.len);
    bool ok = false;

    if (!target || !change) {
        err_set(err, ERR_FORMAT, "%s is not JSON", target ? "the patch" : "the board");
        goto out;
    }
    ok = json_merge(&target, change);
    change = NULL;
    if (!ok) {
        err_set(err, ERR_NO_MEMORY, "merge patch");
        goto out;
    }
    ok = json_tidy(target, err);
    if (ok && !json_append(out, target)) {
        ok = err_set(err, ERR_NO_MEMORY, "patched board");
    }

out:
    cJSON_Delete(target);
    cJSON_Delete(change);
    return ok;
}
