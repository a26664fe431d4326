package io.rttd.daemon.logging;

import java.util.logging.LogManager;

/**
 * A log manager that keeps its handlers while the process shuts down.
 *
 * <p>The JDK's own log manager removes them in a shutdown hook, which runs concurrently with rttd's
 * orderly stop: its last messages, such as what the last report could not deliver, would be lost.
 * {@code Main} names this class in the system property {@code java.util.logging.manager}. The
 * handlers here do not buffer, so there is nothing to flush.
 */
public final class PatientLogManager extends LogManager {
  /** For the JDK, which creates the only instance. */
  public PatientLogManager() {}

  @Override
  public void reset() {
    // Deliberately does nothing: see the class.
  }
}
