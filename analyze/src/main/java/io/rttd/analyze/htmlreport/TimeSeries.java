package io.rttd.analyze.htmlreport;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened over time, in a limited number of buckets of equal length, whatever the duration:
 * when the buckets are used up, each two neighbours are merged. So memory is bounded, and at least
 * half of the available resolution is always used. Not thread-safe.
 */
final class TimeSeries {
  private static final long FIRST_WIDTH_NS = 1_000_000;
  private static final double MEDIAN = 50;
  private static final double HIGH = 99;

  private final int significantDigits;
  private final Bucket[] buckets;
  private long widthNs = FIRST_WIDTH_NS;
  private long originNs;
  private boolean begun;
  private int units;
  private long samples;

  /** What happened during one bucket. */
  private final class Bucket {
    private final SampleSet all = new SampleSet(significantDigits);
    private final SampleSet path = new SampleSet(significantDigits);
    private final SampleSet response = new SampleSet(significantDigits);
    private long minNs = Long.MAX_VALUE;
    private int segments;
    private int retransmits;
    private int zeroWindows;

    private void add(Bucket later) {
      minNs = Math.min(minNs, later.minNs);
      all.add(later.all);
      path.add(later.path);
      response.add(later.response);
      segments += later.segments;
      retransmits += later.retransmits;
      zeroWindows += later.zeroWindows;
    }

    private int units() {
      return all.units() + path.units() + response.units();
    }
  }

  /**
   * One point of the series. Percentiles are within the histograms' error, or exact while a bucket
   * has few samples; they are -1 without a sample.
   *
   * @param startNs start of its time, ns since the epoch
   * @param count number of samples in it
   * @param minNs smallest sample, exactly
   * @param medianNs half of the samples are not above this
   * @param p99Ns 99 % of the samples are not above this
   * @param pathMedianNs half of the prompt samples are not above this
   * @param segments data segments sent for the first time
   * @param retransmits segments sent again
   * @param zeroWindows times that a receiver closed its window
   * @param responses number of responses
   * @param responseMedianNs half of the responses took no longer than this
   * @param responseP99Ns 99 % of the responses took no longer than this
   */
  record Point(
      long startNs,
      long count,
      long minNs,
      long medianNs,
      long p99Ns,
      long pathMedianNs,
      long segments,
      long retransmits,
      long zeroWindows,
      long responses,
      long responseMedianNs,
      long responseP99Ns) {}

  /**
   * Creates an empty series.
   *
   * @param maxBuckets maximum number of buckets, an even number
   * @param significantDigits of its histograms: 1 is within 4 %, 2 within 0.4 %
   */
  TimeSeries(int maxBuckets, int significantDigits) {
    this.buckets = new Bucket[maxBuckets];
    this.significantDigits = significantDigits;
  }

  /** Adds a sample. A sample earlier than the first one counts as if it had passed with it. */
  void addSample(long timeNs, long rttNs, boolean prompt) {
    Bucket bucket = at(timeNs);
    int before = bucket.units();
    bucket.minNs = Math.min(bucket.minNs, rttNs);
    bucket.all.add(rttNs);
    if (prompt) {
      bucket.path.add(rttNs);
    }
    units += bucket.units() - before;
    samples++;
  }

  /** Adds data segments that were sent. */
  void addSegments(long timeNs, int number, boolean again) {
    Bucket bucket = at(timeNs);
    bucket.segments += again ? 0 : number;
    bucket.retransmits += again ? number : 0;
  }

  /** Adds the closing of a window. */
  void addZeroWindow(long timeNs) {
    at(timeNs).zeroWindows++;
  }

  /** Adds a response. */
  void addResponse(long timeNs, long responseNs) {
    Bucket bucket = at(timeNs);
    int before = bucket.units();
    bucket.response.add(responseNs);
    units += bucket.units() - before;
  }

  private Bucket at(long timeNs) {
    if (!begun) {
      begun = true;
      originNs = Math.floorDiv(timeNs, FIRST_WIDTH_NS) * FIRST_WIDTH_NS;
    }
    long sinceOriginNs = Math.max(0, timeNs - originNs);
    while (sinceOriginNs / widthNs >= buckets.length) {
      halve();
    }
    int index = (int) (sinceOriginNs / widthNs);
    if (buckets[index] == null) {
      buckets[index] = new Bucket();
      units += buckets[index].units();
    }
    return buckets[index];
  }

  private void halve() {
    units = 0;
    for (int i = 0; i < buckets.length; i++) {
      Bucket first = i < buckets.length / 2 ? buckets[2 * i] : null;
      Bucket second = i < buckets.length / 2 ? buckets[2 * i + 1] : null;
      if (first != null && second != null) {
        first.add(second);
      }
      buckets[i] = first == null ? second : first;
      units += buckets[i] == null ? 0 : buckets[i].units();
    }
    widthNs *= 2;
  }

  /** Memory used, in units of {@link SampleSet#UNITS_OF_FEW}. */
  int units() {
    return units;
  }

  /** Samples added. */
  long samples() {
    return samples;
  }

  /** When the first bucket begins, ns since the epoch. */
  long originNs() {
    return originNs;
  }

  /** Length of a bucket, ns. */
  long widthNs() {
    return widthNs;
  }

  /** The buckets in which anything happened, in the order of time. */
  List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] != null) {
        points.add(point(originNs + i * widthNs, buckets[i]));
      }
    }
    return points;
  }

  private static Point point(long startNs, Bucket bucket) {
    boolean any = bucket.all.count() > 0;
    return new Point(
        startNs,
        bucket.all.count(),
        any ? bucket.minNs : -1,
        any ? Math.max(bucket.minNs, bucket.all.percentileNs(MEDIAN)) : -1,
        any ? Math.max(bucket.minNs, bucket.all.percentileNs(HIGH)) : -1,
        bucket.path.count() > 0 ? Math.max(bucket.minNs, bucket.path.percentileNs(MEDIAN)) : -1,
        bucket.segments,
        bucket.retransmits,
        bucket.zeroWindows,
        bucket.response.count(),
        bucket.response.percentileNs(MEDIAN),
        bucket.response.percentileNs(HIGH));
  }
}
