package io.rttd.reporting.prometheus;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import io.rttd.model.TimeStats;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.TimeReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/** The totals of one pair since its first report. Not thread-safe. */
final class PairTotal {
  private static final double NS_PER_SECOND = 1e9;

  /** Its labels, counters and their points. */
  private static final int OBJECT_BYTES = 2_000;

  private final Labels labels;
  private final long createdMs;
  private final double[] bounds;
  private final HistogramTotal all;
  private final HistogramTotal path;
  private final RttStats rtt = new RttStats();
  private final PairCounts counts = new PairCounts();
  private final Map<PairTime, HistogramTotal> times = new EnumMap<>(PairTime.class);
  private final Map<PairTime, TimeStats> timeStats = new EnumMap<>(PairTime.class);
  private double pathSumSeconds;
  private long lastSeenNs;
  private Points points;

  /** A pair's values at one time; null if there is none. */
  record Points(
      HistogramDataPointSnapshot all,
      HistogramDataPointSnapshot path,
      SummaryDataPointSnapshot jitter,
      Map<PairTime, HistogramDataPointSnapshot> times,
      Map<PairCounter, CounterDataPointSnapshot> counters) {}

  PairTotal(Labels labels, long createdMs, double[] bounds) {
    this.bounds = bounds;
    this.all = new HistogramTotal(bounds);
    this.path = new HistogramTotal(bounds);
    this.labels = labels;
    this.createdMs = createdMs;
  }

  /** Adds one interval. */
  void add(PairReport peer, long endNs) {
    lastSeenNs = endNs;
    points = null;
    rtt.add(peer.rtt());
    counts.add(peer.counts());
    peer.times().forEach(this::addTimes);
    eachBucket(
        peer,
        peer.all(),
        bucket -> all.addCounts(seconds(peer, bucket), bucket.getCountAtValueIteratedTo()));
    eachBucket(
        peer,
        peer.path(),
        bucket -> {
          double seconds = seconds(peer, bucket);
          path.addCounts(seconds, bucket.getCountAtValueIteratedTo());
          pathSumSeconds += seconds * bucket.getCountAtValueIteratedTo();
        });
  }

  private void addTimes(PairTime kind, TimeReport more) {
    timeStats.computeIfAbsent(kind, unused -> new TimeStats()).add(more.stats());
    HistogramTotal total = times.computeIfAbsent(kind, unused -> new HistogramTotal(bounds));
    for (HistogramIterationValue bucket : more.histogram().recordedValues()) {
      total.addCounts(
          more.representativeNs(bucket.getValueIteratedTo()) / NS_PER_SECOND,
          bucket.getCountAtValueIteratedTo());
    }
  }

  private Map<PairTime, HistogramDataPointSnapshot> timePoints() {
    Map<PairTime, HistogramDataPointSnapshot> points = new EnumMap<>(PairTime.class);
    times.forEach(
        (kind, total) ->
            points.put(kind, histogram(total, timeStats.get(kind).sumNs() / NS_PER_SECOND)));
    return points;
  }

  private static void eachBucket(
      PairReport peer, AbstractHistogram histogram, Consumer<HistogramIterationValue> taker) {
    if (peer.count() > 0) {
      histogram.recordedValues().forEach(taker);
    }
  }

  private static double seconds(PairReport peer, HistogramIterationValue bucket) {
    return peer.representativeNs(bucket.getValueIteratedTo()) / NS_PER_SECOND;
  }

  /** Approximate heap size, including its points. */
  long bytes() {
    long sum = OBJECT_BYTES + all.bytes() + path.bytes();
    for (HistogramTotal total : times.values()) {
      sum += total.bytes();
    }
    return sum;
  }

  /** End of the last interval with data of this pair, ns since the epoch. */
  long lastSeenNs() {
    return lastSeenNs;
  }

  /** The current values; the same object as long as nothing is added. */
  Points points() {
    if (points == null) {
      points =
          new Points(
              histogram(all, rtt.sumNs() / NS_PER_SECOND),
              histogram(path, pathSumSeconds),
              summary(rtt.jitterCount(), rtt.jitterSumNs()),
              timePoints(),
              counters());
    }
    return points;
  }

  private HistogramDataPointSnapshot histogram(HistogramTotal samples, double sumSeconds) {
    return samples.isEmpty() ? null : samples.toDataPoint(sumSeconds, labels, createdMs);
  }

  private Map<PairCounter, CounterDataPointSnapshot> counters() {
    Map<PairCounter, CounterDataPointSnapshot> points = new EnumMap<>(PairCounter.class);
    for (PairCounter counter : PairCounter.values()) {
      long count = counts.get(counter);
      if (count > 0 || counter.isReportedWhenZero()) {
        points.put(
            counter,
            new CounterDataPointSnapshot(
                counter.isTime() ? count / NS_PER_SECOND : count,
                counter.reason().map(why -> labels.add("reason", why)).orElse(labels),
                null,
                createdMs));
      }
    }
    return points;
  }

  private SummaryDataPointSnapshot summary(long count, double sumNs) {
    return count == 0
        ? null
        : new SummaryDataPointSnapshot(
            count, sumNs / NS_PER_SECOND, Quantiles.EMPTY, labels, Exemplars.EMPTY, createdMs);
  }
}
