package io.rttd.reporting.file;

import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import io.rttd.reporting.StormLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Appends reports to a file for as long as rttd runs. If the file cannot be written, because its
 * folder is missing or the disk is full, only its own reports are lost: the sink retries at each
 * report, logs at most once a minute, and counts the lost reports.
 */
public final class FileSink implements MetricSink {
  private static final Logger LOG = System.getLogger(FileSink.class.getName());

  private final Path path;
  private final ReportLines lines;
  private final AppendingFile file;
  private final StormLog storm;
  private long lostReports;

  FileSink(Path path, ReportLines lines, AppendingFile file) {
    this.path = path;
    this.lines = lines;
    this.file = file;
    this.storm = new StormLog(LOG, System::nanoTime);
  }

  /** Creates a sink that appends to this file, and logs immediately if it cannot be written. */
  public static FileSink open(Path path, ReportLines lines) {
    FileSink sink = new FileSink(path, lines, new AppendingFile(path));
    try {
      sink.file.open();
    } catch (IOException e) {
      sink.storm.warn("cannot write to " + path + ": " + reason(e));
    }
    return sink;
  }

  @Override
  public void onReport(Report report) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      file.open();
      if (file.isEmpty()) {
        lines.writeHeader(report, bytes);
      }
      lines.writeReport(report, bytes);
      file.append(bytes.toByteArray());
    } catch (IOException e) {
      lostReports++;
      storm.warn(
          "cannot write to " + path + ": " + reason(e) + "; reports to it are lost until then");
      return;
    }
    if (lostReports > 0) {
      LOG.log(Level.INFO, "writing to {0} again; {1} reports were lost", path, lostReports);
      lostReports = 0;
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such directory";
    }
    return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
  }

  /** Reports lost since the file could last be written. */
  long lostReports() {
    return lostReports;
  }

  @Override
  public void close() {
    if (lostReports > 0) {
      LOG.log(Level.WARNING, "{0}: {1} reports were lost", path, lostReports);
    }
    file.close();
  }
}
