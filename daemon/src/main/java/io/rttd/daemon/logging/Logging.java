package io.rttd.daemon.logging;

import io.rttd.config.LogLevel;
import io.rttd.config.LoggingConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Sends what rttd's rooms log through {@link System.Logger} to a file, or to standard error. */
public final class Logging {
  // The JDK holds loggers weakly, and with them their levels: these two hold them for good.
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger RTTD = Logger.getLogger("io.rttd");

  private Logging() {}

  /**
   * Replaces whatever logging was set up. Libraries are heard from {@code WARN} on, rttd from the
   * configured level on.
   *
   * @param config level, and the file if there is one
   * @param standardError where the lines go without a file
   * @throws IOException when the file cannot be written; nothing was changed then
   */
  public static void configure(LoggingConfig config, OutputStream standardError)
      throws IOException {
    install(config.toFile() ? appendTo(config.file()) : standardError, jdkLevel(config.level()));
  }

  /** Warnings and worse to {@code standardError}: for the commands that are not the daemon. */
  public static void warningsTo(OutputStream standardError) {
    install(standardError, Level.WARNING);
  }

  private static void install(OutputStream stream, Level level) {
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ROOT.addHandler(new WriteThroughHandler(stream));
    ROOT.setLevel(Level.WARNING);
    RTTD.setLevel(level);
  }

  private static OutputStream appendTo(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // Opened to append, so that logrotate's copytruncate leaves no hole in the file.
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Level jdkLevel(LogLevel level) {
    return switch (level) {
      case TRACE -> Level.FINER;
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARN -> Level.WARNING;
      case ERROR, CRITICAL -> Level.SEVERE;
    };
  }

  private static final class WriteThroughHandler extends StreamHandler {
    WriteThroughHandler(OutputStream stream) {
      super(stream, new LineFormatter(ZoneId.systemDefault()));
      setLevel(Level.ALL);
      try {
        setEncoding(StandardCharsets.UTF_8.name());
      } catch (java.io.UnsupportedEncodingException e) {
        throw new AssertionError("each JVM knows UTF-8", e);
      }
    }

    @Override
    public synchronized void publish(LogRecord record) {
      super.publish(record);
      flush();
    }
  }
}
