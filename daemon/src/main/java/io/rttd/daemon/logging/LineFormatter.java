package io.rttd.daemon.logging;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One line a record: time with its zone, level, message, and what was thrown, if anything. */
public final class LineFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSxxx");

  private final ZoneId zone;

  /** A formatter of local times. */
  public LineFormatter(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(Instant.ofEpochMilli(record.getMillis()).atZone(zone), line);
    line.append(' ').append(levelText(record.getLevel())).append(' ');
    line.append(oneLine(formatMessage(record)));
    for (Throwable t = record.getThrown(); t != null; t = t.getCause()) {
      line.append(" | ").append(oneLine(t.toString()));
      for (StackTraceElement frame : t.getStackTrace()) {
        line.append(" < ").append(frame);
      }
    }
    return line.append(System.lineSeparator()).toString();
  }

  private static String levelText(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    if (value >= Level.INFO.intValue()) {
      return "INFO ";
    }
    return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  // Text from outside, such as a host's name, must not begin a line of its own.
  private static String oneLine(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }
}
