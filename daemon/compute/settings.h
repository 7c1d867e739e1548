/* SPDX-License-Identifier: MIT */
/*
 * What computing is told from outside: settings, the state of the inbox, and who hears what moved.
 */
#ifndef PLUMB_COMPUTE_SETTINGS_H
#define PLUMB_COMPUTE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct cJSON;

/* Settings. Texts are copied by compute_create. The time zone is the process's (base/clock). */
struct compute_options {
    const char *title;         /* "" or NULL: none */
    const char *place;         /* the office's own place; "" or NULL: none */
    const char *timezone;      /* shown only: Asia/Shanghai */
    const struct cJSON *walls; /* named walls, an array that the board shows as it is; NULL: none */
    int assessment_year;       /* 0: none; else figures and targets of that year come first */
    double behind_points;      /* at or below this deviation a plan is behind: -10 */
    double far_behind_points;  /* below this it is far behind: -30 */
    bool rounds_half_up;       /* else half to even, as GB/T 8170 has it */
    bool uses_wilson;          /* intervals and verdicts by Wilson instead of the exact method */
    int late_days;             /* an activity that came more days after its day is 补录: 3 */
    int revised_days;          /* days for which a figure carries 已修订: 7 */
    int grace_days; /* a figure with 报送频次 but no 报送截止 is stale so many days after
                       the end of the next period: 15 */
};

/* What the board says of the inbox. */
struct compute_inbox {
    bool is_available;
    uint32_t taken; /* files by the state of their newest version */
    uint32_t partial;
    uint32_t refused;
    uint32_t waiting;              /* settling or queued */
    int64_t last_taken_utc_ms;     /* 0: never */
    const char *last_refused_file; /* NULL: none */
    int64_t last_refused_utc_ms;
};

/* Reported once for each indicator (by its name) and period of which a job moved figures, before
 * their entries are made; all is borrowed until the callback returns. The receiver stores it
 * (store_put_moved). False and err stop the computing. */
struct compute_events {
    bool (*on_moved)(void *owner, struct text indicator, const struct moved_figure *moved,
                     size_t count, struct err *err);
};

#endif
