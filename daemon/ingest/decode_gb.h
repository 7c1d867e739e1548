/* SPDX-License-Identifier: MIT */
/*
 * GB18030, character by character: one, two or four bytes.
 *
 * With 0x80 as the euro sign it holds code page 936 too, and so GBK. What a character means comes
 * from the system's iconv, once for all; converting is then a look-up.
 */
#ifndef PLUMB_INGEST_DECODE_GB_H
#define PLUMB_INGEST_DECODE_GB_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum {
    DECODE_GB_BAD = 0, /* no character begins like this */
    DECODE_GB_CUT = -1 /* the beginning of a character that lacks its end */
};

/* The bytes of the first character (1, 2 or 4), or one of the above. len is at least 1. A four-byte
 * one that is not a cut one lies within Unicode. */
int decode_gb_len(const unsigned char *bytes, size_t len);

/* The characters as UTF-8. Created once and never freed: borrow it. NULL and err if the system
 * does not know GB18030. */
struct decode_gb_table;
const struct decode_gb_table *decode_gb_table(struct err *err);

/* Converts whole characters while out, of `size` bytes, has room for any further one (4 bytes).
 * Stops at a character that is cut or bad. Returns the bytes written; *taken is those read. */
size_t decode_gb_convert(const struct decode_gb_table *table, const unsigned char *bytes,
                         size_t len, char *out, size_t size, size_t *taken);

/* How it is done. Both give the same; decode_gb_convert takes the faster one that the processor
 * has, the other is for tests. */
enum decode_gb_way { DECODE_GB_PORTABLE, DECODE_GB_WIDE };
bool decode_gb_has(enum decode_gb_way way);
size_t decode_gb_convert_by(enum decode_gb_way way, const struct decode_gb_table *table,
                            const unsigned char *bytes, size_t len, char *out, size_t size,
                            size_t *taken);

#endif
