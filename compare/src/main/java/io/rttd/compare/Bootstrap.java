package io.rttd.compare;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Cluster bootstrap of differences between two captures: draws as many connections as there are,
 * with replacement, from each capture on its own, and computes the figures of what was drawn, some
 * thousand times. The samples of a connection depend on each other, and so do connections of the
 * same moment; therefore connections are drawn in blocks of consecutive ones, whose length is the
 * cube root of their number (circular block bootstrap; Hall, Horowitz and Jing, "On blocking rules
 * for the bootstrap with dependent data", 1995).
 *
 * <p>The interval is the expanded percentile interval (Hesterberg, "What Teachers Should Know about
 * the Bootstrap", 2015, 3.4): percentiles of the resampled differences are too narrow by the factor
 * {@code sqrt((n - 1) / n)}, and take the spread for known. Both are corrected in the levels at
 * which the percentiles are read, with Welch's degrees of freedom. The p-value is the level at
 * which that interval would just touch the negligible differences. Where no resample reaches them,
 * the tail is that of a t distribution.
 *
 * <p>Pure: a seed always gives the same result. Any thread.
 */
final class Bootstrap {
  /** Share of intervals that should hold the true difference. */
  static final double CONFIDENCE = 0.95;

  private final int resamples;
  private final long seed;

  Bootstrap(int resamples, long seed) {
    this.resamples = resamples;
    this.seed = seed;
  }

  /**
   * Compares figures.
   *
   * @param margins for each figure, the difference up to which there is none
   * @param name tells the random numbers of this call apart
   */
  Interval[] compare(Resampled before, Resampled after, double[] margins, String name) {
    int count = margins.length;
    SplittableRandom random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + name.hashCode());
    double[][] first = resample(before, count, random);
    double[][] second = resample(after, count, random);
    double[] firstFigures = whole(before, count);
    double[] secondFigures = whole(after, count);
    Interval[] intervals = new Interval[count];
    for (int i = 0; i < count; i++) {
      double[] differences = new double[resamples];
      for (int k = 0; k < resamples; k++) {
        differences[k] = second[i][k] - first[i][k];
      }
      Arrays.sort(differences);
      Spread spread =
          Spread.of(
              variance(first[i]),
              before.effectiveSize(i),
              variance(second[i]),
              after.effectiveSize(i));
      double level =
          StudentT.cumulative(
              StudentT.quantile((1 - CONFIDENCE) / 2, spread.freedom) * spread.expansion,
              StudentT.NORMAL);
      intervals[i] =
          new Interval(
              firstFigures[i],
              secondFigures[i],
              percentile(differences, level),
              percentile(differences, 1 - level),
              probability(differences, secondFigures[i] - firstFigures[i], margins[i], spread));
    }
    return intervals;
  }

  /** The figures alone, without a claim: the interval is empty. NaN where there are none. */
  static Interval[] figuresOnly(Resampled before, Resampled after, int count) {
    double[] first = whole(before, count);
    double[] second = whole(after, count);
    Interval[] intervals = new Interval[count];
    for (int i = 0; i < count; i++) {
      intervals[i] = new Interval(first[i], second[i], Double.NaN, Double.NaN, 1);
    }
    return intervals;
  }

  private double[][] resample(Resampled side, int count, SplittableRandom random) {
    double[][] results = new double[count][resamples];
    double[] figures = new double[count];
    int[] weights = new int[side.size()];
    int block = blockLength(side.size());
    for (int k = 0; k < resamples; k++) {
      Arrays.fill(weights, 0);
      int place = 0;
      for (int draw = 0; draw < weights.length; draw++) {
        place = draw % block == 0 ? random.nextInt(weights.length) : (place + 1) % weights.length;
        weights[place]++;
      }
      side.figures(weights, figures);
      for (int i = 0; i < count; i++) {
        results[i][k] = figures[i];
      }
    }
    return results;
  }

  /** How many consecutive units are drawn together. */
  static int blockLength(int units) {
    return Math.max(1, (int) Math.cbrt(units));
  }

  private static double[] whole(Resampled side, int count) {
    int[] weights = new int[side.size()];
    Arrays.fill(weights, 1);
    double[] figures = new double[count];
    Arrays.fill(figures, Double.NaN);
    if (weights.length > 0) {
      side.figures(weights, figures);
    }
    return figures;
  }

  private double probability(
      double[] differences, double difference, double margin, Spread spread) {
    double excess = Math.abs(difference) - margin;
    if (excess <= 0) {
      return 1;
    }
    int within = 0;
    for (double each : differences) {
      if (difference > 0 ? each <= margin : each >= -margin) {
        within++;
      }
    }
    if (within == 0 && spread.deviation == 0) {
      return 0;
    }
    double share = Math.min(0.5, Math.max(1, within) / (double) (resamples + 1));
    double deviations = -StudentT.quantile(share, StudentT.NORMAL);
    if (within == 0) {
      deviations = Math.max(deviations, excess / spread.deviation);
    }
    return 2 * StudentT.cumulative(-deviations / spread.expansion, spread.freedom);
  }

  private static double percentile(double[] sorted, double share) {
    double place = Math.max(0, Math.min(sorted.length - 1, share * sorted.length - 0.5));
    int below = (int) place;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
        / (values.length - 1);
  }

  /**
   * How the difference varies.
   *
   * @param deviation its standard deviation among the resamples
   * @param freedom Welch's degrees of freedom
   * @param expansion by how much the resamples vary too little
   */
  private record Spread(double deviation, double freedom, double expansion) {
    /** A figure of smaller sides is not tested, see {@link GroupComparison}. */
    private static final double LEAST_SIZE = 2;

    /** The spread of two sides of these effective sizes, at least 2 each. */
    static Spread of(double firstVariance, double first, double secondVariance, double second) {
      double n = Math.max(LEAST_SIZE, first);
      double m = Math.max(LEAST_SIZE, second);
      double sum = firstVariance + secondVariance;
      if (sum == 0) {
        return new Spread(0, Math.min(n, m) - 1, 1);
      }
      double a = firstVariance / sum;
      double b = secondVariance / sum;
      return new Spread(
          Math.sqrt(sum),
          1 / (a * a / (n - 1) + b * b / (m - 1)),
          Math.sqrt(a * n / (n - 1) + b * m / (m - 1)));
    }
  }
}
