/* SPDX-License-Identifier: MIT */
/*
 * Leading factor times continued fraction, for each distribution.
 *
 * D1  The leading factor is never a quotient of large gamma functions: at n = 1e9 their logarithms
 *     are 2e10, and doubles keep only six decimals of that. The saddle point form subtracts
 *     nothing large.
 * D2  The fraction is used only on the side where it converges fast (below the mean); the other
 *     tail is its complement.
 */
#include "compute/stats_dist.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const double TWO_PI = 6.283185307179586476925;
static const double SMALLEST = 1e-300;

/* Of the 95 % interval that every figure has: what Newton finds, without the search. */
static const double USUAL_TAIL = (1 - 0.95) / 2;
static const double USUAL_UPPER = 1.959963984540054;

/* Of the width of the interval. */
static const double SMALL_STEP = 1e-5;

/* Far more than any n up to 1e15 needs on the fast side; a bound, so that no input loops. */
enum { FRACTION_STEPS = 100000000, SERIES_STEPS = 1000, NEWTON_STEPS = 200 };

/* log(n!) - log(sqrt(2 pi n) (n/e)^n), for any real n > 0. */
static double stirling_error(double n)
{
    if (n >= 16) {
        double square = n * n;
        return (1.0 / 12 -
                (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) /
                    square) /
               n;
    }
    int sign = 0;
    return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n - 0.5 * log(TWO_PI);
}

/* x log(x / mean) + mean - x >= 0, without cancellation where x is near the mean. */
static double deviance(double x, double mean)
{
    double difference = x - mean;
    double v = difference / (x + mean);
    if (fabs(v) >= 0.1) {
        return x * log(x / mean) - difference;
    }
    double sum = difference * v;
    double term = 2 * x * v;
    for (int i = 1; i < SERIES_STEPS; i++) {
        term *= v * v;
        double next = sum + term / (2 * i + 1);
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

/* Gamma(a+b+1) / (Gamma(a+1) Gamma(b+1)) x^a y^b for real a, b > 0 and 0 < x < 1. */
static double beta_mass(double a, double b, double x, double y)
{
    double n = a + b;
    double exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) -
                      deviance(a, n * x) - deviance(b, n * y);
    return sqrt(n / (TWO_PI * a * b)) * exp(exponent);
}

/* mean^a e^-mean / Gamma(a+1) for real a, mean > 0. */
static double gamma_mass(double a, double mean)
{
    return exp(-stirling_error(a) - deviance(a, mean)) / sqrt(TWO_PI * a);
}

/* A continued fraction b0 + a1/(b1 + a2/(b2 + ...)), evaluated from the front: starts as
 * {b0, b0, 0}. */
struct lentz {
    double value;
    double c;
    double d;
};

/* Takes in the next a and b. Returns whether the value has settled. */
static bool lentz_step(struct lentz *state, double numerator, double denominator)
{
    double d = denominator + numerator * state->d;
    double c = denominator + numerator / state->c;
    state->d = 1 / (fabs(d) < SMALLEST ? SMALLEST : d);
    state->c = fabs(c) < SMALLEST ? SMALLEST : c;
    double factor = state->c * state->d;
    state->value *= factor;
    return fabs(factor - 1) <= 4 * DBL_EPSILON;
}

/* The fraction 1/(1+) d1/(1+) d2/(1+) ... of I_x(a, b). */
static double beta_fraction(double a, double b, double x)
{
    struct lentz state = {1, 1, 0};
    for (int m = 0; m < FRACTION_STEPS; m++) {
        double odd = -(a + m) * (a + b + m) / ((a + 2.0 * m) * (a + 2.0 * m + 1)) * x;
        (void)lentz_step(&state, odd, 1);
        double k = m + 1;
        double even = k * (b - k) / ((a + 2 * k - 1) * (a + 2 * k)) * x;
        if (lentz_step(&state, even, 1)) {
            break;
        }
    }
    return 1 / state.value;
}

double stats_beta_regularised(double a, double b, double x, double y)
{
    if (x <= 0) {
        return 0;
    }
    if (y <= 0) {
        return 1;
    }
    double mass = beta_mass(a, b, x, y) / (a + b);
    if (x <= (a + 1) / (a + b + 2)) {
        return mass * b * beta_fraction(a, b, x);
    }
    return 1 - mass * a * beta_fraction(b, a, y);
}

/* e^x x^-a Gamma(a, x) by its fraction; converges for x > a. */
static double gamma_fraction(double a, double x)
{
    double denominator = x + 1 - a;
    struct lentz state = {denominator, denominator, 0};
    for (int i = 1; i < FRACTION_STEPS; i++) {
        denominator += 2;
        if (lentz_step(&state, -i * (i - a), denominator)) {
            break;
        }
    }
    return 1 / state.value;
}

/* The sum 1 + x/(a+1) + x^2/((a+1)(a+2)) + ..., all terms positive; converges for x <= a + 1. */
static double gamma_series(double a, double x)
{
    double sum = 1;
    double term = 1;
    for (int i = 1; i < FRACTION_STEPS; i++) {
        term *= x / (a + i);
        if (term <= sum * DBL_EPSILON / 4) {
            break;
        }
        sum += term;
    }
    return sum;
}

void stats_gamma_regularised(double a, double x, double *lower, double *upper)
{
    if (x <= 0) {
        *lower = 0;
        *upper = 1;
        return;
    }
    double mass = gamma_mass(a, x);
    if (x <= a + 1) {
        *lower = fmin(1, mass * gamma_series(a, x));
        *upper = 1 - *lower;
    } else {
        *upper = fmin(1, mass * a * gamma_fraction(a, x));
        *lower = 1 - *upper;
    }
}

/* P(X >= x) for 0 < x <= n. */
static double binomial_ge(double passed, double failed, double p, double q)
{
    if (failed > 0) {
        return stats_beta_regularised(passed, failed + 1, p, q);
    }
    return p > 0.5 ? exp(passed * log1p(-q)) : pow(p, passed);
}

struct stats_tails stats_binomial_tails(int64_t x, int64_t n, double p, double q)
{
    double passed = (double)x;
    double failed = (double)(n - x);
    struct stats_tails tails = {1, 1};
    if (x < n) {
        tails.le = binomial_ge(failed, passed, q, p);
    }
    if (x > 0) {
        tails.ge = binomial_ge(passed, failed, p, q);
    }
    return tails;
}

struct stats_tails stats_poisson_tails(int64_t x, double mean)
{
    struct stats_tails tails = {1, 1};
    double other = 0;
    stats_gamma_regularised((double)x + 1, mean, &other, &tails.le);
    if (x > 0) {
        stats_gamma_regularised((double)x, mean, &tails.ge, &other);
    }
    return tails;
}

double stats_binomial_mass(int64_t x, int64_t n, double p, double q)
{
    if (x == 0 || x == n) {
        struct stats_tails tails = stats_binomial_tails(x, n, p, q);
        return x == 0 ? tails.le : tails.ge;
    }
    if (p <= 0 || q <= 0) {
        return 0;
    }
    return beta_mass((double)x, (double)(n - x), p, q);
}

/* Within 0.003 of the quantile (Hastings): a start for Newton. */
static double normal_upper_nearly(double tail)
{
    double t = sqrt(-2 * log(tail));
    return t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t);
}

double stats_normal_upper(double tail)
{
    if (tail == USUAL_TAIL) {
        return USUAL_UPPER;
    }
    double z = tail > 0 && tail < 0.5 ? normal_upper_nearly(tail) : 0;
    for (int i = 0; i < NEWTON_STEPS; i++) {
        double excess = 0.5 * erfc(z / sqrt(2)) - tail;
        double step = excess * sqrt(TWO_PI) * exp(z * z / 2);
        z += step;
        if (fabs(step) <= 1e-15 * z) {
            break;
        }
    }
    return z;
}

/* P(T > t) for t >= 0. */
static double student_tail(double t, double df)
{
    double sum = df + t * t;
    return 0.5 * stats_beta_regularised(df / 2, 0.5, df / sum, t * t / sum);
}

static double student_density(double t, double df)
{
    int sign = 0;
    double log_factor = lgamma_r((df + 1) / 2, &sign) - lgamma_r(df / 2, &sign);
    return exp(log_factor - (df + 1) / 2 * log1p(t * t / df)) / sqrt(df * TWO_PI / 2);
}

double stats_student_upper(double tail, double df)
{
    double t = 0;
    for (int i = 0; i < NEWTON_STEPS; i++) {
        double step = (student_tail(t, df) - tail) / student_density(t, df);
        t += step;
        if (fabs(step) <= 1e-14 * t) {
            break;
        }
    }
    return t;
}

/* The lower end of the score interval; corrected for continuity a good start. */
static double score_lower(double rate, double n, double z)
{
    double share = z * z / n;
    double half = z * sqrt(rate * (1 - rate) / n + share / (4 * n));
    return (rate + share / 2 - half) / (1 + share);
}

/* Halley's step where it stays inside the bracket, bisection where it does not: with f the tail,
 * the ratio f''/f' of its derivatives is (x-1)/p - (n-x)/q. After a step that small the next one is
 * below the last bit, since each cubes the error. */
double stats_binomial_lower(int64_t x, int64_t n, double tail)
{
    if (x == n) {
        return exp(log(tail) / (double)n);
    }
    double passed = (double)x;
    double failed = (double)(n - x);
    double low = 0;
    double high = passed / (double)n;
    double p = score_lower((passed - 0.5) / (double)n, (double)n, stats_normal_upper(tail));
    for (int i = 0; i < NEWTON_STEPS; i++) {
        if (!(p > low && p < high)) {
            p = low + (high - low) / 2;
        }
        double excess = binomial_ge(passed, failed, p, 1 - p) - tail;
        if (excess > 0) {
            high = p;
        } else {
            low = p;
        }
        double slope = stats_binomial_mass(x, n, p, 1 - p) * passed / p;
        double newton = slope > 0 ? excess / slope : p - low;
        double bend = newton * ((passed - 1) / p - failed / (1 - p)) / 2;
        double step = fabs(bend) < 0.5 ? newton / (1 - bend) : newton;
        if (excess == 0 || high - low <= 4e-16 * high) {
            break;
        }
        bool is_inside = p - step > low && p - step < high;
        p -= step;
        if (is_inside && fabs(step) <= SMALL_STEP * p * sqrt((1 - p) / passed)) {
            break;
        }
    }
    return p;
}
