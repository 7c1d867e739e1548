/* SPDX-License-Identifier: MIT */
/*
 * Any bytes through the whole reader: each row of data is records or one fault, all that is handed
 * on is well-formed, and the counts of the summary are those of what was handed on.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/reader.h"
#include "ingest/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

struct seen {
    uint32_t rows; /* lines that gave a record */
    uint32_t last_line;
    uint32_t faults;
    uint32_t warnings;
};

static void check_text(struct text text)
{
    MUST(text.len == 0 || text.at);
    MUST(text_valid_len(text) == text.len);
}

static void check_amount(const struct amount *amount)
{
    check_text(amount->unit);
    check_text(amount->display);
    MUST(amount->denominator >= 1);
    MUST(amount->value.scale >= 0 && amount->value.scale <= 18);
}

static void check_figure(const struct figure_record *figure)
{
    check_text(figure->indicator);
    check_text(figure->place);
    check_text(figure->note);
    MUST(figure->indicator.len > 0);
    MUST(figure->period.from <= figure->period.to);
    MUST((figure->presence == PRESENCE_FIGURE) == (figure->has_counts || figure->has_amount));
    if (figure->has_counts) {
        MUST(figure->passed >= 0 && figure->passed <= figure->inspected);
    }
    if (figure->has_amount) {
        check_amount(&figure->amount);
    }
}

static void check_record(const struct record *record)
{
    check_text(record->extra);
    switch (record->sheet) {
    case SHEET_INSPECTIONS:
    case SHEET_QUANTITIES:
        check_figure(&record->figure);
        break;
    case SHEET_INDICATORS:
        check_text(record->target.lead);
        check_text(record->target.departments);
        check_amount(&record->target.target);
        break;
    case SHEET_ACTIVITIES:
        MUST(record->activity.title.len > 0 && record->activity.metric_count >= 1);
        for (size_t i = 0; i < record->activity.metric_count; i++) {
            check_text(record->activity.metrics[i].name);
            check_amount(&record->activity.metrics[i].amount);
        }
        break;
    case SHEET_PLAN:
        MUST(record->plan.year > 0);
        check_amount(&record->plan.planned);
        break;
    case SHEET_PLACES:
        MUST(record->place.name.len > 0);
        break;
    case SHEET_CALENDAR:
        MUST(record->calendar.days.from <= record->calendar.days.to);
        break;
    case SHEET_NONE:
        MUST(false);
    }
}

static bool on_record(void *owner, const struct record *record, struct err *err)
{
    struct seen *seen = owner;
    (void)err;

    check_record(record);
    MUST(record->line >= seen->last_line);
    seen->rows += record->line != seen->last_line;
    seen->last_line = record->line;
    return true;
}

static bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    struct seen *seen = owner;
    struct buffer words = {0};
    (void)err;

    check_text(fault->column);
    check_text(fault->cell);
    check_text(fault->indicator);
    fault_append_text(&words, fault, LANGUAGE_ZH);
    fault_append_hint(&words, fault, LANGUAGE_EN);
    check_text(buffer_text(&words));
    MUST(words.len > 0);
    buffer_finish(&words);
    *(fault->is_warning ? &seen->warnings : &seen->faults) += 1;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct seen seen = {0};
    struct err err = {0};
    struct sheet_summary summary;
    struct record_sink sink = {&seen, on_record, on_fault};
    struct reader_options options = {.file_name = TEXT("2018.csv"), .today = 17000};
    struct source *source = source_from_bytes(bytes, len, &err);

    MUST(source);
    MUST(reader_read(source, &options, &sink, &summary, &err));
    MUST(summary.rows_faulty <= summary.rows_read);
    MUST(seen.rows + summary.rows_faulty <= summary.rows_read);
    MUST(seen.faults == (summary.fault_count < FAULTS_KEPT ? summary.fault_count : FAULTS_KEPT));
    MUST(seen.warnings ==
         (summary.warning_count < FAULTS_KEPT ? summary.warning_count : FAULTS_KEPT));
    MUST(summary.is_refused || summary.fault_count == summary.rows_faulty);
    MUST(!summary.is_refused || summary.fault_count > 0);
    source_close(source);
    return 0;
}
