/* SPDX-License-Identifier: MIT */
/*
 * csv_cells FILE ENCODING: prints the cells of a sheet as the daemon reads them from its bytes,
 * before any of them means something: [[cell, ...], ...] as JSON. ENCODING is one of
 * decode_encoding_from_name. Status 1 if that is not possible.
 */
#include <fcntl.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/decode.h"
#include "ingest/source.h"
#include "model/json.h"

static bool append_rows(struct csv *csv, struct buffer *out, struct err *err)
{
    struct csv_row row;
    enum csv_result result = CSV_ROW;
    const char *before = "[";

    while ((result = csv_next_row(csv, &row, err)) == CSV_ROW) {
        if (row.problem != CSV_FINE) {
            return err_set(err, ERR_FORMAT, "line %u", row.problem_line);
        }
        for (size_t i = 0; i < row.count; i++) {
            buffer_append_str(out, i > 0 ? "," : before);
            buffer_append_str(out, i > 0 ? "" : "[");
            (void)json_append_string(out, row.cells[i]);
        }
        buffer_append_str(out, "]");
        before = ",\n";
    }
    buffer_append_str(out, "]\n");
    return result == CSV_END;
}

static bool append_cells(const struct source *source, const struct decode_options *decode_options,
                         struct buffer *out, struct err *err)
{
    struct decode_result decoded;
    const struct csv_options options = {0};

    if (!decode_classify(source, decode_options, &decoded, err)) {
        return false;
    }
    if (!decoded.is_text) {
        return err_set(err, ERR_FORMAT, "no text: %s", fault_kind_name(decoded.fault.kind));
    }
    struct decoder *decoder = decoder_create(source, &decoded, err);
    struct csv *csv = decoder ? csv_create(&options, decoder_read, decoder, err) : NULL;
    bool ok = csv && append_rows(csv, out, err);

    csv_destroy(csv);
    decoder_destroy(decoder);
    return ok;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    struct buffer out = {0};
    struct decode_options options = {0};

    if (argc != 3 || !decode_encoding_from_name(argv[2], &options.forced)) {
        (void)fputs("usage: csv_cells FILE ENCODING\n", stderr);
        return 2;
    }
    struct source *source = source_open(AT_FDCWD, argv[1], NULL, &err);
    bool ok = source && append_cells(source, &options, &out, &err) && !out.has_failed;

    if (ok) {
        (void)fwrite(out.bytes, 1, out.len, stdout);
    } else {
        (void)fprintf(stderr, "csv_cells: %s\n", err.text);
    }
    source_close(source);
    buffer_finish(&out);
    return ok ? 0 : 1;
}
