/* SPDX-License-Identifier: MIT */
/*
 * What a small sheet, written in the test, must yield: tables of sheet and expectation.
 */
#ifndef PLUMB_TESTS_LAYOUT_CHECK_H
#define PLUMB_TESTS_LAYOUT_CHECK_H

#include "recording_sink.h"

/* One sheet; what is NULL is not looked at. Expectations are JSON objects, of which the given
 * members must be in one figure, fault or warning. */
struct layout_case {
    const char *sheet;
    const char *figure;
    const char *fault;
    const char *warning;
};

static inline void record_text_named(struct recording *recording, const char *text,
                                     const char *file_name)
{
    struct err err = {0};
    struct reader_options options = {.file_name = text_of(file_name),
                                     .today = clock_day_of(2018, 12, 31)};

    record_source(recording, source_from_bytes(text, strlen(text), &err), &options);
}

static inline void record_text(struct recording *recording, const char *text)
{
    record_text_named(recording, text, "a.csv");
}

static inline void expect_in(const cJSON *list, const char *json, const char *sheet)
{
    cJSON *wanted = json ? cJSON_Parse(json) : NULL;

    if (json && !wanted) {
        fail_msg("no JSON: %s", json);
    }
    if (wanted && !find_last(list, wanted, NULL)) {
        fail_msg("%s\nlacks %s\namong %s", sheet, json, cJSON_Print(list));
    }
    cJSON_Delete(wanted);
}

/* Each case yields what it says; one without a fault has none, one without a warning neither. */
static inline void expect_cases(const struct layout_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct recording recording;

        record_text(&recording, cases[i].sheet);

        expect_in(recording.figures, cases[i].figure, cases[i].sheet);
        expect_in(recording.faults, cases[i].fault, cases[i].sheet);
        expect_in(recording.warnings, cases[i].warning, cases[i].sheet);
        if (!cases[i].fault && recording.summary.fault_count > 0) {
            fail_msg("%s\nhas %s", cases[i].sheet, cJSON_Print(recording.faults));
        }
        if (!cases[i].warning && recording.summary.warning_count > 0) {
            fail_msg("%s\nhas %s", cases[i].sheet, cJSON_Print(recording.warnings));
        }
        recording_finish(&recording);
    }
}

#define EXPECT_CASES(cases) expect_cases((cases), sizeof(cases) / sizeof((cases)[0]))

#endif
