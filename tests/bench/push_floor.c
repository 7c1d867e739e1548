/* SPDX-License-Identifier: MIT */
/* The floor: one send() of a ready frame to each socket, and nothing else. */
#include "push_common.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char accepted[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static int listen_somewhere(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int on = 1;
    int small = 8192;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    bench_require(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0, "bind");
    (void)setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
    (void)setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    bench_require(listen(listener, 4096) == 0, "listen");
    (void)getsockname(listener, (struct sockaddr *)&address, &len);
    *port = ntohs(address.sin_port);
    return listener;
}

static void accept_all(int listener, int *sockets, unsigned count)
{
    char request[4096];

    for (unsigned i = 0; i < count; i++) {
        sockets[i] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        bench_require(sockets[i] >= 0, "accept");
        bench_require(recv(sockets[i], request, sizeof(request), 0) > 0, "request");
        bench_require(send(sockets[i], accepted, sizeof(accepted) - 1, MSG_NOSIGNAL) > 0, "send");
    }
}

static size_t write_frame(char *frame, size_t size, unsigned bytes)
{
    bench_write_payload(frame + 4, size - 4, bytes, bench_now_us());
    size_t len = strlen(frame + 4);
    frame[0] = (char)0x81;
    frame[1] = 126;
    frame[2] = (char)(len >> 8);
    frame[3] = (char)len;
    return len + 4;
}

static void send_to_all(const int *sockets, unsigned count, const char *frame, size_t len)
{
    for (unsigned i = 0; i < count; i++) {
        size_t sent = 0;
        while (sent < len) {
            ssize_t now = send(sockets[i], frame + sent, len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (now > 0) {
                sent += (size_t)now;
            } else {
                struct pollfd one = {.fd = sockets[i], .events = POLLOUT};
                (void)poll(&one, 1, 100);
            }
        }
    }
}

int bench_run_floor(const struct bench_plan *plan)
{
    char frame[65536];
    char line[16];
    unsigned port = 0;
    int listener = listen_somewhere(&port);
    int *sockets = calloc(plan->clients, sizeof(int));

    (void)printf("port %u\n", port);
    (void)fflush(stdout);
    accept_all(listener, sockets, plan->clients);
    bench_require(fgets(line, sizeof(line), stdin) != NULL, "go");
    int64_t cpu_us = bench_cpu_us();
    for (unsigned i = 0; i < plan->messages; i++) {
        int64_t next_us = bench_now_us() + (int64_t)plan->interval_ms * 1000;
        send_to_all(sockets, plan->clients, frame, write_frame(frame, sizeof(frame), plan->bytes));
        int64_t left_us = next_us - bench_now_us();
        if (left_us > 0) {
            (void)usleep((useconds_t)left_us);
        }
    }
    (void)printf("result cpu_us=%lld\n", (long long)(bench_cpu_us() - cpu_us));
    (void)fflush(stdout);
    (void)!fgets(line, sizeof(line), stdin);
    free(sockets);
    return 0;
}
