/* SPDX-License-Identifier: MIT */
/*
 * What the bytes of a source show beyond its byte facts, pass by pass; decode_classify.c draws the
 * conclusions.
 *
 * Offsets are from the source's first byte; -1: there is none. Each pass is false, with err, only
 * where the source cannot be read or memory is missing.
 */
#ifndef PLUMB_INGEST_DECODE_SURVEY_H
#define PLUMB_INGEST_DECODE_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/decode_score.h"
#include "ingest/decode_signs.h"

struct err;
struct source;

/* A stretch of a source. */
struct decode_span {
    const struct source *source;
    uint64_t begin;
    uint64_t end;
};

/* All forms are two bytes long, and some are letters that no sheet is likely to have in UTF-8,
 * but which GBK text gives: the text of UTF-8 is one of GBK that happens to be valid. */
bool decode_survey_is_doubtful_utf8(const struct decode_span *span, bool *is_doubtful,
                                    struct err *err);

/* The bytes as UTF-16. */
struct decode_units {
    uint64_t units;
    uint64_t likely; /* what a Chinese sheet may have */
    uint64_t nuls;
    int64_t first_nul;
    int64_t bad; /* half of a pair of surrogates */
    bool is_cut; /* bad is the last unit, or half a unit */
};
bool decode_survey_utf16(const struct decode_span *span, bool is_big, struct decode_units *out,
                         struct err *err);

/* The lines that have bytes beyond ASCII, in a source that is not UTF-8 as a whole. A line's place
 * is its first byte beyond ASCII. One that begins in UTF-8 and goes over into something else counts
 * as both; the second's place is where it goes over. */
struct decode_lines {
    struct decode_score gb; /* of the part before gb_bad */
    int64_t gb_bad;         /* the first byte that is not GB18030 */
    bool gb_is_cut;         /* gb_bad begins a character that the end cuts */
    uint64_t gb_lines;      /* plausible as GB18030 */
    uint64_t utf8_lines;    /* valid as UTF-8, and not plausible as GB18030 */
    uint64_t other_lines;
    uint64_t big5_lines; /* of any kind: Big5 beyond doubt */
    int64_t first_high;  /* the first byte beyond ASCII */
    int64_t first_gb;
    int64_t first_utf8;
    int64_t last_utf8;
    int64_t first_big5;    /* the first of the lines that may be Big5, up to one beyond doubt */
    int64_t big5_run;      /* the first of the last lines that may be Big5 */
    int64_t first_sure_gb; /* GB18030 beyond doubt */
};
bool decode_survey_lines(const struct decode_span *span, struct decode_lines *out, struct err *err);

/* The beginning (up to 64 KiB, whole lines) as Big5 and as Shift-JIS, where a score without
 * characters means that it is not even valid; and what else it shows. */
bool decode_survey_others(const struct decode_span *span, struct decode_score *big5,
                          struct decode_score *shift_jis, struct decode_signs *signs,
                          struct err *err);

#endif
