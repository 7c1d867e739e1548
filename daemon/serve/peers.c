/* SPDX-License-Identifier: MIT */
#include "serve/peers.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BUCKETS = 1024 };

struct peer {
    struct peer *next; /* in its bucket */
    struct in6_addr address;
    uint32_t count;
};

struct peers {
    struct peer *buckets[BUCKETS];
};

struct peers *peers_create(void)
{
    return calloc(1, sizeof(struct peers));
}

void peers_destroy(struct peers *peers)
{
    if (!peers) {
        return;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        while (peers->buckets[i]) {
            struct peer *peer = peers->buckets[i];
            peers->buckets[i] = peer->next;
            free(peer);
        }
    }
    free(peers);
}

static struct in6_addr address_of(const struct sockaddr *address)
{
    struct in6_addr six = IN6ADDR_ANY_INIT;

    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 full;
        memcpy(&full, address, sizeof(full));
        return full.sin6_addr;
    }
    if (address->sa_family == AF_INET) {
        struct sockaddr_in full;
        memcpy(&full, address, sizeof(full));
        six.s6_addr[10] = 0xFF;
        six.s6_addr[11] = 0xFF;
        memcpy(&six.s6_addr[12], &full.sin_addr, 4);
    }
    return six;
}

/* Addresses of one office differ in their last bytes. */
static size_t bucket_of(const struct in6_addr *address)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < sizeof(address->s6_addr); i++) {
        hash = (hash ^ address->s6_addr[i]) * 16777619U;
    }
    return (hash ^ hash >> 16) % BUCKETS;
}

struct peer *peers_enter(struct peers *peers, const struct sockaddr *address, uint32_t max)
{
    struct in6_addr six = address_of(address);
    struct peer **bucket = &peers->buckets[bucket_of(&six)];
    struct peer *peer = *bucket;

    while (peer && memcmp(&peer->address, &six, sizeof(six)) != 0) {
        peer = peer->next;
    }
    if (peer) {
        if (peer->count >= max) {
            return NULL;
        }
        peer->count++;
        return peer;
    }
    peer = max > 0 ? calloc(1, sizeof(*peer)) : NULL;
    if (peer) {
        *peer = (struct peer){.next = *bucket, .address = six, .count = 1};
        *bucket = peer;
    }
    return peer;
}

void peers_leave(struct peers *peers, struct peer *peer)
{
    if (!peer || --peer->count > 0) {
        return;
    }
    struct peer **link = &peers->buckets[bucket_of(&peer->address)];
    while (*link != peer) {
        link = &(*link)->next;
    }
    *link = peer->next;
    free(peer);
}
