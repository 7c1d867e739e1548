/* SPDX-License-Identifier: MIT */
/* A drop while it is being taken: what store_take.c gathers and store_settle.c settles. */
#ifndef PLUMB_STORE_STORE_TAKE_H
#define PLUMB_STORE_STORE_TAKE_H

#include "store/store_codec.h"
#include "store/store_internal.h"
#include "store/store_manifest.h"
#include "store/store_pack.h"

struct fault_list {
    struct fault *faults;
    size_t count;
    size_t capacity;
    struct arena texts;
};

/* In which context the rows of a version were read, where there is none to be compared with. Rows
 * that say something about each other are not known by their bytes the next time either. */
enum { CONTEXT_NONE = 0, CONTEXT_UNUSABLE = 1 };

/* What is known of rows by their bytes: see store_known.c. */
struct known {
    int64_t former_context; /* of the rows in force */
    int64_t former_today;
    int64_t context; /* of the new version */
    int64_t today;
    bool is_forbidden; /* rows are not to be known by their bytes this time */
    bool are_wanted;
    uint32_t taken;            /* rows known by their bytes */
    struct touched subjects;   /* of which the rows in force were read, so that they are in: */
    struct match_table by_key; /* plain rows of these subjects by their key */
    struct codec_metrics metrics;
};

struct take {
    struct store *store;
    int64_t file_id;
    int64_t drop_id;
    int64_t before; /* the drop that was newest */
    int64_t good;   /* the drop that was in force; 0: none */
    uint32_t version;
    uint32_t next_row;
    char *folder_place;
    bool is_strict;
    bool is_loaded; /* manifest */
    struct manifest manifest;
    struct known known;
    struct fresh_log fresh;
    struct fault_list faults;
    struct touched touched;
    struct buffer scratch;
    struct drop_result result;
    enum sheet sheet;
};

/* --- store_take.c --- */

/* Loads the rows in force, once. */
bool take_load(struct take *take, struct err *err);

/* --- store_fault.c --- */

bool faults_add(struct fault_list *list, const struct fault *fault, struct err *err);
void faults_finish(struct fault_list *list);
bool faults_write(struct store *store, const struct fault_list *list, int64_t drop_id,
                  struct err *err);

/* --- store_known.c --- */

/* Accepts a zeroed one. */
void known_finish(struct known *known);

/* A row of that subject came that is not known by its bytes: from now on the rows in force of the
 * subject can be found by what they say, and by their keys. */
bool known_open_subject(struct take *take, uint32_t subject, struct err *err);

/* --- store_settle.c --- */

/* The rows that the new version no longer has leave: into the past, or, where a fault stands in
 * their place, they are kept. Counts them in take->result. */
bool settle(struct take *take, struct err *err);

/* --- store_overtake.c --- */

/* A file that was not the newest is so now: touches the figures that it shares with others, since
 * its rows count from now on, though they are the same. */
bool touch_overtaken(struct take *take, struct err *err);

#endif
