/* SPDX-License-Identifier: MIT */
#include "ingest/csv_cell.h"

#include <string.h>

bool csv_are_blanks(const char *at, const char *end)
{
    while (at < end && *at == ' ') {
        at++;
    }
    return at == end;
}

uint32_t csv_count_newlines(const char *at, const char *end)
{
    uint32_t count = 0;

    for (; at < end; at++) {
        count += *at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'));
    }
    return count;
}

void csv_undo_quotes(struct text *cell, char *at)
{
    const char *end = at + cell->len;
    char *from = memchr(at, '"', cell->len);
    char *out = from;

    while (from) {
        char *next = memchr(from + 2, '"', (size_t)(end - from - 2));
        size_t len = (size_t)((next ? next : end) - (from + 1));
        memmove(out, from + 1, len);
        out += len;
        from = next;
    }
    if (out) {
        cell->len = (size_t)(out - at);
    }
}
