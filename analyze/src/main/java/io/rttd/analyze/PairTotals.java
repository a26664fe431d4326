package io.rttd.analyze;

import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.Completeness;
import io.rttd.model.Verdict;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.PairNames;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.diagnosis.Observation;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums up reports. Confined to the reporter's thread until the reporter has ended, then to the
 * thread that reads the sums.
 */
public final class PairTotals implements MetricSink {
  private final Map<PairNames, PairTotal> pairs = new LinkedHashMap<>();
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private long startNs = Long.MAX_VALUE;
  private long endNs = Long.MIN_VALUE;
  private long evictedFlows;
  private long foldedPeers;
  private long thinnedSegments;
  private Observation seen = Observation.NONE;
  private Completeness completeness = Completeness.NONE;

  @Override
  public void onReport(Report report) {
    for (PairReport peer : report.peers()) {
      pairs.computeIfAbsent(peer.names(), names -> new PairTotal(peer)).add(peer);
    }
    report.verdicts().forEach((verdict, count) -> verdicts.merge(verdict, count, Long::sum));
    if (report.endNs() > 0) { // 0: no packet has a time
      startNs = Math.min(startNs, report.startNs());
      endNs = Math.max(endNs, report.endNs());
    }
    ShardGauges gauges = report.gauges();
    evictedFlows += gauges.evictedFlows();
    foldedPeers += gauges.foldedPeers();
    thinnedSegments += gauges.thinnedSegments();
    seen = seen.plus(Observation.of(report));
    completeness = completeness.plus(gauges.completeness());
  }

  @Override
  public void close() {
    // Nothing to send.
  }

  /** What was observed, for a diagnosis. */
  Observation seen() {
    return seen;
  }

  /** What is missing from the capture. */
  Completeness completeness() {
    return completeness;
  }

  /** The sums so far. */
  public Totals totals() {
    List<PairReport> reports =
        pairs.values().stream()
            .map(PairTotal::toReport)
            .sorted(
                Comparator.comparingLong((PairReport pair) -> -pair.count())
                    .thenComparing(PairReport::src)
                    .thenComparing(PairReport::dst))
            .toList();
    return new Totals(
        startNs, endNs, reports, verdicts, evictedFlows, foldedPeers, thinnedSegments);
  }
}
