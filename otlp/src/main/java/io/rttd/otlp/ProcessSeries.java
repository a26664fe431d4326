package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Metric;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The daemon's counts about itself, since these series began. Not thread-safe. */
final class ProcessSeries {
  private static final Map<Metric, ToLongFunction<DaemonCounts>> SUMS =
      new EnumMap<>(
          Map.of(
              Metric.RELOAD_REFUSED, DaemonCounts::refusedReloads,
              Metric.OTLP_LOST, DaemonCounts::lostPoints,
              Metric.DOGSTATSD_LOST, DaemonCounts::lostLines));

  private final MetricChoice choice;
  private final Attributes attributes;
  private final boolean delta;
  private final DaemonCounts counts;
  private final Map<Metric, Long> before = new EnumMap<>(Metric.class);
  private long startNs;

  /**
   * Creates the series of this process.
   *
   * @param delta whether a count is that of the time since the previous batch
   * @param startNs now, ns since the epoch
   */
  ProcessSeries(
      MetricChoice choice,
      Attributes attributes,
      boolean delta,
      DaemonCounts counts,
      long startNs) {
    this.choice = choice;
    this.attributes = attributes;
    this.delta = delta;
    this.counts = counts;
    this.startNs = startNs;
    SUMS.forEach((metric, total) -> before.put(metric, total.applyAsLong(counts)));
  }

  /** Adds the current state to a batch. */
  void addTo(MetricBatch batch, long endNs) {
    long fromNs = Math.min(startNs, endNs);
    SUMS.forEach((metric, total) -> sum(batch, metric, total.applyAsLong(counts), fromNs));
    gauge(batch, Metric.OTLP_KEPT, counts.keptPoints());
    gauge(batch, Metric.DOGSTATSD_KEPT, counts.keptLines());
    if (delta) {
      startNs = endNs;
    }
  }

  private void sum(MetricBatch batch, Metric metric, long total, long fromNs) {
    if (choice.wants(metric)) {
      batch.sum(OtlpMetric.of(metric), total - before.get(metric), attributes, fromNs);
      if (delta) {
        before.put(metric, total);
      }
    }
  }

  private void gauge(MetricBatch batch, Metric metric, long value) {
    if (choice.wants(metric)) {
      batch.gauge(OtlpMetric.of(metric), (double) value, attributes);
    }
  }
}
