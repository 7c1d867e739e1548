/* SPDX-License-Identifier: MIT */
/*
 * Tells when a file of the inbox is complete and ready to be read, and when one is gone.
 *
 * Kernel events are only hints: they can be lost, doubled or early. What decides is a scan, which
 * runs after a hint and at least every rescan_ms, on a thread of its own. A file is ready once
 * nothing about it changed for a while: settle_ms after its writer closed it or it was renamed
 * into place; unclosed_ms where no such event came; as long as a writer has it open, not at all
 * (but at most written_ms). On a network mount, or where the kernel has no watches left, only the
 * scans count, and poll_settle_ms.
 *
 *   seen -> settling -> ready (reported) -> changed? settling again
 *              |                |
 *              +----- missing for gone_ms: gone (reported), forgotten
 *
 * A folder that vanishes, is unmounted or loses more than half of four or more files at once says
 * so and reports no file as gone.
 */
#ifndef PLUMB_INGEST_WATCH_H
#define PLUMB_INGEST_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/name.h"
#include "model/file_identity.h"

struct err;
struct uv_loop_s;
struct watch;

struct watch_options {
    const char *folder;
    int64_t settle_ms;
    int64_t unclosed_ms;
    int64_t written_ms;
    int64_t poll_settle_ms;
    int64_t rescan_ms;
    int64_t gone_ms;
    bool force_polling;
};

/* settle 100, unclosed 2,000, written 60,000, poll settle 3,000, rescan 3,000, gone 60,000. */
struct watch_options watch_default_options(const char *folder);

struct watch_file {
    const char *name;      /* NFC, below the folder */
    const char *open_path; /* exact bytes, below the folder */
    enum name_class name_class;
    struct file_identity identity;
    bool is_check; /* reported before; it was young then, so look at its bytes once more */
};

enum watch_state {
    WATCH_AVAILABLE,
    WATCH_MISSING, /* the folder cannot be opened */
    WATCH_LOST     /* most of its files are gone at once */
};

/* All run on the loop thread, never inside a call into this module. What is lent is valid until
 * the callback returns. A file is reported again after rescan_ms if nobody could take note of it
 * (false, for want of memory). */
struct watch_events {
    bool (*on_file_ready)(void *owner, const struct watch_file *file);
    bool (*on_file_gone)(void *owner, const char *name);
    void (*on_state)(void *owner, enum watch_state state, const char *reason);
    /* A scan is finished. settling: files that are not ready yet. */
    void (*on_scanned)(void *owner, size_t settling);
};

/* Starts watching; the first scan begins at once. The folder need not exist. NULL and err without
 * memory or handles. The caller must hand it to watch_stop. */
struct watch *watch_start(struct uv_loop_s *loop, const struct watch_options *options,
                          const struct watch_events *events, void *owner, struct err *err);

/* Before the first turn of the loop: a file that is known already. It is reported only if it is
 * not of this identity, and as gone if it is not there. */
bool watch_expect(struct watch *watch, const char *name, const struct file_identity *identity,
                  struct err *err);

/* The content was not whole yet, or changed while it was read: report the file again once nothing
 * changed for wait_ms. False without memory. */
bool watch_look_again(struct watch *watch, const char *name, int64_t wait_ms);

/* The file could not be read: report it once more (is_check) after a while, although nothing about
 * it changed. Without memory it is not. */
void watch_check_again(struct watch *watch, const char *name, int64_t wait_ms);

/* The file lives on under another name. */
void watch_forget(struct watch *watch, const char *name);

/* Losses are meant: files that are missing now are reported as gone although they are many. */
void watch_accept_losses(struct watch *watch);

/* Reads the hints that the kernel holds already, instead of in the loop's next turn. May report. */
void watch_catch_up(struct watch *watch);

/* Changes how long a missing file is waited for. */
void watch_set_gone_ms(struct watch *watch, int64_t gone_ms);

bool watch_is_missing(const struct watch *watch, const char *name);
void watch_each_missing(const struct watch *watch, void (*visit)(void *owner, const char *name),
                        void *owner);
void watch_each_settling(const struct watch *watch,
                         void (*visit)(void *owner, const struct watch_file *file), void *owner);
enum watch_state watch_state(const struct watch *watch);

/* True while the scans alone decide. */
bool watch_is_polling(const struct watch *watch);

/* Nothing is reported after this. on_stopped runs when no handle is left and the watch is freed. */
void watch_stop(struct watch *watch, void (*on_stopped)(void *owner), void *owner);

#endif
