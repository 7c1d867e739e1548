/* SPDX-License-Identifier: MIT */
/*
 * Converts ASCII and GB2312's pairs, 64 bytes at a time, where the processor can (AVX-512).
 *
 * That is nearly all of a Chinese sheet; whoever calls converts what lies between otherwise.
 */
#ifndef PLUMB_INGEST_DECODE_GB_WIDE_H
#define PLUMB_INGEST_DECODE_GB_WIDE_H

#include <stdbool.h>
#include <stddef.h>

/* A row and a column of GB2312 is what a lead and a trail are above A1. What is zero where a pair
 * could be looks up an entry too: so many are read. */
enum { DECODE_GB_WIDE_CELLS = 94, DECODE_GB_WIDE_FORMS = 9026 };

/* Whether the processor can. */
bool decode_gb_wide_is_able(void);

/* Converts blocks that are of such characters only. May stop anywhere, at a character's beginning.
 * `forms` are the UTF-8 forms of A1A1 to FEFE, row by row, padded with NULs. Returns the bytes
 * written to out, of `size` bytes, some of which it may write beyond those; *taken is those read.
 * Only where decode_gb_wide_is_able. */
size_t decode_gb_wide(const char forms[DECODE_GB_WIDE_FORMS][4], const unsigned char *bytes,
                      size_t len, char *out, size_t size, size_t *taken);

#endif
