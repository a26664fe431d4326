package io.rttd.analyze.text;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A table in plain text: columns as wide as necessary, numbers right-aligned.
 *
 * <p>If the width is limited, columns are left out, the least important first; if that is not
 * enough, each row takes several lines, all but its first indented.
 */
public final class TextTable {
  private static final String GAP = "  ";
  private static final String INDENT = "  ";
  private static final Set<String> EMPTY_CELLS = Set.of("0", "0.0", "-", "");

  private final List<String> headings;
  private final int leftColumns;
  private final List<List<String>> rows = new ArrayList<>();
  private List<String> quiet = List.of();
  private List<String> leastImportant = List.of();

  /**
   * Creates an empty table.
   *
   * @param leftColumns number of columns, from the first, that are left-aligned; the others are
   *     right-aligned
   */
  public TextTable(int leftColumns, String... headings) {
    this.headings = List.of(headings);
    this.leftColumns = leftColumns;
  }

  /** Leaves out each of these columns that has only zeros, dashes and empty cells. */
  public void hideIfZero(String... columns) {
    quiet = List.of(columns);
  }

  /** Leaves out as many of these columns, from the first, as the width requires. */
  public void dropToFit(String... columns) {
    leastImportant = List.of(columns);
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

  /** Prints headings and all columns, without trailing spaces. */
  public void print(PrintWriter out) {
    print(out, Integer.MAX_VALUE);
  }

  /**
   * Prints headings and rows, without trailing spaces.
   *
   * @param most maximum number of characters per line, unless a single cell is longer
   */
  public void print(PrintWriter out, int most) {
    int[] widths = new int[headings.size()];
    widen(widths, headings);
    rows.forEach(row -> widen(widths, row));
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      if (!quiet.contains(headings.get(i)) || !isEmpty(i)) {
        shown.add(i);
      }
    }
    for (String heading : leastImportant) {
      if (widthOf(shown, widths) > most) {
        shown.remove((Integer) headings.indexOf(heading));
      }
    }
    List<List<Integer>> lines = lines(shown, widths, most);
    print(out, lines, widths, headings);
    rows.forEach(row -> print(out, lines, widths, row));
  }

  private boolean isEmpty(int column) {
    return rows.stream().allMatch(row -> EMPTY_CELLS.contains(row.get(column)));
  }

  private static int widthOf(List<Integer> columns, int[] widths) {
    int width = columns.stream().mapToInt(column -> widths[column] + GAP.length()).sum();
    return width - GAP.length();
  }

  /** The columns of each line. */
  private static List<List<Integer>> lines(List<Integer> shown, int[] widths, int most) {
    List<List<Integer>> lines = new ArrayList<>();
    List<Integer> line = new ArrayList<>();
    for (int column : shown) {
      int room = most - (lines.isEmpty() ? 0 : INDENT.length()) - widths[column] - GAP.length();
      if (!line.isEmpty() && widthOf(line, widths) > room) {
        lines.add(line);
        line = new ArrayList<>();
      }
      line.add(column);
    }
    lines.add(line);
    return lines;
  }

  private void print(PrintWriter out, List<List<Integer>> lines, int[] widths, List<String> cells) {
    for (int i = 0; i < lines.size(); i++) {
      out.print((i == 0 ? "" : INDENT) + line(lines.get(i), widths, cells) + "\n");
    }
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private String line(List<Integer> columns, int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column : columns) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(line.length() == 0 ? "" : GAP);
      line.append(column < leftColumns ? cell + padding : padding + cell);
    }
    return line.toString().stripTrailing();
  }
}
