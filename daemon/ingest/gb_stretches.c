/* SPDX-License-Identifier: MIT */
#include "ingest/gb_stretches.h"

#include <string.h>

/* The first ones stay short: the survey reads what it must to be sure, and can pass over a stretch
 * only as a whole. */
enum { SHORT_STRETCHES = 8, DOUBTFUL_MAX = 256 };

static void put(struct gb_stretches *stretches, uint64_t begin, size_t len,
                const struct gb_lines *lines)
{
    struct gb_stretch *last = stretches->at + stretches->count - 1;

    if (stretches->count > SHORT_STRETCHES && last->end == begin) {
        last->end += len;
        last->lines.lines += lines->lines;
        last->lines.characters += lines->characters;
        last->lines.common += lines->common;
    } else if (len > 0 && stretches->count < GB_STRETCHES) {
        stretches->at[stretches->count++] =
            (struct gb_stretch){.begin = begin, .end = begin + len, .lines = *lines};
    }
}

static bool has_given_up(const struct gb_stretches *stretches)
{
    return stretches->count == GB_STRETCHES || stretches->doubtful == DOUBTFUL_MAX;
}

/* Looks at the lines from `bytes` on, which stand at that offset. Returns how much of them is done
 * with: what follows is the beginning of a line that was not seen to its end. */
static size_t look_at_lines(struct gb_stretches *stretches, const unsigned char *bytes, size_t len,
                            uint64_t offset)
{
    size_t at = 0;

    while (!has_given_up(stretches)) {
        struct gb_lines lines = {0};
        size_t good = gb_lines_len(bytes + at, len - at, &lines);
        put(stretches, offset + at, good, &lines);
        at += good;
        if (!lines.is_doubtful) {
            return at;
        }
        stretches->doubtful++;
        const unsigned char *end = memchr(bytes + at, '\n', len - at);
        if (!end) {
            break;
        }
        at = (size_t)(end - bytes) + 1;
    }
    stretches->is_in_line = true;
    return len;
}

/* Where the first line begins. */
static unsigned char *find_line(const struct gb_stretches *stretches, unsigned char *piece,
                                size_t len)
{
    if (!stretches->is_in_line) {
        return piece - stretches->kept;
    }
    unsigned char *end = memchr(piece, '\n', len);
    return end ? end + 1 : NULL;
}

void gb_stretches_look(struct gb_stretches *stretches, unsigned char *piece, size_t len)
{
    unsigned char *line = find_line(stretches, piece, len);

    if (!line || has_given_up(stretches)) {
        gb_stretches_skip(stretches, len);
        return;
    }
    stretches->is_in_line = false;
    stretches->seen += len;
    size_t left = (size_t)(piece + len - line);
    size_t done = look_at_lines(stretches, line, left, stretches->seen - left);
    left -= done;
    if (left > GB_LINE_ROOM) {
        stretches->is_in_line = true;
        left = 0;
    }
    stretches->kept = left;
    memmove(piece - left, piece + len - left, left);
}

void gb_stretches_skip(struct gb_stretches *stretches, size_t len)
{
    stretches->seen += len;
    stretches->kept = 0;
    stretches->is_in_line = stretches->is_in_line || len > 0;
}

const struct gb_stretch *gb_stretches_find(const struct gb_stretches *stretches, uint64_t offset)
{
    for (size_t i = 0; i < stretches->count; i++) {
        if (stretches->at[i].begin >= offset) {
            return &stretches->at[i];
        }
    }
    return NULL;
}
