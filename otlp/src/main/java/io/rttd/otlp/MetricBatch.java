package io.rttd.otlp;

import static io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData.createDoubleGauge;
import static io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData.createDoubleSum;
import static io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData.createExponentialHistogram;
import static io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData.createLongSum;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Data points of one request, by metric. Not thread-safe. */
final class MetricBatch {
  private final AggregationTemporality temporality;
  private final long endNs;
  private final Map<OtlpMetric, List<DoublePointData>> gauges = new LinkedHashMap<>();
  private final Map<OtlpMetric, List<LongPointData>> sums = new LinkedHashMap<>();
  private final Map<OtlpMetric, List<DoublePointData>> doubleSums = new LinkedHashMap<>();
  private final Map<OtlpMetric, List<ExponentialHistogramPointData>> histograms =
      new LinkedHashMap<>();
  private int points;

  /**
   * Creates an empty batch.
   *
   * @param temporality of sums and histograms
   * @param endNs time of all points, ns since the epoch
   */
  MetricBatch(AggregationTemporality temporality, long endNs) {
    this.temporality = temporality;
    this.endNs = endNs;
  }

  /** Adds the latest value of something; NaN is no value. */
  void gauge(OtlpMetric metric, double value, Attributes attributes) {
    if (!Double.isNaN(value)) {
      add(gauges, metric, DoublePointData.create(0, endNs, attributes, value, List.of()));
    }
  }

  /**
   * Adds a number of events.
   *
   * @param startNs start of the time in which they were counted, ns since the epoch
   */
  void sum(OtlpMetric metric, long value, Attributes attributes, long startNs) {
    add(sums, metric, LongPointData.create(startNs, endNs, attributes, value));
  }

  /** As {@link #sum(OtlpMetric, long, Attributes, long)}, for an amount that is not whole. */
  void sum(OtlpMetric metric, double value, Attributes attributes, long startNs) {
    add(doubleSums, metric, DoublePointData.create(startNs, endNs, attributes, value, List.of()));
  }

  /** Adds a histogram; without values, it is left out. */
  void histogram(OtlpMetric metric, HistogramTotal total, Attributes attributes, long startNs) {
    if (total.count() > 0) {
      add(histograms, metric, total.toPoint(attributes, startNs, endNs));
    }
  }

  private <T> void add(Map<OtlpMetric, List<T>> all, OtlpMetric metric, T point) {
    all.computeIfAbsent(metric, unused -> new ArrayList<>()).add(point);
    points++;
  }

  /** Number of points so far. */
  int points() {
    return points;
  }

  /** The metrics, for the exporter. */
  List<MetricData> toMetrics(Resource resource, InstrumentationScopeInfo scope) {
    List<MetricData> all = new ArrayList<>();
    gauges.forEach(
        (m, values) ->
            all.add(
                createDoubleGauge(
                    resource,
                    scope,
                    m.name(),
                    m.description(),
                    m.unit(),
                    GaugeData.createDoubleGaugeData(values))));
    sums.forEach(
        (m, values) ->
            all.add(
                createLongSum(
                    resource,
                    scope,
                    m.name(),
                    m.description(),
                    m.unit(),
                    SumData.createLongSumData(true, temporality, values))));
    doubleSums.forEach(
        (m, values) ->
            all.add(
                createDoubleSum(
                    resource,
                    scope,
                    m.name(),
                    m.description(),
                    m.unit(),
                    SumData.createDoubleSumData(true, temporality, values))));
    histograms.forEach(
        (m, values) ->
            all.add(
                createExponentialHistogram(
                    resource,
                    scope,
                    m.name(),
                    m.description(),
                    m.unit(),
                    ExponentialHistogramData.create(temporality, values))));
    return all;
  }
}
