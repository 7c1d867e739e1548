/* SPDX-License-Identifier: MIT */
/*
 * What the watch knows of one file, and the rules by which it is settled: plain functions of
 * times in milliseconds, without a loop or a folder.
 */
#ifndef PLUMB_INGEST_WATCH_ENTRY_H
#define PLUMB_INGEST_WATCH_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "ingest/watch.h"

struct scan_file;

struct watch_entry {
    char *key;
    char *name;
    char *open_path;
    enum name_class name_class;
    struct file_identity identity;
    struct file_identity reported; /* is_known */
    bool is_known;                 /* reported once, or expected */
    bool is_settling;
    bool is_closed;  /* its writer closed it after the last change we saw */
    bool is_written; /* a writer has it open, as far as we were told */
    bool is_missing;
    bool is_check_due; /* young when it was reported */
    int64_t changed_ms;
    int64_t missing_ms;
    int64_t reported_ms;
    int64_t wait_ms;              /* asked for by watch_look_again */
    uint64_t scan;                /* number of the scan that saw it last */
    const struct scan_file *seen; /* while a scan is merged: which file goes by this name */
    bool is_clash_told;
};

struct watch_entries {
    void *root; /* a tree of tsearch(3), by key */
    size_t count;
    size_t settling;
};

/* The entry of a file, whatever its spelling; NULL if there is none. False without memory. */
bool watch_entries_look_up(const struct watch_entries *entries, const char *name,
                           struct watch_entry **out);

/* The entry of that name, made if make is true. NULL without memory or if there is none. */
struct watch_entry *watch_entries_find(struct watch_entries *entries, const char *name, bool make);
void watch_entries_remove(struct watch_entries *entries, struct watch_entry *entry);
void watch_entries_finish(struct watch_entries *entries);

/* In the order of keys. The visitor must not add or remove. */
void watch_entries_each(const struct watch_entries *entries,
                        void (*visit)(void *owner, struct watch_entry *entry), void *owner);

/* The file was looked at and is as given. A change begins the settling anew. */
void watch_entry_note(struct watch_entries *entries, struct watch_entry *entry,
                      const struct file_identity *identity, int64_t now_ms);
void watch_entry_hint(struct watch_entry *entry, bool is_closed, int64_t now_ms);
void watch_entry_set_settling(struct watch_entries *entries, struct watch_entry *entry,
                              bool is_settling);

/* When the entry is ready if nothing changes. */
int64_t watch_entry_due_ms(const struct watch_entry *entry, const struct watch_options *options,
                           bool is_polling);

#endif
