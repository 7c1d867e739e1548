/* SPDX-License-Identifier: MIT */
#include "store/store_word.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/err.h"

enum {
    CACHED_MAX = 64 * 1024,           /* words, and subjects */
    CACHED_TEXT_MAX = 4 * 1024 * 1024 /* bytes */
};
enum { ADDED_MAX = 50000 }; /* words one file may add */

/* --- indexes by hash --- */

static bool index_grow(struct hash_index *index, uint32_t count)
{
    uint32_t len = 1024;

    while (len < count * 2) {
        len *= 2;
    }
    uint32_t *entries = calloc(len, sizeof(*entries));
    if (!entries) {
        return false;
    }
    free(index->entries);
    index->entries = entries;
    index->mask = len - 1;
    return true;
}

static void index_put(struct hash_index *index, uint64_t hash, uint32_t position)
{
    uint32_t at = (uint32_t)hash & index->mask;

    while (index->entries[at] != 0) {
        at = (at + 1) & index->mask;
    }
    index->entries[at] = position + 1;
}

static bool is_index_small(const struct hash_index *index, uint32_t count)
{
    return index->mask == 0 || count * 2 > index->mask;
}

static uint64_t hash_of_id(uint32_t id)
{
    return (uint64_t)id * 2654435761U;
}

static uint64_t hash_of_text(struct text text)
{
    return XXH3_64bits(text.len > 0 ? text.at : "", text.len);
}

static uint64_t hash_of_subject(struct text indicator, struct period period, enum sheet kind)
{
    uint64_t days = (uint64_t)(uint32_t)period.from << 32 | (uint32_t)period.to;

    return hash_of_text(indicator) ^ (days + (uint64_t)kind) * UINT64_C(0x9E3779B97F4A7C15);
}

/* --- words that are remembered --- */

void words_forget(struct word_cache *cache)
{
    arena_finish(&cache->texts);
    free(cache->words);
    free(cache->subjects);
    free(cache->word_by_text.entries);
    free(cache->word_by_id.entries);
    free(cache->subject_by_key.entries);
    *cache =
        (struct word_cache){.statements = cache->statements, .added_words = cache->added_words};
}

void words_begin_file(struct word_cache *cache)
{
    cache->added_words = 0;
}

bool words_are_many(const struct word_cache *cache)
{
    return cache->word_count >= CACHED_MAX || cache->subject_count >= CACHED_MAX ||
           cache->texts.total >= CACHED_TEXT_MAX;
}

static bool grow_words(struct word_cache *cache)
{
    if (cache->word_count == cache->word_capacity) {
        uint32_t capacity = cache->word_capacity == 0 ? 256 : cache->word_capacity * 2;
        struct word *words = realloc(cache->words, capacity * sizeof(*words));
        if (!words) {
            return false;
        }
        cache->words = words;
        cache->word_capacity = capacity;
    }
    if (!is_index_small(&cache->word_by_text, cache->word_count + 1)) {
        return true;
    }
    if (!index_grow(&cache->word_by_text, cache->word_capacity) ||
        !index_grow(&cache->word_by_id, cache->word_capacity)) {
        return false;
    }
    for (uint32_t i = 0; i < cache->word_count; i++) {
        index_put(&cache->word_by_text, cache->words[i].hash, i);
        index_put(&cache->word_by_id, hash_of_id(cache->words[i].id), i);
    }
    return true;
}

static struct word *remember_word(struct word_cache *cache, struct text text, uint32_t id,
                                  bool is_place, struct err *err)
{
    struct text copy;

    if (!grow_words(cache) || !arena_copy(&cache->texts, text, &copy)) {
        (void)err_set(err, ERR_NO_MEMORY, "words of the store");
        return NULL;
    }
    struct word *word = &cache->words[cache->word_count];
    *word = (struct word){.hash = hash_of_text(text), .text = copy, .id = id, .is_place = is_place};
    index_put(&cache->word_by_text, word->hash, cache->word_count);
    index_put(&cache->word_by_id, hash_of_id(id), cache->word_count);
    cache->word_count++;
    return word;
}

static struct word *recall_text(struct word_cache *cache, struct text text)
{
    uint64_t hash = hash_of_text(text);

    if (cache->word_by_text.mask == 0) {
        return NULL;
    }
    uint32_t at = (uint32_t)hash & cache->word_by_text.mask;
    while (cache->word_by_text.entries[at] != 0) {
        struct word *word = &cache->words[cache->word_by_text.entries[at] - 1];
        if (word->hash == hash && text_equal(word->text, text)) {
            return word;
        }
        at = (at + 1) & cache->word_by_text.mask;
    }
    return NULL;
}

static struct word *recall_id(struct word_cache *cache, uint32_t id)
{
    if (cache->word_by_id.mask == 0) {
        return NULL;
    }
    uint32_t at = (uint32_t)hash_of_id(id) & cache->word_by_id.mask;
    while (cache->word_by_id.entries[at] != 0) {
        struct word *word = &cache->words[cache->word_by_id.entries[at] - 1];
        if (word->id == id) {
            return word;
        }
        at = (at + 1) & cache->word_by_id.mask;
    }
    return NULL;
}

/* --- words of the database --- */

/* *word is NULL if there is no such word. */
static bool look_up_word(struct word_cache *cache, struct text text, struct word **word,
                         struct err *err)
{
    *word = recall_text(cache, text);
    if (*word) {
        return true;
    }
    sqlite3_stmt *statement =
        statement_take(cache->statements, "SELECT id, is_place FROM word WHERE text = ?1", err);
    bool has_row = false;
    if (!statement) {
        return false;
    }
    bind_text(statement, 1, text);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        *word = remember_word(cache, text, column_count(statement, 0),
                              column_integer(statement, 1) != 0, err);
        ok = *word != NULL;
    }
    statement_give(cache->statements, statement);
    return ok;
}

static struct word *insert_word(struct word_cache *cache, struct text text, bool is_place,
                                struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(cache->statements, "INSERT INTO word (text, is_place) VALUES (?1, ?2)", err);

    if (!statement) {
        return NULL;
    }
    bind_text(statement, 1, text);
    bind_integer(statement, 2, is_place);
    if (!statement_finish(cache->statements, statement, err)) {
        return NULL;
    }
    cache->added_words++;
    uint32_t id = (uint32_t)sqlite3_last_insert_rowid(cache->statements->db);
    struct word *word = remember_word(cache, text, id, is_place, err);
    if (word) {
        word->is_new = true;
    }
    return word;
}

static bool mark_place(struct word_cache *cache, struct word *word, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(cache->statements, "UPDATE word SET is_place = 1 WHERE id = ?1", err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, word->id);
    word->is_place = true;
    return statement_finish(cache->statements, statement, err);
}

bool word_find(struct word_cache *cache, struct text text, uint32_t *id, struct err *err)
{
    struct word *word = NULL;

    if (text.len > 0 && !look_up_word(cache, text, &word, err)) {
        return false;
    }
    *id = word ? word->id : NO_WORD;
    return true;
}

/* Notes what came in that column, after what was there before. */
static void foresee(struct word_cache *cache, enum word_column column, const struct word *word)
{
    uint32_t last = cache->last_words[column];
    uint32_t position = (uint32_t)(word - cache->words) + 1;

    if (column == WORD_OF_OTHERS) {
        return;
    }
    if (last != 0) {
        cache->words[last - 1].next = position;
    }
    cache->last_words[column] = position;
}

/* *word is NULL for the empty text, and if no more may be added. */
static bool add_word(struct word_cache *cache, struct text text, bool is_place, bool is_limited,
                     struct word **word, struct err *err)
{
    *word = NULL;
    if (text.len == 0) {
        return true;
    }
    if (!look_up_word(cache, text, word, err)) {
        return false;
    }
    if (!*word && is_limited && cache->added_words >= ADDED_MAX) {
        return true;
    }
    if (!*word && !(*word = insert_word(cache, text, is_place, err))) {
        return false;
    }
    return !is_place || (*word)->is_place || mark_place(cache, *word, err);
}

bool word_add(struct word_cache *cache, struct text text, enum word_column column, uint32_t *id,
              struct err *err)
{
    struct word *word = NULL;

    if (!add_word(cache, text, column == WORD_OF_PLACE, true, &word, err)) {
        return false;
    }
    if (word) {
        foresee(cache, column, word);
    }
    *id = word ? word->id : NO_WORD;
    return true;
}

bool word_require(struct word_cache *cache, struct text text, uint32_t *id, struct err *err)
{
    struct word *word = NULL;

    if (!add_word(cache, text, false, false, &word, err)) {
        return false;
    }
    *id = word ? word->id : NO_WORD;
    return true;
}

static bool load_word(struct word_cache *cache, uint32_t id, struct text *text, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(cache->statements, "SELECT text, is_place FROM word WHERE id = ?1", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, id);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && !has_row) {
        ok = err_set(err, ERR_FORMAT, "数据库缺少词条 (the store misses word %u)", id);
    }
    if (ok) {
        struct word *word = remember_word(cache, column_text(statement, 0), id,
                                          column_integer(statement, 1) != 0, err);
        ok = word != NULL;
        if (ok) {
            *text = word->text;
        }
    }
    statement_give(cache->statements, statement);
    return ok;
}

bool word_read(struct word_cache *cache, uint32_t id, struct text *text, struct err *err)
{
    const struct word *word = NULL;

    if (id == NO_WORD) {
        *text = (struct text){0};
        return true;
    }
    word = recall_id(cache, id);
    if (word) {
        *text = word->text;
        return true;
    }
    return load_word(cache, id, text, err);
}

/* --- subjects --- */

enum sheet subject_kind(enum sheet sheet)
{
    return sheet == SHEET_QUANTITIES ? SHEET_INSPECTIONS : sheet;
}

/* What a record is about. */
static void key_of_record(const struct record *record, struct text *indicator,
                          struct period *period)
{
    *indicator = (struct text){0};
    *period = (struct period){0, 0};
    if (subject_kind(record->sheet) == SHEET_INSPECTIONS) {
        *indicator = record->figure.indicator;
        *period = record->figure.period;
    } else if (record->sheet == SHEET_INDICATORS) {
        *indicator = record->target.indicator;
    }
}

static bool grow_subjects(struct word_cache *cache)
{
    if (cache->subject_count == cache->subject_capacity) {
        uint32_t capacity = cache->subject_capacity == 0 ? 256 : cache->subject_capacity * 2;
        struct subject *subjects = realloc(cache->subjects, capacity * sizeof(*subjects));
        if (!subjects) {
            return false;
        }
        cache->subjects = subjects;
        cache->subject_capacity = capacity;
    }
    if (!is_index_small(&cache->subject_by_key, cache->subject_count + 1)) {
        return true;
    }
    if (!index_grow(&cache->subject_by_key, cache->subject_capacity)) {
        return false;
    }
    for (uint32_t i = 0; i < cache->subject_count; i++) {
        index_put(&cache->subject_by_key, cache->subjects[i].hash, i);
    }
    return true;
}

static struct subject *recall_subject(struct word_cache *cache, const struct subject *key)
{
    if (cache->subject_by_key.mask == 0) {
        return NULL;
    }
    uint32_t at = (uint32_t)key->hash & cache->subject_by_key.mask;
    while (cache->subject_by_key.entries[at] != 0) {
        struct subject *subject = &cache->subjects[cache->subject_by_key.entries[at] - 1];
        if (subject->hash == key->hash && subject->kind == key->kind &&
            period_equal(subject->period, key->period) &&
            text_equal(subject->indicator, key->indicator)) {
            return subject;
        }
        at = (at + 1) & cache->subject_by_key.mask;
    }
    return NULL;
}

static void bind_subject(sqlite3_stmt *statement, enum sheet kind, uint32_t indicator,
                         struct period period)
{
    bind_integer(statement, 1, (int64_t)kind);
    bind_integer(statement, 2, indicator);
    bind_integer(statement, 3, period.to);
    bind_integer(statement, 4, period.from);
}

static bool insert_subject(struct word_cache *cache, enum sheet kind, uint32_t indicator,
                           struct period period, uint32_t *id, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(cache->statements,
                       "INSERT INTO subject (kind, indicator, period_to, period_from)"
                       " VALUES (?1, ?2, ?3, ?4)",
                       err);

    if (!statement) {
        return false;
    }
    bind_subject(statement, kind, indicator, period);
    if (!statement_finish(cache->statements, statement, err)) {
        return false;
    }
    *id = (uint32_t)sqlite3_last_insert_rowid(cache->statements->db);
    return true;
}

/* Its indicator must live as long as the cache. */
static struct subject *remember_subject(struct word_cache *cache, struct subject subject,
                                        struct err *err)
{
    if (!grow_subjects(cache)) {
        (void)err_set(err, ERR_NO_MEMORY, "subjects of the store");
        return NULL;
    }
    cache->subjects[cache->subject_count] = subject;
    index_put(&cache->subject_by_key, subject.hash, cache->subject_count);
    return &cache->subjects[cache->subject_count++];
}

/* A subject that is not remembered. The database need not be asked for one of a new word. */
static struct subject *add_subject(struct word_cache *cache, struct subject *key, struct err *err)
{
    struct word *word = NULL;

    if (!add_word(cache, key->indicator, false, false, &word, err)) {
        return NULL;
    }
    uint32_t id = word ? word->id : NO_WORD;
    bool ok = word && word->is_new
                  ? insert_subject(cache, key->kind, id, key->period, &key->id, err)
                  : subject_require(cache, key->kind, id, key->period, &key->id, err);
    if (!ok) {
        return NULL;
    }
    key->indicator = word ? word->text : (struct text){0};
    return remember_subject(cache, *key, err);
}

/* Looks where the subject is to be expected: see enum word_column. */
static struct subject *expected_subject(struct word_cache *cache, const struct subject *key)
{
    if (cache->last_subject == 0) {
        return NULL;
    }
    const struct word *word = word_expected(cache, WORD_OF_INDICATOR, key->indicator);
    if (!word) {
        return NULL;
    }
    uint32_t position = (uint32_t)(word - cache->words) + 1;
    uint32_t at = cache->last_subject;
    for (int i = 0; i < 2 && at != 0; i++) {
        struct subject *subject = &cache->subjects[at - 1];
        if (subject->word == position && subject->kind == key->kind &&
            period_equal(subject->period, key->period)) {
            cache->last_subject = at;
            return subject;
        }
        at = subject->next;
    }
    return NULL;
}

static void foresee_subject(struct word_cache *cache, struct subject *subject)
{
    uint32_t position = (uint32_t)(subject - cache->subjects) + 1;
    const struct word *word = recall_text(cache, subject->indicator);

    if (word) {
        subject->word = (uint32_t)(word - cache->words) + 1;
        foresee(cache, WORD_OF_INDICATOR, word);
    }
    if (cache->last_subject != 0) {
        cache->subjects[cache->last_subject - 1].next = position;
    }
    cache->last_subject = position;
}

struct subject *subject_of(struct word_cache *cache, const struct record *record, struct err *err)
{
    struct subject key = {.kind = subject_kind(record->sheet)};

    key_of_record(record, &key.indicator, &key.period);
    struct subject *subject = expected_subject(cache, &key);
    if (subject) {
        return subject;
    }
    key.hash = hash_of_subject(key.indicator, key.period, key.kind);
    subject = recall_subject(cache, &key);
    if (!subject) {
        subject = add_subject(cache, &key, err);
    }
    if (subject) {
        foresee_subject(cache, subject);
    }
    return subject;
}

bool subject_require(struct word_cache *cache, enum sheet kind, uint32_t indicator,
                     struct period period, uint32_t *id, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(cache->statements,
                       "SELECT id FROM subject WHERE kind = ?1 AND indicator = ?2"
                       " AND period_to = ?3 AND period_from = ?4",
                       err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_subject(statement, kind, indicator, period);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && has_row) {
        *id = column_count(statement, 0);
    }
    statement_give(cache->statements, statement);
    if (!ok || has_row) {
        return ok;
    }
    struct word *word = recall_id(cache, indicator);
    if (word) {
        word->is_new = false; /* this one is not remembered */
    }
    return insert_subject(cache, kind, indicator, period, id, err);
}

bool subject_read(struct word_cache *cache, uint32_t id, struct subject_key *key, struct err *err)
{
    sqlite3_stmt *statement = statement_take(
        cache->statements,
        "SELECT kind, indicator, period_to, period_from FROM subject WHERE id = ?1", err);
    bool has_row = false;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, id);
    bool ok = statement_step(statement, &has_row, err);
    if (ok && !has_row) {
        ok = err_set(err, ERR_FORMAT, "数据库缺少主题 (the store misses subject %u)", id);
    }
    if (ok) {
        *key = (struct subject_key){
            .kind = (enum sheet)column_integer(statement, 0),
            .indicator_word = column_count(statement, 1),
            .period = {.to = (int32_t)column_integer(statement, 2),
                       .from = (int32_t)column_integer(statement, 3)},
        };
    }
    statement_give(cache->statements, statement);
    return ok && word_read(cache, key->indicator_word, &key->indicator, err);
}
