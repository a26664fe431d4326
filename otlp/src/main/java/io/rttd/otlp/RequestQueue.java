package io.rttd.otlp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Requests that wait for their receiver, and the one that is being sent. Memory is limited: the
 * oldest requests are dropped first, and their points counted. Thread-safe.
 */
final class RequestQueue {
  private static final int OVERHEAD_BYTES = 64;

  private final long maxBytes;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private Request sending;
  private long bytes;
  private long points;
  private long lost;
  private boolean closed;

  /**
   * A request.
   *
   * @param message its body
   * @param points number of data points in it
   * @param epochNs when it was made, ns since the epoch
   */
  record Request(EncodedMessage message, int points, long epochNs) {
    private long bytes() {
      return (long) message.getContentLength() + OVERHEAD_BYTES;
    }
  }

  /**
   * Creates an empty queue.
   *
   * @param maxBytes memory limit
   */
  RequestQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a request at the end.
   *
   * @return number of points lost to make room
   */
  synchronized long add(Request request) {
    waiting.addLast(request);
    bytes += request.bytes();
    points += request.points();
    long before = lost;
    while (bytes > maxBytes && !waiting.isEmpty()) {
      forget(waiting.removeFirst(), true);
    }
    notifyAll();
    return lost - before;
  }

  /**
   * Waits for the oldest request, and takes it: {@link #delivered}, {@link #lost} or {@link
   * #putBack} must follow.
   *
   * @return empty if the queue is closed and empty
   */
  synchronized Optional<Request> take() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    sending = waiting.pollFirst();
    return Optional.ofNullable(sending);
  }

  /** The request that was taken has arrived. */
  synchronized void delivered() {
    forget(sending, false);
    sending = null;
  }

  /** The request that was taken will never arrive. */
  synchronized void lost() {
    forget(sending, true);
    sending = null;
  }

  /** The request that was taken is to be sent again, before all others. */
  synchronized void putBack() {
    waiting.addFirst(sending);
    sending = null;
  }

  /** Counts points of a request that arrived, which the receiver rejected. */
  synchronized void addLost(long rejected) {
    lost += rejected;
  }

  /** Everything that still waits is lost. */
  synchronized long loseAll() {
    long before = lost;
    while (!waiting.isEmpty()) {
      forget(waiting.removeFirst(), true);
    }
    if (sending != null) {
      lost();
    }
    return lost - before;
  }

  /** From now on, {@link #take} waits for no further request. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits until the queue is closed, but not longer than this. */
  synchronized void awaitClose(long ms) throws InterruptedException {
    long deadlineNs = System.nanoTime() + ms * 1_000_000;
    for (long leftMs = ms; leftMs > 0 && !closed; ) {
      wait(leftMs);
      leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
    }
  }

  private void forget(Request request, boolean isLost) {
    bytes -= request.bytes();
    points -= request.points();
    lost += isLost ? request.points() : 0;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Number of points that wait or are being sent. */
  synchronized long points() {
    return points;
  }

  /**
   * Number of those points whose request was made before a time.
   *
   * @param epochNs the time, ns since the epoch
   */
  synchronized long pointsMadeBefore(long epochNs) {
    long old = sending != null && sending.epochNs() < epochNs ? sending.points() : 0;
    for (Request request : waiting) {
      old += request.epochNs() < epochNs ? request.points() : 0;
    }
    return old;
  }

  /** Points lost since the last call. */
  synchronized long takeLost() {
    long taken = lost;
    lost = 0;
    return taken;
  }
}
