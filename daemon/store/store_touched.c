/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/store_internal.h"

enum { WORD_BITS = 64 };

void touched_finish(struct touched *touched)
{
    free(touched->subjects.bits);
    *touched = (struct touched){0};
}

void touched_clear(struct touched *touched)
{
    touched->flags = (struct store_touched){0};
    touched->moved_listed = 0;
    touched->moved_unlisted = 0;
    if (touched->subjects.len > 0) {
        memset(touched->subjects.bits, 0, touched->subjects.len * sizeof(uint64_t));
    }
}

static bool reach(struct subject_set *set, size_t len, struct err *err)
{
    if (len <= set->len) {
        return true;
    }
    len = len < 64 ? 64 : len + len / 2;
    uint64_t *bits = realloc(set->bits, len * sizeof(*bits));
    if (!bits) {
        return err_set(err, ERR_NO_MEMORY, "touched figures");
    }
    memset(bits + set->len, 0, (len - set->len) * sizeof(*bits));
    set->bits = bits;
    set->len = len;
    return true;
}

bool touched_add(struct touched *touched, uint32_t subject, struct err *err)
{
    if (!reach(&touched->subjects, subject / WORD_BITS + 1, err)) {
        return false;
    }
    touched->subjects.bits[subject / WORD_BITS] |= UINT64_C(1) << subject % WORD_BITS;
    return true;
}

bool touched_has(const struct touched *touched, uint32_t subject)
{
    return subject / WORD_BITS < touched->subjects.len &&
           (touched->subjects.bits[subject / WORD_BITS] >> subject % WORD_BITS & 1) != 0;
}

void touched_flag(struct touched *touched, enum sheet sheet)
{
    switch (sheet) {
    case SHEET_INDICATORS:
        touched->flags.targets = true;
        break;
    case SHEET_ACTIVITIES:
    case SHEET_PLAN:
    case SHEET_CALENDAR:
        touched->flags.campaigns = true;
        break;
    case SHEET_PLACES:
        touched->flags.places = true;
        break;
    case SHEET_NONE:
    case SHEET_INSPECTIONS:
    case SHEET_QUANTITIES:
        break;
    }
}

bool touched_merge(struct touched *touched, const struct touched *other, struct err *err)
{
    if (!reach(&touched->subjects, other->subjects.len, err)) {
        return false;
    }
    for (size_t i = 0; i < other->subjects.len; i++) {
        touched->subjects.bits[i] |= other->subjects.bits[i];
    }
    touched->flags.targets |= other->flags.targets;
    touched->flags.campaigns |= other->flags.campaigns;
    touched->flags.places |= other->flags.places;
    return true;
}

/* --- by the names in a fault --- */

static bool touch_all_of(struct store *store, struct touched *touched, uint32_t word, bool *any,
                         struct err *err)
{
    sqlite3_stmt *statement = statement_take(
        &store->statements, "SELECT id FROM subject WHERE kind = ?1 AND indicator = ?2", err);
    bool has_row = true;
    bool ok = true;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, SHEET_INSPECTIONS);
    bind_integer(statement, 2, word);
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            *any = true;
            ok = touched_add(touched, column_count(statement, 0), err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

bool touched_by_name(struct store *store, struct touched *touched, struct text indicator,
                     struct text period_label, struct err *err)
{
    struct period period = period_undated();
    uint32_t word = NO_WORD;
    uint32_t subject = NO_SUBJECT;
    bool any = false;

    if (indicator.len == 0) {
        return true;
    }
    if (!word_require(&store->words, indicator, &word, err)) {
        return false;
    }
    bool has_period = period_label.len > 0 && period_read_label(period_label, &period);
    if (!has_period && !touch_all_of(store, touched, word, &any, err)) {
        return false;
    }
    if (any) {
        return true;
    }
    return subject_require(&store->words, SHEET_INSPECTIONS, word, period, &subject, err) &&
           touched_add(touched, subject, err);
}

bool touched_by_faults_of(struct store *store, struct touched *touched, int64_t drop_id,
                          struct err *err)
{
    sqlite3_stmt *statement = statement_take(&store->statements,
                                             "SELECT DISTINCT indicator, period FROM fault"
                                             " WHERE drop_id = ?1 AND indicator <> ''",
                                             err);
    bool has_row = true;
    bool ok = true;

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, drop_id);
    bind_text(statement, 2, text_of(sheet_name(SHEET_INSPECTIONS)));
    bind_text(statement, 3, text_of(sheet_name(SHEET_QUANTITIES)));
    bind_text(statement, 4, text_of(sheet_name(SHEET_INDICATORS)));
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = touched_by_name(store, touched, column_text(statement, 0),
                                 column_text(statement, 1), err);
        }
    }
    statement_give(&store->statements, statement);
    return ok;
}

struct store_touched store_touched(const struct store *store)
{
    return store->touched.flags;
}

/* --- telling --- */

struct pair {
    uint32_t indicator;
    struct period period;
};

struct pairs {
    struct pair *pairs;
    size_t count;
    size_t capacity;
};

static bool add_pair(struct store *store, struct pairs *pairs, enum sheet kind, uint32_t subject,
                     struct err *err)
{
    struct subject_key key;

    if (!subject_read(&store->words, subject, &key, err)) {
        return false;
    }
    if (key.kind != kind) {
        return true;
    }
    if (pairs->count == pairs->capacity) {
        size_t capacity = pairs->capacity == 0 ? 64 : pairs->capacity * 2;
        struct pair *grown = realloc(pairs->pairs, capacity * sizeof(*grown));
        if (!grown) {
            return err_set(err, ERR_NO_MEMORY, "touched figures");
        }
        pairs->pairs = grown;
        pairs->capacity = capacity;
    }
    pairs->pairs[pairs->count++] = (struct pair){key.indicator_word, key.period};
    return true;
}

static bool list_pairs(struct store *store, struct pairs *pairs, enum sheet kind, struct err *err)
{
    const struct subject_set *set = &store->touched.subjects;

    for (size_t i = 0; i < set->len; i++) {
        for (uint64_t bits = set->bits[i]; bits != 0; bits &= bits - 1) {
            uint32_t subject = (uint32_t)(i * WORD_BITS) + (uint32_t)__builtin_ctzll(bits);
            if (!add_pair(store, pairs, kind, subject, err)) {
                return false;
            }
        }
    }
    return true;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left;
    const struct pair *b = right;

    if (a->indicator != b->indicator) {
        return a->indicator < b->indicator ? -1 : 1;
    }
    return period_compare_newest_first(a->period, b->period);
}

/* The visitor reads, and reading may forget words: it gets a text of its own. */
static bool visit_pair(struct store *store, const struct pair *pair, struct buffer *name,
                       bool (*visit)(void *owner, struct text indicator, struct period period,
                                     struct err *err),
                       void *owner, struct err *err)
{
    struct text indicator;

    if (!word_read(&store->words, pair->indicator, &indicator, err)) {
        return false;
    }
    buffer_clear(name);
    if (!buffer_append_text(name, indicator)) {
        return err_set(err, ERR_NO_MEMORY, "touched figures");
    }
    return visit(owner, buffer_text(name), pair->period, err);
}

static bool visit_pairs(struct store *store, enum sheet kind,
                        bool (*visit)(void *owner, struct text indicator, struct period period,
                                      struct err *err),
                        void *owner, struct err *err)
{
    struct pairs pairs = {0};
    struct buffer name = {0};
    bool ok = list_pairs(store, &pairs, kind, err);

    if (ok && pairs.count > 0) {
        qsort(pairs.pairs, pairs.count, sizeof(*pairs.pairs), compare_pairs);
    }
    for (size_t i = 0; ok && i < pairs.count; i++) {
        ok = visit_pair(store, &pairs.pairs[i], &name, visit, owner, err);
    }
    buffer_finish(&name);
    free(pairs.pairs);
    return ok;
}

bool store_each_touched(struct store *store,
                        bool (*visit)(void *owner, struct text indicator, struct period period,
                                      struct err *err),
                        void *owner, struct err *err)
{
    return visit_pairs(store, SHEET_INSPECTIONS, visit, owner, err);
}

struct target_visit {
    bool (*visit)(void *owner, struct text indicator, struct err *err);
    void *owner;
};

static bool visit_target(void *owner, struct text indicator, struct period period, struct err *err)
{
    const struct target_visit *target = owner;

    (void)period;
    return target->visit(target->owner, indicator, err);
}

bool store_each_touched_target(struct store *store,
                               bool (*visit)(void *owner, struct text indicator, struct err *err),
                               void *owner, struct err *err)
{
    struct target_visit target = {visit, owner};

    return visit_pairs(store, SHEET_INDICATORS, visit_target, &target, err);
}
