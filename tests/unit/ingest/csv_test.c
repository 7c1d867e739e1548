/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "csv_text.h"

/* A claim about the grammar: this text is these rows. */
struct grammar_case {
    const char *name;
    const char *delimiter;
    struct text text;
    struct text rows;
};

/* clang-format off */
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
    {"takes_a_bare_quote_literally", ",", TEXT("a\"b\",c\nd,e\"\n"), TEXT("1[a\"b\"]b[c]\n2[d][e\"]b\n")},
    {"takes_a_quote_behind_a_blank_literally", ",", TEXT("a, \"b\"\n"), TEXT("1[a][ \"b\"]b\n")},
    {"tells_of_text_after_a_quote", ",", TEXT("a,\"b\"c,d\ne"), TEXT("1[a][\"b\"c]qt[d]\n2[e]\n")},
    {"keeps_quotes_in_text_after_a_quote", ",", TEXT("\"a\"b\"\"c\",d\n"), TEXT("1[\"a\"b\"\"c\"]qt[d]\n")},
    {"allows_blanks_after_a_quote", ",", TEXT("\"a\"  ,\"b\" \nc"), TEXT("1[a]q[b]q\n2[c]\n")},
    {"tells_where_an_open_quote_began", ",", TEXT("a,b\nc,\"d\ne,f\n"),
     TEXT("1[a][b]\n2[c][\"d\ne,f\n]q open@1,2\n")},
    {"tells_the_line_of_an_open_quote_in_a_long_row", ",", TEXT("\"a\nb\",\"c"),
     TEXT("1[a\nb]q[\"c]q open@1,2\n")},
    {"finds_a_quote_open_at_the_very_end", ",", TEXT("a,\""), TEXT("1[a][\"]q open@1,1\n")},
    {"finds_a_quote_open_after_a_doubled_one", ",", TEXT("\"a\"\""), TEXT("1[\"a\"\"]q open@0,1\n")},
    {"marks_a_nul", ",", TEXT("a\0b,c\n\"d\0\",e"), TEXT("1[a\0b]n[c]\n2[d\0]qn[e]\n")},
    {"splits_at_tabs", "\t", TEXT("a\tb,c\t\n"), TEXT("1[a][b,c][]\n")},
    {"splits_at_semicolons", ";", TEXT("a;b,c;\n"), TEXT("1[a][b,c][]\n")},
    {"splits_at_bars", "|", TEXT("a|b,c|\n"), TEXT("1[a][b,c][]\n")},
    {"splits_at_full_width_commas", "，", TEXT("指标，时期（年）！，,\n"), TEXT("1[指标][时期（年）！][,]\n")},
    {"takes_a_full_width_comma_at_the_end", "，", TEXT("a，"), TEXT("1[a][]\n")},
    {"keeps_a_cut_full_width_comma", "，", TEXT("a\xef\xbc"), TEXT("1[a\xef\xbc]\n")},
    {"leaves_other_controls_in_the_text", ",", TEXT("a\tb\x01,\x0b\x0c\n"), TEXT("1[a\tb\x01][\x0b\x0c]\n")},
    {"leaves_tabs_alone_between_commas", ",", TEXT("\ta\t,\t\n"), TEXT("1[\ta\t][\t]\n")},
    {"passes_over_a_sep_line", NULL, TEXT("sep=;\r\na;b,c\r\n"), TEXT("2[a][b,c]\n")},
    {"passes_over_a_quoted_sep_line", NULL, TEXT("\"SEP=|\"\na|b,c"), TEXT("2[a][b,c]\n")},
    {"passes_over_a_sep_line_in_cr", NULL, TEXT("sep=\t\ra\tb,c"), TEXT("2[a][b,c]\n")},
    {"passes_over_a_sep_line_with_a_full_width_comma", NULL, TEXT("sep=，\na，b,c"), TEXT("2[a][b,c]\n")},
    {"takes_a_sep_line_that_says_nothing_for_a_row", NULL, TEXT("sep=x\na,b"), TEXT("1[sep=x]\n2[a][b]\n")},
    {"gives_nothing_for_a_sep_line_alone", NULL, TEXT("sep=;"), TEXT("")},
};
/* clang-format on */

static void reads_the_grammar_with_every_piece_size(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(grammar) / sizeof(grammar[0]); i++) {
        const struct grammar_case *one = &grammar[i];
        print_message("    %s\n", one->name);
        assert_rows(one->text, one->delimiter, one->rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_grammar_with_every_piece_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
