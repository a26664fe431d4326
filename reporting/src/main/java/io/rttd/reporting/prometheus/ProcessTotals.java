package io.rttd.reporting.prometheus;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.StormLog;
import java.util.ArrayList;
import java.util.List;

/**
 * The process's totals: its version, its counts, its Java ({@code jvm_*}) and its resources ({@code
 * process_*}), the latter two under the names of Prometheus's library. Thread-safe.
 */
final class ProcessTotals {
  private final StormLog log =
      new StormLog(System.getLogger(ProcessTotals.class.getName()), System::nanoTime);
  private final DaemonCounts counts;
  private final MetricSnapshot build;
  private final PrometheusRegistry java = new PrometheusRegistry();

  /**
   * Creates the totals of this process.
   *
   * @param version of rttd
   */
  ProcessTotals(String version, DaemonCounts counts) {
    this.counts = counts;
    Labels labels = Labels.of("version", version, "java", Runtime.version().toString());
    this.build =
        new InfoSnapshot(
            PrometheusMetric.BUILD_INFO.metadata(), List.of(new InfoDataPointSnapshot(labels)));
    JvmMetrics.builder().register(java);
  }

  /**
   * The current totals.
   *
   * @param rejectedScrapes requests that the server has rejected so far
   */
  List<MetricSnapshot> snapshot(long rejectedScrapes) {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(build);
    all.add(counter(PrometheusMetric.SCRAPES_REJECTED, rejectedScrapes));
    all.add(counter(PrometheusMetric.RELOAD_REFUSED, counts.refusedReloads()));
    all.add(counter(PrometheusMetric.DOGSTATSD_LOST, counts.lostLines()));
    all.add(gauge(PrometheusMetric.DOGSTATSD_KEPT, counts.keptLines()));
    all.add(counter(PrometheusMetric.OTLP_LOST, counts.lostPoints()));
    all.add(gauge(PrometheusMetric.OTLP_KEPT, counts.keptPoints()));
    addJava(all);
    return all;
  }

  /** Without file descriptors, it cannot read {@code /proc}: the rest is still reported. */
  private void addJava(List<MetricSnapshot> all) {
    try {
      java.scrape().forEach(all::add);
    } catch (RuntimeException | LinkageError e) {
      log.warn("The metrics of the process cannot be read", e);
    }
  }

  private static MetricSnapshot gauge(PrometheusMetric metric, long value) {
    return new GaugeSnapshot(
        metric.metadata(), List.of(new GaugeDataPointSnapshot(value, Labels.EMPTY, null)));
  }

  private static MetricSnapshot counter(PrometheusMetric metric, long total) {
    return new CounterSnapshot(
        metric.metadata(), List.of(new CounterDataPointSnapshot(total, Labels.EMPTY, null, 0)));
  }
}
