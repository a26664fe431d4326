package io.rttd.daemon.command;

import io.rttd.daemon.logging.Logging;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Turns SIGTERM and SIGINT into a request to stop, and keeps the JVM alive until the command has
 * stopped.
 *
 * <p>The JVM answers both signals by running its shutdown hooks and dying with 128 + the signal's
 * number. This class's hook requests the stop, waits for {@link #finished}, and then ends the
 * process with the command's own exit code; if the stop takes too long, with {@link
 * ExitCode#NOTHING_OR_LOST}. A command that has not reached {@link #onRequest} yet, because a
 * resolver does not answer, has measured nothing: the hook waits a few seconds, and then ends it
 * with {@link ExitCode#DONE}.
 */
final class OrderlyStop {
  private static final int PATIENCE_S = 10;

  /** A large result takes time to compute and write. */
  private static final int RESULT_PATIENCE_S = 120;

  private static final int START_PATIENCE_S = 3;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicReference<Runnable> onRequest = new AtomicReference<>();
  private final CountDownLatch startedOrFinished = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "orderly-stop");
  private volatile int exitCode = ExitCode.NOTHING_OR_LOST;

  private final int patienceS;
  private final String lost;

  private OrderlyStop(int patienceS, String lost) {
    this.patienceS = patienceS;
    this.lost = lost;
  }

  /** Listens for signals from now on, until {@link #finished}. */
  static OrderlyStop onSignal() {
    return listening(new OrderlyStop(PATIENCE_S, "the last report"));
  }

  /** As {@link #onSignal}, for a command that prints its result when it is interrupted. */
  static OrderlyStop withResult() {
    return listening(new OrderlyStop(RESULT_PATIENCE_S, "the result"));
  }

  private static OrderlyStop listening(OrderlyStop orderlyStop) {
    Runtime.getRuntime().addShutdownHook(orderlyStop.hook);
    return orderlyStop;
  }

  /**
   * Sets what to run when a signal arrives, or arrived already: on a JVM shutdown thread, or
   * immediately on this one; in a race, on both. It should only request the stop.
   */
  void onRequest(Runnable stop) {
    onRequest.set(stop);
    startedOrFinished.countDown();
    if (requested.get()) {
      stop.run();
    }
  }

  /** From now on the command must finish in time, whether a signal came or not. */
  void startDeadline() {
    Thread deadline = new Thread(this::finishOrHalt, "stop-deadline");
    deadline.setDaemon(true);
    deadline.start();
  }

  /** Call it once, when the command has finished. */
  void finished(int code) {
    exitCode = code;
    startedOrFinished.countDown();
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is already shutting down, and the hook ends it with this code.
    }
  }

  /** Not a field: see {@link Logging#startOn}. */
  private static Logger log() {
    return System.getLogger(OrderlyStop.class.getName());
  }

  private void onShutdown() {
    requested.set(true);
    Runnable stop = onRequest.get();
    if (stop != null) {
      stop.run();
    } else {
      awaitStart();
    }
    finishOrHalt();
    Runtime.getRuntime().halt(exitCode);
  }

  private void awaitStart() {
    try {
      if (!startedOrFinished.await(START_PATIENCE_S, TimeUnit.SECONDS)) {
        log().log(Level.INFO, "stopped before the captures started; measured nothing");
        Runtime.getRuntime().halt(ExitCode.DONE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void finishOrHalt() {
    try {
      if (finished.await(patienceS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log()
        .log(
            Level.ERROR,
            () -> "stopping took longer than " + patienceS + " s; " + lost + " is lost");
    Runtime.getRuntime().halt(ExitCode.NOTHING_OR_LOST);
  }
}
