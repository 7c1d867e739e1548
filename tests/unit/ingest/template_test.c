/* SPDX-License-Identifier: MIT */
#include "ingest/template.h"

#include "recording_sink.h"

static void each_reads_back_without_a_fault_or_a_warning(void **state)
{
    (void)state;
    size_t count = 0;
    const struct template_file *templates = template_list(&count);

    assert_int_equal(count, 8);
    for (size_t i = 0; i < count; i++) {
        struct recording recording;
        struct err err;
        struct text content = templates[i].content;
        struct reader_options options = {.file_name = text_of(templates[i].name),
                                         .today = clock_day_of(2025, 12, 31)};

        record_source(&recording, source_from_bytes(content.at, content.len, &err), &options);

        assert_int_equal(recording.summary.fault_count, 0);
        assert_int_equal(recording.summary.warning_count, 0);
        assert_false(recording.summary.is_refused);
        assert_true(recording.summary.has_bom);
        assert_int_equal(recording.summary.header_line, 1);
        recording_finish(&recording);
    }
}

static void each_is_the_sheet_that_its_name_says(void **state)
{
    (void)state;
    static const char *const names[] = {"inspections", "quantities", "indicators", "activities",
                                        "plan",        "places",     "calendar"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct recording recording;
        struct err err;
        char name[32];
        (void)snprintf(name, sizeof(name), "%s.csv", names[i]);
        const struct template_file *found = template_get(text_of(name));

        assert_non_null(found);
        record_source(&recording, source_from_bytes(found->content.at, found->content.len, &err),
                      NULL);

        assert_string_equal(sheet_name(recording.summary.sheet), names[i]);
        recording_finish(&recording);
    }
}

static void rows_end_as_spreadsheets_want_it(void **state)
{
    (void)state;
    size_t count = 0;
    const struct template_file *templates = template_list(&count);

    for (size_t i = 0; i < count; i++) {
        struct text content = templates[i].content;
        for (size_t at = 0; at < content.len; at++) {
            assert_true(content.at[at] != '\n' || content.at[at - 1] == '\r');
        }
        assert_true(text_ends_with(content, "\r\n"));
    }
}

static void an_unknown_name_has_none(void **state)
{
    (void)state;
    assert_null(template_get(TEXT("other.csv")));
    assert_null(template_get((struct text){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reads_back_without_a_fault_or_a_warning),
        cmocka_unit_test(each_is_the_sheet_that_its_name_says),
        cmocka_unit_test(rows_end_as_spreadsheets_want_it),
        cmocka_unit_test(an_unknown_name_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
