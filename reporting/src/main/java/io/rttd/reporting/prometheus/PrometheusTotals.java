package io.rttd.reporting.prometheus;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.reporting.PairNames;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.prometheus.PairTotal.Points;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Adds reports up to totals since the start. The number of pairs and their memory are bounded: a
 * pair that was silent for an hour is removed, and pairs beyond the limit are added to {@code
 * other}. If the pairs grow beyond the memory, those silent longest are removed first. Not
 * thread-safe; the snapshots are.
 */
final class PrometheusTotals {
  static final int MAX_PAIRS = 10_000;
  static final long SILENCE_NS = TimeUnit.HOURS.toNanos(1);

  /** How much is freed at a time, so that it is not necessary with each report. */
  private static final int FREED_PART = 16;

  /** By how much a pair usually grows after its first report. */
  private static final int GROWTH_BYTES = 2_000;

  private final int maxPairs;
  private final long maxBytes;
  private final double[] bounds;
  private final Map<NamedPair, PairTotal> pairs = new HashMap<>();
  private final Map<Series, Double> values = new HashMap<>();
  private final Map<Labels, CaptureCounts> captured = new HashMap<>();
  private long forgotten;
  private long bytes;

  private record NamedPair(String source, PairNames names) {}

  private record Series(PrometheusMetric metric, Labels labels) {}

  /**
   * Creates empty totals.
   *
   * @param maxPairs maximum number of pairs with their own series
   * @param maxBytes maximum memory of these pairs, including the last snapshot
   * @param buckets upper bounds of the classic buckets, in seconds, ascending
   */
  PrometheusTotals(int maxPairs, long maxBytes, List<Double> buckets) {
    this.maxPairs = maxPairs;
    this.maxBytes = maxBytes;
    this.bounds = HistogramTotal.bounds(buckets);
  }

  /** Adds one instance's interval. */
  void add(Report report) {
    forgetTheSilent(report);
    for (PairReport peer : report.peers()) {
      PairTotal total = pair(report, peer);
      long before = total.bytes();
      total.add(peer, report.endNs());
      bytes += total.bytes() - before;
    }
    forgetBeyondBudget();
    Labels labels = labelsOf(report);
    captured.merge(labels, report.capture().counts(), CaptureCounts::plus);
    count(PrometheusMetric.FLOWS_EVICTED, labels, report.gauges().evictedFlows());
    report
        .verdicts()
        .forEach(
            (verdict, times) ->
                count(PrometheusMetric.VERDICTS, labels.add("verdict", verdict.text()), times));
    gauge(PrometheusMetric.FLOWS, labels, (double) report.gauges().flows());
    gauge(PrometheusMetric.PEERS, labels, (double) report.gauges().peers());
    gauge(PrometheusMetric.MEMORY_BYTES, labels, (double) report.gauges().memoryBytes());
    gauge(PrometheusMetric.SAMPLING_RATE, labels, report.capture().samplingRate());
    gauge(PrometheusMetric.REPORT_LAG, labels, report.lagNs() / 1e9);
  }

  private PairTotal pair(Report report, PairReport peer) {
    NamedPair name = new NamedPair(report.source(), peer.names());
    PairTotal known = pairs.get(name);
    if (known != null) {
      return known;
    }
    PairTotal created =
        new PairTotal(
            labelsOf(report, peer.names()),
            TimeUnit.NANOSECONDS.toMillis(report.startNs()),
            bounds);
    if (pairs.size() >= maxPairs || bytes + created.bytes() + GROWTH_BYTES > maxBytes) {
      return other(report);
    }
    pairs.put(name, created);
    bytes += created.bytes();
    return created;
  }

  private PairTotal other(Report report) {
    return pairs.computeIfAbsent(
        new NamedPair(report.source(), PairNames.OTHER),
        name -> {
          PairTotal created =
              new PairTotal(
                  labelsOf(report, name.names()),
                  TimeUnit.NANOSECONDS.toMillis(report.startNs()),
                  bounds);
          bytes += created.bytes();
          return created;
        });
  }

  private static Labels labelsOf(Report report, PairNames pair) {
    Labels labels = labelsOf(report).add("dst", pair.dst()).add("src", pair.src());
    return pair.service().isEmpty() ? labels : labels.add("service_port", pair.service());
  }

  /** A second capture of an interface is distinguished by an additional label. */
  private static Labels labelsOf(Report report) {
    Labels labels = Labels.of("iface", report.iface());
    return report.source().equals(report.iface()) ? labels : labels.add("capture", report.source());
  }

  private void forgetTheSilent(Report report) {
    forget(
        pair ->
            pair.getKey().source().equals(report.source())
                && report.endNs() - pair.getValue().lastSeenNs() > SILENCE_NS);
  }

  private void forgetBeyondBudget() {
    if (bytes <= maxBytes) {
      return;
    }
    long enough = maxBytes - maxBytes / FREED_PART;
    List<Map.Entry<NamedPair, PairTotal>> stalest = new ArrayList<>(pairs.entrySet());
    stalest.removeIf(pair -> pair.getKey().names().equals(PairNames.OTHER));
    stalest.sort(Comparator.comparingLong(pair -> pair.getValue().lastSeenNs()));
    Set<NamedPair> chosen = new HashSet<>();
    long left = bytes;
    for (Map.Entry<NamedPair, PairTotal> pair : stalest) {
      if (left > enough) {
        chosen.add(pair.getKey());
        left -= pair.getValue().bytes();
      }
    }
    forget(pair -> chosen.contains(pair.getKey()));
  }

  private void forget(Predicate<Map.Entry<NamedPair, PairTotal>> isChosen) {
    Iterator<Map.Entry<NamedPair, PairTotal>> all = pairs.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<NamedPair, PairTotal> pair = all.next();
      if (isChosen.test(pair)) {
        bytes -= pair.getValue().bytes();
        forgotten++;
        all.remove();
      }
    }
  }

  private void count(PrometheusMetric metric, Labels labels, long increment) {
    values.merge(new Series(metric, labels), (double) increment, Double::sum);
  }

  private void gauge(PrometheusMetric metric, Labels labels, double value) {
    values.put(new Series(metric, labels), value);
  }

  /**
   * A snapshot of all totals.
   *
   * @param process the totals that do not come from reports
   */
  MetricSnapshots snapshot(List<MetricSnapshot> process) {
    MetricSnapshots.Builder builder = MetricSnapshots.builder();
    List<Points> points = new ArrayList<>(pairs.size());
    pairs.values().forEach(pair -> points.add(pair.points()));
    builder.metricSnapshot(histogram(PrometheusMetric.RTT, points, Points::all));
    builder.metricSnapshot(histogram(PrometheusMetric.PATH, points, Points::path));
    builder.metricSnapshot(summary(PrometheusMetric.JITTER, points, Points::jitter));
    for (PairTime kind : PairTime.values()) {
      builder.metricSnapshot(
          histogram(PrometheusMetric.of(kind), points, pair -> pair.times().get(kind)));
    }
    addCounters(builder, points);
    builder.metricSnapshot(
        new CounterSnapshot(
            PrometheusMetric.PAIRS_FORGOTTEN.metadata(),
            List.of(new CounterDataPointSnapshot(forgotten, Labels.EMPTY, null, 0))));
    process.forEach(builder::metricSnapshot);
    addCaptured(builder);
    addValues(builder);
    return builder.build();
  }

  private static void addCounters(MetricSnapshots.Builder builder, List<Points> points) {
    Map<String, List<PairCounter>> byMetric =
        Stream.of(PairCounter.values())
            .collect(groupingBy(PairCounter::metric, LinkedHashMap::new, toList()));
    for (List<PairCounter> counters : byMetric.values()) {
      List<CounterDataPointSnapshot> values = new ArrayList<>();
      for (PairCounter counter : counters) {
        values.addAll(present(points, pair -> pair.counters().get(counter)));
      }
      builder.metricSnapshot(
          new CounterSnapshot(PrometheusMetric.metadata(counters.get(0)), values));
    }
  }

  private void addCaptured(MetricSnapshots.Builder builder) {
    if (captured.isEmpty()) {
      return;
    }
    for (CaptureCounter counter : CaptureCounter.values()) {
      List<CounterDataPointSnapshot> points = new ArrayList<>();
      captured.forEach(
          (labels, counts) ->
              points.add(
                  new CounterDataPointSnapshot((double) counts.get(counter), labels, null, 0)));
      builder.metricSnapshot(new CounterSnapshot(PrometheusMetric.metadata(counter), points));
    }
  }

  private void addValues(MetricSnapshots.Builder builder) {
    Map<PrometheusMetric, Map<Labels, Double>> byMetric = new EnumMap<>(PrometheusMetric.class);
    values.forEach(
        (series, value) ->
            byMetric
                .computeIfAbsent(series.metric(), unused -> new HashMap<>())
                .put(series.labels(), value));
    byMetric.forEach(
        (metric, series) -> {
          if (metric.type() == PrometheusMetric.Type.COUNTER) {
            List<CounterDataPointSnapshot> counters = new ArrayList<>();
            series.forEach(
                (labels, value) ->
                    counters.add(new CounterDataPointSnapshot(value, labels, null, 0)));
            builder.metricSnapshot(new CounterSnapshot(metric.metadata(), counters));
          } else {
            List<GaugeDataPointSnapshot> gauges = new ArrayList<>();
            series.forEach(
                (labels, value) -> gauges.add(new GaugeDataPointSnapshot(value, labels, null)));
            builder.metricSnapshot(new GaugeSnapshot(metric.metadata(), gauges));
          }
        });
  }

  private static HistogramSnapshot histogram(
      PrometheusMetric metric,
      List<Points> points,
      Function<Points, HistogramDataPointSnapshot> part) {
    return new HistogramSnapshot(metric.metadata(), present(points, part));
  }

  private static SummarySnapshot summary(
      PrometheusMetric metric,
      List<Points> points,
      Function<Points, SummaryDataPointSnapshot> part) {
    return new SummarySnapshot(metric.metadata(), present(points, part));
  }

  private static <T> List<T> present(List<Points> points, Function<Points, T> part) {
    return points.stream().map(part).filter(Objects::nonNull).toList();
  }

  /** Approximate heap size of all pairs, including the last snapshot. */
  long bytes() {
    return bytes;
  }

  /** Number of pairs that have series now. */
  int pairs() {
    return pairs.size();
  }
}
