/* SPDX-License-Identifier: MIT */
/* Pairs of GB2312 in a mask of 64 bytes. */
#ifndef PLUMB_INGEST_GB_RUNS_H
#define PLUMB_INGEST_GB_RUNS_H

#include <stdint.h>

/* The bytes that lead a pair, of those beyond ASCII, where each run of these begins with a lead.
 * Every second byte of a run is one. Which that are comes out by adding each run's first bit to
 * the run: the carry goes through all of it, and so parts the runs that begin at even places from
 * the others. */
static inline uint64_t gb_leads(uint64_t high)
{
    const uint64_t even_bits = UINT64_C(0x5555555555555555);
    uint64_t even_starts = high & ~(high << 1) & even_bits;
    uint64_t even_runs = high & ~(high + even_starts);

    return (even_runs & even_bits) | (high & ~even_runs & ~even_bits);
}

#endif
