/* SPDX-License-Identifier: MIT */
/*
 * The words that name places, sorted, for the reader's wide sheets.
 */
#ifndef PLUMB_APP_PLACE_WORDS_H
#define PLUMB_APP_PLACE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct err;
struct store;

/* Zeroed memory is an empty list. */
struct place_words {
    struct text *words; /* in the order of text_compare, owned */
    size_t count;
    size_t capacity;
};

bool place_words_read(struct place_words *words, struct store *store, struct err *err);
void place_words_finish(struct place_words *words);

#endif
