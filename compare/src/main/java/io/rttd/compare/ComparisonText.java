package io.rttd.compare;

import io.rttd.analyze.text.Millis;
import io.rttd.analyze.text.TextTable;
import io.rttd.compare.Comparison.Outcome;
import io.rttd.compare.Difference.Evidence;
import io.rttd.reporting.Counted;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A comparison for people, within 80 columns: one table per group. Times are in milliseconds. */
final class ComparisonText {
  private static final double PERCENT = 100;
  private static final String NONE = "-";

  /** Groups that are printed although none of their differences was tested. */
  private static final int UNTESTED_SHOWN = 10;

  private ComparisonText() {}

  /** Prints what was found, and what became of the criteria. */
  static void print(Comparison comparison, List<Outcome> outcomes, PrintWriter out) {
    print("before: ", comparison.before(), out);
    print("after:  ", comparison.after(), out);
    List<GroupComparison> tested =
        comparison.groups().stream().filter(GroupComparison::isTested).toList();
    List<GroupComparison> shown =
        tested.isEmpty() ? comparison.groups().stream().limit(UNTESTED_SHOWN).toList() : tested;
    for (GroupComparison group : shown) {
      out.print(
          "\n%s (connections: %d before, %d after)\n"
              .formatted(group.name(), group.connectionsBefore(), group.connectionsAfter()));
      TextTable table =
          new TextTable(1, "ms", "before", "after", "change", "", "95 % interval", "");
      group.differences().forEach(each -> table.add(cells(each)));
      table.print(out);
    }
    out.print('\n');
    printSummary(comparison, comparison.groups().size() - tested.size(), out);
    outcomes.forEach(outcome -> out.print("--fail-if '" + text(outcome) + "\n"));
  }

  private static void print(String title, CaptureFigures capture, PrintWriter out) {
    out.print(title + capture.file() + ", ");
    out.print(Counted.text(capture.samples(), "sample") + "\n");
  }

  private static String[] cells(Difference difference) {
    Interval interval = difference.interval();
    Measure measure = difference.measure();
    boolean hasInterval = difference.evidence() == Evidence.ENOUGH;
    double relative = difference.relative();
    return new String[] {
      measure.toString(),
      figure(measure, interval.before()),
      figure(measure, interval.after()),
      signed(measure, interval.difference()),
      Double.isFinite(relative) ? String.format(Locale.ROOT, "%+.1f %%", PERCENT * relative) : NONE,
      hasInterval
          ? signed(measure, interval.low()) + " to " + signed(measure, interval.high())
          : difference.evidence().text(),
      claim(difference)
    };
  }

  static String claim(Difference difference) {
    if (!difference.isSignificant()) {
      return "";
    }
    return difference.interval().difference() > 0 ? "higher" : "lower";
  }

  private static String figure(Measure measure, double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return measure.isTime()
        ? Millis.text(value)
        : String.format(Locale.ROOT, "%.2f %%", PERCENT * value);
  }

  private static String signed(Measure measure, double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return measure.isTime()
        ? (value < 0 ? "" : "+") + Millis.text(value)
        : String.format(Locale.ROOT, "%+.2f", PERCENT * value);
  }

  private static void printSummary(Comparison comparison, int untested, PrintWriter out) {
    Grouping grouping = comparison.grouping();
    if (comparison.tests() == 0) {
      out.print(
          "No claim: no %s has enough evidence in both captures.\n".formatted(grouping.noun()));
    } else {
      out.print(
          "%d of %d differences are significant (Holm: at most 5 %% risk of any false claim).\n"
              .formatted(comparison.claims(), comparison.tests()));
      out.print(
          "Differences in times up to 1 %% or %s ms are negligible.\n"
              .formatted(Millis.text(comparison.negligible().toNanos())));
    }
    if (comparison.chosen()) {
      out.print("Compared by %s; --by chooses another grouping.\n".formatted(grouping));
    }
    if (untested > 0) {
      out.print(
          "Not tested for lack of evidence: %s; --format json has them.\n"
              .formatted(Counted.text(untested, grouping.noun())));
    }
    if (!comparison.onlyBefore().isEmpty() || !comparison.onlyAfter().isEmpty()) {
      out.print(
          "In one capture only: %s before, %d after.\n"
              .formatted(
                  Counted.text(comparison.onlyBefore().size(), grouping.noun()),
                  comparison.onlyAfter().size()));
    }
    out.print(
        "Intervals: %d resamples of whole connections, seed %d.\n"
            .formatted(Comparison.RESAMPLES, comparison.seed()));
  }

  private static String text(Outcome outcome) {
    String text = outcome.criterion().text() + "': ";
    if (outcome.isExceeded()) {
      return text + "exceeded by " + String.join(", ", outcome.exceeded());
    }
    if (outcome.compared() == 0) {
      return text + "undecided, because no group has samples in both captures";
    }
    if (outcome.isUndecided()) {
      return text + "undecided, for lack of evidence: " + String.join(", ", outcome.undecided());
    }
    return text + "not exceeded";
  }
}
