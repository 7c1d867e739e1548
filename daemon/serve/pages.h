/* SPDX-License-Identifier: MIT */
/* Which built-in file answers which path, and with which type. Pure. */
#ifndef PLUMB_SERVE_PAGES_H
#define PLUMB_SERVE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/asset.h"
#include "base/text.h"

struct page {
    const struct asset *asset;
    struct text body;
    const char *content_type;
    bool is_lasting; /* its name changes with its content: it may be kept for ever */
};

/* False if no page has this path, or its file was not built in. */
bool pages_find(const struct asset *assets, size_t count, const char *path, struct page *page);

#endif
