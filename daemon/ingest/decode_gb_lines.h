/* SPDX-License-Identifier: MIT */
/*
 * Passes quickly over lines that are GB18030 beyond doubt, which in such a file are nearly all:
 * 64 bytes at a time, where the processor can.
 */
#ifndef PLUMB_INGEST_DECODE_GB_LINES_H
#define PLUMB_INGEST_DECODE_GB_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "ingest/decode_score.h"

struct decode_gb_lines {
    uint64_t lines; /* with characters beyond ASCII */
    struct decode_score score;
};

/* How many bytes at the beginning are lines, each with its LF (or CRLF), that are ASCII or of
 * GB2312's pairs only, at least 95 % of them common. They are added to `lines`. May stop early, at
 * the beginning of any line: what follows is to be looked at otherwise. */
size_t decode_gb_lines_len(const unsigned char *bytes, size_t len, struct decode_gb_lines *lines);

#endif
