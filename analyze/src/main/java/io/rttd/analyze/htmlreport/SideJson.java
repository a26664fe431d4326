package io.rttd.analyze.htmlreport;

import io.rttd.analyze.AnalysisSummary;
import io.rttd.analyze.Totals;
import io.rttd.analyze.diagnosis.FileFinding;
import io.rttd.analyze.htmlreport.ReportRecorder.PairOf;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Verdict;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.json.JsonWriter;
import io.rttd.reporting.json.ReportJson;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes one analysis: its files with their findings, and its pairs. The busiest {@value #MAX_ROWS}
 * pairs are in the page's table, the busiest {@value #MAX_CHARTS} have charts.
 */
final class SideJson {
  static final int MAX_ROWS = 500;
  static final int MAX_CHARTS = 24;

  private static final double NS_PER_MS = 1e6;
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0);

  private final JsonWriter json;
  private final ReportSource source;

  SideJson(JsonWriter json, ReportSource source) {
    this.json = json;
    this.source = source;
  }

  void write() {
    json.object().field("label", source.label());
    source.summary().ifPresent(this::write);
    json.end();
  }

  private void write(AnalysisSummary summary) {
    Totals totals = summary.totals();
    boolean timeless = totals.startNs() > totals.endNs();
    json.array("files");
    summary.files().stream().map(Path::toString).forEach(json::value);
    json.end().field("both_directions", source.bothDirections());
    json.field("local", summary.local().orElse(null)).field("samples", totals.samples());
    json.field("start_ms", timeless ? Double.NaN : totals.startNs() / NS_PER_MS);
    json.field("end_ms", timeless ? Double.NaN : totals.endNs() / NS_PER_MS);
    writeFindings(summary);
    writeLosses(summary);
    writeVerdicts(totals);
    writePairs(totals);
    source
        .recorder()
        .ifPresent(
            recorder ->
                summary
                    .connections()
                    .ifPresent(all -> new ConnectionsJson(json, recorder).write(all)));
  }

  private void writeFindings(AnalysisSummary summary) {
    json.array("findings");
    for (FileFinding finding : summary.findings()) {
      json.object().field("text", finding.text()).field("remedy", finding.remedy()).end();
    }
    json.end().array("damages");
    summary.damages().forEach(damage -> json.value(damage.toString()));
    json.end().array("notes");
    summary.notes().forEach(note -> json.value(note.toString()));
    json.end();
  }

  private void writeLosses(AnalysisSummary summary) {
    Totals totals = summary.totals();
    json.object("packets").field("read", summary.frames(CaptureCounter.PACKETS));
    json.field("tcp", summary.tcpFrames()).field("left_out", summary.leftOut());
    json.array("unmeasured");
    CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED)
        .forEach(
            counter ->
                json.object()
                    .field("count", summary.frames(counter))
                    .field("meaning", counter.meaning())
                    .field("bad", counter.advice().isPresent())
                    .end());
    json.end().end().field("evicted_flows", totals.evictedFlows());
    json.field("folded_samples", totals.foldedSamples());
    json.field("untimed_segments", totals.thinnedSegments());
  }

  private void writeVerdicts(Totals totals) {
    json.array("verdicts");
    for (Verdict verdict : Verdict.values()) {
      json.object().field("name", verdict.text()).field("sample", verdict.isSample());
      json.field("count", totals.verdicts().getOrDefault(verdict, 0L));
      json.field("meaning", verdict.meaning()).end();
    }
    json.end();
  }

  private void writePairs(Totals totals) {
    List<PairReport> pairs = totals.pairs();
    json.field("pairs_total", (long) pairs.size()).array("pairs");
    for (int i = 0; i < Math.min(MAX_ROWS, pairs.size()); i++) {
      PairReport pair = pairs.get(i);
      json.object();
      ReportJson.writePair(json, pair, PERCENTILES);
      if (i < MAX_CHARTS && pair.count() > 0) {
        PercentileCurves.of(pair).write(json);
        source.recorder().ifPresent(recorder -> writeSeries(recorder, pair));
      }
      json.end();
    }
    json.end();
    List<PairReport> measured = totals.measuredPairs();
    if (!measured.isEmpty()) {
      json.object("all");
      PercentileCurves.of(measured).write(json);
      source.recorder().ifPresent(recorder -> SeriesJson.write(json, recorder.all()));
      json.end();
    }
  }

  private void writeSeries(ReportRecorder recorder, PairReport pair) {
    if (!pair.key().isOther()) {
      recorder
          .pairs()
          .of(new PairOf(pair.service(), pair.key().srcAddress(), pair.key().dstAddress()))
          .ifPresent(series -> SeriesJson.write(json, series));
    }
  }
}
