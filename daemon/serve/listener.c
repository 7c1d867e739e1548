/* SPDX-License-Identifier: MIT */
#include "serve/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/err.h"

enum {
    MAX_SOCKETS = 4,      /* a name may stand for an IPv4 and an IPv6 address */
    ACCEPTS_A_TURN = 128, /* then the rest of the loop gets its turn */
    PAUSE_MS = 100,
    BACKLOG = 4096
};

struct listener {
    struct listener_events events;
    void *owner;
    void (*on_stopped)(void *owner);
    uv_poll_t polls[MAX_SOCKETS];
    int sockets[MAX_SOCKETS];
    unsigned count;
    uv_timer_t pause;
    unsigned open_handles;
    int first_reserved; /* descriptors from this number on are not for connections */
    uint16_t port;
};

/* In the order in which they run: */
static void on_acceptable(uv_poll_t *poll, int status, int events);
static void on_pause_over(uv_timer_t *pause);
static void on_handle_closed(uv_handle_t *handle);

/* --- the limit of open files --- */

/* Raises the soft limit as far as it is needed and allowed. Returns the limit. */
static int raise_descriptor_limit(const struct listener_options *options)
{
    struct rlimit limit = {0};
    rlim_t needed = (rlim_t)options->max_connections + options->descriptor_reserve + 64;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 1024;
    }
    if (limit.rlim_cur < needed) {
        struct rlimit raised = limit;
        raised.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) {
            limit = raised;
        }
    }
    return limit.rlim_cur > 1000000 ? 1000000 : (int)limit.rlim_cur;
}

/* --- binding --- */

static bool set_option(int socket, int level, int name, int value)
{
    return setsockopt(socket, level, name, &value, sizeof(value)) == 0;
}

/* Of Ethernet. On loopback, behind a proxy, a segment would be 64 KB: the send buffer then holds
 * but one, and the reader's kernel waits 40 ms for a second one before it acknowledges. */
enum { SEGMENT_BYTES = 1460 };

/* Accepted sockets inherit these, so that a connection costs no further calls. */
static bool set_options(int socket, int family, bool is_alone,
                        const struct listener_options *options)
{
    return set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1) &&
           set_option(socket, IPPROTO_TCP, TCP_MAXSEG, SEGMENT_BYTES) &&
           set_option(socket, SOL_SOCKET, SO_SNDBUF, options->send_buffer_bytes) &&
           set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1) &&
           set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, options->user_timeout_ms) &&
           (family != AF_INET6 || set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, is_alone ? 0 : 1));
}

static bool describe_failure(struct err *err, int errnum, const struct listener_options *options)
{
    switch (errnum) {
    case EADDRINUSE:
        return err_set(err, ERR_BUSY,
                       "%s 的端口 %u 已被其他程序占用，请用 --listen 换一个 (port %u is in use by "
                       "another program; choose another one with --listen)",
                       options->host, options->port, options->port);
    case EADDRNOTAVAIL:
        return err_set(err, ERR_USAGE, "本机没有地址 %s (this machine has no address %s)",
                       options->host, options->host);
    case EACCES:
        return err_set(err, ERR_USAGE,
                       "没有权限使用端口 %u，请换 1024 以上的端口 (port %u needs more rights; "
                       "choose one above 1024)",
                       options->port, options->port);
    default:
        return err_set_errno(err, errnum, "无法监听 (cannot listen)");
    }
}

static uint16_t port_of(int socket)
{
    struct sockaddr_storage bound = {0};
    socklen_t len = sizeof(bound);
    struct sockaddr_in6 six;
    struct sockaddr_in four;

    (void)getsockname(socket, (struct sockaddr *)&bound, &len);
    memcpy(&six, &bound, sizeof(six));
    memcpy(&four, &bound, sizeof(four));
    return ntohs(bound.ss_family == AF_INET6 ? six.sin6_port : four.sin_port);
}

/* The second address of a name gets the port that the first was given. */
static void set_port(struct sockaddr_storage *address, uint16_t port)
{
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
    struct sockaddr_in *four = (struct sockaddr_in *)address;

    if (address->ss_family == AF_INET6) {
        six->sin6_port = htons(port);
    } else {
        four->sin_port = htons(port);
    }
}

static bool bind_one(struct listener *listener, const struct addrinfo *info, bool is_alone,
                     const struct listener_options *options, struct err *err)
{
    struct sockaddr_storage address = {0};
    int descriptor = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    memcpy(&address, info->ai_addr, info->ai_addrlen);
    set_port(&address, listener->port);
    if (descriptor < 0 || !set_options(descriptor, info->ai_family, is_alone, options) ||
        bind(descriptor, (struct sockaddr *)&address, info->ai_addrlen) != 0 ||
        listen(descriptor, BACKLOG) != 0) {
        (void)describe_failure(err, errno, options);
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
        return false;
    }
    listener->port = port_of(descriptor);
    listener->sockets[listener->count++] = descriptor;
    return true;
}

static bool bind_all(struct listener *listener, const struct listener_options *options,
                     struct err *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    int failure = getaddrinfo(options->host, NULL, &hints, &found);
    bool ok = failure == 0;

    if (failure != 0) {
        return err_set(err, ERR_USAGE, "不认识监听地址 %s (cannot resolve the address %s: %s)",
                       options->host, options->host, gai_strerror(failure));
    }
    listener->port = options->port;
    for (struct addrinfo *at = found; ok && at && listener->count < MAX_SOCKETS; at = at->ai_next) {
        ok = bind_one(listener, at, found->ai_next == NULL, options, err);
    }
    freeaddrinfo(found);
    return ok;
}

/* --- life --- */

static void close_sockets(struct listener *listener)
{
    for (unsigned i = 0; i < listener->count; i++) {
        if (listener->sockets[i] >= 0) {
            (void)close(listener->sockets[i]);
            listener->sockets[i] = -1;
        }
    }
}

static void poll_all(struct listener *listener)
{
    for (unsigned i = 0; i < listener->count; i++) {
        (void)uv_poll_start(&listener->polls[i], UV_READABLE, on_acceptable);
    }
}

static void init_handles(struct listener *listener, uv_loop_t *loop)
{
    for (unsigned i = 0; i < listener->count; i++) {
        (void)uv_poll_init(loop, &listener->polls[i], listener->sockets[i]);
        listener->polls[i].data = listener;
    }
    (void)uv_timer_init(loop, &listener->pause);
    listener->pause.data = listener;
    listener->open_handles = listener->count + 1;
}

struct listener *listener_start(uv_loop_t *loop, const struct listener_options *options,
                                const struct listener_events *events, void *owner, struct err *err)
{
    struct listener *listener = calloc(1, sizeof(*listener));

    if (!listener) {
        (void)err_set(err, ERR_NO_MEMORY, "listener");
        return NULL;
    }
    listener->events = *events;
    listener->owner = owner;
    listener->first_reserved = raise_descriptor_limit(options) - (int)options->descriptor_reserve;
    if (!bind_all(listener, options, err)) {
        close_sockets(listener);
        free(listener);
        return NULL;
    }
    init_handles(listener, loop);
    poll_all(listener);
    return listener;
}

void listener_stop(struct listener *listener, void (*on_stopped)(void *owner))
{
    listener->on_stopped = on_stopped;
    for (unsigned i = 0; i < listener->count; i++) {
        (void)uv_poll_stop(&listener->polls[i]);
        uv_close((uv_handle_t *)&listener->polls[i], on_handle_closed);
    }
    uv_close((uv_handle_t *)&listener->pause, on_handle_closed);
    close_sockets(listener);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct listener *listener = handle->data;

    if (--listener->open_handles == 0) {
        void (*on_stopped)(void *owner) = listener->on_stopped;
        void *owner = listener->owner;
        free(listener);
        on_stopped(owner);
    }
}

uint16_t listener_port(const struct listener *listener)
{
    return listener->port;
}

/* --- accepting --- */

/* Nobody has a descriptor to give: polling on would only spin. */
static void pause_accepting(struct listener *listener)
{
    for (unsigned i = 0; i < listener->count; i++) {
        (void)uv_poll_stop(&listener->polls[i]);
    }
    (void)uv_timer_start(&listener->pause, on_pause_over, PAUSE_MS, 0);
}

static void on_pause_over(uv_timer_t *pause)
{
    poll_all(pause->data);
}

/* False if nothing more is to be had now. */
static bool accept_one(struct listener *listener, int socket)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof(address);
    int descriptor =
        accept4(socket, (struct sockaddr *)&address, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (descriptor < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            pause_accepting(listener);
            return false;
        }
        return errno != EAGAIN; /* one that gave up while it was waiting says nothing of the next */
    }
    if (descriptor >= listener->first_reserved) {
        (void)close(descriptor);
        listener->events.on_refused(listener->owner);
    } else {
        listener->events.on_accepted(listener->owner, descriptor, (struct sockaddr *)&address);
    }
    return true;
}

static void on_acceptable(uv_poll_t *poll, int status, int events)
{
    struct listener *listener = poll->data;
    (void)status; /* whatever it is, accept4 says it again */
    (void)events;

    int socket = listener->sockets[poll - listener->polls];
    for (int i = 0; i < ACCEPTS_A_TURN && accept_one(listener, socket); i++) {
    }
}
