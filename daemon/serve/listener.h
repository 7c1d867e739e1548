/* SPDX-License-Identifier: MIT */
/*
 * Listens on one address and port, and nothing else, and hands out accepted sockets.
 *
 * Near the limit of open files it refuses instead of accepting into the reserve that files and
 * the store need; when the system itself has none left it pauses for a moment instead of being
 * woken again at once.
 */
#ifndef PLUMB_SERVE_LISTENER_H
#define PLUMB_SERVE_LISTENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct listener;
struct sockaddr;
struct uv_loop_s;

struct listener_options {
    const char *host;
    uint16_t port;               /* 0: any free one */
    uint32_t max_connections;    /* the limit of open files is raised for so many, if it may be */
    uint32_t descriptor_reserve; /* numbers below the limit that are not given to connections */
    int send_buffer_bytes;       /* the accepted sockets' */
    int user_timeout_ms;         /* until the kernel gives up a peer that acknowledges nothing */
};

/* Both on the loop thread, never inside a call into this module. */
struct listener_events {
    /* The socket is the receiver's to close. It does not block, and is not inherited. */
    void (*on_accepted)(void *owner, int descriptor, const struct sockaddr *address);
    /* One was closed at once, because it came too near to the limit of open files. */
    void (*on_refused)(void *owner);
};

/* NULL and err: ERR_BUSY for a port in use, ERR_USAGE for an address that is not this machine's or
 * a port that needs more rights. */
struct listener *listener_start(struct uv_loop_s *loop, const struct listener_options *options,
                                const struct listener_events *events, void *owner, struct err *err);

/* Closes the sockets now. on_stopped comes when no handle is left; the listener is gone then. */
void listener_stop(struct listener *listener, void (*on_stopped)(void *owner));

uint16_t listener_port(const struct listener *listener);

#endif
