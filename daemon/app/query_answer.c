/* SPDX-License-Identifier: MIT */
#include "app/query_answer.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ingest/name.h"
#include "model/board.h"
#include "store/store.h"

/* A file that is not in a final state while it is asked about. */
struct live_file {
    char *name;
    const char *state;
    int64_t size;
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
        return;
    }
    query->live = live;
    live[query->live_count] = (struct live_file){text_dup(text_of(name)), state, size};
    query->live_count += live[query->live_count].name ? 1 : 0;
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

static void add_time(cJSON *object, const char *name, int64_t utc_ms)
{
    char text[CLOCK_TEXT_MAX];

    if (utc_ms > 0) {
        clock_format(utc_ms, text);
        cJSON_AddStringToObject(object, name, text);
    }
}

static void add_text(cJSON *object, const char *name, struct text text)
{
    char *copy = text.len > 0 ? text_dup(text) : NULL;

    if (copy) {
        cJSON_AddStringToObject(object, name, copy);
    }
    free(copy);
}

struct file_list {
    const struct query *query;
    cJSON *files;
};

static cJSON *file_to_json(const struct stored_version *version, const char *live)
{
    cJSON *file = cJSON_CreateObject();
    cJSON *rows = cJSON_CreateObject();

    add_text(file, "name", version->file);
    cJSON_AddStringToObject(file, "state", live ? live : drop_state_name(version->state));
    cJSON_AddNumberToObject(file, "version", version->version);
    add_text(file, "sheet", version->sheet);
    cJSON_AddNumberToObject(rows, "read", version->rows_read);
    cJSON_AddNumberToObject(rows, "new", version->rows_new);
    cJSON_AddNumberToObject(rows, "changed", version->rows_changed);
    cJSON_AddNumberToObject(rows, "same", version->rows_same);
    cJSON_AddNumberToObject(rows, "removed", version->rows_removed);
    cJSON_AddNumberToObject(rows, "faulty", version->rows_faulty);
    cJSON_AddItemToObject(file, "rows", rows);
    cJSON_AddNumberToObject(file, "faults", version->fault_count);
    cJSON_AddNumberToObject(file, "warnings", version->warning_count);
    cJSON_AddNumberToObject(file, "moved", version->moved_count);
    cJSON_AddNumberToObject(file, "size", (double)version->size);
    add_time(file, "seen_at", version->seen_utc_ms);
    add_time(file, "taken_at", version->taken_utc_ms);
    return file;
}

static bool add_file(void *owner, const struct stored_version *version, struct err *err)
{
    struct file_list *list = owner;
    (void)err;

    cJSON_AddItemToArray(list->files,
                         file_to_json(version, live_state(list->query, version->file)));
    return true;
}

/* Files that have no version yet. */
static void add_new_files(const struct query *query, cJSON *files)
{
    for (size_t i = 0; i < query->live_count; i++) {
        bool is_listed = false;
        for (const cJSON *file = files->child; file && !is_listed; file = file->next) {
            const cJSON *name = cJSON_GetObjectItemCaseSensitive(file, "name");
            is_listed = cJSON_IsString(name) && strcmp(name->valuestring, query->live[i].name) == 0;
        }
        if (!is_listed && files) {
            cJSON *file = cJSON_CreateObject();
            cJSON_AddStringToObject(file, "name", query->live[i].name);
            cJSON_AddStringToObject(file, "state", query->live[i].state);
            cJSON_AddNumberToObject(file, "size", (double)query->live[i].size);
            cJSON_AddItemToArray(files, file);
        }
    }
}

static bool print_into(struct buffer *out, const cJSON *json, struct err *err)
{
    char *text = cJSON_PrintUnformatted(json);
    bool ok = text && buffer_append_str(out, text);

    cJSON_free(text);
    return ok || err_set(err, ERR_NO_MEMORY, "JSON");
}

static bool answer_files(struct query *query, struct store *store)
{
    cJSON *root = cJSON_CreateObject();
    struct file_list list = {query, cJSON_AddArrayToObject(root, "files")};
    bool ok = store_each_file(store, add_file, &list, &query->err);

    if (ok) {
        add_new_files(query, list.files);
        const cJSON *inbox =
            query->board ? board_get(query->board, BOARD_MEMBER, TEXT("inbox")) : NULL;
        if (inbox) {
            cJSON_AddItemToObject(root, "inbox", cJSON_Duplicate(inbox, true));
        }
        ok = print_into(&query->body, root, &query->err);
    }
    cJSON_Delete(root);
    return ok;
}

static bool add_version(void *owner, const struct stored_version *version, struct err *err)
{
    (void)err;

    cJSON_AddItemToArray(owner, file_to_json(version, NULL));
    return true;
}

/* A file that was seen and has no version yet. */
static cJSON *unread_file(const struct query *query)
{
    cJSON *root = cJSON_CreateObject();

    cJSON_AddStringToObject(root, "file", query->name);
    cJSON_AddStringToObject(root, "state", query->live[0].state);
    cJSON_AddNumberToObject(root, "size", (double)query->live[0].size);
    cJSON_AddArrayToObject(root, "faults");
    cJSON_AddArrayToObject(root, "warnings");
    cJSON_AddArrayToObject(root, "moved");
    cJSON_AddArrayToObject(root, "versions");
    return root;
}

static cJSON *read_file(struct query *query, struct store *store, const struct receipt *receipt)
{
    struct text file = text_of(query->name);
    cJSON *root = receipt_to_json(receipt, query->language);
    cJSON *versions = root ? cJSON_AddArrayToObject(root, "versions") : NULL;

    if (!versions || !store_each_version(store, file, 0, add_version, versions, &query->err)) {
        cJSON_Delete(root);
        return NULL;
    }
    if (query->live_count > 0 && query->version == 0) {
        cJSON_ReplaceItemInObjectCaseSensitive(root, "state",
                                               cJSON_CreateString(query->live[0].state));
    }
    return root;
}

static bool answer_file(struct query *query, struct store *store)
{
    struct receipt *receipt = receipt_create();
    cJSON *root = NULL;

    query->err = (struct err){.kind = ERR_NO_MEMORY};
    bool is_known =
        receipt && receipt_read(receipt, store, text_of(query->name), query->version, &query->err);
    if (is_known) {
        root = read_file(query, store, receipt);
    } else if (query->err.kind == ERR_NOT_FOUND && query->live_count > 0 && query->version == 0) {
        root = unread_file(query);
    }
    bool ok = root && print_into(&query->body, root, &query->err);
    cJSON_Delete(root);
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
