/* SPDX-License-Identifier: MIT */
/*
 * A board is three lists of entries, each sorted by key. An entry is counted, immutable and
 * holds its own text, so that
 *
 *   - a following board copies pointers, not values,
 *   - comparing two boards compares addresses, and looks into the few entries that differ,
 *   - encoding a board copies texts.
 *
 * A value takes ten times the memory of its text, and few are ever asked for: it is read from the
 * text by whoever asks first, and kept then.
 *
 * Counts are atomic because the worker drops boards that the loop still shows, and the other way
 * round, and so is the value; nothing else of an entry or a board is ever written after it was
 * made.
 */
#include "model/board.h"

#include <cjson/cJSON.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "model/json.h"

enum { PART_COUNT = BOARD_CAMPAIGN + 1 };

struct entry {
    atomic_uint references;
    char *key;
    size_t key_len;
    _Atomic(cJSON *) value; /* NULL: not asked for yet */
    char *json;             /* compact */
    size_t json_len;
};

struct slot {
    struct entry *entry;
    bool is_touched; /* put or kept since the builder began */
};

struct list {
    struct slot *slots;
    size_t count;
    size_t capacity;
};

struct board {
    atomic_uint references;
    struct list parts[PART_COUNT];
};

struct board_builder {
    struct board *next; /* nobody else sees it yet */
};

/* --- entries --- */

static void release_entry(struct entry *entry)
{
    if (!entry || atomic_fetch_sub(&entry->references, 1) > 1) {
        return;
    }
    free(entry->key);
    cJSON_Delete(atomic_load(&entry->value));
    free(entry->json);
    free(entry);
}

static struct text entry_json(const struct entry *entry)
{
    return (struct text){entry->json, entry->json_len};
}

static cJSON *read_value(const struct entry *entry)
{
    return cJSON_ParseWithLength(entry->json, entry->json_len);
}

/* NULL without memory. */
static const cJSON *entry_value(struct entry *entry)
{
    cJSON *present = atomic_load(&entry->value);

    if (present) {
        return present;
    }
    cJSON *value = read_value(entry);
    if (value && !atomic_compare_exchange_strong(&entry->value, &present, value)) {
        cJSON_Delete(value);
        return present;
    }
    return value;
}

/* The text of the value, with no byte to spare. */
static bool write_text(struct entry *entry, const cJSON *value)
{
    struct buffer json = {0};

    if (json_append(&json, value)) {
        entry->json_len = json.len;
        entry->json = text_dup(buffer_text(&json));
    }
    buffer_finish(&json);
    return entry->json != NULL;
}

/* Takes value in any case. */
static struct entry *create_entry(struct text key, cJSON *value, struct err *err)
{
    struct entry *entry = calloc(1, sizeof(*entry));

    if (!entry) {
        cJSON_Delete(value);
        (void)err_set(err, ERR_NO_MEMORY, "board entry");
        return NULL;
    }
    atomic_init(&entry->references, 1);
    entry->key = text_dup(key);
    entry->key_len = key.len;
    bool ok = json_tidy(value, err);
    if (ok && (!entry->key || !write_text(entry, value))) {
        ok = err_set(err, ERR_NO_MEMORY, "board entry");
    }
    cJSON_Delete(value);
    if (!ok) {
        release_entry(entry);
        return NULL;
    }
    return entry;
}

static struct text entry_key(const struct entry *entry)
{
    return (struct text){entry->key, entry->key_len};
}

static bool equal_entries(const struct entry *a, const struct entry *b)
{
    return text_equal(entry_json(a), entry_json(b));
}

/* --- lists --- */

/* The first slot whose key is not before `key`. */
static size_t find_slot(const struct list *list, struct text key)
{
    size_t low = 0;
    size_t high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(entry_key(list->slots[middle].entry), key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct slot *find_key(const struct list *list, struct text key)
{
    size_t at = find_slot(list, key);

    if (at == list->count || !text_equal(entry_key(list->slots[at].entry), key)) {
        return NULL;
    }
    return &list->slots[at];
}

static bool grow_list(struct list *list)
{
    if (list->count < list->capacity) {
        return true;
    }
    size_t capacity = list->capacity < 16 ? 16 : list->capacity * 2;
    struct slot *slots = realloc(list->slots, capacity * sizeof(*slots));
    if (!slots) {
        return false;
    }
    list->slots = slots;
    list->capacity = capacity;
    return true;
}

static bool insert_entry(struct list *list, struct entry *entry)
{
    size_t at = find_slot(list, entry_key(entry));

    if (!grow_list(list)) {
        return false;
    }
    memmove(&list->slots[at + 1], &list->slots[at], (list->count - at) * sizeof(*list->slots));
    list->slots[at] = (struct slot){.entry = entry, .is_touched = true};
    list->count++;
    return true;
}

static bool copy_list(struct list *copy, const struct list *list)
{
    if (list->count == 0) {
        return true;
    }
    copy->slots = calloc(list->count, sizeof(*copy->slots));
    if (!copy->slots) {
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        copy->slots[i].entry = list->slots[i].entry;
        atomic_fetch_add(&copy->slots[i].entry->references, 1);
    }
    copy->count = list->count;
    copy->capacity = list->count;
    return true;
}

static void finish_list(struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        release_entry(list->slots[i].entry);
    }
    free(list->slots);
    *list = (struct list){0};
}

/* --- boards --- */

static struct board *create_board(const struct board *previous)
{
    struct board *board = calloc(1, sizeof(*board));

    if (!board) {
        return NULL;
    }
    atomic_init(&board->references, 1);
    for (size_t part = 0; previous && part < PART_COUNT; part++) {
        if (!copy_list(&board->parts[part], &previous->parts[part])) {
            board_release(board);
            return NULL;
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
        finish_list(&board->parts[part]);
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
    return builder;
}

void board_builder_destroy(struct board_builder *builder)
{
    if (builder) {
        board_release(builder->next);
        free(builder);
    }
}

/* The two members that hold the entries of the other parts. */
static bool is_reserved(enum board_part part, struct text key)
{
    return part == BOARD_MEMBER &&
           (text_equal_str(key, "indicators") || text_equal_str(key, "campaigns"));
}

bool board_builder_put(struct board_builder *builder, enum board_part part, struct text key,
                       cJSON *value, struct err *err)
{
    struct list *list = &builder->next->parts[part];

    if (!value || is_reserved(part, key)) {
        cJSON_Delete(value);
        return err_set(err, value ? ERR_INTERNAL : ERR_NO_MEMORY, "%.*s", TEXT_ARG(key));
    }
    struct entry *entry = create_entry(key, value, err);
    if (!entry) {
        return err_within(err, "board");
    }
    struct slot *slot = find_key(list, key);
    if (!slot) {
        if (insert_entry(list, entry)) {
            return true;
        }
        release_entry(entry);
        return err_set(err, ERR_NO_MEMORY, "board");
    }
    slot->is_touched = true;
    if (equal_entries(slot->entry, entry)) {
        release_entry(entry);
    } else {
        release_entry(slot->entry);
        slot->entry = entry;
    }
    return true;
}

void board_builder_remove(struct board_builder *builder, enum board_part part, struct text key)
{
    struct list *list = &builder->next->parts[part];
    struct slot *slot = find_key(list, key);

    if (slot) {
        release_entry(slot->entry);
        size_t behind = (size_t)(&list->slots[list->count] - slot) - 1;
        memmove(slot, slot + 1, behind * sizeof(*slot));
        list->count--;
    }
}

void board_builder_keep(struct board_builder *builder, enum board_part part, struct text key)
{
    struct slot *slot = find_key(&builder->next->parts[part], key);

    if (slot) {
        slot->is_touched = true;
    }
}

void board_builder_remove_untouched(struct board_builder *builder, enum board_part part)
{
    struct list *list = &builder->next->parts[part];
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (list->slots[i].is_touched) {
            list->slots[kept++] = list->slots[i];
        } else {
            release_entry(list->slots[i].entry);
        }
    }
    list->count = kept;
}

struct board *board_builder_finish(struct board_builder *builder)
{
    struct board *board = builder->next;

    free(builder);
    return board;
}

/* --- reading --- */

const cJSON *board_get(const struct board *board, enum board_part part, struct text key)
{
    const struct slot *slot = find_key(&board->parts[part], key);

    return slot ? entry_value(slot->entry) : NULL;
}

bool board_has(const struct board *board, enum board_part part, struct text key)
{
    return find_key(&board->parts[part], key) != NULL;
}

size_t board_count(const struct board *board, enum board_part part)
{
    return board->parts[part].count;
}

/* Visits one entry. False without memory; *goes_on is what the visit said. */
static bool visit_entry(const struct entry *entry, board_visit *visit, void *owner, bool *goes_on)
{
    cJSON *kept = atomic_load(&entry->value);
    cJSON *value = kept ? kept : read_value(entry);

    if (!value) {
        return false;
    }
    *goes_on = visit(owner, entry_key(entry), value);
    if (!kept) {
        cJSON_Delete(value);
    }
    return true;
}

bool board_each_under(const struct board *board, enum board_part part, struct text prefix,
                      board_visit *visit, void *owner)
{
    const struct list *list = &board->parts[part];
    bool goes_on = true;

    for (size_t i = find_slot(list, prefix); i < list->count && goes_on; i++) {
        const struct entry *entry = list->slots[i].entry;
        if (!text_equal(text_part(entry_key(entry), 0, prefix.len), prefix)) {
            break;
        }
        if (!visit_entry(entry, visit, owner, &goes_on)) {
            return false;
        }
    }
    return true;
}

bool board_each(const struct board *board, enum board_part part, board_visit *visit, void *owner)
{
    return board_each_under(board, part, (struct text){0}, visit, owner);
}

/* --- encoding --- */

static void append_member_name(struct buffer *out, size_t start, struct text name)
{
    if (out->len > start + 1) {
        (void)buffer_append_str(out, ",");
    }
    (void)json_append_string(out, name);
    (void)buffer_append_str(out, ":");
}

static void append_entry(struct buffer *out, size_t start, const struct entry *entry)
{
    append_member_name(out, start, entry_key(entry));
    (void)buffer_append_text(out, entry_json(entry));
}

/* A part as one object, under its name. */
static void append_part(struct buffer *out, size_t start, const char *name, const struct list *list)
{
    append_member_name(out, start, text_of(name));
    size_t inner = out->len;
    (void)buffer_append_str(out, "{");
    for (size_t i = 0; i < list->count; i++) {
        append_entry(out, inner, list->slots[i].entry);
    }
    (void)buffer_append_str(out, "}");
}

/* The parts are members too: they stand where their names belong in the order. */
bool board_append_json(const struct board *board, struct buffer *out)
{
    const struct list *members = &board->parts[BOARD_MEMBER];
    size_t start = out->len;
    size_t before_campaigns = find_slot(members, TEXT("campaigns"));
    size_t before_indicators = find_slot(members, TEXT("indicators"));

    (void)buffer_append_str(out, "{");
    for (size_t i = 0; i <= members->count; i++) {
        if (i == before_campaigns) {
            append_part(out, start, "campaigns", &board->parts[BOARD_CAMPAIGN]);
        }
        if (i == before_indicators) {
            append_part(out, start, "indicators", &board->parts[BOARD_INDICATOR]);
        }
        if (i < members->count) {
            append_entry(out, start, members->slots[i].entry);
        }
    }
    return buffer_append_str(out, "}");
}

/* --- difference --- */

/* Two entries of one key, either may be NULL. */
static void append_entry_change(struct buffer *out, size_t start, struct entry *previous,
                                struct entry *next)
{
    const cJSON *old = NULL;
    const cJSON *new = NULL;
    bool is_empty = false;

    if (previous == next || (previous && next && equal_entries(previous, next))) {
        return;
    }
    if (!next) {
        append_member_name(out, start, entry_key(previous));
        (void)buffer_append_str(out, "null");
    } else if (!previous || previous->json[0] != '{' || next->json[0] != '{') {
        append_entry(out, start, next);
    } else if (!(old = entry_value(previous)) || !(new = entry_value(next))) {
        out->has_failed = true;
    } else {
        append_member_name(out, start, entry_key(next));
        (void)json_append_patch(out, old, new, &is_empty);
    }
}

static void append_list_changes(struct buffer *out, size_t start, const struct list *previous,
                                const struct list *next)
{
    size_t left = 0;
    size_t right = 0;

    while (left < previous->count || right < next->count) {
        struct entry *old = left < previous->count ? previous->slots[left].entry : NULL;
        struct entry *new = right < next->count ? next->slots[right].entry : NULL;
        int order = !old         ? 1
                    : !new       ? -1
                    : old == new ? 0
                                 : text_compare(entry_key(old), entry_key(new));
        append_entry_change(out, start, order <= 0 ? old : NULL, order >= 0 ? new : NULL);
        left += order <= 0 ? 1 : 0;
        right += order >= 0 ? 1 : 0;
    }
}

static void append_part_changes(struct buffer *out, size_t start, const char *name,
                                const struct list *previous, const struct list *next)
{
    size_t before = out->len;

    append_member_name(out, start, text_of(name));
    size_t inner = out->len;
    (void)buffer_append_str(out, "{");
    append_list_changes(out, inner, previous, next);
    if (out->len == inner + 1) {
        out->len = before;
    } else {
        (void)buffer_append_str(out, "}");
    }
}

bool board_append_patch(const struct board *previous, const struct board *next, struct buffer *out,
                        bool *is_empty)
{
    size_t start = out->len;

    if (!previous) {
        *is_empty = false;
        return board_append_json(next, out);
    }
    (void)buffer_append_str(out, "{");
    append_part_changes(out, start, "campaigns", &previous->parts[BOARD_CAMPAIGN],
                        &next->parts[BOARD_CAMPAIGN]);
    append_part_changes(out, start, "indicators", &previous->parts[BOARD_INDICATOR],
                        &next->parts[BOARD_INDICATOR]);
    append_list_changes(out, start, &previous->parts[BOARD_MEMBER], &next->parts[BOARD_MEMBER]);
    *is_empty = out->len == start + 1;
    return buffer_append_str(out, "}");
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
