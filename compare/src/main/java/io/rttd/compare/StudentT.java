package io.rttd.compare;

/**
 * Student's t distribution, from the regularized incomplete beta function: its continued fraction,
 * evaluated by Lentz's method (DLMF 8.17.5 and 8.17.22), is exact to about ten digits.
 *
 * <p>Pure; any thread.
 */
final class StudentT {
  /** Degrees of freedom at which it is the normal distribution, to six digits. */
  static final double NORMAL = 1e6;

  private static final double MOST_DEVIATIONS = 1e3;
  private static final int BISECTIONS = 80;
  private static final int MOST_TERMS = 10_000;
  private static final double PRECISION = 1e-14;
  private static final double TINY = 1e-300;

  /** Coefficients of Stirling's series for the logarithm of the gamma function (DLMF 5.11.1). */
  private static final double[] STIRLING = {1 / 12.0, -1 / 360.0, 1 / 1260.0, -1 / 1680.0};

  private static final double LEAST_FOR_STIRLING = 12;

  private StudentT() {}

  /** Probability of a value up to {@code t}, with {@code freedom} above 0. */
  static double cumulative(double t, double freedom) {
    double tail = beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
    return t > 0 ? 1 - tail : tail;
  }

  /** The value that a share {@code p} does not exceed; {@code p} between 0 and 1. */
  static double quantile(double p, double freedom) {
    double low = -MOST_DEVIATIONS;
    double high = MOST_DEVIATIONS;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (cumulative(middle, freedom) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The regularized incomplete beta function. */
  private static double beta(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    if (x > (a + 1) / (a + b + 2)) {
      return 1 - beta(1 - x, b, a);
    }
    double logFactor =
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
    return Math.exp(logFactor) / (a * fraction(x, a, b));
  }

  private static double fraction(double x, double a, double b) {
    double value = 1;
    double c = 1;
    double d = 0;
    for (int i = 1; i <= MOST_TERMS; i++) {
      int m = i / 2;
      double term =
          i % 2 == 0
              ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
              : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / nonZero(1 + term * d);
      c = nonZero(1 + term / c);
      value *= c * d;
      if (Math.abs(c * d - 1) < PRECISION) {
        break;
      }
    }
    return value;
  }

  private static double nonZero(double number) {
    return Math.abs(number) < TINY ? TINY : number;
  }

  private static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < LEAST_FOR_STIRLING) {
      shift += Math.log(y);
      y++;
    }
    double series = 0;
    for (int i = 0; i < STIRLING.length; i++) {
      series += STIRLING[i] / Math.pow(y, 2 * i + 1);
    }
    return (y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + series - shift;
  }
}
