/* SPDX-License-Identifier: MIT */
/* text_trim for cells: quick where there is nothing to trim, which is nearly always. */
#ifndef PLUMB_INGEST_LAYOUT_TRIM_H
#define PLUMB_INGEST_LAYOUT_TRIM_H

#include <stdbool.h>

#include "base/text.h"

/* Of each byte, whether white space may begin with it: the ASCII ones, DEL, and what U+00A0,
 * U+2000, U+3000, U+FEFF begin with. */
extern const bool layout_may_begin_space[256];

/* True where it is plain that nothing is to be trimmed. */
static inline bool layout_is_trim(struct text cell)
{
    const unsigned char *first = (const unsigned char *)cell.at;
    const unsigned char *last = first + cell.len - 1;

    if (layout_may_begin_space[*first]) {
        return false;
    }
    if (*last < 0x80) {
        return !layout_may_begin_space[*last];
    }
    return cell.len >= 3 && !layout_may_begin_space[last[-1]] && !layout_may_begin_space[last[-2]];
}

static inline struct text layout_trim(struct text cell)
{
    return cell.len == 0 || layout_is_trim(cell) ? cell : text_trim(cell);
}

#endif
