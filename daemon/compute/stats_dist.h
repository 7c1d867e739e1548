/* SPDX-License-Identifier: MIT */
/*
 * The probability distributions behind every verdict: tails and quantiles.
 *
 * Pure functions of their arguments, safe on any thread. Nothing here loops over the terms of a
 * distribution from its end, so that nothing underflows: leading factors are written with the
 * saddle point expansion (C. Loader, Fast and Accurate Computation of Binomial Probabilities,
 * 2000), the rest is a continued fraction of the regularised incomplete beta or gamma function
 * (NIST Digital Library of Mathematical Functions 8.17.22 and 8.9.2), evaluated by Lentz's method.
 * The work grows with the square root of n: about a millisecond at n = 1e9.
 *
 * A probability comes as p together with q = 1 - p: the caller who knows both exactly (a target of
 * 99.9999 %) must not lose the small one to a subtraction.
 */
#ifndef PLUMB_COMPUTE_STATS_DIST_H
#define PLUMB_COMPUTE_STATS_DIST_H

#include <stdint.h>

/* Both tails at x, each including x itself, so that they add up to more than 1. */
struct stats_tails {
    double le; /* P(X <= x) */
    double ge; /* P(X >= x) */
};

/* X ~ Bin(n, p): le = I_q(n - x, x + 1), ge = I_p(x, n - x + 1).
 * Domain: 0 <= x <= n <= 1e15, p and q in [0, 1] with p + q = 1.
 * Accuracy: 1e-12 absolute and relative for n up to 1e6, 1e-10 up to 1e9; a tail below 1e-300 may
 * come out as 0. */
struct stats_tails stats_binomial_tails(int64_t x, int64_t n, double p, double q);

/* X ~ Poisson(mean): le = Q(x + 1, mean), ge = P(x, mean).
 * Domain: 0 <= x <= 1e15, mean >= 0. Accuracy as above, with mean for n. */
struct stats_tails stats_poisson_tails(int64_t x, double mean);

/* P(X = x) for X ~ Bin(n, p). Domain and accuracy as stats_binomial_tails. */
double stats_binomial_mass(int64_t x, int64_t n, double p, double q);

/* I_x(a, b), the regularised incomplete beta function, with y = 1 - x (DLMF 8.17).
 * Domain: a, b > 0; x, y in [0, 1]. Accuracy 1e-12 for arguments up to 1e6, 1e-10 up to 1e9. */
double stats_beta_regularised(double a, double b, double x, double y);

/* P(a, x), the regularised lower incomplete gamma function, and Q = 1 - P (DLMF 8.2.4).
 * Domain: a > 0, x >= 0. Accuracy 1e-12 for arguments up to 1e6, 1e-10 up to 1e9. */
void stats_gamma_regularised(double a, double x, double *lower, double *upper);

/* The z with P(Z > z) = tail for a standard normal Z.
 * Domain: 0 < tail <= 0.5. Accuracy 1e-14 relative. Source: Newton on erfc from 0, which climbs to
 * the root from below because the tail is convex there. */
double stats_normal_upper(double tail);

/* The t with P(T > t) = tail for Student's T with `df` degrees of freedom.
 * Domain: 0 < tail <= 0.5, df >= 1. Accuracy 1e-12 relative. Source: DLMF 8.17 with
 * P(|T| > t) = I_{df/(df+t^2)}(df/2, 1/2), and Newton as above. */
double stats_student_upper(double tail, double df);

/* The smallest p with P(X >= x | p) = tail, the lower end of an exact interval: the quantile of
 * Beta(x, n - x + 1).
 * Domain: 1 <= x <= n <= 1e9, 0 < tail < 0.5. Accuracy 1e-12 absolute. Source: C. J. Clopper and
 * E. S. Pearson, Biometrika 26 (1934). */
double stats_binomial_lower(int64_t x, int64_t n, double tail);

#endif
