/* SPDX-License-Identifier: MIT */
/*
 * One indicator as the board shows it: its newest figure, judged, dated and traced.
 */
#ifndef PLUMB_COMPUTE_ENTRY_H
#define PLUMB_COMPUTE_ENTRY_H

#include "base/buffer.h"
#include "base/clock.h"
#include "compute/catalog.h"
#include "compute/settings.h"
#include "compute/draft.h"
#include "compute/due.h"
#include "compute/judge.h"
#include "compute/series.h"
#include "compute/shelf.h"
#include "model/board.h"
#include "model/json.h"

/* A fault or warning of a file in force, and where. */
struct known_fault {
    struct fault fault;
    struct text file;
};

/* A revision of the days in which they are shown. */
struct known_revision {
    struct text key;
    struct text period;
    struct text from;
    int64_t at_utc_ms;
    size_t order; /* of the newest first */
};

/* What is the same for all entries of one indicator. */
struct entry_job {
    const struct compute_options *options;
    struct store *store;
    const struct tree *tree;
    const struct catalog *catalog;
    struct arena *arena;             /* for one entry: whoever makes the next resets it */
    struct arena *shared;            /* for what all of them ask for */
    struct interval_memo *intervals; /* NULL: none */
    struct period_memo *periods;
    int64_t updated_utc_ms; /* put last; 0: none yet */
    char updated[CLOCK_TEXT_MAX];
    size_t points_expected; /* of the next entry: as many as the one before has */
    struct shelf *shelf;
    struct text indicator;
    size_t points_max; /* periods that are looked back on; 0: all */
    int64_t now_utc_ms;
    int32_t today;
    struct buffer json;         /* of the entry made last; whoever makes entries finishes it */
    struct known_fault *faults; /* of the indicator's rows, read when first asked for */
    size_t fault_count;
    size_t fault_capacity;
    bool has_faults;
    struct known_revision *revisions; /* of the indicator, by key, read when first asked for */
    size_t revision_count;
    size_t revision_capacity;
    bool has_revisions;
};

/* An entry as the board takes it. */
struct entry_made {
    struct json_text json; /* in the job; empty: nothing is to be shown */
    struct board_note note;
};

/* A year of days, so that a plan by the day adds up. */
enum { ENTRY_POINTS_MAX = 400 };

/* Makes the entry of place/indicator or place/indicator/item. Nothing is to be shown if there is
 * neither a figure nor a target of its own. Its note says the first instant after job->now_utc_ms
 * at which it may look different although no row has changed: a midnight if it counts days, or a
 * time of its own; and its own doubts: those of its parts count there. */
bool entry_make(struct entry_job *job, struct text place, struct text item, struct entry_made *made,
                struct err *err);

/* ---- parts of the work, for entry*.c ------------------------------------------------------- */

/* What is known about one entry while it is made. */
struct entry {
    struct entry_job *job;
    struct arena *arena;
    struct series series;
    const struct point *point;   /* chosen; NULL: no figure */
    const struct figure *figure; /* the chosen point's, with all that its rows say; NULL */
    const struct figure *before; /* the previous point's, if both have parts; NULL */
    const struct target *target;
    struct attributes attributes;
    enum nature nature;
    bool has_rate_target;
    struct stats_target rate_target;
    struct judgement judgement;
    struct due due;
    bool is_overdue;
    struct board_note note; /* as above, by what is known so far */
    struct draft draft;
};

/* The entry looks different from that instant on; one that has passed says nothing. */
void entry_note_change(struct entry *entry, int64_t at_utc_ms);

/* Gathers figure, target, attributes and verdict; all of it lives in the arena. */
bool entry_gather(struct entry *entry, struct entry_job *job, struct text place, struct text item,
                  struct err *err);

void entry_put_previous(struct entry *entry);
void entry_put_trend(struct entry *entry);
void entry_put_parts(struct entry *entry);
bool entry_put_revised(struct entry *entry, struct err *err);
bool entry_put_doubts(struct entry *entry, struct err *err);

/* All doubts about the key in its chosen period (or in all: history), in the arena. */
bool entry_collect_doubts(struct entry *entry, bool all_periods, struct doubt **doubts,
                          struct err *err);

/* A list of departments as written, split: by ; where one occurs, else by 、. Returns how many;
 * *names lives in the arena. */
size_t entry_split_names(struct arena *arena, struct text list, struct text **names);

#endif
