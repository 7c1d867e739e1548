/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation of reading a sheet fails, for n = 1, 2, 3 ...: the reader says so, and never
 * hands on less than the sheet holds as if that were all.
 */
#include "base/err.h"
#include "failing_memory.h"
#include "ingest/reader.h"
#include "ingest/source.h"
#include "ingest/template.h"
#include "unit.h"

static bool count_record(void *owner, const struct record *record, struct err *err)
{
    (void)record;
    (void)err;
    ++*(unsigned *)owner;
    return true;
}

static bool ignore_fault(void *owner, const struct fault *fault, struct err *err)
{
    (void)owner;
    (void)fault;
    (void)err;
    return true;
}

/* Reads the text; true if that went well. */
static bool read_text(struct text text, unsigned *records, struct err *err)
{
    struct record_sink sink = {records, count_record, ignore_fault};
    struct sheet_summary summary;
    struct source *source = source_from_bytes(text.at, text.len, err);

    *records = 0;
    bool ok = source && reader_read(source, NULL, &sink, &summary, err);
    source_close(source);
    return ok;
}

/* True while some allocation was still to fail. */
static bool fails_soundly_at(unsigned nth, struct text text, unsigned expected)
{
    struct err err = {0};
    unsigned records = 0;

    fail_nth(nth);
    bool ok = read_text(text, &records, &err);

    if (!fail_end()) {
        assert_true(ok);
        assert_int_equal(records, expected);
        return false;
    }
    assert_true(ok ? records == expected : err.kind == ERR_NO_MEMORY);
    return true;
}

static void reads_all_or_says_that_memory_is_missing(void **state)
{
    (void)state;
    static const struct text titled = {
        "2018年统计\n填报单位：甲局\n指标,地区,7月,8月,联系人\na,东镇,1,2,李\nb,东镇,3万,x,\n", 0};
    size_t count = 0;
    const struct template_file *templates = template_list(&count);

    for (size_t i = 0; i <= count; i++) {
        struct text text = i < count ? templates[i].content : text_of(titled.at);
        struct err err = {0};
        unsigned expected = 0;
        assert_true(read_text(text, &expected, &err));

        unsigned nth = 1;
        while (fails_soundly_at(nth, text, expected)) {
            nth++;
        }
        assert_true(nth > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_or_says_that_memory_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
