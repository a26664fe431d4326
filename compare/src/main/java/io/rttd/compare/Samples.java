package io.rttd.compare;

import java.util.Arrays;
import java.util.List;

/**
 * Times of one kind that one connection gave, from a histogram with {@value #BUCKETS_PER_OCTAVE}
 * buckets per octave whose extremes are exact. Immutable.
 */
public final class Samples {
  /** No times. */
  static final Samples NONE = new Samples(new long[0], new long[0], 0, 0);

  private static final int BUCKETS_PER_OCTAVE = 128;
  private static final long LEAST_BUCKET_NS = 64;

  private final long[] timesNs;
  private final long[] counts;
  private final long minNs;
  private final long maxNs;

  /**
   * Samples of a connection.
   *
   * @param timesNs what stands for each bucket: its middle, or the extreme that lies nearer
   * @param counts of each bucket
   */
  Samples(long[] timesNs, long[] counts, long minNs, long maxNs) {
    this.timesNs = timesNs.clone();
    this.counts = counts.clone();
    this.minNs = minNs;
    this.maxNs = maxNs;
  }

  /** Of pairs of what stands for a bucket, and its count. */
  static Samples of(List<long[]> buckets, long minNs, long maxNs) {
    return new Samples(
        buckets.stream().mapToLong(bucket -> bucket[0]).toArray(),
        buckets.stream().mapToLong(bucket -> bucket[1]).toArray(),
        minNs,
        maxNs);
  }

  /** Number of buckets. */
  int size() {
    return timesNs.length;
  }

  /** Number of samples. */
  long total() {
    return Arrays.stream(counts).sum();
  }

  long timeNs(int index) {
    return timesNs[index];
  }

  long count(int index) {
    return counts[index];
  }

  /** The least that a sample of a bucket may be: not below the connection's minimum. */
  long lowNs(int index) {
    return Math.max(minNs, edgeNs(index));
  }

  /** The most that a sample of a bucket may be. */
  long highNs(int index) {
    return Math.min(maxNs, edgeNs(index) + widthNs(timesNs[index]));
  }

  private long edgeNs(int index) {
    return timesNs[index] / widthNs(timesNs[index]) * widthNs(timesNs[index]);
  }

  private static long widthNs(long ns) {
    return Math.max(LEAST_BUCKET_NS, Long.highestOneBit(ns) / BUCKETS_PER_OCTAVE);
  }
}
