package io.rttd.analyze;

import io.rttd.reporting.PairReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.AbstractHistogram;

/**
 * HdrHistogram's percentile distributions, in milliseconds, as its plotter reads them: two sections
 * per pair, each starting with a line {@code # SRC DST all} or {@code # SRC DST path}.
 */
final class HgrmFormat {
  private static final double NS_PER_MS = 1e6;

  private HgrmFormat() {}

  static void print(AnalysisSummary summary, PrintWriter out) {
    for (PairReport pair : summary.totals().measuredPairs()) {
      print(pair, "all", pair.all(), out);
      if (pair.path().getTotalCount() > 0) {
        print(pair, "path", pair.path(), out);
      }
    }
  }

  private static void print(
      PairReport pair, String which, AbstractHistogram histogram, PrintWriter out) {
    out.print("# " + pair.src() + " " + pair.dst() + " " + which + "\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      histogram.outputPercentileDistribution(stream, NS_PER_MS);
    }
    out.print(bytes.toString(StandardCharsets.UTF_8).replace("\r", ""));
  }
}
