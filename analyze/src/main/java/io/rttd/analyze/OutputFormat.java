package io.rttd.analyze;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Output format of an analysis on standard output. */
public enum OutputFormat {
  /** For people. */
  TABLE,
  /** One document. */
  JSON,
  /** One line per pair. */
  CSV,
  /** HdrHistogram's percentile distributions. */
  HGRM;

  /** Percentiles that each format prints for a pair, besides minimum and maximum. */
  public static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9);

  /** Prints all that was found, and nothing else. */
  public void print(AnalysisSummary summary, PrintWriter out) {
    switch (this) {
      case TABLE -> TableFormat.print(summary, out);
      case JSON -> JsonFormat.print(summary, out);
      case CSV -> CsvFormat.print(summary, out);
      case HGRM -> HgrmFormat.print(summary, out);
    }
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
