package io.rttd.daemon.logging;

import java.util.logging.LogManager;

/**
 * A log manager that keeps its handlers while the process shuts down.
 *
 * <p>The JDK's own takes them away in a shutdown hook, which runs beside rttd's orderly stop: its
 * last words, among them what the last report could not deliver, would be lost. {@code Main} names
 * this class in the system property {@code java.util.logging.manager}. Handlers here write through,
 * so there is nothing to flush at the end.
 */
public final class PatientLogManager extends LogManager {
  /** For the JDK, which makes the only instance. */
  public PatientLogManager() {}

  @Override
  public void reset() {
    // Kept on purpose: see the class.
  }
}
