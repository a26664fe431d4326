package io.rttd.analyze.text;

import java.util.Arrays;

/**
 * A series of numbers as a line of blocks, on a logarithmic scale between its own minimum and
 * maximum, as latencies differ by factors. A series that hardly moves stays low and flat.
 */
public final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.-~=+*#";

  /** A span below this factor fills only a proportional part of the height. */
  private static final double LEAST_SPAN = Math.log(4);

  private Sparkline() {}

  /**
   * Draws the latest numbers, the newest at the right end.
   *
   * @param values NaN leaves a gap
   * @param width characters, exactly
   * @param ascii whether the terminal supports only ASCII
   */
  public static String draw(double[] values, int width, boolean ascii) {
    double[] shown = Arrays.copyOfRange(values, Math.max(0, values.length - width), values.length);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double value : shown) {
      if (value > 0) {
        least = Math.min(least, Math.log(value));
        most = Math.max(most, Math.log(value));
      }
    }
    String levels = ascii ? ASCII : BLOCKS;
    double span = Math.max(LEAST_SPAN, most - least);
    StringBuilder line = new StringBuilder(" ".repeat(width - shown.length));
    for (double value : shown) {
      if (Double.isNaN(value)) {
        line.append(' ');
      } else {
        double height = value > 0 ? (Math.log(value) - least) / span : 0;
        line.append(levels.charAt((int) Math.round(height * (levels.length() - 1))));
      }
    }
    return line.toString();
  }
}
