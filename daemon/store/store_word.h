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

#include "base/text.h"
#include "model/period.h"
#include "model/record.h"
#include "base/arena.h"
#include "store/store_statement.h"

struct err;

enum { NO_WORD = 0, NO_SUBJECT = 0 };

struct word {
    uint64_t hash;
    struct text text;
    uint32_t id;
    bool is_place;
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
    uint32_t added_words; /* since words_forget or words_begin_file */
};

/* Forgets everything: after a rollback, numbers may be given again. Keeps the statements. */
void words_forget(struct word_cache *cache);

/* A new file begins: it may add words again. */
void words_begin_file(struct word_cache *cache);

/* Whether much is remembered, so that words_forget is due. */
bool words_are_many(const struct word_cache *cache);

/* The word's number, NO_WORD for the empty text or an unknown word. */
bool word_find(struct word_cache *cache, struct text text, uint32_t *id, struct err *err);

/* The same, adding an unknown word. NO_WORD also if the file has added very many: then its texts
 * are better kept with their rows. */
bool word_add(struct word_cache *cache, struct text text, bool is_place, uint32_t *id,
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
