/* SPDX-License-Identifier: MIT */
/*
 * What one row of a sheet says: the currency between ingest and store.
 *
 * ingest/layout makes records, store keeps them; the two never meet. Every text is borrowed and
 * valid only until the callback that receives the record returns.
 */
#ifndef PLUMB_MODEL_RECORD_H
#define PLUMB_MODEL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/amount.h"
#include "model/fault.h"
#include "model/period.h"

struct err;

enum sheet {
    SHEET_NONE, /* not recognised */
    SHEET_INSPECTIONS,
    SHEET_QUANTITIES,
    SHEET_INDICATORS,
    SHEET_ACTIVITIES,
    SHEET_PLAN,
    SHEET_PLACES,
    SHEET_CALENDAR
};

/* inspections quantities indicators activities plan places calendar; NULL for SHEET_NONE. */
const char *sheet_name(enum sheet sheet);

enum nature {
    NATURE_UNSTATED,
    NATURE_SAMPLED_RATE,
    NATURE_CENSUS_RATE,
    NATURE_WEIGHTED_RATE,
    NATURE_INDEX,
    NATURE_FLOW,
    NATURE_CUMULATIVE,
    NATURE_STOCK,
    NATURE_GROWTH,
    NATURE_MILESTONE
};

/* sampled_rate ... ; NULL for NATURE_UNSTATED. nature_from_word takes 抽样率 or sampled_rate. */
const char *nature_name(enum nature nature);
bool nature_from_word(struct text word, enum nature *out);

/* A row of 合格率 (has_counts or a rate in amount) or of 数量 (amount). */
struct figure_record {
    struct text indicator;
    struct text
        place; /* as written; "" where the cell is blank: the folder's or the office's own */
    struct text department;
    struct text item;
    struct text level;
    struct period period;
    enum presence presence;
    bool is_rate; /* from a 合格率 sheet */
    bool has_counts;
    int64_t inspected; /* has_counts */
    int64_t passed;
    int64_t population; /* 总数; -1: not stated */
    bool has_amount;    /* a stated rate (unit %) or number */
    struct amount amount;
    bool has_yoy;
    struct decimal yoy; /* percent */
    bool is_part;       /* 备注 begins with 其中 */
    struct text note;
    struct text source; /* 来源 */
};

/* A row of 指标目录. */
struct target_record {
    struct text indicator;
    struct text area;
    enum nature nature;
    struct text unit;
    bool has_target;
    bool is_milestone_target; /* 完成 */
    struct amount target;     /* qualifier says the direction: ge, le, gt, lt, eq */
    struct period period;     /* undated where not given */
    bool lower_is_better;
    bool has_direction;
    struct text place;
    struct text lead;
    struct text departments; /* the partners' cell as written */
    struct text frequency;
    struct text due; /* 报送截止 as written: 次月5日, 季后10日, 12-31, 每季度 */
    struct text definition;
    struct text definition_version;
    struct text document;
    struct text note;
};

enum activity_status { ACTIVITY_DONE, ACTIVITY_PLANNED, ACTIVITY_CANCELLED };

struct metric_amount {
    struct text name; /* the sheet's header: 参与人次 */
    struct amount amount;
};

/* A row of 活动台账. */
struct activity_record {
    struct text id;
    struct period days;
    struct text place;
    struct text host;
    struct text title;
    struct text campaign; /* as written; "" where the cell is blank */
    struct text type;
    enum activity_status status;
    bool is_public;
    struct text note;
    size_t metric_count;
    const struct metric_amount *metrics; /* blank metrics are left out; 场次 defaults to 1 */
};

/* A row of 活动计划. */
struct plan_record {
    struct text campaign;
    int32_t year;
    struct text metric;
    struct text place; /* 地区 or 单位 */
    struct amount planned;
    bool has_days;
    struct period days; /* 开始, 结束 */
    struct text theme;
    bool must_report; /* true unless 应报 says 否 */
    struct text due;  /* 报送截止 of the first report, as written; blank: after the campaign */
};

/* A row of 地区. */
struct place_record {
    struct text code;
    struct text name;
    struct text parent;
    struct text tier;
    bool must_report;    /* true unless 应报 says 否 */
    struct text aliases; /* 、-separated as written */
    int32_t order;       /* INT32_MAX: none */
};

enum calendar_type { CALENDAR_CAMPAIGN, CALENDAR_HOLIDAY, CALENDAR_WORKDAY };

/* A row of 日历. A yearly one has its days in the year 1904 and recurs. */
struct calendar_record {
    struct text name;
    struct period days;
    bool is_yearly;
    enum calendar_type type;
};

struct record {
    enum sheet sheet;
    uint32_t line;      /* physical line on which the record starts, from 1 */
    int32_t cell_index; /* of the figure's own cell in a wide sheet; -1: the row */
    /* Columns that Plumb does not know, as "header\x1fvalue\x1e..." ; "" where none. */
    struct text extra;
    /* Of a plain row, for known_rows: hashes of its bytes and of its key. 0: it is none. */
    uint64_t raw;
    uint64_t key;
    union {
        struct figure_record figure; /* SHEET_INSPECTIONS, SHEET_QUANTITIES */
        struct target_record target;
        struct activity_record activity;
        struct plan_record plan;
        struct place_record place;
        struct calendar_record calendar;
    };
};

/* What the reader found in a file, besides the records and faults that it handed on. Texts are
 * owned by the summary: arrays, so that it outlives the reader. */
struct sheet_summary {
    enum sheet sheet;
    char encoding[24]; /* UTF-8, GB18030, UTF-16LE ...; "" if not found out */
    bool has_bom;
    char delimiter[8]; /* "," or "，" ...; "" */
    uint32_t header_line;
    uint32_t rows_read; /* data rows, faulty ones included */
    uint32_t rows_faulty;
    uint32_t fault_count; /* faults, also those beyond the first 1,000 that are kept */
    uint32_t warning_count;
    bool is_to_be_read_again; /* without known rows: nothing else of this is filled */
    bool is_refused; /* no sheet, or more than half the rows are faulty: nothing may be taken */
    char decoded_sample[256]; /* a line with non-ASCII text as decoded, for the receipt */
};

/* Where a reader puts what it finds, in file order. on_record may refuse (false and err): reading
 * stops. on_fault gets faults and warnings, at most FAULTS_KEPT of each. */
enum { FAULTS_KEPT = 1000 };
struct record_sink {
    void *owner;
    bool (*on_record)(void *owner, const struct record *record, struct err *err);
    bool (*on_fault)(void *owner, const struct fault *fault, struct err *err);
};

#endif
