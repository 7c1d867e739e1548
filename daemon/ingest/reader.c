/* SPDX-License-Identifier: MIT */
#include "ingest/reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/layout.h"
#include "ingest/layout_report.h"
#include "ingest/name.h"
#include "ingest/source.h"

/* Hands on what the whole file is refused for. */
static bool refuse(const struct fault *fault, const struct record_sink *sink,
                   struct sheet_summary *summary, struct err *err)
{
    struct layout_report report = {.sink = sink};

    if (!layout_report(&report, fault, err)) {
        return false;
    }
    summary->fault_count = report.fault_count;
    summary->is_refused = true;
    return true;
}

/* The file's ending in lower case, "" if it has none that is short enough. */
static struct text ending_of(struct text name, char room[16])
{
    for (size_t i = name.len; i > 0 && name.at[i - 1] != '/'; i--) {
        if (name.at[i - 1] != '.') {
            continue;
        }
        size_t len = name.len - i;
        if (len == 0 || len >= 16) {
            break;
        }
        for (size_t k = 0; k < len; k++) {
            room[k] = (char)tolower((unsigned char)name.at[i + k]);
        }
        return (struct text){room, len};
    }
    return (struct text){0};
}

/* True if the name says that the file is a workbook, whatever its bytes are. */
static bool is_workbook_name(struct text file_name)
{
    char base[1024];
    size_t start = file_name.len;

    while (start > 0 && file_name.at[start - 1] != '/') {
        start--;
    }
    int len =
        snprintf(base, sizeof(base), "%.*s", TEXT_ARG(text_part(file_name, start, file_name.len)));
    return len > 0 && (size_t)len < sizeof(base) && name_classify(base) == NAME_SPREADSHEET;
}

static bool refuse_workbook(struct text file_name, const struct record_sink *sink,
                            struct sheet_summary *summary, struct err *err)
{
    char room[16];
    struct fault fault = {.kind = FAULT_SPREADSHEET_FILE,
                          .cell_index = -1,
                          .byte = -1,
                          .first = ending_of(file_name, room)};

    return refuse(&fault, sink, summary, err);
}

/* Refuses bytes that are no text. */
static bool refuse_bytes(const struct decode_result *decoded, const struct record_sink *sink,
                         struct sheet_summary *summary, struct err *err)
{
    const struct decode_fault *found = &decoded->fault;
    char character[24] = "";
    struct fault fault = {.kind = found->kind,
                          .line = found->line,
                          .cell_index = -1,
                          .byte = found->byte,
                          .first = text_of(found->name)};

    if (found->column > 0) {
        (void)snprintf(character, sizeof(character), "%u", (unsigned)found->column);
        fault.second = text_of(character);
    }
    if (found->kind != FAULT_SPREADSHEET_FILE && found->name) {
        (void)snprintf(summary->encoding, sizeof(summary->encoding), "%s", found->name);
    }
    return refuse(&fault, sink, summary, err);
}

/* Rows to records, until the end or until nothing behind can matter. */
static bool read_rows(struct csv *csv, struct layout *layout, struct err *err)
{
    struct csv_row row;

    while (!layout_is_over(layout)) {
        switch (csv_next_row(csv, &row, err)) {
        case CSV_ROW:
            if (!layout_take_row(layout, &row, err)) {
                return false;
            }
            break;
        case CSV_END:
            return true;
        case CSV_FAILED:
            return false;
        }
    }
    return true;
}

/* source -> csv -> layout, once it is known what the bytes are. */
static bool read_text(const struct source *source, const struct decode_result *decoded,
                      const struct reader_options *options, const struct record_sink *sink,
                      struct sheet_summary *summary, struct err *err)
{
    bool ok = false;
    struct csv *csv = NULL;
    struct layout *layout = NULL;
    struct csv_options csv_options = {0};
    struct layout_options layout_options = {.file_name = options->file_name,
                                            .today = options->today,
                                            .places = options->places,
                                            .place_count = options->place_count,
                                            .known = options->known};

    struct decoder *decoder = decoder_create(source, decoded, err);
    if (!decoder) {
        goto out;
    }
    csv = csv_create(&csv_options, decoder_read, decoder, err);
    if (!csv) {
        goto out;
    }
    layout_options.delimiter = csv_delimiter(csv);
    layout = layout_create(&layout_options, sink, err);
    if (!layout || !read_rows(csv, layout, err) || !layout_end(layout, summary, err)) {
        goto out;
    }
    (void)snprintf(summary->delimiter, sizeof(summary->delimiter), "%s", csv_delimiter(csv));
    ok = true;

out:
    layout_destroy(layout);
    csv_destroy(csv);
    decoder_destroy(decoder);
    return ok;
}

static bool read_source(const struct source *source, const struct reader_options *options,
                        const struct record_sink *sink, struct sheet_summary *summary,
                        struct err *err)
{
    struct decode_options decode_options = {.forced = options->encoding};
    struct decode_result decoded;

    if (is_workbook_name(options->file_name)) {
        return refuse_workbook(options->file_name, sink, summary, err);
    }
    if (!decode_classify(source, &decode_options, &decoded, err)) {
        return false;
    }
    if (!decoded.is_text) {
        return refuse_bytes(&decoded, sink, summary, err);
    }
    summary->has_bom = decoded.has_bom;
    (void)snprintf(summary->encoding, sizeof(summary->encoding), "%s",
                   decode_encoding_name(decoded.encoding));
    (void)snprintf(summary->decoded_sample, sizeof(summary->decoded_sample), "%s", decoded.sample);
    return read_text(source, &decoded, options, sink, summary, err);
}

bool reader_read(const struct source *source, const struct reader_options *options,
                 const struct record_sink *sink, struct sheet_summary *summary, struct err *err)
{
    static const struct reader_options defaults = {0};
    struct sheet_summary found = {0};

    if (!read_source(source, options ? options : &defaults, sink, &found, err)) {
        return false;
    }
    *summary = found;
    return true;
}

/* "中文 (English)" in its two halves; a text of one language is both. */
static void split_languages(struct text both, struct text *zh, struct text *en)
{
    ptrdiff_t opening = text_ends_with(both, ")") ? text_find(both, " (") : -1;

    *zh = both;
    *en = both;
    if (opening >= 0) {
        size_t len = (size_t)opening;
        *zh = text_part(both, 0, len);
        *en = text_part(both, len + 2, both.len - len - 3);
    }
}

bool reader_refuse(const struct err *why, const struct record_sink *sink,
                   struct sheet_summary *summary, struct err *err)
{
    struct sheet_summary found = {0};
    struct fault fault = {.kind = why->kind == ERR_LIMIT ? FAULT_TOO_LARGE : FAULT_UNREADABLE,
                          .cell_index = -1,
                          .byte = -1};

    split_languages(text_of(why->text), &fault.first, &fault.second);
    if (!refuse(&fault, sink, &found, err)) {
        return false;
    }
    *summary = found;
    return true;
}
