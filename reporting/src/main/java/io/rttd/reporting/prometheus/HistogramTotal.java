package io.rttd.reporting.prometheus;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Samples since the start in the two shapes that Prometheus knows: classic buckets with configured
 * bounds, and a native histogram whose buckets grow by 2^(1/8), 9 % (schema 3). Not thread-safe.
 */
final class HistogramTotal {
  private static final int SCHEMA = 3;
  private static final int BUCKETS_PER_OCTAVE = 1 << SCHEMA;
  private static final double ZERO_THRESHOLD_SECONDS = 1e-9;

  // From 1 ns (bucket -239) to 64 s (48); values beyond are counted in the outermost.
  private static final int LOWEST_NATIVE = -239;
  private static final int HIGHEST_NATIVE = 48;

  private final double[] bounds;
  private final long[] classic;
  private final long[] nativeCounts = new long[HIGHEST_NATIVE - LOWEST_NATIVE + 1];
  private long zeroCount;
  private long count;

  /**
   * Creates an empty total.
   *
   * @param bounds upper bounds of the classic buckets, ascending and ending in infinity; not copied
   */
  HistogramTotal(double[] bounds) {
    this.bounds = bounds;
    this.classic = new long[bounds.length];
  }

  /** Bounds in seconds, followed by infinity, for the constructor. */
  static double[] bounds(List<Double> seconds) {
    return DoubleStream.concat(
            seconds.stream().mapToDouble(Double::doubleValue),
            DoubleStream.of(Double.POSITIVE_INFINITY))
        .toArray();
  }

  /** Adds equal values. */
  void addCounts(double seconds, long times) {
    int bucket = 0;
    while (seconds > bounds[bucket]) {
      bucket++;
    }
    classic[bucket] += times;
    if (seconds <= ZERO_THRESHOLD_SECONDS) {
      zeroCount += times;
    } else {
      int index = (int) Math.ceil(Math.log(seconds) / Math.log(2) * BUCKETS_PER_OCTAVE);
      nativeCounts[Math.max(LOWEST_NATIVE, Math.min(HIGHEST_NATIVE, index)) - LOWEST_NATIVE] +=
          times;
    }
    count += times;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /**
   * A copy of the current state.
   *
   * @param sumSeconds the sum of all values, which is not kept here
   */
  HistogramDataPointSnapshot toDataPoint(double sumSeconds, Labels labels, long createdMs) {
    NativeHistogramBuckets.Builder positive = NativeHistogramBuckets.builder();
    for (int i = 0; i < nativeCounts.length; i++) {
      if (nativeCounts[i] > 0) {
        positive.bucket(i + LOWEST_NATIVE, nativeCounts[i]);
      }
    }
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(bounds, classic.clone()),
        SCHEMA,
        zeroCount,
        ZERO_THRESHOLD_SECONDS,
        positive.build(),
        NativeHistogramBuckets.EMPTY,
        sumSeconds,
        labels,
        Exemplars.EMPTY,
        createdMs);
  }
}
