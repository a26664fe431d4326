package io.rttd.daemon.top;

import io.rttd.analyze.text.Share;
import io.rttd.analyze.text.TextTable;
import io.rttd.reporting.Counted;
import io.rttd.reporting.status.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One table per interval, for output that is not a terminal: a file, a pipe, a log. One thread. */
public final class PlainTop {
  private static final long REFRESH_MS = 500;

  private final TopSource source;
  private final TopSort sort;
  private final String filter;
  private final int rows;

  /**
   * Creates a view that shows nothing yet.
   *
   * @param rows maximum number of pairs per interval
   */
  public PlainTop(TopSource source, TopSort sort, String filter, int rows) {
    this.source = source;
    this.sort = sort;
    this.filter = filter;
    this.rows = rows;
  }

  /**
   * Prints until it has printed the given number of intervals, or the reader has gone.
   *
   * @param intervals 0: no limit
   * @throws IOException when the source has no answer
   */
  public void run(PrintWriter out, int intervals) throws IOException, InterruptedException {
    TopModel model = new TopModel();
    List<Interval> known = source.poll();
    int printed = 0;
    // What was before is the past of the first table.
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
        new TextTable(
            2,
            "src",
            "dst",
            "samples",
            "p50",
            "p99",
            "max",
            "path p50",
            "path p99",
            "retr",
            "change");
    model.rows(Optional.of(interval.iface()), filter, sort).stream()
        .limit(rows)
        .forEach(
            row ->
                table.add(
                    TopScreen.printable(row.now().src(), false),
                    TopScreen.printable(row.now().dst(), false),
                    Long.toString(row.now().samples()),
                    TopColumns.ms(row.now().p50()),
                    TopColumns.ms(row.now().p99()),
                    TopColumns.ms(row.now().max()),
                    TopColumns.ms(row.now().pathP50()),
                    TopColumns.ms(row.now().pathP99()),
                    Long.toString(row.now().retransmits()),
                    TopColumns.change(row.change())));
    if (!table.isEmpty()) {
      table.print(out);
    }
    out.println();
  }
}
