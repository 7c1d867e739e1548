/* SPDX-License-Identifier: MIT */
#include "compute/spc.h"

#include "compute/stats_dist.h"

static const int64_t BILLION = 1000000000;

static void a_uniform_beta_is_the_identity(void **state)
{
    (void)state;
    for (double x = 0; x <= 1; x += 0.0625) {
        assert_true(fabs(stats_beta_regularised(1, 1, x, 1 - x) - x) < 1e-15);
    }
}

static void beta_is_symmetric(void **state)
{
    (void)state;
    static const double shapes[] = {0.5, 1, 3.25, 40, 1e4, 1e9};

    for (size_t i = 0; i < 6; i++) {
        for (size_t j = 0; j < 6; j++) {
            double a = shapes[i];
            double b = shapes[j];
            double x = a / (a + b);
            double sum =
                stats_beta_regularised(a, b, x, 1 - x) + stats_beta_regularised(b, a, 1 - x, x);
            assert_true(fabs(sum - 1) < 1e-10);
        }
    }
}

static void binomial_tails_overlap_in_the_mass_at_x(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 2, 7, 50, 999, 280443, 1000000, 1000000000};
    static const double rates[] = {0.001, 0.3, 0.5, 0.9, 0.984};

    for (size_t i = 0; i < 8; i++) {
        for (size_t j = 0; j < 5; j++) {
            int64_t x = (int64_t)((double)sizes[i] * rates[j]);
            struct stats_tails tails = stats_binomial_tails(x, sizes[i], rates[j], 1 - rates[j]);
            double mass = stats_binomial_mass(x, sizes[i], rates[j], 1 - rates[j]);
            assert_true(fabs(tails.le + tails.ge - 1 - mass) < 1e-10);
        }
    }
}

static void binomial_tails_equal_the_sum_of_terms(void **state)
{
    (void)state;
    for (int64_t n = 1; n <= 60; n++) {
        double sum = 0;
        double term = pow(0.07, (double)n);
        for (int64_t x = 0; x <= n; x++) {
            sum += term;
            assert_true(fabs(stats_binomial_tails(x, n, 0.93, 0.07).le - sum) < 1e-13);
            term *= (double)(n - x) / (double)(x + 1) * (0.93 / 0.07);
        }
    }
}

static void the_middle_of_a_billion_coins_has_its_known_mass(void **state)
{
    (void)state;
    double n = (double)BILLION;
    double known = sqrt(2 / (M_PI * n)) * (1 - 1 / (4 * n));

    double mass = stats_binomial_mass(BILLION / 2, BILLION, 0.5, 0.5);
    struct stats_tails tails = stats_binomial_tails(BILLION / 2, BILLION, 0.5, 0.5);

    assert_true(fabs(mass / known - 1) < 1e-12);
    assert_true(fabs(tails.le - (1 + known) / 2) < 1e-10);
    assert_true(fabs(tails.ge - (1 + known) / 2) < 1e-10);
}

/* From x away from the mean all terms are positive and fall: their sum is a second opinion. */
static void a_billion_agrees_with_terms_summed_from_x(void **state)
{
    (void)state;
    int64_t x = 899990000;
    double term = stats_binomial_mass(x, BILLION, 0.9, 0.1);
    double sum = 0;
    for (int64_t k = x; term > 1e-18; k--) {
        sum += term;
        term *= (double)k / (double)(BILLION - k + 1) * (0.1 / 0.9);
    }

    assert_true(fabs(stats_binomial_tails(x, BILLION, 0.9, 0.1).le - sum) < 1e-11);
}

static void tails_stay_finite_and_monotone_up_to_a_billion(void **state)
{
    (void)state;
    static const double rates[] = {0, 1e-9, 1e-6, 0.5, 0.999999, 1};

    for (size_t r = 0; r < 6; r++) {
        double last = -1;
        for (int64_t x = 0; x <= BILLION; x += BILLION / 16) {
            struct stats_tails tails = stats_binomial_tails(x, BILLION, rates[r], 1 - rates[r]);
            assert_true(tails.le >= last && tails.le <= 1);
            assert_true(tails.ge >= 0 && tails.ge <= 1);
            last = tails.le;
        }
    }
}

static void poisson_tails_equal_the_sum_of_terms(void **state)
{
    (void)state;
    static const double means[] = {0, 0.01, 1, 16, 19.85, 300};

    for (size_t i = 0; i < 6; i++) {
        double term = exp(-means[i]);
        double sum = 0;
        for (int64_t x = 0; x < 400; x++) {
            sum += term;
            struct stats_tails tails = stats_poisson_tails(x, means[i]);
            assert_true(fabs(tails.le - sum) < 1e-12);
            assert_true(fabs(tails.ge - (1 - sum + term)) < 1e-12);
            term *= means[i] / (double)(x + 1);
        }
    }
}

/* The median of Poisson(m) for whole m is m; P(X <= m) = 1/2 + (2/3) m^-1/2 / sqrt(2 pi) + ... */
static void poisson_is_right_in_the_middle_of_a_billion(void **state)
{
    (void)state;
    double mean = (double)BILLION;

    double le = stats_poisson_tails(BILLION, mean).le;

    assert_true(fabs(le - 0.5 - 2.0 / 3 / sqrt(2 * M_PI * mean)) < 1e-11);
}

static void quantiles_have_the_tail_that_was_asked_for(void **state)
{
    (void)state;
    for (double tail = 0.5; tail > 1e-12; tail /= 3) {
        double z = stats_normal_upper(tail);
        assert_true(fabs(0.5 * erfc(z / sqrt(2)) / tail - 1) < 1e-12);
    }
    assert_true(fabs(stats_normal_upper(0.025) - 1.95996398454005) < 1e-13);
}

/* One degree of freedom is the Cauchy distribution, two have a closed form. */
static void student_has_its_closed_forms(void **state)
{
    (void)state;
    static const double tails[] = {0.4, 0.1, 0.025, 0.001};

    for (size_t i = 0; i < 4; i++) {
        double p = 1 - tails[i];
        double cauchy = tan(M_PI * (p - 0.5));
        double two = (2 * p - 1) / sqrt(2 * p * (1 - p));
        assert_true(fabs(stats_student_upper(tails[i], 1) / cauchy - 1) < 1e-11);
        assert_true(fabs(stats_student_upper(tails[i], 2) / two - 1) < 1e-11);
        double normal = stats_normal_upper(tails[i]);
        assert_true(fabs(stats_student_upper(tails[i], 1e9) - normal) < 1e-7);
    }
}

static void lower_end_grows_with_x_and_with_the_tail(void **state)
{
    (void)state;
    double last = 0;
    for (int64_t x = 1; x <= 200; x++) {
        double lower = stats_binomial_lower(x, 200, 0.025);
        assert_true(lower > last && lower < (double)x / 200);
        assert_true(stats_binomial_lower(x, 200, 0.1) > lower);
        last = lower;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_uniform_beta_is_the_identity),
        cmocka_unit_test(beta_is_symmetric),
        cmocka_unit_test(binomial_tails_overlap_in_the_mass_at_x),
        cmocka_unit_test(binomial_tails_equal_the_sum_of_terms),
        cmocka_unit_test(the_middle_of_a_billion_coins_has_its_known_mass),
        cmocka_unit_test(a_billion_agrees_with_terms_summed_from_x),
        cmocka_unit_test(tails_stay_finite_and_monotone_up_to_a_billion),
        cmocka_unit_test(poisson_tails_equal_the_sum_of_terms),
        cmocka_unit_test(poisson_is_right_in_the_middle_of_a_billion),
        cmocka_unit_test(quantiles_have_the_tail_that_was_asked_for),
        cmocka_unit_test(student_has_its_closed_forms),
        cmocka_unit_test(lower_end_grows_with_x_and_with_the_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
