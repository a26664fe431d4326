package io.rttd.reporting.file;

import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import java.io.ByteArrayOutputStream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * HdrHistogram's interval log, version 1.3: one line per pair and interval, tagged {@code
 * IFACE/SRC/DST}, with a service {@code IFACE/SRC/DST/service_port:NAME}, and a second one, whose
 * tag has {@code /path} appended, if there are prompt samples. Start times are seconds since the
 * epoch, values nanoseconds; HistogramLogProcessor prints them as milliseconds. Characters that a
 * tag may not contain (commas, blanks) become {@code _}.
 */
public final class HistogramLogLines implements ReportLines {
  private static final double NS_PER_S = 1e9;
  private static final double NS_PER_MS = 1e6;

  @Override
  public void writeHeader(Report first, ByteArrayOutputStream out) {
    HistogramLogWriter writer = new HistogramLogWriter(out);
    writer.outputComment("[rttd: round-trip times in ns; Tag=IFACE/SRC/DST, prompt samples /path]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(Math.floorDiv(first.startNs(), 1_000_000L));
    writer.outputBaseTime(0);
    writer.outputLegend();
    writer.close();
  }

  @Override
  public void writeReport(Report report, ByteArrayOutputStream out) {
    HistogramLogWriter writer = new HistogramLogWriter(out);
    for (PairReport pair : report.peers()) {
      String service = pair.service().isEmpty() ? "" : "/service_port:" + tag(pair.service());
      String tag = tag(report.source()) + "/" + tag(pair.src()) + "/" + tag(pair.dst()) + service;
      write(writer, report, tag, pair.all());
      write(writer, report, tag + "/path", pair.path());
    }
    writer.close();
  }

  private static void write(
      HistogramLogWriter writer, Report report, String tag, AbstractHistogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    // A histogram can only be written with its own tag; it is passed in without one.
    histogram.setTag(tag);
    try {
      writer.outputIntervalHistogram(
          report.startNs() / NS_PER_S, report.endNs() / NS_PER_S, histogram, NS_PER_MS);
    } finally {
      histogram.setTag(null);
    }
  }

  private static String tag(String text) {
    return text.replaceAll("[,\\s\\p{Cntrl}]", "_");
  }
}
