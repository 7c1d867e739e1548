/* SPDX-License-Identifier: MIT */
/*
 * What a scan means for the files that the watch knows.
 *
 * A file that was not seen is missing first and gone only after gone_ms; a folder that lost most of
 * its files at once is more likely a mount that fell away than a person who deleted them, so it is
 * told as a state (W3) and no file as gone.
 */
#include "ingest/watch_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "ingest/notify.h"

void watch_set_state(struct watch *watch, enum watch_state state, const char *reason)
{
    if (watch->state != state) {
        watch->state = state;
        watch->events.on_state(watch->owner, state, reason);
    }
}

void watch_fall_back_to_polling(struct watch *watch, const struct err *err)
{
    if (!watch->is_limit_told) {
        log_event(LOG_WARN, "watch_polls",
                  "reason=\"%s\" advice=\"内核监视数已用尽，改为定时查看；可调大 "
                  "fs.inotify.max_user_watches (the kernel's watches are used up: looking every "
                  "few seconds instead; raise fs.inotify.max_user_watches)\"",
                  err->text);
    }
    watch->is_limit_told = true;
    watch->is_network = true;
}

static void add_watches(struct watch *watch, bool is_new_root)
{
    struct err err;

    if (!watch->notify) {
        return;
    }
    if (is_new_root) {
        notify_clear(watch->notify);
    }
    watch->is_network = watch->listing.is_network;
    bool ok = notify_add(watch->notify, watch->folder, "", &err);
    for (size_t i = 0; ok && i < watch->listing.folder_count; i++) {
        ok = notify_add(watch->notify, watch->folder, watch->listing.folders[i], &err);
        if (!ok && err.kind != ERR_LIMIT) {
            ok = true; /* the folder went away in between; the next scan sees it */
        }
    }
    if (!ok && err.kind == ERR_LIMIT) {
        watch_fall_back_to_polling(watch, &err);
    }
}

/* A file that no hint announced: how long has it been as it is? */
static int64_t quiet_since_ms(const struct watch *watch, const struct scan_file *file)
{
    int64_t age_ms = clock_utc_ms() - file->identity.ctime_ns / 1000000;
    bool is_old = age_ms > watch->options.unclosed_ms && !watch_is_polling(watch);

    return clock_monotonic_ms() - (is_old ? watch->options.unclosed_ms : 0);
}

static void tell_clash(struct watch_entry *entry, const struct scan_file *counts,
                       const struct scan_file *other)
{
    if (!entry->is_clash_told) {
        log_event(
            LOG_WARN, "name_clash",
            "file=\"%s\" other=\"%s\" advice=\"两个文件名只差大小写或写法，只采用较新的一个，"
            "请删去或改名 (two names that differ in case or form only: the newer file counts; "
            "remove or rename the other)\"",
            counts->path, other->path);
    }
    entry->is_clash_told = true;
}

/* Whichever was put there later, as on a share that takes the two names for one. */
static bool is_newer(const struct scan_file *file, const struct scan_file *than)
{
    return file->identity.ctime_ns != than->identity.ctime_ns
               ? file->identity.ctime_ns > than->identity.ctime_ns
               : strcmp(file->path, than->path) > 0;
}

static void choose_file(struct watch *watch, const struct scan_file *file)
{
    struct watch_entry *entry = watch_entries_find(&watch->entries, file->path, true);

    if (!entry) {
        watch->listing.is_incomplete = true; /* else the file would count as missing */
        return;
    }
    const struct scan_file *seen = entry->seen;
    if (!seen || is_newer(file, seen)) {
        entry->seen = file;
    }
    if (seen) {
        tell_clash(entry, entry->seen, entry->seen == file ? seen : file);
    }
}

static void merge_file(struct watch *watch, struct watch_entry *entry, const struct scan_file *file)
{
    if (strcmp(entry->open_path, file->open_path) != 0) {
        char *open_path = text_dup(text_of(file->open_path));
        if (!open_path) {
            watch->listing.is_incomplete = true;
            return;
        }
        free(entry->open_path);
        entry->open_path = open_path;
    }
    bool is_new = entry->scan == 0 && !entry->is_settling;
    entry->scan = watch->scan_number;
    entry->name_class = file->name_class;
    watch_entry_note(&watch->entries, entry, &file->identity, clock_monotonic_ms());
    if (is_new) {
        entry->changed_ms = quiet_since_ms(watch, file);
    }
}

static void merge_entry(void *owner, struct watch_entry *entry)
{
    struct watch *watch = owner;

    if (entry->seen) {
        merge_file(watch, entry, entry->seen);
        entry->seen = NULL;
    }
}

/* Of a folder that cannot be read nothing is known: its files count as seen, as they were. */
static void keep_unread(void *owner, struct watch_entry *entry)
{
    struct watch *watch = owner;
    const struct scan_listing *listing = &watch->listing;
    bool is_unread = listing->is_incomplete;

    for (size_t i = 0; !is_unread && i < listing->unread_count; i++) {
        size_t len = strlen(listing->unread[i]);
        is_unread = len == 0 || (strncmp(entry->open_path, listing->unread[i], len) == 0 &&
                                 entry->open_path[len] == '/');
    }
    if (is_unread && !entry->is_missing) {
        entry->scan = watch->scan_number;
    }
}

static void keep_what_is_unread(struct watch *watch)
{
    const struct scan_listing *listing = &watch->listing;
    bool is_unread = listing->is_incomplete || listing->unread_count > 0;

    if (is_unread && !watch->is_unread_told) {
        log_event(
            LOG_WARN, "folder_unread",
            "folder=\"%s\" advice=\"该文件夹读不了，其中文件的数字保留不动，请检查权限 (it cannot "
            "be read: the figures of its files are kept; check its permissions)\"",
            listing->unread_count > 0 ? listing->unread[0] : watch->folder);
    }
    watch->is_unread_told = is_unread;
    if (is_unread) {
        watch_entries_each(&watch->entries, keep_unread, watch);
    }
}

struct tally {
    struct watch *watch;
    size_t known;
    size_t missing;
    int64_t now_ms;
    struct watch_entry *unknown_and_gone[64];
    size_t unknown_count;
    struct watch_entry *gone[64];
    size_t gone_count;
    struct watch_entry *check[64];
    size_t check_count;
};

static void count_missing(void *owner, struct watch_entry *entry)
{
    struct tally *tally = owner;
    bool is_seen = entry->scan == tally->watch->scan_number;

    if (!is_seen && !entry->is_missing) {
        entry->is_missing = true;
        entry->missing_ms = tally->now_ms;
    }
    if (!entry->is_known) {
        if (entry->is_missing && tally->unknown_count < 64) {
            tally->unknown_and_gone[tally->unknown_count++] = entry;
        }
        return;
    }
    tally->known++;
    tally->missing += entry->is_missing ? 1 : 0;
    bool is_due = tally->now_ms - entry->missing_ms >= tally->watch->options.gone_ms;
    if (entry->is_missing && is_due && tally->gone_count < 64) {
        tally->gone[tally->gone_count++] = entry;
    }
    if (entry->is_check_due && !entry->is_missing && !entry->is_settling &&
        tally->now_ms - entry->reported_ms >= YOUNG_MS && tally->check_count < 64) {
        tally->check[tally->check_count++] = entry;
    }
}

static bool is_loss(const struct watch *watch, const struct tally *tally)
{
    bool is_most = tally->known >= 4 && tally->missing * 2 > tally->known;
    bool is_all_of_another_folder =
        watch->is_root_replaced && tally->known > 0 && tally->missing == tally->known;

    return (is_most || is_all_of_another_folder) && !watch->is_accepting_losses;
}

/* After a loss the files come back one by one: each is waited for anew. */
static void wait_anew(void *owner, struct watch_entry *entry)
{
    const struct tally *tally = owner;

    entry->missing_ms = tally->now_ms;
}

/* Files that this scan did not see are missing, and after a while gone. */
static void settle_losses(struct watch *watch)
{
    struct tally tally = {.watch = watch, .now_ms = clock_monotonic_ms()};

    watch_entries_each(&watch->entries, count_missing, &tally);
    for (size_t i = 0; i < tally.unknown_count; i++) {
        watch_entries_remove(&watch->entries, tally.unknown_and_gone[i]);
    }
    if (is_loss(watch, &tally)) {
        watch_set_state(
            watch, WATCH_LOST,
            "收件夹里的大部分文件同时不见了 (most files of the inbox vanished at once)");
        return;
    }
    if (watch->state == WATCH_LOST && !watch->is_accepting_losses) {
        watch_entries_each(&watch->entries, wait_anew, &tally);
        tally.gone_count = 0;
    }
    if (tally.missing < tally.known || tally.known == 0) {
        watch->is_root_replaced = false;
    }
    if (tally.missing == 0) {
        watch->is_accepting_losses = false;
    }
    watch_set_state(watch, WATCH_AVAILABLE, "");
    for (size_t i = 0; i < tally.gone_count; i++) {
        if (watch->events.on_file_gone(watch->owner, tally.gone[i]->name)) {
            watch_entries_remove(&watch->entries, tally.gone[i]);
        }
    }
    for (size_t i = 0; i < tally.check_count; i++) {
        watch_report_ready(watch, tally.check[i], true);
    }
}

void watch_merge_listing(struct watch *watch)
{
    bool is_new_root = watch->scan_number == 0 || watch->state == WATCH_MISSING ||
                       !file_identity_equal(&watch->root, &watch->listing.root);

    watch->is_root_replaced |= is_new_root && watch->scan_number > 0;
    watch->scan_number++;
    add_watches(watch, is_new_root);
    watch->root = watch->listing.root;
    for (size_t i = 0; i < watch->listing.file_count; i++) {
        choose_file(watch, &watch->listing.files[i]);
    }
    watch_entries_each(&watch->entries, merge_entry, watch);
    keep_what_is_unread(watch);
    settle_losses(watch);
    watch_arm_settle(watch);
    watch->events.on_scanned(watch->owner, watch->entries.settling);
}
