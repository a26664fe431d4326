package io.rttd.daemon.logging;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One line per record: time with its zone, level, message, and the exception, if any. */
public final class LineFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSxxx");

  // Priorities of syslog(3).
  private static final int ERROR = 3;
  private static final int WARNING = 4;
  private static final int INFO = 6;
  private static final int DEBUG = 7;

  private final ZoneId zone;
  private final boolean forJournal;

  /** A formatter of local times. */
  public LineFormatter(ZoneId zone) {
    this(zone, false);
  }

  private LineFormatter(ZoneId zone, boolean forJournal) {
    this.zone = zone;
    this.forJournal = forJournal;
  }

  /** For systemd's journal: a priority as in sd-daemon(3), and no time, which the journal adds. */
  static LineFormatter forJournal() {
    return new LineFormatter(ZoneId.systemDefault(), true);
  }

  @Override
  public String format(LogRecord record) {
    return line(record, words(record));
  }

  /** The line with this text. */
  String line(LogRecord record, String words) {
    StringBuilder line = new StringBuilder(160);
    if (forJournal) {
      line.append('<').append(priority(record.getLevel())).append('>');
    } else {
      TIME.formatTo(Instant.ofEpochMilli(record.getMillis()).atZone(zone), line);
      line.append(' ').append(levelText(record.getLevel())).append(' ');
    }
    return line.append(words).append(System.lineSeparator()).toString();
  }

  /** The message and the exception on one line, without time and level. */
  String words(LogRecord record) {
    StringBuilder words = new StringBuilder(oneLine(formatMessage(record)));
    for (Throwable t = record.getThrown(); t != null; t = t.getCause()) {
      words.append(" | ").append(oneLine(t.toString()));
      for (StackTraceElement frame : t.getStackTrace()) {
        words.append(" < ").append(frame);
      }
    }
    return words.toString();
  }

  private static int priority(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return ERROR;
    }
    if (value >= Level.WARNING.intValue()) {
      return WARNING;
    }
    return value >= Level.INFO.intValue() ? INFO : DEBUG;
  }

  static String levelText(Level level) {
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

  // Text from outside, such as a host's name, must not start a new line.
  private static String oneLine(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }
}
