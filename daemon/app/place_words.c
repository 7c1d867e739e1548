/* SPDX-License-Identifier: MIT */
#include "app/place_words.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "store/store.h"

static int compare_words(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static bool add_word(void *owner, struct text word, struct err *err)
{
    struct place_words *words = owner;

    if (words->count == words->capacity) {
        size_t capacity = words->capacity == 0 ? 64 : words->capacity * 2;
        struct text *bigger = realloc(words->words, capacity * sizeof(*bigger));
        if (!bigger) {
            return err_set(err, ERR_NO_MEMORY, "places");
        }
        words->words = bigger;
        words->capacity = capacity;
    }
    char *copy = text_dup(word);
    if (!copy) {
        return err_set(err, ERR_NO_MEMORY, "places");
    }
    words->words[words->count++] = (struct text){copy, word.len};
    return true;
}

bool place_words_read(struct place_words *words, struct store *store, struct err *err)
{
    if (!store_each_place_word(store, add_word, words, err)) {
        return false;
    }
    if (words->count > 0) {
        qsort(words->words, words->count, sizeof(*words->words), compare_words);
    }
    return true;
}

void place_words_finish(struct place_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        free((void *)(uintptr_t)words->words[i].at);
    }
    free(words->words);
    *words = (struct place_words){0};
}
