/* SPDX-License-Identifier: MIT */
#include "app/check.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/config.h"
#include "app/json_writer.h"
#include "app/receipt.h"
#include "base/clock.h"
#include "base/err.h"
#include "ingest/reader.h"
#include "ingest/source.h"

/* The rows themselves are of no use here: only what is said about them. */
static bool on_record(void *owner, const struct record *record, struct err *err)
{
    (void)owner;
    (void)record;
    (void)err;

    return true;
}

static bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    return receipt_add_fault(owner, fault) || err_set(err, ERR_NO_MEMORY, "receipt");
}

static const char *state_of(const struct sheet_summary *summary, bool is_strict)
{
    if (summary->is_refused || (is_strict && summary->fault_count > 0)) {
        return "refused";
    }
    return summary->fault_count > 0 ? "partial" : "taken";
}

static bool fill_head(struct receipt *receipt, const char *name, const struct source *source,
                      const struct sheet_summary *summary, const char *state)
{
    bool is_refused = strcmp(state, "refused") == 0;
    struct receipt_head head = {
        .file = text_of(name),
        .state = text_of(state),
        .sha256 = text_of(source ? source_sha256(source) : ""),
        .size = source ? (int64_t)source_size(source) : -1,
        .sheet = text_of(sheet_name(summary->sheet)),
        .encoding = text_of(summary->encoding),
        .has_bom = summary->has_bom,
        .delimiter = text_of(summary->delimiter),
        .sample = text_of(summary->decoded_sample),
        .header_line = summary->header_line,
        .rows_read = summary->rows_read,
        .rows_new = is_refused ? 0 : summary->rows_read - summary->rows_faulty,
        .rows_faulty = summary->rows_faulty,
        .fault_count = summary->fault_count,
        .warning_count = summary->warning_count,
        .seen_utc_ms = clock_utc_ms(),
        .took_ms = -1,
    };

    return receipt_set_head(receipt, &head);
}

static bool read_file(const struct config *config, const char *path, const char *name,
                      struct receipt *receipt, struct err *err)
{
    struct source_options options = {.max_bytes = (uint64_t)config->max_file_mb << 20};
    struct reader_options reader = {.file_name = text_of(name),
                                    .today = clock_day(clock_utc_ms()),
                                    .encoding = config_encoding_of(config, name)};
    struct record_sink sink = {receipt, on_record, on_fault};
    struct sheet_summary summary = {0};
    struct err why = {0};
    struct source *source = source_open(AT_FDCWD, path, &options, &why);
    bool ok = source ? reader_read(source, &reader, &sink, &summary, err)
                     : reader_refuse(&why, &sink, &summary, err);

    ok = ok && (fill_head(receipt, name, source, &summary, state_of(&summary, config->strict)) ||
                err_set(err, ERR_NO_MEMORY, "receipt"));
    source_close(source);
    return ok;
}

static struct receipt *check_file(const struct config *config, const char *path, struct err *err)
{
    struct receipt *receipt = receipt_create();
    char *copy = text_dup(text_of(path));
    bool ok = (receipt && copy) || err_set(err, ERR_NO_MEMORY, "receipt");

    ok = ok && read_file(config, path, basename(copy), receipt, err);
    free(copy);
    if (!ok) {
        receipt_destroy(receipt);
        return NULL;
    }
    return receipt;
}

/* As one object for one file, an array for several, laid out for eyes. */
static bool print_json(const struct buffer *list, size_t count)
{
    cJSON *files = list->has_failed ? NULL : cJSON_Parse(list->bytes);
    char *text = files ? cJSON_Print(count == 1 ? files->child : files) : NULL;

    if (text) {
        printf("%s\n", text);
    }
    cJSON_free(text);
    cJSON_Delete(files);
    return text != NULL;
}

/* Prints the receipt, or keeps it for the end where JSON is wanted. */
static bool show_receipt(const struct config *config, const struct receipt *receipt,
                         struct json_writer *json)
{
    enum language language = strcmp(config->lang, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
    struct buffer text = {0};

    if (config->json) {
        json_begin_object(json, NULL);
        receipt_put_json(receipt, language, json);
        json_end_object(json);
        return true;
    }
    bool ok = receipt_append_text(receipt, language, &text);
    if (ok) {
        (void)fputs(text.bytes, stdout);
    }
    buffer_finish(&text);
    return ok;
}

/* Reads the file and shows its receipt. True if it would be taken as it is. */
static bool check_one(const struct config *config, const char *path, struct json_writer *json,
                      size_t *shown)
{
    struct err err = {0};
    struct receipt *receipt = check_file(config, path, &err);
    bool is_taken = receipt && text_equal_str(receipt_head(receipt)->state, "taken");

    if (receipt && !show_receipt(config, receipt, json)) {
        is_taken = err_set(&err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    }
    if (err.kind != ERR_NONE) {
        (void)fprintf(stderr, "%s: %s\n", path, err.text);
    }
    *shown += receipt != NULL;
    receipt_destroy(receipt);
    return is_taken;
}

int check_run(const struct config *config)
{
    struct buffer list = {0};
    struct json_writer json = {.out = &list};
    size_t shown = 0;
    bool ok = true;

    json_begin_array(&json, NULL);
    for (size_t i = 0; i < config->operand_count; i++) {
        ok = check_one(config, config->operands[i], &json, &shown) && ok;
    }
    json_end_array(&json);
    if (config->json && !print_json(&list, shown)) {
        (void)fprintf(stderr, "内存不足 (out of memory)\n");
        ok = false;
    }
    buffer_finish(&list);
    return ok ? 0 : 1;
}
