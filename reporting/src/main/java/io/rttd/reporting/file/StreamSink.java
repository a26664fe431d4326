package io.rttd.reporting.file;

import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Writes reports to a stream. If the stream fails, the first error is kept and everything after it
 * is ignored. The stream's owner closes it.
 */
public final class StreamSink implements MetricSink {
  private final OutputStream stream;
  private final ReportLines lines;
  private boolean begun;
  private IOException fault;

  /** Creates a sink. */
  public StreamSink(OutputStream stream, ReportLines lines) {
    this.stream = stream;
    this.lines = lines;
  }

  @Override
  public void onReport(Report report) {
    if (fault != null) {
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!begun) {
      lines.writeHeader(report, bytes);
      begun = true;
    }
    lines.writeReport(report, bytes);
    try {
      bytes.writeTo(stream);
    } catch (IOException e) {
      fault = e;
    }
  }

  @Override
  public void close() {
    if (fault == null) {
      try {
        stream.flush();
      } catch (IOException e) {
        fault = e;
      }
    }
  }

  /** The error that ended the output, if any. */
  public Optional<IOException> fault() {
    return Optional.ofNullable(fault);
  }
}
