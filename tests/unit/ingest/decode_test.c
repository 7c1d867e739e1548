/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <iconv.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/decode.h"
#include "ingest/decode_gb.h"
#include "ingest/utf8.h"
#include "ingest/source.h"

/* The text in another encoding, as iconv writes it. */
static void encode(struct text text, const char *encoding, struct buffer *out)
{
    char bytes[4096];
    char *from = (char *)(uintptr_t)text.at;
    size_t left = text.len;
    iconv_t system = iconv_open(encoding, "UTF-8");
    assert_true(system != (iconv_t)-1);
    while (left > 0) {
        char *to = bytes;
        size_t room = sizeof(bytes);
        (void)iconv(system, &from, &left, &to, &room);
        assert_true(to > bytes);
        buffer_append(out, bytes, (size_t)(to - bytes));
    }
    (void)iconv_close(system);
}

static struct decode_result classify(struct text bytes, enum decode_encoding forced)
{
    struct err err = {0};
    struct decode_options options = {.forced = forced};
    struct decode_result result;
    struct source *source = source_from_bytes(bytes.at, bytes.len, &err);
    assert_non_null(source);
    assert_true(decode_classify(source, &options, &result, &err));
    source_close(source);
    return result;
}

/* All that the decoder gives, in reads of that size. */
static void decode_all(struct text bytes, size_t size, struct buffer *out)
{
    struct err err = {0};
    struct decode_result result;
    char piece[5000];
    size_t got = 0;
    struct source *source = source_from_bytes(bytes.at, bytes.len, &err);
    assert_non_null(source);
    assert_true(decode_classify(source, NULL, &result, &err));
    assert_true(result.is_text);
    struct decoder *decoder = decoder_create(source, &result, &err);
    assert_non_null(decoder);
    do {
        assert_true(decoder_read(decoder, piece, size, &got, &err));
        buffer_append(out, piece, got);
    } while (got > 0);
    decoder_destroy(decoder);
    source_close(source);
}

#define HEADER "指标,时期,抽检数,合格数\r\n"
#define ROW "食品合格率,2018-09,50,48\r\n"
#define SHEET HEADER ROW ROW

/* What bytes are: text of an encoding, or a fault at a place. */
struct verdict_case {
    const char *name;
    struct text bytes;
    enum decode_encoding encoding; /* DECODE_GUESS: not text */
    bool has_bom;
    enum fault_kind kind;
    int64_t byte;
    uint32_t line;
    uint32_t column;
};

static const struct verdict_case verdicts[] = {
    {"takes_ascii_for_utf8", TEXT("a,b\n1,2\n"), DECODE_UTF8, false, FAULT_EMPTY, 0, 0, 0},
    {"takes_utf8", TEXT(SHEET), DECODE_UTF8, false, FAULT_EMPTY, 0, 0, 0},
    {"takes_utf8_with_a_mark", TEXT("\xEF\xBB\xBF" SHEET), DECODE_UTF8, true, FAULT_EMPTY, 0, 0, 0},
    {"takes_a_mark_before_ascii",
     TEXT("\xEF\xBB\xBF"
          "a"),
     DECODE_UTF8, true, FAULT_EMPTY, 0, 0, 0},
    {"takes_a_unit_in_greek_for_utf8", TEXT("item,unit\nPb,μg/L\n"), DECODE_UTF8, false,
     FAULT_EMPTY, 0, 0, 0},
    {"takes_a_degree_sign_for_utf8", TEXT("a,b\n1,25°C ±2\n"), DECODE_UTF8, false, FAULT_EMPTY, 0,
     0, 0},
    {"takes_pingshan_for_gbk_though_it_is_utf8", TEXT("place\n\xC6\xBA\xC9\xBD\n"), DECODE_GB18030,
     false, FAULT_EMPTY, 0, 0, 0},
    {"takes_liantong_for_gbk", TEXT("\xC1\xAA\xCD\xA8"), DECODE_GB18030, false, FAULT_EMPTY, 0, 0,
     0},
    {"takes_the_euro_sign_of_code_page_936",
     TEXT("\xD6\xD0\xB9\xFA,\x80"
          "100\n"),
     DECODE_GB18030, false, FAULT_EMPTY, 0, 0, 0},
    {"takes_a_gb18030_mark", TEXT("\x84\x31\x95\x33\xD6\xD0\xB9\xFA"), DECODE_GB18030, true,
     FAULT_EMPTY, 0, 0, 0},
    {"takes_utf16le_with_a_mark",
     TEXT("\xFF\xFE\x2D\x4E,\0"
          "1\0\n\0"),
     DECODE_UTF16LE, true, FAULT_EMPTY, 0, 0, 0},
    {"takes_utf16be_with_a_mark",
     TEXT("\xFE\xFF\x4E\x2D\0,\0"
          "1\0\n"),
     DECODE_UTF16BE, true, FAULT_EMPTY, 0, 0, 0},
    {"takes_utf16le_without_a_mark",
     TEXT("\x2D\x4E,\0"
          "1\0\n\0"),
     DECODE_UTF16LE, false, FAULT_EMPTY, 0, 0, 0},
    {"takes_utf16be_without_a_mark",
     TEXT("\x4E\x2D\0,\0"
          "1\0\n"),
     DECODE_UTF16BE, false, FAULT_EMPTY, 0, 0, 0},
    {"takes_utf16be_that_ends_in_a_nul_byte", TEXT("\xFE\xFF\0a\0,\x4E\0"), DECODE_UTF16BE, true,
     FAULT_EMPTY, 0, 0, 0},
    {"refuses_nothing", TEXT(""), DECODE_GUESS, false, FAULT_EMPTY, -1, 0, 0},
    {"refuses_a_mark_alone", TEXT("\xFF\xFE"), DECODE_GUESS, false, FAULT_EMPTY, -1, 0, 0},
    {"refuses_a_tail_of_nuls", TEXT("中,国\n1,\0\0\0"), DECODE_GUESS, false, FAULT_NUL_TAIL, 10, 2,
     3},
    {"refuses_one_nul_at_the_end", TEXT("a,b\n\0"), DECODE_GUESS, false, FAULT_NUL_TAIL, 4, 2, 1},
    {"refuses_nothing_but_nuls", TEXT("\0\0\0\0"), DECODE_GUESS, false, FAULT_NUL_TAIL, 0, 1, 1},
    {"refuses_a_nul_tail_of_utf16le",
     TEXT("\xFF\xFE\x2D\x4E\n\0"
          "1\0\0\0\0\0"),
     DECODE_GUESS, false, FAULT_NUL_TAIL, 8, 2, 2},
    {"refuses_cut_utf8", TEXT("中,国\n1,国\xE5\x9B"), DECODE_GUESS, false, FAULT_CUT_CHARACTER, 13,
     2, 4},
    {"refuses_cut_gbk", TEXT("\xD6\xD0,\xB9\xFA\n1,\xB9\xFA\xB9"), DECODE_GUESS, false,
     FAULT_CUT_CHARACTER, 10, 2, 4},
    {"refuses_utf16_cut_in_a_unit",
     TEXT("\xFF\xFE\x2D\x4E,\0"
          "1\0\n"),
     DECODE_GUESS, false, FAULT_CUT_CHARACTER, 8, 1, 4},
    {"refuses_utf16_cut_in_a_pair",
     TEXT("\xFF\xFE\x2D\x4E,\0"
          "1\0\x42\xD8"),
     DECODE_GUESS, false, FAULT_CUT_CHARACTER, 8, 1, 4},
    {"refuses_half_a_pair_in_utf16",
     TEXT("\xFF\xFE\x2D\x4E\n\0"
          "1\0\x42\xD8"
          "1\0"),
     DECODE_GUESS, false, FAULT_ENCODING_UNKNOWN, 8, 2, 2},
    {"refuses_gbk_behind_utf8", TEXT("中国,上海\n\xD6\xD0\xB9\xFA,\xC9\xCF\xBA\xA3\n"),
     DECODE_GUESS, false, FAULT_MIXED_ENCODINGS, 14, 2, 1},
    {"refuses_gbk_that_begins_like_utf8_behind_utf8",
     TEXT("中国,上海\n1,\xC6\xBA\xC9\xBD\xD6\xD0\xB9\xFA\n"), DECODE_GUESS, false,
     FAULT_MIXED_ENCODINGS, 16, 2, 3},
    {"refuses_gbk_behind_utf8_in_one_line",
     TEXT("中国,上海,\xD6\xD0\xB9\xFA,\xC9\xCF\xBA\xA3\n\xD6\xD0\xB9\xFA\n"), DECODE_GUESS, false,
     FAULT_MIXED_ENCODINGS, 14, 1, 7},
    {"refuses_utf8_behind_gbk", TEXT("\xD6\xD0\xB9\xFA,\xC9\xCF\xBA\xA3\n1,中国,上海\n"),
     DECODE_GUESS, false, FAULT_MIXED_ENCODINGS, 12, 2, 3},
    {"refuses_gbk_behind_a_utf8_mark",
     TEXT("\xEF\xBB\xBF"
          "a,\xD6\xD0\xB9\xFA\n"),
     DECODE_GUESS, false, FAULT_MIXED_ENCODINGS, 5, 1, 3},
    {"refuses_utf8_with_one_damaged_byte", TEXT("中国,上海\n1,中\xE5\x9B,国\n中国,上海\n"),
     DECODE_GUESS, false, FAULT_ENCODING_UNKNOWN, 19, 2, 4},
    {"refuses_latin_1", TEXT("caf\xE9,cr\xE8me\n"), DECODE_GUESS, false, FAULT_ENCODING_UNKNOWN, 3,
     1, 4},
    {"refuses_random_bytes", TEXT("\xFF\x80\x99\xFE\x12\xC3,\x01\xFF"), DECODE_GUESS, false,
     FAULT_ENCODING_UNKNOWN, 0, 1, 1},
    {"counts_crlf_as_one_line_end_and_cr_as_one", TEXT("中,国\r\n\r\r\n中\xE5\x9B"), DECODE_GUESS,
     false, FAULT_CUT_CHARACTER, 15, 4, 2},
    {"refuses_an_archive", TEXT("PK\x03\x04"), DECODE_GUESS, false, FAULT_SPREADSHEET_FILE, -1, 0,
     0},
    {"refuses_an_old_workbook", TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), DECODE_GUESS, false,
     FAULT_SPREADSHEET_FILE, -1, 0, 0},
};

static void tells_what_bytes_are(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
        const struct verdict_case *one = &verdicts[i];
        print_message("    %s\n", one->name);

        struct decode_result result = classify(one->bytes, DECODE_GUESS);

        assert_int_equal(result.is_text, one->encoding != DECODE_GUESS);
        if (result.is_text) {
            assert_int_equal(result.encoding, one->encoding);
            assert_int_equal(result.has_bom, one->has_bom);
        } else {
            assert_int_equal(result.fault.kind, one->kind);
            assert_int_equal(result.fault.byte, one->byte);
            assert_int_equal(result.fault.line, one->line);
            assert_int_equal(result.fault.column, one->column);
        }
    }
}

static void names_the_kind_of_workbook(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        const char *name;
    } cases[] = {
        {TEXT("PK\x03\x04....[Content_Types].xml....xl/workbook.xml"), "xlsx"},
        {TEXT("PK\x03\x04....[Content_Types].xml....word/document.xml"), "docx"},
        {TEXT("PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "ods"},
        {TEXT("PK\x03\x04....a.txt"), "zip"},
        {TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1...."), "xls"},
        {TEXT("%PDF-1.4\n"), "pdf"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct decode_result result = classify(cases[i].bytes, DECODE_GUESS);
        assert_int_equal(result.fault.kind, FAULT_SPREADSHEET_FILE);
        assert_string_equal(result.fault.name, cases[i].name);
    }
}

static void shows_the_first_line_that_tells_how_it_was_read(void **state)
{
    (void)state;
    struct decode_result result = classify(TEXT("a,b\n\n 1,\xD6\xD0\xB9\xFA \r\n"), DECODE_GUESS);

    assert_true(result.is_text);

    assert_string_equal(result.sample, "1,中国");
}

static void counts_single_nuls_and_places_the_first(void **state)
{
    (void)state;
    struct decode_result result = classify(TEXT("中,国\na\0b,\0\n"), DECODE_GUESS);

    assert_true(result.is_text);

    assert_int_equal(result.nul_count, 2);
    assert_int_equal(result.first_nul.byte, 9);
    assert_int_equal(result.first_nul.line, 2);
    assert_int_equal(result.first_nul.column, 2);
}

static void refuses_a_hole_of_nuls(void **state)
{
    (void)state;
    char bytes[200];
    memset(bytes, 'a', sizeof(bytes));
    memset(bytes + 50, 0, 100);

    struct decode_result result = classify((struct text){bytes, sizeof(bytes)}, DECODE_GUESS);

    assert_false(result.is_text);
    assert_int_equal(result.fault.kind, FAULT_NUL);
    assert_int_equal(result.fault.byte, 50);
}

static void follows_a_forced_encoding(void **state)
{
    (void)state;
    struct decode_result result = classify(TEXT("\xC6\xBA\xC9\xBD\n"), DECODE_UTF8);
    assert_true(result.is_text);
    assert_int_equal(result.encoding, DECODE_UTF8);

    result = classify(TEXT("\xE4\xB8\xE5\x9B\n"), DECODE_GB18030);
    assert_true(result.is_text);
    assert_int_equal(result.encoding, DECODE_GB18030);

    result = classify(TEXT("\xD6\xD0\xB9\xFA\n"), DECODE_UTF8);
    assert_false(result.is_text);

    result = classify(TEXT("a\xFF"), DECODE_GB18030);
    assert_false(result.is_text);
    assert_int_equal(result.fault.kind, FAULT_ENCODING_UNKNOWN);
    assert_int_equal(result.fault.byte, 1);
}

static void believes_a_mark_more_than_what_is_forced(void **state)
{
    (void)state;

    struct decode_result result = classify(TEXT("\xEF\xBB\xBF中国"), DECODE_GB18030);

    assert_true(result.is_text);
    assert_int_equal(result.encoding, DECODE_UTF8);
}

static void knows_encodings_by_their_names(void **state)
{
    (void)state;
    enum decode_encoding encoding = DECODE_GUESS;

    assert_true(decode_encoding_from_name("GBK", &encoding));
    assert_int_equal(encoding, DECODE_GB18030);
    assert_true(decode_encoding_from_name("utf-16le", &encoding));
    assert_int_equal(encoding, DECODE_UTF16LE);
    assert_false(decode_encoding_from_name("EBCDIC", &encoding));
    assert_string_equal(decode_encoding_name(DECODE_GB18030), "GB18030");
}

/* A sheet longer than a piece, with characters of one to four bytes on each boundary. */
static void make_long_text(struct buffer *out)
{
    buffer_append_str(out, "指标,时期,地区,抽检数,合格数\n");
    for (unsigned i = 0; out->len < 200000; i++) {
        buffer_printf(out, "%u,食品监督抽检合格率,%.*s𠮷祥社区,㐂盛公司,20%02u年\n", i,
                      (int)(i % 7), "abcdefg", i % 100);
    }
    assert_false(out->has_failed);
}

static void streams_the_same_text_from_each_encoding(void **state)
{
    (void)state;
    static const char *const encodings[] = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"};
    static const size_t sizes[] = {1, 3, 64, 5000};
    struct buffer text = {0};
    make_long_text(&text);

    for (size_t i = 0; i < 4; i++) {
        struct buffer bytes = {0};
        encode(buffer_text(&text), encodings[i], &bytes);
        for (size_t k = 0; k < 4; k++) {
            struct buffer decoded = {0};
            decode_all(buffer_text(&bytes), sizes[k], &decoded);
            assert_true(text_equal(buffer_text(&decoded), buffer_text(&text)));
            buffer_finish(&decoded);
        }
        buffer_finish(&bytes);
    }
    buffer_finish(&text);
}

/* Every character that iconv knows, one by one. */
static void reads_every_gb18030_character_as_iconv_does(void **state)
{
    (void)state;
    struct err err = {0};
    const struct decode_gb_table *table = decode_gb_table(&err);
    iconv_t system = iconv_open("GB18030", "UTF-8");
    assert_non_null(table);
    assert_true(system != (iconv_t)-1);

    for (int32_t code = 1; code <= 0x10FFFF; code++) {
        char utf8[4];
        char gb[8];
        char again[8];
        size_t taken = 0;
        size_t len = text_put(code, utf8);
        char *from = utf8;
        char *to = gb;
        size_t left = len;
        size_t room = sizeof(gb);
        if (len == 0 || iconv(system, &from, &left, &to, &room) == (size_t)-1) {
            (void)iconv(system, NULL, NULL, NULL, NULL);
            continue;
        }
        size_t gb_len = sizeof(gb) - room;
        size_t put = decode_gb_convert(table, (unsigned char *)gb, gb_len, again, 8, &taken);
        assert_int_equal(taken, gb_len);
        assert_int_equal(put, len);
        assert_memory_equal(again, utf8, len);
    }
    (void)iconv_close(system);
}

/* Every pair of a lead and a second byte, with a third and a fourth of several kinds, must be
 * judged as the plain reader judges it: at the beginning, and across the stretches of the fast one.
 */
static void judges_utf8_as_the_plain_reader_does(void **state)
{
    (void)state;
    static char text[4096 + 64];
    const size_t places[] = {0, 14, 31, 4096 - 3, 4096 - 2, 4096 - 1, 29};
    memset(text, 'a', sizeof(text));

    for (uint32_t i = 0x7F00; i < 1U << 16; i += i < 0xC000 ? 0x11 : 1) {
        const char bytes[4] = {(char)(i >> 8), (char)i, (char)(i % 3 == 0 ? 0x80 : 0xBF),
                               (char)(i % 5 == 0 ? 'a' : 0x80)};
        size_t place = places[i % 7];
        memcpy(text + place, bytes, sizeof(bytes));
        size_t expected = text_valid_len((struct text){text, sizeof(text)});
        for (unsigned way = UTF8_PORTABLE; way <= UTF8_AVX2; way++) {
            struct utf8_stats stats = {0};
            size_t len = !utf8_has((enum utf8_way)way)
                             ? expected
                             : utf8_len_by((enum utf8_way)way, (const unsigned char *)text,
                                           sizeof(text), &stats);
            if (len != expected) {
                fail_msg("%04x at %zu, way %u: %zu", i, place, way, len);
            }
        }
        memset(text + place, 'a', sizeof(bytes));
    }
}

static void knows_a_cut_form_from_a_bad_one(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        bool is_cut;
    } cases[] = {
        {TEXT("\xC3"), true},          {TEXT("\xE5"), true},      {TEXT("\xE5\x9B"), true},
        {TEXT("\xE0\xA0"), true},      {TEXT("\xED\x9F"), true},  {TEXT("\xF0\x90"), true},
        {TEXT("\xF0\x9F\x8E"), true},  {TEXT("\xF4\x8F"), true},  {TEXT("\xC1"), false},
        {TEXT("\xE0\x80"), false},     {TEXT("\xED\xA0"), false}, {TEXT("\xF0\x80"), false},
        {TEXT("\xF4\x90"), false},     {TEXT("\xF5"), false},     {TEXT("\x80"), false},
        {TEXT("\xE5\x9B\xBD"), false}, {TEXT("a"), false},        {TEXT("\xE5g"), false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool is_cut = utf8_is_cut((const unsigned char *)cases[i].bytes.at, cases[i].bytes.len);
        if (is_cut != cases[i].is_cut) {
            fail_msg("case %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_bytes_are),
        cmocka_unit_test(names_the_kind_of_workbook),
        cmocka_unit_test(shows_the_first_line_that_tells_how_it_was_read),
        cmocka_unit_test(counts_single_nuls_and_places_the_first),
        cmocka_unit_test(refuses_a_hole_of_nuls),
        cmocka_unit_test(follows_a_forced_encoding),
        cmocka_unit_test(believes_a_mark_more_than_what_is_forced),
        cmocka_unit_test(knows_encodings_by_their_names),
        cmocka_unit_test(streams_the_same_text_from_each_encoding),
        cmocka_unit_test(reads_every_gb18030_character_as_iconv_does),
        cmocka_unit_test(judges_utf8_as_the_plain_reader_does),
        cmocka_unit_test(knows_a_cut_form_from_a_bad_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
