/* SPDX-License-Identifier: MIT */
/*
 * Which Host and which Origin we answer to.
 *
 * A page of another site may send its visitor's browser to us: under a name of its own that it
 * lets point at our address (so Host must be a name of ours), or by opening the push across
 * origins (so Origin must be ours). Addresses are always ours: they cannot be made to point.
 *
 * Pure.
 */
#ifndef PLUMB_SERVE_ORIGIN_H
#define PLUMB_SERVE_ORIGIN_H

#include <stdbool.h>

#include "base/text.h"

/* Whether `host`, as in the header, is well formed: a name or an address with an optional port. */
bool origin_is_host(struct text host);

/* Whether it is an address, localhost, this machine's name, or in the list ("*": any).
 * `machine` and `allowed` may be NULL. */
bool origin_is_known_host(struct text host, const char *machine, const char *const *allowed);

/* Whether a page of `origin` may open the push of a server that was reached as `host`: none given,
 * the same host and port, or in the list. */
bool origin_may_push(struct text origin, struct text host, const char *const *allowed);

#endif
