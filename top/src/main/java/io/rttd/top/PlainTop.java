package io.rttd.top;

import io.rttd.analyze.text.Share;
import io.rttd.analyze.text.TextTable;
import io.rttd.reporting.Counted;
import io.rttd.reporting.status.ConnectionRow;
import io.rttd.reporting.status.Interval;
import io.rttd.reporting.status.PairRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One table per interval, for output that is not a terminal: a file, a pipe, a log. One thread. */
public final class PlainTop {
  private static final long REFRESH_MS = 500;
  private static final List<String> TIMES =
      List.of("samples", "p50", "p99", "max", "path p50", "path p99", "retr", "change");

  private final TopSource source;
  private final TopSort sort;
  private final String filter;
  private final int rows;
  private final boolean connections;

  /**
   * Creates a view that shows nothing yet.
   *
   * @param rows maximum number of pairs per interval
   * @param connections whether tables show the connections' health, not round-trip times
   */
  public PlainTop(TopSource source, TopSort sort, String filter, int rows, boolean connections) {
    this.connections = connections;
    this.source = source;
    this.sort = sort;
    this.filter = filter;
    this.rows = rows;
  }

  /**
   * Prints until it has printed the given number of intervals, or the reader exits.
   *
   * @param intervals 0: no limit
   * @throws IOException if the source has no data
   */
  public void run(PrintWriter out, int intervals) throws IOException, InterruptedException {
    TopModel model = new TopModel();
    List<Interval> known = source.poll();
    int printed = 0;
    // Earlier intervals are the history of the first table.
    List<Interval> next = known.isEmpty() ? known : known.subList(known.size() - 1, known.size());
    model.add(known.isEmpty() ? known : known.subList(0, known.size() - 1));
    while (true) {
      for (Interval interval : next) {
        model.add(List.of(interval));
        print(out, model, interval);
        if (out.checkError() || ++printed == intervals) {
          return;
        }
      }
      Thread.sleep(REFRESH_MS);
      next = source.poll();
    }
  }

  private void print(PrintWriter out, TopModel model, Interval interval) {
    out.printf(
        "%s %s: %s, %d dropped, %s%s, %s of %s%n",
        Instant.EPOCH.plusNanos(interval.endNs()),
        TopScreen.printable(interval.iface(), false),
        Counted.text(interval.packets(), "packet"),
        interval.kernelDrops(),
        Counted.text(interval.flows(), "flow"),
        interval.samplingRate() < 1
            ? " (" + Share.text(interval.samplingRate()) + " measured)"
            : "",
        Counted.text(interval.samples(), "sample"),
        Counted.text(interval.pairCount(), "pair"));
    if (!interval.diagnosis().isEmpty()) {
      out.println("  " + interval.diagnosis());
    }
    TextTable table =
        new TextTable(2, with("src", "dst", connections ? ConnectionRow.HEADINGS : TIMES));
    model.rows(Optional.of(interval.iface()), filter, sort).stream()
        .limit(rows)
        .forEach(row -> table.add(with(row.now().src(), row.now().dstAndService(), cells(row))));
    if (!table.isEmpty()) {
      table.print(out);
    }
    out.println();
  }

  private static String[] with(String src, String dst, List<String> cells) {
    return Stream.concat(
            Stream.of(TopScreen.printable(src, false), TopScreen.printable(dst, false)),
            cells.stream())
        .toArray(String[]::new);
  }

  private List<String> cells(TopRow row) {
    PairRow now = row.now();
    return connections
        ? now.connections().cells()
        : List.of(
            Long.toString(now.samples()),
            TopColumns.ms(now.p50()),
            TopColumns.ms(now.p99()),
            TopColumns.ms(now.max()),
            TopColumns.ms(now.pathP50()),
            TopColumns.ms(now.pathP99()),
            Long.toString(now.retransmits()),
            TopColumns.change(row.change()));
  }
}
