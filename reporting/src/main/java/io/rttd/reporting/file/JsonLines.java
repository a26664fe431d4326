package io.rttd.reporting.file;

import io.rttd.model.CaptureCounter;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.json.JsonWriter;
import io.rttd.reporting.json.ReportJson;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * JSON Lines: one object per pair and interval ({@code "type":"pair"}), and one per capture and
 * interval ({@code "type":"capture"}). Fields may be added, but none changes its meaning.
 */
public final class JsonLines implements ReportLines {
  private final List<Double> percentiles;

  /**
   * Creates lines with these percentiles.
   *
   * @param percentiles each above 0 and at most 100
   */
  public JsonLines(List<Double> percentiles) {
    this.percentiles = List.copyOf(percentiles);
  }

  @Override
  public void writeReport(Report report, ByteArrayOutputStream out) {
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    writeLine(writer, report, "capture", json -> writeCapture(json, report));
    for (PairReport pair : report.peers()) {
      writeLine(writer, report, "pair", json -> ReportJson.writePair(json, pair, percentiles));
    }
  }

  /** The fields of a line besides the common ones. */
  @FunctionalInterface
  private interface Fields {
    void write(JsonWriter json);
  }

  private static void writeLine(Writer writer, Report report, String type, Fields fields) {
    try (JsonWriter json = JsonWriter.compact(writer)) {
      json.object().field("type", type);
      json.field("start", instant(report.startNs())).field("end", instant(report.endNs()));
      json.field("iface", report.iface());
      json.array("tags");
      report.tags().forEach(json::value);
      json.end();
      fields.write(json);
      json.end().endOfLine();
    }
  }

  private static void writeCapture(JsonWriter json, Report report) {
    json.object("packets");
    for (CaptureCounter counter : CaptureCounter.values()) {
      json.field(ReportJson.nameOf(counter), report.capture().get(counter));
    }
    json.end();
    ReportJson.writeVerdicts(json, report.verdicts());
    ReportJson.writeSegments(json, report.gauges().segments());
    json.field("flows", report.gauges().flows()).field("pairs", report.gauges().peers());
    json.field("memory_bytes", report.gauges().memoryBytes());
    json.object("short_of_memory");
    json.field("flows_evicted", report.gauges().evictedFlows());
    json.field("pairs_folded", report.gauges().foldedPeers());
    json.field("segments_not_timed", report.gauges().thinnedSegments()).end();
  }

  private static String instant(long ns) {
    return Instant.EPOCH.plus(ns, ChronoUnit.NANOS).toString();
  }
}
