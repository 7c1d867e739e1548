/* SPDX-License-Identifier: MIT */
/*
 * Finds the bytes that may mean something to the csv parser, 64 at a time.
 *
 * A bit is set for each byte that is a quote, the delimiter's first byte, or a control character up
 * to CR. That is a superset: tabs and the like are sorted out by the parser, because they are
 * rare and one comparison for all controls is cheaper than three.
 */
#ifndef PLUMB_INGEST_CSV_SCAN_H
#define PLUMB_INGEST_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A block is read as a whole: so many bytes must be there behind the last one that counts. */
enum { CSV_SCAN_BLOCK = 64 };

/* How a block is looked at. All give the same masks; csv_scan takes the fastest that the processor
 * has, the others are for tests. */
enum csv_scan_way { CSV_SCAN_PORTABLE, CSV_SCAN_SSE2, CSV_SCAN_AVX2 };
bool csv_scan_has(enum csv_scan_way way);

/* Fills masks[0] to masks[blocks - 1], one for each block from `bytes` on, the lowest bit for its
 * first byte. Bits for bytes from `len` on are 0. blocks is len / 64, rounded up. */
void csv_scan(const char *bytes, size_t len, char delimiter, uint64_t *masks);
void csv_scan_by(enum csv_scan_way way, const char *bytes, size_t len, char delimiter,
                 uint64_t *masks);

#endif
