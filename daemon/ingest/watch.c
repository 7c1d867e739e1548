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
#include "base/text.h"
#include "ingest/notify.h"
#include "ingest/scan.h"
#include "ingest/watch_entry.h"
#include "ingest/watch_inside.h"

enum { SCAN_DELAY_MS = 20, SCAN_SHARE = 50 };

/* In the order in which they run: */
static void on_hint(void *owner, const char *path, enum notify_hint hint);
static void on_scan_wanted(void *owner);
static void on_hints_lost(void *owner);
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

void watch_arm_settle(struct watch *watch)
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

static void wait_again(struct watch *watch, struct watch_entry *entry, int64_t wait_ms)
{
    entry->changed_ms = clock_monotonic_ms();
    entry->wait_ms = wait_ms;
    watch_entry_set_settling(&watch->entries, entry, true);
}

void watch_report_ready(struct watch *watch, struct watch_entry *entry, bool is_check)
{
    int64_t age_ms = clock_utc_ms() - entry->identity.ctime_ns / 1000000;
    struct watch_file file = file_of(entry);

    file.is_check = is_check;
    entry->reported = entry->identity;
    entry->is_known = true;
    entry->reported_ms = clock_monotonic_ms();
    entry->is_check_due = !is_check && age_ms < YOUNG_MS;
    watch_entry_set_settling(&watch->entries, entry, false);
    if (watch->events.on_file_ready(watch->owner, &file)) {
        return;
    }
    if (is_check) {
        entry->is_check_due = true;
    } else {
        wait_again(watch, entry, watch->options.rescan_ms);
    }
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
        watch_report_ready(watch, entry, false); /* the last scan was the second look */
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
    watch_report_ready(watch, entry, false);
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
        watch_arm_settle(watch);
    }
}

/* ---- hints --------------------------------------------------------------------------------- */

static void forget_writer(void *owner, struct watch_entry *entry)
{
    (void)owner;

    entry->is_written = false;
}

/* Whoever has a file open may have closed it unheard. */
static void on_hints_lost(void *owner)
{
    struct watch *watch = owner;

    watch_entries_each(&watch->entries, forget_writer, NULL);
    watch_arm_settle(watch);
    scan_soon(watch);
}

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
    if (!entry) {
        on_hints_lost(watch); /* without memory: its writer may have closed it just now */
    } else if (strcmp(entry->open_path, path) == 0) {
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
        watch_merge_listing(watch);
    } else {
        watch_set_state(watch, WATCH_MISSING, watch->scan_err.text);
    }
    scan_finish(&watch->listing);
    scan_in(watch, next_scan_ms(watch));
}

/* ---- life ---------------------------------------------------------------------------------- */

struct watch *watch_start(struct uv_loop_s *loop, const struct watch_options *options,
                          const struct watch_events *events, void *owner, struct err *err)
{
    static const struct notify_events notify_events = {
        .on_hint = on_hint, .on_scan_wanted = on_scan_wanted, .on_hints_lost = on_hints_lost};
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
            watch_fall_back_to_polling(watch, &ignored);
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

bool watch_look_again(struct watch *watch, const char *name, int64_t wait_ms)
{
    struct watch_entry *entry = NULL;

    if (!watch_entries_look_up(&watch->entries, name, &entry)) {
        return false;
    }
    if (entry && !watch->is_stopping) {
        wait_again(watch, entry, wait_ms);
        watch_arm_settle(watch);
    }
    return true;
}

void watch_check_again(struct watch *watch, const char *name, int64_t wait_ms)
{
    struct watch_entry *entry = watch_entries_find(&watch->entries, name, false);

    if (entry) {
        entry->is_check_due = true;
        entry->reported_ms = clock_monotonic_ms() + wait_ms - YOUNG_MS;
    }
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
