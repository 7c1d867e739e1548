/* SPDX-License-Identifier: MIT */
#include "ingest/notify.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"
#include "base/text.h"

/* A watched folder: the kernel's number and the path below the folder. */
struct place {
    int number;
    char *path;
};

struct notify {
    uv_poll_t poll;
    int fd;
    struct notify_events events;
    void *owner;
    struct place *places;
    size_t place_count;
    size_t place_capacity;
    void (*on_stopped)(void *owner);
    void *stop_owner;
};

/* In the order in which they run: */
static void on_readable(uv_poll_t *poll, int status, int events);
static void on_poll_closed(uv_handle_t *handle);

static struct place *find_place(const struct notify *notify, int number)
{
    for (size_t i = 0; i < notify->place_count; i++) {
        if (notify->places[i].number == number) {
            return &notify->places[i];
        }
    }
    return NULL;
}

static void tell(struct notify *notify, const struct inotify_event *event)
{
    char path[PATH_MAX];
    const struct place *place = find_place(notify, event->wd);
    bool is_file = event->len > 0 && !(event->mask & IN_ISDIR);

    if (event->mask & IN_Q_OVERFLOW) {
        notify->events.on_hints_lost(notify->owner);
        return;
    }
    if (!is_file || !place ||
        !(event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY | IN_CREATE))) {
        notify->events.on_scan_wanted(notify->owner);
        return;
    }
    int len =
        snprintf(path, sizeof(path), "%s%s%s", place->path, place->path[0] ? "/" : "", event->name);
    if (len > 0 && len < (int)sizeof(path)) {
        bool is_closed = (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0;
        notify->events.on_hint(notify->owner, path, is_closed ? NOTIFY_CLOSED : NOTIFY_WRITTEN);
    }
}

/* One read of what the kernel holds. False if there is nothing more. */
static bool read_hints(struct notify *notify)
{
    char bytes[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t len = read(notify->fd, bytes, sizeof(bytes));

    for (ssize_t at = 0; at < len;) {
        const struct inotify_event *event =
            (const struct inotify_event *)(const void *)(bytes + at);
        at += (ssize_t)(sizeof(*event) + event->len);
        tell(notify, event);
    }
    return len > 0;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct notify *notify = poll->data;
    (void)status;
    (void)events;

    (void)read_hints(notify);
}

void notify_catch_up(struct notify *notify)
{
    /* Bounded, so that a busy writer cannot hold the loop here. */
    for (int i = 0; i < 16 && read_hints(notify); i++) {
    }
}

struct notify *notify_start(struct uv_loop_s *loop, const struct notify_events *events, void *owner,
                            struct err *err)
{
    struct notify *notify = calloc(1, sizeof(*notify));

    if (!notify) {
        err_set(err, ERR_NO_MEMORY, "notify");
        return NULL;
    }
    notify->events = *events;
    notify->owner = owner;
    notify->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (notify->fd < 0) {
        err_set_errno(err, errno, "inotify");
        free(notify);
        return NULL;
    }
    if (uv_poll_init(loop, &notify->poll, notify->fd) != 0) {
        err_set(err, ERR_IO, "inotify");
        (void)close(notify->fd);
        free(notify);
        return NULL;
    }
    notify->poll.data = notify;
    (void)uv_poll_start(&notify->poll, UV_READABLE, on_readable);
    return notify;
}

static bool remember(struct notify *notify, int number, const char *path)
{
    if (notify->place_count == notify->place_capacity) {
        size_t capacity = notify->place_capacity == 0 ? 16 : notify->place_capacity * 2;
        struct place *places = realloc(notify->places, capacity * sizeof(*places));
        if (!places) {
            return false;
        }
        notify->places = places;
        notify->place_capacity = capacity;
    }
    char *copy = text_dup(text_of(path));
    if (copy) {
        notify->places[notify->place_count++] = (struct place){number, copy};
    }
    return copy != NULL;
}

bool notify_add(struct notify *notify, const char *folder, const char *path, struct err *err)
{
    char full[PATH_MAX];
    const uint32_t mask = IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM |
                          IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR |
                          IN_EXCL_UNLINK;

    if (snprintf(full, sizeof(full), "%s/%s", folder, path) >= (int)sizeof(full)) {
        return err_set(err, ERR_LIMIT, "path too long");
    }
    int number = inotify_add_watch(notify->fd, full, mask);
    if (number < 0) {
        int errnum = errno;
        return err_set(err, errnum == ENOSPC ? ERR_LIMIT : ERR_IO, "inotify: %s", strerror(errnum));
    }
    struct place *known = find_place(notify, number);
    if (known && strcmp(known->path, path) == 0) {
        return true;
    }
    if (known) {
        /* The folder was renamed: the kernel keeps the number. */
        free(known->path);
        *known = notify->places[--notify->place_count];
    }
    if (!remember(notify, number, path)) {
        (void)inotify_rm_watch(notify->fd, number);
        return err_set(err, ERR_NO_MEMORY, "notify");
    }
    return true;
}

void notify_clear(struct notify *notify)
{
    for (size_t i = 0; i < notify->place_count; i++) {
        (void)inotify_rm_watch(notify->fd, notify->places[i].number);
        free(notify->places[i].path);
    }
    notify->place_count = 0;
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct notify *notify = handle->data;

    notify_clear(notify);
    free(notify->places);
    (void)close(notify->fd);
    notify->on_stopped(notify->stop_owner);
    free(notify);
}

void notify_stop(struct notify *notify, void (*on_stopped)(void *owner), void *owner)
{
    if (!notify) {
        on_stopped(owner);
        return;
    }
    notify->on_stopped = on_stopped;
    notify->stop_owner = owner;
    (void)uv_poll_stop(&notify->poll);
    uv_close((uv_handle_t *)&notify->poll, on_poll_closed);
}
