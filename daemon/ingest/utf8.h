/* SPDX-License-Identifier: MIT */
/* Well-formed UTF-8, looked for in large pieces. */
#ifndef PLUMB_INGEST_UTF8_H
#define PLUMB_INGEST_UTF8_H

#include <stdbool.h>
#include <stddef.h>

struct utf8_stats {
    bool has_high; /* a byte beyond ASCII */
    bool has_long; /* a form of three or four bytes */
};

/* The length of the longest beginning that is complete, well-formed UTF-8. Adds to stats what that
 * beginning has. */
size_t utf8_len(const unsigned char *bytes, size_t len, struct utf8_stats *stats);

/* How it is done. All give the same; utf8_len takes the fastest that the processor has, the others
 * are for tests. */
enum utf8_way { UTF8_PORTABLE, UTF8_SSSE3, UTF8_AVX2 };
bool utf8_has(enum utf8_way way);
size_t utf8_len_by(enum utf8_way way, const unsigned char *bytes, size_t len,
                   struct utf8_stats *stats);

/* Whether the bytes are the beginning of one UTF-8 form and lack only its end. */
bool utf8_is_cut(const unsigned char *bytes, size_t len);

#endif
