package io.rttd.analyze.htmlreport;

import java.util.Arrays;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Times of one time step: stored individually while they are few, and in a histogram from then on,
 * because most steps of most series have only a few. Not thread-safe.
 */
final class SampleSet {
  /** Size of a set with few times, which is the unit of memory: 256 bytes. */
  static final int UNITS_OF_FEW = 1;

  /** Size of a set with a histogram, in the same unit. */
  static final int UNITS_OF_MANY = 8;

  private static final int FEW = 24;
  private static final int FIRST = 4;
  private static final long LOWEST_NS = 64;
  private static final long HIGHEST_NS = 60_000_000_000L;

  private final int significantDigits;
  private long[] few = new long[FIRST];
  private AbstractHistogram many;
  private int count;

  /**
   * Creates an empty set.
   *
   * @param significantDigits of its histogram: 1 is within 4 %, 2 within 0.4 %
   */
  SampleSet(int significantDigits) {
    this.significantDigits = significantDigits;
  }

  void add(long ns) {
    if (many == null && count == FEW) {
      many = new IntCountsHistogram(LOWEST_NS, HIGHEST_NS, significantDigits);
      for (long earlier : few) {
        many.recordValue(inRange(earlier));
      }
      few = null;
    }
    if (many != null) {
      many.recordValue(inRange(ns));
    } else {
      if (count == few.length) {
        few = Arrays.copyOf(few, Math.min(FEW, 2 * count));
      }
      few[count] = ns;
    }
    count++;
  }

  /** Adds all times of a set that is no longer used. */
  void add(SampleSet other) {
    if (other.many == null) {
      for (int i = 0; i < other.count; i++) {
        add(other.few[i]);
      }
    } else if (many == null) {
      many = other.many;
      for (int i = 0; i < count; i++) {
        many.recordValue(inRange(few[i]));
      }
      few = null;
      count += other.count;
    } else {
      many.add(other.many);
      count += other.count;
    }
  }

  private static long inRange(long ns) {
    return Math.max(0, Math.min(ns, HIGHEST_NS));
  }

  int count() {
    return count;
  }

  int units() {
    return many == null ? UNITS_OF_FEW : UNITS_OF_MANY;
  }

  /** The time that this share of all times does not exceed; -1 if empty. */
  long percentileNs(double percentile) {
    if (count == 0) {
      return -1;
    }
    if (many != null) {
      return many.medianEquivalentValue(many.getValueAtPercentile(percentile));
    }
    long[] sorted = Arrays.copyOf(few, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.max(0, Math.ceil(percentile / 100 * count) - 1)];
  }
}
