package io.rttd.analyze.htmlreport;

import io.rttd.analyze.htmlreport.TimeSeries.Point;
import io.rttd.reporting.json.JsonWriter;
import java.util.List;
import java.util.function.ToLongFunction;

/** Writes a series as one array per figure, all of the same length. */
final class SeriesJson {
  private static final double NS_PER_MS = 1e6;

  private SeriesJson() {}

  /** Writes the field {@code series}; nothing if the series is empty. */
  static void write(JsonWriter json, TimeSeries series) {
    List<Point> points = series.points();
    if (points.isEmpty()) {
      return;
    }
    json.object("series").field("start_ms", series.originNs() / NS_PER_MS);
    json.field("step_ms", series.widthNs() / NS_PER_MS).field("samples", series.samples());
    writeCounts(json, "at", points, p -> (p.startNs() - series.originNs()) / series.widthNs());
    writeCounts(json, "n", points, Point::count);
    writeTimes(json, "min", points, Point::minNs);
    writeTimes(json, "p50", points, Point::medianNs);
    writeTimes(json, "p99", points, Point::p99Ns);
    writeTimes(json, "path", points, Point::pathMedianNs);
    writeCounts(json, "segs", points, Point::segments);
    writeCounts(json, "again", points, Point::retransmits);
    writeCounts(json, "zero", points, Point::zeroWindows);
    writeCounts(json, "rn", points, Point::responses);
    writeTimes(json, "r50", points, Point::responseMedianNs);
    writeTimes(json, "r99", points, Point::responseP99Ns);
    json.end();
  }

  private static void writeCounts(
      JsonWriter json, String name, List<Point> points, ToLongFunction<Point> count) {
    json.array(name);
    points.forEach(point -> json.value(count.applyAsLong(point)));
    json.end();
  }

  private static void writeTimes(
      JsonWriter json, String name, List<Point> points, ToLongFunction<Point> ns) {
    json.array(name);
    points.forEach(point -> json.value(Rounded.ms(ns.applyAsLong(point))));
    json.end();
  }
}
