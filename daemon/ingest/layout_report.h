/* SPDX-License-Identifier: MIT */
/*
 * Hands findings on to the sink: all are counted, the first FAULTS_KEPT faults and as many warnings
 * are handed on.
 */
#ifndef PLUMB_INGEST_LAYOUT_REPORT_H
#define PLUMB_INGEST_LAYOUT_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/record.h"

struct err;

struct layout_report {
    const struct record_sink *sink;
    uint32_t fault_count;
    uint32_t warning_count;
};

/* Counts the finding and hands it on, its cell shortened to 200 characters. False and err: the sink
 * refused. */
bool layout_report(struct layout_report *report, const struct fault *fault, struct err *err);

#endif
