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
    struct board *next;         /* nobody else sees it yet */
    bool was_empty[PART_COUNT]; /* when the builder began */
    /* Of what was not, whether it is noted what is put or kept of it, and that. */
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
        builder->was_empty[part] = board_tree_count(builder->next->parts[part]) == 0;
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
    struct board_place place;

    if (builder->was_empty[part]) {
        return board_tree_put(tree, entry, note);
    }
    if (!board_tree_find_place(*tree, board_entry_key(entry), &place)) {
        return board_tree_put(tree, entry, note) && touch(builder, part, entry, note);
    }
    if (equal_entries(place.entry, entry)) {
        entry = place.entry;
        if (place.note.changes_utc_ms == note->changes_utc_ms &&
            place.note.doubts == note->doubts) {
            return touch(builder, part, entry, note);
        }
    }
    return board_tree_replace(tree, &place, entry, note) && touch(builder, part, entry, note);
}

bool board_builder_put(struct board_builder *builder, enum board_part part, struct text key,
                       struct text json, const struct board_note *note, struct err *err)
{
    struct json_text unmarked = {.text = json};

    return board_builder_put_marked(builder, part, key, &unmarked, note, err);
}

bool board_builder_put_marked(struct board_builder *builder, enum board_part part, struct text key,
                              const struct json_text *json, const struct board_note *note,
                              struct err *err)
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

struct text board_builder_json(const struct board_builder *builder, enum board_part part,
                               struct text key)
{
    struct board_note note;
    struct board_entry *entry = board_tree_find(builder->next->parts[part], key, &note);

    return entry ? board_entry_json(entry) : (struct text){NULL, 0};
}

size_t board_builder_count(const struct board_builder *builder, enum board_part part)
{
    return board_tree_count(builder->next->parts[part]);
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

void board_builder_follow(struct board_builder *builder, enum board_part part)
{
    builder->is_followed[part] = !builder->was_empty[part];
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

static void append_name(struct buffer *out, bool *has_member, struct text name)
{
    if (*has_member) {
        (void)buffer_append_str(out, ",");
    }
    *has_member = true;
    (void)json_append_string(out, name);
    (void)buffer_append_str(out, ":");
}

static void append_entry(struct buffer *out, bool *has_member, const struct board_entry *entry)
{
    append_name(out, has_member, board_entry_key(entry));
    (void)buffer_append_text(out, board_entry_json(entry));
}

/* The parts are members too: they stand where their names belong in the order. */
static const struct {
    const char *name;
    enum board_part part;
} inner_parts[] = {{"campaigns", BOARD_CAMPAIGN}, {"indicators", BOARD_INDICATOR}};

enum { INNER_PARTS = sizeof(inner_parts) / sizeof(inner_parts[0]) };

struct board_writer {
    struct board *shared; /* what board_writer_destroy gives back; NULL on the stack */
    const struct board *board;
    struct board_walk members;
    struct board_entry *member; /* the next one; NULL: none is left */
    struct board_walk inner;
    size_t inner_begun;
    bool is_inside;
    bool has_member; /* of the object that is written */
    bool has_begun;
    bool is_over;
};

struct board_writer *board_writer_create(struct board *board)
{
    struct board_writer *writer = calloc(1, sizeof(*writer));

    if (writer) {
        writer->shared = board_share(board);
        writer->board = board;
    }
    return writer;
}

void board_writer_destroy(struct board_writer *writer)
{
    if (writer) {
        board_walk_end(&writer->members);
        board_walk_end(&writer->inner);
        board_release(writer->shared);
        free(writer);
    }
}

static bool begin_board(struct board_writer *writer, struct buffer *out)
{
    writer->has_begun = true;
    (void)buffer_append_str(out, "{");
    return board_walk_begin(&writer->members, writer->board->parts[BOARD_MEMBER]) &&
           board_walk_next(&writer->members, &writer->member);
}

static bool is_inner_next(const struct board_writer *writer)
{
    return writer->inner_begun < INNER_PARTS &&
           (!writer->member || text_compare(text_of(inner_parts[writer->inner_begun].name),
                                            board_entry_key(writer->member)) <= 0);
}

static bool begin_inner(struct board_writer *writer, struct buffer *out)
{
    size_t at = writer->inner_begun++;

    append_name(out, &writer->has_member, text_of(inner_parts[at].name));
    (void)buffer_append_str(out, "{");
    writer->has_member = false;
    writer->is_inside = true;
    return board_walk_begin(&writer->inner, writer->board->parts[inner_parts[at].part]);
}

static bool write_inside(struct board_writer *writer, struct buffer *out)
{
    struct board_entry *entry = NULL;

    if (!board_walk_next(&writer->inner, &entry)) {
        return false;
    }
    if (entry) {
        append_entry(out, &writer->has_member, entry);
        return true;
    }
    board_walk_end(&writer->inner);
    (void)buffer_append_str(out, "}");
    writer->has_member = true;
    writer->is_inside = false;
    return true;
}

/* One member, or what begins or ends an object. */
static bool write_step(struct board_writer *writer, struct buffer *out)
{
    if (!writer->has_begun) {
        return begin_board(writer, out);
    }
    if (writer->is_inside) {
        return write_inside(writer, out);
    }
    if (is_inner_next(writer)) {
        return begin_inner(writer, out);
    }
    if (writer->member) {
        append_entry(out, &writer->has_member, writer->member);
        return board_walk_next(&writer->members, &writer->member);
    }
    writer->is_over = true;
    return buffer_append_str(out, "}");
}

bool board_writer_write(struct board_writer *writer, size_t len, struct buffer *out, bool *is_over)
{
    size_t start = out->len;
    bool ok = true;

    while (ok && !out->has_failed && !writer->is_over && out->len - start < len) {
        ok = write_step(writer, out);
    }
    *is_over = writer->is_over;
    return ok && !out->has_failed;
}

/* A writer on the stack, for what does not rest. */
static bool append_board(const struct board *board, struct buffer *out,
                         const struct text_sink *sink, struct err *err)
{
    struct board_writer writer = {.board = board};
    bool ok = true;
    bool is_over = false;

    while (ok && !is_over) {
        ok = board_writer_write(&writer, PIECE_LEN, out, &is_over);
        if (!ok && err) {
            (void)err_set(err, ERR_NO_MEMORY, "board");
        }
        if (ok && sink) {
            ok = sink->take(sink->owner, buffer_text(out), err);
            buffer_clear(out);
        }
    }
    board_walk_end(&writer.members);
    board_walk_end(&writer.inner);
    return ok;
}

bool board_append_json(const struct board *board, struct buffer *out)
{
    return append_board(board, out, NULL, NULL);
}

bool board_write_json(const struct board *board, const struct text_sink *out, struct err *err)
{
    struct buffer piece = {0};
    bool ok = append_board(board, &piece, out, err);

    buffer_finish(&piece);
    return ok;
}

/* --- difference --- */

static void on_difference(void *owner, struct board_entry *previous, struct board_entry *next);

/* An object of a patch that is written. */
struct writing {
    struct buffer *out;
    bool has_member;
    size_t max_len; /* of out */
};

/* Of two entries of one key. */
static void append_change(struct writing *writing, const struct board_entry *previous,
                          const struct board_entry *next)
{
    struct json_text old = board_entry_json_text(previous);
    struct json_text new = board_entry_json_text(next);
    bool is_empty = false;

    if (!text_starts_with(old.text, "{") || !text_starts_with(new.text, "{")) {
        append_entry(writing->out, &writing->has_member, next);
    } else {
        append_name(writing->out, &writing->has_member, board_entry_key(next));
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
        append_name(writing->out, &writing->has_member, board_entry_key(previous));
        (void)buffer_append_str(writing->out, "null");
    } else if (!previous) {
        append_entry(writing->out, &writing->has_member, next);
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

    append_name(out, &writing->has_member, text_of(name));
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
                              .max_len = max_len < SIZE_MAX - start ? start + max_len : SIZE_MAX};

    if (!previous) {
        out->has_failed = !board_append_json(next, out);
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
