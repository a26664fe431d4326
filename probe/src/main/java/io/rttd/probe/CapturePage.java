package io.rttd.probe;

import io.rttd.analyze.Analysis;
import io.rttd.analyze.AnalysisPlan;
import io.rttd.analyze.htmlreport.HtmlReport;
import io.rttd.analyze.htmlreport.ReportRecorder;
import io.rttd.analyze.htmlreport.ReportSource;
import io.rttd.capture.CaptureException;
import io.rttd.pipeline.TimedDirections;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page that {@code rttd analyze --html} makes of a capture file. */
public final class CapturePage {
  private static final long MEMORY_LIMIT_BYTES = 256L << 20;

  private CapturePage() {}

  /**
   * Analyzes a capture, both directions timed, and writes its page: one file that fetches nothing.
   *
   * @param page is replaced if it exists
   * @throws CaptureException if the capture cannot be opened; of a damaged one the page shows what
   *     was readable
   * @throws IOException if the page cannot be written
   */
  public static void write(Path capture, Path page) throws CaptureException, IOException {
    AgronaAccess.open();
    AnalysisPlan plan =
        AnalysisPlan.of(List.of(capture), TimedDirections.bothEnds()).within(MEMORY_LIMIT_BYTES);
    ReportRecorder recorder = new ReportRecorder(plan.services());
    Analysis analysis = new Analysis(plan.heardBy(recorder).withConnections());
    analysis.run();
    ReportSource result = ReportSource.of(analysis.summary(), recorder, /* bothDirections= */ true);
    try (Writer out = Files.newBufferedWriter(page)) {
      HtmlReport.of(result).write(out);
    }
  }
}
