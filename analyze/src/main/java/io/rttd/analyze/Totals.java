package io.rttd.analyze;

import io.rttd.model.Verdict;
import io.rttd.reporting.PairReport;
import java.util.List;
import java.util.Map;

/**
 * The sums over all reports.
 *
 * @param startNs when the first interval began, ns since the epoch; after {@code endNs} if there
 *     was no report
 * @param endNs when the last interval ended, ns since the epoch
 * @param pairs pairs with a sample or a retransmission, the busiest first, then by address
 * @param verdicts how often each verdict was reached; absent if never
 * @param evictedFlows flows dropped because memory was short
 * @param foldedPeers how often a pair, a connection's end or a sample was folded into {@code other}
 *     because memory was short
 * @param thinnedSegments segments that were not timed because memory was short
 */
public record Totals(
    long startNs,
    long endNs,
    List<PairReport> pairs,
    Map<Verdict, Long> verdicts,
    long evictedFlows,
    long foldedPeers,
    long thinnedSegments) {

  /** Copies the collections. */
  public Totals {
    pairs = List.copyOf(pairs);
    verdicts = Map.copyOf(verdicts);
  }

  /** Number of samples of all pairs. */
  public long samples() {
    return pairs.stream().mapToLong(PairReport::count).sum();
  }

  /** Samples without a pair of their own, because memory was short. */
  public long foldedSamples() {
    return pairs.stream().filter(pair -> pair.key().isOther()).mapToLong(PairReport::count).sum();
  }

  /** The pairs that have a sample. */
  public List<PairReport> measuredPairs() {
    return pairs.stream().filter(pair -> pair.count() > 0).toList();
  }

  /** Whether memory was too short for anything. */
  public boolean isShortOfMemory() {
    return evictedFlows + foldedPeers + thinnedSegments > 0;
  }
}
