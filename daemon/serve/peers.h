/* SPDX-License-Identifier: MIT */
/* Counts the open connections of each address. Memory follows the addresses that are connected.
 * Pure. */
#ifndef PLUMB_SERVE_PEERS_H
#define PLUMB_SERVE_PEERS_H

#include <stdbool.h>
#include <stdint.h>

struct peer;
struct peers;
struct sockaddr;

struct peers *peers_create(void);
void peers_destroy(struct peers *peers);

/* Counts one more connection of the address; IPv4 and its mapped form are the same. NULL if it has
 * `max` already, or without memory. The pointer is valid until its last peers_leave. */
struct peer *peers_enter(struct peers *peers, const struct sockaddr *address, uint32_t max);

/* One less. Accepts NULL. */
void peers_leave(struct peers *peers, struct peer *peer);

#endif
