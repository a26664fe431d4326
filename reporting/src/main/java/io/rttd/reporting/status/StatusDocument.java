package io.rttd.reporting.status;

import io.rttd.model.CaptureCounter;
import io.rttd.reporting.diagnosis.Finding;
import io.rttd.reporting.json.JsonWriter;
import io.rttd.reporting.json.ReportJson;
import io.rttd.reporting.status.DaemonStatus.Capture;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The responses as JSON. {@code docs/operations.md} guarantees the fields of the first one: later
 * versions may add fields, but never change or remove one. Thread-safe.
 */
public final class StatusDocument {
  private static final Duration LEAST_REPORT_PATIENCE = Duration.ofSeconds(5);

  private final StatusBoard board;
  private final LongSupplier nanoClock;

  /**
   * Creates a document from this board.
   *
   * @param nanoClock the board's own clock
   */
  public StatusDocument(StatusBoard board, LongSupplier nanoClock) {
    this.board = board;
    this.nanoClock = nanoClock;
  }

  /** The daemon's status. */
  public String status(DaemonStatus facts) {
    List<String> problems = problems(facts);
    StringWriter text = new StringWriter();
    try (JsonWriter json = JsonWriter.compact(text)) {
      json.object();
      json.field("healthy", problems.isEmpty());
      json.array("problems");
      problems.forEach(json::value);
      json.end();
      json.field("version", facts.version());
      json.field("pid", ProcessHandle.current().pid());
      json.field("config", facts.config());
      json.field("started", facts.started().toString());
      json.field("uptime_s", facts.uptime().toSeconds());
      json.field("report_interval_s", facts.reportInterval().toSeconds());
      memory(json, facts);
      json.array("interfaces");
      facts.captures().forEach(capture -> capture(json, capture));
      json.end();
      json.array("warnings");
      facts.warnings().forEach(warning -> warning(json, warning));
      json.end().end();
    }
    return text.toString();
  }

  /** The intervals after the one with that number, with their pairs. */
  public String intervals(long after) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = JsonWriter.compact(text)) {
      IntervalCodec.write(json, board.answerAfter(after));
    }
    return text.toString();
  }

  private List<String> problems(DaemonStatus facts) {
    List<String> problems = new ArrayList<>();
    if (!facts.standingStill().isEmpty()) {
      problems.add("no progress in " + String.join(", ", facts.standingStill()));
    }
    if (facts.lostReports()) {
      problems.add("reports were lost because the sinks are too slow");
    }
    // A slow sink may delay a report; three intervals without one are a problem.
    Duration patience = facts.reportInterval().multipliedBy(3).plus(LEAST_REPORT_PATIENCE);
    for (Capture capture : facts.captures()) {
      Duration silence = silence(capture, facts.uptime());
      if (capture.isLive() && capture.hasEnded()) {
        problems.add(capture.name() + ": the capture ended");
      } else if (capture.isLive() && !capture.isWaiting() && silence.compareTo(patience) > 0) {
        problems.add(capture.name() + ": no report for " + silence.toSeconds() + " s");
      }
    }
    return problems;
  }

  private Duration silence(Capture capture, Duration uptime) {
    long[] ns = {uptime.toNanos()};
    board.read(capture.name(), totals -> ns[0] = nanoClock.getAsLong() - totals.lastReportNanoTime);
    return Duration.ofNanos(ns[0]);
  }

  private void memory(JsonWriter json, DaemonStatus facts) {
    long[] used = {0};
    facts
        .captures()
        .forEach(
            capture ->
                board.read(capture.name(), totals -> used[0] += totals.gauges.memoryBytes()));
    Runtime runtime = Runtime.getRuntime();
    json.object("memory");
    json.field("used_bytes", used[0]);
    json.field("limit_bytes", facts.memoryLimitBytes());
    json.field("heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
    json.field("heap_max_bytes", runtime.maxMemory());
    json.end();
  }

  private void capture(JsonWriter json, Capture capture) {
    json.object();
    json.field("name", capture.name());
    json.array("tags");
    capture.tags().forEach(json::value);
    json.end();
    json.field("live", capture.isLive());
    json.field("ended", capture.hasEnded());
    json.field("waiting", capture.isWaiting());
    capture.unreadableLinkType().ifPresent(type -> json.field("unreadable_link_type", type));
    boolean[] written = {false};
    board.read(
        capture.name(),
        totals -> {
          totals(json, totals);
          written[0] = true;
        });
    if (!written[0]) {
      totals(json, new CaptureTotals());
    }
    json.end();
  }

  private void totals(JsonWriter json, CaptureTotals totals) {
    for (CaptureCounter counter : CaptureCounter.values()) {
      json.field(counter.id(), totals.counts.get(counter));
    }
    json.field("samples", totals.samples);
    json.field("flows", totals.gauges.flows());
    json.field("pairs", totals.gauges.peers());
    json.field("flows_evicted", totals.flowsEvicted);
    json.field("pairs_folded", totals.pairsFolded);
    json.field("segments_thinned", totals.segments.untimed());
    ReportJson.writeSegments(json, totals.segments);
    json.object("connections");
    ReportJson.writeCounts(json, totals.connections);
    json.end();
    json.object("verdicts");
    totals.verdicts.forEach(json::field);
    json.end();
    totals.watch.finding().ifPresent(finding -> diagnosis(json, totals, finding));
    json.field("reports", totals.reports);
    if (totals.reports > 0) {
      long ageNs = Math.max(0, nanoClock.getAsLong() - totals.lastReportNanoTime);
      json.object("last_report");
      json.field("end", Instant.EPOCH.plusNanos(totals.lastEndNs).toString());
      json.field("age_s", TimeUnit.NANOSECONDS.toSeconds(ageNs));
      json.field("lag_ms", totals.lastLagNs / 1e6);
      json.field("packets", totals.lastPackets);
      json.field("samples", totals.lastSamples);
      json.field("sampling_rate", totals.lastSamplingRate);
      json.end();
    }
  }

  private static void diagnosis(JsonWriter json, CaptureTotals totals, Finding finding) {
    json.object("diagnosis");
    json.field("id", finding.id());
    json.field("silent", finding.silent());
    json.field("since", Instant.EPOCH.plusNanos(totals.watch.sinceNs()).toString());
    json.field("text", finding.sentence());
    json.field("remedy", finding.diagnosis().liveRemedy());
    json.end();
  }

  private static void warning(JsonWriter json, DaemonStatus.Warning warning) {
    json.object();
    json.field("time", warning.time().toString());
    json.field("level", warning.level());
    json.field("text", warning.text());
    json.end();
  }
}
