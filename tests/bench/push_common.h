/* SPDX-License-Identifier: MIT */
/*
 * What the programs that measure the push share.
 *
 * A measured server is a process that talks by lines: it prints "port N", waits for "go", sends
 * its messages to all its clients, prints "result ...", and ends when its input does. The clients
 * are one that prints "ready ...", "last ...", and, where some of them stalled, is told "wake" and
 * prints "woken ...".
 */
#ifndef PLUMB_BENCH_PUSH_COMMON_H
#define PLUMB_BENCH_PUSH_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench_plan {
    unsigned clients;
    unsigned messages;
    unsigned bytes;       /* of a message, about */
    unsigned interval_ms; /* at least, between two messages */
    unsigned stalled;     /* further clients, that never read */
    bool is_steady;       /* a message is sent though not all have the one before */
};

/* Marks a message with the moment of its publishing: "t:" and 20 digits. */
#define BENCH_MARK "\"t:"

int64_t bench_now_us(void);

/* User and system time of this process so far. */
int64_t bench_cpu_us(void);

/* Resident memory of this process. */
long bench_resident_kb(void);

/* A JSON string of about `bytes` bytes with the mark and the moment in front. */
void bench_write_payload(char *out, size_t size, unsigned bytes, int64_t now_us);

/* Ends the program with a sentence if a thing that cannot fail did. */
void bench_require(bool is_true, const char *what);

/* Opens a connection to the port on loopback and asks for the push; the answer is read later. The
 * socket does not block. receive_bytes: of the kernel's buffer, 0 for the usual. -1 if there is no
 * server. */
int bench_connect(unsigned port, const char *query, int receive_bytes);

/* The roles of the program. */
int bench_run_plumb(const struct bench_plan *plan);
int bench_run_floor(const struct bench_plan *plan);
int bench_run_load(const struct bench_plan *plan, unsigned port);

#endif
