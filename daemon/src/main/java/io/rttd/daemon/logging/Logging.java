package io.rttd.daemon.logging;

import io.rttd.config.LogLevel;
import io.rttd.config.RttdConfig.LoggingConfig;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends rttd's log ({@link System.Logger}) to a file or to standard error. */
public final class Logging {
  /**
   * JNA logs a stack trace for a folder that it cannot write to; the failure itself is reported
   * anyway.
   */
  static final String SILENCED = "com.sun.jna";

  private static final RecentWarnings WARNINGS = new RecentWarnings();

  private static volatile OutputStream startingStream = OutputStream.nullOutputStream();

  private Logging() {}

  /**
   * The JDK references loggers, and so their levels, only weakly: these fields keep them alive. Not
   * created before logging is set up: see {@link #startOn}.
   */
  private static final class Loggers {
    static final Logger ROOT = Logger.getLogger("");
    static final Logger RTTD = Logger.getLogger("io.rttd");
    static final Logger SILENT = Logger.getLogger(SILENCED);
  }

  /**
   * Makes the process log warnings and errors to {@code standardError} until {@link #configure}.
   * Takes effect, through {@link RttdLogManager}, with the first logger that is created: it takes
   * the JDK long to start its logging, and an analysis never logs.
   */
  public static void startOn(OutputStream standardError) {
    startingStream = standardError;
    System.setProperty("java.util.logging.manager", RttdLogManager.class.getName());
  }

  /** The handler of {@link #startOn}. */
  static LineHandler starting() {
    return warningsHandler(startingStream);
  }

  /**
   * Replaces whatever logging was set up. Libraries log from {@code WARN} on, rttd from the
   * configured level on.
   *
   * @param config level and file, if any
   * @param standardError where the lines go without a file, and errors of the file
   * @throws IOException if the file cannot be written; then nothing has changed
   */
  public static void configure(LoggingConfig config, OutputStream standardError)
      throws IOException {
    Consumer<String> complaints = sentence -> complain(standardError, sentence);
    LineHandler handler;
    if (config.toFile()) {
      RollingFile file = new RollingFile(config.file(), config.maxBytes(), config.maxFiles());
      handler = new LineHandler(file, localTime(), WARNINGS, complaints);
    } else {
      handler = onStandardError(standardError);
    }
    install(handler, jdkLevel(config.level()));
  }

  /**
   * As {@link #configure}, but if the file cannot be opened, it logs to standard error, with a
   * warning: a daemon must not stop measuring because of its log.
   *
   * @return whether lines go to the configured file
   */
  public static boolean configureOrStandardError(LoggingConfig config, OutputStream standardError) {
    try {
      configure(config, standardError);
      return config.toFile();
    } catch (IOException e) {
      install(onStandardError(standardError), jdkLevel(config.level()));
      System.getLogger(Logging.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "log_file "
                  + config.file()
                  + " cannot be opened: "
                  + reason(e)
                  + "; logging to standard error until the next reload");
      return false;
    }
  }

  /** Java's FileNotFoundException has the reason in parentheses, behind the path. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied for %s; give it %s and its folder (chown)"
          .formatted(System.getProperty("user.name"), denied.getFile());
    }
    if (e instanceof FileSystemException fault && fault.getReason() != null) {
      return fault.getReason().substring(0, 1).toLowerCase(Locale.ROOT)
          + fault.getReason().substring(1);
    }
    String message = String.valueOf(e.getMessage());
    int at = message.lastIndexOf(" (");
    return e instanceof FileNotFoundException && at >= 0 && message.endsWith(")")
        ? message.substring(at + 2, message.length() - 1).toLowerCase(Locale.ROOT)
        : message;
  }

  private static LineHandler onStandardError(OutputStream standardError) {
    LineFormatter lines =
        JournalStream.isStandardError(System.getenv()) ? LineFormatter.forJournal() : localTime();
    return new LineHandler(unclosable(standardError), lines, WARNINGS, unused -> {});
  }

  /** Logs warnings and errors to {@code standardError}, instead of what was configured. */
  public static void warningsTo(OutputStream standardError) {
    install(warningsHandler(standardError), Level.WARNING);
  }

  private static LineHandler warningsHandler(OutputStream standardError) {
    return new LineHandler(unclosable(standardError), localTime(), WARNINGS, unused -> {});
  }

  /** The latest warnings and errors that were logged. */
  public static RecentWarnings recentWarnings() {
    return WARNINGS;
  }

  /** The new handler first, so that no line is lost between the two. */
  private static void install(Handler handler, Level level) {
    Handler[] before = Loggers.ROOT.getHandlers();
    Loggers.ROOT.addHandler(handler);
    for (Handler old : before) {
      Loggers.ROOT.removeHandler(old);
      old.close();
    }
    Loggers.ROOT.setLevel(Level.WARNING);
    Loggers.SILENT.setLevel(Level.OFF);
    Loggers.RTTD.setLevel(level);
  }

  private static LineFormatter localTime() {
    return new LineFormatter(ZoneId.systemDefault());
  }

  private static void complain(OutputStream standardError, String sentence) {
    try {
      standardError.write((sentence + "\n").getBytes(StandardCharsets.UTF_8));
      standardError.flush();
    } catch (IOException e) {
      // There is no other place to report it.
    }
  }

  /** Standard error outlives each handler. */
  private static OutputStream unclosable(OutputStream stream) {
    return new FilterOutputStream(stream) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
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
}
