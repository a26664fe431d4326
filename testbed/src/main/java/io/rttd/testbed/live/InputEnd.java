package io.rttd.testbed.live;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Tells a process that its parent wants it to exit: its standard input ends. */
public final class InputEnd {
  private InputEnd() {}

  /** True until standard input ends. */
  public static BooleanSupplier watch() {
    AtomicBoolean running = new AtomicBoolean(true);
    Thread listener = new Thread(() -> readOn(running), "input");
    listener.setDaemon(true);
    listener.start();
    return running::get;
  }

  private static void readOn(AtomicBoolean running) {
    try {
      while (System.in.read() >= 0) {
        // Ignores the input; only its end matters.
      }
    } catch (IOException e) {
      // Input that cannot be read counts as ended.
    }
    running.set(false);
  }
}
