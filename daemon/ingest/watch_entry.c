/* SPDX-License-Identifier: MIT */
#include "ingest/watch_entry.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int compare_keys(const void *a, const void *b)
{
    const struct watch_entry *left = a;
    const struct watch_entry *right = b;

    return strcmp(left->key, right->key);
}

static void destroy_entry(void *pointer)
{
    struct watch_entry *entry = pointer;

    if (entry) {
        free(entry->key);
        free(entry->name);
        free(entry->open_path);
        free(entry);
    }
}

static struct watch_entry *create_entry(const char *name)
{
    struct watch_entry *entry = calloc(1, sizeof(*entry));

    if (!entry) {
        return NULL;
    }
    entry->key = name_to_key(name);
    entry->name = name_to_nfc(name);
    entry->open_path = text_dup(text_of(name));
    if (!entry->key || !entry->name || !entry->open_path) {
        destroy_entry(entry);
        return NULL;
    }
    return entry;
}

bool watch_entries_look_up(const struct watch_entries *entries, const char *name,
                           struct watch_entry **out)
{
    struct watch_entry wanted = {.key = name_to_key(name)};

    if (!wanted.key) {
        return false;
    }
    struct watch_entry *const *found = tfind(&wanted, &entries->root, compare_keys);
    *out = found ? *found : NULL;
    free(wanted.key);
    return true;
}

struct watch_entry *watch_entries_find(struct watch_entries *entries, const char *name, bool make)
{
    struct watch_entry *entry = NULL;

    if (!watch_entries_look_up(entries, name, &entry) || entry || !make) {
        return entry;
    }
    entry = create_entry(name);
    if (entry && !tsearch(entry, &entries->root, compare_keys)) {
        destroy_entry(entry);
        return NULL;
    }
    if (entry) {
        entries->count++;
    }
    return entry;
}

void watch_entries_remove(struct watch_entries *entries, struct watch_entry *entry)
{
    watch_entry_set_settling(entries, entry, false);
    (void)tdelete(entry, &entries->root, compare_keys);
    entries->count--;
    destroy_entry(entry);
}

void watch_entries_finish(struct watch_entries *entries)
{
    tdestroy(entries->root, destroy_entry);
    *entries = (struct watch_entries){0};
}

struct each {
    void (*visit)(void *owner, struct watch_entry *entry);
    void *owner;
};

static void on_node(const void *node, VISIT which, void *closure)
{
    const struct each *each = closure;
    struct watch_entry *const *entry = node;

    if (which == postorder || which == leaf) {
        each->visit(each->owner, *entry);
    }
}

void watch_entries_each(const struct watch_entries *entries,
                        void (*visit)(void *owner, struct watch_entry *entry), void *owner)
{
    struct each each = {visit, owner};

    twalk_r(entries->root, on_node, &each);
}

void watch_entry_set_settling(struct watch_entries *entries, struct watch_entry *entry,
                              bool is_settling)
{
    if (entry->is_settling == is_settling) {
        return;
    }
    entry->is_settling = is_settling;
    if (is_settling) {
        entries->settling++;
    } else {
        entries->settling--;
    }
}

void watch_entry_note(struct watch_entries *entries, struct watch_entry *entry,
                      const struct file_identity *identity, int64_t now_ms)
{
    bool has_changed = !file_identity_equal(&entry->identity, identity);

    entry->is_missing = false;
    if (has_changed) {
        entry->identity = *identity;
        entry->changed_ms = now_ms;
        entry->wait_ms = 0;
    }
    bool is_reported = entry->is_known && file_identity_equal(&entry->reported, identity);
    if (!is_reported) {
        watch_entry_set_settling(entries, entry, true);
    } else if (has_changed) {
        watch_entry_set_settling(entries, entry, false);
    }
}

void watch_entry_hint(struct watch_entry *entry, bool is_closed, int64_t now_ms)
{
    entry->is_closed = is_closed;
    entry->is_written = !is_closed;
    entry->changed_ms = now_ms;
}

int64_t watch_entry_due_ms(const struct watch_entry *entry, const struct watch_options *options,
                           bool is_polling)
{
    int64_t quiet_ms = options->unclosed_ms;

    if (is_polling) {
        quiet_ms = options->poll_settle_ms;
    } else if (entry->is_closed) {
        quiet_ms = options->settle_ms;
    } else if (entry->is_written) {
        quiet_ms = options->written_ms;
    }
    return entry->changed_ms + (quiet_ms > entry->wait_ms ? quiet_ms : entry->wait_ms);
}
