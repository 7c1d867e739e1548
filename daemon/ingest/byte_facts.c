/* SPDX-License-Identifier: MIT */
#include "ingest/byte_facts.h"

#include <string.h>

/* So many NULs in a row were never typed: they are a part that was reserved and not written. */
enum { HOLE_BYTES = 64 };

void byte_facts_init(struct byte_facts_scan *scan)
{
    *scan = (struct byte_facts_scan){.facts = {.first_nul = -1, .hole = -1, .utf8_bad = -1}};
}

/* A run of NULs ended without being the tail: now it counts. */
static void end_run(struct byte_facts_scan *scan, uint64_t end)
{
    struct byte_facts *facts = &scan->facts;
    uint64_t start = end - scan->run;

    if (scan->run == 0) {
        return;
    }
    facts->first_nul = facts->first_nul < 0 ? (int64_t)start : facts->first_nul;
    if (scan->run >= HOLE_BYTES && facts->hole < 0) {
        facts->hole = (int64_t)start;
    }
    uint64_t first_half = (scan->run + 1) / 2;
    facts->nul_even += start % 2 == 0 ? first_half : scan->run - first_half;
    facts->nul_odd += start % 2 == 0 ? scan->run - first_half : first_half;
    scan->run = 0;
}

static void add_nuls(struct byte_facts_scan *scan, const unsigned char *bytes, size_t len)
{
    size_t at = 0;

    while (at < len) {
        const unsigned char *nul = bytes[at] == 0 ? bytes + at : memchr(bytes + at, 0, len - at);
        size_t start = nul ? (size_t)(nul - bytes) : len;
        if (start > at) {
            end_run(scan, scan->at + at);
        }
        at = start;
        while (at < len && bytes[at] == 0) {
            at++;
        }
        scan->run += at - start;
    }
}

static size_t form_len(unsigned char lead)
{
    return lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
}

static void set_bad(struct byte_facts_scan *scan, uint64_t offset)
{
    scan->facts.utf8_bad = (int64_t)offset;
    scan->carry_len = 0;
}

/* Completes the character that the last piece cut. Returns how many bytes it took for that. */
static size_t add_to_carry(struct byte_facts_scan *scan, const unsigned char *bytes, size_t len)
{
    size_t missing = form_len(scan->carry[0]) - scan->carry_len;
    size_t more = len < missing ? len : missing;
    size_t whole = scan->carry_len + more;

    memcpy(scan->carry + scan->carry_len, bytes, more);
    if (more == missing && utf8_len(scan->carry, whole, &scan->facts.utf8) == whole) {
        scan->carry_len = 0;
    } else if (more < missing && utf8_is_cut(scan->carry, whole)) {
        scan->carry_len = whole;
    } else {
        set_bad(scan, scan->at - scan->carry_len);
    }
    return more;
}

static void add_utf8(struct byte_facts_scan *scan, const unsigned char *bytes, size_t len)
{
    size_t at = scan->carry_len > 0 && len > 0 ? add_to_carry(scan, bytes, len) : 0;

    if (scan->facts.utf8_bad >= 0 || at == len) {
        return;
    }
    at += utf8_len(bytes + at, len - at, &scan->facts.utf8);
    if (at == len) {
        return;
    }
    if (utf8_is_cut(bytes + at, len - at)) {
        scan->carry_len = len - at;
        memcpy(scan->carry, bytes + at, len - at);
    } else {
        set_bad(scan, scan->at + at);
    }
}

void byte_facts_add(struct byte_facts_scan *scan, const unsigned char *bytes, size_t len)
{
    if (scan->facts.utf8_bad < 0) {
        add_utf8(scan, bytes, len);
    }
    add_nuls(scan, bytes, len);
    scan->at += len;
}

void byte_facts_finish(struct byte_facts_scan *scan, struct byte_facts *out)
{
    scan->facts.tail = scan->at - scan->run;
    if (scan->carry_len > 0) {
        scan->facts.utf8_is_cut = true;
        scan->facts.utf8_bad = (int64_t)(scan->at - scan->carry_len);
    }
    *out = scan->facts;
}
