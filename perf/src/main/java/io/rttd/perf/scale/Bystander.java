package io.rttd.perf.scale;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A thread that only reads the clock, ten thousand times a second, and records how late it was.
 * Anything that stops all threads, such as a garbage collection, stops it too; growth of a shard's
 * tables does not. Other work on the machine also makes it late.
 */
final class Bystander implements AutoCloseable {
  private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);

  private final Recorder delays = new Recorder(MOST_NS, 2);
  private final Thread thread = new Thread(this::watch, "bystander");
  private volatile boolean closed;

  /** Starts the thread. */
  static Bystander start() {
    Bystander bystander = new Bystander();
    bystander.thread.setDaemon(true);
    bystander.thread.start();
    return bystander;
  }

  private void watch() {
    long beforeNs = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(PAUSE_NS);
      long nowNs = System.nanoTime();
      delays.recordValue(Math.max(0, Math.min(MOST_NS, nowNs - beforeNs - PAUSE_NS)));
      beforeNs = nowNs;
    }
  }

  /** How late it was since the last call, ns. */
  Histogram take() {
    return delays.getIntervalHistogram();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
