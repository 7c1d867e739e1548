/* SPDX-License-Identifier: MIT */
#include "push_common.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t bench_now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t bench_cpu_us(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

long bench_resident_kb(void)
{
    char line[256];
    long kb = 0;
    FILE *file = fopen("/proc/self/status", "r");

    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, "VmRSS:", 6) == 0) {
            kb = strtol(line + 6, NULL, 10);
        }
    }
    if (file) {
        (void)fclose(file);
    }
    return kb;
}

void bench_write_payload(char *out, size_t size, unsigned bytes, int64_t now_us)
{
    int len = snprintf(out, size, BENCH_MARK "%020" PRId64, now_us);
    size_t fill = bytes < size - 2 ? bytes : size - 2;

    for (size_t i = (size_t)len; i < fill; i++) {
        out[i] = 'x';
    }
    fill = fill > (size_t)len ? fill : (size_t)len;
    out[fill] = '"';
    out[fill + 1] = '\0';
}

void bench_require(bool is_true, const char *what)
{
    if (!is_true) {
        (void)fprintf(stderr, "failed: %s (%s)\n", what, strerror(errno));
        exit(1);
    }
}

int bench_connect(unsigned port, const char *query, int receive_bytes)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char request[512];
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int len = snprintf(request, sizeof(request),
                       "GET /api/push%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Sec-WebSocket-Version: 13\r\n\r\n",
                       query, port);

    bench_require(client >= 0, "socket");
    if (receive_bytes > 0) {
        (void)setsockopt(client, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
    }
    if (connect(client, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        send(client, request, (size_t)len, MSG_NOSIGNAL) != len) {
        (void)close(client);
        return -1;
    }
    bench_require(fcntl(client, F_SETFL, O_NONBLOCK) == 0, "fcntl");
    return client;
}
