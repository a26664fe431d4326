package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.rttd.model.PairTime;
import io.rttd.reporting.Metric;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.TimeReport;
import java.util.List;

/** What describes one pair within one interval: last value, mean, jitter, percentiles. */
final class PairGauges {
  private final MetricChoice choice;
  private final List<Double> percentiles;

  /**
   * Creates gauges.
   *
   * @param percentiles those of which gauges are made, if chosen
   */
  PairGauges(MetricChoice choice, List<Double> percentiles) {
    this.choice = choice;
    this.percentiles = percentiles;
  }

  /** Adds one interval to a batch. */
  void addTo(MetricBatch batch, PairReport peer, Attributes attributes) {
    peer.times().forEach((kind, times) -> addTimes(batch, kind, times, attributes));
    if (peer.count() == 0) {
      return;
    }
    add(batch, Metric.RTT, (double) peer.rtt().lastNs(), attributes);
    add(batch, Metric.RTT_AVG, peer.rtt().meanNs(), attributes);
    add(batch, Metric.RTT_JITTER, peer.rtt().jitterNs(), attributes);
    add(batch, Metric.RTT_HANDSHAKE, peer.rtt().handshakeNs(), attributes);
    add(batch, Metric.RTT_MIN, (double) peer.rtt().minNs(), attributes);
    add(batch, Metric.RTT_MAX, (double) peer.rtt().maxNs(), attributes);
    boolean hasPath = peer.path().getTotalCount() > 0;
    if (hasPath) {
      add(batch, Metric.PATH_MIN, (double) peer.pathMinNs(), attributes);
    }
    for (double percentile : percentiles) {
      add(batch, Metric.RTT_PERCENTILE, percentile, peer.percentileNs(percentile), attributes);
      if (hasPath) {
        add(
            batch,
            Metric.PATH_PERCENTILE,
            percentile,
            peer.pathPercentileNs(percentile),
            attributes);
      }
    }
  }

  private void addTimes(MetricBatch batch, PairTime kind, TimeReport times, Attributes attributes) {
    for (double percentile : percentiles) {
      add(
          batch,
          Metric.percentilesOf(kind),
          percentile,
          times.percentileNs(percentile),
          attributes);
    }
  }

  private void add(MetricBatch batch, Metric metric, double ns, Attributes attributes) {
    if (choice.wants(metric)) {
      batch.gauge(OtlpMetric.of(metric), ns / 1e6, attributes);
    }
  }

  private void add(
      MetricBatch batch, Metric stem, double percentile, long ns, Attributes attributes) {
    String name = stem.percentileName(percentile);
    if (choice.wants(stem, name)) {
      batch.gauge(OtlpMetric.of(stem, name), ns / 1e6, attributes);
    }
  }
}
