package io.rttd.analyze.htmlreport;

import io.rttd.analyze.AnalysisSummary;
import io.rttd.analyze.Totals;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Verdict;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.json.JsonWriter;
import io.rttd.reporting.json.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes an analysis as one page: a template with scripts and styles of its own, and the data as
 * JSON in a script element, where no name can end it. The page fetches nothing. Its size is
 * bounded: the busiest {@value #MAX_ROWS} pairs are in its table, the busiest {@value #MAX_CURVES}
 * have curves; it says what it left out.
 */
public final class HtmlReport {
  static final int MAX_ROWS = 500;
  static final int MAX_CURVES = 24;

  private static final String TEMPLATE = "report.html";
  private static final String DATA = "/*DATA*/";
  private static final double NS_PER_MS = 1e6;
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0);

  private final AnalysisSummary summary;
  private final TimeSeriesSet courses;
  private final boolean bothDirections;

  /**
   * A page that is not written yet.
   *
   * @param courses listened to that analysis
   * @param bothDirections whether what both ends send was timed, so that pairs are legs
   */
  public HtmlReport(AnalysisSummary summary, TimeSeriesSet courses, boolean bothDirections) {
    this.summary = summary;
    this.courses = courses;
    this.bothDirections = bothDirections;
  }

  /**
   * Writes the page. The writer is the caller's to close.
   *
   * @throws IOException when it breaks
   */
  public void write(Writer out) throws IOException {
    String template = template();
    int data = template.indexOf(DATA);
    out.write(template, 0, data);
    try (JsonWriter json = JsonWriter.compact(out)) {
      writeData(json);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.write(template.substring(data + DATA.length()));
    out.flush();
  }

  private static String template() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IOException("the page's template is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void writeData(JsonWriter json) {
    Totals totals = summary.totals();
    json.object().array("files");
    summary.files().stream().map(Path::toString).forEach(json::value);
    json.end().field("both_directions", bothDirections).field("samples", totals.samples());
    json.field(
        "start_ms", totals.startNs() > totals.endNs() ? Double.NaN : totals.startNs() / NS_PER_MS);
    json.field(
        "end_ms", totals.startNs() > totals.endNs() ? Double.NaN : totals.endNs() / NS_PER_MS);
    writeLosses(json);
    json.array("verdicts");
    for (Verdict verdict : Verdict.values()) {
      json.object().field("name", verdict.text()).field("sample", verdict.isSample());
      json.field("count", totals.verdicts().getOrDefault(verdict, 0L));
      json.field("meaning", verdict.meaning()).end();
    }
    json.end();
    writePairs(json, totals);
    json.end();
  }

  private void writeLosses(JsonWriter json) {
    Totals totals = summary.totals();
    json.object("packets").field("read", summary.frames(CaptureCounter.PACKETS));
    json.field("tcp", summary.tcpFrames());
    json.array("unmeasured");
    CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED)
        .forEach(
            counter ->
                json.object()
                    .field("count", summary.frames(counter))
                    .field("meaning", counter.meaning())
                    .field("bad", counter.advice().isPresent())
                    .end());
    json.end();
    json.end().field("evicted_flows", totals.evictedFlows());
    json.field("folded_samples", totals.foldedSamples());
    json.field("untimed_segments", totals.thinnedSegments());
    json.array("damages");
    summary.damages().forEach(damage -> json.value(damage.toString()));
    json.end().array("notes");
    summary.findings().forEach(finding -> json.value(finding + "."));
    summary.notes().forEach(note -> json.value(note.toString()));
    json.end();
  }

  private void writePairs(JsonWriter json, Totals totals) {
    List<PairReport> pairs = totals.pairs();
    List<PairReport> measured = totals.measuredPairs();
    json.field("pairs_total", (long) pairs.size());
    json.field("courses_at_most", (long) MAX_CURVES).array("pairs");
    for (int i = 0; i < Math.min(MAX_ROWS, pairs.size()); i++) {
      json.object();
      ReportJson.writePair(json, pairs.get(i), PERCENTILES);
      if (i < MAX_CURVES && pairs.get(i).count() > 0) {
        PercentileCurves.of(pairs.get(i)).write(json);
        courses
            .of(pairs.get(i).src(), pairs.get(i).dst())
            .ifPresent(course -> writeCourse(json, course));
      }
      json.end();
    }
    json.end();
    if (!measured.isEmpty()) {
      json.object("all");
      PercentileCurves.of(measured).write(json);
      writeCourse(json, courses.all());
      json.end();
    }
  }

  private static void writeCourse(JsonWriter json, TimeSeries course) {
    json.field("bucket_ms", course.widthNs() / NS_PER_MS).array("course");
    for (TimeSeries.Point point : course.points()) {
      json.array().value(point.startNs() / NS_PER_MS).value(point.count());
      json.value(point.minNs() / NS_PER_MS).value(point.medianNs() / NS_PER_MS);
      json.value(point.p99Ns() / NS_PER_MS);
      json.value(point.pathMedianNs() < 0 ? Double.NaN : point.pathMedianNs() / NS_PER_MS).end();
    }
    json.end();
  }
}
