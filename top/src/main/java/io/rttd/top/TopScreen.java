package io.rttd.top;

import io.rttd.analyze.text.Share;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.reporting.Counted;
import io.rttd.reporting.status.Interval;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders the view into a given number of lines and columns. Stateless. */
final class TopScreen {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final String KEYS =
      "q quit  v view  s sort  / filter  p pause  i interface  j k scroll  ? help";
  private static final List<String> HELP =
      List.of(
          "q, Ctrl-C   quit",
          "v           connections, or round-trip times",
          "s           next sort order: p99, traffic, change",
          "9, t, c     sort by p99, traffic (samples), change",
          "/           filter: type part of a name; Enter applies it, Escape cancels",
          "Escape      clear the filter",
          "p, space    pause and resume",
          "i           next interface, or all",
          "j, k, g     one row down, one row up, first row",
          "",
          "Milliseconds in the latest interval. path: samples whose ACK had no reason",
          "to wait. change: p99 relative to the median of earlier intervals. The lines on",
          "the right: past p50 and p99, each on its own logarithmic scale.");

  private final boolean ascii;
  private final boolean colour;
  private final ZoneId zone;

  /**
   * Creates a screen for this kind of terminal.
   *
   * @param ascii whether it shows only ASCII
   * @param colour whether it shows colours
   */
  TopScreen(boolean ascii, boolean colour, ZoneId zone) {
    this.ascii = ascii;
    this.colour = colour;
    this.zone = zone;
  }

  /**
   * Draws.
   *
   * @param trouble why there is no new interval, or ""
   * @return at most {@code height} lines of at most {@code width} characters, escapes not counted
   */
  List<String> draw(TopModel model, TopState state, String trouble, int width, int height) {
    List<Interval> latest = model.latest(state.iface());
    List<TopRow> rows = model.rows(state.iface(), state.filter(), state.sort());
    List<String> lines = new ArrayList<>();
    lines.add(bold(cut(title(latest, state), width)));
    lines.add(cut(traffic(latest), width));
    lines.add(cut(verdicts(latest), width));
    lines.add(trouble.isEmpty() ? "" : alarm(cut(printable(trouble, ascii), width)));
    latest.stream()
        .filter(interval -> !interval.diagnosis().isEmpty())
        .map(interval -> printable(interval.iface() + ": " + interval.diagnosis(), ascii))
        .flatMap(text -> wrapped(text, width).stream())
        .forEach(line -> lines.add(alarm(line)));
    if (state.isHelp()) {
      HELP.forEach(line -> lines.add(cut(line, width)));
    } else {
      boolean withSrc = rows.stream().map(row -> row.now().src()).distinct().count() > 1;
      int longest =
          rows.stream().mapToInt(row -> row.now().dstAndService().length()).max().orElse(0);
      TopColumns columns = new TopColumns(width, withSrc, longest, ascii, state.showsConnections());
      lines.add(reverse(cut(columns.heading(), width)));
      int room = Math.max(0, height - lines.size() - 1);
      int first = state.firstRow(rows.size(), room);
      rows.stream()
          .skip(first)
          .limit(room)
          .forEach(row -> lines.add(cut(columns.line(row), width)));
      if (rows.isEmpty()) {
        lines.add(cut(latest.isEmpty() ? "waiting for the first report" : "no pair", width));
      }
    }
    while (lines.size() < height - 1) {
      lines.add("");
    }
    List<String> shown = new ArrayList<>(lines.subList(0, Math.max(0, height - 1)));
    shown.add(dim(cut(footer(state, rows.size()), width)));
    return shown;
  }

  private String title(List<Interval> latest, TopState state) {
    String title =
        "rttd top  "
            + latest.stream().map(Interval::iface).collect(Collectors.joining(" "))
            + "  sort "
            + state.sort().text();
    if (!latest.isEmpty()) {
      long endNs = latest.stream().mapToLong(Interval::endNs).max().getAsLong();
      title += "  " + TIME.format(Instant.EPOCH.plusNanos(endNs).atZone(zone));
    }
    if (!state.filter().isEmpty() && !state.isTyping()) {
      title += "  filter " + state.filter();
    }
    return printable(state.isPaused() ? title + "  PAUSED" : title, ascii);
  }

  private static String traffic(List<Interval> latest) {
    double packetsPerS = 0;
    CaptureCounts counts = CaptureCounts.NONE;
    long flows = 0;
    long samples = 0;
    int pairs = 0;
    int hidden = 0;
    double leastMeasured = 1;
    for (Interval interval : latest) {
      double seconds = Math.max(0.001, (interval.endNs() - interval.startNs()) / 1e9);
      packetsPerS += interval.packets() / seconds;
      counts = counts.plus(interval.counts());
      flows += interval.flows();
      samples += interval.samples();
      pairs += interval.pairCount();
      leastMeasured = Math.min(leastMeasured, interval.samplingRate());
      hidden += interval.pairCount() - interval.pairs().size();
    }
    String text =
        "packets/s %s  dropped %d  flows %d  pairs %d  samples %d"
            .formatted(
                TopColumns.count(Math.round(packetsPerS)),
                counts.get(CaptureCounter.KERNEL_DROPS),
                flows,
                pairs,
                samples);
    if (leastMeasured < 1) {
      text += "  measured " + Share.text(leastMeasured);
    }
    if (hidden > 0) {
      text += "  (" + Counted.text(hidden, "pair") + " not shown)";
    }
    return text + troubles(counts);
  }

  /** The other counters whose rise needs action. */
  private static String troubles(CaptureCounts counts) {
    return Stream.of(CaptureCounter.values())
        .filter(counter -> counter != CaptureCounter.KERNEL_DROPS && counter.advice().isPresent())
        .filter(counter -> counts.get(counter) > 0)
        .map(counter -> "  " + counter.label() + " " + counts.get(counter))
        .collect(Collectors.joining());
  }

  private static String verdicts(List<Interval> latest) {
    Map<String, Long> sums = new HashMap<>();
    latest.forEach(
        interval -> interval.verdicts().forEach((name, n) -> sums.merge(name, n, Long::sum)));
    long all = sums.values().stream().mapToLong(Long::longValue).sum();
    return "verdicts  "
        + sums.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(
                e ->
                    String.format(Locale.ROOT, "%s %.1f%%", e.getKey(), 100.0 * e.getValue() / all))
            .collect(Collectors.joining("  "));
  }

  private String footer(TopState state, int rows) {
    if (state.isTyping()) {
      return "filter: "
          + state.filter()
          + "_   ("
          + Counted.text(rows, "pair")
          + "; Enter, Escape)";
    }
    return KEYS;
  }

  /**
   * Names are untrusted: replaces characters that could control the terminal, or that it cannot
   * show.
   */
  static String printable(String text, boolean ascii) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      safe.append(Character.isISOControl(c) || (ascii && c > '~') ? '?' : c);
    }
    return safe.toString();
  }

  /** Wrapped between words; none is longer than a line. */
  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(cut(line.toString(), width));
        line.setLength(0);
        line.append(' ');
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(cut(line.toString(), width));
    return lines;
  }

  private static String cut(String line, int width) {
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  private String bold(String text) {
    return escape("1", text);
  }

  private String dim(String text) {
    return escape("2", text);
  }

  private String reverse(String text) {
    return escape("7", text);
  }

  private String alarm(String text) {
    return colour ? escape("31", text) : text;
  }

  /** Bold and reverse are not colours, but NO_COLOR disables them, too. */
  private String escape(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
