/* SPDX-License-Identifier: MIT */
/*
 * Bytes that grow. Zeroed memory is an empty buffer; buffer_finish frees it.
 *
 * A failed allocation is remembered: later appends do nothing and has_failed
 * stays true, so that a writer can append freely and look once at the end.
 */
#ifndef PLUMB_BASE_BUFFER_H
#define PLUMB_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct err;

struct buffer {
    char *bytes; /* NUL-terminated once anything was appended; else NULL */
    size_t len;
    size_t capacity;
    bool has_failed;
};

/* Where a long text goes piece by piece, so that it never lies in memory as a whole. */
struct text_sink {
    void *owner;
    bool (*take)(void *owner, struct text piece, struct err *err);
};

void buffer_finish(struct buffer *buffer);

/* Empties the buffer and keeps its memory. Clears has_failed. */
void buffer_clear(struct buffer *buffer);

/* Room for `more` further bytes and a NUL. False without memory. */
bool buffer_reserve(struct buffer *buffer, size_t more);

bool buffer_append(struct buffer *buffer, const void *bytes, size_t len);
bool buffer_append_text(struct buffer *buffer, struct text text);
bool buffer_append_str(struct buffer *buffer, const char *str);
bool buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What is in it, borrowed until the next append. */
struct text buffer_text(const struct buffer *buffer);

#endif
