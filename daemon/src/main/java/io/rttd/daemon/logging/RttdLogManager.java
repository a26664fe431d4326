package io.rttd.daemon.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * A log manager that needs no configuration file, and keeps its handlers while the process shuts
 * down.
 *
 * <p>The JDK's own log manager removes them in a shutdown hook, which runs concurrently with rttd's
 * orderly stop: its last messages, such as what the last report could not deliver, would be lost.
 * {@link Logging#startOn} names this class in the system property {@code
 * java.util.logging.manager}; an agent that logs before {@code main} keeps the JDK's. The handlers
 * here do not buffer, so there is nothing to flush.
 */
public final class RttdLogManager extends LogManager {
  private static final String CONFIGURATION =
      "handlers=%s\n.level=WARNING\n%s.level=OFF\n"
          .formatted(StartingHandler.class.getName(), Logging.SILENCED);

  /** For the JDK, which creates the only instance. */
  public RttdLogManager() {}

  @Override
  public void readConfiguration() throws IOException {
    readConfiguration(
        new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /**
   * Creates the root logger's handlers immediately: the JDK would do so with the first message, but
   * not if that is logged while the process shuts down.
   */
  @Override
  public boolean addLogger(Logger logger) {
    boolean added = super.addLogger(logger);
    if (logger.getName().isEmpty()) {
      logger.getHandlers();
    }
    return added;
  }

  @Override
  public void reset() {
    // Deliberately does nothing: see the class.
  }
}
