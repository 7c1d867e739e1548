/* SPDX-License-Identifier: MIT */
/*
 * A round trip: the figures that were read from any bytes, written out as a sheet of their own and
 * read again, are the same figures, without a fault.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/notation.h"
#include "ingest/reader.h"
#include "ingest/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* What a row says, as the row of a sheet. */
struct exported {
    struct buffer rows;
    size_t count;
};

static void write_text(struct buffer *out, struct text text)
{
    buffer_append_str(out, "\"");
    for (size_t i = 0; i < text.len; i++) {
        buffer_append(out, text.at + i, 1);
        if (text.at[i] == '"') {
            buffer_append_str(out, "\"");
        }
    }
    buffer_append_str(out, "\",");
}

/* The figure, and its unit in the cell behind: a unit in the cell itself would be the base unit. */
static void write_amount(struct buffer *out, const struct amount *amount)
{
    struct amount bare = *amount;
    char written[1024];

    bare.unit = (struct text){0};
    MUST(notation_write(&bare, written, sizeof(written)));
    write_text(out, text_of(written));
    write_text(out, amount->unit);
}

static void write_rate(struct buffer *out, const struct amount *amount)
{
    char written[1024];

    MUST(notation_write(amount, written, sizeof(written)));
    write_text(out, text_of(written));
}

static void write_value(struct buffer *out, const struct figure_record *figure)
{
    const char *word = figure->presence == PRESENCE_NOT_APPLICABLE ? "不适用" : "未报";

    if (figure->is_rate && figure->has_counts) {
        buffer_printf(out, "%" PRId64 ",%" PRId64 ",,", figure->inspected, figure->passed);
    } else if (figure->is_rate) {
        buffer_append_str(out, ",,");
        if (figure->has_amount) {
            write_rate(out, &figure->amount);
        } else {
            write_text(out, text_of(word));
        }
    } else if (figure->has_amount) {
        write_amount(out, &figure->amount);
    } else {
        write_text(out, text_of(word));
        buffer_append_str(out, ",");
    }
}

static bool on_record(void *owner, const struct record *record, struct err *err)
{
    struct exported *exported = owner;
    const struct figure_record *figure = &record->figure;
    char period[PERIOD_TEXT_MAX];
    (void)err;

    if (record->sheet != SHEET_INSPECTIONS && record->sheet != SHEET_QUANTITIES) {
        return true;
    }
    /* 序号 comes first, so that no name can make a row of totals. */
    buffer_append_str(&exported->rows, "1,");
    write_text(&exported->rows, figure->indicator);
    write_text(&exported->rows, (struct text){period, period_format(figure->period, period)});
    write_text(&exported->rows, figure->place);
    write_text(&exported->rows, figure->department);
    write_text(&exported->rows, figure->item);
    write_text(&exported->rows, figure->level);
    write_value(&exported->rows, figure);
    buffer_append_str(&exported->rows, "\n");
    exported->count++;
    return true;
}

static bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    (void)owner;
    (void)fault;
    (void)err;
    return true;
}

static void read_sheet(const void *bytes, size_t len, struct exported *exported,
                       struct sheet_summary *summary)
{
    struct err err = {0};
    struct record_sink sink = {exported, on_record, on_fault};
    struct reader_options options = {.file_name = TEXT("2018.csv")};
    struct source *source = source_from_bytes(bytes, len, &err);

    MUST(source);
    MUST(reader_read(source, &options, &sink, summary, &err));
    MUST(!exported->rows.has_failed);
    source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct exported first = {0};
    struct exported again = {0};
    struct buffer sheet = {0};
    struct sheet_summary summary = {0};
    struct sheet_summary summary_again = {0};

    read_sheet(bytes, len, &first, &summary);
    if (!summary.is_refused && first.count > 0) {
        buffer_printf(&sheet, "序号,指标,时期,地区,部门,分项,层级,%s\n",
                      summary.sheet == SHEET_INSPECTIONS ? "抽检数,合格数,合格率" : "数值,单位");
        buffer_append_text(&sheet, buffer_text(&first.rows));
        read_sheet(sheet.bytes, sheet.len, &again, &summary_again);
        MUST(summary_again.fault_count == 0);
        MUST(summary_again.sheet == summary.sheet);
        MUST(text_equal(buffer_text(&first.rows), buffer_text(&again.rows)));
    }
    buffer_finish(&first.rows);
    buffer_finish(&again.rows);
    buffer_finish(&sheet);
    return 0;
}
