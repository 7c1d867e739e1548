/* SPDX-License-Identifier: MIT */
/*
 * What bytes show while they pass by: NULs, and whether they are UTF-8.
 *
 * The source takes these facts while it copies, when the bytes are at hand anyway; decode draws
 * its conclusions from them. Offsets are from the first byte; -1: there is none.
 */
#ifndef PLUMB_INGEST_BYTE_FACTS_H
#define PLUMB_INGEST_BYTE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/utf8.h"

struct byte_facts {
    uint64_t tail;     /* where the NULs begin that the bytes end in; else their number */
    uint64_t nul_even; /* NULs before the tail, at even and at odd offsets */
    uint64_t nul_odd;
    int64_t first_nul;      /* before the tail */
    int64_t hole;           /* the first of many NULs in a row, before the tail */
    struct utf8_stats utf8; /* of the part before utf8_bad */
    int64_t utf8_bad;       /* the first byte that is not UTF-8 */
    bool utf8_is_cut;       /* utf8_bad begins a character that the end cuts */
};

struct byte_facts_scan {
    struct byte_facts facts;
    uint64_t at;            /* bytes seen */
    unsigned char carry[4]; /* a character that is not complete yet */
    size_t carry_len;
    uint64_t run; /* NULs at the end of what was seen */
};

void byte_facts_init(struct byte_facts_scan *scan);

/* The next bytes, in pieces of any size. */
void byte_facts_add(struct byte_facts_scan *scan, const unsigned char *bytes, size_t len);

/* Nothing comes any more. */
void byte_facts_finish(struct byte_facts_scan *scan, struct byte_facts *out);

#endif
