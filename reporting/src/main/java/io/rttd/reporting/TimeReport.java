package io.rttd.reporting;

import io.rttd.model.TimeStats;
import org.HdrHistogram.AbstractHistogram;

/**
 * One pair's times of one kind within one interval, in nanoseconds.
 *
 * @param stats count, extremes and sum; not to be changed; without a time, nothing else means
 *     anything
 * @param histogram all times; not to be changed
 */
public record TimeReport(TimeStats stats, AbstractHistogram histogram) {
  /** Number of times. */
  public long count() {
    return stats.count();
  }

  /**
   * The time that this share of all times does not exceed: the middle of its histogram bucket (less
   * than 0.4 % off), never outside minimum to maximum.
   *
   * @param percentile above 0 and at most 100
   */
  public long percentileNs(double percentile) {
    return representativeNs(histogram.getValueAtPercentile(percentile));
  }

  /**
   * The value that represents a bucket: its middle, or the exact minimum or maximum if the middle
   * is beyond them.
   *
   * @param valueNs any value of the bucket
   */
  public long representativeNs(long valueNs) {
    long middleNs = histogram.medianEquivalentValue(valueNs);
    return Math.max(stats.minNs(), Math.min(stats.maxNs(), middleNs));
  }
}
