package io.rttd.reporting.dogstatsd;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the client's two threads sleep while there is nothing to send: otherwise each polls a
 * hundred times a second.
 *
 * <p>The client has a single buffer. Once every line that was handed to it has been dealt with, its
 * sender is held here, and with it the buffer, for which the client's other thread then waits. The
 * next line lets both go on.
 */
final class IdleGate {
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong handled = new AtomicLong();
  private volatile Thread held;
  private volatile boolean open;

  /** A line is about to be handed to the client. Any thread. */
  void onOffered() {
    offered.incrementAndGet();
    Thread waiting = held;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  /** Lines were sent, kept, lost or refused. Any thread. */
  void onHandled(long lines) {
    handled.addAndGet(lines);
  }

  /** Waits while all that was offered is handled. The client's sender. */
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

  /** Lines that were sent, kept, lost or refused so far. Any thread. */
  long handled() {
    return handled.get();
  }
}
