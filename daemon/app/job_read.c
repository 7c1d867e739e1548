/* SPDX-License-Identifier: MIT */
#include "app/job_read.h"

#include <stdio.h>

#include "app/config.h"
#include "app/job.h"
#include "app/place_words.h"
#include "base/clock.h"
#include "base/err.h"
#include "ingest/reader.h"

/* The store's sink with an ear: what the first fault was, and whether the content is whole. */
struct listening {
    struct record_sink store;
    struct job *job;
    bool is_unwhole;
};

static bool on_record(void *owner, const struct record *record, struct err *err)
{
    const struct listening *listening = owner;

    return listening->store.on_record(listening->store.owner, record, err);
}

static bool is_sign_of_a_copy_under_way(enum fault_kind kind)
{
    return kind == FAULT_OPEN_QUOTE || kind == FAULT_CUT_CHARACTER || kind == FAULT_NUL_TAIL ||
           kind == FAULT_EMPTY;
}

static bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    struct listening *listening = owner;
    struct job *job = listening->job;

    if (!fault->is_warning) {
        listening->is_unwhole |= is_sign_of_a_copy_under_way(fault->kind);
        if (job->faults++ == 0) {
            struct buffer text = {0};
            fault_append_text(&text, fault, LANGUAGE_ZH);
            (void)snprintf(job->first_fault, sizeof(job->first_fault),
                           "line=%u kind=%s reason=\"%.150s\"", fault->line,
                           fault_kind_name(fault->kind), text.bytes ? text.bytes : "");
            buffer_finish(&text);
        }
    }
    return listening->store.on_fault(listening->store.owner, fault, err);
}

/* Reads a file that could be opened. Rows that are known by their bytes are not read, unless it
 * turns out that the others depend on them: then it begins again. */
static bool read_source(struct store *store, struct source *source,
                        const struct reader_options *options, const struct record_sink *sink,
                        struct sheet_summary *summary, struct err *err)
{
    struct listening *listening = sink->owner;

    if (!reader_read(source, options, sink, summary, err)) {
        return false;
    }
    if (!summary->is_to_be_read_again) {
        return true;
    }
    listening->is_unwhole = false;
    listening->job->faults = 0;
    listening->job->first_fault[0] = '\0';
    return store_take_again(store, err) && reader_read(source, options, sink, summary, err);
}

bool job_read_rows(struct store *store, const struct config *config, struct job *job,
                   struct source *source, const struct err *unreadable,
                   struct sheet_summary *summary, bool *is_unwhole, struct err *err)
{
    struct listening listening = {.store = store_take_sink(store), .job = job};
    struct record_sink sink = {.owner = &listening, .on_record = on_record, .on_fault = on_fault};
    struct place_words places = {0};
    bool ok = true;

    if (unreadable) {
        ok = reader_refuse(unreadable, &sink, summary, err);
    } else {
        struct known_rows known;
        struct reader_options options = {
            .file_name = text_of(job->name),
            .today = clock_day(clock_utc_ms()),
            .encoding = config_encoding_of(config, job->name),
            .known = &known,
        };
        ok = place_words_read(&places, store, err) && store_known_rows(store, &known, err);
        options.places = places.words;
        options.place_count = places.count;
        ok = ok && read_source(store, source, &options, &sink, summary, err);
    }
    place_words_finish(&places);
    *is_unwhole = listening.is_unwhole;
    return ok;
}
