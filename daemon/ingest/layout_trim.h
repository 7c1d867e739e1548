/* SPDX-License-Identifier: MIT */
/* text_trim for cells: quick where there is nothing to trim, which is nearly always. */
#ifndef PLUMB_INGEST_LAYOUT_TRIM_H
#define PLUMB_INGEST_LAYOUT_TRIM_H

#include <stdbool.h>

#include "base/text.h"

/* True for a byte with which white space may begin beyond ASCII: U+00A0, U+2000, U+3000, U+FEFF. */
static inline bool layout_may_begin_space(char byte)
{
    unsigned char b = (unsigned char)byte;

    return b <= ' ' || b == 0x7F || b == 0xC2 || b == 0xE2 || b == 0xE3 || b == 0xEF;
}

/* True where it is plain that nothing is to be trimmed. */
static inline bool layout_is_trim(struct text cell)
{
    const char *last = cell.at + cell.len - 1;

    if (layout_may_begin_space(cell.at[0])) {
        return false;
    }
    if ((unsigned char)*last < 0x80) {
        return !layout_may_begin_space(*last);
    }
    return cell.len >= 3 && !layout_may_begin_space(last[-1]) && !layout_may_begin_space(last[-2]);
}

static inline struct text layout_trim(struct text cell)
{
    return cell.len == 0 || layout_is_trim(cell) ? cell : text_trim(cell);
}

#endif
