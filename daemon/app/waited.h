/* SPDX-License-Identifier: MIT */
/*
 * Files whose content was not whole, and the rest of which is waited for: read once more as the
 * same file, they are taken or refused as they are.
 */
#ifndef PLUMB_APP_WAITED_H
#define PLUMB_APP_WAITED_H

#include <stdbool.h>

#include "model/file_identity.h"

/* NULL is an empty list. */
struct waited;

/* Without memory nothing is remembered: then the rest is waited for once more. */
void waited_put(struct waited **list, const char *name, const struct file_identity *identity);

/* Whether the file was waited for and is what it was. It is then no longer remembered. */
bool waited_take(struct waited **list, const char *name, const struct file_identity *identity);

void waited_finish(struct waited **list);

#endif
