package io.rttd.compare;

import io.rttd.analyze.htmlreport.ComparedFigure;
import io.rttd.analyze.htmlreport.HtmlReport;
import io.rttd.compare.Difference.Evidence;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** A comparison as a page: its differences, and the charts of both captures in one. */
public final class ComparisonPage {
  private static final double NS_PER_MS = 1e6;
  private static final double PERCENT = 100;

  private ComparisonPage() {}

  /**
   * Writes the page; the caller closes the writer.
   *
   * @throws IOException when the writer breaks
   */
  public static void write(
      Comparison comparison, CaptureInput before, CaptureInput after, Writer out)
      throws IOException {
    List<ComparedFigure> figures =
        comparison.groups().stream()
            .flatMap(
                group ->
                    group.differences().stream()
                        .map(each -> figure(comparison.grouping(), group.name(), each)))
            .toList();
    HtmlReport.ofComparison(before.charts(), after.charts(), figures).write(out);
  }

  private static ComparedFigure figure(Grouping grouping, String name, Difference difference) {
    boolean isTime = difference.measure().isTime();
    double scale = isTime ? 1 / NS_PER_MS : PERCENT;
    Interval interval = difference.interval();
    boolean hasInterval = difference.evidence() == Evidence.ENOUGH;
    return new ComparedFigure(
        grouping.toString(),
        name,
        difference.measure().toString(),
        isTime ? "ms" : "%",
        scale * interval.before(),
        scale * interval.after(),
        scale * interval.difference(),
        hasInterval ? scale * interval.low() : Double.NaN,
        hasInterval ? scale * interval.high() : Double.NaN,
        difference.isSignificant());
  }
}
