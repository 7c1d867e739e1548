/* SPDX-License-Identifier: MIT */
/*
 * A question as a value, and its answer from the store.
 *
 * The loop fills in what is asked, hands the query to another thread, where query_answer reads the
 * store and fills in what came of it, and takes it back to send it. Nothing here knows the loop.
 */
#ifndef PLUMB_APP_QUERY_ANSWER_H
#define PLUMB_APP_QUERY_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/lane.h"
#include "app/receipt.h"
#include "base/buffer.h"
#include "base/err.h"
#include "compute/compute.h"

struct board;
struct live_file;
struct request;
struct store;

enum query_kind {
    QUERY_FILES,
    QUERY_FILE,
    QUERY_HISTORY,
    QUERY_HISTORY_CSV,
    QUERY_BOARD_AT,
    QUERY_BOARD_CSV
};

struct query {
    struct errand errand;
    struct request *request; /* the lane's; never looked at here */
    enum query_kind kind;
    char *name; /* of a file, or the key of an indicator */
    enum language language;
    uint32_t version;
    int64_t at_utc_ms;
    struct board *board;
    struct live_file *live;
    size_t live_count;
    bool has_failed; /* there was no memory for all of them */
    struct compute_options compute_options;
    /* What came of it: */
    struct buffer body;
    struct err err;
    bool ok;
    char etag[64];
};

/* NULL without memory; the name is copied. */
struct query *query_create(enum query_kind kind, struct text name);
void query_destroy(struct query *query);

/* A file that is not in a final state while it is asked about, with that state, a literal. */
void query_add_live(void *owner, const char *name, const char *state, int64_t size);

/* Fills in body and etag, or err. For a thread of its own, with a store that can only read. */
bool query_answer(struct query *query, struct store *store);

#endif
