package io.rttd.analyze;

import io.rttd.analyze.AnalysisSummary.Damage;
import io.rttd.analyze.AnalysisSummary.Note;
import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.NotKept;
import io.rttd.analyze.connection.ReportFields;
import io.rttd.analyze.diagnosis.FileFinding;
import io.rttd.model.CaptureCounter;
import io.rttd.reporting.json.JsonWriter;
import io.rttd.reporting.json.ReportJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * One JSON document. Fields may be added, but none is removed or changes its meaning without a new
 * {@link #VERSION}.
 */
final class JsonFormat {
  static final int VERSION = 1;

  private JsonFormat() {}

  private static void writeNotKept(JsonWriter json, NotKept notKept) {
    json.field("packets_in_no_connection", notKept.packets());
    json.field("samples_in_no_connection", notKept.samples());
    json.field("connection_times_missing", notKept.times());
    json.field("connection_times_rounded", notKept.timesRounded());
  }

  static void print(AnalysisSummary summary, ResultView view, PrintWriter out) {
    Totals totals = summary.totals();
    try (JsonWriter json = JsonWriter.indented(out)) {
      json.object().field("version", (long) VERSION);
      json.array("files");
      summary.files().stream().map(Path::toString).forEach(json::value);
      json.end();
      json.field("start", totals.startNs() > totals.endNs() ? null : instant(totals.startNs()));
      json.field("end", totals.startNs() > totals.endNs() ? null : instant(totals.endNs()));
      writeFrames(json, summary);
      json.field("looks_local", summary.local().orElse(null));
      json.field("samples", totals.samples());
      ReportJson.writeVerdicts(json, totals.verdicts());
      json.object("short_of_memory");
      json.field("flows_evicted", totals.evictedFlows());
      json.field("pairs_folded", totals.foldedPeers());
      json.field("samples_in_other", totals.foldedSamples());
      summary.connections().ifPresent(all -> writeNotKept(json, all.notKept()));
      json.field("segments_not_timed", totals.thinnedSegments()).end();
      json.array("damages");
      summary.damages().forEach(damage -> writeDamage(json, damage));
      json.end();
      writeFindings(json, summary.findings());
      json.array("notes");
      summary.notes().forEach(note -> writeNote(json, note));
      json.end();
      json.array("pairs");
      view.pairs(totals.pairs())
          .forEach(
              pair -> {
                json.object();
                ReportJson.writePair(json, pair, OutputFormat.PERCENTILES);
                json.end();
              });
      json.end();
      JsonFields fields = new JsonFields(json);
      switch (view.by()) {
        case PAIR -> {}
        case SERVICE ->
            writeAll(
                "services",
                view.top(view.services(summary)),
                r -> ReportFields.write(r, fields),
                json);
        case CONNECTION -> {
          List<ConnectionReport> shown = view.connections(summary);
          json.field(
              "connections_left_out", summary.connections().orElseThrow().size() - shown.size());
          writeAll("connections", shown, r -> ReportFields.write(r, fields), json);
        }
      }
      json.end();
    }
    out.print("\n");
  }

  private static <T> void writeAll(
      String name, List<T> reports, Consumer<T> writer, JsonWriter json) {
    json.array(name);
    for (T report : reports) {
      json.object();
      writer.accept(report);
      json.end();
    }
    json.end();
  }

  private static void writeFrames(JsonWriter json, AnalysisSummary summary) {
    json.object("packets");
    json.field("read", summary.frames(CaptureCounter.PACKETS));
    json.field("bytes", summary.frames(CaptureCounter.BYTES));
    json.field("tcp", summary.tcpFrames());
    json.field("left_out", summary.leftOut());
    CaptureCounter.ofKind(CaptureCounter.Kind.UNMEASURED)
        .forEach(counter -> json.field(nameOf(counter), summary.frames(counter)));
    json.end();
  }

  /** Keeps the name used since version 1. */
  private static String nameOf(CaptureCounter counter) {
    return counter == CaptureCounter.NOT_LOCAL ? "no_local_end" : counter.id();
  }

  private static void writeDamage(JsonWriter json, Damage damage) {
    json.object().field("file", damage.file().toString());
    if (damage.hasOffset()) {
      json.field("byte_offset", damage.fault().byteOffset());
    } else {
      json.field("byte_offset", (String) null);
    }
    json.field("message", damage.fault().message()).end();
  }

  private static void writeFindings(JsonWriter json, List<FileFinding> findings) {
    if (!findings.isEmpty()) {
      writeTexts(json.object("diagnosis"), findings.get(0));
    }
    json.array("findings");
    for (FileFinding finding : findings) {
      json.object();
      finding.figures().forEach(figure -> json.field(figure.name(), figure.value()));
      writeTexts(json, finding);
    }
    json.end();
  }

  private static void writeTexts(JsonWriter json, FileFinding finding) {
    json.field("id", finding.id()).field("text", finding.text());
    json.field("remedy", finding.remedy()).end();
  }

  private static void writeNote(JsonWriter json, Note note) {
    json.object().field("file", note.file().toString());
    json.field("message", note.message()).end();
  }

  private static String instant(long ns) {
    return Instant.EPOCH.plus(ns, ChronoUnit.NANOS).toString();
  }
}
