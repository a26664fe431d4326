package io.rttd.analyze.htmlreport;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * RTTs over time, in at most {@value #MAX_BUCKETS} buckets of equal length, however long it takes:
 * when time runs out of them, each two neighbours become one. So memory is bounded, and at least
 * half of the buckets' resolution is always used. Not thread-safe.
 */
final class TimeSeries {
  static final int MAX_BUCKETS = 240;

  private static final long FIRST_WIDTH_NS = 1_000_000;
  private static final long LOWEST_NS = 64;
  private static final long HIGHEST_NS = 60_000_000_000L;

  private final int significantDigits;
  private final Bucket[] buckets = new Bucket[MAX_BUCKETS];
  private long widthNs = FIRST_WIDTH_NS;
  private long originNs;
  private boolean begun;
  private int used;
  private long samples;

  /** What was measured within one bucket's time. */
  private final class Bucket {
    private final AbstractHistogram all =
        new IntCountsHistogram(LOWEST_NS, HIGHEST_NS, significantDigits);
    private AbstractHistogram path;
    private long minNs = Long.MAX_VALUE;

    private void add(long rttNs, boolean prompt) {
      minNs = Math.min(minNs, rttNs);
      long inRange = Math.min(rttNs, HIGHEST_NS);
      all.recordValue(inRange);
      if (prompt) {
        path().recordValue(inRange);
      }
    }

    private void add(Bucket later) {
      minNs = Math.min(minNs, later.minNs);
      all.add(later.all);
      if (later.path != null) {
        path().add(later.path);
      }
    }

    private AbstractHistogram path() {
      if (path == null) {
        path = new IntCountsHistogram(LOWEST_NS, HIGHEST_NS, significantDigits);
      }
      return path;
    }
  }

  /**
   * One point of the course.
   *
   * @param startNs when its time begins, ns since the epoch
   * @param count samples in it
   * @param minNs smallest sample, exactly
   * @param medianNs half of the samples are not above this, within the histogram's error
   * @param p99Ns 99 % of the samples are not above this, within the histogram's error
   * @param pathMedianNs half of the prompt samples are not above this, or -1 without one
   */
  record Point(
      long startNs, long count, long minNs, long medianNs, long p99Ns, long pathMedianNs) {}

  /**
   * A course without samples.
   *
   * @param significantDigits of its histograms: 1 is within 4 %, 2 within 0.4 %
   */
  TimeSeries(int significantDigits) {
    this.significantDigits = significantDigits;
  }

  /** Adds a sample. One that passed before the first counts as if it had passed with that. */
  void add(long timeNs, long rttNs, boolean prompt) {
    if (!begun) {
      begun = true;
      originNs = Math.floorDiv(timeNs, FIRST_WIDTH_NS) * FIRST_WIDTH_NS;
    }
    long sinceOriginNs = Math.max(0, timeNs - originNs);
    while (sinceOriginNs / widthNs >= MAX_BUCKETS) {
      halve();
    }
    int index = (int) (sinceOriginNs / widthNs);
    if (buckets[index] == null) {
      buckets[index] = new Bucket();
      used++;
    }
    buckets[index].add(rttNs, prompt);
    samples++;
  }

  private void halve() {
    for (int i = 0; i < MAX_BUCKETS; i++) {
      Bucket first = i < MAX_BUCKETS / 2 ? buckets[2 * i] : null;
      Bucket second = i < MAX_BUCKETS / 2 ? buckets[2 * i + 1] : null;
      if (first != null && second != null) {
        first.add(second);
        used--;
      }
      buckets[i] = first == null ? second : first;
    }
    widthNs *= 2;
  }

  /** Buckets that have samples: what its memory goes by. */
  int used() {
    return used;
  }

  /** Samples added. */
  long samples() {
    return samples;
  }

  /** Length of a bucket, ns. */
  long widthNs() {
    return widthNs;
  }

  /** The buckets that have samples, in the order of time. */
  List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < MAX_BUCKETS; i++) {
      Bucket bucket = buckets[i];
      if (bucket != null) {
        points.add(
            new Point(
                originNs + i * widthNs,
                bucket.all.getTotalCount(),
                bucket.minNs,
                Math.max(bucket.minNs, middle(bucket.all, 50)),
                Math.max(bucket.minNs, middle(bucket.all, 99)),
                bucket.path == null ? -1 : Math.max(bucket.minNs, middle(bucket.path, 50))));
      }
    }
    return points;
  }

  private static long middle(AbstractHistogram histogram, double percentile) {
    return histogram.medianEquivalentValue(histogram.getValueAtPercentile(percentile));
  }
}
