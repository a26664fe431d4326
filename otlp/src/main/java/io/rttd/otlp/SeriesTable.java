package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.rttd.reporting.PairNames;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What adds up of captures and their pairs: within one interval, or since the start.
 *
 * <p>Totals since the start are sent in each interval, even if nothing was added, because receivers
 * forget a series without points. Their number is bounded: a pair or capture that was silent for an
 * hour is removed, and pairs beyond the limit are added to {@code other}. Not thread-safe.
 */
final class SeriesTable {
  static final int MAX_PAIRS = 10_000;
  static final long SILENCE_NS = TimeUnit.HOURS.toNanos(1);

  /** What a pair usually takes: histograms of some octaves, attributes, and the maps' entries. */
  private static final long PAIR_BYTES = 6_000;

  private final MetricChoice choice;
  private final boolean delta;
  private final int maxPairs;
  private final Map<String, Source> sources = new HashMap<>();
  private int pairs;

  /** One capture's series. */
  private static final class Source {
    private final Map<Attributes, CaptureSeries> captures = new HashMap<>();
    private final Map<Attributes, PairSeries> pairs = new LinkedHashMap<>();
    private long lastSeenNs;
  }

  /**
   * Creates an empty table.
   *
   * @param delta whether series cover one interval
   * @param maxPairs maximum number of pairs whose totals are kept
   */
  SeriesTable(MetricChoice choice, boolean delta, int maxPairs) {
    this.choice = choice;
    this.delta = delta;
    this.maxPairs = maxPairs;
  }

  /** How many pairs a table may keep within that memory. */
  static int pairsWithin(long bytes) {
    return (int) Math.min(MAX_PAIRS, bytes / PAIR_BYTES);
  }

  /** Adds an interval; returns the series of its capture. */
  CaptureSeries captureOf(Report report, Attributes attributes) {
    CaptureSeries series =
        delta
            ? new CaptureSeries(choice, attributes, report.startNs())
            : source(report)
                .captures
                .computeIfAbsent(
                    attributes, created -> new CaptureSeries(choice, created, report.startNs()));
    series.add(report);
    return series;
  }

  /** Adds an interval; returns the series of its capture's pairs. */
  Collection<PairSeries> pairsOf(Report report, Attributes capture) {
    if (delta) {
      List<PairSeries> once = new ArrayList<>(report.peers().size());
      for (PairReport peer : report.peers()) {
        PairSeries series =
            new PairSeries(choice, AttributeNames.of(capture, peer.names()), report.startNs());
        series.add(peer, report.endNs());
        once.add(series);
      }
      return once;
    }
    forgetTheSilent(report);
    Source source = source(report);
    for (PairReport peer : report.peers()) {
      pair(source, report, capture, peer).add(peer, report.endNs());
    }
    return source.pairs.values();
  }

  private PairSeries pair(Source source, Report report, Attributes capture, PairReport peer) {
    Attributes attributes = AttributeNames.of(capture, peer.names());
    PairSeries known = source.pairs.get(attributes);
    if (known != null) {
      return known;
    }
    if (pairs >= maxPairs) {
      attributes = AttributeNames.of(capture, PairNames.OTHER);
    }
    return source.pairs.computeIfAbsent(
        attributes,
        created -> {
          pairs++;
          return new PairSeries(choice, created, report.startNs());
        });
  }

  private Source source(Report report) {
    Source source = sources.computeIfAbsent(report.source(), unused -> new Source());
    source.lastSeenNs = report.endNs();
    return source;
  }

  private void forgetTheSilent(Report report) {
    long sinceNs = report.endNs() - SILENCE_NS;
    for (Source source : sources.values()) {
      int before = source.pairs.size();
      source.pairs.values().removeIf(pair -> pair.lastSeenNs() < sinceNs);
      pairs -= before - source.pairs.size();
    }
    sources.values().removeIf(source -> source.lastSeenNs < sinceNs && source.pairs.isEmpty());
  }

  /** Number of pairs whose totals are kept. */
  int pairs() {
    return pairs;
  }
}
