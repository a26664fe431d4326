package io.rttd.analyze.htmlreport;

import io.rttd.analyze.connection.ConnectionReport;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** The connections that lead by one measure; a connection whose value is 0 is never among them. */
final class Leaders {
  private static final double WORST = 99;

  private final String reason;
  private final ToLongFunction<ConnectionReport> measure;
  private final Comparator<ConnectionReport> order;
  private final PriorityQueue<ConnectionReport> leaders;
  private final int most;
  private List<ConnectionReport> sorted;

  private Leaders(String reason, int most, ToLongFunction<ConnectionReport> measure) {
    this.reason = reason;
    this.measure = measure;
    this.order =
        Comparator.comparingLong(measure)
            .thenComparing(Comparator.comparingInt(ConnectionReport::number).reversed());
    this.leaders = new PriorityQueue<>(order);
    this.most = most;
  }

  /** The leaders by each measure that makes a connection interesting. */
  static List<Leaders> byEachMeasure(int most) {
    return List.of(
        new Leaders("worst p99", most, Leaders::worstNs),
        new Leaders("most retransmits", most, ConnectionReport::retransmits),
        new Leaders("most bytes", most, ConnectionReport::payloadBytes));
  }

  private static long worstNs(ConnectionReport connection) {
    return Math.max(
        connection.fromClient().rtt().percentileNs(WORST),
        connection.fromServer().rtt().percentileNs(WORST));
  }

  void offer(ConnectionReport connection) {
    if (measure.applyAsLong(connection) <= 0) {
      return;
    }
    leaders.add(connection);
    if (leaders.size() > most) {
      leaders.remove();
    }
  }

  /** The measure by which they lead. */
  String reason() {
    return reason;
  }

  /** The leaders in descending order; offer no more connections after this call. */
  List<ConnectionReport> inOrder() {
    if (sorted == null) {
      sorted = leaders.stream().sorted(order.reversed()).toList();
    }
    return sorted;
  }
}
