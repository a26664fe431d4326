package io.rttd.perf.report;

import java.util.Locale;

/** The elements of charts, in colours for light and dark backgrounds. */
final class Svg {
  /** Number of series, each with its own class. */
  static final int SERIES = 5;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f; }
        .title { font-size: 15px; font-weight: 600; }
        .faint { fill: #57606a; font-size: 12px; }
        .grid { stroke: #d0d7de; stroke-width: 1; }
        .f0 { fill: #0969da; } .f1 { fill: #8c959f; } .f2 { fill: #bc4c00; }
        .f3 { fill: #1a7f37; } .f4 { fill: #8250df; }
        .s0 { stroke: #0969da; } .s1 { stroke: #8c959f; } .s2 { stroke: #bc4c00; }
        .s3 { stroke: #1a7f37; } .s4 { stroke: #8250df; }
        .line { fill: none; stroke-width: 2; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .faint { fill: #9198a1; }
          .grid { stroke: #3d444d; }
          .f0 { fill: #4493f8; } .f1 { fill: #7d8590; } .f2 { fill: #f0883e; }
          .f3 { fill: #3fb950; } .f4 { fill: #ab7df8; }
          .s0 { stroke: #4493f8; } .s1 { stroke: #7d8590; } .s2 { stroke: #f0883e; }
          .s3 { stroke: #3fb950; } .s4 { stroke: #ab7df8; }
        }
      </style>
      """;

  private final StringBuilder body = new StringBuilder();
  private final String title;

  Svg(String title) {
    this.title = title;
  }

  void text(double x, double y, String anchor, String style, String text) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            style,
            escape(text)));
  }

  void rectangle(double x, double y, double width, double height, String style) {
    body.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"%s\"/>%n",
            x,
            y,
            width,
            height,
            style));
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    body.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
            x1,
            y1,
            x2,
            y2,
            style));
  }

  void circle(double x, double y, double radius, String style) {
    body.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\"/>%n",
            x,
            y,
            radius,
            style));
  }

  void path(String points, String style) {
    body.append("<polyline points=\"").append(points).append("\" class=\"").append(style);
    body.append("\"/>\n");
  }

  /** The whole picture. */
  String finish(double width, double height) {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
                + " height=\"%.0f\" role=\"img\">%n<title>%s</title>%n",
            width,
            height,
            width,
            height,
            escape(title))
        + STYLE
        + body
        + "</svg>\n";
  }

  /** Formats a number as people write it: three significant digits and no exponent. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e6) {
      return trim(String.format(Locale.ROOT, "%.1f", value / 1e6)) + "M";
    }
    if (size >= 1e4) {
      return trim(String.format(Locale.ROOT, "%.1f", value / 1e3)) + "k";
    }
    int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return trim(String.format(Locale.ROOT, "%." + decimals + "f", value));
  }

  private static String trim(String number) {
    return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
