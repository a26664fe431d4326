package io.rttd.analyze.htmlreport;

import io.rttd.analyze.AnalysisSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One analysis, for its page.
 *
 * @param label what the page calls it: the name of its file, as a rule
 * @param summary what was measured; empty if only the label is known, as when a JSON document of an
 *     earlier analysis is compared
 * @param recorder listened to that analysis; without one there is nothing to draw over time
 * @param bothDirections whether what both ends send was timed, so that pairs are legs
 */
public record ReportSource(
    String label,
    Optional<AnalysisSummary> summary,
    Optional<ReportRecorder> recorder,
    boolean bothDirections) {
  private static final int NAMED_FILES = 3;

  /** An analysis that a recorder listened to, called by its files. */
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
