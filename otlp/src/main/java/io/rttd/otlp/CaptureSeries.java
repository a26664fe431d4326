package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.Verdict;
import io.rttd.reporting.Metric;
import io.rttd.reporting.Report;
import java.util.EnumMap;
import java.util.Map;

/** What adds up of one capture: its counters and verdicts. Not thread-safe. */
final class CaptureSeries {
  private final MetricChoice choice;
  private final Attributes attributes;
  private final long startNs;
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private CaptureCounts counts = CaptureCounts.NONE;
  private long evictedFlows;

  /**
   * Creates empty totals.
   *
   * @param startNs from when on they count, ns since the epoch
   */
  CaptureSeries(MetricChoice choice, Attributes attributes, long startNs) {
    this.choice = choice;
    this.attributes = attributes;
    this.startNs = startNs;
  }

  /** Adds one interval. */
  void add(Report report) {
    counts = counts.plus(report.capture().counts());
    evictedFlows += report.gauges().evictedFlows();
    report.verdicts().forEach((verdict, times) -> verdicts.merge(verdict, times, Long::sum));
  }

  /** Adds the current state to a batch. */
  void addTo(MetricBatch batch) {
    for (CaptureCounter counter : CaptureCounter.values()) {
      if (choice.wants(counter.metric())) {
        batch.sum(OtlpMetric.of(counter), counts.get(counter), attributes, startNs);
      }
    }
    if (choice.wants(Metric.FLOWS_EVICTED)) {
      batch.sum(OtlpMetric.of(Metric.FLOWS_EVICTED), evictedFlows, attributes, startNs);
    }
    if (choice.wants(Metric.VERDICT)) {
      verdicts.forEach(
          (verdict, times) ->
              batch.sum(
                  OtlpMetric.of(Metric.VERDICT),
                  times,
                  AttributeNames.with(attributes, AttributeNames.VERDICT, verdict.text()),
                  startNs));
    }
  }

  /** Adds what describes the capture within one interval. */
  void addGauges(MetricBatch batch, Report report) {
    gauge(batch, Metric.FLOWS, (double) report.gauges().flows());
    gauge(batch, Metric.PEERS, (double) report.gauges().peers());
    gauge(batch, Metric.MEMORY_BYTES, (double) report.gauges().memoryBytes());
    gauge(batch, Metric.SAMPLING_RATE, report.capture().samplingRate());
    gauge(batch, Metric.REPORT_LAG, report.lagNs() / 1e6);
  }

  private void gauge(MetricBatch batch, Metric metric, double value) {
    if (choice.wants(metric)) {
      batch.gauge(OtlpMetric.of(metric), value, attributes);
    }
  }
}
