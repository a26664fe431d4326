package io.rttd.otlp;

import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of values in buckets that grow by 2^(1/8), 9 %: scale 3. Bucket i holds the values above
 * 2^(i/8) and up to 2^((i+1)/8). Only the range in use takes memory. Not thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram">
 *     the data model</a>
 */
final class ExponentialCounts {
  static final int SCALE = 3;

  private static final int BUCKETS_PER_OCTAVE = 1 << SCALE;
  private static final int ROOM = 16;

  /** 2^(j/8): the bounds within an octave. */
  private static final double[] BOUNDS = new double[BUCKETS_PER_OCTAVE];

  static {
    for (int j = 0; j < BUCKETS_PER_OCTAVE; j++) {
      BOUNDS[j] = Math.pow(2, (double) j / BUCKETS_PER_OCTAVE);
    }
  }

  private long[] counts = {};
  private int offset;
  private long zeroCount;

  /** Adds equal values, not negative. */
  void add(double value, long times) {
    if (value == 0) {
      zeroCount += times;
      return;
    }
    int index = indexOf(value);
    makeRoom(index);
    counts[index - offset] += times;
  }

  /**
   * The bucket of a positive value. It compares with the bounds instead of taking a logarithm,
   * which is not exact at them.
   */
  static int indexOf(double value) {
    int exponent = Math.getExponent(value);
    double significand = value / Math.scalb(1.0, exponent);
    int boundsBelow = 0;
    while (boundsBelow < BUCKETS_PER_OCTAVE && significand > BOUNDS[boundsBelow]) {
      boundsBelow++;
    }
    return exponent * BUCKETS_PER_OCTAVE + boundsBelow - 1;
  }

  private void makeRoom(int index) {
    if (counts.length == 0) {
      offset = index;
      counts = new long[ROOM];
    } else if (index < offset) {
      long[] wider = new long[counts.length + offset - index + ROOM];
      System.arraycopy(counts, 0, wider, offset - index + ROOM, counts.length);
      offset = index - ROOM;
      counts = wider;
    } else if (index >= offset + counts.length) {
      counts = Arrays.copyOf(counts, index - offset + ROOM);
    }
  }

  /** Number of values that are 0. */
  long zeroCount() {
    return zeroCount;
  }

  /** A copy of the counts, from the first used bucket to the last. */
  ExponentialHistogramBuckets toBuckets() {
    int first = 0;
    while (first < counts.length && counts[first] == 0) {
      first++;
    }
    int end = counts.length;
    while (end > first && counts[end - 1] == 0) {
      end--;
    }
    List<Long> used = new ArrayList<>(end - first);
    for (int i = first; i < end; i++) {
      used.add(counts[i]);
    }
    return ExponentialHistogramBuckets.create(SCALE, first == end ? 0 : offset + first, used);
  }
}
