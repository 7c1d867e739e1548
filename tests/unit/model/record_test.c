/* SPDX-License-Identifier: MIT */
#include "model/record.h"

#include "unit.h"

static void a_nature_has_a_word_and_a_name(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        const char *name;
    } natures[] = {
        {"抽样率", "sampled_rate"}, {"全数率", "census_rate"}, {"加权率", "weighted_rate"},
        {"指数", "index"},          {"得分", "index"},         {"当期数", "flow"},
        {"累计数", "cumulative"},   {"存量", "stock"},         {"增速", "growth"},
        {"里程碑", "milestone"},    {"growth", "growth"},
    };

    for (size_t i = 0; i < sizeof(natures) / sizeof(natures[0]); i++) {
        enum nature nature = NATURE_UNSTATED;

        assert_true(nature_from_word(text_of(natures[i].word), &nature));

        assert_string_equal(nature_name(nature), natures[i].name);
    }
}

static void an_unknown_word_is_no_nature(void **state)
{
    (void)state;
    enum nature nature = NATURE_STOCK;

    assert_false(nature_from_word(TEXT("比率"), &nature));

    assert_int_equal(nature, NATURE_STOCK);
}

static void sheets_are_named_in_receipts(void **state)
{
    (void)state;
    assert_null(sheet_name(SHEET_NONE));
    assert_string_equal(sheet_name(SHEET_INSPECTIONS), "inspections");
    assert_string_equal(sheet_name(SHEET_CALENDAR), "calendar");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_nature_has_a_word_and_a_name),
        cmocka_unit_test(an_unknown_word_is_no_nature),
        cmocka_unit_test(sheets_are_named_in_receipts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
