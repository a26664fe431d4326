package io.rttd.compare;

import io.rttd.compare.Comparison.Verdict;
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
  public void print(Comparison comparison, List<Verdict> verdicts, PrintWriter out) {
    if (this == JSON) {
      ComparisonJson.print(comparison, verdicts, out);
    } else {
      ComparisonText.print(comparison, verdicts, out);
    }
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
