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
  /** One line per pair, service or connection. */
  CSV,
  /** HdrHistogram's percentile distributions. */
  HGRM;

  /** Percentiles that each format prints for a pair, besides minimum and maximum. */
  public static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9);

  /** Prints the whole result, and nothing else. */
  public void print(AnalysisSummary summary, ResultView view, PrintWriter out) {
    switch (this) {
      case TABLE -> TableFormat.print(summary, view, out);
      case JSON -> JsonFormat.print(summary, view, out);
      case CSV -> CsvFormat.print(summary, view, out);
      case HGRM -> HgrmFormat.print(summary, out);
    }
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
