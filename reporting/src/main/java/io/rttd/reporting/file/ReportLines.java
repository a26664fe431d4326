package io.rttd.reporting.file;

import io.rttd.reporting.Report;
import java.io.ByteArrayOutputStream;

/** A form in which reports can be written one after the other. One thread. */
public interface ReportLines {
  /** Writes what a file begins with; nothing by default. */
  default void writeHeader(Report first, ByteArrayOutputStream out) {}

  /** Writes whole lines of one report. */
  void writeReport(Report report, ByteArrayOutputStream out);
}
