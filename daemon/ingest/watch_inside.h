/* SPDX-License-Identifier: MIT */
/*
 * The watch from inside, for its own two files: watch.c (hints, settling, life) and watch_merge.c
 * (what a scan means). Everything here runs on the loop thread.
 */
#ifndef PLUMB_INGEST_WATCH_INSIDE_H
#define PLUMB_INGEST_WATCH_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "ingest/scan.h"
#include "ingest/watch.h"
#include "ingest/watch_entry.h"

struct notify;

/* A file that was younger than this when it was reported is looked at once more. */
enum { YOUNG_MS = 2000 };

struct watch {
    struct watch_options options;
    char *folder;
    struct watch_events events;
    void *owner;
    struct notify *notify; /* NULL: polling */
    bool is_network;
    bool is_limit_told;
    bool is_unread_told;
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

/* Takes what a scan found: new and changed files settle, those it did not see are missing and
 * after a while gone. Reports. */
void watch_merge_listing(struct watch *watch);

/* Reports the state if it is another than before. */
void watch_set_state(struct watch *watch, enum watch_state state, const char *reason);

/* From now on the scans alone decide; said once. */
void watch_fall_back_to_polling(struct watch *watch, const struct err *err);

/* The file is as it should be for a reader. is_check: it was reported before. */
void watch_report_ready(struct watch *watch, struct watch_entry *entry, bool is_check);

/* Sets the timer to the next file that will have settled, if there is one. */
void watch_arm_settle(struct watch *watch);

#endif
