/* SPDX-License-Identifier: MIT */
/*
 * What the two sides of stress_push share.
 *
 * The board is some numbers, of which one changes with each seq. Both sides know from a seq alone
 * what the board is then, so each message that a client applies can be checked at once: its
 * numbers must be those of its seq.
 */
#ifndef PLUMB_BENCH_STRESS_H
#define PLUMB_BENCH_STRESS_H

#include <stdbool.h>
#include <stdint.h>

/* SMALL_BUFFER: the kernel's, on both sides, so that who stalls is soon stuck. */
enum { STRESS_SLOTS = 8, STRESS_SMALL_BUFFER = 4096 };

struct stress_plan {
    unsigned clients;
    unsigned boards;
    unsigned changes;   /* a second; 0: as fast as they can be published */
    unsigned connects;  /* about, in all */
    const char *folder; /* each board is committed to a store there first; NULL: none */
};

uint32_t stress_random(uint64_t seed);

/* The slot that changes with a seq, and its new number; 0 takes it away. */
unsigned stress_slot(uint64_t seq);
uint32_t stress_number(uint64_t seq);

/* Publishes all boards and waits for the clients to end. Writes its port (unsigned) to `out`, and
 * then, when all are published, the last seq (uint64_t); `in` ends when the clients have. False if
 * memory, descriptors or the store's log grew. */
bool stress_serve(const struct stress_plan *plan, int in, int out);

/* Comes, goes, stalls and resumes until the last seq was read from `in` and all clients have its
 * board. Ends the process where one holds another board than the server, or is lost. */
void stress_follow(const struct stress_plan *plan, unsigned port, int in);

#endif
