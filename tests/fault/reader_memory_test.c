/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation of reading a sheet fails, for n = 1, 2, 3 ...: the reader says so, and never
 * hands on less than the sheet holds as if that were all.
 */
#include <fcntl.h>
#include <uchar.h>
#include <unistd.h>

#include "base/err.h"
#include "failing_memory.h"
#include "ingest/csv_text.h"
#include "ingest/decode.h"
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

/* ---- each part alone ------------------------------------------------------------------------- */

#define UTF8_SHEET "指标,时期\n甲率,2018\n乙率,2018\n\"丙\n率\",2018\n"

/* The same in the other encodings that are read. */
static const char with_bom[] = "\xEF\xBB\xBF" UTF8_SHEET;
static const char gbk[] = "\xD6\xB8\xB1\xEA,\xCA\xB1\xC6\xDA\n\xBC\xD7\xC2\xCA,2018\n"
                          "\xD2\xD2\xC2\xCA,2018\n\"\xB1\xFB\n\xC2\xCA\",2018\n";
static const char16_t utf16[] = u"\uFEFF指标,时期\n甲率,2018\n乙率,2018\n\"丙\n率\",2018\n";

static const struct {
    const void *bytes;
    size_t len;
} encodings[] = {
    {UTF8_SHEET, sizeof(UTF8_SHEET) - 1},
    {with_bom, sizeof(with_bom) - 1},
    {gbk, sizeof(gbk) - 1},
    {utf16, sizeof(utf16) - sizeof(utf16[0])},
};

/* Decodes the source into out. */
static bool decode_all(const struct source *source, struct buffer *out, struct err *err)
{
    struct decode_result result;
    char piece[7];
    size_t got = 1;

    if (!decode_classify(source, NULL, &result, err)) {
        return false;
    }
    assert_true(result.is_text);
    struct decoder *decoder = decoder_create(source, &result, err);
    bool ok = decoder != NULL;
    while (ok && got > 0) {
        ok = decoder_read(decoder, piece, sizeof(piece), &got, err);
        ok = ok && (buffer_append(out, piece, got) || err_set(err, ERR_NO_MEMORY, "out"));
    }
    decoder_destroy(decoder);
    return ok;
}

static void each_encoding_decodes_whole_or_not_at_all(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        bool was_reached = true;
        for (unsigned nth = 1; was_reached; nth++) {
            struct err err = {0};
            struct buffer out = {0};

            fail_nth(nth);
            struct source *source = source_from_bytes(encodings[i].bytes, encodings[i].len, &err);
            bool ok = source && decode_all(source, &out, &err);
            was_reached = fail_end();

            if (ok) {
                assert_string_equal(out.bytes, UTF8_SHEET);
            } else {
                assert_true(was_reached);
                assert_int_equal(err.kind, ERR_NO_MEMORY);
            }
            source_close(source);
            buffer_finish(&out);
        }
    }
}

/* A large file goes by way of a temporary one. */
static void a_copied_file_is_whole_or_not_there(void **state)
{
    (void)state;
    const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
    struct source_options options = {.memory_bytes = 10, .temp_dir = folder};
    char path[300];
    bool was_reached = true;
    (void)snprintf(path, sizeof(path), "%s/plumb-source-XXXXXX", folder);
    int file = mkstemp(path);
    assert_int_equal(write(file, UTF8_SHEET, sizeof(UTF8_SHEET) - 1), sizeof(UTF8_SHEET) - 1);
    (void)close(file);

    for (unsigned nth = 1; was_reached; nth++) {
        struct err err = {0};
        struct buffer out = {0};

        fail_nth(nth);
        struct source *source = source_open(AT_FDCWD, path, &options, &err);
        bool ok = source && decode_all(source, &out, &err);
        was_reached = fail_end();

        if (ok) {
            assert_string_equal(out.bytes, UTF8_SHEET);
        } else {
            assert_int_equal(err.kind, ERR_NO_MEMORY);
        }
        source_close(source);
        buffer_finish(&out);
    }
    (void)unlink(path);
}

/* Rows longer than a piece, so that the parser's room grows; with quotes to undo. */
static bool read_rows(struct text sheet, struct buffer *out, struct err *err)
{
    struct text_feed feed = {sheet, 0};
    struct csv_options options = {.chunk_bytes = 3};
    struct csv_row row;
    enum csv_result result = CSV_FAILED;
    struct csv *csv = csv_create(&options, feed_text, &feed, err);

    while (csv && (result = csv_next_row(csv, &row, err)) == CSV_ROW) {
        write_row(out, &row);
    }
    csv_destroy(csv);
    return result == CSV_END && (!out->has_failed || err_set(err, ERR_NO_MEMORY, "out"));
}

static void rows_are_read_or_memory_is_missing(void **state)
{
    (void)state;
    static const char sheet[] =
        "a;b\n\"x \"\"y\"\" and much more text than one piece can hold\";2\n"
        "\n3;\"4\n4\"\n";
    static const char rows[] = "1[a][b]\n"
                               "2[x \"y\" and much more text than one piece can hold]q[2]\n"
                               "3[]\n4[3][4\n4]q\n";
    bool was_reached = true;

    for (unsigned nth = 1; was_reached; nth++) {
        struct err err = {0};
        struct buffer out = {0};

        fail_nth(nth);
        bool ok = read_rows(TEXT(sheet), &out, &err);
        was_reached = fail_end();

        if (ok) {
            assert_string_equal(out.bytes, rows);
        } else {
            assert_int_equal(err.kind, ERR_NO_MEMORY);
        }
        buffer_finish(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_encoding_decodes_whole_or_not_at_all),
        cmocka_unit_test(a_copied_file_is_whole_or_not_there),
        cmocka_unit_test(rows_are_read_or_memory_is_missing),
        cmocka_unit_test(reads_all_or_says_that_memory_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
