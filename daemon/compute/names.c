/* SPDX-License-Identifier: MIT */
#include "compute/names.h"

void names_add(struct arena *arena, struct names *names, struct text name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (text_equal(names->at[i], name)) {
            return;
        }
    }
    struct text *grown =
        arena_grow(arena, names->at, names->count, &names->capacity, sizeof(*grown));
    if (grown) {
        names->at = grown;
        grown[names->count++] = name;
    }
}
