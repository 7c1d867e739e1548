/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "csv_text.h"
#include "ingest/csv_scan.h"

/* A claim about the grammar: this text is these rows. */
struct grammar_case {
    const char *name;
    const char *delimiter;
    struct text text;
    struct text rows;
};

static const struct grammar_case grammar[] = {
    {"gives_nothing_for_nothing", ",", TEXT(""), TEXT("")},
    {"reads_a_row_without_an_end", ",", TEXT("a,b"), TEXT("1[a][b]\n")},
    {"makes_no_row_of_the_last_end", ",", TEXT("a,b\nc,d\n"), TEXT("1[a][b]\n2[c][d]\n")},
    {"keeps_empty_cells", ",", TEXT(",a,,\n,"), TEXT("1[][a][][]\n2[][]\n")},
    {"gives_a_blank_line_as_one_empty_cell", ",", TEXT("a\n\nb\n"), TEXT("1[a]\n2[]\n3[b]\n")},
    {"ends_rows_with_crlf", ",", TEXT("a,b\r\nc\r\n"), TEXT("1[a][b]\n2[c]\n")},
    {"ends_rows_with_cr", ",", TEXT("a,b\rc\r"), TEXT("1[a][b]\n2[c]\n")},
    {"takes_mixed_row_ends", ",", TEXT("a\rb\nc\r\nd\n\re"),
     TEXT("1[a]\n2[b]\n3[c]\n4[d]\n5[]\n6[e]\n")},
    {"ends_a_row_with_a_cr_at_the_end", ",", TEXT("a\r"), TEXT("1[a]\n")},
    {"reads_quoted_cells", ",", TEXT("\"a\",b,\"c\"\n\"d\""), TEXT("1[a]q[b][c]q\n2[d]q\n")},
    {"keeps_a_delimiter_inside_quotes", ",", TEXT("\"a,b\",c\n"), TEXT("1[a,b]q[c]\n")},
    {"keeps_a_newline_inside_quotes", ",", TEXT("\"a\nb\",c\nd"), TEXT("1[a\nb]q[c]\n3[d]\n")},
    {"keeps_crlf_inside_quotes_as_one_line_end", ",", TEXT("\"a\r\nb\",c\r\nd"),
     TEXT("1[a\r\nb]q[c]\n3[d]\n")},
    {"counts_a_cr_inside_quotes_as_a_line_end", ",", TEXT("\"a\rb\n\n\r\rc\"\nd"),
     TEXT("1[a\rb\n\n\r\rc]q\n7[d]\n")},
    {"counts_a_cr_before_the_closing_quote", ",", TEXT("\"a\r\"\nd"), TEXT("1[a\r]q\n3[d]\n")},
    {"undoes_doubled_quotes", ",", TEXT("\"a\"\"b\",\"\"\"\",\"\"\"c\"\"\",\"\"\n"),
     TEXT("1[a\"b]q[\"]q[\"c\"]q[]q\n")},
    {"undoes_quotes_at_both_ends", ",", TEXT("\"\"\"\"\"\"\"\",x"), TEXT("1[\"\"\"]q[x]\n")},
    {"takes_a_bare_quote_literally", ",", TEXT("a\"b\",c\nd,e\"\n"),
     TEXT("1[a\"b\"]b[c]\n2[d][e\"]b\n")},
    {"takes_a_quote_behind_a_blank_literally", ",", TEXT("a, \"b\"\n"), TEXT("1[a][ \"b\"]b\n")},
    {"tells_of_text_after_a_quote", ",", TEXT("a,\"b\"c,d\ne"), TEXT("1[a][\"b\"c]qt[d]\n2[e]\n")},
    {"keeps_quotes_in_text_after_a_quote", ",", TEXT("\"a\"b\"\"c\",d\n"),
     TEXT("1[\"a\"b\"\"c\"]qt[d]\n")},
    {"allows_blanks_after_a_quote", ",", TEXT("\"a\"  ,\"b\" \nc"), TEXT("1[a]q[b]q\n2[c]\n")},
    {"tells_where_an_open_quote_began", ",", TEXT("a,b\nc,\"d\ne,f\n"),
     TEXT("1[a][b]\n2[c][\"d\ne,f\n]q open@1,2\n")},
    {"tells_the_line_of_an_open_quote_in_a_long_row", ",", TEXT("\"a\nb\",\"c"),
     TEXT("1[a\nb]q[\"c]q open@1,2\n")},
    {"finds_a_quote_open_at_the_very_end", ",", TEXT("a,\""), TEXT("1[a][\"]q open@1,1\n")},
    {"finds_a_quote_open_after_a_doubled_one", ",", TEXT("\"a\"\""),
     TEXT("1[\"a\"\"]q open@0,1\n")},
    {"marks_a_nul", ",", TEXT("a\0b,c\n\"d\0\",e"), TEXT("1[a\0b]n[c]\n2[d\0]qn[e]\n")},
    {"splits_at_tabs", "\t", TEXT("a\tb,c\t\n"), TEXT("1[a][b,c][]\n")},
    {"splits_at_semicolons", ";", TEXT("a;b,c;\n"), TEXT("1[a][b,c][]\n")},
    {"splits_at_bars", "|", TEXT("a|b,c|\n"), TEXT("1[a][b,c][]\n")},
    {"splits_at_full_width_commas", "，", TEXT("指标，时期（年）！，,\n"),
     TEXT("1[指标][时期（年）！][,]\n")},
    {"takes_a_full_width_comma_at_the_end", "，", TEXT("a，"), TEXT("1[a][]\n")},
    {"keeps_a_cut_full_width_comma", "，", TEXT("a\xef\xbc"), TEXT("1[a\xef\xbc]\n")},
    {"leaves_other_controls_in_the_text", ",", TEXT("a\tb\x01,\x0b\x0c\n"),
     TEXT("1[a\tb\x01][\x0b\x0c]\n")},
    {"leaves_tabs_alone_between_commas", ",", TEXT("\ta\t,\t\n"), TEXT("1[\ta\t][\t]\n")},
    {"passes_over_a_sep_line", NULL, TEXT("sep=;\r\na;b,c\r\n"), TEXT("2[a][b,c]\n")},
    {"passes_over_a_quoted_sep_line", NULL, TEXT("\"SEP=|\"\na|b,c"), TEXT("2[a][b,c]\n")},
    {"passes_over_a_sep_line_in_cr", NULL, TEXT("sep=\t\ra\tb,c"), TEXT("2[a][b,c]\n")},
    {"passes_over_a_sep_line_with_a_full_width_comma", NULL, TEXT("sep=，\na，b,c"),
     TEXT("2[a][b,c]\n")},
    {"takes_a_sep_line_that_says_nothing_for_a_row", NULL, TEXT("sep=x\na,b"),
     TEXT("1[sep=x]\n2[a][b]\n")},
    {"gives_nothing_for_a_sep_line_alone", NULL, TEXT("sep=;"), TEXT("")},
};

static void reads_the_grammar_with_every_piece_size(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(grammar) / sizeof(grammar[0]); i++) {
        const struct grammar_case *one = &grammar[i];
        print_message("    %s\n", one->name);
        assert_rows(one->text, one->delimiter, one->rows);
    }
}

/* --- limits ---------------------------------------------------------------------------------- */

/* The rows with that limit, which must not depend on the size of the pieces. */
static void assert_limited_rows(struct text text, size_t max_row_bytes, const char *expected)
{
    struct buffer rows = {0};
    size_t chunk = 0;

    do {
        chunk = next_chunk(chunk);
        struct csv_options options = {
            .delimiter = ",", .chunk_bytes = chunk, .max_row_bytes = max_row_bytes};
        buffer_clear(&rows);
        write_rows(&rows, text, &options);
        if (!text_equal_str(buffer_text(&rows), expected)) {
            fail_msg("pieces of %zu bytes:\n%.*s", chunk, TEXT_ARG(buffer_text(&rows)));
        }
    } while (chunk != 0);
    buffer_finish(&rows);
}

static void stops_at_a_row_past_the_limit(void **state)
{
    (void)state;
    assert_limited_rows(TEXT("abcd,efg\nabcd,efgh\nx\n"), 8, "1[abcd][efg]\n2[abcd][efg] long@1\n");
    assert_limited_rows(TEXT("abcd,efg\r\nabcd,efgh\r\nx"), 8,
                        "1[abcd][efg]\n2[abcd][efg] long@1\n");
    assert_limited_rows(TEXT("abcdefghi"), 8, "1[abcdefgh] long@0\n");
    assert_limited_rows(TEXT("abcdefgh"), 8, "1[abcdefgh]\n");
}

static void cuts_a_long_row_at_a_character(void **state)
{
    (void)state;
    assert_limited_rows(TEXT("a国国国,b\n"), 8, "1[a国国] long@0\n");
}

static void takes_a_quote_that_runs_past_the_limit_for_an_open_one(void **state)
{
    (void)state;
    assert_limited_rows(TEXT("a\nb,\"cdefghijkl\nm\",n\n"), 8, "1[a]\n2[b][\"cdefg]q open@1,2\n");
}

static void takes_a_cell_of_ten_thousand_characters(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct buffer rows = {0};
    struct csv_options options = {.delimiter = ","};
    buffer_append_str(&text, "a,");
    for (int i = 0; i < 10000; i++) {
        buffer_append_str(&text, "质");
    }
    buffer_append_str(&text, "\nb\n");

    write_rows(&rows, buffer_text(&text), &options);

    assert_int_equal(rows.len, 2 + 1 + 1 + 30000 + 1 + 2 + 5);
    assert_true(text_ends_with(buffer_text(&rows), "质]\n2[b]\n"));
    buffer_finish(&rows);
    buffer_finish(&text);
}

static void stops_at_a_row_with_more_cells_than_a_spreadsheet_has(void **state)
{
    (void)state;
    struct err err = {0};
    struct csv_row row;
    char *text = malloc(CSV_ROW_CELLS + 1);
    assert_non_null(text);
    memset(text, ',', CSV_ROW_CELLS + 1);
    struct csv_options options = {.delimiter = ","};

    struct text_feed feed = {{text, CSV_ROW_CELLS - 1}, 0};
    struct csv *csv = csv_create(&options, feed_text, &feed, &err);
    assert_int_equal(csv_next_row(csv, &row, &err), CSV_ROW);
    assert_int_equal(row.count, CSV_ROW_CELLS);
    assert_int_equal(row.problem, CSV_FINE);
    csv_destroy(csv);

    feed = (struct text_feed){{text, CSV_ROW_CELLS}, 0};
    csv = csv_create(&options, feed_text, &feed, &err);
    assert_int_equal(csv_next_row(csv, &row, &err), CSV_ROW);
    assert_int_equal(row.count, CSV_ROW_CELLS);
    assert_int_equal(row.problem, CSV_TOO_LONG);
    assert_int_equal(csv_next_row(csv, &row, &err), CSV_END);
    csv_destroy(csv);
    free(text);
}

static void hands_on_the_error_of_its_source(void **state)
{
    (void)state;

    for (size_t nth = 1; nth <= 5; nth++) {
        struct err err = {0};
        struct csv_row row;
        struct csv_options options = {.delimiter = ",", .chunk_bytes = 16};
        struct text_feed feed = {TEXT("a,b\nc,\"d\ne\"\nf,g\nh,i\nj,k\nl,m\nn,o\nlast"), nth};
        enum csv_result result = CSV_FAILED;
        struct csv *csv = csv_create(&options, feed_text, &feed, &err);
        do {
            result = csv ? csv_next_row(csv, &row, &err) : CSV_FAILED;
        } while (result == CSV_ROW);
        csv_destroy(csv);
        if (result == CSV_END) {
            assert_true(nth > 3);
            return;
        }
        assert_int_equal(err.kind, ERR_IO);
        assert_string_equal(err.text, "the disk is gone");
    }
}

/* --- the scan ---------------------------------------------------------------------------- */

/* Every byte at every place of a block, between bytes that it could be confused with. */
static void finds_the_same_bytes_in_every_way(void **state)
{
    (void)state;
    static const char neighbours[] = {'a', '\0', '"', (char)0xEF, (char)0x80, (char)0xFF};
    char bytes[3 * CSV_SCAN_BLOCK];

    for (unsigned i = 0; i < 256 * CSV_SCAN_BLOCK; i++) {
        size_t len = CSV_SCAN_BLOCK + i % CSV_SCAN_BLOCK;
        uint64_t masks[3][2];
        memset(bytes, neighbours[i % sizeof(neighbours)], sizeof(bytes));
        bytes[i % CSV_SCAN_BLOCK] = (char)(i / CSV_SCAN_BLOCK);
        bytes[(i + 1) % CSV_SCAN_BLOCK] = ',';
        for (unsigned way = CSV_SCAN_PORTABLE; way <= CSV_SCAN_AVX2; way++) {
            if (csv_scan_has((enum csv_scan_way)way)) {
                csv_scan_by((enum csv_scan_way)way, bytes, len, ',', masks[way]);
                assert_int_equal(masks[way][0], masks[CSV_SCAN_PORTABLE][0]);
                assert_true(i % CSV_SCAN_BLOCK == 0 ||
                            masks[way][1] == masks[CSV_SCAN_PORTABLE][1]);
            }
        }
        char byte = (char)(i / CSV_SCAN_BLOCK);
        bool is_special = (unsigned char)byte <= '\r' || byte == '"' || byte == ',';
        assert_int_equal((masks[CSV_SCAN_PORTABLE][0] >> (i % CSV_SCAN_BLOCK)) & 1, is_special);
    }
}

/* --- delimiters ------------------------------------------------------------------------------ */

struct delimiter_case {
    const char *name;
    const char *text;
    const char *delimiter;
};

static const struct delimiter_case delimiters[] = {
    {"takes_commas", "指标,时期,地区\n甲,2018,东镇\n", ","},
    {"takes_tabs", "指标\t时期\t地区\n甲\t2018\t东镇\n", "\t"},
    {"takes_semicolons", "指标;时期;地区\n甲;2018;东镇\n", ";"},
    {"takes_bars", "指标|时期|地区\n甲|2018|东镇\n", "|"},
    {"takes_full_width_commas", "指标，时期，地区\n甲，2018，东镇\n", "，"},
    {"takes_commas_where_nothing_splits", "指标\n甲\n", ","},
    {"takes_commas_for_nothing", "", ","},
    {"is_not_misled_by_thousands_in_tabs",
     "指标\t数值\n甲\t1,234,567\n乙\t2,345,678\n丙\t3,456,789\n", "\t"},
    {"is_not_misled_by_decimal_commas", "指标;值;率\n甲;1,5;96,5\n乙;2,5;97,5\n", ";"},
    {"is_not_misled_by_quoted_text", "指标,备注\n甲,\"a;b;c;d\"\n乙,\"a;b;c;d\"\n丙,\"a;b;c;d\"\n",
     ","},
    {"is_not_misled_by_newlines_in_quotes", "指标,备注\n甲,\"x;y\nx;y\nx;y\nx;y\nx;y\"\n", ","},
    {"is_not_misled_by_one_row_of_prose",
     "指标,备注\n甲,一，二，三，四，五，六，七，八，九，十\n乙,无\n", ","},
    {"is_not_misled_by_title_rows",
     "食品监督抽检；2018年9月，县市场监管局\n填报人：甲；审核：乙\n指标\t时期\t地区\n甲\t2018\t东镇"
     "\n乙\t2018\t东镇\n",
     "\t"},
    {"is_not_misled_by_lists", "指标,部门\n甲,a;b;c\n乙,a;b;c\n", ","},
    {"believes_a_sep_line", "sep=|\n指标,时期,地区\n甲,2018,东镇\n", "|"},
    {"sees_row_ends_of_cr", "指标;时期\r甲,a;2018\r乙,b;2018\r", ";"},
};

static void finds_the_delimiter(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(delimiters) / sizeof(delimiters[0]); i++) {
        print_message("    %s\n", delimiters[i].name);
        assert_string_equal(csv_detect_delimiter(text_of(delimiters[i].text), true),
                            delimiters[i].delimiter);
    }
}

static void ignores_the_row_that_the_beginning_cuts(void **state)
{
    (void)state;

    assert_string_equal(csv_detect_delimiter(TEXT("a;b\n1;2\n3,4,5,6,7,8,9,10,1"), false), ";");
}

static void says_which_delimiter_it_found(void **state)
{
    (void)state;
    struct err err = {0};
    struct csv_options options = {0};
    struct text_feed feed = {TEXT("指标|时期\n甲|2018\n"), 0};

    struct csv *csv = csv_create(&options, feed_text, &feed, &err);

    assert_string_equal(csv_delimiter(csv), "|");
    csv_destroy(csv);
}

static void refuses_a_delimiter_that_no_sheet_has(void **state)
{
    (void)state;
    struct err err = {0};
    struct csv_options options = {.delimiter = "x"};
    struct text_feed feed = {TEXT("axb"), 0};

    assert_null(csv_create(&options, feed_text, &feed, &err));

    assert_int_equal(err.kind, ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_grammar_with_every_piece_size),
        cmocka_unit_test(stops_at_a_row_past_the_limit),
        cmocka_unit_test(cuts_a_long_row_at_a_character),
        cmocka_unit_test(takes_a_quote_that_runs_past_the_limit_for_an_open_one),
        cmocka_unit_test(takes_a_cell_of_ten_thousand_characters),
        cmocka_unit_test(stops_at_a_row_with_more_cells_than_a_spreadsheet_has),
        cmocka_unit_test(hands_on_the_error_of_its_source),
        cmocka_unit_test(finds_the_same_bytes_in_every_way),
        cmocka_unit_test(finds_the_delimiter),
        cmocka_unit_test(ignores_the_row_that_the_beginning_cuts),
        cmocka_unit_test(says_which_delimiter_it_found),
        cmocka_unit_test(refuses_a_delimiter_that_no_sheet_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
