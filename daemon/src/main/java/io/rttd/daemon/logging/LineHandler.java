package io.rttd.daemon.logging;

import io.rttd.reporting.StormFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * Writes each record immediately, as one line, stores recent warnings, and collapses storms of
 * them. If a line cannot be written, for example because the disk is full, it reports that once,
 * and not again until a line was written. Thread-safe.
 */
final class LineHandler extends Handler {
  /** Limit for lines that differ only in their numbers. */
  static final int LINES_PER_MINUTE = 20;

  private static final int MAX_KINDS = 1_000;
  private static final Pattern NUMBERS = Pattern.compile("[0-9]+");

  private final OutputStream stream;
  private final LineFormatter formatter;
  private final RecentWarnings warnings;
  private final Consumer<String> complaints;
  private final StormFilter storms = new StormFilter(System::nanoTime, LINES_PER_MINUTE, MAX_KINDS);
  private boolean failing;
  private long lost;

  /**
   * Creates a handler.
   *
   * @param stream where lines go; closed with the handler
   * @param complaints called with a message if the stream fails
   */
  LineHandler(
      OutputStream stream,
      LineFormatter formatter,
      RecentWarnings warnings,
      Consumer<String> complaints) {
    this.stream = stream;
    this.formatter = formatter;
    this.warnings = warnings;
    this.complaints = complaints;
    setLevel(Level.ALL);
  }

  @Override
  public synchronized void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    String words = formatter.words(record);
    String more = "";
    if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
      more = storms.judge(NUMBERS.matcher(words).replaceAll("#"));
      if (more == null) {
        return;
      }
      warnings.add(
          new RecentWarnings.Line(
              Instant.ofEpochMilli(record.getMillis()),
              LineFormatter.levelText(record.getLevel()).strip(),
              words + more));
    }
    write(formatter.line(record, words + more));
  }

  private void write(String line) {
    try {
      stream.write(line.getBytes(StandardCharsets.UTF_8));
      stream.flush();
      if (failing) {
        failing = false;
        complaints.accept("rttd: writing the log again; " + lost + " lines were lost");
        lost = 0;
      }
    } catch (IOException e) {
      lost++;
      if (!failing) {
        failing = true;
        complaints.accept("rttd: cannot write the log: " + e.getMessage());
      }
    }
  }

  @Override
  public synchronized void flush() {
    // Each line is written through.
  }

  @Override
  public synchronized void close() {
    try {
      stream.close();
    } catch (IOException e) {
      complaints.accept("rttd: closing the log: " + e.getMessage());
    }
  }
}
