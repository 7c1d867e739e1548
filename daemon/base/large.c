/* SPDX-License-Identifier: MIT */
#include "base/large.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 * 1024 * 1024 };

void *large_alloc(size_t len)
{
    size_t pages = (len + LARGE_PAGE - 1) / LARGE_PAGE;

    if (len < LARGE_PAGE) {
        return malloc(len);
    }
    void *memory = aligned_alloc(LARGE_PAGE, pages * LARGE_PAGE);
    if (memory) {
        (void)madvise(memory, pages * LARGE_PAGE, MADV_HUGEPAGE);
    }
    return memory;
}

void *large_calloc(size_t len)
{
    void *memory = len < LARGE_PAGE ? calloc(1, len) : large_alloc(len);

    if (memory && len >= LARGE_PAGE) {
        memset(memory, 0, len);
    }
    return memory;
}
