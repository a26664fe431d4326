package io.rttd.perf.report;

import java.util.ArrayList;
import java.util.List;

/** Horizontal bars from zero, each with its name to the left and its value at its end. */
public final class BarChart {
  private static final double WIDTH = 720;
  private static final double NAMES_WIDTH = 230;
  private static final double VALUES_WIDTH = 90;
  private static final double TOP = 56;
  private static final double ROW = 26;
  private static final double THICKNESS = 16;
  private static final double MARGIN = 12;

  private record Bar(String label, double value, boolean ours) {}

  private final String title;
  private final String unit;
  private final List<Bar> bars = new ArrayList<>();

  /**
   * Creates a chart without bars.
   *
   * @param title what the chart shows
   * @param unit unit of the values, and whether lower or higher is better
   */
  public BarChart(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  /** Adds rttd's own bar, in the colour that stands out. */
  public BarChart ours(String label, double value) {
    bars.add(new Bar(label, value, true));
    return this;
  }

  /** Adds the bar of a program that rttd is compared with. */
  public BarChart other(String label, double value) {
    bars.add(new Bar(label, value, false));
    return this;
  }

  /** The picture. */
  public String svg() {
    Svg svg = new Svg(title);
    svg.text(MARGIN, 22, "start", "title", title);
    svg.text(MARGIN, 42, "start", "faint", unit);
    double longest = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    double scale = longest > 0 ? (WIDTH - NAMES_WIDTH - VALUES_WIDTH) / longest : 0;
    double y = TOP;
    for (Bar bar : bars) {
      double textY = y + THICKNESS / 2 + 4.5;
      svg.text(NAMES_WIDTH - 8, textY, "end", "", bar.label);
      double length = Math.max(1, bar.value * scale);
      svg.rectangle(NAMES_WIDTH, y, length, THICKNESS, bar.ours ? "f0" : "f1");
      svg.text(NAMES_WIDTH + length + 6, textY, "start", "", Svg.number(bar.value));
      y += ROW;
    }
    return svg.finish(WIDTH, y + MARGIN);
  }
}
