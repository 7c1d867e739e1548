/* SPDX-License-Identifier: MIT */
/*
 * The watch on the loop: hints bring the next look forward, scans decide.
 *
 * Invariants: (W1) at most one scan runs, on a thread of the pool, and shares nothing with the
 * loop; (W2) on_file_ready is reported once for each identity of a file, and again only to check
 * a young one or when asked; (W3) nothing is reported while a file is missing or the folder is
 * not available, but that state itself; (W4) after watch_stop nothing is reported.
 */
#include "ingest/watch.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/text.h"
#include "ingest/notify.h"
#include "ingest/scan.h"
#include "ingest/watch_entry.h"

enum { SCAN_DELAY_MS = 20, YOUNG_MS = 2000, SCAN_SHARE = 50 };

struct watch {
    struct watch_options options;
    char *folder;
    struct watch_events events;
    void *owner;
    struct notify *notify; /* NULL: polling */
    bool is_network;
    bool is_limit_told;
    struct watch_entries entries;
    enum watch_state state;
    bool is_accepting_losses;
    bool is_root_replaced;
    struct file_identity root;
    uint64_t scan_number;
    bool is_scanning;
    bool is_scan_wanted;
    int64_t scan_began_ms;
    int64_t scan_took_ms;
    struct scan_listing listing; /* the scan's, while is_scanning */
    struct err scan_err;
    bool scan_ok;
    uv_loop_t *loop;
    uv_timer_t rescan;
    uv_timer_t settle;
    uv_work_t scan;
    int open_handles;
    bool is_stopping;
    void (*on_stopped)(void *owner);
    void *stop_owner;
};

/* In the order in which they run: */
static void on_hint(void *owner, const char *path, enum notify_hint hint);
static void on_scan_wanted(void *owner);
static void on_rescan_due(uv_timer_t *rescan);
static void on_scan_run(uv_work_t *scan);
static void on_scan_done(uv_work_t *scan, int status);
static void on_settle_due(uv_timer_t *settle);
static void on_notify_stopped(void *owner);
static void on_handle_closed(uv_handle_t *handle);

struct watch_options watch_default_options(const char *folder)
{
    return (struct watch_options){
        .folder = folder,
        .settle_ms = 100,
        .unclosed_ms = 2000,
        .written_ms = 60000,
        .poll_settle_ms = 3000,
        .rescan_ms = 3000,
        .gone_ms = 60000,
    };
}

bool watch_is_polling(const struct watch *watch)
{
    return !watch->notify || watch->is_network;
}

static void scan_in(struct watch *watch, int64_t delay_ms)
{
    if (!watch->is_stopping) {
        (void)uv_timer_start(&watch->rescan, on_rescan_due, (uint64_t)delay_ms, 0);
    }
}

static void scan_soon(struct watch *watch)
{
    if (watch->is_scanning) {
        watch->is_scan_wanted = true;
        return;
    }
    if (uv_timer_get_due_in(&watch->rescan) > SCAN_DELAY_MS) {
        scan_in(watch, SCAN_DELAY_MS);
    }
}

/* ---- settling ------------------------------------------------------------------------------ */

struct earliest {
    const struct watch *watch;
    int64_t due_ms;
};

static void take_earlier(void *owner, struct watch_entry *entry)
{
    struct earliest *earliest = owner;

    if (entry->is_settling && !entry->is_missing) {
        int64_t due_ms =
            watch_entry_due_ms(entry, &earliest->watch->options, watch_is_polling(earliest->watch));
        earliest->due_ms = due_ms < earliest->due_ms ? due_ms : earliest->due_ms;
    }
}

static void arm_settle_for(struct watch *watch, int64_t due_ms)
{
    int64_t now_ms = clock_monotonic_ms();

    /* At least 1 ms: a timer of 0 runs again before the loop looks at its sockets. */
    (void)uv_timer_start(&watch->settle, on_settle_due,
                         due_ms > now_ms ? (uint64_t)(due_ms - now_ms) : 1, 0);
}

static void arm_settle(struct watch *watch)
{
    struct earliest earliest = {watch, INT64_MAX};

    if (watch->is_stopping) {
        return;
    }
    if (watch->entries.settling > 0) {
        watch_entries_each(&watch->entries, take_earlier, &earliest);
    }
    if (earliest.due_ms == INT64_MAX) {
        (void)uv_timer_stop(&watch->settle);
    } else {
        arm_settle_for(watch, earliest.due_ms);
    }
}

/* One more file settles: the timer need not be armed by a walk over all. */
static void arm_settle_with(struct watch *watch, const struct watch_entry *entry)
{
    int64_t due_ms = watch_entry_due_ms(entry, &watch->options, watch_is_polling(watch));
    int64_t now_ms = clock_monotonic_ms();
    bool is_armed = uv_is_active((const uv_handle_t *)&watch->settle) != 0;

    if (!watch->is_stopping && entry->is_settling &&
        (!is_armed || (int64_t)uv_timer_get_due_in(&watch->settle) > due_ms - now_ms)) {
        arm_settle_for(watch, due_ms);
    }
}

static struct watch_file file_of(const struct watch_entry *entry)
{
    return (struct watch_file){.name = entry->name,
                               .open_path = entry->open_path,
                               .name_class = entry->name_class,
                               .identity = entry->identity};
}

static void report_ready(struct watch *watch, struct watch_entry *entry, bool is_check)
{
    int64_t age_ms = clock_utc_ms() - entry->identity.ctime_ns / 1000000;
    struct watch_file file = file_of(entry);

    file.is_check = is_check;
    entry->reported = entry->identity;
    entry->is_known = true;
    entry->reported_ms = clock_monotonic_ms();
    entry->is_check_due = !is_check && age_ms < YOUNG_MS;
    watch_entry_set_settling(&watch->entries, entry, false);
    watch->events.on_file_ready(watch->owner, &file);
}

/* A few files that are due, taken out of the walk before anything is reported. */
struct due {
    struct watch *watch;
    int64_t now_ms;
    struct watch_entry *entries[64];
    size_t count;
};

static void collect_due(void *owner, struct watch_entry *entry)
{
    struct due *due = owner;

    if (entry->is_settling && !entry->is_missing &&
        due->count < sizeof(due->entries) / sizeof(due->entries[0]) &&
        watch_entry_due_ms(entry, &due->watch->options, watch_is_polling(due->watch)) <=
            due->now_ms) {
        due->entries[due->count++] = entry;
    }
}

/* Looks once more: only what is the same as before the wait is ready. */
static void settle_entry(struct watch *watch, struct watch_entry *entry, int64_t now_ms)
{
    struct file_identity identity;

    if (watch_is_polling(watch)) {
        report_ready(watch, entry, false); /* the last scan was the second look */
        return;
    }
    if (!scan_look(watch->folder, entry->open_path, &identity)) {
        entry->changed_ms = now_ms;
        scan_soon(watch);
        return;
    }
    if (!file_identity_equal(&identity, &entry->identity)) {
        watch_entry_note(&watch->entries, entry, &identity, now_ms);
        return;
    }
    report_ready(watch, entry, false);
}

static void on_settle_due(uv_timer_t *settle)
{
    struct watch *watch = settle->data;
    struct due due = {.watch = watch, .now_ms = clock_monotonic_ms()};

    if (watch->state != WATCH_MISSING) {
        watch_entries_each(&watch->entries, collect_due, &due);
    }
    for (size_t i = 0; i < due.count; i++) {
        settle_entry(watch, due.entries[i], due.now_ms);
    }
    if (watch->state != WATCH_MISSING) {
        arm_settle(watch);
    }
}

/* ---- hints --------------------------------------------------------------------------------- */

static void on_hint(void *owner, const char *path, enum notify_hint hint)
{
    struct watch *watch = owner;
    const char *slash = strrchr(path, '/');
    enum name_class name_class = name_classify(slash ? slash + 1 : path);
    struct file_identity identity;

    if (name_class == NAME_IGNORED) {
        return;
    }
    if (!scan_look(watch->folder, path, &identity)) {
        scan_soon(watch);
        return;
    }
    struct watch_entry *entry = watch_entries_find(&watch->entries, path, true);
    if (entry && strcmp(entry->open_path, path) == 0) {
        int64_t now_ms = clock_monotonic_ms();
        entry->name_class = name_class;
        watch_entry_hint(entry, hint == NOTIFY_CLOSED, now_ms);
        watch_entry_note(&watch->entries, entry, &identity, now_ms);
        arm_settle_with(watch, entry);
    } else {
        scan_soon(watch);
    }
}

static void on_scan_wanted(void *owner)
{
    struct watch *watch = owner;

    scan_soon(watch);
}

/* ---- scanning ------------------------------------------------------------------------------ */

static void on_rescan_due(uv_timer_t *rescan)
{
    struct watch *watch = rescan->data;

    if (watch->is_scanning) {
        watch->is_scan_wanted = true;
        return;
    }
    watch->is_scanning = true;
    watch->is_scan_wanted = false;
    watch->scan_began_ms = clock_monotonic_ms();
    if (uv_queue_work(watch->loop, &watch->scan, on_scan_run, on_scan_done) != 0) {
        watch->is_scanning = false;
        scan_in(watch, watch->options.rescan_ms);
    }
}

static void on_scan_run(uv_work_t *scan)
{
    struct watch *watch = scan->data;

    watch->scan_ok = scan_folder(watch->folder, &watch->listing, &watch->scan_err);
}

static void set_state(struct watch *watch, enum watch_state state, const char *reason)
{
    if (watch->state != state) {
        watch->state = state;
        watch->events.on_state(watch->owner, state, reason);
    }
}

static void fall_back_to_polling(struct watch *watch, const struct err *err)
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
        fall_back_to_polling(watch, &err);
    }
}

/* A file that no hint announced: how long has it been as it is? */
static int64_t quiet_since_ms(const struct watch *watch, const struct scan_file *file)
{
    int64_t age_ms = clock_utc_ms() - file->identity.ctime_ns / 1000000;
    bool is_old = age_ms > watch->options.unclosed_ms && !watch_is_polling(watch);

    return clock_monotonic_ms() - (is_old ? watch->options.unclosed_ms : 0);
}

static void merge_file(struct watch *watch, const struct scan_file *file)
{
    struct watch_entry *entry = watch_entries_find(&watch->entries, file->path, true);

    if (!entry || entry->scan == watch->scan_number) {
        if (entry) {
            log_event(LOG_WARN, "name_clash", "file=\"%s\" other=\"%s\"", file->path,
                      entry->open_path);
        }
        return;
    }
    if (strcmp(entry->open_path, file->open_path) != 0) {
        char *open_path = text_dup(text_of(file->open_path));
        if (!open_path) {
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

/* Files that this scan did not see are missing, and after a while gone. */
static void settle_losses(struct watch *watch)
{
    struct tally tally = {.watch = watch, .now_ms = clock_monotonic_ms()};

    watch_entries_each(&watch->entries, count_missing, &tally);
    for (size_t i = 0; i < tally.unknown_count; i++) {
        watch_entries_remove(&watch->entries, tally.unknown_and_gone[i]);
    }
    if (is_loss(watch, &tally)) {
        set_state(watch, WATCH_LOST,
                  "收件夹里的大部分文件同时不见了 (most files of the inbox vanished at once)");
        return;
    }
    if (tally.missing < tally.known || tally.known == 0) {
        watch->is_root_replaced = false;
    }
    if (tally.missing == 0) {
        watch->is_accepting_losses = false;
    }
    set_state(watch, WATCH_AVAILABLE, "");
    for (size_t i = 0; i < tally.gone_count; i++) {
        watch->events.on_file_gone(watch->owner, tally.gone[i]->name);
        watch_entries_remove(&watch->entries, tally.gone[i]);
    }
    for (size_t i = 0; i < tally.check_count; i++) {
        report_ready(watch, tally.check[i], true);
    }
}

static void merge_listing(struct watch *watch)
{
    bool is_new_root = watch->scan_number == 0 || watch->state == WATCH_MISSING ||
                       !file_identity_equal(&watch->root, &watch->listing.root);

    watch->is_root_replaced |= is_new_root && watch->scan_number > 0;
    watch->scan_number++;
    add_watches(watch, is_new_root);
    watch->root = watch->listing.root;
    for (size_t i = 0; i < watch->listing.file_count; i++) {
        merge_file(watch, &watch->listing.files[i]);
    }
    settle_losses(watch);
    arm_settle(watch);
    watch->events.on_scanned(watch->owner, watch->entries.settling);
}

static int64_t next_scan_ms(const struct watch *watch)
{
    int64_t rest_ms = watch->scan_took_ms * SCAN_SHARE;

    if (watch->is_scan_wanted) {
        return SCAN_DELAY_MS + watch->scan_took_ms;
    }
    return rest_ms > watch->options.rescan_ms ? rest_ms : watch->options.rescan_ms;
}

static void finish_stop(struct watch *watch);

static void on_scan_done(uv_work_t *scan, int status)
{
    struct watch *watch = scan->data;
    (void)status;

    watch->is_scanning = false;
    watch->scan_took_ms = clock_monotonic_ms() - watch->scan_began_ms;
    if (watch->is_stopping) {
        scan_finish(&watch->listing);
        finish_stop(watch);
        return;
    }
    if (watch->scan_ok) {
        merge_listing(watch);
    } else {
        set_state(watch, WATCH_MISSING, watch->scan_err.text);
    }
    scan_finish(&watch->listing);
    scan_in(watch, next_scan_ms(watch));
}

/* ---- life ---------------------------------------------------------------------------------- */

struct watch *watch_start(struct uv_loop_s *loop, const struct watch_options *options,
                          const struct watch_events *events, void *owner, struct err *err)
{
    static const struct notify_events notify_events = {.on_hint = on_hint,
                                                       .on_scan_wanted = on_scan_wanted};
    struct watch *watch = calloc(1, sizeof(*watch));
    struct err ignored;

    if (!watch || !(watch->folder = text_dup(text_of(options->folder)))) {
        free(watch);
        err_set(err, ERR_NO_MEMORY, "watch");
        return NULL;
    }
    watch->options = *options;
    watch->options.folder = watch->folder;
    watch->events = *events;
    watch->owner = owner;
    watch->loop = loop;
    watch->scan.data = watch;
    (void)uv_timer_init(loop, &watch->rescan);
    (void)uv_timer_init(loop, &watch->settle);
    watch->rescan.data = watch;
    watch->settle.data = watch;
    if (!options->force_polling) {
        watch->notify = notify_start(loop, &notify_events, watch, &ignored);
        if (!watch->notify) {
            fall_back_to_polling(watch, &ignored);
        }
    }
    scan_in(watch, 0);
    return watch;
}

bool watch_expect(struct watch *watch, const char *name, const struct file_identity *identity,
                  struct err *err)
{
    struct watch_entry *entry = watch_entries_find(&watch->entries, name, true);

    if (!entry) {
        return err_set(err, ERR_NO_MEMORY, "watch");
    }
    entry->is_known = true;
    entry->identity = *identity;
    entry->reported = *identity;
    return true;
}

void watch_look_again(struct watch *watch, const char *name, int64_t wait_ms)
{
    struct watch_entry *entry = watch_entries_find(&watch->entries, name, false);

    if (!entry || watch->is_stopping) {
        return;
    }
    entry->changed_ms = clock_monotonic_ms();
    entry->wait_ms = wait_ms;
    watch_entry_set_settling(&watch->entries, entry, true);
    arm_settle(watch);
}

void watch_forget(struct watch *watch, const char *name)
{
    struct watch_entry *entry = watch_entries_find(&watch->entries, name, false);

    if (entry && entry->is_missing) {
        watch_entries_remove(&watch->entries, entry);
    }
}

void watch_accept_losses(struct watch *watch)
{
    watch->is_accepting_losses = true;
    scan_soon(watch);
}

void watch_catch_up(struct watch *watch)
{
    if (watch->notify && !watch->is_stopping) {
        notify_catch_up(watch->notify);
    }
}

void watch_set_gone_ms(struct watch *watch, int64_t gone_ms)
{
    watch->options.gone_ms = gone_ms;
}

bool watch_is_missing(const struct watch *watch, const char *name)
{
    struct watch_entries entries = watch->entries;
    const struct watch_entry *entry = watch_entries_find(&entries, name, false);

    return entry && entry->is_missing;
}

struct visit {
    void (*name)(void *owner, const char *name);
    void (*file)(void *owner, const struct watch_file *file);
    void *owner;
};

static void visit_missing(void *owner, struct watch_entry *entry)
{
    const struct visit *visit = owner;

    if (entry->is_missing && entry->is_known) {
        visit->name(visit->owner, entry->name);
    }
}

static void visit_settling(void *owner, struct watch_entry *entry)
{
    const struct visit *visit = owner;
    struct watch_file file = file_of(entry);

    if (entry->is_settling && !entry->is_missing) {
        visit->file(visit->owner, &file);
    }
}

void watch_each_missing(const struct watch *watch, void (*visit)(void *owner, const char *name),
                        void *owner)
{
    struct visit each = {.name = visit, .owner = owner};

    watch_entries_each(&watch->entries, visit_missing, &each);
}

void watch_each_settling(const struct watch *watch,
                         void (*visit)(void *owner, const struct watch_file *file), void *owner)
{
    struct visit each = {.file = visit, .owner = owner};

    watch_entries_each(&watch->entries, visit_settling, &each);
}

enum watch_state watch_state(const struct watch *watch)
{
    return watch->state;
}

static void finish_stop(struct watch *watch)
{
    if (watch->open_handles > 0 || watch->is_scanning) {
        return;
    }
    void (*on_stopped)(void *owner) = watch->on_stopped;
    void *owner = watch->stop_owner;
    watch_entries_finish(&watch->entries);
    free(watch->folder);
    free(watch);
    on_stopped(owner);
}

static void on_notify_stopped(void *owner)
{
    struct watch *watch = owner;

    watch->open_handles--;
    finish_stop(watch);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct watch *watch = handle->data;

    watch->open_handles--;
    finish_stop(watch);
}

void watch_stop(struct watch *watch, void (*on_stopped)(void *owner), void *owner)
{
    watch->is_stopping = true;
    watch->on_stopped = on_stopped;
    watch->stop_owner = owner;
    watch->open_handles = 2 + (watch->notify ? 1 : 0);
    uv_close((uv_handle_t *)&watch->rescan, on_handle_closed);
    uv_close((uv_handle_t *)&watch->settle, on_handle_closed);
    if (watch->notify) {
        notify_stop(watch->notify, on_notify_stopped, watch);
    }
}
