/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "unit.h"

#include "model/decimal.h"

static struct decimal decimal(const char *str)
{
    struct decimal value = {0};

    assert_true(decimal_parse(text_of(str), &value));
    return value;
}

static void assert_decimal(struct decimal value, const char *expected)
{
    char out[DECIMAL_TEXT_MAX];
    size_t len = decimal_format(value, out);

    assert_string_equal(out, expected);
    assert_int_equal(len, strlen(expected));
}

static void writes_what_it_read_without_trailing_zeros(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"+5", "5"},
        {"-0.5", "-0.5"},
        {"96.00", "96"},
        {"0.000023", "0.000023"},
        {"100", "100"},
        {"00012", "12"},
        {"999999999999999999", "999999999999999999"},
        {"-0.999999999999999999", "-0.999999999999999999"},
        {"0.000000000000000001", "0.000000000000000001"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_decimal(decimal(cases[i][0]), cases[i][1]);
    }
}

static void refuses_what_is_not_a_plain_number(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",      "-",
        ".",     "1.",
        ".5",    "1.2.3",
        "a",     " 1 ",
        "1e3",   "--1",
        "1,000", "1000000000000000000",
        "１",    "0.0000000000000000001",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct decimal value = {42, 0};
        assert_false(decimal_parse(text_of(cases[i]), &value));
        assert_int_equal(value.digits, 42);
    }
}

static void compares_by_quantity(void **state)
{
    (void)state;

    assert_int_equal(decimal_compare(decimal("96.0"), decimal("96")), 0);
    assert_true(decimal_compare(decimal("-0.1"), decimal("0.1")) < 0);
    assert_true(decimal_compare(decimal("-1.5"), decimal("-1.4")) < 0);
    assert_true(decimal_compare(decimal("999999999999999999"), decimal("0.000000000000000001")) >
                0);
}

static void adds_exactly(void **state)
{
    (void)state;
    struct decimal sum = {0};

    assert_true(decimal_add(decimal("0.1"), decimal("0.2"), &sum));
    assert_decimal(sum, "0.3");
    assert_true(decimal_add(decimal("-5"), decimal("4.5"), &sum));
    assert_decimal(sum, "-0.5");
}

static void says_when_a_result_would_not_fit(void **state)
{
    (void)state;
    struct decimal out = {7, 0};

    assert_false(decimal_add(decimal("999999999999999999"), decimal("1"), &out));
    assert_false(decimal_add(decimal("100000000000000000"), decimal("0.001"), &out));
    assert_false(decimal_shift(decimal("0.000000000000000001"), -1, &out));
    assert_false(decimal_shift(decimal("12"), 17, &out));
    assert_false(decimal_times(decimal("999999999999999999"), 2, &out));
    assert_int_equal(out.digits, 7);
}

static void shifts_by_powers_of_ten(void **state)
{
    (void)state;
    struct decimal out = {0};

    assert_true(decimal_shift(decimal("15.49"), 8, &out));
    assert_decimal(out, "1549000000");
    assert_true(decimal_shift(decimal("96"), -2, &out));
    assert_decimal(out, "0.96");
    assert_true(decimal_shift(decimal("0.000000000000000001"), 18, &out));
    assert_decimal(out, "1");
    assert_true(decimal_shift(decimal("0"), -18, &out));
    assert_decimal(out, "0");
}

static void multiplies_exactly(void **state)
{
    (void)state;
    struct decimal out = {0};

    assert_true(decimal_times(decimal("0.123456789012345678"), 1000000, &out));
    assert_decimal(out, "123456.789012345678");
    assert_true(decimal_times(decimal("98.4"), 0, &out));
    assert_decimal(out, "0");
    assert_true(decimal_times(decimal("-1.5"), 3, &out));
    assert_decimal(out, "-4.5");
}

static void knows_integers_and_the_nearest_double(void **state)
{
    (void)state;

    assert_true(decimal_is_integer(decimal("96.00")));
    assert_false(decimal_is_integer(decimal("96.01")));
    assert_true(decimal_to_double(decimal("0.1")) == 0.1);
    assert_true(decimal_to_double(decimal("-98.4")) == -98.4);
    assert_true(decimal_to_double(decimal("0.123456789012345678")) == 0.123456789012345678);
}

/* What printf writes, without the zeros behind the last digit. */
static const char *printed(double value, int decimals)
{
    static char out[64];
    size_t len = (size_t)snprintf(out, sizeof(out), "%.*f", decimals, value);

    while (decimals > 0 && (out[len - 1] == '0' || out[len - 1] == '.')) {
        decimals = out[len - 1] == '.' ? 0 : decimals;
        out[--len] = '\0';
    }
    return strcmp(out, "-0") == 0 ? "0" : out;
}

static void rounds_a_double_as_printf_does(void **state)
{
    (void)state;
    static const double odd[] = {0,
                                 0.05,
                                 0.25,
                                 0.35,
                                 0.125,
                                 0.375,
                                 1e-300,
                                 2.5,
                                 0.5,
                                 1.5,
                                 1e15,
                                 1e18,
                                 0.95,
                                 0.9995,
                                 1e15 + 0.5,
                                 4503599627370497.5,
                                 9007199254740991,
                                 1e-20};
    uint32_t seed = 11;

    for (int decimals = 0; decimals <= 3; decimals++) {
        for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
            assert_decimal(decimal_round(odd[i], decimals), printed(odd[i], decimals));
            assert_decimal(decimal_round(-odd[i], decimals), printed(-odd[i], decimals));
        }
        for (int i = 0; i < 100000; i++) {
            seed = seed * 1103515245U + 12345U;
            double value = (i % 2 == 0 ? 1 : -1) * ldexp((double)seed, (int)(seed >> 8) % 60 - 40);
            assert_decimal(decimal_round(value, decimals), printed(value, decimals));
            double half = (double)(seed >> 12) / 16;
            assert_decimal(decimal_round(half, decimals), printed(half, decimals));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_it_read_without_trailing_zeros),
        cmocka_unit_test(refuses_what_is_not_a_plain_number),
        cmocka_unit_test(compares_by_quantity),
        cmocka_unit_test(adds_exactly),
        cmocka_unit_test(says_when_a_result_would_not_fit),
        cmocka_unit_test(shifts_by_powers_of_ten),
        cmocka_unit_test(multiplies_exactly),
        cmocka_unit_test(knows_integers_and_the_nearest_double),
        cmocka_unit_test(rounds_a_double_as_printf_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
