package io.rttd.analyze.htmlreport;

import io.rttd.analyze.AnalysisSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One analysis, for its page.
 *
 * @param label its name on the page: usually that of its file
 * @param summary the measurements; empty if only the label is known, as when comparing with the
 *     JSON document of an earlier analysis
 * @param recorder the recorder of that analysis; without it there are no charts over time
 * @param bothDirections whether the data of both ends was timed, so that pairs are legs
 */
public record ReportSource(
    String label,
    Optional<AnalysisSummary> summary,
    Optional<ReportRecorder> recorder,
    boolean bothDirections) {
  private static final int NAMED_FILES = 3;

  /** An analysis with a recorder, named after its files. */
  public static ReportSource of(
      AnalysisSummary summary, ReportRecorder recorder, boolean bothDirections) {
    return new ReportSource(
        labelOf(summary.files()), Optional.of(summary), Optional.of(recorder), bothDirections);
  }

  /** An analysis of which only the name is known. */
  public static ReportSource named(String label) {
    return new ReportSource(label, Optional.empty(), Optional.empty(), true);
  }

  private static String labelOf(List<Path> files) {
    List<String> names = files.stream().map(ReportSource::nameOf).toList();
    return names.size() > NAMED_FILES
        ? names.get(0) + " and " + (names.size() - 1) + " more files"
        : String.join(", ", names);
  }

  private static String nameOf(Path file) {
    Path name = file.getFileName();
    String text = name == null ? file.toString() : name.toString();
    return text.equals("-") ? "standard input" : text;
  }
}
