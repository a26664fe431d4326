package io.rttd.reporting.file;

import io.rttd.reporting.Report;
import java.io.ByteArrayOutputStream;

/** A format in which reports are written one after the other. Single-threaded. */
public interface ReportLines {
  /** Writes the beginning of a file; nothing by default. */
  default void writeHeader(Report first, ByteArrayOutputStream out) {}

  /** Writes whole lines of one report. */
  void writeReport(Report report, ByteArrayOutputStream out);
}
