package io.rttd.daemon.logging;

import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** What {@link RttdLogManager} names for the JDK to create: the handler of a starting process. */
public final class StartingHandler extends Handler {
  private final LineHandler lines = Logging.starting();

  /** For the JDK, which creates the only instance. */
  public StartingHandler() {}

  @Override
  public void publish(LogRecord record) {
    lines.publish(record);
  }

  @Override
  public void flush() {
    lines.flush();
  }

  @Override
  public void close() {
    lines.close();
  }
}
