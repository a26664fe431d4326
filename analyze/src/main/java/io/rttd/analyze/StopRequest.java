package io.rttd.analyze;

/** Asks a reading thread to end, even while it waits for a pipe. Thread-safe. */
final class StopRequest {
  private volatile boolean requested;
  private Thread reader;

  /** Marks the calling thread as reading; {@link #stop} may interrupt it. */
  synchronized void begin() {
    reader = Thread.currentThread();
    if (requested) {
      reader.interrupt();
    }
  }

  /** Marks the calling thread as done; it is no longer interrupted. */
  synchronized void end() {
    reader = null;
    boolean unused = Thread.interrupted();
  }

  /** Ends the reading now, or as soon as it begins. */
  synchronized void stop() {
    requested = true;
    if (reader != null) {
      reader.interrupt();
    }
  }

  boolean isRequested() {
    return requested;
  }
}
