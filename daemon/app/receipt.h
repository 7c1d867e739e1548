/* SPDX-License-Identifier: MIT */
/*
 * What staff are told about one version of a file: the receipt, as JSON and as text.
 *
 * `plumbd check`, /api/files/NAME and the text twin show the same thing, so all three fill this
 * struct and write it here.
 */
#ifndef PLUMB_APP_RECEIPT_H
#define PLUMB_APP_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "model/fault.h"
#include "model/record.h"

struct err;
struct json_writer;
struct receipt;
struct store;

/* An empty receipt; NULL without memory. Accepts NULL in destroy. */
struct receipt *receipt_create(void);
void receipt_destroy(struct receipt *receipt);

/* What stands at its head. Texts are copied by receipt_set_head. */
struct receipt_head {
    struct text file;
    uint32_t version; /* 0: none yet */
    struct text state;
    struct text sha256;
    int64_t size; /* -1: unknown */
    struct text sheet;
    struct text encoding;
    bool has_bom;
    struct text delimiter;
    struct text sample;
    uint32_t header_line;
    uint32_t rows_read;
    uint32_t rows_new;
    uint32_t rows_changed;
    uint32_t rows_same;
    uint32_t rows_removed;
    uint32_t rows_faulty;
    uint32_t fault_count;
    uint32_t warning_count;
    uint32_t moved_count; /* figures, listed or not */
    int64_t seen_utc_ms;  /* 0: unknown */
    int64_t taken_utc_ms; /* 0: not taken */
    int64_t took_ms;      /* -1: unknown */
};
bool receipt_set_head(struct receipt *receipt, const struct receipt_head *head);
const struct receipt_head *receipt_head(const struct receipt *receipt);

/* Adds a finding or a moved figure; texts are copied. False without memory. */
bool receipt_add_fault(struct receipt *receipt, const struct fault *fault);
bool receipt_add_moved(struct receipt *receipt, struct text indicator, struct text period,
                       struct text from, struct text to);

/* Makes it from the store: version 0 is the newest. ERR_NOT_FOUND if there is no such file. */
bool receipt_read(struct receipt *receipt, struct store *store, struct text file, uint32_t version,
                  struct err *err);

/* Writes its members into the object at hand. */
void receipt_put_json(const struct receipt *receipt, enum language language,
                      struct json_writer *json);

/* Appends it as a text for people. */
bool receipt_append_text(const struct receipt *receipt, enum language language, struct buffer *out);

#endif
