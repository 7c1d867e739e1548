/* SPDX-License-Identifier: MIT */
/*
 * Few texts, each once, in the order in which they came.
 */
#ifndef PLUMB_COMPUTE_NAMES_H
#define PLUMB_COMPUTE_NAMES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

struct names {
    struct text *at;
    size_t count;
    size_t capacity;
};

/* Adds it, if it is not there yet; the text is borrowed. */
void names_add(struct arena *arena, struct names *names, struct text name);

#endif
