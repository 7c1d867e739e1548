/* SPDX-License-Identifier: MIT */
#include "model/fault.h"

#include "unit.h"

static struct text say(struct buffer *out, const struct fault *fault, enum language language)
{
    buffer_clear(out);
    fault_append_text(out, fault, language);
    return buffer_text(out);
}

static void every_kind_has_a_name_and_words_in_both_languages(void **state)
{
    (void)state;
    struct buffer out = {0};

    for (int i = 0; i < FAULT_KIND_COUNT; i++) {
        struct fault fault = {.kind = (enum fault_kind)i,
                              .line = 7,
                              .cell_index = 0,
                              .byte = 3,
                              .column = TEXT("合格数"),
                              .cell = TEXT("52"),
                              .first = TEXT("52"),
                              .second = TEXT("50")};
        enum fault_kind kind = FAULT_KIND_COUNT;

        assert_true(fault_kind_from_name(text_of(fault_kind_name(fault.kind)), &kind));
        assert_int_equal(kind, i);
        for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
            assert_true(say(&out, &fault, (enum language)language).len > 0);
            assert_int_equal(text_find(buffer_text(&out), "{"), -1);
            buffer_clear(&out);
            fault_append_hint(&out, &fault, (enum language)language);
            assert_true(out.len > 0);
            assert_int_equal(text_find(buffer_text(&out), "{"), -1);
        }
    }
    buffer_finish(&out);
}

static void says_which_count_exceeds_which(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct fault fault = {
        .kind = FAULT_PASSED_EXCEEDS_INSPECTED, .first = TEXT("52"), .second = TEXT("50")};

    assert_true(text_equal_str(say(&out, &fault, LANGUAGE_ZH), "合格数 52 大于抽检数 50"));
    assert_true(text_equal_str(say(&out, &fault, LANGUAGE_EN), "52 passed of only 50 inspected"));

    buffer_finish(&out);
}

static void leaves_out_what_is_not_known(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct fault fault = {.kind = FAULT_CUT_CHARACTER, .byte = -1, .cell_index = -1};

    assert_true(text_equal_str(say(&out, &fault, LANGUAGE_EN), "The file ends inside a character"));
    fault.byte = 295;
    assert_true(text_equal_str(say(&out, &fault, LANGUAGE_EN),
                               "The file ends inside a character (byte 295)"));
    fault.kind = FAULT_OPEN_QUOTE;
    assert_true(text_equal_str(say(&out, &fault, LANGUAGE_ZH), "引号一直没有合上"));
    fault.column = TEXT("备注");
    assert_true(text_equal_str(say(&out, &fault, LANGUAGE_ZH), "备注这一格的引号一直没有合上"));

    buffer_finish(&out);
}

static void tells_how_to_save_in_the_words_of_the_program(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct fault fault = {.kind = FAULT_SPREADSHEET_FILE, .first = TEXT("ods")};

    fault_append_hint(&out, &fault, LANGUAGE_ZH);

    assert_true(text_find(buffer_text(&out), "LibreOffice") >= 0);
    assert_int_equal(text_find(buffer_text(&out), "Excel"), -1);
    buffer_finish(&out);
}

static void names_columns_as_spreadsheets_do(void **state)
{
    (void)state;
    static const struct {
        int32_t index;
        const char *letter;
    } columns[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}};

    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        char letter[FAULT_LETTER_MAX];

        size_t len = fault_column_letter(columns[i].index, letter);

        assert_string_equal(letter, columns[i].letter);
        assert_int_equal(len, strlen(columns[i].letter));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_name_and_words_in_both_languages),
        cmocka_unit_test(says_which_count_exceeds_which),
        cmocka_unit_test(leaves_out_what_is_not_known),
        cmocka_unit_test(tells_how_to_save_in_the_words_of_the_program),
        cmocka_unit_test(names_columns_as_spreadsheets_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
