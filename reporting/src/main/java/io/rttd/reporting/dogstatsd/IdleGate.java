package io.rttd.reporting.dogstatsd;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the client's two threads sleep while there is nothing to send: without it, each polls a
 * hundred times a second.
 *
 * <p>The client has a single buffer. Once all its lines have been handled, its sender is blocked
 * here, and with it the buffer, for which the client's other thread then waits. The next line lets
 * both continue.
 */
final class IdleGate {
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong handled = new AtomicLong();
  private volatile Thread held;
  private volatile boolean open;

  /** Called before a line is passed to the client. Any thread. */
  void onOffered() {
    offered.incrementAndGet();
    Thread waiting = held;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  /** Called after lines were sent, buffered, lost or rejected. Any thread. */
  void onHandled(long lines) {
    handled.addAndGet(lines);
  }

  /** Waits while all lines have been handled. Called by the client's sender. */
  void holdWhileIdle() {
    held = Thread.currentThread();
    while (!open && handled.get() >= offered.get() && !Thread.currentThread().isInterrupted()) {
      LockSupport.park(this);
    }
    held = null;
  }

  /** Opens the gate for good. Thread-safe. */
  void openForGood() {
    open = true;
    LockSupport.unpark(held);
  }

  /** Number of lines sent, buffered, lost or rejected so far. Any thread. */
  long handled() {
    return handled.get();
  }
}
