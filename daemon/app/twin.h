/* SPDX-License-Identifier: MIT */
/*
 * The text twin of a receipt, for offices whose staff see only the share.
 */
#ifndef PLUMB_APP_TWIN_H
#define PLUMB_APP_TWIN_H

#include <stdbool.h>

#include "model/fault.h"

struct err;
struct store;

/* Writes <dir>/<name>.回执.txt (UTF-8 with BOM, CRLF, folders of the name made flat with `_`),
 * whole or not at all. */
bool twin_write(const char *dir, struct store *store, const char *name, enum language language,
                struct err *err);

#endif
