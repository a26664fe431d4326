package io.rttd.top;

import io.rttd.reporting.PairNames;
import io.rttd.reporting.status.Interval;
import io.rttd.reporting.status.PairRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The latest intervals, by interface. Single-threaded. */
final class TopModel {
  static final int MAX_PAST = 60;

  private final Map<String, Deque<Seen>> past = new TreeMap<>();

  private record Seen(Interval interval, Map<PairNames, PairRow> pairs) {
    static Seen of(Interval interval) {
      Map<PairNames, PairRow> pairs = new HashMap<>();
      for (PairRow pair : interval.pairs()) {
        pairs.put(pair.names(), pair);
      }
      return new Seen(interval, pairs);
    }
  }

  /** Adds new intervals. */
  void add(List<Interval> intervals) {
    for (Interval interval : intervals) {
      Deque<Seen> seen = past.computeIfAbsent(interval.iface(), unused -> new ArrayDeque<>());
      seen.add(Seen.of(interval));
      if (seen.size() > MAX_PAST) {
        seen.remove();
      }
    }
  }

  /** The interfaces seen so far, in alphabetical order. */
  List<String> interfaces() {
    return List.copyOf(past.keySet());
  }

  /** The latest interval of each selected interface. */
  List<Interval> latest(Optional<String> onlyIface) {
    List<Interval> latest = new ArrayList<>();
    past.forEach(
        (iface, seen) -> {
          if (onlyIface.isEmpty() || onlyIface.get().equals(iface)) {
            latest.add(seen.getLast().interval());
          }
        });
    return latest;
  }

  /**
   * The pairs of the latest intervals.
   *
   * @param onlyIface one interface, or all of them
   * @param filter part of one of a pair's names or of its service, case-insensitive
   */
  List<TopRow> rows(Optional<String> onlyIface, String filter, TopSort sort) {
    String wanted = filter.toLowerCase(Locale.ROOT);
    List<TopRow> rows = new ArrayList<>();
    past.forEach(
        (iface, seen) -> {
          if (onlyIface.isPresent() && !onlyIface.get().equals(iface)) {
            return;
          }
          for (PairRow pair : seen.getLast().interval().pairs()) {
            if ((pair.src() + " " + pair.dstAndService())
                .toLowerCase(Locale.ROOT)
                .contains(wanted)) {
              rows.add(rowOf(iface, seen, pair));
            }
          }
        });
    rows.sort(sort.order());
    return rows;
  }

  private static TopRow rowOf(String iface, Deque<Seen> seen, PairRow now) {
    PairNames names = now.names();
    return new TopRow(
        iface, now, history(seen, names, PairRow::p50), history(seen, names, PairRow::p99));
  }

  private static double[] history(
      Deque<Seen> seen, PairNames names, ToDoubleFunction<PairRow> value) {
    return seen.stream()
        .mapToDouble(
            one -> {
              PairRow pair = one.pairs().get(names);
              return pair == null ? Double.NaN : value.applyAsDouble(pair);
            })
        .toArray();
  }
}
