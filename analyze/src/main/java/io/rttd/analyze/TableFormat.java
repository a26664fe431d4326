package io.rttd.analyze;

import io.rttd.analyze.text.Millis;
import io.rttd.analyze.text.Share;
import io.rttd.analyze.text.TextTable;
import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.model.Verdict;
import io.rttd.reporting.Counted;
import io.rttd.reporting.PairReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A text table: one line per pair, with totals below. Times are in milliseconds. */
public final class TableFormat {
  private TableFormat() {}

  static void print(AnalysisSummary summary, PrintWriter out) {
    summary
        .local()
        .ifPresentOrElse(
            local -> printLegs(local, summary.totals(), out),
            () -> printPairs(summary.totals(), out));
    out.print("\n");
    out.print(packetLine(summary));
    printVerdicts(summary.totals(), out);
    printConnections(summary.totals(), out);
  }

  /** Prints the pairs that have samples. */
  public static void printPairs(Totals totals, PrintWriter out) {
    TextTable table = pairTable();
    totals.measuredPairs().forEach(pair -> table.add(cells(pair)));
    if (table.isEmpty()) {
      out.print("no pair has a sample\n");
    } else {
      table.print(out);
    }
  }

  /** Prints the local end's RTTs to the others, and then from the capture point to itself. */
  private static void printLegs(String local, Totals totals, PrintWriter out) {
    TextTable far = pairTable();
    TextTable own = pairTable();
    totals.measuredPairs().forEach(pair -> (pair.src().equals(local) ? far : own).add(cells(pair)));
    out.print(local + " looks local: first its RTTs to the others, then its own leg.\n");
    for (TextTable leg : List.of(far, own)) {
      if (!leg.isEmpty()) {
        out.print("\n");
        leg.print(out);
      }
    }
  }

  private static TextTable pairTable() {
    return new TextTable(
        2, "src", "dst", "count", "min", "p50", "p90", "p99", "max", "jitter", "path p50");
  }

  private static String[] cells(PairReport pair) {
    boolean hasPath = pair.path().getTotalCount() > 0;
    return new String[] {
      pair.src(),
      pair.dst(),
      Long.toString(pair.count()),
      Millis.text(pair.rtt().minNs()),
      Millis.text(pair.percentileNs(50)),
      Millis.text(pair.percentileNs(90)),
      Millis.text(pair.percentileNs(99)),
      Millis.text(pair.rtt().maxNs()),
      Millis.text(pair.rtt().jitterNs()),
      hasPath ? Millis.text(pair.pathPercentileNs(50)) : Millis.text(Double.NaN)
    };
  }

  /** Prints, in a line or two, what became of the ACKs, and what memory was too short for. */
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

  /** Prints how connections began and stalled, if there is anything to report. */
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
