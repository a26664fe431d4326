package io.rttd.reporting.status;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.diagnosis.Finding;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Stores totals since the start and the pairs of recent intervals, for status queries. Bounded: at
 * most {@value #MAX_INTERVALS} intervals and a total of {@value #MAX_PAIRS} pairs. The reporter's
 * thread adds reports; any thread may query.
 */
public final class StatusBoard implements MetricSink {
  static final int MAX_INTERVALS = 240;
  public static final int MAX_PAIRS = 60_000;

  /** Pairs stored per interval: the busiest, and of the others those with the worst p99. */
  private static final int BUSIEST_PAIRS = 400;

  private static final int WORST_PAIRS = 100;

  private final LongSupplier nanoClock;
  private final Map<String, CaptureTotals> captures = new TreeMap<>();
  private final Deque<Interval> intervals = new ArrayDeque<>();
  private int pairs;
  private long number;

  /**
   * Creates an empty board.
   *
   * @param nanoClock any monotonic clock, in ns
   */
  public StatusBoard(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public void onReport(Report report) {
    long samples = 0;
    PairCounts counts = new PairCounts();
    for (PairReport pair : report.peers()) {
      samples += pair.count();
      counts.add(pair.counts());
    }
    List<PairRow> kept = keptOf(report.peers());
    Map<String, Long> verdicts = new HashMap<>();
    report.verdicts().forEach((verdict, times) -> verdicts.put(verdict.text(), times));
    synchronized (this) {
      CaptureTotals totals =
          captures.computeIfAbsent(report.source(), unused -> new CaptureTotals());
      totals.add(report, samples, counts, nanoClock.getAsLong());
      intervals.add(
          new Interval(
              ++number,
              report.source(),
              report.startNs(),
              report.endNs(),
              report.capture().counts(),
              report.capture().samplingRate(),
              report.gauges().flows(),
              samples,
              report.peers().size(),
              totals.watch.finding().map(Finding::liveText).orElse(""),
              verdicts,
              kept));
      pairs += kept.size();
      while (intervals.size() > MAX_INTERVALS || pairs > MAX_PAIRS) {
        pairs -= intervals.remove().pairs().size();
      }
    }
  }

  /** The intervals after the one with that number, oldest first; 0 for all stored ones. */
  public synchronized List<Interval> intervalsAfter(long last) {
    return intervals.stream().filter(interval -> interval.number() > last).toList();
  }

  synchronized IntervalCodec.Answer answerAfter(long last) {
    return new IntervalCodec.Answer(number, intervalsAfter(last));
  }

  /** Passes a capture's totals to a function, if the capture has reported. */
  synchronized void read(String iface, Consumer<CaptureTotals> reader) {
    CaptureTotals totals = captures.get(iface);
    if (totals != null) {
      reader.accept(totals);
    }
  }

  @Override
  public void close() {
    // Nothing to send.
  }

  private static List<PairRow> keptOf(List<PairReport> busiestFirst) {
    Stream<PairRow> busiest = busiestFirst.stream().limit(BUSIEST_PAIRS).map(PairRow::of);
    Stream<PairRow> worst =
        busiestFirst.stream()
            .skip(BUSIEST_PAIRS)
            .filter(peer -> peer.count() > 0)
            .map(PairRow::of)
            .sorted(Comparator.comparingDouble(PairRow::p99).reversed())
            .limit(WORST_PAIRS);
    return Stream.concat(busiest, worst).toList();
  }
}
