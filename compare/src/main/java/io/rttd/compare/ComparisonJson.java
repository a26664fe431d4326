package io.rttd.compare;

import io.rttd.compare.Comparison.Outcome;
import io.rttd.compare.Difference.Evidence;
import io.rttd.reporting.json.JsonWriter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * A comparison as one JSON document. Fields may be added to it, but none changes its meaning
 * without a new version.
 */
final class ComparisonJson {
  private static final long VERSION = 1;
  private static final double NS_PER_MS = 1e6;

  private ComparisonJson() {}

  /** Prints what was found, and what became of the criteria. */
  static void print(Comparison comparison, List<Outcome> outcomes, PrintWriter out) {
    try (JsonWriter json = JsonWriter.indented(out)) {
      json.object().field("version", VERSION);
      json.field("before", comparison.before().file()).field("after", comparison.after().file());
      json.field("by", comparison.grouping().toString());
      json.field("confidence", Bootstrap.CONFIDENCE);
      json.field("false_claims_at_most", Comparison.FALSE_CLAIMS);
      json.field("resamples", (long) Comparison.RESAMPLES).field("seed", comparison.seed());
      json.field("negligible_ms", comparison.negligible().toNanos() / NS_PER_MS);
      json.field("tests", (long) comparison.tests()).field("claims", comparison.claims());
      json.array("groups");
      comparison.groups().forEach(group -> write(json, group));
      json.end();
      writeNames(json, "only_before", comparison.onlyBefore());
      writeNames(json, "only_after", comparison.onlyAfter());
      json.array("criteria");
      outcomes.forEach(outcome -> write(json, outcome));
      json.end().end();
    }
    out.print("\n");
  }

  private static void write(JsonWriter json, GroupComparison group) {
    json.object().field("name", group.name());
    json.field("connections_before", (long) group.connectionsBefore());
    json.field("connections_after", (long) group.connectionsAfter());
    for (Difference difference : group.differences()) {
      write(json, difference);
    }
    json.end();
  }

  private static void write(JsonWriter json, Difference difference) {
    Measure measure = difference.measure();
    Interval interval = difference.interval();
    double unit = measure.isTime() ? NS_PER_MS : 1;
    String suffix = measure.isTime() ? "_ms" : "_ratio";
    boolean hasInterval = difference.evidence() == Evidence.ENOUGH;
    json.object(measure.name().toLowerCase(Locale.ROOT));
    json.field("before" + suffix, interval.before() / unit);
    json.field("after" + suffix, interval.after() / unit);
    json.field("difference" + suffix, interval.difference() / unit);
    json.field("low" + suffix, hasInterval ? interval.low() / unit : Double.NaN);
    json.field("high" + suffix, hasInterval ? interval.high() / unit : Double.NaN);
    json.field("change", difference.relative());
    json.field("p", hasInterval ? interval.p() : Double.NaN);
    json.field("significant", difference.isSignificant());
    json.field("evidence", difference.evidence().text()).end();
  }

  private static void write(JsonWriter json, Outcome outcome) {
    json.object().field("criterion", outcome.criterion().text());
    json.field("exceeded", outcome.isExceeded()).field("undecided", outcome.isUndecided());
    writeNames(json, "exceeded_by", outcome.exceeded());
    writeNames(json, "undecided_for", outcome.undecided());
    json.end();
  }

  private static void writeNames(JsonWriter json, String field, List<String> names) {
    json.array(field);
    names.forEach(json::value);
    json.end();
  }
}
