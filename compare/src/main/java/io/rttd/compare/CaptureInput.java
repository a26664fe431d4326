package io.rttd.compare;

import io.rttd.analyze.Analysis;
import io.rttd.analyze.AnalysisPlan;
import io.rttd.analyze.AnalysisPlan.Progress;
import io.rttd.analyze.AnalysisSummary;
import io.rttd.analyze.connection.ConnectionReport;
import io.rttd.analyze.connection.ConnectionReports;
import io.rttd.analyze.connection.DirectionReport;
import io.rttd.analyze.connection.TimeDistribution;
import io.rttd.analyze.htmlreport.ReportRecorder;
import io.rttd.analyze.htmlreport.ReportSource;
import io.rttd.capture.CaptureException;
import io.rttd.pipeline.TimedDirections;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a file says about its connections.
 *
 * @param figures each direction of each connection
 * @param losses what of it is missing, a sentence each
 * @param charts what the page draws of it
 */
public record CaptureInput(CaptureFigures figures, List<String> losses, ReportSource charts) {
  private static final int LONGEST_INDENT = 64;

  /** Copies the list. */
  public CaptureInput {
    losses = List.copyOf(losses);
  }

  /**
   * Reads a capture, or the JSON of an analysis.
   *
   * @param title {@code before} or {@code after}, for the page
   * @param drawn whether a page will be made
   * @throws CaptureException if it is a capture that cannot be read
   * @throws IOException if it is JSON without connections, or cannot be read
   */
  public static CaptureInput read(
      Path file, String title, boolean drawn, Consumer<Progress> progress)
      throws CaptureException, IOException {
    String label = title + ": " + (file.getFileName() == null ? file : file.getFileName());
    return isJson(file) ? ConnectionJson.read(file, label) : analyze(file, label, drawn, progress);
  }

  private static CaptureInput analyze(
      Path file, String label, boolean drawn, Consumer<Progress> progress)
      throws CaptureException, IOException {
    AnalysisPlan plan =
        AnalysisPlan.of(List.of(file), TimedDirections.bothEnds())
            .withConnections()
            .watchedBy(progress);
    ReportRecorder recorder = new ReportRecorder(plan.services());
    Analysis analysis = new Analysis(drawn ? plan.heardBy(recorder) : plan);
    analysis.run();
    AnalysisSummary summary = analysis.summary();
    ConnectionReports reports = summary.connections().orElseThrow();
    List<String> losses = new ArrayList<>();
    summary.damages().forEach(damage -> losses.add(damage.toString()));
    reports.notKept().words().ifPresent(words -> losses.add(file + ": short of memory: " + words));
    ReportSource charts =
        drawn
            ? new ReportSource(label, Optional.of(summary), Optional.of(recorder), true)
            : ReportSource.named(label);
    return new CaptureInput(of(file.toString(), reports), losses, charts);
  }

  /** Both directions of each connection. */
  static CaptureFigures of(String file, List<ConnectionReport> reports) {
    List<ConnectionFigures> figures = new ArrayList<>();
    for (ConnectionReport report : reports) {
      figures.add(figures(report, true, report.fromClient()));
      figures.add(figures(report, false, report.fromServer()));
    }
    return new CaptureFigures(file, figures.stream().filter(ConnectionFigures::hasAny).toList());
  }

  private static ConnectionFigures figures(
      ConnectionReport report, boolean toServer, DirectionReport direction) {
    String client = report.client().address().toString();
    String server = report.server().address().toString();
    return new ConnectionFigures(
        toServer ? client : server,
        toServer ? server : client,
        report.serviceOrPort(),
        toServer,
        samples(direction.rtt()),
        samples(direction.path()),
        toServer ? samples(report.response()) : Samples.NONE,
        direction.segments(),
        direction.retransmits());
  }

  private static Samples samples(TimeDistribution times) {
    if (times.count() == 0) {
      return Samples.NONE;
    }
    List<long[]> buckets = new ArrayList<>();
    times.forEach((timeNs, count) -> buckets.add(new long[] {timeNs, count}));
    return Samples.of(buckets, times.minNs(), times.maxNs());
  }

  /** Whether the first character is a brace, as in no capture format. */
  private static boolean isJson(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(LONGEST_INDENT);
      return new String(head, StandardCharsets.ISO_8859_1).strip().startsWith("{");
    }
  }
}
