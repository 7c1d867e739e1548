/* SPDX-License-Identifier: MIT */
/*
 * Reads one dropped file as a sheet: source -> decode -> csv -> layout, in one call.
 *
 * What it finds goes to the sink in file order: a record for each row (a wide row gives several),
 * or exactly one fault; and warnings. A file that is no sheet is no error: its faults go to the
 * sink, the summary says is_refused, and the caller takes nothing of it. Because rows are handed
 * on while reading, records may have gone out before the file turned out to be refused (an open
 * quote at its end, more than half of the rows faulty): then they are to be rolled back.
 *
 * Memory does not grow with the file, but for one small entry a key to notice rows that say the
 * same thing; rows that are known (reader_options.known) are not read and have none.
 */
#ifndef PLUMB_INGEST_READER_H
#define PLUMB_INGEST_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "ingest/decode.h"
#include "model/record.h"

struct err;
struct known_rows;
struct source;

struct reader_options {
    struct text file_name;         /* its last part may give the year, and its ending counts */
    int32_t today;                 /* for lint_future; 0: no such warning */
    enum decode_encoding encoding; /* DECODE_GUESS: find out */
    /* Names, codes and aliases of known places, in the order of text_compare: headers of wide
     * sheets are looked up in them. */
    const struct text *places;
    size_t place_count;
    /* Rows that need not be read, because they are known. NULL: none are. */
    const struct known_rows *known;
};

/* Reads the whole source, or, with known rows, only as far as summary.is_to_be_read_again: then all
 * that was handed on is to be forgotten, and the owner of the known rows has none any more. False
 * and err only where the source cannot be read, memory is missing, or the sink refused; summary is
 * then not filled. Options may be NULL. */
bool reader_read(const struct source *source, const struct reader_options *options,
                 const struct record_sink *sink, struct sheet_summary *summary, struct err *err);

/* The same for a file that could not even be opened as a source: hands on FAULT_TOO_LARGE (for
 * ERR_LIMIT) or FAULT_UNREADABLE with the text of `why`, and fills a refused summary. */
bool reader_refuse(const struct err *why, const struct record_sink *sink,
                   struct sheet_summary *summary, struct err *err);

#endif
