/* SPDX-License-Identifier: MIT */
#include "ingest/layout_report.h"

enum { CELL_CHARACTERS = 200 };

/* The first `count` characters. */
static struct text shortened(struct text text, size_t count)
{
    struct text rest = text;

    if (text.len <= count) {
        return text;
    }
    while (count > 0 && rest.len > 0) {
        if (text_take(&rest) < 0) {
            rest = text_part(rest, 1, rest.len);
        }
        count--;
    }
    return text_part(text, 0, text.len - rest.len);
}

bool layout_report(struct layout_report *report, const struct fault *fault, struct err *err)
{
    struct fault kept = *fault;
    uint32_t *count = fault->is_warning ? &report->warning_count : &report->fault_count;

    (*count)++;
    if (*count > FAULTS_KEPT) {
        return true;
    }
    kept.column = shortened(fault->column, CELL_CHARACTERS);
    kept.cell = shortened(fault->cell, CELL_CHARACTERS);
    return report->sink->on_fault(report->sink->owner, &kept, err);
}
