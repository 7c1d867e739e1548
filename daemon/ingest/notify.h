/* SPDX-License-Identifier: MIT */
/*
 * The kernel's hints about a folder tree (inotify), on a libuv loop.
 *
 * A hint may be lost, doubled or early; it never decides anything. Our own descriptor, since
 * uv_fs_event neither asks for close-after-write nor tells of an overflow.
 */
#ifndef PLUMB_INGEST_NOTIFY_H
#define PLUMB_INGEST_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct notify;
struct uv_loop_s;

enum notify_hint {
    NOTIFY_CLOSED, /* a writer closed the file, or it was renamed into place */
    NOTIFY_WRITTEN /* it was made or written to; the writer still has it open */
};

/* All run on the loop thread. path is below the folder, borrowed until the callback returns. */
struct notify_events {
    void (*on_hint)(void *owner, const char *path, enum notify_hint hint);
    /* Something else: a folder, a deletion. Only a scan can tell. */
    void (*on_scan_wanted)(void *owner);
    /* The kernel's queue was full: hints were lost, closings among them. Only a scan can tell. */
    void (*on_hints_lost)(void *owner);
};

/* ERR_LIMIT or ERR_IO if the kernel gives no descriptor. The caller polls then. */
struct notify *notify_start(struct uv_loop_s *loop, const struct notify_events *events, void *owner,
                            struct err *err);

/* Watches folder/path ("" for the folder itself); once more does no harm. ERR_LIMIT if the
 * kernel's number of watches is used up. */
bool notify_add(struct notify *notify, const char *folder, const char *path, struct err *err);

/* Reads what the kernel holds now, and reports it. */
void notify_catch_up(struct notify *notify);

/* Forgets all folders; for a folder that was replaced. */
void notify_clear(struct notify *notify);

/* Nothing is reported after this. on_stopped runs when no handle is left. Accepts NULL (and then
 * calls on_stopped at once). */
void notify_stop(struct notify *notify, void (*on_stopped)(void *owner), void *owner);

#endif
