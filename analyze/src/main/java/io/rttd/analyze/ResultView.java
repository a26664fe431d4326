package io.rttd.analyze;

import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.ServiceReport;
import io.rttd.reporting.PairReport;
import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How a result is shown.
 *
 * @param by what each line stands for
 * @param sort key by which lines are sorted
 * @param top maximum number of lines
 * @param width characters of a line of a table
 */
public record ResultView(Grouping by, SortKey sort, int top, int width) {
  /** Width of a table without a terminal. */
  public static final int DEFAULT_WIDTH = 80;

  /** All pairs, the busiest first. */
  public static final ResultView PAIRS =
      new ResultView(Grouping.PAIR, SortKey.COUNT, Integer.MAX_VALUE, DEFAULT_WIDTH);

  /** The pairs to show. */
  List<PairReport> pairs(List<PairReport> all) {
    return chosen(all, sort::of);
  }

  /** The connections to show, each created by the call that gets it. */
  List<ConnectionReport> connections(AnalysisSummary summary) {
    return chosen(
        summary.connections().orElseThrow(), connection -> sort.of(connection, summary.local()));
  }

  /** All services, in display order. */
  List<ServiceReport> services(AnalysisSummary summary) {
    ResultView all = new ResultView(by, sort, Integer.MAX_VALUE, width);
    return all.chosen(
        ServiceReport.of(summary.connections().orElseThrow(), summary.local()), sort::of);
  }

  /** The first of these lines, those that are shown. */
  <T> List<T> top(List<T> sorted) {
    return sorted.subList(0, Math.min(top, sorted.size()));
  }

  /** Sorts stably by key; elements without a key come last. */
  private <T> List<T> chosen(List<T> all, ToDoubleFunction<T> key) {
    double[] keys = all.stream().mapToDouble(key).map(k -> Double.isNaN(k) ? -1 : k).toArray();
    int[] order =
        IntStream.range(0, keys.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -keys[i]))
            .limit(top)
            .mapToInt(Integer::intValue)
            .toArray();
    return new AbstractList<>() {
      @Override
      public T get(int index) {
        return all.get(order[index]);
      }

      @Override
      public int size() {
        return order.length;
      }
    };
  }
}
