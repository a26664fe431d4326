package io.rttd.analyze.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table in plain text: columns as wide as they must be, numbers aligned to the right. */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final int leftColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param leftColumns this many columns, from the first, are aligned to the left, the others to
   *     the right
   */
  public TextTable(int leftColumns, String... headings) {
    this.headings = List.of(headings);
    this.leftColumns = leftColumns;
  }

  /** Adds a row of as many cells as there are headings. */
  public void add(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + headings.size());
    }
    rows.add(List.of(cells));
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints headings and rows, without spaces at the ends of lines. */
  public void print(PrintWriter out) {
    int[] widths = new int[headings.size()];
    widen(widths, headings);
    rows.forEach(row -> widen(widths, row));
    out.print(line(widths, headings));
    out.print('\n');
    for (List<String> row : rows) {
      out.print(line(widths, row));
      out.print('\n');
    }
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private String line(int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : GAP);
      line.append(i < leftColumns ? cell + padding : padding + cell);
    }
    return line.toString().stripTrailing();
  }
}
