/* SPDX-License-Identifier: MIT */
/*
 * Passes quickly over lines that are GB18030 beyond doubt, which in such a file are nearly all:
 * 64 bytes at a time, where the processor can.
 */
#ifndef PLUMB_INGEST_GB_LINES_H
#define PLUMB_INGEST_GB_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gb_lines {
    uint64_t lines;      /* with characters beyond ASCII */
    uint64_t characters; /* these */
    uint64_t common;     /* of these */
    bool is_doubtful;    /* what follows is a line that is not good, and not only one that is cut */
};

/* How many bytes at the beginning are lines, each with its LF (or CRLF), that are ASCII or of
 * GB2312's pairs only, at least 95 % of them common. They are added to `lines`. May stop early, at
 * the beginning of any line: what follows is to be looked at otherwise. */
size_t gb_lines_len(const unsigned char *bytes, size_t len, struct gb_lines *lines);

/* How it is done: GB_LINES_NONE passes over nothing, the others give the same. gb_lines_len takes
 * the fastest that the processor has, the others are for tests. */
enum gb_lines_way { GB_LINES_NONE, GB_LINES_AVX2, GB_LINES_AVX512 };
bool gb_lines_has(enum gb_lines_way way);
size_t gb_lines_len_by(enum gb_lines_way way, const unsigned char *bytes, size_t len,
                       struct gb_lines *lines);

#endif
