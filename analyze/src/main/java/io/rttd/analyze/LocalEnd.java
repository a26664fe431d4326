package io.rttd.analyze;

import io.rttd.reporting.PairReport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Guesses which host made the capture: a host that captures its own traffic is an end of every
 * pair. Of two hosts that talk only to each other, it is the one whose leg from the capture point
 * is much shorter.
 */
final class LocalEnd {
  /** How many times shorter is much shorter. */
  private static final int MUCH = 10;

  private static final double MEDIAN = 50;

  private LocalEnd() {}

  /** The end that is in every pair with a sample; empty if there is none or it is ambiguous. */
  static Optional<String> of(Totals totals) {
    List<PairReport> pairs =
        totals.measuredPairs().stream().filter(pair -> !pair.key().isOther()).toList();
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    Set<String> ends = new HashSet<>(Set.of(pairs.get(0).src()));
    ends.add(pairs.get(0).dst());
    pairs.forEach(pair -> ends.removeIf(end -> !end.equals(pair.src()) && !end.equals(pair.dst())));
    return ends.size() == 1 ? ends.stream().findFirst() : ofTwo(pairs);
  }

  private static Optional<String> ofTwo(List<PairReport> pairs) {
    if (pairs.size() != 2) {
      return Optional.empty();
    }
    Map<String, Long> legsNs = new HashMap<>();
    pairs.forEach(pair -> legsNs.put(pair.dst(), pair.percentileNs(MEDIAN)));
    if (legsNs.size() != 2) {
      return Optional.empty();
    }
    return pairs.stream()
        .filter(pair -> legsNs.get(pair.dst()) / MUCH >= legsNs.get(pair.src()))
        .map(PairReport::src)
        .findFirst();
  }
}
