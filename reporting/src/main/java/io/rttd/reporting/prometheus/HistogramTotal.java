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
 * bounds, and a native histogram whose buckets grow by 2^(1/8), 9 % (schema 3), from the lowest to
 * the highest octave with a sample. Not thread-safe.
 */
final class HistogramTotal {
  private static final int SCHEMA = 3;
  private static final int BUCKETS_PER_OCTAVE = 1 << SCHEMA;
  private static final double ZERO_THRESHOLD_SECONDS = 1e-9;

  // From 1 ns (bucket -239) to 64 s (48); values beyond are counted in the outermost.
  private static final int LOWEST_NATIVE = -239;
  private static final int HIGHEST_NATIVE = 48;

  private static final int OBJECT_BYTES = 400;

  private final double[] bounds;
  private final long[] classic;
  private int firstNative;
  private long[] nativeCounts = {};
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
      addNative(Math.max(LOWEST_NATIVE, Math.min(HIGHEST_NATIVE, index)), times);
    }
    count += times;
  }

  private void addNative(int index, long times) {
    int octave = Math.floorDiv(index, BUCKETS_PER_OCTAVE) * BUCKETS_PER_OCTAVE;
    if (nativeCounts.length == 0) {
      firstNative = octave;
    }
    int first = Math.min(firstNative, octave);
    int end = Math.max(firstNative + nativeCounts.length, octave + BUCKETS_PER_OCTAVE);
    if (end - first > nativeCounts.length) {
      long[] wider = new long[end - first];
      System.arraycopy(nativeCounts, 0, wider, firstNative - first, nativeCounts.length);
      nativeCounts = wider;
      firstNative = first;
    }
    nativeCounts[index - firstNative] += times;
  }

  /** What it takes on the heap with a data point of it, about. */
  long bytes() {
    return OBJECT_BYTES
        + 2L * Long.BYTES * classic.length
        + (2L * Long.BYTES + Integer.BYTES) * nativeCounts.length;
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
        positive.bucket(i + firstNative, nativeCounts[i]);
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
