package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.reporting.Metric;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.TimeReport;
import java.util.EnumMap;
import java.util.Map;

/** What adds up of one pair: its histograms and counts. Not thread-safe. */
final class PairSeries {
  private static final OtlpMetric RTT = OtlpMetric.of(Metric.RTT_DISTRIBUTION);
  private static final OtlpMetric PATH =
      OtlpMetric.of(Metric.RTT_DISTRIBUTION, MetricChoice.PATH_DISTRIBUTION);

  private final MetricChoice choice;
  private final Attributes attributes;
  private final long startNs;
  private final HistogramTotal all = new HistogramTotal();
  private final HistogramTotal path = new HistogramTotal();
  private final Map<PairTime, HistogramTotal> times = new EnumMap<>(PairTime.class);
  private final PairCounts counts = new PairCounts();
  private long samples;
  private long lastSeenNs;

  /**
   * Creates empty totals.
   *
   * @param startNs from when on they count, ns since the epoch
   */
  PairSeries(MetricChoice choice, Attributes attributes, long startNs) {
    this.choice = choice;
    this.attributes = attributes;
    this.startNs = startNs;
  }

  /** Adds one interval. */
  void add(PairReport peer, long endNs) {
    lastSeenNs = endNs;
    counts.add(peer.counts());
    samples += peer.count();
    if (peer.count() > 0) {
      addSamples(peer);
    }
    peer.times().forEach(this::addTimes);
  }

  private void addSamples(PairReport peer) {
    if (choice.wants(Metric.RTT_DISTRIBUTION)) {
      all.addCounts(peer.all(), peer::representativeNs);
      all.addStats(peer.rtt().sumNs(), peer.rtt().minNs(), peer.rtt().maxNs());
    }
    if (choice.wantsPath() && peer.path().getTotalCount() > 0) {
      double sumNs = path.addCounts(peer.path(), peer::representativeNs);
      long maxNs = peer.representativeNs(peer.path().getMaxValue());
      path.addStats(sumNs, peer.pathMinNs(), maxNs);
    }
  }

  private void addTimes(PairTime kind, TimeReport more) {
    if (choice.wants(kind)) {
      HistogramTotal total = times.computeIfAbsent(kind, unused -> new HistogramTotal());
      total.addCounts(more.histogram(), more::representativeNs);
      total.addStats(more.stats().sumNs(), more.stats().minNs(), more.stats().maxNs());
    }
  }

  /** End of the last interval with data of this pair, ns since the epoch. */
  long lastSeenNs() {
    return lastSeenNs;
  }

  /** Adds the current state to a batch. */
  void addTo(MetricBatch batch) {
    batch.histogram(RTT, all, attributes, startNs);
    batch.histogram(PATH, path, attributes, startNs);
    times.forEach(
        (kind, total) ->
            batch.histogram(
                OtlpMetric.of(Metric.distributionOf(kind)), total, attributes, startNs));
    if (choice.wants(Metric.RTT_COUNT)) {
      batch.sum(OtlpMetric.of(Metric.RTT_COUNT), samples, attributes, startNs);
    }
    for (PairCounter counter : PairCounter.values()) {
      long value = counts.get(counter);
      if (choice.wants(counter.metric()) && (value > 0 || counter.isReportedWhenZero())) {
        addCount(batch, counter, value);
      }
    }
  }

  private void addCount(MetricBatch batch, PairCounter counter, long value) {
    Attributes reasoned =
        counter
            .reason()
            .map(why -> AttributeNames.with(attributes, AttributeNames.REASON, why))
            .orElse(attributes);
    if (counter.isTime()) {
      batch.sum(OtlpMetric.of(counter), value / 1e6, reasoned, startNs);
    } else {
      batch.sum(OtlpMetric.of(counter), value, reasoned, startNs);
    }
  }
}
