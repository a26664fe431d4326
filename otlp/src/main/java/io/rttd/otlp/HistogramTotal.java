package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/** Times of one interval, or of all since the start, in milliseconds. Not thread-safe. */
final class HistogramTotal {
  private static final double NS_PER_MS = 1e6;
  private static final ExponentialHistogramBuckets NO_NEGATIVE =
      ExponentialHistogramBuckets.create(ExponentialCounts.SCALE, 0, List.of());

  private final ExponentialCounts counts = new ExponentialCounts();
  private long count;
  private double sumNs;
  private long minNs = Long.MAX_VALUE;
  private long maxNs;

  /**
   * Adds the times of one interval.
   *
   * @param representativeNs the value for any value of a bucket
   * @return the sum of these values
   */
  double addCounts(AbstractHistogram times, LongUnaryOperator representativeNs) {
    double addedNs = 0;
    for (HistogramIterationValue bucket : times.recordedValues()) {
      long ns = representativeNs.applyAsLong(bucket.getValueIteratedTo());
      counts.add(ns / NS_PER_MS, bucket.getCountAtValueIteratedTo());
      count += bucket.getCountAtValueIteratedTo();
      addedNs += (double) ns * bucket.getCountAtValueIteratedTo();
    }
    return addedNs;
  }

  /** Adds the sum and extremes of the times of one interval. */
  void addStats(double intervalSumNs, long intervalMinNs, long intervalMaxNs) {
    sumNs += intervalSumNs;
    minNs = Math.min(minNs, intervalMinNs);
    maxNs = Math.max(maxNs, intervalMaxNs);
  }

  /** Number of times. */
  long count() {
    return count;
  }

  /** A copy of the current state. */
  ExponentialHistogramPointData toPoint(Attributes attributes, long startNs, long endNs) {
    return ExponentialHistogramPointData.create(
        ExponentialCounts.SCALE,
        sumNs / NS_PER_MS,
        counts.zeroCount(),
        true,
        minNs / NS_PER_MS,
        true,
        maxNs / NS_PER_MS,
        counts.toBuckets(),
        NO_NEGATIVE,
        startNs,
        endNs,
        attributes,
        List.of());
  }
}
