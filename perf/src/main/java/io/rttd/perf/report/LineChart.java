package io.rttd.perf.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines over a common x axis, with a legend. The y axis begins at zero; the x axis may be
 * logarithmic, as for numbers of flows.
 */
public final class LineChart {
  private static final double WIDTH = 720;
  private static final double HEIGHT = 360;
  private static final double LEFT = 70;
  private static final double RIGHT = 24;
  private static final double TOP = 84;
  private static final double BOTTOM = 52;
  private static final int Y_TICKS = 5;

  private record Point(double x, double y) {}

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final boolean logarithmicX;
  private final Map<String, List<Point>> series = new LinkedHashMap<>();

  /**
   * Creates a chart without lines.
   *
   * @param title what the chart shows
   * @param xLabel quantity on the x axis, with unit
   * @param yLabel quantity on the y axis, with unit
   * @param logarithmicX whether the x axis is logarithmic; if so, x must be above 0
   */
  public LineChart(String title, String xLabel, String yLabel, boolean logarithmicX) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.logarithmicX = logarithmicX;
  }

  /**
   * Adds a point to the named line, in ascending order of x.
   *
   * @throws IllegalStateException for a sixth line, as the colors could not be distinguished
   */
  public LineChart point(String line, double x, double y) {
    series.computeIfAbsent(line, name -> new ArrayList<>()).add(new Point(x, y));
    if (series.size() > Svg.SERIES) {
      throw new IllegalStateException("more than " + Svg.SERIES + " lines");
    }
    return this;
  }

  /** The picture. */
  public String svg() {
    Svg svg = new Svg(title);
    svg.text(12, 22, "start", "title", title);
    svg.text(12, 42, "start", "faint", yLabel);
    svg.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "middle", "faint", xLabel);
    double highest = 0;
    for (List<Point> points : series.values()) {
      for (Point point : points) {
        highest = Math.max(highest, point.y);
      }
    }
    double step = niceStep(highest / Y_TICKS);
    double yTop = Math.max(step, Math.ceil(highest / step) * step);
    for (double y = 0; y <= yTop + step / 2; y += step) {
      svg.line(LEFT, toY(y, yTop), WIDTH - RIGHT, toY(y, yTop), "grid");
      svg.text(LEFT - 8, toY(y, yTop) + 4, "end", "faint", Svg.number(y));
    }
    double[] xs =
        series.values().stream()
            .flatMap(List::stream)
            .mapToDouble(Point::x)
            .sorted()
            .distinct()
            .toArray();
    drawXTicks(svg, xs);
    drawLines(svg, xs, yTop);
    return svg.finish(WIDTH, HEIGHT);
  }

  /** Draws a tick at each measured x, if there is room for its number. */
  private void drawXTicks(Svg svg, double[] xs) {
    double free = 0;
    for (double x : xs) {
      double at = toX(x, xs);
      if (at >= free) {
        svg.text(at, HEIGHT - BOTTOM + 18, "middle", "faint", Svg.number(x));
        free = at + 44;
      }
    }
  }

  private void drawLines(Svg svg, double[] xs, double yTop) {
    int index = 0;
    double legendX = LEFT;
    for (Map.Entry<String, List<Point>> line : series.entrySet()) {
      StringBuilder points = new StringBuilder();
      for (Point point : line.getValue()) {
        double x = toX(point.x, xs);
        double y = toY(point.y, yTop);
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        svg.circle(x, y, 3.5, "f" + index);
      }
      svg.path(points.toString().strip(), "line s" + index);
      svg.rectangle(legendX, 57, 12, 12, "f" + index);
      svg.text(legendX + 18, 68, "start", "", line.getKey());
      legendX += 40 + 7.2 * line.getKey().length();
      index++;
    }
  }

  private double toX(double x, double[] xs) {
    double first = scaled(xs[0]);
    double last = scaled(xs[xs.length - 1]);
    double share = last > first ? (scaled(x) - first) / (last - first) : 0.5;
    return LEFT + 14 + share * (WIDTH - LEFT - RIGHT - 28);
  }

  private double scaled(double x) {
    return logarithmicX ? Math.log10(x) : x;
  }

  private static double toY(double y, double yTop) {
    return HEIGHT - BOTTOM - y / yTop * (HEIGHT - TOP - BOTTOM);
  }

  /** The smallest number not below this one that is 1, 2 or 5 times a power of ten. */
  private static double niceStep(double atLeast) {
    if (atLeast <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    double mantissa = atLeast / power;
    return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
  }
}
