/* SPDX-License-Identifier: MIT */
/*
 * When campaigns are: the windows known without a calendar, those of 日历 sheets, and those that a
 * plan gives. One campaign may go by several names (3·15, 消费者权益日); its canon is the same.
 */
#ifndef PLUMB_COMPUTE_WINDOW_H
#define PLUMB_COMPUTE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

enum window_origin {
    WINDOW_LOOSE, /* named by activities only: from the first to the last of them */
    WINDOW_KNOWN,
    WINDOW_PLAN,
    WINDOW_CALENDAR
};

struct window {
    enum window_origin origin;
    bool is_yearly;
    struct text name;  /* as shown */
    struct text canon; /* what all its names have in common */
    struct text place; /* for which place and those within; "": everywhere */
    int32_t from;
    int32_t to;
    int year; /* of its first day */
};

struct windows {
    struct arena *arena;
    struct window **at;
    size_t count;
    size_t capacity;
};

/* The canon of a campaign's name: without quotes, years and 活动 around it; one of the known
 * campaigns where it is another name for it. */
struct text window_canon(struct arena *arena, struct text name);

/* Adds a window; of the same canon, year and place the better origin stays (calendar, plan,
 * known). Returns the window that stands now; NULL without memory. */
struct window *windows_add(struct windows *windows, const struct window *window);

/* Adds the known windows of that year. */
void windows_add_known(struct windows *windows, int year);

/* Puts the days of the year 1904 into `year`; a stretch over New Year ends in the next. */
void window_set_year(struct window *window, int year, int32_t from_1904, int32_t to_1904);

/* The places from a small one to the largest. */
struct place_chain {
    struct text at[20];
    size_t count;
};

bool window_is_visible(const struct window *window, const struct place_chain *chain);

/* The campaign an activity belongs to: of that canon (if it names one) the nearest within half a
 * year, else the shortest window that holds the day. NULL: none. */
struct window *windows_find(const struct windows *windows, const struct place_chain *chain,
                            struct text canon, int32_t day);

/* The window of that canon that begins in that year; NULL: none. */
struct window *windows_of_year(const struct windows *windows, const struct place_chain *chain,
                               struct text canon, int year);

#endif
