package io.rttd.daemon.command;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;

/**
 * Reloads the configuration on request, on its own thread. Requests that arrive before or during a
 * reload are combined.
 */
final class Reloads {
  private static final Logger LOG = System.getLogger(Reloads.class.getName());

  private final Semaphore requests = new Semaphore(0);

  /** Requests a reload; returns immediately. Thread-safe. */
  void request() {
    requests.release();
  }

  /** Starts handling requests. */
  void start(Runnable reload) {
    Thread thread = new Thread(() -> serve(reload), "rttd-reload");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Runnable reload) {
    try {
      while (true) {
        requests.acquire();
        requests.drainPermits();
        runSafely(reload);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void runSafely(Runnable reload) {
    try {
      reload.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "cannot apply the configuration; please report this", e);
    }
  }
}
