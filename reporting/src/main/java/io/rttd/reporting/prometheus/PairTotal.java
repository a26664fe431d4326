package io.rttd.reporting.prometheus;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.rttd.reporting.PairReport;
import java.util.function.Consumer;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/** One pair since its first report. Not thread-safe. */
final class PairTotal {
  private static final double NS_PER_SECOND = 1e9;

  private final Labels labels;
  private final long createdMs;
  private final HistogramTotal all = new HistogramTotal();
  private final HistogramTotal path = new HistogramTotal();
  private double jitterSumSeconds;
  private long jitterCount;
  private double handshakeSumSeconds;
  private long handshakeCount;
  private long retransmits;
  private long segments;
  private long lastSeenNs;
  private Points points;

  /** A pair's values at one time; null where there is none. */
  record Points(
      HistogramDataPointSnapshot all,
      HistogramDataPointSnapshot path,
      SummaryDataPointSnapshot jitter,
      SummaryDataPointSnapshot handshake,
      CounterDataPointSnapshot retransmits,
      CounterDataPointSnapshot segments) {}

  PairTotal(Labels labels, long createdMs) {
    this.labels = labels;
    this.createdMs = createdMs;
  }

  /** Adds one interval. */
  void add(PairReport peer, long endNs) {
    lastSeenNs = endNs;
    points = null;
    retransmits += peer.retransmits();
    segments += peer.segments();
    if (peer.count() == 0) {
      return;
    }
    eachBucket(
        peer,
        peer.all(),
        bucket -> all.addCounts(seconds(peer, bucket), bucket.getCountAtValueIteratedTo()));
    all.addSum(peer.meanNs() * peer.count() / NS_PER_SECOND);
    eachBucket(
        peer,
        peer.path(),
        bucket -> {
          double seconds = seconds(peer, bucket);
          path.addCounts(seconds, bucket.getCountAtValueIteratedTo());
          path.addSum(seconds * bucket.getCountAtValueIteratedTo());
        });
    if (peer.jitterCount() > 0) {
      jitterSumSeconds += peer.jitterNs() * peer.jitterCount() / NS_PER_SECOND;
      jitterCount += peer.jitterCount();
    }
    if (peer.handshakeCount() > 0) {
      handshakeSumSeconds += peer.handshakeNs() * peer.handshakeCount() / NS_PER_SECOND;
      handshakeCount += peer.handshakeCount();
    }
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

  /** End of the last interval that had something of this pair, ns since the epoch. */
  long lastSeenNs() {
    return lastSeenNs;
  }

  /** The values as they are; the same object while nothing was added. */
  Points points() {
    if (points == null) {
      points =
          new Points(
              all.isEmpty() ? null : all.toDataPoint(labels, createdMs),
              path.isEmpty() ? null : path.toDataPoint(labels, createdMs),
              jitterCount == 0 ? null : summary(jitterCount, jitterSumSeconds),
              handshakeCount == 0 ? null : summary(handshakeCount, handshakeSumSeconds),
              new CounterDataPointSnapshot(retransmits, labels, null, createdMs),
              new CounterDataPointSnapshot(segments, labels, null, createdMs));
    }
    return points;
  }

  private SummaryDataPointSnapshot summary(long count, double sum) {
    return new SummaryDataPointSnapshot(
        count, sum, Quantiles.EMPTY, labels, Exemplars.EMPTY, createdMs);
  }
}
