/* SPDX-License-Identifier: MIT */
/*
 * Files as spreadsheet programs write them, with what each must give: tests/data/exports, whose
 * README.md says how they were made.
 */
#include "unit.h"

#include <fcntl.h>

#include <cjson/cJSON.h>

#include "csv_text.h"
#include "ingest/decode.h"
#include "ingest/source.h"

#define EXPORTS TEST_DATA_DIR "/exports/"

static char *read_text_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long len = ftell(file);
    rewind(file);
    char *text = malloc((size_t)len + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)len, file), len);
    text[len] = '\0';
    (void)fclose(file);
    return text;
}

static const char *string_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
}

static struct source *open_export(const char *name)
{
    struct err err = {0};
    char path[1024];
    (void)snprintf(path, sizeof(path), EXPORTS "%s", name);
    struct source *source = source_open(AT_FDCWD, path, NULL, &err);
    if (!source) {
        fail_msg("%s: %s", name, err.text);
    }
    return source;
}

/* The fault of bytes that is expected; NULL: the file is text. */
static const cJSON *byte_fault(const cJSON *expected)
{
    const cJSON *fault = NULL;

    cJSON_ArrayForEach(fault, cJSON_GetObjectItem(expected, "faults"))
    {
        const char *kind = string_of(fault, "kind");
        static const char *const kinds[] = {"empty",
                                            "nul_tail",
                                            "cut_character",
                                            "nul",
                                            "mixed_encodings",
                                            "encoding_big5",
                                            "encoding_unknown",
                                            "spreadsheet_file",
                                            "encoding_shift_jis"};
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
            if (kind && strcmp(kind, kinds[i]) == 0) {
                return fault;
            }
        }
    }
    return NULL;
}

static enum fault_kind kind_of(const char *name)
{
    static const struct {
        const char *name;
        enum fault_kind kind;
    } kinds[] = {
        {"empty", FAULT_EMPTY},
        {"nul_tail", FAULT_NUL_TAIL},
        {"cut_character", FAULT_CUT_CHARACTER},
        {"mixed_encodings", FAULT_MIXED_ENCODINGS},
        {"encoding_big5", FAULT_ENCODING_BIG5},
        {"encoding_shift_jis", FAULT_ENCODING_SHIFT_JIS},
        {"encoding_unknown", FAULT_ENCODING_UNKNOWN},
        {"spreadsheet_file", FAULT_SPREADSHEET_FILE},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(name, kinds[i].name) == 0) {
            return kinds[i].kind;
        }
    }
    fail_msg("%s", name);
    return FAULT_KIND_COUNT;
}

static void check_fault(const struct decode_result *result, const cJSON *fault)
{
    assert_false(result->is_text);
    assert_int_equal(result->fault.kind, kind_of(string_of(fault, "kind")));
    const cJSON *byte = cJSON_GetObjectItem(fault, "byte");
    const cJSON *line = cJSON_GetObjectItem(fault, "line");
    if (byte) {
        assert_int_equal(result->fault.byte, byte->valueint);
    }
    if (line) {
        assert_int_equal(result->fault.line, line->valueint);
    }
}

static void check_encoding(const struct decode_result *result, const cJSON *expected)
{
    const char *encoding = string_of(expected, "encoding");

    assert_true(result->is_text);
    if (encoding) {
        assert_string_equal(decode_encoding_name(result->encoding), encoding);
        assert_int_equal(result->has_bom, cJSON_IsTrue(cJSON_GetObjectItem(expected, "bom")));
    }
}

/* The place of the text within its row: under that header in any row above. */
struct wanted_text {
    const cJSON *expected;
    size_t cell;
    bool has_cell;
    bool is_found;
};

static void look_for_text(struct wanted_text *wanted, const struct csv_row *row)
{
    const char *column = string_of(wanted->expected, "column");
    const char *text = string_of(wanted->expected, "text");

    for (size_t i = 0; i < row->count && !wanted->has_cell; i++) {
        if (text_equal_str(row->cells[i], column)) {
            wanted->has_cell = true;
            wanted->cell = i;
        }
    }
    if (row->line == (uint32_t)cJSON_GetObjectItem(wanted->expected, "line")->valueint) {
        assert_true(wanted->has_cell && wanted->cell < row->count);
        struct text cell = row->cells[wanted->cell];
        wanted->is_found = true;
        if (text) {
            assert_true(text_equal_str(cell, text));
        } else {
            assert_true(text_starts_with(cell, string_of(wanted->expected, "begins")));
            assert_int_equal(text_count(cell),
                             cJSON_GetObjectItem(wanted->expected, "length")->valueint);
        }
    }
}

/* The expectations that the table alone can meet. */
static void check_row(const cJSON *expected, const struct csv_row *row, size_t *open_quotes,
                      size_t *late_texts)
{
    const cJSON *fault = NULL;

    cJSON_ArrayForEach(fault, cJSON_GetObjectItem(expected, "faults"))
    {
        const char *kind = string_of(fault, "kind");
        const cJSON *line = cJSON_GetObjectItem(fault, "line");
        if (line && row->line == (uint32_t)line->valueint) {
            *open_quotes += strcmp(kind, "open_quote") == 0 && row->problem == CSV_OPEN_QUOTE;
            *late_texts += strcmp(kind, "text_after_quote") == 0 &&
                           (row->all_flags & CSV_TEXT_AFTER_QUOTE) != 0;
        }
    }
}

static size_t count_faults(const cJSON *expected, const char *kind)
{
    const cJSON *fault = NULL;
    size_t count = 0;

    cJSON_ArrayForEach(fault, cJSON_GetObjectItem(expected, "faults"))
    {
        count += strcmp(string_of(fault, "kind"), kind) == 0;
    }
    return count;
}

static void check_table(const struct source *source, const struct decode_result *result,
                        const cJSON *expected, const struct csv_options *options)
{
    struct err err = {0};
    struct csv_row row;
    struct wanted_text texts[32] = {{0}};
    size_t text_count = 0;
    size_t open_quotes = 0;
    size_t late_texts = 0;
    const cJSON *text = NULL;
    struct decoder *decoder = decoder_create(source, result, &err);
    assert_non_null(decoder);
    struct csv *csv = csv_create(options, decoder_read, decoder, &err);
    assert_non_null(csv);
    cJSON_ArrayForEach(text, cJSON_GetObjectItem(expected, "texts"))
    {
        texts[text_count++].expected = text;
    }

    while (csv_next_row(csv, &row, &err) == CSV_ROW) {
        check_row(expected, &row, &open_quotes, &late_texts);
        for (size_t i = 0; i < text_count; i++) {
            look_for_text(&texts[i], &row);
        }
    }

    if (string_of(expected, "delimiter")) {
        assert_string_equal(csv_delimiter(csv), string_of(expected, "delimiter"));
    }
    assert_int_equal(open_quotes, count_faults(expected, "open_quote"));
    assert_int_equal(late_texts, count_faults(expected, "text_after_quote"));
    for (size_t i = 0; i < text_count; i++) {
        assert_true(texts[i].is_found);
    }
    csv_destroy(csv);
    decoder_destroy(decoder);
}

static void check_export(const cJSON *expected)
{
    struct err err = {0};
    struct decode_result result;
    struct source *source = open_export(expected->string);
    print_message("    %s\n", expected->string);

    assert_string_equal(source_sha256(source), string_of(expected, "sha256"));
    assert_int_equal(source_size(source), cJSON_GetObjectItem(expected, "bytes")->valueint);
    assert_true(decode_classify(source, NULL, &result, &err));

    const cJSON *fault = byte_fault(expected);
    if (fault) {
        check_fault(&result, fault);
    } else {
        check_encoding(&result, expected);
        for (size_t chunk = source_size(source) > 10000 ? 60 : 1;; chunk = next_chunk(chunk)) {
            struct csv_options found_out = {.chunk_bytes = chunk};
            check_table(source, &result, expected, &found_out);
            if (chunk == 0) {
                break;
            }
        }
    }
    source_close(source);
}

static void reads_every_export_as_stated(void **state)
{
    (void)state;
    char *text = read_text_file(EXPORTS "expected.json");
    cJSON *all = cJSON_Parse(text);
    const cJSON *expected = NULL;
    assert_non_null(all);

    cJSON_ArrayForEach(expected, all)
    {
        check_export(expected);
    }

    cJSON_Delete(all);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_export_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
