/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "model/amount.h"

static void a_qualifier_is_known_by_its_name(void **state)
{
    (void)state;

    for (int i = QUALIFIER_EQ; i <= QUALIFIER_ABOUT_BELOW; i++) {
        enum qualifier found = QUALIFIER_EQ;
        assert_true(qualifier_from_name(text_of(qualifier_name((enum qualifier)i)), &found));
        assert_int_equal(found, i);
    }
    enum qualifier none = QUALIFIER_LT;
    assert_false(qualifier_from_name(TEXT("more"), &none));
    assert_int_equal(none, QUALIFIER_LT);
}

static void a_sum_keeps_only_what_all_its_parts_promise(void **state)
{
    (void)state;
    static const enum qualifier cases[][3] = {
        {QUALIFIER_EQ, QUALIFIER_EQ, QUALIFIER_EQ},
        {QUALIFIER_EQ, QUALIFIER_GT, QUALIFIER_GT},
        {QUALIFIER_EQ, QUALIFIER_ABOUT_BELOW, QUALIFIER_ABOUT_BELOW},
        {QUALIFIER_GT, QUALIFIER_GE, QUALIFIER_GT},
        {QUALIFIER_GE, QUALIFIER_GE, QUALIFIER_GE},
        {QUALIFIER_LE, QUALIFIER_LT, QUALIFIER_LT},
        {QUALIFIER_GE, QUALIFIER_LE, QUALIFIER_APPROX},
        {QUALIFIER_GE, QUALIFIER_ABOUT_BELOW, QUALIFIER_APPROX},
        {QUALIFIER_LT, QUALIFIER_APPROX, QUALIFIER_APPROX},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(qualifier_of_sum(cases[i][0], cases[i][1]), cases[i][2]);
        assert_int_equal(qualifier_of_sum(cases[i][1], cases[i][0]), cases[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_qualifier_is_known_by_its_name),
        cmocka_unit_test(a_sum_keeps_only_what_all_its_parts_promise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
