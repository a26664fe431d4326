package io.rttd.engine.snapshot;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Maps RTTs to buckets, which are those of an HdrHistogram of the shape of all reports: unit 64 ns,
 * two significant digits. A page is 128 buckets: the first page holds times below 8,192 ns in steps
 * of 64 ns, and each one after it the next octave, in 128 steps.
 */
final class RttBuckets {
  /** Buckets of a page. */
  static final int PER_PAGE = 128;

  /** Pages up to 68 s. */
  static final int PAGES = 24;

  private static final long LOWEST_DISCERNIBLE_NS = 64;
  private static final int SIGNIFICANT_DIGITS = 2;
  private static final int UNIT_BITS = 6;
  private static final int PAGE_BITS = 7;
  private static final int FIRST_PAGE_BITS = UNIT_BITS + PAGE_BITS;
  private static final long HIGHEST_NS = (1L << (FIRST_PAGE_BITS + PAGES - 1)) - 1;

  private RttBuckets() {}

  /**
   * Creates an empty histogram of this shape: unit ns, from 64 ns, at most 1 % relative error.
   *
   * @param highestTrackableNs longest RTT that it must hold
   */
  static AbstractHistogram newHistogram(long highestTrackableNs) {
    return new IntCountsHistogram(LOWEST_DISCERNIBLE_NS, highestTrackableNs, SIGNIFICANT_DIGITS);
  }

  /** Number of an RTT's bucket; longer RTTs count in the last bucket. */
  static int of(long rttNs) {
    long ns = Math.max(0, Math.min(rttNs, HIGHEST_NS));
    int octave = Math.max(0, Long.SIZE - FIRST_PAGE_BITS - Long.numberOfLeadingZeros(ns));
    return octave == 0
        ? (int) (ns >>> UNIT_BITS)
        : (octave << PAGE_BITS) + (int) (ns >>> (UNIT_BITS + octave - 1)) - PER_PAGE;
  }

  /** The smallest RTT of a bucket. */
  static long lowestNs(int bucket) {
    int octave = bucket >>> PAGE_BITS;
    long within = bucket & (PER_PAGE - 1);
    return octave == 0 ? within << UNIT_BITS : (within + PER_PAGE) << (UNIT_BITS + octave - 1);
  }
}
