package io.rttd.perf.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * The same quantity measured several times. Quote the median: the worst run dominates the mean of a
 * few runs.
 */
public final class Runs {
  private final double[] sorted;

  /** Takes at least one measured value. */
  public Runs(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no runs");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** Number of measurements. */
  public int count() {
    return sorted.length;
  }

  /** The smallest value. */
  public double min() {
    return sorted[0];
  }

  /** The largest value. */
  public double max() {
    return sorted[sorted.length - 1];
  }

  /** The middle value, or the mean of the two in the middle. */
  public double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median with its spread, e.g. {@code 1.24 (1.20 to 1.31)}. */
  public String text(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + " to " + number + ")", median(), min(), max());
  }
}
