/* SPDX-License-Identifier: MIT */
/*
 * Numbers for what repeats: words, and subjects (kind of sheet, indicator, period).
 *
 * Both are looked up once and then remembered. What is remembered is bounded: words_trim forgets
 * everything when it has become much, so it may only be called while nobody holds a text that
 * came from here.
 */
#ifndef PLUMB_STORE_STORE_WORD_H
#define PLUMB_STORE_STORE_WORD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "model/period.h"
#include "model/record.h"
#include "base/arena.h"
#include "store/store_statement.h"

struct err;

enum { NO_WORD = 0, NO_SUBJECT = 0 };

/* Sheets repeat themselves: in a column the word of the row before comes again, or the one that
 * came after it the last time. So each column looks there first, and only then by hash. */
enum word_column {
    WORD_OF_PLACE,
    WORD_OF_ITEM,
    WORD_OF_DEPARTMENT,
    WORD_OF_LEVEL,
    WORD_OF_UNIT,
    WORD_OF_INDICATOR,
    WORD_OF_OTHERS, /* too many kinds to foresee */
    WORD_COLUMNS
};

struct word {
    uint64_t hash;
    struct text text;
    uint32_t id;
    uint32_t next; /* position + 1 of the word that came after it; 0: none yet */
    bool is_place;
    bool is_new; /* added since words_forget: all its subjects are remembered */
};

/* Rows of a subject that wait in memory: a chain of offsets in the log of fresh rows. */
struct fresh_chain {
    uint32_t head; /* offset + 1; 0: empty */
    uint32_t tail;
};

struct subject {
    uint64_t hash;
    struct text indicator;
    struct period period;
    uint32_t id;
    enum sheet kind;
    uint32_t word; /* position + 1 of the indicator; 0: not remembered */
    uint32_t next; /* position + 1 of the subject that came after it; 0: none yet */
    struct fresh_chain fresh;
};

/* Places of words or subjects by hash: open addressing, entries are position + 1. */
struct hash_index {
    uint32_t *entries;
    uint32_t mask; /* number of entries - 1; 0: none */
};

struct word_cache {
    struct statement_cache *statements;
    struct arena texts;
    struct word *words;
    uint32_t word_count;
    uint32_t word_capacity;
    struct hash_index word_by_text;
    struct hash_index word_by_id;
    struct subject *subjects;
    uint32_t subject_count;
    uint32_t subject_capacity;
    struct hash_index subject_by_key;
    uint32_t last_words[WORD_COLUMNS]; /* position + 1; 0: none yet */
    uint32_t last_subject;
    uint32_t added_words; /* since words_forget or words_begin_file */
};

/* Forgets everything: after a rollback, numbers may be given again. Keeps the statements. */
void words_forget(struct word_cache *cache);

/* A new file begins: it may add words again. */
void words_begin_file(struct word_cache *cache);

/* Whether much is remembered, so that words_forget is due. */
bool words_are_many(const struct word_cache *cache);

/* text_equal, without a call: texts are short, and this runs some ten times a row. */
static inline bool word_is_same(struct text a, struct text b)
{
    uint64_t left = 0;
    uint64_t right = 0;

    if (a.len != b.len) {
        return false;
    }
    if (a.len < sizeof(left)) {
        return a.len == 0 || memcmp(a.at, b.at, a.len) == 0;
    }
    for (size_t i = 0; i + sizeof(left) < a.len; i += sizeof(left)) {
        memcpy(&left, a.at + i, sizeof(left));
        memcpy(&right, b.at + i, sizeof(right));
        if (left != right) {
            return false;
        }
    }
    memcpy(&left, a.at + a.len - sizeof(left), sizeof(left));
    memcpy(&right, b.at + b.len - sizeof(right), sizeof(right));
    return left == right;
}

/* The word, if it is the one that was to be expected in that column; else NULL. */
static inline struct word *word_expected(struct word_cache *cache, enum word_column column,
                                         struct text text)
{
    uint32_t last = cache->last_words[column];

    if (last == 0) {
        return NULL;
    }
    if (word_is_same(cache->words[last - 1].text, text)) {
        return &cache->words[last - 1];
    }
    uint32_t next = cache->words[last - 1].next;
    if (next == 0 || !word_is_same(cache->words[next - 1].text, text)) {
        return NULL;
    }
    cache->last_words[column] = next;
    return &cache->words[next - 1];
}

/* The word's number, NO_WORD for the empty text or an unknown word. */
bool word_find(struct word_cache *cache, struct text text, uint32_t *id, struct err *err);

/* The same, adding an unknown word. NO_WORD also if the file has added very many: then its texts
 * are better kept with their rows. What stands in WORD_OF_PLACE names a place. */
bool word_add(struct word_cache *cache, struct text text, enum word_column column, uint32_t *id,
              struct err *err);

/* The same without that limit. */
bool word_require(struct word_cache *cache, struct text text, uint32_t *id, struct err *err);

/* The word with that number. ERR_FORMAT if there is none. */
bool word_read(struct word_cache *cache, uint32_t id, struct text *text, struct err *err);

/* The kind of the subjects of a sheet: 合格率 and 数量 are one. */
enum sheet subject_kind(enum sheet sheet);

/* The subject of a record, added if new. The pointer holds until the next call. */
struct subject *subject_of(struct word_cache *cache, const struct record *record, struct err *err);

/* The subject's number, added if new; `indicator` is a word. */
bool subject_require(struct word_cache *cache, enum sheet kind, uint32_t indicator,
                     struct period period, uint32_t *id, struct err *err);

/* What the number stands for. */
struct subject_key {
    enum sheet kind;
    uint32_t indicator_word;
    struct text indicator;
    struct period period;
};
bool subject_read(struct word_cache *cache, uint32_t id, struct subject_key *key, struct err *err);

#endif
