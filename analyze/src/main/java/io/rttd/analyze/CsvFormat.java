package io.rttd.analyze;

import io.rttd.analyze.connection.FieldWriter;
import io.rttd.analyze.connection.ReportFields;
import io.rttd.analyze.connection.ServiceReport;
import io.rttd.analyze.text.Decimals;
import io.rttd.model.PairCounter;
import io.rttd.reporting.Metric;
import io.rttd.reporting.PairReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Comma-separated values (RFC 4180, but lines end with a line feed alone): a header, then one line
 * per pair, service or connection. Times are milliseconds with six decimals, that is, to the
 * nanosecond; a missing figure is an empty cell.
 */
final class CsvFormat {
  private static final double NS_PER_MS = 1e6;

  private CsvFormat() {}

  static void print(AnalysisSummary summary, ResultView view, PrintWriter out) {
    switch (view.by()) {
      case PAIR -> {
        printLine(out, header());
        view.pairs(summary.totals().pairs()).forEach(pair -> printLine(out, cells(pair)));
      }
      case SERVICE ->
          print(ServiceReport.blank(), view.top(view.services(summary)), ReportFields::write, out);
      case CONNECTION ->
          print(
              ReportFields.blankConnection(), view.connections(summary), ReportFields::write, out);
    }
  }

  private static <T> void print(
      T blank, List<T> reports, BiConsumer<T, FieldWriter> writer, PrintWriter out) {
    CsvFields header = new CsvFields();
    writer.accept(blank, header);
    printLine(out, header.names());
    for (T report : reports) {
      CsvFields line = new CsvFields();
      writer.accept(report, line);
      printLine(out, line.cells());
    }
  }

  private static List<String> header() {
    List<String> header = new ArrayList<>(List.of("src", "dst", "count", "retransmits"));
    header.addAll(List.of("last_ms", "mean_ms", "min_ms"));
    OutputFormat.PERCENTILES.forEach(p -> header.add(Metric.percentileWord(p) + "_ms"));
    header.addAll(List.of("max_ms", "jitter_ms", "path_count", "path_min_ms"));
    OutputFormat.PERCENTILES.forEach(p -> header.add("path_" + Metric.percentileWord(p) + "_ms"));
    header.addAll(List.of("handshake_count", "handshake_ms"));
    otherCounters().map(PairCounter::text).forEach(header::add);
    return header;
  }

  private static List<String> cells(PairReport pair) {
    boolean any = pair.count() > 0;
    List<String> cells = new ArrayList<>(List.of(pair.src(), pair.dst()));
    cells.add(Long.toString(pair.count()));
    cells.add(Long.toString(pair.retransmits()));
    cells.add(any ? ms(pair.rtt().lastNs()) : "");
    cells.add(any ? ms(pair.rtt().meanNs()) : "");
    cells.add(any ? ms(pair.rtt().minNs()) : "");
    OutputFormat.PERCENTILES.forEach(p -> cells.add(any ? ms(pair.percentileNs(p)) : ""));
    cells.add(any ? ms(pair.rtt().maxNs()) : "");
    cells.add(ms(pair.rtt().jitterNs()));
    long prompt = pair.path().getTotalCount();
    cells.add(Long.toString(prompt));
    cells.add(prompt > 0 ? ms(pair.pathMinNs()) : "");
    OutputFormat.PERCENTILES.forEach(
        p -> cells.add(prompt > 0 ? ms(pair.pathPercentileNs(p)) : ""));
    cells.add(Long.toString(pair.rtt().handshakeCount()));
    cells.add(ms(pair.rtt().handshakeNs()));
    otherCounters().map(counter -> text(counter, pair.counts().get(counter))).forEach(cells::add);
    return cells;
  }

  /** All counters but retransmits, whose column near the front is older than the others. */
  private static Stream<PairCounter> otherCounters() {
    return Arrays.stream(PairCounter.values()).filter(c -> c != PairCounter.RETRANSMITS);
  }

  private static String text(PairCounter counter, long value) {
    return counter.isTime() ? ms(value) : Long.toString(value);
  }

  private static String ms(long ns) {
    return ms((double) ns);
  }

  static String ms(double ns) {
    return Double.isNaN(ns) ? "" : Decimals.text(ns / NS_PER_MS, 6);
  }

  private static void printLine(PrintWriter out, List<String> cells) {
    out.print(String.join(",", cells.stream().map(CsvFormat::quoted).toList()));
    out.print('\n');
  }

  private static String quoted(String cell) {
    return cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? cell
        : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
