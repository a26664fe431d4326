package io.rttd.reporting;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Rate-limited warnings, so that a failing receiver or sink cannot flood the log: the first of a
 * kind is logged with its cause, those of the next minute are counted, and the next one after that
 * is logged with the count. A kind is the message together with the class of its cause. Any thread.
 *
 * <p>A cause outside the program is logged as text, with its stack trace at DEBUG; a possible bug
 * keeps its stack trace.
 */
public final class StormLog {
  private static final int MAX_KINDS = 256;

  private final Supplier<Logger> logger;
  private final StormFilter storms;

  /**
   * Creates a log.
   *
   * @param logger where warnings go
   * @param nanoClock any monotonic clock, in ns
   */
  public StormLog(Logger logger, LongSupplier nanoClock) {
    this(() -> logger, nanoClock);
  }

  /** As above, with a logger that is first needed when something is logged. */
  StormLog(Supplier<Logger> logger, LongSupplier nanoClock) {
    this.logger = logger;
    this.storms = new StormFilter(nanoClock, 1, MAX_KINDS);
  }

  /** Logs or counts a warning without a cause. */
  public void warn(String message) {
    warn(message, null);
  }

  /**
   * Logs or counts a warning.
   *
   * @param cause what happened, or null
   */
  public synchronized void warn(String message, Throwable cause) {
    String more = storms.judge(cause == null ? message : message + cause.getClass().getName());
    if (more != null) {
      log(message + more, cause);
    }
  }

  /** Logs every warning, in the same format; for warnings that cannot flood the log. */
  public void warnAlways(String message, Throwable cause) {
    log(message, cause);
  }

  private void log(String message, Throwable cause) {
    Optional<String> words = Causes.of(cause);
    if (words.isEmpty()) {
      logger.get().log(Level.WARNING, message, cause);
      return;
    }
    logger.get().log(Level.WARNING, message + ": " + words.get(), (Throwable) null);
    logger.get().log(Level.DEBUG, "cause of the warning above", cause);
  }
}
