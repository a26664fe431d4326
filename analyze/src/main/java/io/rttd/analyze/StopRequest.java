package io.rttd.analyze;

/** Asks a reading thread to end, even where it waits for a pipe. Thread-safe. */
final class StopRequest {
  private volatile boolean requested;
  private Thread reader;

  /** The calling thread reads from now on; {@link #stop} may interrupt it. */
  synchronized void begin() {
    reader = Thread.currentThread();
    if (requested) {
      reader.interrupt();
    }
  }

  /** The calling thread has read, and is not interrupted any more. */
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
