/* SPDX-License-Identifier: MIT */
/*
 * A filled example of each sheet, to start from: served below /templates/.
 *
 * UTF-8 with a byte order mark and CRLF, so that spreadsheets open it right by a double click. Each
 * reads back without a fault or a warning.
 */
#ifndef PLUMB_INGEST_TEMPLATE_H
#define PLUMB_INGEST_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct template_file {
    const char *name;     /* inspections.csv */
    const char *title_zh; /* 合格率 */
    const char *title_en;
    struct text content; /* static */
};

/* All of them, in the order in which they are offered. */
const struct template_file *template_list(size_t *count);

/* The one of that name, NULL if there is none. */
const struct template_file *template_get(struct text name);

#endif
