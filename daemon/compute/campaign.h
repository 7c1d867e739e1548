/* SPDX-License-Identifier: MIT */
/*
 * Campaigns: what was planned and done in a window of days, by place, unit and day.
 *
 * An activity counts for the place it was held in and for every larger one. The parts of a place
 * are its units: the places right below it, and the bodies that held something in the place itself.
 * Whole days only: what is dated today is shown beside the sum and enters it tomorrow.
 */
#ifndef PLUMB_COMPUTE_CAMPAIGN_H
#define PLUMB_COMPUTE_CAMPAIGN_H

#include "compute/settings.h"
#include "compute/draft.h"
#include "compute/tree.h"
#include "compute/window.h"
#include "model/amount.h"

struct board_builder;

struct metric {
    struct text name;
    struct amount amount;
};

struct activity {
    struct text title;
    struct text host;
    struct text type;
    struct text id;
    struct text named; /* the canon of the campaign it names; "" */
    struct period days;
    bool is_public;
    struct metric *metrics;
    size_t metric_count;
    int64_t first_utc_ms; /* when it was first entered */
    int64_t taken_utc_ms; /* when it was entered as it stands */
    bool is_past;         /* while loading: an entry that no longer stands */
    struct place_chain chain;
    struct window *window; /* NULL: belongs to none */
    int64_t file_id;
    int64_t drop_order;
    uint32_t line;
};

/* A planned number, as it stands now or as it stood for a while. */
struct plan {
    struct text canon;
    struct text name; /* as written */
    int year;
    struct text metric;
    struct amount planned;
    bool must_report;
    struct text theme;
    int32_t due_day; /* 报送截止: by then the place must have reported; INT32_MAX: not stated */
    int64_t from_utc_ms;
    int64_t to_utc_ms; /* INT64_MAX: in force */
    int64_t drop_order;
    uint32_t line;
    struct place_chain chain; /* the first is the place or unit itself */
    struct window *window;
};

struct campaign_book {
    struct arena *arena;
    const struct compute_options *options;
    const struct tree *tree;
    int32_t today;
    int64_t now_utc_ms;
    struct windows windows;
    struct activity *activities;
    size_t activity_count;
    size_t activity_capacity;
    struct plan *plans; /* those of the past behind those in force */
    size_t plan_count;
    size_t plan_capacity;
};

/* Reads activities, plans and calendar, and finds the window of each. book->arena, options, tree,
 * today and now_utc_ms are set by the caller. */
bool campaign_book_load(struct campaign_book *book, struct store *store, struct err *err);

/* Fills the chain of a place: itself, what the tree has above it; without a tree the folder that
 * its file lies in, or the office's own place. */
void campaign_chain(const struct campaign_book *book, struct text place, struct text file,
                    struct place_chain *chain);

/* One campaign of one place. */
struct campaign {
    const struct campaign_book *book;
    struct text place;
    const struct window *window;
    const struct activity **activities; /* done, of this place and below, oldest first */
    size_t activity_count;
    const struct plan **plans; /* of this place and below, past ones included */
    size_t plan_count;
};

/* Appends the campaign as compact JSON. */
bool campaign_entry(struct campaign *campaign, struct buffer *out, struct err *err);

/* ---- parts of the work, for campaign*.c ----------------------------------------------------- */

enum unit_state {
    UNIT_REPORTED,
    UNIT_REPORTED_TODAY,
    UNIT_ZERO_REPORT,
    UNIT_WAITING,
    UNIT_OVERDUE,
    UNIT_NOT_REQUIRED
};

struct unit {
    struct text name;
    bool is_place; /* else a body that held something in the place itself */
    bool must_report;
    bool says_not;   /* 应报 否 */
    int32_t due_day; /* 报送截止 of its plan, the earliest; INT32_MAX: after the campaign */
    size_t rows;
    size_t late_entries;
    int32_t first_day;       /* on which its first row came; INT32_MAX: none has */
    int64_t reported_utc_ms; /* of its newest row */
    double sessions;         /* 场次 */
    enum unit_state state;
};

struct units {
    struct unit *at; /* by name */
    size_t count;
    size_t capacity;
    size_t must;
    size_t reported;
    size_t overdue;
    size_t on_time;
};

/* The name of the unit of `place` that a chain or host belongs to; "" for the place itself. */
struct text campaign_unit_of(const struct place_chain *chain, struct text host, struct text place,
                             bool *is_place);

/* It has reported, by the day it had to, and no row of it came late. */
bool unit_is_on_time(const struct unit *unit);

void campaign_count_units(const struct campaign *campaign, struct units *units);
const char *unit_state_name(enum unit_state state);

/* The names of the metrics in a campaign: planned or done, 场次 first, then as they come. */
size_t campaign_metric_names(const struct campaign *campaign, struct text **names);

/* The planned number of a metric at an instant: the place's own row, else the sum of its units'.
 * False if there is none. unit "": of the place as a whole. */
bool campaign_plan_at(const struct campaign *campaign, struct text metric, struct text unit,
                      int64_t at_utc_ms, struct amount *planned);

/* What was done of a metric until the end of a day (inclusive), by one unit or ("") by all. False
 * if no row says anything. */
bool campaign_done(const struct campaign *campaign, struct text metric, struct text unit,
                   int32_t until, struct amount *done);

/* The usual unit of a metric: 参与人次 is counted in 人次. */
struct text campaign_metric_unit(struct text metric);

/* The day on which an activity counts: its first, within the window. */
int32_t campaign_day_of(const struct campaign *campaign, const struct activity *activity);

const struct amount *activity_metric(const struct activity *activity, struct text metric);

void campaign_put_metrics(struct draft *draft, const struct campaign *campaign,
                          const struct units *units);
void campaign_put_units(struct draft *draft, const struct campaign *campaign,
                        const struct units *units);

#endif
