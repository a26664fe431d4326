package io.rttd.compare;

import io.rttd.compare.Comparison.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Output format of a comparison on standard output. */
public enum ComparisonFormat {
  /** For people. */
  TEXT,
  /** One document. */
  JSON;

  /** Prints what was found, and what became of the criteria. */
  public void print(Comparison comparison, List<Outcome> outcomes, PrintWriter out) {
    if (this == JSON) {
      ComparisonJson.print(comparison, outcomes, out);
    } else {
      ComparisonText.print(comparison, outcomes, out);
    }
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
