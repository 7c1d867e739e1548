/* SPDX-License-Identifier: MIT */
/*
 * Where a file's lines are GB18030 beyond doubt (gb_lines.h).
 *
 * Found while the file is copied, when its bytes are at hand anyway: the survey that decides about
 * the encoding then need not read them again.
 */
#ifndef PLUMB_INGEST_GB_STRETCHES_H
#define PLUMB_INGEST_GB_STRETCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/gb_lines.h"

enum {
    GB_STRETCHES = 32,
    GB_LINE_ROOM = 16 * 1024 /* a line that a piece cuts may be so long */
};

/* Whole lines. */
struct gb_stretch {
    uint64_t begin; /* offsets in the file */
    uint64_t end;
    struct gb_lines lines;
};

/* Zeroed: none, and nothing was seen yet. */
struct gb_stretches {
    struct gb_stretch at[GB_STRETCHES]; /* in order */
    size_t count;

    uint64_t seen;     /* bytes of the file */
    size_t kept;       /* of these, those of a line that goes on behind them */
    bool is_in_line;   /* where they end, a line goes on that is of no interest */
    unsigned doubtful; /* lines that were not good: after many of them no more are looked at */
};

/* The next bytes of the file. What is kept of them for the next call is written before `piece`,
 * where GB_LINE_ROOM bytes belong to this module, from call to call. */
void gb_stretches_look(struct gb_stretches *stretches, unsigned char *piece, size_t len);

/* The next bytes are of no interest. */
void gb_stretches_skip(struct gb_stretches *stretches, size_t len);

/* The first stretch that begins at this offset or behind it; NULL: there is none. */
const struct gb_stretch *gb_stretches_find(const struct gb_stretches *stretches, uint64_t offset);

#endif
