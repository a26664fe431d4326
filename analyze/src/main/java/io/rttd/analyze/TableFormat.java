package io.rttd.analyze;

import io.rttd.analyze.connection.ConnectionReports;
import io.rttd.analyze.connection.DirectionReport;
import io.rttd.analyze.connection.ServiceReport;
import io.rttd.analyze.text.Millis;
import io.rttd.analyze.text.Share;
import io.rttd.analyze.text.TextTable;
import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.model.Verdict;
import io.rttd.reporting.Counted;
import io.rttd.reporting.PairReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A text table of pairs, services or connections, with totals below; times in milliseconds. */
public final class TableFormat {
  private static final String[] PAIR_HEADINGS = {
    "src",
    "dst",
    "service",
    "count",
    "min",
    "p50",
    "p90",
    "p99",
    "max",
    "jitter",
    "path p50",
    "prompt",
    "retx",
    "retx %",
    "resp",
    "failed",
    "resets",
    "0-wins",
    "reord"
  };

  private TableFormat() {}

  static void print(AnalysisSummary summary, ResultView view, PrintWriter out) {
    switch (view.by()) {
      case PAIR ->
          summary
              .local()
              .ifPresentOrElse(
                  local -> printLegs(local, summary.totals(), view, out),
                  () -> printPairs(summary.totals().measuredPairs(), view, out));
      case SERVICE -> {
        List<ServiceReport> services = view.services(summary);
        print(ConnectionTables.services(view.top(services)), services.size(), view, out);
      }
      case CONNECTION ->
          print(
              ConnectionTables.connections(summary, view),
              summary.connections().orElseThrow().size(),
              view,
              out);
    }
    out.print("\n");
    out.print(packetLine(summary));
    printVerdicts(summary.totals(), out);
    printConnections(summary.totals(), out);
    if (view.by() != Grouping.PAIR) {
      summary.connections().ifPresent(connections -> printNotKept(connections, out));
    }
  }

  /** Prints the pairs that have samples. */
  public static void printPairs(Totals totals, PrintWriter out) {
    printPairs(totals.measuredPairs(), ResultView.PAIRS, out);
  }

  private static void printPairs(List<PairReport> pairs, ResultView view, PrintWriter out) {
    TextTable table = new TextTable(3, PAIR_HEADINGS);
    table.hideIfZero("service", "resp", "failed", "resets", "0-wins", "reord");
    table.dropToFit(
        "jitter", "min", "retx", "reord", "resets", "max", "p90", "0-wins", "failed", "resp",
        "prompt");
    view.pairs(pairs).forEach(pair -> table.add(cells(pair)));
    print(table, pairs.size(), view, out);
  }

  private static void print(TextTable table, int all, ResultView view, PrintWriter out) {
    if (table.isEmpty()) {
      out.print("no " + view.by() + (view.by() == Grouping.PAIR ? " has a sample\n" : "\n"));
      return;
    }
    table.print(out, view.width());
    if (all > view.top()) {
      out.print(view.top() + " of " + Counted.text(all, view.by().toString()));
      out.print(", by " + view.sort() + "\n");
    }
  }

  /** Prints the local end's RTTs to the others, and then from the capture point to itself. */
  private static void printLegs(String local, Totals totals, ResultView view, PrintWriter out) {
    out.print(local + " looks local: first its RTTs to the others, then its own leg.\n");
    Map<Boolean, List<PairReport>> legs =
        totals.measuredPairs().stream()
            .collect(Collectors.partitioningBy(pair -> pair.src().equals(local)));
    for (boolean far : new boolean[] {true, false}) {
      if (!legs.get(far).isEmpty()) {
        out.print("\n");
        printPairs(legs.get(far), view, out);
      }
    }
  }

  private static String[] cells(PairReport pair) {
    PairCounts counts = pair.counts();
    long prompt = pair.path().getTotalCount();
    return new String[] {
      pair.src(),
      pair.dst(),
      pair.service(),
      Long.toString(pair.count()),
      Millis.text(pair.rtt().minNs()),
      Millis.text(pair.percentileNs(50)),
      Millis.text(pair.percentileNs(90)),
      Millis.text(pair.percentileNs(99)),
      Millis.text(pair.rtt().maxNs()),
      Millis.text(pair.rtt().jitterNs()),
      prompt > 0 ? Millis.text(pair.pathPercentileNs(50)) : Millis.text(Double.NaN),
      Long.toString(prompt),
      Long.toString(pair.retransmits()),
      ConnectionTables.percent(
          DirectionReport.retransmitRatio(pair.retransmits(), pair.segments())),
      pair.time(PairTime.RESPONSE)
          .map(time -> Millis.text(time.percentileNs(50)))
          .orElse(ConnectionTables.NONE),
      Long.toString(
          counts.get(PairCounter.CONNECTS_REFUSED) + counts.get(PairCounter.CONNECTS_UNANSWERED)),
      Long.toString(counts.get(PairCounter.RESETS)),
      Long.toString(counts.get(PairCounter.ZERO_WINDOWS)),
      Long.toString(counts.get(PairCounter.OUT_OF_ORDER))
    };
  }

  private static void printNotKept(ConnectionReports connections, PrintWriter out) {
    connections
        .notKept()
        .words()
        .ifPresent(words -> out.print("short of memory: " + words + "; raise --memory\n"));
  }

  /**
   * Prints the verdicts on the ACKs in one line and, if memory was short, its effects in another.
   */
  public static void printVerdicts(Totals totals, PrintWriter out) {
    StringBuilder line = new StringBuilder("verdicts:");
    for (Verdict verdict : Verdict.values()) {
      long count = totals.verdicts().getOrDefault(verdict, 0L);
      if (count > 0) {
        line.append(line.charAt(line.length() - 1) == ':' ? " " : ", ");
        line.append(verdict.text()).append(' ').append(count);
      }
    }
    out.print(totals.verdicts().isEmpty() ? "verdicts: none\n" : line.append('\n').toString());
    if (totals.isShortOfMemory()) {
      out.print("short of memory: " + String.join(", ", losses(totals)) + "\n");
    }
  }

  private static List<String> losses(Totals totals) {
    List<String> losses = new ArrayList<>();
    if (totals.evictedFlows() > 0) {
      losses.add(Counted.text(totals.evictedFlows(), "flow") + " evicted");
    }
    if (totals.foldedSamples() > 0) {
      losses.add(
          Counted.text(totals.foldedSamples(), "sample")
              + " ("
              + Share.text((double) totals.foldedSamples() / totals.samples())
              + ") counted under \"other\" instead of their pair");
    } else if (totals.foldedPeers() > 0) {
      losses.add("counts of some pairs are under \"other\"");
    }
    if (totals.thinnedSegments() > 0) {
      losses.add(Counted.text(totals.thinnedSegments(), "segment") + " not timed");
    }
    return losses;
  }

  /** Prints how connections began and stalled, if any did. */
  private static void printConnections(Totals totals, PrintWriter out) {
    PairCounts sum = new PairCounts();
    totals.pairs().forEach(pair -> sum.add(pair.counts()));
    StringBuilder line = new StringBuilder();
    line.append("connections: ").append(sum.get(PairCounter.CONNECTS)).append(" begun");
    appendIfAny(line, "refused", sum.get(PairCounter.CONNECTS_REFUSED));
    appendIfAny(line, "unanswered", sum.get(PairCounter.CONNECTS_UNANSWERED));
    appendIfAny(line, "reset", sum.get(PairCounter.RESETS));
    appendIfAny(line, "retransmits", sum.get(PairCounter.RETRANSMITS));
    appendIfAny(line, "out of order", sum.get(PairCounter.OUT_OF_ORDER));
    long zeroWindows = sum.get(PairCounter.ZERO_WINDOWS);
    appendIfAny(line, "zero windows", zeroWindows);
    if (zeroWindows > 0) {
      line.append(" (").append(Millis.text(sum.get(PairCounter.ZERO_WINDOW_NS))).append(" ms)");
    }
    out.print(line.append('\n'));
  }

  private static String packetLine(AnalysisSummary summary) {
    StringBuilder line = new StringBuilder();
    line.append("packets: ").append(summary.frames(CaptureCounter.PACKETS));
    line.append(", tcp ").append(summary.tcpFrames());
    CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED)
        .forEach(counter -> appendIfAny(line, counter.label(), summary.frames(counter)));
    appendIfAny(line, "left out", summary.leftOut());
    return line.append('\n').toString();
  }

  private static void appendIfAny(StringBuilder line, String what, long count) {
    if (count > 0) {
      line.append(", ").append(what).append(' ').append(count);
    }
  }
}
