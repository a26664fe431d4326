package io.rttd.probe;

import java.time.Duration;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/** A distribution of times. Immutable: any thread. */
public final class Distribution {
  private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double HIGHEST_PERCENTILE = 100;

  private final String name;
  private final AbstractHistogram histogramNs;

  /**
   * A distribution.
   *
   * @param name what the times are, for errors
   * @param histogramNs does not change any more
   */
  Distribution(String name, AbstractHistogram histogramNs) {
    this.name = name;
    this.histogramNs = histogramNs;
  }

  /** Number of times. */
  public long count() {
    return histogramNs.getTotalCount();
  }

  /** Whether there is no time, and so no percentile. */
  public boolean isEmpty() {
    return count() == 0;
  }

  /**
   * The time that {@code percentile} percent of the times do not exceed, within the histogram's
   * resolution.
   *
   * @param percentile 0 (the shortest) to 100 (the longest)
   * @throws IllegalArgumentException if it is outside this range
   * @throws NoSuchElementException if there is no time
   */
  public Duration percentile(double percentile) {
    if (!(percentile >= 0 && percentile <= HIGHEST_PERCENTILE)) {
      throw new IllegalArgumentException("percentile " + percentile + ": 0 to 100");
    }
    requireTimes();
    return Duration.ofNanos(histogramNs.getValueAtPercentile(percentile));
  }

  /**
   * The shortest time.
   *
   * @throws NoSuchElementException if there is no time
   */
  public Duration min() {
    return percentile(0);
  }

  /**
   * The longest time.
   *
   * @throws NoSuchElementException if there is no time
   */
  public Duration max() {
    return percentile(HIGHEST_PERCENTILE);
  }

  /**
   * The mean of the times.
   *
   * @throws NoSuchElementException if there is no time
   */
  public Duration mean() {
    requireTimes();
    return Duration.ofNanos(Math.round(histogramNs.getMean()));
  }

  /** All times, in ns: a copy. */
  public Histogram histogramNs() {
    Histogram copy = new Histogram(histogramNs);
    copy.add(histogramNs);
    return copy;
  }

  /** Count and percentiles, in ms. */
  @Override
  public String toString() {
    return isEmpty()
        ? "0"
        : String.format(
            Locale.ROOT,
            "%d (p50 %.3f, p99 %.3f, max %.3f ms)",
            count(),
            percentileMs(50),
            percentileMs(99),
            percentileMs(HIGHEST_PERCENTILE));
  }

  /** A percentile in milliseconds, NaN if there is no time. */
  double percentileMs(double percentile) {
    return isEmpty() ? Double.NaN : histogramNs.getValueAtPercentile(percentile) / NS_PER_MS;
  }

  private void requireTimes() {
    if (isEmpty()) {
      throw new NoSuchElementException("no " + name + " was measured");
    }
  }
}
