package io.rttd.top;

import io.rttd.analyze.text.Sparkline;
import io.rttd.reporting.status.ConnectionRow;
import io.rttd.reporting.status.PairRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The columns that fit into a width: the most important ones first; names take the remaining space.
 */
final class TopColumns {
  private static final List<String> DECIMALS = List.of("%.0f", "%.1f", "%.2f", "%.3f");
  private static final int LEAST_NAME = 15;
  private static final int MOST_NAME = 45;
  private static final int LEAST_SPARK = 8;
  private static final int MOST_SPARK = TopModel.MAX_PAST;

  private final boolean ascii;
  private final boolean withSrc;
  private final int nameWidth;
  private final int sparkWidth;
  private final List<Column> numbers = new ArrayList<>();

  private record Column(String heading, int width, Function<TopRow, String> text) {}

  /**
   * Chooses the columns.
   *
   * @param width of the terminal
   * @param withSrc whether pairs differ in their src
   * @param longestName length of the longest name to show
   * @param connections whether the columns show the connections' health
   */
  TopColumns(int width, boolean withSrc, int longestName, boolean ascii, boolean connections) {
    this.ascii = ascii;
    this.withSrc = withSrc;
    int names = withSrc ? 2 : 1;
    if (connections) {
      int room = width - names * (LEAST_NAME + 1);
      for (int i = 0; i < ConnectionRow.HEADINGS.size(); i++) {
        int cell = i;
        String heading = ConnectionRow.HEADINGS.get(i);
        offer(room, heading, Math.max(7, heading.length()), row -> cell(row, cell));
      }
    } else {
      addRoundTripTimes(width, names);
    }
    int least = connections ? 0 : 2 * (LEAST_SPARK + 1);
    int left = width - numberWidth();
    int wish = Math.max(LEAST_NAME, Math.min(longestName, MOST_NAME));
    nameWidth = Math.max(1, Math.min(wish, (left - least) / names - 1));
    int forSparks = connections ? 0 : left - names * (nameWidth + 1);
    sparkWidth = Math.max(0, Math.min(MOST_SPARK, forSparks / 2 - 1));
  }

  private static String cell(TopRow row, int cell) {
    return row.now().connections().cells().get(cell);
  }

  private void addRoundTripTimes(int width, int names) {
    number("samples", 7, row -> count(row.now().samples()));
    number("p50", 7, row -> ms(row.now().p50()));
    number("p99", 7, row -> ms(row.now().p99()));
    number("path p50", 8, row -> ms(row.now().pathP50()));
    // In this order, as long as names and both sparklines keep their minimum width.
    int least = names * (LEAST_NAME + 1) + 2 * (LEAST_SPARK + 1);
    offer(width - least, "change", 6, row -> change(row.change()));
    offer(width - least, "path p99", 8, row -> ms(row.now().pathP99()));
    offer(width - least, "retr", 5, row -> count(row.now().retransmits()));
    offer(width - least, "max", 7, row -> ms(row.now().max()));
  }

  private void number(String heading, int width, Function<TopRow, String> text) {
    numbers.add(new Column(heading, width, text));
  }

  private void offer(int room, String heading, int width, Function<TopRow, String> text) {
    if (numberWidth() + width + 1 <= room) {
      number(heading, width, text);
    }
  }

  private int numberWidth() {
    return numbers.stream().mapToInt(column -> column.width() + 1).sum();
  }

  String heading() {
    StringBuilder line = new StringBuilder();
    if (withSrc) {
      line.append(left("src", nameWidth)).append(' ');
    }
    line.append(left("dst", nameWidth));
    numbers.forEach(column -> line.append(' ').append(right(column.heading(), column.width())));
    if (sparkWidth > 0) {
      line.append(' ').append(left("p50 past", sparkWidth));
      line.append(' ').append(left("p99 past", sparkWidth));
    }
    return line.toString();
  }

  String line(TopRow row) {
    PairRow pair = row.now();
    StringBuilder line = new StringBuilder();
    if (withSrc) {
      line.append(left(pair.src(), nameWidth)).append(' ');
    }
    line.append(left(pair.dstAndService(), nameWidth));
    numbers.forEach(
        column -> line.append(' ').append(right(column.text().apply(row), column.width())));
    if (sparkWidth > 0) {
      line.append(' ').append(Sparkline.draw(row.p50(), sparkWidth, ascii));
      line.append(' ').append(Sparkline.draw(row.p99(), sparkWidth, ascii));
    }
    return line.toString();
  }

  /**
   * Fits the text to exactly that width; text that is too long loses its middle, the least
   * informative part.
   */
  private String left(String text, int width) {
    String safe = TopScreen.printable(text, ascii);
    if (safe.length() > width) {
      int tail = (width - 1) / 2;
      safe =
          safe.substring(0, width - 1 - tail)
              + (ascii ? "~" : "…")
              + safe.substring(safe.length() - tail);
    }
    return safe + " ".repeat(width - safe.length());
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /** Milliseconds with four significant digits. */
  static String ms(double ms) {
    if (Double.isNaN(ms)) {
      return "-";
    }
    int decimals = ms < 10 ? 3 : ms < 100 ? 2 : ms < 1_000 ? 1 : 0;
    return String.format(Locale.ROOT, DECIMALS.get(decimals), ms);
  }

  /** {@code 123456}, {@code 1.2M}. */
  static String count(long count) {
    if (count < 100_000) {
      return Long.toString(count);
    }
    return count < 10_000_000
        ? count / 1_000 + "k"
        : String.format(Locale.ROOT, "%.1fM", count / 1e6);
  }

  /** {@code x2.0}, or {@code /2.0} for half. */
  static String change(double factor) {
    if (Double.isNaN(factor)) {
      return "-";
    }
    double shown = factor < 1 ? 1 / factor : factor;
    return (factor < 1 ? "/" : "x")
        + (shown < 100 ? String.format(Locale.ROOT, "%.1f", shown) : Math.round(shown));
  }
}
