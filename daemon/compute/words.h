/* SPDX-License-Identifier: MIT */
/*
 * The words of the wall: one table, Chinese and English.
 *
 * A sentence may hold %1 %2 %3, which are replaced by texts.
 */
#ifndef PLUMB_COMPUTE_WORDS_H
#define PLUMB_COMPUTE_WORDS_H

#include "compute/draft.h"

struct arena;

enum words {
    WORDS_MET_CLEAR,
    WORDS_MET_UNCERTAIN,
    WORDS_BELOW_UNCERTAIN, /* %1: points */
    WORDS_ABOVE_UNCERTAIN,
    WORDS_BELOW_CLEAR,
    WORDS_ABOVE_CLEAR,
    WORDS_MET_ALL_TESTED,
    WORDS_MISSED_ALL,
    WORDS_MET_AS_STATED,
    WORDS_MISSED_AS_STATED,
    WORDS_TOO_FEW,
    WORDS_NOT_INSPECTED,
    WORDS_UNREPORTED,
    WORDS_INCOMPLETE, /* %1 of %2 */
    WORDS_DONE,
    WORDS_ON_TRACK,
    WORDS_BEHIND,     /* %1: points */
    WORDS_FAR_BEHIND, /* %1: points */
    WORDS_OVERDUE,
    WORDS_UNFINISHED,    /* the time is over, the plan was not reached */
    WORDS_WITHIN,        /* "not more than", and the time is over */
    WORDS_WITHIN_SO_FAR, /* the same, and it is not */
    WORDS_LIMIT_SPENT,   /* %1: points by which the limit is used up faster than time */
    WORDS_EXCEEDED,
    WORDS_MET,       /* the word that is reported upwards */
    WORDS_MISSED,    /* likewise */
    WORDS_NEEDS,     /* %1: target, %2: n */
    WORDS_YEAR_SAME, /* against the same period of last year */
    WORDS_YEAR_UP,   /* %1: by how much */
    WORDS_YEAR_DOWN,
    WORDS_YEAR_LEVEL,
    WORDS_BEFORE_SAME, /* against the period before, in the same order */
    WORDS_BEFORE_UP,
    WORDS_BEFORE_DOWN,
    WORDS_BEFORE_LEVEL,
    WORDS_CHART_STEADY,
    WORDS_CHART_LATEST_LOW,
    WORDS_CHART_LATEST_HIGH,
    WORDS_CHART_RUN_LOW,
    WORDS_CHART_RUN_HIGH,
    WORDS_CHART_SHORT, /* %1: points so far */
    WORDS_CHART_PROVISIONAL,
    WORDS_CHART_LANEY,
    WORDS_CHART_LANEY_U,
    WORDS_DUE_IN, /* %1: days */
    WORDS_DUE_TODAY,
    WORDS_DUE_PASSED,  /* today, at a time that is over */
    WORDS_DUE_OVER,    /* %1: days */
    WORDS_DUE_MISSED,  /* %1: days, %2: reports */
    WORDS_PACE_NEEDED, /* %1: pace, %2: needed, with units */
    WORDS_PACE_DONE,
    WORDS_CAMPAIGN_TOTAL,   /* %1: done, %2: planned, with units, %3: percent */
    WORDS_PROJECTION_MONTH, /* %1: projected, %2: range, %3: plan */
    WORDS_PROJECTION_END,
    WORDS_PROJECTION_TURNED, /* %1: pace, %2: pace of seven days */
    WORDS_CAMPAIGN_STARTS,   /* %1: days */
    WORDS_CAMPAIGN_DAY,      /* day %1 of %2 */
    WORDS_CAMPAIGN_CLOSED,
    WORDS_COVERAGE, /* %1 of %2 reported */
    WORDS_COUNT
};

/* The sentence with its texts put in (unused ones may be empty). Lives in the arena. */
struct sentence words_say(struct arena *arena, enum words which, struct text first,
                          struct text second, struct text third);

/* A sentence without texts; static. */
struct sentence words_of(enum words which);

/* Two sentences as one; an empty one is left out. */
struct sentence words_join(struct arena *arena, struct sentence a, struct sentence b);

#endif
