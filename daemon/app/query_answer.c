/* SPDX-License-Identifier: MIT */
#include "app/query_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/json_writer.h"
#include "base/clock.h"
#include "base/text.h"
#include "ingest/name.h"
#include "model/board.h"
#include "model/json.h"
#include "store/store.h"

/* A file that is not in a final state while it is asked about. */
struct live_file {
    char *name;
    const char *state;
    int64_t size;
    bool is_listed; /* it has a version */
};

struct query *query_create(enum query_kind kind, struct text name)
{
    struct query *query = calloc(1, sizeof(*query));

    if (!query) {
        return NULL;
    }
    query->kind = kind;
    query->name = text_dup(name);
    if (query->name && kind == QUERY_FILE) { /* a Mac asks in NFD */
        char *composed = name_to_nfc(query->name);
        free(query->name);
        query->name = composed;
    }
    if (!query->name) {
        free(query);
        return NULL;
    }
    return query;
}

void query_destroy(struct query *query)
{
    for (size_t i = 0; i < query->live_count; i++) {
        free(query->live[i].name);
    }
    free(query->live);
    free(query->name);
    board_release(query->board);
    buffer_finish(&query->body);
    free(query);
}

void query_add_live(void *owner, const char *name, const char *state, int64_t size)
{
    struct query *query = owner;

    if (query->kind == QUERY_FILE && strcmp(query->name, name) != 0) {
        return;
    }
    struct live_file *live = realloc(query->live, (query->live_count + 1) * sizeof(*live));
    if (!live) {
        query->has_failed = true;
        return;
    }
    query->live = live;
    char *copy = text_dup(text_of(name));
    if (!copy) {
        query->has_failed = true;
        return;
    }
    live[query->live_count++] = (struct live_file){copy, state, size, false};
}

static const char *live_state(const struct query *query, struct text name)
{
    for (size_t i = 0; i < query->live_count; i++) {
        if (text_equal_str(name, query->live[i].name)) {
            return query->live[i].state;
        }
    }
    return NULL;
}

struct file_list {
    const struct query *query;
    struct json_writer json;
};

static void put_file(struct json_writer *json, const struct stored_version *version,
                     const char *live)
{
    json_begin_object(json, NULL);
    json_put_text(json, "name", version->file);
    json_put_text(json, "state", text_of(live ? live : drop_state_name(version->state)));
    json_put_integer(json, "version", version->version);
    json_put_text(json, "sheet", version->sheet);
    json_begin_object(json, "rows");
    json_put_integer(json, "read", version->rows_read);
    json_put_integer(json, "new", version->rows_new);
    json_put_integer(json, "changed", version->rows_changed);
    json_put_integer(json, "same", version->rows_same);
    json_put_integer(json, "removed", version->rows_removed);
    json_put_integer(json, "faulty", version->rows_faulty);
    json_end_object(json);
    json_put_integer(json, "faults", version->fault_count);
    json_put_integer(json, "warnings", version->warning_count);
    json_put_integer(json, "moved", version->moved_count);
    json_put_integer(json, "size", version->size);
    json_put_time(json, "seen_at", version->seen_utc_ms);
    json_put_time(json, "taken_at", version->taken_utc_ms);
    json_end_object(json);
}

static bool add_file(void *owner, const struct stored_version *version, struct err *err)
{
    struct file_list *list = owner;
    (void)err;

    for (size_t i = 0; i < list->query->live_count; i++) {
        struct live_file *live = &list->query->live[i];
        live->is_listed = live->is_listed || text_equal_str(version->file, live->name);
    }
    put_file(&list->json, version, live_state(list->query, version->file));
    return true;
}

static void put_live(struct json_writer *json, const char *name_of_name,
                     const struct live_file *live)
{
    json_put_text(json, name_of_name, text_of(live->name));
    json_put_text(json, "state", text_of(live->state));
    json_put_integer(json, "size", live->size);
}

/* Files that have no version yet. */
static void add_new_files(struct file_list *list)
{
    for (size_t i = 0; i < list->query->live_count; i++) {
        const struct live_file *live = &list->query->live[i];
        if (!live->is_listed) {
            json_begin_object(&list->json, NULL);
            put_live(&list->json, "name", live);
            json_end_object(&list->json);
        }
    }
}

/* What the board says of the inbox. */
static void add_inbox(struct json_writer *json, const struct board *board)
{
    struct buffer text = {0};

    if (!board || !board_has(board, BOARD_MEMBER, TEXT("inbox"))) {
        return;
    }
    const struct cJSON *inbox = board_get(board, BOARD_MEMBER, TEXT("inbox"));
    json->out->has_failed = json->out->has_failed || !inbox || !json_append(&text, inbox);
    json_put_raw(json, "inbox", buffer_text(&text));
    buffer_finish(&text);
}

/* Whether the answer is whole. */
static bool finish_answer(struct query *query)
{
    return !query->body.has_failed ||
           err_set(&query->err, ERR_NO_MEMORY, "内存不足 (out of memory)");
}

static bool answer_files(struct query *query, struct store *store)
{
    struct file_list list = {.query = query, .json = {.out = &query->body}};

    json_begin_object(&list.json, NULL);
    json_begin_array(&list.json, "files");
    if (!store_each_file(store, add_file, &list, &query->err)) {
        return false;
    }
    add_new_files(&list);
    json_end_array(&list.json);
    add_inbox(&list.json, query->board);
    json_end_object(&list.json);
    return finish_answer(query);
}

static bool add_version(void *owner, const struct stored_version *version, struct err *err)
{
    struct file_list *list = owner;
    (void)err;

    put_file(&list->json, version, NULL);
    return true;
}

/* A file that was seen and has no version yet. */
static bool answer_unread_file(struct query *query)
{
    static const char *const lists[] = {"faults", "warnings", "moved", "versions"};
    struct json_writer json = {.out = &query->body};

    json_begin_object(&json, NULL);
    put_live(&json, "file", &query->live[0]);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        json_begin_array(&json, lists[i]);
        json_end_array(&json);
    }
    json_end_object(&json);
    return finish_answer(query);
}

/* The receipt with what came before it. Its state is the one that the file is in right now. */
static bool answer_read_file(struct query *query, struct store *store, struct receipt *receipt)
{
    struct receipt_head head = *receipt_head(receipt);
    struct file_list list = {.query = query, .json = {.out = &query->body}};

    if (query->live_count > 0 && query->version == 0) {
        head.state = text_of(query->live[0].state);
        if (!receipt_set_head(receipt, &head)) {
            return err_set(&query->err, ERR_NO_MEMORY, "receipt");
        }
    }
    json_begin_object(&list.json, NULL);
    receipt_put_json(receipt, query->language, &list.json);
    json_begin_array(&list.json, "versions");
    if (!store_each_version(store, text_of(query->name), 0, add_version, &list, &query->err)) {
        return false;
    }
    json_end_array(&list.json);
    json_end_object(&list.json);
    return finish_answer(query);
}

static bool answer_file(struct query *query, struct store *store)
{
    struct receipt *receipt = receipt_create();
    bool ok = receipt || err_set(&query->err, ERR_NO_MEMORY, "receipt");

    if (ok && receipt_read(receipt, store, text_of(query->name), query->version, &query->err)) {
        ok = answer_read_file(query, store, receipt);
    } else {
        bool is_unread = ok && query->err.kind == ERR_NOT_FOUND && query->live_count > 0;
        ok = is_unread && query->version == 0 && answer_unread_file(query);
    }
    receipt_destroy(receipt);
    return ok;
}

static bool answer_board_at(struct query *query, struct store *store)
{
    struct buffer run = {0};
    int64_t seq = 0;
    bool ok = store_read_board_at(store, query->at_utc_ms, &query->body, &run, &seq, &query->err);

    if (ok) {
        (void)snprintf(query->etag, sizeof(query->etag), "\"%s-%lld\"", run.bytes ? run.bytes : "",
                       (long long)seq);
    }
    buffer_finish(&run);
    return ok;
}

bool query_answer(struct query *query, struct store *store)
{
    struct text name = text_of(query->name);
    int64_t now = clock_utc_ms();

    if (query->has_failed) {
        return err_set(&query->err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    }
    switch (query->kind) {
    case QUERY_FILES:
        return answer_files(query, store);
    case QUERY_FILE:
        return answer_file(query, store);
    case QUERY_HISTORY:
        return compute_history(&query->compute_options, store, name, now, &query->body,
                               &query->err);
    case QUERY_HISTORY_CSV:
        return compute_history_csv(&query->compute_options, store, name, now, &query->body,
                                   &query->err);
    case QUERY_BOARD_AT:
        return answer_board_at(query, store);
    case QUERY_BOARD_CSV:
        return query->board
                   ? compute_board_csv(query->board, &query->body, &query->err)
                   : err_set(&query->err, ERR_NOT_FOUND, "还没有看板 (there is no board yet)");
    }
    return err_set(&query->err, ERR_INTERNAL, "query");
}
